package dev.halfway.clock;

import java.util.Arrays;

/**
 * Readings of one direction in order of time, no two at the same: {@code value[i]} nanoseconds of f or r at {@code time[i]} on A's clock.
 */
record Readings(long[] time, long[] value) {
    int size() {
        return time.length;
    }

    /** How many readings are earlier than {@code at}. */
    int before(long at) {
        int low = 0;
        int high = time.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Readings {@code from} to {@code to}, the latter excluded. */
    Readings range(int from, int to) {
        return new Readings(Arrays.copyOfRange(time, from, to), Arrays.copyOfRange(value, from, to));
    }

    /** The same with a line taken away that passes through 0 at {@code origin}. */
    Readings minusLine(double slope, long origin) {
        long[] level = new long[value.length];
        for (int i = 0; i < level.length; i++) {
            level[i] = value[i] - Math.round(slope * (time[i] - origin));
        }
        return new Readings(time, level);
    }

    /** The lowest value, or the greatest long if there is none. */
    long lowest() {
        long lowest = Long.MAX_VALUE;
        for (long each : value) {
            lowest = Math.min(lowest, each);
        }
        return lowest;
    }
}

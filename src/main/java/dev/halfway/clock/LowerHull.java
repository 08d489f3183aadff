package dev.halfway.clock;

import java.util.Arrays;

/** The lower convex hull of readings: their delay floor as straight as it can be. Needs one reading at least, all at different times. */
final class LowerHull {
    private final Readings readings;
    /** Indices of the readings on the hull, in order of time. */
    private final int[] corners;

    LowerHull(Readings readings) {
        this.readings = readings;
        int[] stack = new int[readings.size()];
        int size = 0;
        for (int i = 0; i < readings.size(); i++) {
            while (size > 0 && isAbove(size > 1 ? stack[size - 2] : -1, stack[size - 1], i)) {
                size--;
            }
            stack[size++] = i;
        }
        corners = Arrays.copyOf(stack, size);
    }

    /** Whether the last corner goes: not below the line from the one before it to the new reading. */
    private boolean isAbove(int previous, int last, int added) {
        return previous >= 0 && slope(previous, last) >= slope(previous, added);
    }

    private double slope(int from, int to) {
        double run = readings.time()[to] - readings.time()[from];
        double rise = readings.value()[to] - readings.value()[from];
        return rise / run;
    }

    int corners() {
        return corners.length;
    }

    long time(int corner) {
        return readings.time()[corners[corner]];
    }

    long value(int corner) {
        return readings.value()[corners[corner]];
    }

    /** Slope of the edge over the mean time of all readings; 0 if there is no edge. */
    double slopeAtMeanTime() {
        if (corners.length < 2) {
            return 0;
        }
        double sum = 0;
        long origin = readings.time()[0];
        for (long time : readings.time()) {
            sum += time - origin;
        }
        double mean = sum / readings.size();
        int edge = 0;
        while (edge < corners.length - 2 && time(edge + 1) - origin < mean) {
            edge++;
        }
        return slope(corners[edge], corners[edge + 1]);
    }
}

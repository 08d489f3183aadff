package dev.halfway.clock;

/**
 * The highest that the offset may have been between two instants, given that it was no more than each reading at that
 * reading's time and moves no faster than a given rate. With r for f: the lowest, negated.
 */
final class Envelope {
    private Envelope() {}

    /**
     * @param readings at least one
     * @param rate a ratio, not negative
     * @return the greatest value anywhere from {@code from} to {@code to}, rounded up
     */
    static long highest(Readings readings, double rate, long from, long to) {
        int size = readings.size();
        long[] time = readings.time();
        double[] limit = new double[size];
        for (int i = 0; i < size; i++) {
            limit[i] = readings.value()[i];
            if (i > 0) {
                limit[i] = Math.min(limit[i], limit[i - 1] + rate * (time[i] - time[i - 1]));
            }
        }
        for (int i = size - 2; i >= 0; i--) {
            limit[i] = Math.min(limit[i], limit[i + 1] + rate * (time[i + 1] - time[i]));
        }
        double highest = Math.max(
                limit[0] + rate * Math.max(0, time[0] - from),
                limit[size - 1] + rate * Math.max(0, to - time[size - 1]));
        for (int i = 1; i < size; i++) {
            highest = Math.max(highest, (limit[i - 1] + limit[i] + rate * (time[i] - time[i - 1])) / 2);
        }
        return (long) Math.ceil(highest);
    }
}

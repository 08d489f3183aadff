package dev.halfway.clock;

import java.util.Locale;

/**
 * Skew from the delay floors of both directions, or why there is none. A skew tilts the two floors against each other;
 * a trend of the path's delay tilts one, or both alike.
 *
 * @param ratio what B's clock gains, 1e-6 is 1 ppm; 0 if refused
 * @param refused empty if accepted
 */
record Skew(double ratio, String refused) {
    private static final int LEAST_READINGS = 20;
    private static final long LEAST_NANOS = 30_000_000_000L;
    private static final double LEAST_TO_TREND = 3;

    /** Windows whose floors must lie on a line, and by how many standard errors its slope must differ from 0. */
    private static final int WINDOWS = 8;

    private static final double LEAST_SIGNIFICANCE = 5;

    /**
     * Two unrelated slopes pass the comparison of skew with trend one time in five, so a skew must also be proved: either
     * no line of slope 0 goes between the readings, or the floors move steadily and against each other.
     *
     * @param coarseNanos how far the clocks' ticks alone may move readings
     */
    static Skew of(Readings forward, Readings backward, long coarseNanos) {
        if (forward.size() < LEAST_READINGS || backward.size() < LEAST_READINGS) {
            return refuse(
                    "%d readings one way and %d the other; %d each way are needed",
                    forward.size(), backward.size(), LEAST_READINGS);
        }
        long span = Math.min(span(forward), span(backward));
        if (span < LEAST_NANOS) {
            return refuse("the packets span %.1f s; %d s are needed", span / 1e9, LEAST_NANOS / 1_000_000_000);
        }
        LowerHull forwardHull = new LowerHull(forward);
        LowerHull backwardHull = new LowerHull(backward);
        double forwardSlope = forwardHull.slopeAtMeanTime();
        double backwardSlope = backwardHull.slopeAtMeanTime();
        double skew = (forwardSlope - backwardSlope) / 2;
        double trend = (forwardSlope + backwardSlope) / 2;
        if (Math.abs(skew) >= Rates.LIMIT) {
            return refuse("%.0f ppm is more than a working clock can be off", skew * 1e6);
        }
        if (Math.abs(skew) <= LEAST_TO_TREND * Math.abs(trend)) {
            return refuse("%.3f ppm is not clear of the path's own trend of %.3f ppm", skew * 1e6, trend * 1e6);
        }
        if (Math.abs(skew) * span <= coarseNanos) {
            return refuse("%.3f ppm is not clear of the clocks' ticks", skew * 1e6);
        }
        if (!RateRange.of(forwardHull, backwardHull, coarseNanos).excludesZero()) {
            double forwardSteadiness = steadiness(forward);
            double backwardSteadiness = steadiness(backward);
            double least = Math.min(Math.abs(forwardSteadiness), Math.abs(backwardSteadiness));
            if (forwardSteadiness * backwardSteadiness >= 0 || least < LEAST_SIGNIFICANCE) {
                return refuse("%.3f ppm is not clear of the noise of the delays", skew * 1e6);
            }
        }
        return new Skew(skew, "");
    }

    private static Skew refuse(String format, Object... values) {
        return new Skew(0, String.format(Locale.ROOT, format, values));
    }

    private static long span(Readings readings) {
        return readings.time()[readings.size() - 1] - readings.time()[0];
    }

    /** Slope of a least-squares line through the floors of equal windows of time, over its standard error. */
    private static double steadiness(Readings readings) {
        long origin = readings.time()[0];
        double width = (span(readings) + 1.0) / WINDOWS;
        double[] floor = new double[WINDOWS];
        double[] at = new double[WINDOWS];
        int windows = 0;
        for (int i = 0; i < readings.size(); ) {
            int window = (int) ((readings.time()[i] - origin) / width);
            int end = i + 1;
            int lowest = i;
            while (end < readings.size() && (int) ((readings.time()[end] - origin) / width) == window) {
                lowest = readings.value()[end] < readings.value()[lowest] ? end : lowest;
                end++;
            }
            at[windows] = readings.time()[lowest] - origin;
            floor[windows++] = readings.value()[lowest] - readings.value()[0];
            i = end;
        }
        return windows < WINDOWS / 2 + 1 ? 0 : slopeOverError(at, floor, windows);
    }

    private static double slopeOverError(double[] x, double[] y, int count) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < count; i++) {
            meanX += x[i] / count;
            meanY += y[i] / count;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < count; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double residual = Math.max(yy - xy * xy / xx, 1);
        return xy / xx / Math.sqrt(residual / (count - 2) / xx);
    }
}

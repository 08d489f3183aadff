package dev.halfway.clock;

/**
 * The rates at which the offset may have moved, as ratios, mean over a segment.
 *
 * @param low slope of the steepest falling line that stays below every f and above every -r
 * @param high slope of the steepest rising one; less than {@code low} if no line does
 */
record RateRange(double low, double high) {
    /**
     * A line passes between the readings exactly if it passes between their hulls, and the steepest touches a corner of
     * each.
     *
     * @param slackNanos how far apart readings of both directions may be moved by the clocks' ticks alone
     */
    static RateRange of(LowerHull forward, LowerHull backward, long slackNanos) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (int i = 0; i < forward.corners(); i++) {
            for (int j = 0; j < backward.corners(); j++) {
                double gap = forward.value(i) + backward.value(j) + slackNanos;
                double run = forward.time(i) - backward.time(j);
                if (run > 0) {
                    high = Math.min(high, gap / run);
                } else if (run < 0) {
                    low = Math.max(low, gap / run);
                } else if (gap < 0) {
                    return new RateRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
                }
            }
        }
        return new RateRange(low, high);
    }

    /** Whether one straight line goes between all readings: the clocks may have run at one rate throughout. */
    boolean isStraight() {
        return low <= high;
    }

    /** Whether the clocks cannot have run at the same rate. */
    boolean excludesZero() {
        return isStraight() && (low > 0 || high < 0);
    }

    /**
     * How far the rate at any instant may be from 0, drift included, if {@code skew} has been taken away from readings
     * of clocks that part no faster than {@link Rates#LIMIT}.
     */
    double largest(double skew) {
        double limit = Rates.LIMIT + Math.abs(skew);
        return isStraight() ? Math.min(limit, Math.max(high, -low) + Rates.WANDER) : limit;
    }
}

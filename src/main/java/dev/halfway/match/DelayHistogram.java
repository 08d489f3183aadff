package dev.halfway.match;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * One-way delays of one row. HdrHistogram refuses what is below zero or above its range, so both are tested for first and
 * counted: below zero as 0, above the range as its end.
 */
final class DelayHistogram {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 2;

    private final Histogram histogram = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    private long leastNanos = Long.MAX_VALUE;
    private long mostNanos = Long.MIN_VALUE;
    private long negative;

    void record(long nanos) {
        leastNanos = Math.min(leastNanos, nanos);
        mostNanos = Math.max(mostNanos, nanos);
        if (nanos < 0) {
            negative++;
        }
        histogram.recordValue(Math.max(0, Math.min(nanos, HIGHEST_NANOS)));
    }

    /** Percentiles to two significant digits; smallest and largest exact. Empty when nothing was recorded. */
    Optional<DelaySummary> summary() {
        long count = histogram.getTotalCount();
        if (count == 0) {
            return Optional.empty();
        }
        return Optional.of(new DelaySummary(
                count, leastNanos, percentile(50), percentile(90), percentile(99), mostNanos, negative));
    }

    private long percentile(double percent) {
        return Math.max(leastNanos, Math.min(mostNanos, histogram.getValueAtPercentile(percent)));
    }
}

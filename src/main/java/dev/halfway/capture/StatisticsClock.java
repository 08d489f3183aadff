package dev.halfway.capture;

import java.util.OptionalLong;

/**
 * Finds the unit of the times in Interface Statistics Blocks. They should be in that of their interface, but some
 * writers put microseconds under an interface that counts nanoseconds.
 */
final class StatisticsClock {
    /** Farther than this from every record a time is not believed; units differ by factors of 1000, decades apart. */
    private static final long NEAR_NANOS = 366L * 86_400 * 1_000_000_000;

    /** Before any record, a time is believed from 1990 on. */
    private static final long EARLIEST_NANOS = 20L * 365 * 86_400 * 1_000_000_000;

    private static final TimeScale[] OTHER_SCALES = {
        new TimeScale(TimeScale.MICROSECONDS, 0), new TimeScale(TimeScale.NANOSECONDS, 0)
    };

    private final SourceTally tally;

    /** Compares with the times of the records that the tally has counted so far. */
    StatisticsClock(SourceTally tally) {
        this.tally = tally;
    }

    /** Nanoseconds since the epoch in the unit that brings the time nearest to the records; empty when none does. */
    OptionalLong nanos(TimeScale declared, long units) {
        long best = declared.nanos(units);
        for (TimeScale other : OTHER_SCALES) {
            long nanos = other.nanos(units);
            if (distance(nanos) < distance(best)) {
                best = nanos;
            }
        }
        return distance(best) <= NEAR_NANOS ? OptionalLong.of(best) : OptionalLong.empty();
    }

    /** From the span of the records, 0 within; without records, 0 in the years that may be meant and far outside. */
    private long distance(long nanos) {
        if (!tally.hasTimes()) {
            boolean sensible = nanos >= EARLIEST_NANOS && nanos < TimeScale.LIMIT_NANOS;
            return sensible ? 0 : Long.MAX_VALUE;
        }
        return Math.max(0, Math.max(tally.firstNanos() - nanos, nanos - tally.lastNanos()));
    }
}

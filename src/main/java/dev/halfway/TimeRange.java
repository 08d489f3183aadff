package dev.halfway;

import dev.halfway.AnalysisOptions.Moment;
import dev.halfway.match.Counting;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * The stretch of time that is counted, on the reference clock, both ends included. All packets are matched; those outside
 * are not counted, so that nothing is taken for lost because its copy lies beyond an end.
 */
record TimeRange(long fromNanos, long toNanos) implements Counting {
    /**
     * @param startNanos the first time of the first host, from which relative moments count
     * @param toReference from the first host's clock, on which absolute moments are, to the reference clock
     */
    static TimeRange of(Optional<Moment> from, Optional<Moment> to, long startNanos, LongUnaryOperator toReference) {
        return new TimeRange(
                from.map(moment -> toReference.applyAsLong(absolute(moment, startNanos)))
                        .orElse(Long.MIN_VALUE),
                to.map(moment -> toReference.applyAsLong(absolute(moment, startNanos)))
                        .orElse(Long.MAX_VALUE));
    }

    @Override
    public boolean counts(int host, int file, long nanos) {
        return nanos >= fromNanos && nanos <= toNanos;
    }

    private static long absolute(Moment moment, long startNanos) {
        return moment.relative() ? startNanos + moment.nanos() : moment.nanos();
    }
}

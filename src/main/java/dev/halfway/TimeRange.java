package dev.halfway;

import dev.halfway.AnalysisOptions.Moment;
import dev.halfway.match.Counting;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * The stretch of time that is counted, on the reference clock, both ends included. All packets are matched; those outside
 * are not counted, so that nothing is taken for lost because its copy lies beyond an end.
 */
record TimeRange(long fromNanos, long toNanos) implements Counting {
    /** For what is later than can be told; leaves room for what clocks differ by. */
    private static final long LATEST_NANOS = Long.MAX_VALUE / 2;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

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

    /**
     * Says that no capture covers any of the time asked for; all by the clock of the first host.
     *
     * @param startNanos start of what its captures cover
     * @param endNanos end of it
     */
    static String outside(Optional<Moment> from, Optional<Moment> to, long startNanos, long endNanos, String host) {
        String asked = from.map(moment -> " from " + words(absolute(moment, startNanos)))
                        .orElse("")
                + to.map(moment -> " to " + words(absolute(moment, startNanos))).orElse("");
        return "Cannot tell: the time asked for," + asked + ", lies outside what the captures cover: "
                + words(startNanos) + " to " + words(endNanos) + " by the clock of " + host + ".";
    }

    /** What is counted, where the user asked for a part; by the clock of the first host: {@code between ... and ...}. */
    static Optional<String> stretch(Optional<Moment> from, Optional<Moment> to, long startNanos, long endNanos) {
        long first = from.map(moment -> absolute(moment, startNanos)).orElse(startNanos);
        long last = to.map(moment -> absolute(moment, startNanos)).orElse(endNanos);
        return from.isEmpty() && to.isEmpty()
                ? Optional.empty()
                : Optional.of("between " + TIME.format(instant(first)) + " and " + TIME.format(instant(last)) + " UTC");
    }

    private static String words(long nanos) {
        return DATE_TIME.format(instant(nanos));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private static long absolute(Moment moment, long startNanos) {
        if (!moment.relative()) {
            return moment.nanos();
        }
        long nanos = startNanos + moment.nanos();
        return moment.nanos() > 0 && nanos < startNanos ? LATEST_NANOS : nanos;
    }
}

package dev.halfway;

import dev.halfway.AnalysisOptions.Moment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The stretch of time that the user asked for. Moments are on the first host's clock; each host's own clock is taken to
 * agree with it here.
 */
final class TimeRange {
    private final Optional<Moment> from;
    private final Optional<Moment> to;
    private long startNanos = Long.MIN_VALUE;
    private boolean started;

    TimeRange(Optional<Moment> from, Optional<Moment> to) {
        this.from = from;
        this.to = to;
    }

    /** Relative moments count from the first time of the first host, which is read first. */
    boolean contains(int host, long timeNanos) {
        if (from.isEmpty() && to.isEmpty()) {
            return true;
        }
        if (!started) {
            started = true;
            startNanos = timeNanos;
        }
        return (from.isEmpty() || timeNanos >= absolute(from.get()))
                && (to.isEmpty() || timeNanos <= absolute(to.get()));
    }

    private static boolean isRelative(Optional<Moment> moment) {
        return moment.isPresent() && moment.get().relative();
    }

    private long absolute(Moment moment) {
        return moment.relative() ? startNanos + moment.nanos() : moment.nanos();
    }

    /** The moment within the range nearest to {@code timeNanos}; empty while it is not known from when on to count. */
    OptionalLong clamp(int host, long timeNanos) {
        if (!started && (isRelative(from) || isRelative(to))) {
            return OptionalLong.empty();
        }
        long clamped = timeNanos;
        if (from.isPresent()) {
            clamped = Math.max(clamped, absolute(from.get()));
        }
        if (to.isPresent()) {
            clamped = Math.min(clamped, absolute(to.get()));
        }
        return OptionalLong.of(clamped);
    }
}

package dev.halfway.match;

/** From the first of something to the last, nanoseconds since the epoch on one host's own clock. */
public record TimeSpan(long firstNanos, long lastNanos) {
    /** Whether a moment on the same clock is neither before the first nor behind the last. */
    public boolean holds(long nanos) {
        return nanos >= firstNanos && nanos <= lastNanos;
    }
}

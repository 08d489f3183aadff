package dev.halfway.clock;

/**
 * How finely the clocks of two captures tick (RFC 2330 section 10.2): a time that is shown may be off by as much as a tick,
 * though no error of the clock is in it.
 *
 * @param ofA nanoseconds, positive; as {@link Tick#of} finds it
 * @param ofB likewise
 */
public record Resolution(long ofA, long ofB) {
    public Resolution {
        if (ofA < 1 || ofB < 1) {
            throw new IllegalArgumentException("a resolution of " + Math.min(ofA, ofB) + " ns is not positive");
        }
    }

    static Resolution usual() {
        return new Resolution(Tick.USUAL_NANOS, Tick.USUAL_NANOS);
    }

    /** Whether either goes on in longer steps than the times of a capture usually do. */
    boolean isCoarse() {
        return ofA > Tick.USUAL_NANOS || ofB > Tick.USUAL_NANOS;
    }

    /**
     * How far the ticks alone may shift an offset. Usual captures cut off what is below a microsecond, both alike. Whether a coarse
     * clock does that or shows the next tick is not known, so its whole tick counts, either way.
     */
    long errorNanos() {
        return isCoarse() ? ofA + ofB : Math.max(ofA, ofB);
    }

    /** By so much a round trip may come out below 0. */
    long toleranceNanos() {
        return ofA + ofB;
    }

    /** What is to be allowed for besides where usual ticks make no difference. */
    public long coarseNanos() {
        return isCoarse() ? ofA + ofB : 0;
    }
}

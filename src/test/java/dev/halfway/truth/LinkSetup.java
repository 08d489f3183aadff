package dev.halfway.truth;

/** What one direction of the path does to packets. Rates are per wire packet, 0 to 1. */
final class LinkSetup {
    /** How the delay varies: never, or each packet's own share drawn anew. */
    enum Jitter {
        NONE,
        UNIFORM,
        EXPONENTIAL
    }

    /** An exponential draw is cut here, in means, so that the spread of delays has a bound. */
    static final int EXPONENTIAL_CUT = 10;

    /** Of an exponential draw, in means, so much and less is ordinary. */
    private static final int ORDINARY_DRAW = 4;

    /** A late packet comes this much after the loss threshold, and up to the spread later still. */
    static final long LEAST_LATENESS_NANOS = 200_000_000;

    static final long LATENESS_SPREAD_NANOS = 3_000_000_000L;

    double lossRate;
    /** Gilbert's model: chance to enter the losing state, per packet; 0 for none. */
    double burstEnterRate;
    /** Chance to leave it; every packet in it is lost. */
    double burstLeaveRate;

    /** All packets of exchanges that this host began are lost, as by a stateful device without the state; null for none. */
    String lostInitiator;

    double duplicationRate;
    /** A duplicate comes up to this much after the original. */
    long duplicateLagNanos = 2_000_000;

    double reorderRate;
    /** A reordered packet is held back up to this much while later ones pass. */
    long reorderDepthNanos = 2_000_000;

    double corruptionRate;
    /** Held back beyond the loss threshold. */
    double lateRate;

    long baseDelayNanos = 200_000;
    Jitter jitter = Jitter.UNIFORM;
    /** Width of the uniform part, or mean of the exponential. */
    long jitterNanos = 50_000;

    int hops = 1;
    /** Traffic class after the path; -1 leaves it. */
    int rewrittenTrafficClass = -1;

    /** Slowest minus fastest delay of packets in order. */
    private long jitterSpreadNanos() {
        return switch (jitter) {
            case NONE -> 0;
            case UNIFORM -> jitterNanos;
            case EXPONENTIAL -> EXPONENTIAL_CUT * jitterNanos;
        };
    }

    /** Slowest delay of nearly all packets that nothing held back. */
    long ordinaryNanos() {
        return baseDelayNanos + (jitter == Jitter.EXPONENTIAL ? ORDINARY_DRAW * jitterNanos : jitterSpreadNanos());
    }

    /** Slowest delay of packets in order. */
    long slowestInOrderNanos() {
        return baseDelayNanos + jitterSpreadNanos();
    }

    /** Slowest delay of all but late packets. */
    long usuallySlowestNanos() {
        return slowestInOrderNanos() + (reorderRate > 0 ? reorderDepthNanos : 0);
    }

    long slowestDelayNanos() {
        long lateness = LEAST_LATENESS_NANOS + LATENESS_SPREAD_NANOS;
        return lateRate > 0 ? TruthScenario.LOSS_THRESHOLD_NANOS + lateness : usuallySlowestNanos();
    }
}

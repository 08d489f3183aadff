package dev.halfway.truth;

/**
 * All that is chosen about one generated pair of captures. A preset fills the fields before the run; nothing changes them
 * after. The same scenario gives the same bytes.
 */
final class TruthScenario {
    /** RFC 7680's Tmax, what {@code --loss-threshold} defaults to. */
    static final long LOSS_THRESHOLD_NANOS = 3_000_000_000L;

    final long seed;
    /** Records that each capture gets, about; 200,000 and more is fine. */
    int packets;
    /** The applications stop here or at {@link #packets}; the load is paced to reach both together. */
    long durationNanos;

    final HostSetup a = new HostSetup("a", 1);
    final HostSetup b = new HostSetup("b", 2);
    final LinkSetup toB = new LinkSetup();
    final LinkSetup toA = new LinkSetup();
    final TrafficSetup traffic = new TrafficSetup();
    /** What stands on the path between the two. */
    boolean sourceNat;
    /** Added to the sequence numbers a to b, and taken off the acknowledgments b to a. */
    int sequenceShift;

    TruthScenario(long seed, int packets, long durationNanos) {
        this.seed = seed;
        this.packets = packets;
        this.durationNanos = durationNanos;
    }
}

package dev.halfway.match;

/**
 * How much is held at once. What goes beyond is left aside, and nothing is called lost near that time.
 *
 * @param packetsInFlight sightings whose fate is still open, over all hosts
 * @param flows flows in memory, over all hosts
 */
public record Bounds(int packetsInFlight, int flows) {
    /** What a run needs besides: buffers, surveys, tables, and 25 MB for as many BGP connections as are followed. */
    private static final long APART_BYTES = 32L << 20;
    /** A sighting that is alone with its key, with its group and its places in the queues. */
    private static final long SIGHTING_BYTES = 700;
    /** Both lanes, their names and their legs at two hosts. */
    private static final long FLOW_BYTES = 1_000;

    private static final int LEAST = 1_024;

    public Bounds {
        if (packetsInFlight < 1 || flows < 1) {
            throw new IllegalArgumentException("bounds below 1");
        }
    }

    /** What fits into the heap that Java may take: of what is free five eighths for packets, a quarter for flows. */
    public static Bounds fitting(long heapBytes) {
        long free = Math.max(0, heapBytes - APART_BYTES);
        return new Bounds(share(free * 5 / 8, SIGHTING_BYTES), share(free / 4, FLOW_BYTES));
    }

    /** What fits into the heap of this run. */
    public static Bounds usual() {
        return fitting(Runtime.getRuntime().maxMemory());
    }

    private static int share(long bytes, long each) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, bytes / each));
    }
}

package dev.halfway.match;

/**
 * How much is held at once. What goes beyond is left aside and counted, and nothing is called lost near that time.
 *
 * @param packetsInFlight sightings whose fate is still open, over all hosts
 * @param flows flows in memory, over all hosts
 * @param copies packets at one host that look alike, and transmissions of the same bytes of a connection: each is compared
 *     with all others
 * @param listed packets whose fates wait to be told in their order, over all hosts
 * @param bgpMessages BGP messages at one host, and what goes with them: a fourth as many connections, and 128 times as many
 *     bytes that wait for others before them
 * @param findings findings that are told
 */
public record Bounds(int packetsInFlight, int flows, int copies, int listed, int bgpMessages, int findings) {
    public static final int USUAL_COPIES = 2_048;
    public static final int USUAL_FINDINGS = 1_000;

    /** What a run needs besides: buffers, surveys and tables. */
    private static final long APART_BYTES = 20L << 20;

    private static final long APART_BYTES_PER_HOST = 4L << 20;
    /** Of hosts beyond the {@link #FEW}, which share what surveys hold: buffers alone. */
    private static final long APART_BYTES_PER_HOST_MORE = 1L << 20;

    /** So many hosts may hold all that one may; more share it. */
    static final int FEW = 8;

    /** A sighting that is alone with its key, with its group and its places in the queues. */
    private static final long SIGHTING_BYTES = 700;
    /** Both lanes, their names and their legs at two hosts, and what they remember of arrivals. */
    private static final long FLOW_BYTES = 2_100;
    /** As {@link LogChunk} has it. */
    private static final long LISTED_BYTES = 90;
    /** A message, with a fourth of a connection and what waits. */
    private static final long BGP_MESSAGE_BYTES = 560;

    private static final int LEAST = 1_024;

    public Bounds {
        if (Math.min(Math.min(packetsInFlight, flows), Math.min(copies, listed)) < 1
                || Math.min(bgpMessages, findings) < 1) {
            throw new IllegalArgumentException("bounds below 1");
        }
    }

    /**
     * What fits into the heap that Java may take: a sixth for BGP; of what is free then half for packets, a quarter for
     * flows, a fifth for what is listed.
     */
    public static Bounds fitting(long heapBytes, int hosts) {
        long bgp = heapBytes / 6;
        long apart = APART_BYTES
                + Math.min(hosts, FEW) * APART_BYTES_PER_HOST
                + Math.max(0, hosts - FEW) * APART_BYTES_PER_HOST_MORE;
        long free = Math.max(0, heapBytes - apart - bgp);
        return new Bounds(
                share(free / 2, SIGHTING_BYTES),
                share(free / 4, FLOW_BYTES),
                USUAL_COPIES,
                share(free / 5, LISTED_BYTES),
                share(bgp / hosts, BGP_MESSAGE_BYTES),
                USUAL_FINDINGS);
    }

    /** What fits into the heap of this run. */
    public static Bounds usual(int hosts) {
        return fitting(Runtime.getRuntime().maxMemory(), hosts);
    }

    /** What one of so many hosts may hold, where up to {@code few} of them may hold {@code most} each, and others share that. */
    static int ofEach(int most, int few, int hosts) {
        return hosts <= few ? most : Math.max(1, Integer.highestOneBit((int) ((long) most * few / hosts)));
    }

    private static int share(long bytes, long each) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, bytes / each));
    }
}

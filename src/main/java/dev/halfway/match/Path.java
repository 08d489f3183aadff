package dev.halfway.match;

/**
 * The way from one host to another: how long packets usually take, learned from those whose match is beyond doubt.
 * Delays are nanoseconds on the reference clock; they may come out below 0 by at most {@link #epsilonNanos()}.
 */
final class Path {
    /** Timestamps of two hosts are never trusted to be nearer than this. */
    private static final long TIMESTAMP_SLACK_NANOS = 200_000;
    /** Packets over which the mean deviation from the usual delay is taken, about. */
    private static final int DEVIATION_MEMORY = 256;
    /** Deviations of so many times the mean are out of the ordinary: something was held back. */
    private static final int FAR = 8;

    /** A packet may take longer than the slowest by this part of it, where some take longer than the loss threshold. */
    private static final int LATER = 8;

    private static final long OFFLOAD_NANOS = 50_000;
    /** Where one of so many or more arrives once more, many of the packets that are sent again for a lost one do. */
    private static final int SOME = 16;
    /** So many tell that most packets are duplicated. */
    private static final int ENOUGH_DUPLICATED = 4;

    final int from;
    final int to;
    private long epsilonNanos;
    private long boundNanos;
    private boolean clocksUnbounded;
    private long edgeNanos;
    private long aheadNanos;
    private long fastestNanos = Long.MAX_VALUE;
    private long slowestNanos = Long.MIN_VALUE;
    private long lateNanos;
    private long usualNanos;
    private long deviationNanos;
    private long matched;
    /** No packet had shown how fast the way is when the matching began: the first that does may be a slow one. */
    private boolean isFastestOpen;

    private long allowanceNanos;
    /** Of TCP at 1, of all else at 0: a device may give the packets of one protocol new ones. */
    private final long[] identificationsKept = new long[2];

    private final long[] identificationsChanged = new long[2];
    private long headersKept;
    private long headersChanged;
    private long arrived;
    private long duplicated;
    /** The way back. */
    Path reverse;
    /** Some of what goes this way or back has other addresses or ports at the one end than at the other. */
    boolean translates;

    /** Of pings and their replies that arrived; the host that sends them begins its ICMP errors with the same one. */
    private final TimesToLive echoTimesToLive = new TimesToLive();

    /** Segments and echo packets that left and that nothing matched in the usual time, oldest first. */
    final StrayQueue strays = new StrayQueue();

    final RouterFragments routerFragments = new RouterFragments();
    final FragmentsCutAgain fragmentsCutAgain = new FragmentsCutAgain();
    /** Something left in fragments. */
    boolean anyInFragments;

    final StrangeFragments strangeFragments = new StrangeFragments();
    final AnsweredDatagrams answeredDatagrams = new AnsweredDatagrams();

    /** Where what leaves on this way is seen at its sender, and at its receiver. */
    final Passages departures = new Passages();

    final Passages arrivals = new Passages();

    /** What leaves on this way. */
    final Load load = new Load();

    /** Of TCP at 1, of all else at 0. */
    private final Hearing[] heard = {new Hearing(), new Hearing()};

    Path(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Sets how far the reference times of the two hosts may be apart.
     *
     * @param nanos at any time
     * @param bound at the times that packets in common tie together
     * @param driftNanos how much more or less that may be at the ends of the captures than where delays were observed
     */
    void trustClocksWithin(long nanos, long bound, long driftNanos) {
        boundNanos = bound;
        epsilonNanos = nanos + TIMESTAMP_SLACK_NANOS;
        edgeNanos = driftNanos + TIMESTAMP_SLACK_NANOS;
    }

    /** Nothing says how far the clocks are off at most. */
    void distrustClocks() {
        clocksUnbounded = true;
    }

    boolean areClocksUnbounded() {
        return clocksUnbounded;
    }

    /**
     * The clocks are known by packets that went one way only, the fastest of them taken for one that took no time: others may
     * have been faster.
     *
     * @param nanos by so much at most
     */
    void allowFasterBy(long nanos) {
        aheadNanos = nanos;
    }

    /** How long before the clocks say that it left a packet may have arrived. */
    long mostAheadNanos() {
        return epsilonNanos + aheadNanos;
    }

    /** Before this a packet cannot have arrived, near the ends of the captures. Delays seen hold whatever the clocks' error. */
    long earliestArrivalNanos(long sentNanos) {
        long byClocks = -boundNanos;
        long faster = isKnown() ? Math.min(aheadNanos, slowestNanos - fastestNanos) : aheadNanos;
        return sentNanos - edgeNanos - faster + (isKnown() ? Math.max(fastestNanos, byClocks) : byClocks);
    }

    long usualArrivalNanos(long sentNanos) {
        return sentNanos + usualNanos;
    }

    /** How long packets usually take there and back, whatever the clocks' error; {@link Long#MAX_VALUE} where it is not known. */
    long roundTripNanos() {
        return isKnown() && reverse.isKnown() ? usualNanos + reverse.usualNanos : Long.MAX_VALUE;
    }

    /** After this a packet is not to be expected, near the ends of the captures; {@code limit} where nothing matched. */
    long latestArrivalNanos(long sentNanos, long limit) {
        return sentNanos + edgeNanos + slowestNanos(limit) + (isKnown() ? 0 : boundNanos);
    }

    /** All packets that both captures hold beyond doubt are observed; what is observed from here on comes in order of time. */
    void endSurvey() {
        isFastestOpen = !isKnown();
    }

    /** Notes the delay of a packet whose match is beyond doubt. */
    void observe(long delayNanos) {
        matched++;
        deviationNanos +=
                (Math.abs(delayNanos - (matched == 1 ? delayNanos : usualNanos)) - deviationNanos) / DEVIATION_MEMORY;
        fastestNanos = Math.min(fastestNanos, delayNanos);
        slowestNanos = Math.max(slowestNanos, delayNanos);
        if (matched == 1) {
            usualNanos = delayNanos;
        } else {
            // A median that follows by small steps: one outlier moves it as little as any other packet.
            long step = Math.max(1_000, (slowestNanos - fastestNanos) >> 6);
            usualNanos += Long.signum(delayNanos - usualNanos) * Math.min(step, Math.abs(delayNanos - usualNanos));
        }
    }

    /** Notes the delay of a packet that arrived after the loss threshold. */
    void noteLate(long delayNanos) {
        lateNanos = Math.max(lateNanos, delayNanos);
    }

    /** Notes the IP IDs of one packet at both ends, 0 where there is none. */
    void noteIdentification(boolean isTcp, int sent, int arrived) {
        if (sent != 0 && arrived != 0) {
            (sent == arrived ? identificationsKept : identificationsChanged)[isTcp ? 1 : 0]++;
        }
    }

    /** Notes whether a segment had the same acknowledgment, window and timestamps at both ends. */
    void noteHeader(boolean kept) {
        headersKept += kept ? 1 : 0;
        headersChanged += kept ? 0 : 1;
    }

    /** Whether packets of TCP, or others, arrive just now. */
    Hearing heard(boolean isTcp) {
        return heard[isTcp ? 1 : 0];
    }

    /** Notes a packet that left and arrived, for the first time. */
    void noteArrived() {
        arrived++;
    }

    /** Notes an arrival that cannot be anything but one more copy of a packet that arrived. */
    void noteDuplicated() {
        duplicated++;
    }

    /** Whether so many packets are duplicated on the way that losses may hide behind copies of what is sent again. */
    boolean duplicates() {
        return duplicated > 0 && SOME * duplicated >= arrived;
    }

    /** Whether so many are that what arrives twice is rather one packet than two. */
    boolean duplicatesMost() {
        return duplicated >= ENOUGH_DUPLICATED && 2 * duplicated >= arrived;
    }

    /** Whether segments are seen to keep acknowledgment, window and timestamps, so that others speak against a match. */
    boolean keepsHeaders() {
        return headersKept > 10 * headersChanged;
    }

    /** Whether packets of TCP, or others, are seen to keep their IP IDs on the way, so that other ones speak against a match. */
    boolean keepsIdentification(boolean isTcp) {
        int at = isTcp ? 1 : 0;
        return keepsIdentification(identificationsKept[at], identificationsChanged[at]);
    }

    /** The same by how many packets are seen to keep theirs, and how many not. */
    static boolean keepsIdentification(long kept, long changed) {
        return kept > 10 * changed;
    }

    void noteEchoTimeToLive(int timeToLive) {
        echoTimesToLive.note(timeToLive);
    }

    /** Whether pings arrived, and none with this TTL: what has it comes from elsewhere than from the host that sent them. */
    boolean isStrangeToEchoes(int timeToLive) {
        return echoTimesToLive
                .range()
                .filter(range -> timeToLive < range.least() || timeToLive > range.most())
                .isPresent();
    }

    boolean isKnown() {
        return matched > 0;
    }

    long epsilonNanos() {
        return epsilonNanos;
    }

    /** Smallest delay that is possible by what was seen; at least -epsilon. Clocks of no bound may hide faster ones. */
    long leastNanos() {
        boolean isOpen = isFastestOpen || clocksUnbounded;
        return (!isKnown() ? 0 : isOpen ? Math.min(0, fastestNanos) : fastestNanos) - mostAheadNanos();
    }

    /** Smallest delay that would surprise nobody. */
    long plausiblyLeastNanos() {
        return leastNanos() + aheadNanos;
    }

    /** Whether no packet whose match is beyond doubt was faster. */
    boolean isFasterThanAny(long delayNanos) {
        return isKnown() && delayNanos < fastestNanos;
    }

    /** Largest delay that would surprise nobody, {@code limit} where nothing is known. */
    long plausibleNanos(long limit) {
        return isKnown() ? Math.min(limit, 2 * Math.max(0, slowestNanos) + epsilonNanos + 1_000_000) : limit;
    }

    /** Adds to every delay that is to be expected, where the clocks hide how long packets really take. */
    void allowNanos(long nanos) {
        allowanceNanos = nanos;
    }

    /**
     * Slowest delay to be expected by all that matched, either way; {@code limit} where nothing did. It is beyond that only
     * where packets on this way were, and the next may take somewhat longer: queues grow.
     */
    long slowestNanos(long limit) {
        if (lateNanos > limit) {
            return lateNanos + lateNanos / LATER;
        }
        if (!isKnown() && !reverse.isKnown()) {
            return limit;
        }
        long slowest = Math.max(isKnown() ? slowestNanos : 0, reverse.isKnown() ? reverse.slowestNanos : 0);
        return Math.min(limit, Math.max(0, slowest) + allowanceNanos);
    }

    /** Whether a packet with this delay took no longer than packets do that nothing holds back, and is not ahead of its time. */
    boolean isOrdinary(long delayNanos) {
        return delayNanos >= plausiblyLeastNanos() && delayNanos - usualNanos <= FAR * deviationNanos + OFFLOAD_NANOS;
    }

    long usualNanos() {
        return usualNanos;
    }
}

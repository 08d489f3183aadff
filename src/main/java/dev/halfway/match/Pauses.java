package dev.halfway.match;

/**
 * When the captures of one host hold no record at all, of whatever it may be, and what was to come meanwhile. Where nothing
 * that this host sends reaches the others, none of these can show whether it heard or sent anything in such a pause: it may be
 * that nothing came, or that the captures stood still.
 *
 * <p>Only the latest {@link #CAPACITY} pauses are kept; of older ones nothing is known. Times are on the reference clock. No
 * allocation.
 */
final class Pauses {
    /** Shorter ones are those between packets. */
    private static final long LEAST_NANOS = 20_000_000L;
    /** Single packets are lost here and there; captures that stand still miss one after the other. */
    private static final int LEAST_LOST = 3;
    /** Of many packets that were left out so many tell when that was. */
    private static final int MOST_SKIPPED = 64;

    /** A power of two. */
    private static final int CAPACITY = 4096;

    /** The packets before it and behind it; between them there may be records of other kinds. */
    private final long[] before = new long[CAPACITY];

    private final long[] behind = new long[CAPACITY];
    private final long[] starts = new long[CAPACITY];
    private final long[] ends = new long[CAPACITY];
    private final int[] lost = new int[CAPACITY];
    /** Packets are missing between the same two packets, but before it or behind it. */
    private final boolean[] lostBeside = new boolean[CAPACITY];
    /** By their numbers, packets of the host's own left in it. */
    private final boolean[] skipped = new boolean[CAPACITY];
    /** Whether a packet from another host came between it and the one before it. */
    private final boolean[] arrivedBefore = new boolean[CAPACITY];
    /** Number of the pause that begins with the latest record, and lasts still. */
    private long added;

    private long lastSeen = Long.MIN_VALUE;
    /** The longest of those of which it was told that the captures may have stood still; start at end where there is none. */
    private long openStart;

    private long openEnd;

    /**
     * A packet is in the captures; in their order.
     *
     * @param pauseStartNanos with {@code pauseEndNanos} the longest time without any record since the packet before
     * @param arrives whether it comes from another host with captures
     */
    void seen(long pauseStartNanos, long pauseEndNanos, long nanos, boolean arrives) {
        boolean isPause = pauseEndNanos - pauseStartNanos >= LEAST_NANOS
                && lastSeen != Long.MIN_VALUE
                && pauseStartNanos >= lastSeen
                && pauseEndNanos <= nanos;
        if (isPause) {
            int at = index(added);
            before[at] = lastSeen;
            behind[at] = nanos;
            starts[at] = pauseStartNanos;
            ends[at] = pauseEndNanos;
            begin(++added);
        }
        arrivedBefore[index(added)] |= arrives;
        lastSeen = Math.max(lastSeen, nanos);
    }

    private void begin(long number) {
        int at = index(number);
        lost[at] = 0;
        lostBeside[at] = false;
        skipped[at] = false;
        arrivedBefore[at] = false;
    }

    /** A packet was to come about this time, and is not in the captures. */
    void lost(long nanos) {
        long number = find(nanos);
        if (number >= 0 && isWithin(number, nanos)) {
            lost[index(number)]++;
        } else if (number >= 0) {
            lostBeside[index(number)] = true;
        }
    }

    /**
     * The host counts its packets, and between two of them at these times some left, by their numbers, that are not in the
     * captures.
     *
     * @param steps one more than are not there
     */
    void skipped(long fromNanos, long toNanos, int steps) {
        int shown = Math.min(steps, MOST_SKIPPED);
        for (int step = 1; step < shown; step++) {
            long at = fromNanos + (toNanos - fromNanos) / shown * step;
            long number = find(at);
            if (number >= 0 && isWithin(number, at)) {
                skipped[index(number)] = true;
            }
        }
    }

    /** Whether there is no record about this time, nor anything that shows that the captures ran while packets were missing. */
    boolean isOpenAt(long nanos) {
        long number = find(nanos);
        return number >= 0 && isWithin(number, nanos) && !isWitnessed(number);
    }

    /** Whether it may be, by what was to come or to leave in that pause, that the captures stood still. */
    boolean mayStandStillAt(long nanos) {
        long number = find(nanos);
        return number >= 0
                && isWithin(number, nanos)
                && (lost[index(number)] >= LEAST_LOST || skipped[index(number)])
                && !isWitnessed(number);
    }

    /** Whether what is to be heard of packets yet may change the above: the pause lasts still, or has ended so lately. */
    boolean mayChange(long nanos, long nowNanos, long waitNanos) {
        long number = find(nanos);
        return number >= 0 && (number == added || nowNanos - behind[index(number)] < 2 * waitNanos);
    }

    /** Of a packet that was to come at this moment it is told that the captures may have stood still. */
    void leaveOpen(long nanos) {
        long number = find(nanos);
        int at = index(number);
        if (number >= 0 && number < added && ends[at] - starts[at] > openEnd - openStart) {
            openStart = starts[at];
            openEnd = ends[at];
        }
    }

    /** The longest of those of which that was told; null where there is none. */
    CapturePause longestOpen() {
        return openStart == openEnd ? null : new CapturePause(openStart, openEnd);
    }

    /**
     * Whether the captures ran just before it or just behind it, in the midst of missing packets: they hold something else
     * there, nothing that came from another host, and on the other side of that packets are missing as well.
     */
    private boolean isWitnessed(long number) {
        return lostBeside[index(number)]
                || number > oldest() && !arrivedBefore[index(number)] && isAnyLost(number - 1)
                || number < added && !arrivedBefore[index(number + 1)] && isAnyLost(number + 1);
    }

    private boolean isAnyLost(long number) {
        return lost[index(number)] > 0 || lostBeside[index(number)];
    }

    private boolean isWithin(long number, long nanos) {
        return number == added || nanos > starts[index(number)] && nanos < ends[index(number)];
    }

    private long oldest() {
        return Math.max(0, added - CAPACITY + 1);
    }

    /** Number of the pause at a moment; negative when there was none. */
    private long find(long nanos) {
        if (nanos > lastSeen) {
            return lastSeen == Long.MIN_VALUE ? -1 : added;
        }
        long low = oldest();
        long high = added - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            int at = index(middle);
            if (nanos <= before[at]) {
                high = middle - 1;
            } else if (nanos >= behind[at]) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    private static int index(long number) {
        return (int) (number & CAPACITY - 1);
    }
}

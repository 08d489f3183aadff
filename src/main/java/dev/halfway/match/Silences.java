package dev.halfway.match;

/**
 * When the captures of one host show nothing, though packets are known to have passed there: they left it, by the capture
 * at the other end, or were answered. A capture that stops for a while says nothing of what came meanwhile.
 *
 * <p>Only the latest {@link #CAPACITY} silences are kept; of older ones nothing is known, as if nothing had passed. Times are
 * on the reference clock. No allocation.
 */
final class Silences {
    /** Shorter pauses are those between packets. */
    private static final long LEAST_NANOS = 20_000_000L;
    /** Fewer packets that passed unseen may be single misses, and only cast doubt on those next to them. */
    private static final int LEAST_PASSED = 5;
    /** One packet that passed unseen casts doubt on those so near it. */
    private static final long NEAR_NANOS = 50_000_000L;

    /** A power of two. */
    private static final int CAPACITY = 1024;

    private final long[] starts = new long[CAPACITY];
    private final long[] ends = new long[CAPACITY];
    private final long[] firstPassed = new long[CAPACITY];
    private final long[] lastPassed = new long[CAPACITY];
    private final int[] passed = new int[CAPACITY];
    /** Of the silence that lasts still, at {@code added % CAPACITY}. */
    private long added;

    private long lastSeen = Long.MIN_VALUE;
    private boolean any;
    private long unheeded;

    /** A packet is in the captures; in time order. */
    void seen(long nanos) {
        if (nanos - lastSeen < LEAST_NANOS || lastSeen == Long.MIN_VALUE) {
            lastSeen = nanos;
            passed[index(added)] = 0;
            return;
        }
        int at = index(added);
        starts[at] = lastSeen;
        ends[at] = nanos;
        added++;
        passed[index(added)] = 0;
        lastSeen = nanos;
    }

    /** A packet passed about this time, and is not in the captures. */
    void passed(long nanos) {
        int at = find(nanos);
        if (at >= 0) {
            firstPassed[at] = passed[at] == 0 ? nanos : Math.min(firstPassed[at], nanos);
            lastPassed[at] = passed[at] == 0 ? nanos : Math.max(lastPassed[at], nanos);
            passed[at]++;
            any |= passed[at] >= LEAST_PASSED;
        }
    }

    /** What came in a silence, as far as its sender knows, the host still waits for. */
    void noteUnheeded() {
        unheeded++;
    }

    long unheeded() {
        return unheeded;
    }

    /** Whether the captures show nothing about this time, more than the pause between two packets. */
    boolean isAt(long nanos) {
        return find(nanos) >= 0;
    }

    /** The longest of those in which many packets passed unseen; null when there was none. */
    CapturePause longest() {
        CapturePause longest = null;
        for (long number = Math.max(0, added - CAPACITY + 1); any && number < added; number++) {
            int at = index(number);
            boolean longer = longest == null || ends[at] - starts[at] > longest.endNanos() - longest.startNanos();
            if (passed[at] >= LEAST_PASSED && longer) {
                longest = new CapturePause(starts[at], ends[at]);
            }
        }
        return longest;
    }

    /** Whether what came about this time fell where packets passed unseen one after the other. */
    boolean cover(long nanos) {
        int at = any ? find(nanos) : -1;
        return at >= 0 && passed[at] >= LEAST_PASSED && isWithin(at, nanos);
    }

    /**
     * Whether what came about this time may have passed unseen: few are known to have, next to it, or many, and nothing shows
     * that the captures had begun again by then.
     */
    boolean mayCover(long nanos) {
        int at = find(nanos);
        return at >= 0 && (passed[at] >= LEAST_PASSED || passed[at] > 0 && isWithin(at, nanos));
    }

    /**
     * Whether what is to be heard of packets yet may change the above: some passed unseen, and the silence lasts still or has
     * ended so lately.
     */
    boolean mayChange(long nanos, long nowNanos, long waitNanos) {
        int at = find(nanos);
        return at >= 0 && passed[at] > 0 && (at == index(added) || nowNanos - ends[at] < waitNanos);
    }

    private boolean isWithin(int at, long nanos) {
        long between = passed[at] == 1 ? NEAR_NANOS : (lastPassed[at] - firstPassed[at]) / (passed[at] - 1);
        return nanos >= firstPassed[at] - between && nanos <= lastPassed[at] + between;
    }

    /** Where the silence at a moment stands; negative when there was none. */
    private int find(long nanos) {
        if (nanos > lastSeen) {
            return lastSeen == Long.MIN_VALUE ? -1 : index(added);
        }
        long low = Math.max(0, added - CAPACITY + 1);
        long high = added - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            int at = index(middle);
            if (nanos <= starts[at]) {
                high = middle - 1;
            } else if (nanos >= ends[at]) {
                low = middle + 1;
            } else {
                return at;
            }
        }
        return -1;
    }

    private static int index(long number) {
        return (int) (number & CAPACITY - 1);
    }
}

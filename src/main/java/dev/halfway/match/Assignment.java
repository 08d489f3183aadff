package dev.halfway.match;

/**
 * Which of several packets that look alike is which, at the two ends: a non-crossing assignment of arrivals to senders
 * that makes as many pairs as the delays allow and, among those, deviates least from the usual delay. Dynamic programming
 * over at most {@link #MOST} of each; nothing is allocated. Not thread-safe.
 */
final class Assignment {
    /** Most senders and most receivers in one assignment. */
    static final int MOST = 16;

    private static final int NONE = -1;
    /** Cost of pairing packets whose IP IDs are both given and differ: more than any delay, less than a pair. */
    private static final long OTHER_IDENTIFICATION = 1L << 44;
    /** Worth of one pair: more than all costs together. */
    private static final long PAIR = 1L << 52;

    private final long[] senderNanos = new long[MOST];
    private final int[] senderIdentification = new int[MOST];
    private final long[] receiverNanos = new long[MOST];
    private final int[] receiverIdentification = new int[MOST];
    private final long[][] best = new long[MOST + 1][MOST + 1];
    private final int[] receiverOf = new int[MOST];
    private int senders;
    private int receivers;
    private long leastDelayNanos;
    private long mostDelayNanos;
    private long usualDelayNanos;
    private boolean identificationMustAgree;

    /**
     * Starts anew: delays within [least, most] can be pairs.
     *
     * @param identificationBinds whether packets whose IP IDs are both given and differ cannot be a pair
     */
    void reset(long leastDelay, long mostDelay, long usualDelay, boolean identificationBinds) {
        identificationMustAgree = identificationBinds;
        senders = 0;
        receivers = 0;
        leastDelayNanos = leastDelay;
        mostDelayNanos = mostDelay;
        usualDelayNanos = usualDelay;
    }

    /**
     * Adds a sender, in time order.
     *
     * @param identification its IP ID; 0 when it says nothing
     */
    void addSender(long timeNanos, int identification) {
        senderNanos[senders] = timeNanos;
        senderIdentification[senders++] = identification;
    }

    /** Adds a receiver, in time order. */
    void addReceiver(long timeNanos, int identification) {
        receiverNanos[receivers] = timeNanos;
        receiverIdentification[receivers++] = identification;
    }

    /** Solves; {@link #receiverOf} then tells the pairs. */
    void solve() {
        for (int i = 0; i <= senders; i++) {
            best[i][0] = 0;
        }
        for (int j = 0; j <= receivers; j++) {
            best[0][j] = 0;
        }
        for (int i = 1; i <= senders; i++) {
            for (int j = 1; j <= receivers; j++) {
                long without = Math.max(best[i - 1][j], best[i][j - 1]);
                best[i][j] = canPair(i - 1, j - 1)
                        ? Math.max(without, best[i - 1][j - 1] + PAIR - cost(i - 1, j - 1))
                        : without;
            }
        }
        trace();
    }

    private void trace() {
        for (int i = 0; i < senders; i++) {
            receiverOf[i] = NONE;
        }
        int i = senders;
        int j = receivers;
        while (i > 0 && j > 0) {
            if (best[i][j] == best[i - 1][j]) {
                i--;
            } else if (best[i][j] == best[i][j - 1]) {
                j--;
            } else {
                receiverOf[i - 1] = j - 1;
                i--;
                j--;
            }
        }
    }

    /** Index of the receiver paired with this sender, or -1. */
    int receiverOf(int sender) {
        return receiverOf[sender];
    }

    /** Index of the sender paired with this receiver, or -1. */
    int senderOf(int receiver) {
        for (int i = 0; i < senders; i++) {
            if (receiverOf[i] == receiver) {
                return i;
            }
        }
        return NONE;
    }

    /** Whether the delay allows the pair and no IP ID speaks against it. */
    boolean couldPair(int sender, int receiver) {
        return canPair(sender, receiver) && !identificationsDiffer(sender, receiver);
    }

    private boolean canPair(int sender, int receiver) {
        long delay = receiverNanos[receiver] - senderNanos[sender];
        return delay >= leastDelayNanos
                && delay <= mostDelayNanos
                && !(identificationMustAgree && identificationsDiffer(sender, receiver));
    }

    private boolean identificationsDiffer(int sender, int receiver) {
        int s = senderIdentification[sender];
        int r = receiverIdentification[receiver];
        return s != 0 && r != 0 && s != r;
    }

    private long cost(int sender, int receiver) {
        long deviation = Math.abs(receiverNanos[receiver] - senderNanos[sender] - usualDelayNanos);
        return Math.min(deviation, OTHER_IDENTIFICATION - 1)
                + (identificationsDiffer(sender, receiver) ? OTHER_IDENTIFICATION : 0);
    }
}

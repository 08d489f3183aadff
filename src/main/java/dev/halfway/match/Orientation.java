package dev.halfway.match;

/**
 * For one pair of addresses X and Y and two hosts g and h: the votes for X being at g and Y at h, and for the reverse.
 */
final class Orientation {
    /** One side must outvote the other by this much: single packets are missed, mirrored or spoofed. */
    private static final long MAJORITY = 8;

    private final long[] straight = new long[Evidence.values().length];
    private final long[] crossed = new long[Evidence.values().length];

    /** A packet of the two addresses is in both captures. */
    boolean compared;

    void vote(Evidence evidence, boolean isStraight, long votes) {
        (isStraight ? straight : crossed)[evidence.ordinal()] += votes;
    }

    /** Positive for X at g, negative for X at h, 0 when the evidence does not decide. */
    int decided() {
        for (Evidence evidence : Evidence.values()) {
            long s = straight[evidence.ordinal()];
            long c = crossed[evidence.ordinal()];
            if (s > 0 && s >= MAJORITY * c) {
                return 1;
            }
            if (c > 0 && c >= MAJORITY * s) {
                return -1;
            }
        }
        return 0;
    }

    /** The votes in words, for an error. */
    String words() {
        StringBuilder words = new StringBuilder();
        for (Evidence evidence : Evidence.values()) {
            long s = straight[evidence.ordinal()];
            long c = crossed[evidence.ordinal()];
            if (s + c > 0) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(evidence.words())
                        .append(' ')
                        .append(s)
                        .append(" to ")
                        .append(c);
            }
        }
        return words.isEmpty() ? "nothing in the captures tells" : words.toString();
    }
}

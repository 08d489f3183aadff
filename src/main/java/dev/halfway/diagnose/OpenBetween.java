package dev.halfway.diagnose;

import java.util.BitSet;

/**
 * Packets of one direction of which it is not known what became of them: where no others lie between two losses, these are of
 * one run. Remembers as many as {@link #MOST} after a loss; where they are more, errs towards two runs.
 */
final class OpenBetween {
    private static final int MOST = 65_536;

    private final BitSet open = new BitSet();
    private long base;

    /** @param ordinal number in sending order in the direction */
    void add(long ordinal) {
        if (ordinal - base >= MOST) {
            open.clear();
            base = ordinal;
        }
        if (ordinal >= base) {
            open.set((int) (ordinal - base));
        }
    }

    /** Whether of all packets between a loss and the next nothing is known; forgets those before the latter. */
    boolean fills(long lastLost, long lost) {
        int from = (int) Math.max(0, Math.min(MOST, lastLost + 1 - base));
        int to = (int) Math.max(0, Math.min(MOST, lost - base));
        boolean fills =
                lastLost + 1 == lost || lastLost + 1 >= base && lost - base <= MOST && open.nextClearBit(from) >= to;
        if (to > 0 && !open.isEmpty()) {
            BitSet rest = open.get(to, MOST);
            open.clear();
            open.or(rest);
        }
        base += to;
        return fills;
    }
}

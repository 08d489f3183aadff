package dev.halfway.diagnose;

import java.util.Arrays;

/**
 * Packets of one direction and one fate, all of them up to {@link #CAPACITY}; beyond, an even sample. What is sampled is
 * blocks of consecutive packets, chosen by a hash of their place, so that neighbours stay together and nothing periodic in
 * the traffic is favoured. Bounded: objects are made up to the capacity and used again.
 */
final class PacketSample {
    static final int CAPACITY = 32_768;
    private static final int BLOCK_BITS = 6;
    /** Packets that are kept together or not at all. */
    static final int BLOCK = 1 << BLOCK_BITS;

    private static final int FIRST = 1024;

    private Observed[] kept = new Observed[0];
    private int size;
    private int level;

    /** What to fill for a packet with this place in its direction; null when it is not to be kept. */
    Observed take(long ordinal) {
        if (!keeps(ordinal)) {
            return null;
        }
        while (size == CAPACITY) {
            level++;
            thin();
        }
        if (!keeps(ordinal)) {
            return null;
        }
        if (size == kept.length) {
            grow();
        }
        return kept[size++];
    }

    /** Whether a packet with this place in its direction is kept, or would be if it had this fate. */
    boolean keeps(long ordinal) {
        return level == 0 || ((ordinal >> BLOCK_BITS) + 1) * 0x9E3779B97F4A7C15L >>> (Long.SIZE - level) == 0;
    }

    private void thin() {
        int to = 0;
        for (int i = 0; i < size; i++) {
            if (keeps(kept[i].ordinal)) {
                Observed spare = kept[to];
                kept[to++] = kept[i];
                kept[i] = spare;
            }
        }
        size = to;
    }

    private void grow() {
        int from = kept.length;
        kept = Arrays.copyOf(kept, Math.max(FIRST, 2 * from));
        for (int i = from; i < kept.length; i++) {
            kept[i] = new Observed();
        }
    }

    int size() {
        return size;
    }

    Observed get(int index) {
        return kept[index];
    }

    /** How many packets each one kept stands for: a power of two, 1 while all are kept. */
    long weight() {
        return 1L << level;
    }
}

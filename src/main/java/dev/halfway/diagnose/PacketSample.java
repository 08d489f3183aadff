package dev.halfway.diagnose;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Packets of one direction and one fate, all of them up to {@link #CAPACITY}; beyond, an even sample. What is sampled is
 * blocks of consecutive packets, chosen by a hash of their place, so that neighbours stay together and nothing periodic in
 * the traffic is favoured. Bounded: objects are made up to the capacity and used again. Samples of many directions share
 * what they take beyond one block each.
 */
final class PacketSample {
    static final int CAPACITY = 32_768;
    private static final int BLOCK_BITS = 6;
    /** Packets that are kept together or not at all. */
    static final int BLOCK = 1 << BLOCK_BITS;

    private static final int FIRST = 16;

    /** What samples may hold together beyond one block each. Two hosts' have all they want. */
    static final class Pool {
        static final int PACKETS = 8 * CAPACITY;

        private int left = PACKETS;

        private boolean grants(int packets) {
            boolean enough = packets <= left;
            left -= enough ? packets : 0;
            return enough;
        }
    }

    private final Pool pool;
    private Observed[] kept = new Observed[0];
    private int size;
    private int level;

    PacketSample(Pool pool) {
        this.pool = pool;
    }

    /** What to fill for a packet with this place in its direction; null when it is not to be kept. */
    Observed take(long ordinal) {
        if (!keeps(ordinal)) {
            return null;
        }
        while (size == kept.length && !grow()) {
            level++;
            thin();
        }
        return keeps(ordinal) ? kept[size++] : null;
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

    private boolean grow() {
        int from = kept.length;
        int to = Math.max(FIRST, 2 * from);
        if (to > CAPACITY || to > BLOCK && !pool.grants(to - from)) {
            return false;
        }
        kept = Arrays.copyOf(kept, to);
        for (int i = from; i < kept.length; i++) {
            kept[i] = new Observed();
        }
        return true;
    }

    int size() {
        return size;
    }

    Observed get(int index) {
        return kept[index];
    }

    /** For how many packets those kept stand that are such. */
    long count(Predicate<Observed> which) {
        return Arrays.stream(kept, 0, size).filter(which).count() * weight();
    }

    /** How many packets each one kept stands for: a power of two, 1 while all are kept. */
    long weight() {
        return 1L << level;
    }
}

package dev.halfway.match;

/**
 * Packets that left and did not arrive as they were, oldest first. Beside each stands what a copy with a damaged header would have in
 * common with it: most are told apart by that, without a look at the packet, which is elsewhere in memory.
 */
final class StrayQueue {
    private static final long SAME_SHAPE = 0x3ffffL << 32;
    private static final long SAME_CHECKSUM = 0xffffL << 16;
    private static final long SAME_IDENTIFICATION = 0xffffL;

    private Sighting[] strays = new Sighting[2];
    private long[] traits = new long[2];
    private int first;
    private int size;

    int size() {
        return size;
    }

    /** The one at this place, from 0 for the oldest. */
    Sighting get(int index) {
        return strays[first + index & strays.length - 1];
    }

    /** Whether the one at this place and another packet may be one, one header damaged; of few others it is true. */
    boolean mayBe(int index, long traitsOfOther) {
        long differences = traits[first + index & traits.length - 1] ^ traitsOfOther;
        return (differences & SAME_SHAPE) == 0
                && ((differences & SAME_CHECKSUM) == 0 || (differences & SAME_IDENTIFICATION) == 0);
    }

    /** As {@link HeaderDamage} compares them first. */
    static long traits(Sighting s) {
        long shape = (s.length & 0xffffL) << 2 | (s.ipVersion == 4 ? 2 : 0) | (s.typeP.isTcp() ? 1 : 0);
        return shape << 32 | (s.checksum & 0xffffL) << 16 | s.identification & 0xffffL;
    }

    void addLast(Sighting s) {
        if (size == strays.length) {
            grow();
        }
        int at = first + size++ & strays.length - 1;
        strays[at] = s;
        traits[at] = traits(s);
    }

    private void grow() {
        Sighting[] olderStrays = strays;
        long[] olderTraits = traits;
        strays = new Sighting[2 * size];
        traits = new long[2 * size];
        for (int i = 0; i < size; i++) {
            strays[i] = olderStrays[first + i & size - 1];
            traits[i] = olderTraits[first + i & size - 1];
        }
        first = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void removeFirst() {
        strays[first] = null;
        first = first + 1 & strays.length - 1;
        size--;
    }
}

package dev.halfway.match;

import dev.halfway.decode.Spread;

/** A bounded set of addresses; open addressing over pairs of longs, adding what is there already allocates nothing. */
final class AddressSet {
    static final int MOST = 1 << 14;

    private long[] halves = new long[2 * 64];
    private int size;
    private boolean overflowed;
    private boolean zero;

    /** Adds an address; beyond the bound it is dropped, and {@link #mayContain} then always says yes. */
    void add(long high, long low) {
        if (high == 0 && low == 0) {
            zero = true;
            return;
        }
        int slot = find(high, low);
        if (halves[slot] == high && halves[slot + 1] == low) {
            return;
        }
        if (size == MOST) {
            overflowed = true;
            return;
        }
        halves[slot] = high;
        halves[slot + 1] = low;
        if (++size * 4 > halves.length) {
            grow();
        }
    }

    /** Whether the address was added and there was room for it. */
    boolean contains(long high, long low) {
        if (high == 0 && low == 0) {
            return zero;
        }
        int slot = find(high, low);
        return halves[slot] == high && halves[slot + 1] == low;
    }

    /** False only when the address was never added. */
    boolean mayContain(long high, long low) {
        return overflowed || contains(high, low);
    }

    /** Where the address stands, or the free slot where it would. */
    private int find(long high, long low) {
        int mask = halves.length - 2;
        int slot = (int) (Spread.of(high, low) << 1) & mask;
        while ((halves[slot] | halves[slot + 1]) != 0 && (halves[slot] != high || halves[slot + 1] != low)) {
            slot = (slot + 2) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = halves;
        halves = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if ((old[i] | old[i + 1]) != 0) {
                int slot = find(old[i], old[i + 1]);
                halves[slot] = old[i];
                halves[slot + 1] = old[i + 1];
            }
        }
    }
}

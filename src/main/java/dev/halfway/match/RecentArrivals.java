package dev.halfway.match;

import java.util.Arrays;

/**
 * Recent data segments that arrived on a lane, to recognise a further sighting of one; values only, no references. One slot
 * for all keys that share their last bits, the latest wins. Few slots while few segments came.
 */
final class RecentArrivals {
    private static final int LEAST = 4;
    private static final int MOST = 64;

    // What the longs of a slot hold: side by side, since each slot is looked at long after the others.
    private static final int KEY = 0;
    /** 0 where the slot is free. */
    private static final int FRAME = 1;

    private static final int NANOS = 2;
    private static final int PLACES = 3;
    /**
     * IP ID, above it how many further records of it were found at a place where it had been seen before (24 bits), and above that
     * the place of the first of them, 1 for the lowest bit.
     */
    private static final int IDENTIFICATION_TWINS = 4;

    private static final int TWINS_SHIFT = 32;
    private static final int TWINS_MASK = 0xff_ffff;
    private static final int AGAIN_SHIFT = 56;

    private static final int LONGS = 5;

    private long[] slots = new long[LEAST * LONGS];
    private int count = LEAST;
    private final Room room;
    private int added;

    /** @param room for more slots than it has at first; where there is none, more keys share one */
    RecentArrivals(Room room) {
        this.room = room;
    }

    /** Gives back the room that it has taken; it is not used any more. */
    void release() {
        room.give(count - LEAST);
    }

    /**
     * Index of the packet of which {@code sighting} is a further sighting, or -1.
     *
     * @param identification the sighting's IP ID, 0 when it says nothing
     */
    int find(Sighting sighting, int identification) {
        int at = slotOf(sighting.key);
        if (slots[at + KEY] != sighting.key || slots[at + FRAME] == 0) {
            return -1;
        }
        long apartNanos = sighting.timeNanos - slots[at + NANOS];
        int first = (int) slots[at + IDENTIFICATION_TWINS];
        int twins = (int) (slots[at + IDENTIFICATION_TWINS] >>> TWINS_SHIFT) & TWINS_MASK;
        boolean same = Copies.samePacket(apartNanos, first, identification, slots[at + PLACES], sighting.places)
                || Copies.isTwin(apartNanos, first, identification, twins, sighting.leg);
        return same ? at : -1;
    }

    long frame(int index) {
        return slots[index + FRAME];
    }

    /**
     * Notes one more place where this packet was seen; true when it was seen there before. What comes twice and passes several
     * places is there again at each of them, and has come once more all the same: the first of these places tells.
     */
    boolean seenAgainAt(int index, long place) {
        boolean before = (slots[index + PLACES] & place) != 0;
        slots[index + PLACES] |= place;
        if (!before) {
            return false;
        }
        long known = slots[index + IDENTIFICATION_TWINS];
        int first = (int) (known >>> AGAIN_SHIFT);
        int here = 1 + Long.numberOfTrailingZeros(place);
        long twins = Math.min(TWINS_MASK, (known >>> TWINS_SHIFT & TWINS_MASK) + 1);
        slots[index + IDENTIFICATION_TWINS] =
                known & 0xffff_ffffL | twins << TWINS_SHIFT | (long) (first == 0 ? here : first) << AGAIN_SHIFT;
        return first == 0 || first == here;
    }

    void add(Sighting sighting, int identification) {
        if (++added > count && count < MOST && room.take(count)) {
            grow();
        }
        int at = slotOf(sighting.key);
        slots[at + KEY] = sighting.key;
        slots[at + FRAME] = sighting.frame;
        slots[at + NANOS] = sighting.timeNanos;
        slots[at + PLACES] = sighting.places;
        slots[at + IDENTIFICATION_TWINS] = identification & 0xffff_ffffL;
    }

    private int slotOf(long key) {
        return ((int) key & count - 1) * LONGS;
    }

    /** With twice the slots each key stays where it is or goes to a free slot as far behind as there were slots. */
    private void grow() {
        int before = slots.length;
        slots = Arrays.copyOf(slots, 2 * before);
        count *= 2;
        for (int at = 0; at < before; at += LONGS) {
            int to = slotOf(slots[at + KEY]);
            if (slots[at + FRAME] != 0 && to != at) {
                System.arraycopy(slots, at, slots, to, LONGS);
                slots[at + FRAME] = 0;
            }
        }
    }
}

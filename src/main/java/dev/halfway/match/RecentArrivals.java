package dev.halfway.match;

import java.util.Arrays;

/**
 * Recent data segments that arrived on a lane, to recognise a further sighting of one; values only, no references. One slot
 * for all keys that share their last bits, the latest wins. Few slots while few segments came.
 */
final class RecentArrivals {
    private static final int LEAST = 4;
    private static final int MOST = 64;

    private long[] nanos = new long[LEAST];
    private long[] places = new long[LEAST];
    private long[] frames = new long[LEAST];
    private long[] keys = new long[LEAST];
    private int[] identifications = new int[LEAST];
    /** So many further records of it were found at a place where it had been seen before. */
    private int[] twins = new int[LEAST];

    private final Room room;
    private int added;

    /** @param room for more slots than it has at first; where there is none, more keys share one */
    RecentArrivals(Room room) {
        this.room = room;
    }

    /** Gives back the room that it has taken; it is not used any more. */
    void release() {
        room.give(keys.length - LEAST);
    }

    /**
     * Index of the packet of which {@code sighting} is a further sighting, or -1.
     *
     * @param identification the sighting's IP ID, 0 when it says nothing
     */
    int find(Sighting sighting, int identification) {
        int i = slotOf(sighting.key);
        long apartNanos = sighting.timeNanos - nanos[i];
        boolean same = Copies.samePacket(apartNanos, identifications[i], identification, places[i], sighting.places)
                || Copies.isTwin(apartNanos, identifications[i], identification, twins[i], sighting.leg);
        return frames[i] != 0 && keys[i] == sighting.key && same ? i : -1;
    }

    long frame(int index) {
        return frames[index];
    }

    /** Notes one more place where this packet was seen; true when it was seen there before. */
    boolean seenAgainAt(int index, long place) {
        boolean before = (places[index] & place) != 0;
        places[index] |= place;
        twins[index] += before ? 1 : 0;
        return before;
    }

    void add(Sighting sighting, int identification) {
        if (++added > keys.length && keys.length < MOST && room.take(keys.length)) {
            grow();
        }
        int i = slotOf(sighting.key);
        nanos[i] = sighting.timeNanos;
        places[i] = sighting.places;
        frames[i] = sighting.frame;
        keys[i] = sighting.key;
        identifications[i] = identification;
        twins[i] = 0;
    }

    private int slotOf(long key) {
        return (int) key & (keys.length - 1);
    }

    /** With twice the slots each key stays where it is or goes to a free slot as far behind as there were slots. */
    private void grow() {
        int before = keys.length;
        nanos = Arrays.copyOf(nanos, 2 * before);
        places = Arrays.copyOf(places, 2 * before);
        frames = Arrays.copyOf(frames, 2 * before);
        keys = Arrays.copyOf(keys, 2 * before);
        identifications = Arrays.copyOf(identifications, 2 * before);
        twins = Arrays.copyOf(twins, 2 * before);
        for (int i = 0; i < before; i++) {
            int to = slotOf(keys[i]);
            if (frames[i] != 0 && to != i) {
                nanos[to] = nanos[i];
                places[to] = places[i];
                frames[to] = frames[i];
                keys[to] = keys[i];
                identifications[to] = identifications[i];
                twins[to] = twins[i];
                frames[i] = 0;
            }
        }
    }
}

package dev.halfway.match;

/**
 * Recent data segments that arrived on a lane, to recognise a further sighting of one; values only, no references. One slot
 * for all keys that share their last bits, the latest wins.
 */
final class RecentArrivals {
    private static final int MOST = 64;

    private final long[] nanos = new long[MOST];
    private final long[] places = new long[MOST];
    private final long[] frames = new long[MOST];
    private final long[] keys = new long[MOST];
    private final int[] identifications = new int[MOST];

    /**
     * Index of the packet of which {@code sighting} is a further sighting, or -1.
     *
     * @param identification the sighting's IP ID, 0 when it says nothing
     */
    int find(Sighting sighting, int identification) {
        int i = (int) sighting.key & (MOST - 1);
        return frames[i] != 0
                        && keys[i] == sighting.key
                        && Copies.samePacket(
                                sighting.timeNanos - nanos[i],
                                identifications[i],
                                identification,
                                places[i],
                                sighting.places)
                ? i
                : -1;
    }

    long frame(int index) {
        return frames[index];
    }

    /** Notes one more place where this packet was seen; true when it was seen there before. */
    boolean seenAgainAt(int index, long place) {
        boolean before = (places[index] & place) != 0;
        places[index] |= place;
        return before;
    }

    void add(Sighting sighting, int identification) {
        int i = (int) sighting.key & (MOST - 1);
        nanos[i] = sighting.timeNanos;
        places[i] = sighting.places;
        frames[i] = sighting.frame;
        keys[i] = sighting.key;
        identifications[i] = identification;
    }
}

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
    /** Its twin in a capture that takes each packet twice was found. */
    private final boolean[] twinned = new boolean[MOST];

    private final int[] identifications = new int[MOST];

    /**
     * Index of the packet of which {@code sighting} is a further sighting, or -1.
     *
     * @param identification the sighting's IP ID, 0 when it says nothing
     */
    int find(Sighting sighting, int identification) {
        int i = (int) sighting.key & (MOST - 1);
        long apartNanos = sighting.timeNanos - nanos[i];
        boolean same = Copies.samePacket(apartNanos, identifications[i], identification, places[i], sighting.places)
                || sighting.leg.doubled
                        && !twinned[i]
                        && (identifications[i] == 0 || identification == 0)
                        && apartNanos <= Copies.HANDOVER_NANOS;
        return frames[i] != 0 && keys[i] == sighting.key && same ? i : -1;
    }

    long frame(int index) {
        return frames[index];
    }

    /** Notes one more place where this packet was seen; true when it was seen there before. */
    boolean seenAgainAt(int index, long place) {
        boolean before = (places[index] & place) != 0;
        places[index] |= place;
        twinned[index] |= before;
        return before;
    }

    void add(Sighting sighting, int identification) {
        int i = (int) sighting.key & (MOST - 1);
        nanos[i] = sighting.timeNanos;
        places[i] = sighting.places;
        frames[i] = sighting.frame;
        keys[i] = sighting.key;
        identifications[i] = identification;
        twinned[i] = false;
    }
}

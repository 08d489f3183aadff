package dev.halfway;

import dev.halfway.match.Sighting;

/**
 * Puts sightings of one host into time order, stably: a capture on several interfaces is not quite in order. Holds back up
 * to {@link #MOST}, or what is younger than {@link #LATEST_NANOS} before the newest.
 */
final class TimeOrder {
    private static final int MOST = 1 << 12;
    private static final long LATEST_NANOS = 1_000_000_000L;

    private final Sighting[] ring = new Sighting[2 * MOST];
    private int first;
    private int size;

    /** Adds the next in file order; there is always room when {@link #peek} has returned null before. */
    void add(Sighting sighting) {
        int at = size++;
        while (at > 0 && get(at - 1).timeNanos() > sighting.timeNanos()) {
            set(at, get(at - 1));
            at--;
        }
        set(at, sighting);
    }

    /**
     * The earliest, when nothing earlier is to be expected; else null.
     *
     * @param ended there will be no more
     */
    Sighting peek(boolean ended) {
        if (size == 0) {
            return null;
        }
        Sighting earliest = get(0);
        boolean ripe = ended || size >= MOST || get(size - 1).timeNanos() - earliest.timeNanos() >= LATEST_NANOS;
        return ripe ? earliest : null;
    }

    /** Takes away what {@link #peek} returned. */
    Sighting remove() {
        Sighting earliest = get(0);
        ring[first] = null;
        first = (first + 1) & (ring.length - 1);
        size--;
        return earliest;
    }

    private Sighting get(int at) {
        return ring[(first + at) & (ring.length - 1)];
    }

    private void set(int at, Sighting sighting) {
        ring[(first + at) & (ring.length - 1)] = sighting;
    }
}

package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** Sightings by hand, for tests. */
public final class Sightings {
    private Sightings() {}

    /** A sighting at a moment of the reference clock. */
    public static Sighting at(long timeNanos) {
        Sighting s = new Sighting();
        s.clear();
        s.typeP = TypeP.TCP_DATA;
        s.timeNanos = timeNanos;
        return s;
    }

    static Sighting at(long timeNanos, long key, long places, long frame) {
        Sighting s = at(timeNanos);
        s.leg = new Leg(new Tuple(Tuple.TCP, 0, 1, 0, 2, 3, 4), 5);
        s.key = key;
        s.places = places;
        s.frame = frame;
        return s;
    }
}

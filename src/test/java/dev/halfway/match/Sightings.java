package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** Sightings by hand, for tests. */
public final class Sightings {
    private Sightings() {}

    /** A sighting at a moment of the reference clock. */
    public static Sighting at(long timeNanos) {
        Sighting s = new Sighting();
        s.typeP = TypeP.TCP_DATA;
        s.timeNanos = timeNanos;
        return s;
    }

    /** A segment of its host's first capture. */
    public static Sighting segment(long timeNanos, long frame, int length) {
        Sighting s = at(timeNanos);
        s.frame = frame;
        s.length = length;
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

    /** Data from host 0 to host 1, in its place among all that left, and what became of it. */
    public static Sighting judged(long ordinal, Fate fate, Reason reason, long ownNanos, long delayNanos) {
        Sighting s = at(ownNanos);
        s.leg = new Leg(new Tuple(Tuple.TCP, 0, 1, 0, 2, 3, 4), 5);
        s.leg.lane = new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 0).forward;
        s.tally = new LossTally(new LossTally.Kind(0, 1, TypeP.TCP_DATA, Role.REQUEST, 0));
        s.pathOrdinal = ordinal;
        s.fate = fate;
        s.reason = reason;
        s.ownNanos = ownNanos;
        s.delayNanos = delayNanos;
        return s;
    }

    /** Tells who asked what became of it; false when nobody did. */
    public static boolean tell(Sighting s, Fate fate) {
        if (s.watcher == null) {
            return false;
        }
        s.watcher.onFate(s, s.watcherNote, fate, Reason.MATCHED);
        return true;
    }
}

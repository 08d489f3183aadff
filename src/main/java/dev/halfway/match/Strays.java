package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** Packets that left and did not arrive as they were: one of them is what arrives with other content, or with a damaged header. */
final class Strays {
    /** How many of a lane are searched. */
    private static final int MOST = 1_024;

    private final Pairs pairs;
    private final long thresholdNanos;

    Strays(Pairs pairs, long thresholdNanos) {
        this.pairs = pairs;
        this.thresholdNanos = thresholdNanos;
    }

    /** The usual delay has passed since it left. */
    static void add(Sighting s) {
        if (mayBeCorrupted(s)) {
            s.leg.lane.strays.addLast(s);
        }
        if (HeaderDamage.mayHit(s)) {
            s.leg.lane.path.strays.addLast(s);
        }
    }

    /** It is done with. In their order they came, in their order they go. */
    static void remove(Sighting s) {
        Lane lane = s.leg.lane;
        if (lane.strays.peekFirst() == s) {
            lane.strays.pollFirst();
        }
        StrayQueue ofPath = lane.path.strays;
        if (!ofPath.isEmpty() && ofPath.get(0) == s) {
            ofPath.removeFirst();
        }
    }

    /** The packet that left and of which this arrival is a copy with a damaged header, or null. */
    Sighting undamaged(Sighting r) {
        if (!HeaderDamage.mayHit(r)) {
            return null;
        }
        Path path = r.leg.lane.path;
        StrayQueue strays = path.strays;
        long earliest = r.timeNanos - path.plausibleNanos(thresholdNanos);
        while (!strays.isEmpty() && isPast(strays.get(0), earliest)) {
            strays.removeFirst();
        }
        long traits = StrayQueue.traits(r);
        int most = Math.min(MOST, strays.size());
        for (int i = 0; i < most; i++) {
            if (strays.mayBe(i, traits)) {
                Sighting s = strays.get(i);
                if (r.timeNanos - s.timeNanos < path.leastNanos()) {
                    return null;
                }
                if (!s.isDecided() && HeaderDamage.isDamaged(s, r)) {
                    return s;
                }
            }
        }
        return null;
    }

    private static boolean isPast(Sighting s, long earliestNanos) {
        return s.isDecided() || s.timeNanos < earliestNanos;
    }

    /** The packet that left with the same header as this arrival and other content, or null. */
    Sighting originalOf(Sighting r) {
        Lane lane = r.leg.lane;
        boolean mayBeAnother = r.isFragment()
                && r.ipVersion == 4
                && !lane.keepsFragmentIdentificationsAfter(r.timeNanos - thresholdNanos); // by chance of one ID
        if (!mayBeCorrupted(r) || mayBeAnother) {
            return null;
        }
        long earliest = r.timeNanos - lane.path.plausibleNanos(thresholdNanos);
        while (!lane.strays.isEmpty() && isPast(lane.strays.peekFirst(), earliest)) {
            lane.strays.pollFirst();
        }
        int steps = MOST;
        for (Sighting s : lane.strays) {
            if (steps-- == 0) {
                pairs.crowded(r);
                break;
            }
            long delay = r.timeNanos - s.timeNanos;
            if (!s.isDecided()
                    && s.typeP == r.typeP
                    && s.sequence == r.sequence
                    && s.acknowledgment == r.acknowledgment
                    && s.length == r.length
                    && delay >= lane.path.leastNanos()
                    && delay <= lane.path.plausibleNanos(thresholdNanos)) {
                return s;
            }
        }
        return null;
    }

    private static boolean mayBeCorrupted(Sighting s) {
        return s.typeP.isEcho() || s.typeP == TypeP.FRAGMENT;
    }
}

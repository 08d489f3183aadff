package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** Packets that left and did not arrive as they were, by lane: one of them is what arrives with other content. */
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
    }

    /** The packet that left with the same header as this arrival and other content, or null. */
    Sighting originalOf(Sighting r) {
        if (!mayBeCorrupted(r)) {
            return null;
        }
        Lane lane = r.leg.lane;
        long earliest = r.timeNanos - lane.path.plausibleNanos(thresholdNanos);
        while (!lane.strays.isEmpty()
                && (lane.strays.peekFirst().isDecided() || lane.strays.peekFirst().timeNanos < earliest)) {
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

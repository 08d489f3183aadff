package dev.halfway.match;

/**
 * Which transmission an arriving byte belongs to: the latest that could have arrived by then, of those with its TSval (RFC
 * 7323), by acknowledgment and window, IP ID and content where they tell, else by time.
 */
final class SegmentChoice {
    private static final int EXACT = 1;
    private static final int SAME_CONTENT = 2;
    private static final int NOT_OVERTAKEN = 4;
    private static final int NOT_FASTER_THAN_ANY = 8;
    private static final int NO_OTHER_IDENTIFICATION = 16;
    private static final int SAME_IDENTIFICATION = 32;
    private static final int USUAL_DELAY = 64;
    private static final int SAME_HEADER = 128;

    /** Of TCP timestamps, which tick each millisecond or less often: what is merged came within moments. */
    private static final int MOST_TICKS_MERGED = 100;

    private final long thresholdNanos;
    private final long latenessNanos;
    private boolean rival;
    private boolean unusual;

    SegmentChoice(long thresholdNanos, long latenessNanos) {
        this.thresholdNanos = thresholdNanos;
        this.latenessNanos = latenessNanos;
    }

    /** Whether the one found last would have taken unusually long, or been unusually early. */
    boolean isUnusual() {
        return unusual;
    }

    /** Whether another transmission might as well have been the one found last. */
    boolean hasRival() {
        return rival;
    }

    Sighting latestUncovered(Lane lane, int position, Sighting r) {
        Sighting fresh = SentSegments.freshAt(lane, position);
        Sighting best = null;
        int bestMerit = 0;
        if (fresh != null && SentSegments.covers(fresh, position)) {
            bestMerit = merit(fresh, position, r);
            best = bestMerit < 0 ? null : fresh;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            int merit = SentSegments.covers(o, position) ? merit(o, position, r) : -1;
            if (merit >= 0 && (best == null || merit > bestMerit || merit == bestMerit && fitsBetter(o, best, r))) {
                best = o;
                bestMerit = merit;
            }
        }
        unusual = (bestMerit & USUAL_DELAY) == 0;
        rival = false;
        if (best != null && !lane.resent.isEmpty()) {
            noteIfRival(fresh, best, bestMerit, position, r);
            for (Sighting o = lane.resent.first; o != null; o = o.next) {
                noteIfRival(o, best, bestMerit, position, r);
            }
        }
        return best;
    }

    /** Notes that {@code o} might have been what arrived as well: nothing but time is between them, and not much of that. */
    private void noteIfRival(Sighting o, Sighting best, int bestMerit, int position, Sighting r) {
        if (o == null || o == best || !SentSegments.covers(o, position)) {
            return;
        }
        int merit = merit(o, position, r);
        boolean told = ((merit | bestMerit) & SAME_IDENTIFICATION) != 0
                || ((merit ^ bestMerit) & (NO_OTHER_IDENTIFICATION | SAME_HEADER)) != 0;
        if (merit > 0 && (merit & bestMerit & USUAL_DELAY) != 0 && !told) {
            o.contested = true;
            rival = true;
        }
    }

    /** Of two that could both have arrived by now, one may be so late or so early that the other fits better. */
    private static boolean fitsBetter(Sighting later, Sighting earlier, Sighting r) {
        long usual = r.leg.lane.path.usualNanos();
        return Math.abs(r.timeNanos - later.timeNanos - usual) <= Math.abs(r.timeNanos - earlier.timeNanos - usual);
    }

    /** How well {@code s} explains the byte at {@code position} of {@code r}; negative when it cannot. */
    private int merit(Sighting s, int position, Sighting r) {
        if (s.covered != null && s.covered.contains(position - s.sequence)) {
            return -1;
        }
        Lane lane = s.leg.lane;
        boolean sameHeader = hasSameHeader(s, r);
        boolean otherTimestamp = s.hasTimestamps && r.hasTimestamps && s.timestampValue != r.timestampValue;
        boolean another = otherTimestamp || !sameHeader && lane.path.keepsHeaders();
        if (another && !isMerged(s, r)) {
            return -1;
        }
        boolean sameStart = s.sequence == r.sequence;
        int sent = lane.tellingBetweenEnds(s);
        int arrived = lane.tellingBetweenEnds(r);
        boolean identified = sameStart && sent != 0 && sent == arrived;
        long delay = r.timeNanos - s.timeNanos;
        if (delay < leastNanos(lane, identified && s.length == r.length) || delay > latenessNanos) {
            return -1;
        }
        boolean usual = delay >= lane.path.plausiblyLeastNanos() && delay <= lane.path.plausibleNanos(thresholdNanos);
        if (another && !usual) {
            return -1;
        }
        int merit = usual ? USUAL_DELAY : 0;
        merit |= lane.path.isFasterThanAny(delay) ? 0 : NOT_FASTER_THAN_ANY;
        merit |= s.laneOrdinal >= lane.latestMatched && !laterBytesArrived(s, position) ? NOT_OVERTAKEN : 0;
        merit |= sameHeader ? SAME_HEADER : 0;
        if (sameStart && sent != 0 && arrived != 0 && sent != arrived && lane.keepsIdentification()) {
            return -1;
        }
        merit |= identified ? SAME_IDENTIFICATION : 0;
        if (!sameStart || sent == 0 || arrived == 0 || sent == arrived) {
            merit |= NO_OTHER_IDENTIFICATION;
        }
        if (sameStart && s.length == r.length) {
            merit |= EXACT | (s.digest == r.digest ? SAME_CONTENT : 0);
        }
        return merit;
    }

    /** One that is told by its IP ID may be the fastest of all, by the clocks as far as they are known. */
    private static long leastNanos(Lane lane, boolean identified) {
        Path path = lane.path;
        boolean told = identified && lane.keepsIdentification();
        return told ? Math.min(path.leastNanos(), -path.mostAheadNanos()) : path.leastNanos();
    }

    /**
     * Whether {@code r} may be {@code s} and what left next, merged: large receive offload leaves the first IP ID and takes
     * timestamps, acknowledgment and window of the last (Linux's inet_lro does). Only where nothing else that left holds the bytes of {@code s}.
     */
    private static boolean isMerged(Sighting s, Sighting r) {
        int ticks = r.timestampValue - s.timestampValue;
        if (!s.fresh || s.resent || ticks < 0 || ticks > MOST_TICKS_MERGED || r.sequenceEnd() - s.sequenceEnd() <= 0) {
            return false;
        }
        Sighting last = SentSegments.freshAt(s.leg.lane, r.sequenceEnd() - 1);
        return last != null
                && SentSegments.covers(last, r.sequenceEnd() - 1)
                && last.timestampValue == r.timestampValue
                && hasSameHeader(last, r);
    }

    /** Segmentation copies these fields into each piece, and only segments that agree in them are merged. */
    static boolean hasSameHeader(Sighting s, Sighting r) {
        return s.acknowledgment == r.acknowledgment && s.window == r.window && s.timestampEcho == r.timestampEcho;
    }

    private static boolean laterBytesArrived(Sighting s, int position) {
        return SentSegments.isPartlyCovered(s) && s.covered.nextStart(position - s.sequence, s.length) < s.length;
    }
}

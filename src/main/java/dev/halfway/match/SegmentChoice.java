package dev.halfway.match;

/**
 * Which transmission an arriving byte belongs to: the latest that could have arrived by then, of those with its TSval (RFC
 * 7323), by IP ID and content where they tell, else by time.
 */
final class SegmentChoice {
    private static final int EXACT = 1;
    private static final int SAME_CONTENT = 2;
    private static final int NOT_OVERTAKEN = 4;
    private static final int NO_OTHER_IDENTIFICATION = 8;
    private static final int SAME_IDENTIFICATION = 16;
    private static final int USUAL_DELAY = 32;

    private final long thresholdNanos;
    private final long latenessNanos;
    private boolean rival;

    SegmentChoice(long thresholdNanos, long latenessNanos) {
        this.thresholdNanos = thresholdNanos;
        this.latenessNanos = latenessNanos;
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
            if (merit >= 0 && (best == null || merit >= bestMerit)) {
                best = o;
                bestMerit = merit;
            }
        }
        rival = false;
        if (best != null && !lane.resent.isEmpty()) {
            noteIfRival(fresh, best, bestMerit, position, r);
            for (Sighting o = lane.resent.first; o != null; o = o.next) {
                noteIfRival(o, best, bestMerit, position, r);
            }
        }
        return best;
    }

    /** Notes that {@code o} might as well have been what arrived: both usual, and nothing but time between them. */
    private void noteIfRival(Sighting o, Sighting best, int bestMerit, int position, Sighting r) {
        if (o == null || o == best || !SentSegments.covers(o, position)) {
            return;
        }
        int merit = merit(o, position, r);
        boolean told = ((merit | bestMerit) & SAME_IDENTIFICATION) != 0
                || (merit & NO_OTHER_IDENTIFICATION) != (bestMerit & NO_OTHER_IDENTIFICATION);
        if (merit >= USUAL_DELAY
                && bestMerit >= USUAL_DELAY
                && !told
                && ((merit & NOT_OVERTAKEN) == (bestMerit & NOT_OVERTAKEN) || isLateToo(best, o, r))) {
            o.contested = true;
            rival = true;
        }
    }

    /** Whether the better explanation takes an unusual delay too, so that something overtook something either way. */
    private static boolean isLateToo(Sighting best, Sighting other, Sighting r) {
        long usual = r.leg.lane.path.usualNanos();
        long deviation = r.timeNanos - best.timeNanos - usual;
        return 2 * deviation > r.timeNanos - other.timeNanos - usual;
    }

    /** How well {@code s} explains the byte at {@code position} of {@code r}; negative when it cannot. */
    private int merit(Sighting s, int position, Sighting r) {
        if (s.covered != null && s.covered.contains(position - s.sequence)
                || s.hasTimestamps && r.hasTimestamps && s.timestampValue != r.timestampValue) {
            return -1;
        }
        Lane lane = s.leg.lane;
        long delay = r.timeNanos - s.timeNanos;
        if (delay < lane.path.leastNanos() || delay > latenessNanos) {
            return -1;
        }
        int merit = delay <= lane.path.plausibleNanos(thresholdNanos) ? USUAL_DELAY : 0;
        merit |= s.laneOrdinal >= lane.latestMatched && !laterBytesArrived(s, position) ? NOT_OVERTAKEN : 0;
        boolean sameStart = s.sequence == r.sequence;
        int sent = lane.telling(s);
        int arrived = lane.telling(r);
        if (sameStart && sent != 0 && sent == arrived) {
            merit |= SAME_IDENTIFICATION;
        }
        if (!sameStart || sent == 0 || arrived == 0 || sent == arrived) {
            merit |= NO_OTHER_IDENTIFICATION;
        }
        if (sameStart && s.length == r.length) {
            merit |= EXACT | (s.digest == r.digest ? SAME_CONTENT : 0);
        }
        return merit;
    }

    private static boolean laterBytesArrived(Sighting s, int position) {
        return SentSegments.isPartlyCovered(s) && s.covered.nextStart(position - s.sequence, s.length) < s.length;
    }

    /**
     * Whether a later transmission of this byte, which could not be told from this one, was already given an earlier arrival:
     * both arrived, and which was which is open.
     */
    static boolean crossed(Sighting s, int position) {
        boolean crossed = false;
        for (Sighting o = s.leg.lane.resent.first; o != null; o = o.next) {
            if (o.laneOrdinal > s.laneOrdinal
                    && SentSegments.covers(o, position)
                    && SentSegments.isPartlyCovered(o)
                    && o.covered.contains(position - o.sequence)
                    && (!o.hasTimestamps || o.timestampValue == s.timestampValue)) {
                o.ambiguous = true;
                crossed = true;
            }
        }
        return crossed;
    }
}

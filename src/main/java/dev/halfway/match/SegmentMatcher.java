package dev.halfway.match;

/**
 * Matches TCP segments that carry payload, by the bytes they carry: segmentation offload shows one end a segment that the
 * other end sees as several, or several as one. Each arriving byte goes to the latest transmission of it that could have
 * arrived by then: of those with its TSval (RFC 7323), by IP ID and content where they tell, else by time.
 */
final class SegmentMatcher {
    private static final int EXACT = 1;
    private static final int SAME_CONTENT = 2;
    private static final int NOT_OVERTAKEN = 4;
    private static final int NO_OTHER_IDENTIFICATION = 8;
    private static final int SAME_IDENTIFICATION = 16;
    private static final int USUAL_DELAY = 32;
    /** How far back a search for a further sighting of the same segment goes. */
    private static final int LOOK_BACK = 32;

    private final Pairs pairs;
    private final long thresholdNanos;
    private final long latenessNanos;
    private boolean rival;

    SegmentMatcher(Pairs pairs, long thresholdNanos, long latenessNanos) {
        this.pairs = pairs;
        this.thresholdNanos = thresholdNanos;
        this.latenessNanos = latenessNanos;
    }

    /** Takes in a segment that leaves; false when it is one more sighting of one already there. */
    boolean leaves(Sighting s) {
        Lane lane = s.leg.lane;
        Sighting fresh = freshAt(lane, s.sequence);
        Sighting first = fresh != null && isCopy(fresh, s, lane) ? fresh : copied(lane.resent, s, lane);
        if (first != null) {
            s.copyOf = first.frame;
            first.twinned |= (first.places & s.places) != 0;
            first.places |= s.places;
            return false;
        }
        s.fresh = !lane.sentAny || s.sequence - lane.sentEnd >= 0;
        s.pastAcks = lane.acknowledgedAny && lane.acknowledged - s.sequenceEnd() >= 0;
        if (s.fresh) {
            lane.fresh.add(s);
            if (lane.unacknowledged == null && !s.pastAcks) {
                lane.unacknowledged = s;
            }
        } else {
            markResent(lane, s);
            if (hasArrived(lane, s)) {
                s.elsewhereNanos = s.timeNanos;
            }
            lane.resent.add(s);
        }
        lane.noteSentUpTo(s.sequenceEnd());
        return true;
    }

    private static Sighting copied(SightingList list, Sighting s, Lane lane) {
        int steps = LOOK_BACK;
        for (Sighting o = list.last; o != null && steps-- > 0; o = o.previous) {
            if (isCopy(o, s, lane)) {
                return o;
            }
        }
        return null;
    }

    private static boolean isCopy(Sighting first, Sighting s, Lane lane) {
        return first.key == s.key && Copies.isFurtherSighting(first, s, lane);
    }

    /** Tells the earlier transmissions of these bytes that they were sent again. */
    private static void markResent(Lane lane, Sighting s) {
        for (Sighting o = freshAt(lane, s.sequence); o != null && o.sequence - s.sequenceEnd() < 0; o = o.next) {
            noteResent(o, s);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (o.sequence - s.sequenceEnd() < 0 && s.sequence - o.sequenceEnd() < 0) {
                noteResent(o, s);
            }
        }
    }

    /** Whether an earlier transmission of a segment is known to have arrived; it may be done with already. */
    private static boolean hasArrived(Lane lane, Sighting s) {
        boolean open = false;
        Sighting fresh = freshAt(lane, s.sequence);
        if (fresh != null && covers(fresh, s.sequence)) {
            if (isThere(fresh, s.sequence)) {
                return true;
            }
            open = true;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (covers(o, s.sequence)) {
                if (isThere(o, s.sequence)) {
                    return true;
                }
                open = true;
            }
        }
        return !open && lane.hasArrivedUpTo(s.sequenceEnd());
    }

    private static boolean isThere(Sighting s, int position) {
        return s.elsewhereNanos != Long.MAX_VALUE || s.covered != null && s.covered.contains(position - s.sequence);
    }

    private static void noteResent(Sighting earlier, Sighting later) {
        if (!earlier.resent) {
            earlier.resent = true;
            earlier.resentNanos = later.timeNanos;
        }
    }

    /** Takes in a segment that arrived, once every segment that could be it has been taken in. */
    void arrives(Sighting r) {
        Lane lane = r.leg.lane;
        if (lane.arrivals == null) {
            lane.arrivals = new RecentArrivals();
        }
        int same = lane.arrivals.find(r, lane.telling(r));
        if (same >= 0) {
            r.copyOf = lane.arrivals.frame(same);
            r.duplicate = lane.arrivals.seenAgainAt(same, r.places) && !r.leg.doubled;
            pairs.copied(r);
            return;
        }
        lane.arrivals.add(r, lane.telling(r));
        lane.noteArrivedUpTo(r.sequenceEnd());
        Sighting repeated = null;
        boolean matched = false;
        int position = r.sequence;
        int end = r.sequence + r.length;
        while (position - end < 0) {
            Sighting s = latestUncovered(lane, position, r);
            if (s != null) {
                int to = cover(s, r, position, end);
                markElsewhere(lane, s, position, to, r.timeNanos);
                matched = true;
                position = to;
            } else {
                Sighting known = anyCovering(lane, position);
                repeated = known == null ? repeated : known;
                position = known == null ? nextStart(lane, position, end) : earlier(end, beyond(known, position));
            }
        }
        if (!matched && repeated != null) {
            r.copyOf = repeated.matchFrame;
            r.duplicate = !r.leg.doubled;
            r.ambiguous = repeated.contested || repeated.ambiguous;
            pairs.copied(r);
        }
    }

    /** Where what is known of the bytes from {@code position} on changes: the end of the covered ones, or their start. */
    private static int beyond(Sighting s, int position) {
        int at = position - s.sequence;
        int end = s.covered.endAt(at);
        return s.sequence + (end > at ? end : s.covered.nextStart(at, s.length));
    }

    private static int earlier(int a, int b) {
        return a - b < 0 ? a : b;
    }

    /** Gives {@code r}'s bytes from {@code position} on to {@code s}; returns where they end. */
    private int cover(Sighting s, Sighting r, int position, int end) {
        if (s.covered == null) {
            s.covered = new ByteRanges();
        }
        int from = position - s.sequence;
        int limit = Math.min(s.length, from + (end - position));
        int to = s.covered.nextStart(from, limit);
        boolean first = s.covered.isEmpty();
        s.covered.add(from, to);
        s.contested |= rival || crossed(s, position);
        s.leg.lane.latestMatched = Math.max(s.leg.lane.latestMatched, s.laneOrdinal);
        boolean whole = s.covered.total() == s.length;
        boolean exact = r.sequence == s.sequence && r.length == s.length;
        if (exact && r.digest != s.digest) {
            pairs.corrupted(s, r);
        } else if (whole && first) {
            if (exact && s.fresh && !s.resent) {
                s.leg.lane.path.observe(Math.min(thresholdNanos, r.timeNanos - s.timeNanos));
            }
            s.ambiguous |= s.contested;
            pairs.matched(s, r);
        } else {
            pairs.partlyMatched(s, r);
            if (whole) {
                s.ambiguous |= s.contested;
                pairs.matched(s, r);
            }
        }
        return s.sequence + to;
    }

    /**
     * Whether a later transmission of this byte, which could not be told from this one, was already given an earlier arrival:
     * both arrived, and which was which is open.
     */
    private static boolean crossed(Sighting s, int position) {
        boolean crossed = false;
        for (Sighting o = s.leg.lane.resent.first; o != null; o = o.next) {
            if (o.laneOrdinal > s.laneOrdinal
                    && covers(o, position)
                    && isPartlyCovered(o)
                    && o.covered.contains(position - o.sequence)
                    && (!o.hasTimestamps || o.timestampValue == s.timestampValue)) {
                o.ambiguous = true;
                crossed = true;
            }
        }
        return crossed;
    }

    /** Other transmissions of these bytes need not have arrived for them to be acknowledged. */
    private static void markElsewhere(Lane lane, Sighting taken, int from, int to, long nanos) {
        if (lane.resent.isEmpty()) {
            return;
        }
        for (Sighting o = freshAt(lane, from); o != null && o.sequence - to < 0; o = o.next) {
            noteElsewhere(o, taken, nanos);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (o.sequence - to < 0 && from - o.sequenceEnd() < 0) {
                noteElsewhere(o, taken, nanos);
            }
        }
    }

    private static void noteElsewhere(Sighting s, Sighting taken, long nanos) {
        if (s != taken) {
            s.elsewhereNanos = Math.min(s.elsewhereNanos, nanos);
        }
    }

    private Sighting latestUncovered(Lane lane, int position, Sighting r) {
        Sighting fresh = freshAt(lane, position);
        Sighting best = null;
        int bestMerit = 0;
        if (fresh != null && covers(fresh, position)) {
            bestMerit = merit(fresh, position, r);
            best = bestMerit < 0 ? null : fresh;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            int merit = covers(o, position) ? merit(o, position, r) : -1;
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
        if (o == null || o == best || !covers(o, position)) {
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
        return isPartlyCovered(s) && s.covered.nextStart(position - s.sequence, s.length) < s.length;
    }

    private static boolean isPartlyCovered(Sighting s) {
        return s.covered != null && !s.covered.isEmpty();
    }

    private static boolean covers(Sighting s, int position) {
        return position - s.sequence >= 0 && position - (s.sequence + s.length) < 0;
    }

    private Sighting anyCovering(Lane lane, int position) {
        Sighting fresh = freshAt(lane, position);
        if (fresh != null && covers(fresh, position) && isPartlyCovered(fresh)) {
            return fresh;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (covers(o, position) && isPartlyCovered(o)) {
                return o;
            }
        }
        return null;
    }

    private int nextStart(Lane lane, int position, int end) {
        int next = end;
        Sighting fresh = freshAt(lane, position);
        if (fresh != null && fresh.sequence - position <= 0) {
            fresh = fresh.next;
        }
        if (fresh != null) {
            next = earlier(next, fresh.sequence);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (o.sequence - position > 0) {
                next = earlier(next, o.sequence);
            }
        }
        return next;
    }

    /** The fresh segment that holds {@code position}, or the first one behind it; null when there is none. */
    private static Sighting freshAt(Lane lane, int position) {
        Sighting at = lane.cursor == null ? lane.fresh.first : lane.cursor;
        while (at != null && at.previous != null && position - at.sequence < 0) {
            at = at.previous;
        }
        while (at != null && position - (at.sequence + at.length) >= 0) {
            if (at.next == null) {
                lane.cursor = at;
                return null;
            }
            at = at.next;
        }
        lane.cursor = at;
        return at;
    }

    /** A new connection on the same ports: what is left of the old one no longer is in sequence. */
    void restart(Lane lane, int sequence) {
        while (lane.fresh.first != null) {
            Sighting s = lane.fresh.first;
            lane.fresh.remove(s);
            s.fresh = false;
            lane.resent.add(s);
        }
        for (Sighting s = lane.resent.first; s != null; s = s.next) {
            s.pastAcks = true;
        }
        for (Sighting s : lane.controls) {
            s.pastAcks = true;
        }
        lane.cursor = null;
        lane.unacknowledged = null;
        lane.sentAny = true;
        lane.sentEnd = sequence;
        lane.arrivedAny = false;
        lane.acknowledgedAny = false;
    }

    /** The other end acknowledged all before {@code acknowledgment}. */
    void acknowledged(Lane lane, Sighting by, boolean leaving) {
        int ack = by.acknowledgment;
        if (!lane.sentAny || ack - lane.sentEnd > 0) {
            return; // of another connection on the same ports, or of what the sender's capture does not hold
        }
        boolean advanced = !lane.acknowledgedAny || ack - lane.acknowledged > 0;
        if (advanced) {
            lane.acknowledgedAny = true;
            lane.acknowledged = ack;
            Sighting s = lane.unacknowledged;
            while (s != null && ack - s.sequenceEnd() >= 0) {
                noteAcknowledged(s, by);
                s = s.next;
            }
            lane.unacknowledged = s;
            for (Sighting o = lane.resent.first; o != null; o = o.next) {
                if (ack - o.sequenceEnd() >= 0) {
                    noteAcknowledged(o, by);
                }
            }
        }
        for (int i = 0; i < by.sackBlocks; i++) {
            selectivelyAcknowledged(lane, by, by.sackEdges[2 * i], by.sackEdges[2 * i + 1]);
        }
        if (by.length == 0 && (!advanced && leaving || by.sackBlocks > 0)) {
            markHole(lane, ack);
        }
    }

    private static void selectivelyAcknowledged(Lane lane, Sighting by, int from, int to) {
        for (Sighting s = lane.unacknowledged; s != null && s.sequence - to < 0; s = s.next) {
            if (s.sequence - from >= 0 && to - s.sequenceEnd() >= 0) {
                noteAcknowledged(s, by);
            }
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (o.sequence - from >= 0 && to - o.sequenceEnd() >= 0) {
                noteAcknowledged(o, by);
            }
        }
    }

    private static void noteAcknowledged(Sighting s, Sighting by) {
        if (s.ackedNanos == Long.MIN_VALUE && !s.pastAcks) {
            s.ackedNanos = by.timeNanos;
        }
    }

    private static void markHole(Lane lane, int ack) {
        Sighting s = lane.unacknowledged;
        if (s != null && covers(s, ack)) {
            s.hole = true;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            o.hole |= covers(o, ack);
        }
    }

    /** Lets go of a segment that left and is done with. */
    void release(Sighting s) {
        Lane lane = s.leg.lane;
        if (lane.cursor == s) {
            lane.cursor = s.next != null ? s.next : s.previous;
        }
        if (lane.unacknowledged == s) {
            lane.unacknowledged = s.next;
        }
        (s.fresh ? lane.fresh : lane.resent).remove(s);
    }
}

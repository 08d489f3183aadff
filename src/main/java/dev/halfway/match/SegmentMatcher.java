package dev.halfway.match;

/**
 * Matches TCP segments that carry payload, by the bytes they carry: segmentation offload shows one end a segment that the
 * other end sees as several, or several as one. Each arriving byte goes to one transmission of it, by {@link SegmentChoice}.
 */
final class SegmentMatcher {
    /** How far back a search for a further sighting of the same segment goes. */
    private static final int LOOK_BACK = 32;
    /** Of one segment more pieces apart from each other are not told from each other. */
    private static final int MOST_PARTS = 512;
    /** Times that differ by no more than this part of one are about as long. */
    private static final int ABOUT_AS_LONG = 8;

    private final Pairs pairs;
    private final long thresholdNanos;
    private final SegmentChoice choice;
    private final SegmentDoubts doubts;
    private final Room room;

    /** @param room for what lanes remember of arrivals */
    SegmentMatcher(Pairs pairs, long thresholdNanos, long latenessNanos, Room room) {
        this.room = room;
        this.pairs = pairs;
        this.thresholdNanos = thresholdNanos;
        choice = new SegmentChoice(thresholdNanos, latenessNanos);
        doubts = new SegmentDoubts(thresholdNanos);
    }

    /** Takes in a segment that leaves; false when it is one more sighting of one already there. */
    boolean leaves(Sighting s) {
        Lane lane = s.leg.lane;
        Sighting fresh = SentSegments.freshAt(lane, s.sequence);
        Sighting first = fresh != null && isCopy(fresh, s, lane) ? fresh : copied(lane.resent, s, lane);
        if (first != null) {
            s.copyOf = first.frame;
            first.seenAgain(s);
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
            SentSegments.markResent(lane, s);
            if (SentSegments.hasArrived(lane, s)) {
                s.elsewhereNanos = s.timeNanos;
            }
            s.mayBeSecondRecord = mayRepeat(fresh, s, lane) || mayRepeat(lane.resent.last, s, lane);
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

    private static boolean mayRepeat(Sighting first, Sighting s, Lane lane) {
        return first != null && first.key == s.key && Copies.mayBeSecondRecord(first, s, lane);
    }

    /** Takes in a segment that arrived, once every segment that could be it has been taken in. */
    void arrives(Sighting r) {
        Lane lane = r.leg.lane;
        if (lane.arrivals == null) {
            lane.arrivals = new RecentArrivals(room);
            lane.arrivedSegments = new ArrivedSegments(room);
        }
        int same = lane.arrivals.find(r, lane.telling(r));
        if (same >= 0) {
            r.copyOf = lane.arrivals.frame(same);
            r.duplicate = lane.arrivals.seenAgainAt(same, r.places) && !r.leg.isDoubled();
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
            Sighting s = choice.latestUncovered(lane, position, r);
            s = s != null && choice.isUnusual() && isRepetition(lane, r) && !comesInTurn(lane, r) ? null : s;
            if (s != null) {
                int to = cover(s, r, position, end);
                doubts.covered(s, r, position);
                SentSegments.markElsewhere(lane, s, position, to, r.timeNanos);
                matched = true;
                position = to;
            } else {
                Sighting known = SentSegments.anyCovering(lane, position);
                repeated = known == null ? repeated : known;
                position = known == null
                        ? SentSegments.nextStart(lane, position, end)
                        : SentSegments.earlier(end, beyond(known, position));
            }
        }
        if (matched) {
            lane.arrivedSegments.add(r, lane.telling(r));
        } else {
            bringsNothing(lane, r, repeated);
        }
    }

    /** No transmission lacks what {@code r} brings: it repeats an arrival, or is a transmission that was not seen leaving. */
    private void bringsNothing(Lane lane, Sighting r, Sighting repeated) {
        int identification = lane.telling(r);
        ArrivedSegments arrived = lane.arrivedSegments;
        int same = repeated == null ? ArrivedSegments.NONE : arrived.find(r, identification);
        boolean another = same == ArrivedSegments.NONE && (repeated == null || arrived.holds(r.sequence));
        if (another) {
            arrived.add(r, identification);
            SentSegments.markElsewhere(lane, null, r.sequence, r.sequenceEnd(), r.timeNanos);
            return;
        }
        r.copyOf = same == ArrivedSegments.NONE ? repeated.matchFrame : arrived.frame(same);
        r.duplicate = !r.leg.isDoubled()
                && (same == ArrivedSegments.NONE || !arrived.isSameElsewhere(same, r, identification))
                && !takesUpTwin(lane, r);
        r.mayStandIn = identification == 0;
        pairs.copied(r);
        doubts.repeated(r);
    }

    /** Whether one that left is there twice at its sender's, as two of the same moment are, and this may be the other. */
    private static boolean takesUpTwin(Lane lane, Sighting r) {
        Sighting twin = SentSegments.freshAt(lane, r.sequence);
        for (Sighting o = lane.resent.first; o != null && !isTwinOf(twin, r); o = o.next) {
            twin = o;
        }
        boolean takes = isTwinOf(twin, r);
        if (takes) {
            twin.twins--;
        }
        return takes;
    }

    private static boolean isTwinOf(Sighting s, Sighting r) {
        return s != null
                && s.twins > 0
                && !s.leg.isDoubled()
                && s.sequence == r.sequence
                && s.length == r.length
                && SegmentDoubts.isAlike(s, r);
    }

    /** Whether it comes soon after one that it may repeat: a duplicate rather than a straggler of a segment sent long before. */
    private boolean isRepetition(Lane lane, Sighting r) {
        int same = lane.arrivedSegments.find(r, lane.telling(r));
        return same != ArrivedSegments.NONE
                && r.timeNanos - lane.arrivedSegments.nanos(same) <= lane.path.plausibleNanos(thresholdNanos);
    }

    /**
     * Whether it comes about as long behind the one before it that is alike as the last transmission left behind the one before:
     * they took as long as each other, as on a way that is slow for a while, and nothing repeats.
     */
    private static boolean comesInTurn(Lane lane, Sighting r) {
        Sighting before = null;
        Sighting last = null;
        Sighting fresh = SentSegments.freshAt(lane, r.sequence);
        if (fresh != null && isTransmission(fresh, r)) {
            last = fresh;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (isTransmission(o, r)) {
                before = last;
                last = o;
            }
        }
        int same = before == null ? ArrivedSegments.NONE : lane.arrivedSegments.find(r, lane.telling(r));
        if (same == ArrivedSegments.NONE) {
            return false;
        }
        long departuresApart = last.timeNanos - before.timeNanos;
        long arrivalsApart = r.timeNanos - lane.arrivedSegments.nanos(same);
        return Math.abs(arrivalsApart - departuresApart) <= departuresApart / ABOUT_AS_LONG;
    }

    private static boolean isTransmission(Sighting s, Sighting r) {
        return SentSegments.covers(s, r.sequence) && s.timeNanos <= r.timeNanos && SegmentDoubts.isAlike(s, r);
    }

    /** All that could usually be {@code s} has arrived. */
    void settle(Sighting s) {
        doubts.settle(s);
    }

    /** Where what is known of the bytes from {@code position} on changes: the end of the covered ones, or their start. */
    private static int beyond(Sighting s, int position) {
        int at = position - s.sequence;
        int end = s.covered.endAt(at);
        return s.sequence + (end > at ? end : s.covered.nextStart(at, s.length));
    }

    /** Gives {@code r}'s bytes from {@code position} on to {@code s}; returns where they end. */
    private int cover(Sighting s, Sighting r, int position, int end) {
        if (s.covered == null) {
            s.covered = new ByteRanges();
        }
        int from = position - s.sequence;
        int limit = Math.min(s.length, from + (end - position));
        int to = s.covered.nextStart(from, limit);
        if (s.covered.parts() == MOST_PARTS && s.covered.endAt(from - 1) < from) {
            pairs.crowded(r);
            return s.sequence + to;
        }
        boolean first = s.covered.isEmpty();
        s.covered.add(from, to);
        if (s.mayBeSecondRecord) {
            noteSecondRecord(s);
        }
        s.contested |= choice.hasRival();
        s.lastArrival = r;
        s.lastArrivalFrame = r.frame;
        s.leg.lane.latestMatched = Math.max(s.leg.lane.latestMatched, s.laneOrdinal);
        boolean whole = s.covered.total() == s.length;
        boolean exact = r.sequence == s.sequence && r.length == s.length;
        if (exact && r.digest != s.digest) {
            pairs.corrupted(s, r);
        } else if (whole && first) {
            if (exact && s.fresh && !s.resent) {
                s.leg.lane.path.observe(Math.min(thresholdNanos, r.timeNanos - s.timeNanos));
                s.leg.lane.noteIdentifications(s.identification, r.identification);
                s.leg.lane.path.noteHeader(SegmentChoice.hasSameHeader(s, r));
            }
            pairs.matched(s, r);
        } else {
            pairs.partlyMatched(s, r);
            if (whole) {
                pairs.matched(s, r);
            }
        }
        return s.sequence + to;
    }

    /** Of two records that may be of one segment this one arrives. If the other did not, it may be the record too many. */
    private static void noteSecondRecord(Sighting s) {
        Lane lane = s.leg.lane;
        doubtRecord(SentSegments.freshAt(lane, s.sequence), s);
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            doubtRecord(o, s);
        }
    }

    private static void doubtRecord(Sighting o, Sighting s) {
        if (o != s && mayRepeat(o, s, s.leg.lane)) {
            o.mayBeSecondRecord = true;
        }
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

package dev.halfway.match;

/**
 * Where the captures allow other fates of segments than those found, says so. In doubt are transmissions of the same bytes
 * that only time tells apart: when some of them arrived and some did not, and when as many arrived as left, but not in the
 * ordinary time, so that one may have been lost and another duplicated.
 */
final class SegmentDoubts {
    private final long thresholdNanos;

    SegmentDoubts(long thresholdNanos) {
        this.thresholdNanos = thresholdNanos;
    }

    /** {@code r} has just given its bytes from {@code position} on to {@code s}. */
    void covered(Sighting s, Sighting r, int position) {
        Lane lane = s.leg.lane;
        if (!isPlausible(s, r)) {
            return;
        }
        boolean told = s.sequence == r.sequence
                && lane.tellingBetweenEnds(r) != 0
                && lane.tellingBetweenEnds(r) == lane.tellingBetweenEnds(s);
        if (!told && !lane.path.isOrdinary(r.timeNanos - s.timeNanos)) {
            s.mayStandIn = true;
            r.mayStandIn = true;
        }
        if (lane.resent.isEmpty()) {
            return;
        }
        long earlier = lane.arrivedSegments.latestNanos(position);
        Sighting fresh = SentSegments.freshAt(lane, position);
        if (fresh != null) {
            weighArrivals(s, r, fresh, position, earlier);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            weighArrivals(s, r, o, position, earlier);
        }
    }

    /** Both arrived: in doubt when they did not in the order and the time that nothing disturbs. */
    private void weighArrivals(Sighting s, Sighting r, Sighting o, int position, long earlierNanos) {
        if (o == s || !isAlike(s, o) || !hasArrived(o, position) || isToldByIdentification(s, r, o)) {
            return;
        }
        Path path = s.leg.lane.path;
        boolean couldSwap = earlierNanos - Math.max(s.timeNanos, o.timeNanos) >= path.leastNanos()
                || isPlausible(s, r) && isPlausible(o, r);
        if (!couldSwap) {
            return;
        }
        long first = earlierNanos - Math.min(s.timeNanos, o.timeNanos);
        long second = r.timeNanos - Math.max(s.timeNanos, o.timeNanos);
        if (!path.isOrdinary(first) || !path.isOrdinary(second)) {
            s.ambiguous = true;
            o.ambiguous = true;
            r.ambiguous = true;
            markArrival(o, position);
        }
    }

    /** {@code r} brings nothing that has not arrived: which arrival of several alike repeats another is open. */
    void repeated(Sighting r) {
        Lane lane = r.leg.lane;
        int alike = 0;
        Sighting fresh = SentSegments.freshAt(lane, r.sequence);
        alike += fresh != null && couldBe(fresh, r) ? 1 : 0;
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            alike += couldBe(o, r) ? 1 : 0;
        }
        if (alike < 2) {
            return;
        }
        r.ambiguous = true;
        if (fresh != null && couldBe(fresh, r)) {
            markArrival(fresh, r.sequence);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (couldBe(o, r)) {
                markArrival(o, r.sequence);
            }
        }
    }

    private boolean couldBe(Sighting s, Sighting r) {
        return hasArrived(s, r.sequence)
                && s.timestampValue == r.timestampValue
                && SegmentChoice.hasSameHeader(s, r)
                && !isOtherIdentification(s, r)
                && isPlausible(s, r);
    }

    /** The IP ID of {@code r} is that of {@code s} and not that of {@code o}. */
    private static boolean isToldByIdentification(Sighting s, Sighting r, Sighting o) {
        Lane lane = s.leg.lane;
        int arrived = s.sequence == r.sequence ? lane.tellingBetweenEnds(r) : 0;
        return arrived != 0 && arrived == lane.tellingBetweenEnds(s) && arrived != lane.tellingBetweenEnds(o);
    }

    private static boolean isOtherIdentification(Sighting s, Sighting r) {
        int arrived = s.sequence == r.sequence ? s.leg.lane.tellingBetweenEnds(r) : 0;
        int sent = s.leg.lane.tellingBetweenEnds(s);
        return arrived != 0 && sent != 0 && arrived != sent;
    }

    private boolean isPlausible(Sighting s, Sighting r) {
        return r.timeNanos - s.timeNanos <= s.leg.lane.path.plausibleNanos(thresholdNanos);
    }

    private static boolean hasArrived(Sighting s, int position) {
        return SentSegments.covers(s, position)
                && SentSegments.isPartlyCovered(s)
                && s.covered.contains(position - s.sequence);
    }

    static boolean isAlike(Sighting s, Sighting o) {
        return s.timestampValue == o.timestampValue && SegmentChoice.hasSameHeader(s, o);
    }

    private static void markArrival(Sighting s, int position) {
        if (s.lastArrival != null
                && s.lastArrival.frame == s.lastArrivalFrame
                && SentSegments.covers(s.lastArrival, position)) {
            s.lastArrival.ambiguous = true;
        }
    }

    /** All that could usually be {@code s} has arrived. */
    void settle(Sighting s) {
        Lane lane = s.leg.lane;
        if (!s.contested || lane.resent.isEmpty()) {
            return;
        }
        for (Sighting o = SentSegments.freshAt(lane, s.sequence);
                o != null && o.sequence - s.sequenceEnd() < 0;
                o = o.next) {
            weighFates(s, o);
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            weighFates(s, o);
        }
    }

    /** Both might have been what arrived: in doubt when more of the one did than of the other. */
    private static void weighFates(Sighting s, Sighting o) {
        if (o == s || !o.contested || !isAlike(s, o)) {
            return;
        }
        int from = s.sequence - o.sequence > 0 ? s.sequence : o.sequence;
        int to = SentSegments.earlier(s.sequence + s.length, o.sequence + o.length);
        if (to - from > 0 && arrivedWithin(s, from, to) != arrivedWithin(o, from, to)) {
            s.ambiguous = true;
            o.ambiguous = true;
        }
    }

    private static int arrivedWithin(Sighting s, int from, int to) {
        return s.covered == null ? 0 : s.covered.totalWithin(from - s.sequence, to - s.sequence);
    }
}

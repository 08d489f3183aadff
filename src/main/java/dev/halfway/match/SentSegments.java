package dev.halfway.match;

/** The segments of a lane that have left and are not done with, as the bytes they carry. */
final class SentSegments {
    private SentSegments() {}

    /** Tells the earlier transmissions of these bytes that they were sent again. */
    static void markResent(Lane lane, Sighting s) {
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
    static boolean hasArrived(Lane lane, Sighting s) {
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

    /**
     * Other transmissions of these bytes need not have arrived for them to be acknowledged.
     *
     * @param taken the one that did arrive; null where none of those known did
     */
    static void markElsewhere(Lane lane, Sighting taken, int from, int to, long nanos) {
        if (taken != null && lane.resent.isEmpty()) {
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

    static boolean isPartlyCovered(Sighting s) {
        return s.covered != null && !s.covered.isEmpty();
    }

    static boolean covers(Sighting s, int position) {
        return position - s.sequence >= 0 && position - (s.sequence + s.length) < 0;
    }

    static Sighting anyCovering(Lane lane, int position) {
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

    static int nextStart(Lane lane, int position, int end) {
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
    static Sighting freshAt(Lane lane, int position) {
        Sighting at = lane.cursor == null ? lane.fresh.first : lane.cursor;
        int steps = 0;
        while (at != null && at.previous != null && position - at.sequence < 0) {
            at = at.previous;
            steps++;
        }
        while (at != null && at.next != null && position - (at.sequence + at.length) >= 0) {
            at = at.next;
            steps++;
        }
        lane.noteSearch(steps);
        lane.cursor = at;
        return at == null || position - (at.sequence + at.length) >= 0 ? null : at;
    }

    static int earlier(int a, int b) {
        return a - b < 0 ? a : b;
    }
}

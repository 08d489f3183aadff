package dev.halfway.match;

/** What acknowledgments say of the segments that have left (RFC 9293 section 3.4, RFC 2018). */
final class Acknowledgments {
    /** Longer than any capture, and still small enough for sums. */
    private static final long UNKNOWN_NANOS = Long.MAX_VALUE / 4;

    private Acknowledgments() {}

    /** The other end acknowledged all before {@code acknowledgment}. */
    static void acknowledged(Lane lane, Sighting by, boolean leaving) {
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
        } else if (!advanced && !leaving && ack == lane.acknowledged && by.window != 0) {
            markUnheeded(lane, by);
        }
    }

    /** The other end still waits for these bytes, long after they must have come to it. */
    private static void markUnheeded(Lane lane, Sighting by) {
        long roundTrip = 2 * lane.path.slowestNanos(UNKNOWN_NANOS);
        Sighting s = lane.unacknowledged;
        if (s == null || by.timeNanos - s.timeNanos < roundTrip || !SentSegments.covers(s, by.acknowledgment)) {
            return;
        }
        s.unheeded++;
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            if (by.timeNanos - o.timeNanos >= roundTrip && SentSegments.covers(o, by.acknowledgment)) {
                o.unheeded++;
            }
        }
    }

    /**
     * A reset came that acknowledges all before its number. Devices on the way reset connections in the name of the other
     * end, so it shows that something arrived there only where it is seen leaving as well.
     */
    static void refused(Lane lane, Sighting by) {
        int ack = by.acknowledgment;
        if (!lane.sentAny || ack - lane.sentEnd > 0) {
            return; // of another connection on the same ports
        }
        lane.refusingTimeToLive = by.timeToLive;
        for (Sighting s = lane.unacknowledged; s != null && ack - s.sequenceEnd() >= 0; s = s.next) {
            noteRefused(s, by);
        }
        for (Sighting control : lane.controls) {
            if (ack - control.sequenceEnd() >= 0) {
                noteRefused(control, by);
            }
        }
    }

    private static void noteRefused(Sighting s, Sighting by) {
        if (!s.pastAcks && s.refusedNanos == Long.MIN_VALUE) {
            s.refusedNanos = by.timeNanos;
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
            s.ackedNanos = latestNanos(by);
        }
    }

    /** When the far end acknowledged, at the latest: its own clock tells it exactly, the other host's but for their error. */
    static long latestNanos(Sighting by) {
        boolean leaving = by.leg.position == Leg.Position.SENDER;
        return by.timeNanos + (leaving ? 0 : by.leg.lane.path.epsilonNanos());
    }

    private static void markHole(Lane lane, int ack) {
        Sighting s = lane.unacknowledged;
        if (s != null && SentSegments.covers(s, ack)) {
            s.hole = true;
        }
        for (Sighting o = lane.resent.first; o != null; o = o.next) {
            o.hole |= SentSegments.covers(o, ack);
        }
    }
}

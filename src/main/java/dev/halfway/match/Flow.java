package dev.halfway.match;

/** Both directions of one flow between two hosts. */
final class Flow {
    static final int UNKNOWN_HOST = -1;

    final int kind;
    final Lane forward;
    final Lane backward;
    /** A host sees it under other addresses or ports than another. */
    boolean translated;

    /** A device may rewrite it, and too few packets tell how. */
    boolean doubtful;
    /** A device opens it at each end by packets of its own. */
    boolean openedOnTheWay;
    /** Sightings of it that are not finished. */
    int live;
    /** Of its sightings, on the reference clock. */
    long latestNanos = Long.MIN_VALUE;
    /** Its number and initiator are those of a flow that was forgotten. */
    boolean resumed;
    /** TCP: payload was seen, and neither FIN nor RST since. */
    private boolean carriesData;

    private boolean closing;
    /** It is no longer in {@link Lanes}; what comes later is another flow. */
    boolean forgotten;
    /** Index of the host that sent the first packet of the exchange, or {@link #UNKNOWN_HOST}; TCP only. */
    int initiator = UNKNOWN_HOST;
    /** SYNs were seen and nothing else since: who sent the first of them, else {@link #UNKNOWN_HOST}. */
    private int opener = UNKNOWN_HOST;
    /** Both ends sent SYNs (RFC 9293 section 3.5): a SYN-ACK does not tell who began. */
    private boolean crossed;
    /** When the latest packet left either end. */
    private long lastSentNanos;

    private boolean sentAny;
    private long longestIdleNanos;

    Flow(int kind, Path path, Path reverse, int number) {
        this.kind = kind;
        forward = new Lane(this, path, 2 * number);
        backward = new Lane(this, reverse, 2 * number + 1);
        forward.reverse = backward;
        backward.reverse = forward;
    }

    /** Notes a segment, wherever it was seen. */
    void noteSegment(int flags, int length) {
        carriesData |= length > 0;
        closing = (flags & TcpFlags.SYN) == 0 && (closing || (flags & (TcpFlags.FIN | TcpFlags.RST)) != 0);
    }

    /** Whether it is a connection over which data went, and which is not closing. */
    boolean isInUse() {
        return carriesData && !closing;
    }

    /** Notes what a segment says of who began: the first to send a SYN, or who is answered with a SYN-ACK. */
    void noteOpening(int flags, Path path) {
        if ((flags & TcpFlags.SYN) == 0) {
            opener = UNKNOWN_HOST;
        } else if ((flags & TcpFlags.ACK) != 0) {
            initiator = crossed ? initiator : path.to;
        } else if (opener == UNKNOWN_HOST || opener == path.from && !crossed) {
            opener = path.from;
            initiator = opener;
            crossed = false;
        } else {
            crossed = true;
        }
    }

    /**
     * A packet leaves: says for how long nothing did. What is sent again is as long behind a pause as it was at first: that
     * its sender waits longer and longer for an answer is no pause of the flow.
     */
    void noteSent(Sighting s) {
        Lane lane = s.leg.lane;
        s.again = isSentAgain(s);
        if (s.again) {
            s.idleNanos = lane.idleNanos;
            s.longestIdleNanos = sentAny && lane.idleNanos != Sighting.UNKNOWN ? longestIdleNanos : Sighting.UNKNOWN;
        } else if (sentAny) {
            s.idleNanos = Math.max(0, s.timeNanos - lastSentNanos);
            longestIdleNanos = Math.max(longestIdleNanos, s.idleNanos);
            s.longestIdleNanos = longestIdleNanos;
        }
        lane.idleNanos = s.idleNanos;
        sentAny = true;
        lastSentNanos = s.timeNanos;
    }

    /** Of data and of what opens a connection. */
    private static boolean isSentAgain(Sighting s) {
        boolean data = s.typeP.isTcp() && s.length > 0;
        return data ? !s.fresh : (s.flags & TcpFlags.SYN) != 0 && s.flowOrdinal > 0;
    }

    /** A new connection on the same ports: pauses of the one before say nothing of it. */
    void restart() {
        sentAny = false;
        longestIdleNanos = 0;
        forward.sentBefore = forward.sent;
        backward.sentBefore = backward.sent;
    }
}

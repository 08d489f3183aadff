package dev.halfway.bgp;

import java.util.Optional;
import java.util.OptionalLong;

/** The BGP state machine of one end on one connection, by the messages that its own tap saw it send and saw arriving. */
final class Speaker {
    /** TCP acknowledges within half a second (RFC 9293 section 3.8.6.3). */
    private static final long LATEST_ACKNOWLEDGMENT_NANOS = 1_000_000_000L;

    private boolean openSent;
    private boolean openReceived;
    private long openEnd;
    private long openNanos;
    private boolean keepaliveSent;
    private boolean updateSent;
    private boolean routesOrKeepaliveReceived;
    private boolean over;
    /** Where in the peer's stream the message ends without which this end would not be; negative where it needs none. */
    private long neededEnd = -1;

    private long heardEnd;
    private long establishedNanos;
    private boolean established;

    void sent(Message message) {
        switch (message.type()) {
            case OPEN -> openSent = true;
            case KEEPALIVE -> keepaliveSent = true;
            case UPDATE, ROUTE_REFRESH -> updateSent = true;
            case NOTIFICATION -> over = true;
        }
        note(message);
    }

    void received(Message message) {
        switch (message.type()) {
            case OPEN -> {
                openReceived = true;
                openEnd = message.end();
                openNanos = message.completed().nanos();
            }
            case KEEPALIVE, UPDATE, ROUTE_REFRESH -> {
                heardEnd = routesOrKeepaliveReceived ? heardEnd : message.end();
                routesOrKeepaliveReceived = true;
            }
            case NOTIFICATION -> over = true;
        }
        note(message);
    }

    /** Only who is established sends routes; otherwise its own KEEPALIVE and one of the peer's make it so. */
    private void note(Message message) {
        if (!established && !over && (updateSent || keepaliveSent && routesOrKeepaliveReceived)) {
            established = true;
            neededEnd = updateSent ? -1 : heardEnd;
            establishedNanos = message.completed().nanos();
        }
    }

    /**
     * When it was first seen to be established; before the capture, when that begins in mid-session.
     *
     * @param acknowledgedEnd up to where the tap's host acknowledged what its peer sent; {@link Long#MIN_VALUE} where no
     *     acknowledgment was seen
     */
    OptionalLong establishedNanos(long nowNanos, long acknowledgedEnd) {
        return isEstablished(nowNanos, acknowledgedEnd) ? OptionalLong.of(establishedNanos) : OptionalLong.empty();
    }

    /** Its OPEN was seen: what makes it established then is, too. */
    boolean isSeenFromItsStart() {
        return openSent;
    }

    /** What came to the tap and was never acknowledged did not come to the daemon. */
    private boolean isEstablished(long nowNanos, long acknowledgedEnd) {
        boolean heard = neededEnd < 0
                || acknowledgedEnd == Long.MIN_VALUE
                || acknowledgedEnd >= neededEnd
                || nowNanos - establishedNanos < LATEST_ACKNOWLEDGMENT_NANOS;
        return established && heard;
    }

    /**
     * @param tcp the state of this end of the connection
     * @param deaf the tap takes only what leaves: what arrived is known as far as this end's own messages prove it
     * @param acknowledgedEnd as {@link #establishedNanos}
     * @return empty when what was seen does not tell
     */
    Optional<FsmState> state(TcpState tcp, boolean deaf, long nowNanos, long acknowledgedEnd) {
        if (over) {
            return Optional.of(FsmState.IDLE_OR_ACTIVE);
        }
        return switch (tcp) {
            case SYN_SENT -> Optional.of(FsmState.CONNECT);
            case SYN_RECV -> deaf ? Optional.empty() : Optional.of(FsmState.IDLE_OR_ACTIVE);
            case UNKNOWN, ESTABLISHED -> connected(isEstablished(nowNanos, acknowledgedEnd));
            default -> Optional.of(FsmState.IDLE_OR_ACTIVE);
        };
    }

    private Optional<FsmState> connected(boolean isEstablished) {
        if (isEstablished) {
            return Optional.of(FsmState.ESTABLISHED);
        } else if (openSent && openReceived && keepaliveSent) {
            return Optional.of(FsmState.OPEN_CONFIRM);
        }
        // Its KEEPALIVE shows that it has the peer's OPEN, which the tap does not hold, nor what came then.
        return openSent && !keepaliveSent ? Optional.of(FsmState.OPEN_SENT) : Optional.empty();
    }

    /** When the peer's OPEN had come, which a KEEPALIVE or a NOTIFICATION answers; empty where it did, or TCP did not take it. */
    OptionalLong unansweredOpenNanos(long acknowledgedEnd) {
        boolean waits = openReceived && !keepaliveSent && !updateSent && !over && acknowledgedEnd >= openEnd;
        return waits ? OptionalLong.of(openNanos) : OptionalLong.empty();
    }
}

package dev.halfway.bgp;

import java.util.Optional;
import java.util.OptionalLong;

/** The BGP state machine of one end on one connection, by the messages that its own tap saw it send and saw arriving. */
final class Speaker {
    private boolean openSent;
    private boolean openReceived;
    private boolean keepaliveSent;
    private boolean updateSent;
    private boolean routesOrKeepaliveReceived;
    private boolean over;
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
            case OPEN -> openReceived = true;
            case KEEPALIVE, UPDATE, ROUTE_REFRESH -> routesOrKeepaliveReceived = true;
            case NOTIFICATION -> over = true;
        }
        note(message);
    }

    /** Only who is established sends routes; otherwise its own KEEPALIVE and one of the peer's make it so. */
    private void note(Message message) {
        if (!established && !over && (updateSent || keepaliveSent && routesOrKeepaliveReceived)) {
            established = true;
            establishedNanos = message.completed().nanos();
        }
    }

    /** When it was first seen to be established; before the capture, when that begins in mid-session. */
    OptionalLong establishedNanos() {
        return established ? OptionalLong.of(establishedNanos) : OptionalLong.empty();
    }

    /**
     * @param tcp the state of this end of the connection
     * @return empty when what was seen does not tell
     */
    Optional<FsmState> state(TcpState tcp) {
        if (over) {
            return Optional.of(FsmState.IDLE_OR_ACTIVE);
        }
        return switch (tcp) {
            case SYN_SENT -> Optional.of(FsmState.CONNECT);
            case SYN_RECV -> Optional.of(FsmState.IDLE_OR_ACTIVE);
            case UNKNOWN, ESTABLISHED -> connected();
            default -> Optional.of(FsmState.IDLE_OR_ACTIVE);
        };
    }

    private Optional<FsmState> connected() {
        if (established) {
            return Optional.of(FsmState.ESTABLISHED);
        } else if (openSent) {
            return Optional.of(openReceived ? FsmState.OPEN_CONFIRM : FsmState.OPEN_SENT);
        }
        return Optional.empty();
    }
}

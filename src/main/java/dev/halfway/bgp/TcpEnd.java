package dev.halfway.bgp;

import dev.halfway.decode.DecodedPacket;

/**
 * The state of one end of a TCP connection, by what its own tap saw it send and saw arriving (RFC 9293 section 3.10). What
 * arrived may still have been turned away by the host itself, so what the end does then counts for more: an end that sends
 * its SYN-ACK again did not take the ACK, and one that sends its SYN again did not take the SYN-ACK.
 */
final class TcpEnd {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;

    private static final long SECOND = 1_000_000_000L;
    /** A handshake's next retransmission is due after twice the last wait; later by this much more, it has been given up. */
    private static final int GIVEN_UP_AFTER = 3;
    /** Who takes a SYN-ACK acknowledges it sooner than this (RFC 9293 section 3.8.6.3). */
    private static final long LATEST_ACKNOWLEDGMENT_NANOS = SECOND / 2;
    /** How long Linux keeps what is closed (TCP_TIMEWAIT_LEN, tcp_fin_timeout). */
    private static final long LINGER_NANOS = 60 * SECOND;
    /** A reset farther from what is expected than any window is not taken (RFC 9293 section 3.5.3). */
    private static final long RESET_REACH = 1 << 20;

    private final ByteStream out;
    private final ByteStream in;
    private TcpState state = TcpState.UNKNOWN;
    private boolean resetByPeer;
    /** It acknowledges what its tap did not see arriving, and nothing was seen arriving at all. */
    private boolean deaf;

    private boolean heard;
    /** When the first SYN-ACK came since which nothing but SYNs was sent. */
    private long answeredNanos = Long.MAX_VALUE;

    private boolean answerIgnored;
    private long changedNanos;
    private long shakenNanos = Long.MIN_VALUE;
    private long waitNanos = SECOND;

    /** @param out what this end sends; both are given each segment before this is */
    TcpEnd(ByteStream out, ByteStream in) {
        this.out = out;
        this.in = in;
    }

    void sent(DecodedPacket packet, long nanos) {
        int flags = packet.tcpFlags();
        deaf = !heard && (deaf || (flags & ACK) != 0 && (flags & RST) == 0);
        boolean asks = (flags & (SYN | ACK)) == SYN;
        answerIgnored = asks && (answerIgnored || isLongAnswered(nanos));
        answeredNanos = asks ? answeredNanos : Long.MAX_VALUE;
        if ((flags & RST) != 0) {
            become(TcpState.CLOSED, nanos);
            resetByPeer = false;
        } else if ((flags & SYN) != 0) {
            waitNanos = shakenNanos == Long.MIN_VALUE ? SECOND : Math.max(SECOND, nanos - shakenNanos);
            shakenNanos = nanos;
            become((flags & ACK) != 0 ? TcpState.SYN_RECV : TcpState.SYN_SENT, nanos);
        } else if ((flags & FIN) != 0) {
            if (state == TcpState.CLOSE_WAIT) {
                become(TcpState.LAST_ACK, nanos);
            } else if (state.isOpen() || state == TcpState.SYN_RECV || state == TcpState.SYN_SENT) {
                become(TcpState.FIN_WAIT1, nanos);
            }
        } else if (state == TcpState.UNKNOWN
                || state == TcpState.SYN_SENT
                || state == TcpState.SYN_RECV && packet.payloadLength() > 0 // nobody sends any before
                || resetByPeer) {
            resetByPeer = false;
            become(TcpState.ESTABLISHED, nanos);
        }
    }

    void received(DecodedPacket packet, long nanos) {
        int flags = packet.tcpFlags();
        heard = true;
        deaf = false;
        if ((flags & RST) != 0) {
            if (isExpected(packet)) {
                resetByPeer = state != TcpState.CLOSED;
                become(TcpState.CLOSED, nanos);
            }
            return;
        }
        if ((flags & ACK) != 0) {
            receivedAck((flags & SYN) != 0, nanos);
        }
        if (in.isFinished()) {
            receivedFin(nanos);
        }
    }

    private boolean isExpected(DecodedPacket reset) {
        if (state == TcpState.SYN_SENT) {
            return (reset.tcpFlags() & ACK) != 0 && out.offsetOf(reset.acknowledgment()) == 0;
        }
        return !in.isStarted() || Math.abs(in.offsetOf(reset.sequence()) - in.contiguousEnd()) <= RESET_REACH;
    }

    private void receivedAck(boolean syn, long nanos) {
        boolean ofSyn = out.acknowledgedEnd() >= 0;
        if (state == TcpState.SYN_SENT && syn && ofSyn) {
            answeredNanos = Math.min(answeredNanos, nanos);
            become(answerIgnored ? TcpState.SYN_SENT : TcpState.ESTABLISHED, nanos);
        } else if (state == TcpState.ESTABLISHED && syn && isLongAnswered(nanos)) {
            answerIgnored = true;
            become(TcpState.SYN_SENT, nanos);
        } else if (state == TcpState.SYN_RECV && !syn && ofSyn) {
            become(TcpState.ESTABLISHED, nanos);
        } else if (out.isFinAcknowledged()) {
            switch (state) {
                case FIN_WAIT1 -> become(TcpState.FIN_WAIT2, nanos);
                case CLOSING -> become(TcpState.TIME_WAIT, nanos);
                case LAST_ACK -> become(TcpState.CLOSED, nanos);
                default -> {
                    // Nothing new.
                }
            }
        }
    }

    private boolean isLongAnswered(long nanos) {
        return nanos - LATEST_ACKNOWLEDGMENT_NANOS >= answeredNanos;
    }

    private void receivedFin(long nanos) {
        switch (state) {
            case UNKNOWN, ESTABLISHED, SYN_RECV -> become(TcpState.CLOSE_WAIT, nanos);
            case FIN_WAIT1 -> become(TcpState.CLOSING, nanos);
            case FIN_WAIT2 -> become(TcpState.TIME_WAIT, nanos);
            default -> {
                // Known already.
            }
        }
    }

    private void become(TcpState next, long nanos) {
        state = next;
        changedNanos = nanos;
    }

    /**
     * Whether the tap takes only what leaves: this end acknowledges, and nothing was seen arriving. Then its state is known only
     * as far as its own segments tell.
     */
    boolean isDeaf() {
        return deaf;
    }

    /** The state at a moment not before the last segment: handshakes are given up, and what is closed goes away. */
    TcpState stateAt(long nanos) {
        return switch (state) {
            case SYN_SENT, SYN_RECV ->
                nanos - shakenNanos <= GIVEN_UP_AFTER * waitNanos + SECOND
                        ? state
                        : deaf ? TcpState.UNKNOWN : TcpState.CLOSED;
            case TIME_WAIT, FIN_WAIT2 -> nanos - changedNanos > LINGER_NANOS ? TcpState.CLOSED : state;
            default -> state;
        };
    }
}

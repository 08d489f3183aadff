package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;

/**
 * What one direction of a connection shows of the other: acknowledgments of more than before, and how long after a segment
 * of the other direction just that one is acknowledged.
 */
final class TcpAnswers {
    private TcpAnswers other;
    private boolean waiting;
    private int endExpected;
    private long sinceNanos;
    private boolean acknowledges;
    private int acknowledged;

    void join(TcpAnswers reverse) {
        other = reverse;
        reverse.other = this;
    }

    /** Whether its sender would not send this packet unless something arrived there; call it for every packet. */
    boolean reacts(DecodedPacket packet) {
        int flags = packet.tcpFlags();
        if ((flags & TcpFlags.ACK) == 0) {
            return false;
        }
        boolean more = (flags & TcpFlags.RST) == 0 && acknowledges && packet.acknowledgment() - acknowledged > 0;
        if (!acknowledges || more) {
            acknowledges = true;
            acknowledged = packet.acknowledgment();
        }
        return more || (flags & TcpFlags.SYN) != 0;
    }

    /** Whether it resets a connection attempt (RFC 9293 section 3.10.7.1). */
    static boolean refuses(DecodedPacket packet) {
        int flags = packet.tcpFlags();
        return (flags & TcpFlags.RST) != 0 && (flags & TcpFlags.ACK) != 0 && packet.sequence() == 0;
    }

    /** Time since the segment that this packet is the first to acknowledge, or {@link Anchor#NO_GAP}. */
    long answerGap(DecodedPacket packet, long timeNanos) {
        int flags = packet.tcpFlags();
        long gap = Anchor.NO_GAP;
        if (other != null
                && other.waiting
                && (flags & TcpFlags.ACK) != 0
                && packet.acknowledgment() == other.endExpected) {
            gap = timeNanos - other.sinceNanos;
            other.waiting = false;
        }
        int taken = packet.payloadLength() + (flags & TcpFlags.FIN) + ((flags & TcpFlags.SYN) != 0 ? 1 : 0);
        if (taken > 0) {
            int end = packet.sequence() + taken;
            waiting = !waiting || end != endExpected;
            endExpected = end;
            sinceNanos = timeNanos;
        }
        return gap;
    }
}

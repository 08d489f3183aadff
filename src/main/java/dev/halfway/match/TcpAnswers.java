package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;

/** How long after the last segment of the other direction an acknowledgment of just that segment is seen. */
final class TcpAnswers {
    private TcpAnswers other;
    private boolean waiting;
    private int endExpected;
    private long sinceNanos;

    void join(TcpAnswers reverse) {
        other = reverse;
        reverse.other = this;
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

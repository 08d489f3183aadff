package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;

/** One packet on the wire and what really became of it. */
final class WirePacket {
    final Exchange exchange;
    final TypeP typeP;
    /** What it looks like, with and without the IP identification. */
    final long contentDigest;

    final long keyDigest;
    final int payloadLength;
    /** TSval; 0 for none. */
    final int timestampValue;
    /** Its place in the sender's TCP stream; null for all else. */
    final StreamRange range;

    final Sighting sent;
    /** When it was put on the wire, which for all but the first piece of an offloaded segment is after {@link #sent}. */
    final long sentNanos;
    /** When it arrived, or would have. */
    long arrivalNanos;

    boolean lost;
    boolean corrupted;
    /** First the packet, then its duplicates; an offload's merged record may stand in several packets' lists. */
    final List<Sighting> arrivals = new ArrayList<>(1);
    /** The far host's reply to it is in the far host's capture. */
    boolean seenAnswered;

    /** @param visibleBytes of the IP packet, that both captures hold at most */
    WirePacket(Ip packet, int visibleBytes, Exchange exchange, StreamRange range, Sighting sent, long sentNanos) {
        this.exchange = exchange;
        this.typeP = packet.typeP();
        this.contentDigest = packet.contentDigest(visibleBytes);
        this.keyDigest = packet.keyDigest(visibleBytes);
        this.payloadLength = packet.body().payload().length();
        this.timestampValue = packet.body() instanceof Tcp tcp ? tcp.timestampValue() : 0;
        this.range = range;
        this.sent = sent;
        this.sentNanos = sentNanos;
    }
}

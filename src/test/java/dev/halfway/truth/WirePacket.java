package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;

/** One packet on the wire and what really became of it. */
final class WirePacket {
    final Exchange exchange;
    final TypeP typeP;
    /** What it looks like, without the IP identification. */
    final long keyDigest;

    /** Of the fields of the TCP header that segmentation copies and merging leaves alone; 0 for all else. */
    final long headerDigest;

    /** IPv4 identification; 0 for none. */
    final int identification;

    final int payloadLength;
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
        this.keyDigest = packet.keyDigest(visibleBytes);
        this.payloadLength = packet.body().payload().length();
        this.headerDigest = packet.body() instanceof Tcp tcp ? tcp.headerDigest() : 0;
        this.identification = packet.identification();
        this.range = range;
        this.sent = sent;
        this.sentNanos = sentNanos;
    }
}

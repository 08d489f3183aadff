package dev.halfway.agent;

import dev.halfway.capture.Frame;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;

/**
 * How much of a packet is headers. Cut there it is like one that a short snap length has cut: it is matched by its headers,
 * and nothing of what it carries is told. Of an ICMP error the header of the packet that it quotes is kept, and the eight bytes
 * behind, which hold the ports; of IP that is not analysed, the IP header without options; of all else but ARP, nothing.
 */
final class Headers {
    private static final int QUOTED_BYTES = 8;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;

    private final Decoder decoder = new Decoder(PortSet.all());
    private final DecodedPacket packet = new DecodedPacket();

    /** So many bytes, from its start, at most those that were captured. */
    int of(Frame frame) {
        int outcome = decoder.decode(
                frame.buffer(),
                frame.offset(),
                frame.capturedLength(),
                frame.originalLength(),
                frame.linkType(),
                packet);
        return Math.min(frame.capturedLength(), length(frame, outcome));
    }

    private int length(Frame frame, int outcome) {
        int ip = packet.ipVersion() == 6 ? IPV6_BYTES : IPV4_BYTES;
        if (outcome == DecodedPacket.IN_SCOPE) {
            int headers = packet.payloadOffset() - frame.offset();
            return packet.typeP() == TypeP.ICMP_ERROR ? headers + ip + QUOTED_BYTES : headers;
        } else if (outcome == DecodedPacket.OUT_OF_SCOPE && packet.isArp()) {
            return frame.capturedLength();
        } else if (outcome == DecodedPacket.OUT_OF_SCOPE && packet.hasAddresses()) {
            return packet.networkOffset() - frame.offset() + ip;
        }
        return 0;
    }
}

package dev.halfway.agent;

import dev.halfway.capture.Frame;
import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;

/**
 * How much of a packet is headers, and a digest of what stands behind them, where the capture holds enough for one. Cut there it
 * is like one that a short snap length has cut. Of an ICMP error the header of the packet that it quotes is kept, and the eight
 * bytes behind, which hold the ports; of IP that is not analysed, the IP header without options; of all else but ARP, nothing.
 */
final class Headers {
    private static final int QUOTED_BYTES = 8;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;

    private final Decoder decoder = new Decoder(PortSet.all());
    private final DecodedPacket packet = new DecodedPacket();
    private final int keyId;
    private final ContentKey.Digester digester;
    private int length;
    private boolean digested;
    private long digest;

    Headers(ContentKey key) {
        keyId = key.id();
        digester = key.digester();
    }

    /** Reads a packet; the rest tells of it until the next one. */
    void read(Frame frame) {
        int outcome = decoder.decode(
                frame.buffer(),
                frame.offset(),
                frame.capturedLength(),
                frame.originalLength(),
                frame.linkType(),
                packet);
        length = Math.min(frame.capturedLength(), headers(frame, outcome));
        int carried = Math.min(packet.payloadLength(), ContentKey.COVERED_BYTES);
        digested = outcome == DecodedPacket.IN_SCOPE
                && packet.typeP() != TypeP.ICMP_ERROR
                && carried > 0
                && packet.payloadCaptured() >= carried;
        digest = digested ? digester.of(frame.buffer(), packet.payloadOffset(), packet.payloadCaptured()) : 0;
    }

    /** So many bytes, from the packet's start, at most those that were captured. */
    int length() {
        return length;
    }

    /** By which key the digest is made; {@link Frame#NO_DIGEST} where there is none. */
    int digestKey() {
        return digested ? keyId : Frame.NO_DIGEST;
    }

    /** Of what the packet carries. */
    long digest() {
        return digest;
    }

    private int headers(Frame frame, int outcome) {
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

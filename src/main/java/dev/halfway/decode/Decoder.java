package dev.halfway.decode;

import java.util.Objects;

/**
 * Bytes to what the packet is. Decodes in place, allocates nothing, throws nothing whatever the packet holds: the outcome
 * is an int. Not thread-safe.
 *
 * <p>Goes inwards through tags and up to eight tunnels to the innermost packet. What carries a tunnel (UDP, GRE, IP in
 * IP) is itself never in scope, so there is no outer view to fall back on: when the inside cannot be read, the packet is
 * {@link DecodedPacket#OUT_OF_SCOPE}, or {@link DecodedPacket#TRUNCATED} where the snap length is to blame.
 */
public final class Decoder {
    private final Cursor cursor;

    /** @param tcpPorts the TCP ports in scope: a segment is ours when either of its ports is in the set */
    public Decoder(PortSet tcpPorts) {
        cursor = new Cursor(tcpPorts);
    }

    /** Whether packets of this link type, a LINKTYPE_ value, can be decoded at all. */
    public static boolean reads(int linkType) {
        return LinkLayer.reads(linkType);
    }

    /**
     * Decodes one packet into {@code packet}.
     *
     * @param originalLength bytes the packet had on the link; taken for {@code capturedLength} when it is less
     * @param linkType LINKTYPE_ value
     * @return one of {@link DecodedPacket}'s outcomes, {@link DecodedPacket#IN_SCOPE} to
     *     {@link DecodedPacket#LINK_UNSUPPORTED}
     * @throws IndexOutOfBoundsException when {@code offset} and {@code capturedLength} do not lie in the buffer, which is
     *     the caller's error and not the packet's
     */
    public int decode(
            byte[] buffer, int offset, int capturedLength, int originalLength, int linkType, DecodedPacket packet) {
        Objects.checkFromIndexSize(offset, capturedLength, buffer.length);
        packet.clear();
        cursor.start(buffer, offset, capturedLength, originalLength);
        int step = LinkLayer.read(cursor, linkType, packet);
        while (step > 0) {
            step = read(step, packet);
        }
        if (step == Step.MALFORMED && cursor.tunnels > 0) {
            return DecodedPacket.OUT_OF_SCOPE;
        }
        return ~step;
    }

    /** Each reader moves the cursor inwards or ends, so that this terminates. */
    private int read(int etherType, DecodedPacket packet) {
        if (etherType == Step.IPV4) {
            return Ipv4.read(cursor, packet);
        }
        return switch (etherType) {
            case Step.IPV6 -> Ipv6.read(cursor, packet);
            case Step.ARP -> Arp.read(cursor, packet);
            case Step.ETHERNET -> Ethernet.read(cursor, packet);
            case Step.VLAN, Step.PROVIDER_VLAN, Step.OLD_QINQ -> Ethernet.readTags(cursor, packet, etherType);
            case Step.MPLS, Step.MPLS_UPSTREAM -> Mpls.read(cursor, packet);
            case Step.PPPOE_SESSION -> Pppoe.read(cursor, packet);
            default -> Step.OUT_OF_SCOPE;
        };
    }
}

package dev.halfway.decode;

/** What an IP header announces: what we look for, or a tunnel. */
final class Transport {
    static final int ICMP = 1;
    static final int IPV4 = 4;
    static final int TCP = 6;
    static final int IPV6 = 41;
    static final int ICMPV6 = 58;

    private static final int UDP = 17;
    private static final int GRE = 47;
    /** RFC 4023. */
    private static final int MPLS = 137;
    /** RFC 8986 section 10.1. */
    private static final int ETHERNET = 143;

    private Transport() {}

    /** The cursor stands behind the IP headers, its ends are the packet's. */
    static int read(Cursor cursor, DecodedPacket packet) {
        packet.transportOffset = cursor.position;
        int protocol = packet.protocol;
        if (protocol == TCP || protocol == (packet.ipVersion == 4 ? ICMP : ICMPV6)) {
            if (packet.fragmentOffset != 0) {
                return laterFragment(cursor, packet);
            }
            return protocol == TCP ? Tcp.read(cursor, packet) : Icmp.read(cursor, packet);
        }
        if (packet.fragmentOffset != 0) {
            return Step.OUT_OF_SCOPE;
        }
        return switch (protocol) {
            case IPV4 -> cursor.enterTunnel(packet, DecodedPacket.IP_IN_IP, 0, Step.IPV4);
            case IPV6 -> cursor.enterTunnel(packet, DecodedPacket.IP_IN_IP, 0, Step.IPV6);
            case MPLS -> cursor.enterTunnel(packet, DecodedPacket.OTHER_TUNNEL, 0, Step.MPLS);
            case ETHERNET -> cursor.enterTunnel(packet, DecodedPacket.OTHER_TUNNEL, 0, Step.ETHERNET);
            case GRE -> Gre.read(cursor, packet);
            case UDP -> UdpTunnel.read(cursor, packet);
            default -> Step.OUT_OF_SCOPE;
        };
    }

    /** It names no port and no type: the caller joins it to its first fragment by addresses and identification. */
    private static int laterFragment(Cursor cursor, DecodedPacket packet) {
        packet.typeP = TypeP.FRAGMENT;
        payload(cursor, packet, 0);
        return Step.IN_SCOPE;
    }

    /** Notes what follows a header of so many bytes as the payload; the header itself may be cut. */
    static void payload(Cursor cursor, DecodedPacket packet, int headerLength) {
        int start = cursor.position + headerLength;
        packet.payloadOffset = start;
        packet.payloadLength = Math.max(0, cursor.wireEnd - start);
        packet.payloadCaptured = Math.max(0, cursor.capturedEnd - start);
    }
}

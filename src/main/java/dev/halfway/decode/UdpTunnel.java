package dev.halfway.decode;

/** Tunnels over UDP, known by the destination port: VXLAN, Geneve, MPLS. All other UDP is out of scope. */
final class UdpTunnel {
    private static final int UDP_LENGTH = 8;
    private static final int DESTINATION_PORT = 2;

    private static final int VXLAN_PORT = 4789;
    /** What Linux took before the port was assigned, and still its default. */
    private static final int VXLAN_PORT_LINUX = 8472;

    private static final int GENEVE_PORT = 6081;
    private static final int MPLS_PORT = 6635;

    private static final int TUNNEL_HEADER_LENGTH = 8;
    private static final int VXLAN_VALID_NETWORK = 0x08;
    private static final int GENEVE_PROTOCOL = 2;

    private UdpTunnel() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(UDP_LENGTH)) {
            return cursor.shortage(UDP_LENGTH);
        }
        return switch (Bytes.u16(cursor.buffer, cursor.position + DESTINATION_PORT)) {
            case VXLAN_PORT, VXLAN_PORT_LINUX -> vxlan(cursor, packet);
            case GENEVE_PORT -> geneve(cursor, packet);
            case MPLS_PORT -> cursor.enterTunnel(packet, DecodedPacket.OTHER_TUNNEL, UDP_LENGTH, Step.MPLS);
            default -> Step.OUT_OF_SCOPE;
        };
    }

    /** RFC 7348 section 5: flags (8 bits), reserved (24), VNI (24), reserved (8); then Ethernet. */
    private static int vxlan(Cursor cursor, DecodedPacket packet) {
        int length = UDP_LENGTH + TUNNEL_HEADER_LENGTH;
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        int flags = Bytes.u8(cursor.buffer, cursor.position + UDP_LENGTH);
        return (flags & VXLAN_VALID_NETWORK) == 0
                ? Step.OUT_OF_SCOPE
                : cursor.enterTunnel(packet, DecodedPacket.VXLAN, length, Step.ETHERNET);
    }

    /** RFC 8926 section 3.4: version (2 bits), options in four-byte units (6), flags (8), protocol (16), VNI (24). */
    private static int geneve(Cursor cursor, DecodedPacket packet) {
        int fixed = UDP_LENGTH + TUNNEL_HEADER_LENGTH;
        if (!cursor.has(fixed)) {
            return cursor.shortage(fixed);
        }
        int header = cursor.position + UDP_LENGTH;
        int versionAndOptions = Bytes.u8(cursor.buffer, header);
        if (versionAndOptions >>> 6 != 0) {
            return Step.OUT_OF_SCOPE;
        }
        int length = fixed + (versionAndOptions << 2);
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        int protocol = Bytes.u16(cursor.buffer, header + GENEVE_PROTOCOL);
        return cursor.enterTunnel(packet, DecodedPacket.GENEVE, length, Step.ofEtherType(protocol));
    }
}

package dev.halfway.decode;

/** A PPPoE session packet (RFC 2516 section 4) with its PPP protocol field (RFC 1661 section 2), not compressed. */
final class Pppoe {
    private static final int HEADER_LENGTH = 8;
    private static final int PROTOCOL = 6;
    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;
    private static final int PPP_MPLS = 0x0281;

    private Pppoe() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(HEADER_LENGTH)) {
            return cursor.shortage(HEADER_LENGTH);
        }
        int protocol = Bytes.u16(cursor.buffer, cursor.position + PROTOCOL);
        packet.encapsulation |= DecodedPacket.OTHER_TUNNEL;
        cursor.position += HEADER_LENGTH;
        return switch (protocol) {
            case PPP_IPV4 -> Step.IPV4;
            case PPP_IPV6 -> Step.IPV6;
            case PPP_MPLS -> Step.MPLS;
            default -> Step.OUT_OF_SCOPE;
        };
    }
}

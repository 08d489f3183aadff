package dev.halfway.decode;

/** ICMP (RFC 792) and ICMPv6 (RFC 4443): echoes, and errors about a packet of ours. */
final class Icmp {
    static final int HEADER_LENGTH = 8;
    static final int CHECKSUM = 2;
    static final int IDENTIFIER = 4;
    static final int SEQUENCE = 6;

    private static final int CODE = 1;
    private static final int REST = 4;

    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int NEIGHBOUR_LENGTH = HEADER_LENGTH + 16;

    private Icmp() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(CODE + 1)) {
            return cursor.shortage(CODE + 1);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int type = Bytes.u8(buffer, start);
        packet.icmpType = type;
        packet.icmpCode = Bytes.u8(buffer, start + CODE);
        TypeP echo = echo(packet.protocol, type);
        if (echo == null && (packet.fragment || !isError(packet.ipVersion, type))) {
            readNeighbour(cursor, packet);
            return Step.OUT_OF_SCOPE;
        }
        if (!cursor.has(HEADER_LENGTH)) {
            return cursor.shortage(HEADER_LENGTH);
        }
        packet.icmpRest = Bytes.i32(buffer, start + REST);
        if (echo == null) {
            return error(cursor, packet);
        }
        int identifier = Bytes.u16(buffer, start + IDENTIFIER);
        packet.sourcePort = identifier;
        packet.destinationPort = identifier;
        packet.sequence = Bytes.u16(buffer, start + SEQUENCE);
        packet.typeP = packet.fragment ? TypeP.FRAGMENT : echo;
        Transport.payload(cursor, packet, HEADER_LENGTH);
        return Step.IN_SCOPE;
    }

    /** Neighbour discovery is out of scope; whom it asks for tells whether the neighbour was found (RFC 4861 section 4.3). */
    private static void readNeighbour(Cursor cursor, DecodedPacket packet) {
        boolean about = packet.icmpType == NEIGHBOUR_SOLICITATION || packet.icmpType == NEIGHBOUR_ADVERTISEMENT;
        if (about && packet.protocol == Transport.ICMPV6 && !packet.fragment && cursor.has(NEIGHBOUR_LENGTH)) {
            packet.neighbourHigh = Bytes.i64(cursor.buffer, cursor.position + HEADER_LENGTH);
            packet.neighbourLow = Bytes.i64(cursor.buffer, cursor.position + HEADER_LENGTH + Long.BYTES);
        }
    }

    /** The echo that a type is, null when it is none; the code is left to the packet's key. */
    static TypeP echo(int protocol, int type) {
        if (type == (protocol == Transport.ICMP ? ECHO_REQUEST : ECHO_REQUEST_V6)) {
            return TypeP.ICMP_ECHO_REQUEST;
        }
        if (type == (protocol == Transport.ICMP ? ECHO_REPLY : ECHO_REPLY_V6)) {
            return TypeP.ICMP_ECHO_REPLY;
        }
        return null;
    }

    /**
     * Unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792); unreachable, too big, time
     * exceeded, parameter problem (RFC 4443 section 3).
     */
    private static boolean isError(int ipVersion, int type) {
        return ipVersion == 4 ? (type >= 3 && type <= 5) || type == 11 || type == 12 : type >= 1 && type <= 4;
    }

    private static int error(Cursor cursor, DecodedPacket packet) {
        Transport.payload(cursor, packet, HEADER_LENGTH);
        cursor.position += HEADER_LENGTH;
        int step = Quote.read(cursor, packet);
        if (step == Step.IN_SCOPE) {
            packet.hasQuote = true;
            packet.typeP = TypeP.ICMP_ERROR;
        } else {
            packet.clearQuote();
        }
        return step;
    }
}

package dev.halfway.decode;

/** The TCP header (RFC 9293 section 3.1). */
final class Tcp {
    static final int SEQUENCE = 4;
    static final int CHECKSUM = 16;
    /** Through the sequence number: what an ICMP error quotes at least (RFC 792). */
    static final int QUOTED_LENGTH = 8;

    private static final int PORTS_LENGTH = 4;
    private static final int DESTINATION_PORT = 2;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    /** Through the window: what tells one segment from another. */
    private static final int NEEDED_LENGTH = 16;

    private static final int MIN_HEADER_LENGTH = 20;

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private Tcp() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(PORTS_LENGTH)) {
            return cursor.shortage(PORTS_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int sourcePort = Bytes.u16(buffer, start);
        int destinationPort = Bytes.u16(buffer, start + DESTINATION_PORT);
        packet.sourcePort = sourcePort;
        packet.destinationPort = destinationPort;
        if (!cursor.tcpPorts.contains(sourcePort) && !cursor.tcpPorts.contains(destinationPort)) {
            return Step.OUT_OF_SCOPE;
        }
        if (!cursor.has(NEEDED_LENGTH)) {
            int shortage = cursor.shortage(NEEDED_LENGTH);
            return packet.fragment && shortage == Step.MALFORMED ? tinyFragment(cursor, packet) : shortage;
        }
        int headerLength = Bytes.u8(buffer, start + DATA_OFFSET) >>> 4 << 2;
        if (headerLength < MIN_HEADER_LENGTH || (headerLength > cursor.wireRemaining() && !packet.fragment)) {
            return Step.MALFORMED;
        }
        packet.sequence = Bytes.i32(buffer, start + SEQUENCE);
        packet.acknowledgment = Bytes.i32(buffer, start + ACKNOWLEDGMENT);
        packet.tcpFlags = Bytes.u8(buffer, start + FLAGS);
        packet.window = Bytes.u16(buffer, start + WINDOW);
        packet.tcpHeaderLength = headerLength;
        Transport.payload(cursor, packet, headerLength);
        packet.typeP = packet.fragment ? TypeP.FRAGMENT : classify(packet.tcpFlags, packet.payloadLength);
        if (headerLength > MIN_HEADER_LENGTH) {
            TcpOptions.read(cursor, packet, start + MIN_HEADER_LENGTH, start + headerLength);
        }
        return Step.IN_SCOPE;
    }

    private static TypeP classify(int flags, int payloadLength) {
        if ((flags & RST) != 0) {
            return TypeP.TCP_RST;
        }
        if ((flags & SYN) != 0) {
            return (flags & ACK) != 0 ? TypeP.TCP_SYN_ACK : TypeP.TCP_SYN;
        }
        if ((flags & FIN) != 0) {
            return TypeP.TCP_FIN;
        }
        return payloadLength > 0 ? TypeP.TCP_DATA : TypeP.TCP_ACK;
    }

    /** A first fragment that ends inside the header (RFC 1858 section 3): what is there is filled in. */
    private static int tinyFragment(Cursor cursor, DecodedPacket packet) {
        if (cursor.has(QUOTED_LENGTH)) {
            packet.sequence = Bytes.i32(cursor.buffer, cursor.position + SEQUENCE);
        }
        packet.typeP = TypeP.FRAGMENT;
        Transport.payload(cursor, packet, cursor.wireRemaining());
        return Step.IN_SCOPE;
    }
}

package dev.halfway.decode;

/**
 * The packet that an ICMP error quotes, by its innermost header (RFC 792; RFC 1812 section 4.3.2.3; RFC 4443). It may end
 * anywhere: where the error itself ends it, the quote is out of scope; where the snap length cut it, truncated. Its
 * lengths are not believed, routers having rewritten them.
 */
final class Quote {
    private Quote() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        int version = packet.ipVersion;
        for (int depth = 0; depth <= Cursor.MAX_TUNNELS; depth++) {
            int protocol = version == 4 ? ipv4(cursor, packet) : ipv6(cursor, packet);
            if (protocol < 0) {
                return protocol;
            }
            packet.quotedProtocol = protocol;
            switch (protocol) {
                case Transport.IPV4 -> version = 4;
                case Transport.IPV6 -> version = 6;
                case Transport.TCP -> {
                    return tcp(cursor, packet);
                }
                case Transport.ICMP, Transport.ICMPV6 -> {
                    return (protocol == Transport.ICMP) == (version == 4) ? echo(cursor, packet) : Step.OUT_OF_SCOPE;
                }
                default -> {
                    return Step.OUT_OF_SCOPE;
                }
            }
        }
        return Step.OUT_OF_SCOPE;
    }

    /** Returns the protocol number of what follows at the cursor, or the step that ends decoding. */
    private static int ipv4(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(Ipv4.MIN_HEADER_LENGTH)) {
            return shortage(cursor, Ipv4.MIN_HEADER_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int headerLength = Ipv4.headerLength(Bytes.u8(buffer, start));
        int flagsAndOffset = Bytes.u16(buffer, start + Ipv4.FLAGS_AND_OFFSET);
        boolean laterFragment = (flagsAndOffset & Ipv4.OFFSET_MASK) != 0;
        if (headerLength < Ipv4.MIN_HEADER_LENGTH || laterFragment) {
            return Step.OUT_OF_SCOPE;
        }
        if (!cursor.has(headerLength)) {
            return shortage(cursor, headerLength);
        }
        packet.quotedSourceHigh = 0;
        packet.quotedSourceLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, start + Ipv4.SOURCE);
        packet.quotedDestinationHigh = 0;
        packet.quotedDestinationLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, start + Ipv4.DESTINATION);
        packet.quotedIdentification = Bytes.u16(buffer, start + Ipv4.IDENTIFICATION);
        packet.quotedMoreFragments = (flagsAndOffset & Ipv4.MORE_FRAGMENTS) != 0;
        cursor.position += headerLength;
        return Bytes.u8(buffer, start + Ipv4.PROTOCOL);
    }

    private static int ipv6(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(Ipv6.HEADER_LENGTH)) {
            return shortage(cursor, Ipv6.HEADER_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        if (Bytes.u8(buffer, start) >>> 4 != 6) {
            return Step.OUT_OF_SCOPE;
        }
        packet.quotedSourceHigh = Bytes.i64(buffer, start + Ipv6.SOURCE);
        packet.quotedSourceLow = Bytes.i64(buffer, start + Ipv6.SOURCE + 8);
        packet.quotedDestinationHigh = Bytes.i64(buffer, start + Ipv6.DESTINATION);
        packet.quotedDestinationLow = Bytes.i64(buffer, start + Ipv6.DESTINATION + 8);
        packet.quotedIdentification = 0;
        packet.quotedMoreFragments = false;
        cursor.position += Ipv6.HEADER_LENGTH;

        int header = Bytes.u8(buffer, start + Ipv6.NEXT_HEADER);
        for (int i = 0; i < ExtensionHeader.MAX_COUNT && ExtensionHeader.is(header); i++) {
            if (!cursor.has(ExtensionHeader.MIN_LENGTH)) {
                return shortage(cursor, ExtensionHeader.MIN_LENGTH);
            }
            int at = cursor.position;
            if (header == ExtensionHeader.FRAGMENT && Bytes.u16(buffer, at + 2) >>> 3 != 0) {
                return Step.OUT_OF_SCOPE;
            }
            int length = ExtensionHeader.length(header, Bytes.u8(buffer, at + 1));
            if (!cursor.has(length)) {
                return shortage(cursor, length);
            }
            if (header == ExtensionHeader.FRAGMENT) {
                packet.quotedIdentification = Bytes.i32(buffer, at + Ipv6.FRAGMENT_IDENTIFICATION);
                packet.quotedMoreFragments = (Bytes.u16(buffer, at + 2) & 1) != 0;
            }
            header = Bytes.u8(buffer, at);
            cursor.position += length;
        }
        return header;
    }

    private static int tcp(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(Tcp.QUOTED_LENGTH)) {
            return shortage(cursor, Tcp.QUOTED_LENGTH);
        }
        int sourcePort = Bytes.u16(cursor.buffer, cursor.position);
        int destinationPort = Bytes.u16(cursor.buffer, cursor.position + 2);
        if (!cursor.tcpPorts.contains(sourcePort) && !cursor.tcpPorts.contains(destinationPort)) {
            return Step.OUT_OF_SCOPE;
        }
        packet.quotedSourcePort = sourcePort;
        packet.quotedDestinationPort = destinationPort;
        packet.quotedSequence = Bytes.i32(cursor.buffer, cursor.position + Tcp.SEQUENCE);
        return Step.IN_SCOPE;
    }

    private static int echo(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(Icmp.HEADER_LENGTH)) {
            return shortage(cursor, Icmp.HEADER_LENGTH);
        }
        packet.quotedEcho = Icmp.echo(packet.quotedProtocol, Bytes.u8(cursor.buffer, cursor.position));
        if (packet.quotedEcho == null) {
            return Step.OUT_OF_SCOPE;
        }
        int identifier = Bytes.u16(cursor.buffer, cursor.position + Icmp.IDENTIFIER);
        packet.quotedSourcePort = identifier;
        packet.quotedDestinationPort = identifier;
        packet.quotedSequence = Bytes.u16(cursor.buffer, cursor.position + Icmp.SEQUENCE);
        return Step.IN_SCOPE;
    }

    private static int shortage(Cursor cursor, int bytes) {
        return cursor.shortage(bytes) == Step.TRUNCATED ? Step.TRUNCATED : Step.OUT_OF_SCOPE;
    }
}

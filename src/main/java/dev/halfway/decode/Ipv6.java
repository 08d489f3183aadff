package dev.halfway.decode;

/** The IPv6 header and its extension headers (RFC 8200 sections 3 and 4). */
final class Ipv6 {
    static final int HEADER_LENGTH = 40;
    static final int NEXT_HEADER = 6;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int HOP_LIMIT = 7;

    private static final int SEGMENTS_LEFT = 3;
    private static final int FRAGMENT_OFFSET = 2;
    static final int FRAGMENT_IDENTIFICATION = 4;

    /** Jumbo Payload option: type, and the length of its value (RFC 2675 section 2). */
    private static final int JUMBO_OPTION = 0xc204;

    private Ipv6() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(HEADER_LENGTH)) {
            return cursor.shortage(HEADER_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int versionAndClass = Bytes.u16(buffer, start);
        if (versionAndClass >>> 12 != 6) {
            return Step.MALFORMED;
        }
        int nextHeader = Bytes.u8(buffer, start + NEXT_HEADER);
        int length = packetLength(cursor, nextHeader);

        packet.enterNetwork();
        packet.ipVersion = 6;
        packet.dontFragment = true;
        packet.sourceHigh = Bytes.i64(buffer, start + SOURCE);
        packet.sourceLow = Bytes.i64(buffer, start + SOURCE + 8);
        packet.destinationHigh = Bytes.i64(buffer, start + DESTINATION);
        packet.destinationLow = Bytes.i64(buffer, start + DESTINATION + 8);
        packet.trafficClass = versionAndClass >>> 4 & 0xff;
        packet.timeToLive = Bytes.u8(buffer, start + HOP_LIMIT);
        packet.identification = 0;
        packet.moreFragments = false;
        packet.fragmentOffset = 0;
        packet.fragment = false;

        cursor.enter(length);
        packet.networkOffset = start;
        packet.networkLength = length;
        packet.networkCaptured = cursor.capturedEnd - start;
        cursor.position += HEADER_LENGTH;
        return readExtensions(cursor, packet, nextHeader);
    }

    private static int readExtensions(Cursor cursor, DecodedPacket packet, int firstHeader) {
        byte[] buffer = cursor.buffer;
        int header = firstHeader;
        for (int i = 0; i < ExtensionHeader.MAX_COUNT && ExtensionHeader.is(header); i++) {
            packet.protocol = header;
            if (!cursor.has(ExtensionHeader.MIN_LENGTH)) {
                return cursor.shortage(ExtensionHeader.MIN_LENGTH);
            }
            int start = cursor.position;
            int length = ExtensionHeader.length(header, Bytes.u8(buffer, start + 1));
            if (!cursor.has(length)) {
                return cursor.shortage(length);
            }
            cursor.position += length;
            if (header == ExtensionHeader.ROUTING && Bytes.u8(buffer, start + SEGMENTS_LEFT) != 0) {
                packet.sourceRouted = true;
            }
            if (header == ExtensionHeader.FRAGMENT) {
                int offsetAndMore = Bytes.u16(buffer, start + FRAGMENT_OFFSET);
                packet.fragmentOffset = offsetAndMore & 0xfff8;
                packet.moreFragments = (offsetAndMore & 1) != 0;
                packet.fragment = packet.fragmentOffset != 0 || packet.moreFragments;
                packet.identification = Bytes.i32(buffer, start + FRAGMENT_IDENTIFICATION);
            }
            header = Bytes.u8(buffer, start);
            if (packet.fragmentOffset != 0) {
                break;
            }
        }
        packet.protocol = header;
        return Transport.read(cursor, packet);
    }

    /**
     * Length of the packet with its header. A payload length of 0 stands for a jumbogram (RFC 2675) or, without the
     * option, for a segment that an offload has yet to cut: the frame's length then counts.
     */
    private static int packetLength(Cursor cursor, int nextHeader) {
        int payloadLength = Bytes.u16(cursor.buffer, cursor.position + PAYLOAD_LENGTH);
        if (payloadLength != 0 || nextHeader == ExtensionHeader.NONE) {
            return HEADER_LENGTH + payloadLength;
        }
        int jumboLength = nextHeader == ExtensionHeader.HOP_BY_HOP ? jumboLength(cursor) : 0;
        return jumboLength > 0 ? HEADER_LENGTH + jumboLength : cursor.wireRemaining();
    }

    /** Of a Jumbo Payload option that comes first among the hop-by-hop options, where its alignment puts it; else 0. */
    private static int jumboLength(Cursor cursor) {
        int options = HEADER_LENGTH + 2;
        if (!cursor.has(options + 6) || Bytes.u16(cursor.buffer, cursor.position + options) != JUMBO_OPTION) {
            return 0;
        }
        int length = Bytes.i32(cursor.buffer, cursor.position + options + 2);
        return length > 0xffff && length <= Integer.MAX_VALUE - HEADER_LENGTH ? length : 0;
    }
}

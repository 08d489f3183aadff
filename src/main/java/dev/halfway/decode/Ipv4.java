package dev.halfway.decode;

/** The IPv4 header (RFC 791 section 3.1). */
final class Ipv4 {
    static final int MIN_HEADER_LENGTH = 20;
    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FLAGS_AND_OFFSET = 6;
    static final int TIME_TO_LIVE = 8;
    static final int PROTOCOL = 9;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;

    /** Of the 16 bits at {@link #FLAGS_AND_OFFSET}. */
    static final int OFFSET_MASK = 0x1fff;

    private static final int TYPE_OF_SERVICE = 1;
    private static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;

    private Ipv4() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(MIN_HEADER_LENGTH)) {
            return cursor.shortage(MIN_HEADER_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int headerLength = headerLength(Bytes.u8(buffer, start));
        int totalLength = Bytes.u16(buffer, start + TOTAL_LENGTH);
        if (totalLength == 0) {
            totalLength = cursor.wireRemaining();
        }
        if (headerLength < MIN_HEADER_LENGTH || totalLength < headerLength) {
            return Step.MALFORMED;
        }

        packet.enterNetwork();
        packet.ipVersion = 4;
        packet.sourceHigh = 0;
        packet.sourceLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, start + SOURCE);
        packet.destinationHigh = 0;
        packet.destinationLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, start + DESTINATION);
        packet.trafficClass = Bytes.u8(buffer, start + TYPE_OF_SERVICE);
        packet.identification = Bytes.u16(buffer, start + IDENTIFICATION);
        packet.timeToLive = Bytes.u8(buffer, start + TIME_TO_LIVE);
        packet.protocol = Bytes.u8(buffer, start + PROTOCOL);
        int flagsAndOffset = Bytes.u16(buffer, start + FLAGS_AND_OFFSET);
        packet.dontFragment = (flagsAndOffset & DONT_FRAGMENT) != 0;
        packet.moreFragments = (flagsAndOffset & MORE_FRAGMENTS) != 0;
        packet.fragmentOffset = (flagsAndOffset & OFFSET_MASK) << 3;
        packet.fragment = (flagsAndOffset & (MORE_FRAGMENTS | OFFSET_MASK)) != 0;

        cursor.enter(totalLength);
        packet.networkOffset = start;
        packet.networkLength = totalLength;
        packet.networkCaptured = cursor.capturedEnd - start;
        if (!cursor.has(headerLength)) {
            return Step.TRUNCATED;
        }
        cursor.position += headerLength;
        return packet.protocol == ExtensionHeader.AUTHENTICATION && packet.fragmentOffset == 0
                ? readAuthenticated(cursor, packet)
                : Transport.read(cursor, packet);
    }

    /** Skips the one extension header that IPv4 shares with IPv6 (RFC 4302). */
    private static int readAuthenticated(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(ExtensionHeader.MIN_LENGTH)) {
            return cursor.shortage(ExtensionHeader.MIN_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int length = ExtensionHeader.length(ExtensionHeader.AUTHENTICATION, Bytes.u8(buffer, start + 1));
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        packet.protocol = Bytes.u8(buffer, start);
        cursor.position += length;
        return Transport.read(cursor, packet);
    }

    /** Header length in bytes by the first byte of the header; 0 when its version is not 4. */
    static int headerLength(int versionAndLength) {
        return versionAndLength >>> 4 == 4 ? (versionAndLength & 0x0f) << 2 : 0;
    }
}

package dev.halfway.decode;

/** ARP for IPv4 (RFC 826): never in scope, but its addresses and operation tell whether a neighbour was resolved. */
final class Arp {
    private static final int FIXED_LENGTH = 8;
    private static final int PROTOCOL_TYPE = 2;
    private static final int HARDWARE_LENGTH = 4;
    private static final int PROTOCOL_LENGTH = 5;
    private static final int OPERATION = 6;
    private static final int IPV4_LENGTH = 4;

    private Arp() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(FIXED_LENGTH)) {
            return cursor.shortage(FIXED_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        if (Bytes.u16(buffer, start + PROTOCOL_TYPE) != Step.IPV4
                || Bytes.u8(buffer, start + PROTOCOL_LENGTH) != IPV4_LENGTH) {
            return Step.OUT_OF_SCOPE;
        }
        int hardwareLength = Bytes.u8(buffer, start + HARDWARE_LENGTH);
        int length = FIXED_LENGTH + 2 * (hardwareLength + IPV4_LENGTH);
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        packet.enterNetwork();
        packet.arp = true;
        packet.arpOperation = Bytes.u16(buffer, start + OPERATION);
        int sender = start + FIXED_LENGTH + hardwareLength;
        packet.sourceHigh = 0;
        packet.sourceLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, sender);
        packet.destinationHigh = 0;
        packet.destinationLow = Addresses.MAPPED_PREFIX | Bytes.u32(buffer, sender + IPV4_LENGTH + hardwareLength);
        return Step.OUT_OF_SCOPE;
    }
}

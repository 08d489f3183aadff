package dev.halfway.decode;

/**
 * An MPLS label stack (RFC 3032). Nothing in it names what follows: as routers do, the first nibble is taken for the IP
 * version (RFC 4928 section 3), and a 0 for a pseudowire control word (RFC 4385) with Ethernet behind it.
 */
final class Mpls {
    private static final int ENTRY_LENGTH = 4;
    private static final int BOTTOM_OF_STACK = 1 << 8;
    private static final int CONTROL_WORD_LENGTH = 4;

    private Mpls() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        packet.encapsulation |= DecodedPacket.MPLS;
        boolean bottom;
        do {
            if (!cursor.has(ENTRY_LENGTH)) {
                return cursor.shortage(ENTRY_LENGTH);
            }
            bottom = (Bytes.i32(cursor.buffer, cursor.position) & BOTTOM_OF_STACK) != 0;
            cursor.position += ENTRY_LENGTH;
        } while (!bottom);

        int step = LinkLayer.byVersion(cursor, Step.OUT_OF_SCOPE);
        return step == Step.OUT_OF_SCOPE ? pseudowire(cursor) : step;
    }

    /** Errs towards out of scope: Ethernet is assumed only where its type field is one that this decoder follows. */
    private static int pseudowire(Cursor cursor) {
        boolean mayBeControlWord = Bytes.u8(cursor.buffer, cursor.position) >>> 4 == 0;
        if (mayBeControlWord && Ethernet.isPlausibleAt(cursor, CONTROL_WORD_LENGTH)) {
            cursor.position += CONTROL_WORD_LENGTH;
            return Step.ETHERNET;
        }
        return Ethernet.isPlausibleAt(cursor, 0) ? Step.ETHERNET : Step.OUT_OF_SCOPE;
    }
}

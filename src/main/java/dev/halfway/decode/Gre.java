package dev.halfway.decode;

/** GRE version 0 (RFC 2784, RFC 2890, routing of RFC 1701), carrying IP, MPLS, Ethernet or ERSPAN. */
final class Gre {
    private static final int BASE_LENGTH = 4;
    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int ROUTING_PRESENT = 0x4000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    private static final int VERSION = 0x0007;
    private static final int SOURCE_ROUTE_LENGTH = 3;

    private static final int ERSPAN_II_LENGTH = 8;
    private static final int ERSPAN_III_LENGTH = 12;
    private static final int ERSPAN_III_SUBHEADER_LENGTH = 8;
    /** In the last 16 bits of a type III header: frame type, and whether a platform specific subheader follows. */
    private static final int ERSPAN_III_LAST = 10;

    private static final int ERSPAN_FRAME_TYPE = 0x7c00;
    private static final int ERSPAN_FRAME_IP = 2 << 10;
    private static final int ERSPAN_OPTIONAL = 1;

    private Gre() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(BASE_LENGTH)) {
            return cursor.shortage(BASE_LENGTH);
        }
        int flags = Bytes.u16(cursor.buffer, cursor.position);
        int protocol = Bytes.u16(cursor.buffer, cursor.position + 2);
        if ((flags & VERSION) != 0) {
            return Step.OUT_OF_SCOPE;
        }
        int length = BASE_LENGTH
                + ((flags & (CHECKSUM_PRESENT | ROUTING_PRESENT)) != 0 ? 4 : 0)
                + ((flags & KEY_PRESENT) != 0 ? 4 : 0)
                + ((flags & SEQUENCE_PRESENT) != 0 ? 4 : 0);
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        int step = cursor.enterTunnel(packet, DecodedPacket.GRE, length, Step.ofEtherType(protocol));
        if ((flags & ROUTING_PRESENT) != 0) {
            int routed = skipSourceRoutes(cursor);
            if (routed < 0) {
                return routed;
            }
        }
        return switch (step) {
            case Step.ERSPAN -> (flags & SEQUENCE_PRESENT) == 0 ? Step.ETHERNET : erspanII(cursor);
            case Step.ERSPAN_III -> erspanIII(cursor);
            default -> step;
        };
    }

    /** Entries of address family (16 bits), offset and length (8 each); one of family 0 and length 0 ends them. */
    private static int skipSourceRoutes(Cursor cursor) {
        int entry;
        do {
            if (!cursor.has(BASE_LENGTH)) {
                return cursor.shortage(BASE_LENGTH);
            }
            int family = Bytes.u16(cursor.buffer, cursor.position);
            int length = Bytes.u8(cursor.buffer, cursor.position + SOURCE_ROUTE_LENGTH);
            if (!cursor.has(BASE_LENGTH + length)) {
                return cursor.shortage(BASE_LENGTH + length);
            }
            cursor.position += BASE_LENGTH + length;
            entry = family | length;
        } while (entry != 0);
        return 0;
    }

    /** ERSPAN type II (draft-foschiano-erspan-03 section 4.2). */
    private static int erspanII(Cursor cursor) {
        if (!cursor.has(ERSPAN_II_LENGTH)) {
            return cursor.shortage(ERSPAN_II_LENGTH);
        }
        cursor.position += ERSPAN_II_LENGTH;
        return Step.ETHERNET;
    }

    /** ERSPAN type III (draft-foschiano-erspan-03 section 4.3). */
    private static int erspanIII(Cursor cursor) {
        if (!cursor.has(ERSPAN_III_LENGTH)) {
            return cursor.shortage(ERSPAN_III_LENGTH);
        }
        int last = Bytes.u16(cursor.buffer, cursor.position + ERSPAN_III_LAST);
        int length = ERSPAN_III_LENGTH + ((last & ERSPAN_OPTIONAL) != 0 ? ERSPAN_III_SUBHEADER_LENGTH : 0);
        if (!cursor.has(length)) {
            return cursor.shortage(length);
        }
        cursor.position += length;
        return switch (last & ERSPAN_FRAME_TYPE) {
            case 0 -> Step.ETHERNET;
            case ERSPAN_FRAME_IP -> LinkLayer.byVersion(cursor, Step.OUT_OF_SCOPE);
            default -> Step.OUT_OF_SCOPE;
        };
    }
}

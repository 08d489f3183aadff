package dev.halfway.decode;

/** Ethernet II and IEEE 802.3 with LLC (RFC 894, RFC 1042), with any stack of VLAN tags (IEEE 802.1Q, 802.1ad). */
final class Ethernet {
    private static final int HEADER_LENGTH = 14;
    private static final int ADDRESS_LENGTH = 6;
    private static final int TYPE = 12;
    private static final long ALL_STATIONS = 0xffffffffffffL;
    private static final int TAG_LENGTH = 4;
    private static final int LLC_LENGTH = 3;
    private static final int SNAP_LENGTH = 8;

    /** DSAP, SSAP, control of SNAP, and of IP straight on LLC (RFC 948). */
    private static final int LLC_SNAP = 0xaaaa03;

    private static final int LLC_IP = 0x060603;
    /** SNAP organisation codes behind which an EtherType stands: RFC 1042, and IEEE 802.1H bridge tunnels. */
    private static final int OUI_RFC_1042 = 0x000000;

    private static final int OUI_BRIDGE_TUNNEL = 0x0000f8;

    private Ethernet() {}

    static int read(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(HEADER_LENGTH)) {
            return cursor.shortage(HEADER_LENGTH);
        }
        int type = Bytes.u16(cursor.buffer, cursor.position + TYPE);
        long destination = address(cursor.buffer, cursor.position);
        packet.broadcast = destination == ALL_STATIONS;
        if ((packet.encapsulation & ~DecodedPacket.VLAN) == 0 && !packet.hasAddresses) { // else of a frame in a tunnel
            packet.linkDestination = destination;
            packet.linkSource = address(cursor.buffer, cursor.position + ADDRESS_LENGTH);
        }
        cursor.position += HEADER_LENGTH;
        return type == Step.IPV4 ? type : readTags(cursor, packet, type);
    }

    /** Takes off tags and LLC headers, if {@code type} announces them; the cursor stands behind the type field. */
    static int readTags(Cursor cursor, DecodedPacket packet, int type) {
        int etherType = type;
        while (isTag(etherType)) {
            if (!cursor.has(TAG_LENGTH)) {
                return cursor.shortage(TAG_LENGTH);
            }
            packet.encapsulation |= DecodedPacket.VLAN;
            packet.vlan = Bytes.u16(cursor.buffer, cursor.position) & 0x0fff;
            etherType = Bytes.u16(cursor.buffer, cursor.position + 2);
            cursor.position += TAG_LENGTH;
        }
        return etherType < Step.SMALLEST_ETHERTYPE ? readLlc(cursor, packet) : etherType;
    }

    /** IEEE 802.2: SNAP, or IP by its own service access point; anything else is out of scope. */
    static int readLlc(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(LLC_LENGTH)) {
            return cursor.shortage(LLC_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        int llc = u24(buffer, start);
        if (llc == LLC_IP) {
            cursor.position += LLC_LENGTH;
            return Step.IPV4;
        }
        if (llc != LLC_SNAP) {
            return Step.OUT_OF_SCOPE;
        }
        if (!cursor.has(SNAP_LENGTH)) {
            return cursor.shortage(SNAP_LENGTH);
        }
        int organisation = u24(buffer, start + 3);
        int type = Bytes.u16(buffer, start + 6);
        if (type < Step.SMALLEST_ETHERTYPE || (organisation != OUI_RFC_1042 && organisation != OUI_BRIDGE_TUNNEL)) {
            return Step.OUT_OF_SCOPE;
        }
        cursor.position += SNAP_LENGTH;
        return readTags(cursor, packet, type);
    }

    /** Whether a frame at {@code offset} bytes past the cursor would have a type that this decoder follows. */
    static boolean isPlausibleAt(Cursor cursor, int offset) {
        if (!cursor.has(offset + HEADER_LENGTH)) {
            return false;
        }
        int type = Bytes.u16(cursor.buffer, cursor.position + offset + TYPE);
        return type == Step.IPV4
                || type == Step.IPV6
                || type == Step.ARP
                || type == Step.MPLS
                || type == Step.PPPOE_SESSION
                || isTag(type);
    }

    /** The 48 bits of a link address. */
    static long address(byte[] buffer, int index) {
        return (Bytes.i32(buffer, index) & 0xffffffffL) << 16 | Bytes.u16(buffer, index + 4);
    }

    private static boolean isTag(int type) {
        return type == Step.VLAN || type == Step.PROVIDER_VLAN || type == Step.OLD_QINQ;
    }

    private static int u24(byte[] buffer, int index) {
        return Bytes.u8(buffer, index) << 16 | Bytes.u16(buffer, index + 1);
    }
}

package dev.halfway.decode;

/** The outermost header, by LINKTYPE_ value (tcpdump.org/linktypes.html). */
final class LinkLayer {
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_AS_DLT_ON_BSD = 12;
    private static final int RAW_AS_DLT_ON_OPENBSD = 14;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int LINUX_SLL = 113;
    private static final int RAW_IPV4 = 228;
    private static final int RAW_IPV6 = 229;
    private static final int LINUX_SLL2 = 276;

    private static final int AF_INET = 2;
    private static final int AF_INET6_LINUX = 10;
    private static final int AF_INET6_NETBSD_OPENBSD = 24;
    private static final int AF_INET6_FREEBSD = 28;
    private static final int AF_INET6_DARWIN = 30;

    private static final int SLL_LENGTH = 16;
    private static final int SLL2_LENGTH = 20;
    /** SLL protocol value for an IEEE 802.2 LLC header. */
    private static final int SLL_LLC = 4;

    /** SLL packet type of what is for all stations of the link. */
    private static final int SLL_BROADCAST = 1;

    /** SLL packet type of what is for another station. */
    private static final int SLL_OTHER_HOST = 3;

    private static final int LINK_ADDRESS_LENGTH = 6;

    private static final int ARPHRD_RADIOTAP = 803;
    private static final int ARPHRD_NETLINK = 824;

    private LinkLayer() {}

    static int read(Cursor cursor, int linkType, DecodedPacket packet) {
        return switch (linkType) {
            case ETHERNET -> Ethernet.read(cursor, packet);
            case RAW_AS_DLT_ON_BSD, RAW_AS_DLT_ON_OPENBSD, RAW -> byVersion(cursor, Step.MALFORMED);
            case RAW_IPV4 -> Step.IPV4;
            case RAW_IPV6 -> Step.IPV6;
            case NULL, LOOP -> addressFamily(cursor);
            case LINUX_SLL -> sll(cursor, packet);
            case LINUX_SLL2 -> sll2(cursor, packet);
            default -> Step.LINK_UNSUPPORTED;
        };
    }

    /** Whether {@link #read} knows this LINKTYPE_ value. */
    static boolean reads(int linkType) {
        return switch (linkType) {
            case ETHERNET,
                    RAW_AS_DLT_ON_BSD,
                    RAW_AS_DLT_ON_OPENBSD,
                    RAW,
                    RAW_IPV4,
                    RAW_IPV6,
                    NULL,
                    LOOP,
                    LINUX_SLL,
                    LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /** Tells IPv4 from IPv6 by the version nibble at the cursor; {@code otherwise} when it is neither. */
    static int byVersion(Cursor cursor, int otherwise) {
        if (!cursor.has(1)) {
            return cursor.shortage(1);
        }
        return switch (Bytes.u8(cursor.buffer, cursor.position) >>> 4) {
            case 4 -> Step.IPV4;
            case 6 -> Step.IPV6;
            default -> otherwise;
        };
    }

    /** BSD loopback: the address family in four bytes, in the capturing host's order (NULL) or the network's (LOOP). */
    private static int addressFamily(Cursor cursor) {
        if (!cursor.has(4)) {
            return cursor.shortage(4);
        }
        int family = Bytes.i32(cursor.buffer, cursor.position);
        cursor.position += 4;
        if (family >>> 16 != 0) {
            family = Integer.reverseBytes(family);
        }
        return switch (family) {
            case AF_INET -> Step.IPV4;
            case AF_INET6_LINUX, AF_INET6_NETBSD_OPENBSD, AF_INET6_FREEBSD, AF_INET6_DARWIN -> Step.IPV6;
            default -> Step.OUT_OF_SCOPE;
        };
    }

    /** Packet type, ARPHRD_ type, address length: 16 bits each; address: 8 bytes; protocol: 16 bits. */
    private static int sll(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(SLL_LENGTH)) {
            return cursor.shortage(SLL_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        cursor.position += SLL_LENGTH;
        mark(packet, Bytes.u16(buffer, start));
        if (Bytes.u16(buffer, start + 4) == LINK_ADDRESS_LENGTH) {
            packet.linkSource = Ethernet.address(buffer, start + 6);
        }
        return cooked(cursor, packet, Bytes.u16(buffer, start + 2), Bytes.u16(buffer, start + 14));
    }

    /** Protocol, reserved: 16 bits each; interface index: 32; ARPHRD_ type: 16; packet type, address length: 8 each. */
    private static int sll2(Cursor cursor, DecodedPacket packet) {
        if (!cursor.has(SLL2_LENGTH)) {
            return cursor.shortage(SLL2_LENGTH);
        }
        byte[] buffer = cursor.buffer;
        int start = cursor.position;
        cursor.position += SLL2_LENGTH;
        packet.linkInterface = Bytes.i32(buffer, start + 4);
        mark(packet, Bytes.u8(buffer, start + 10));
        if (Bytes.u8(buffer, start + 11) == LINK_ADDRESS_LENGTH) {
            packet.linkSource = Ethernet.address(buffer, start + 12);
        }
        return cooked(cursor, packet, Bytes.u16(buffer, start + 8), Bytes.u16(buffer, start));
    }

    /** The protocol field is an EtherType unless the hardware type gives it another meaning. */
    private static int cooked(Cursor cursor, DecodedPacket packet, int hardwareType, int protocol) {
        if (hardwareType == ARPHRD_NETLINK || hardwareType == ARPHRD_RADIOTAP) {
            return Step.OUT_OF_SCOPE;
        }
        if (protocol == SLL_LLC) {
            return Ethernet.readLlc(cursor, packet);
        }
        return protocol < Step.SMALLEST_ETHERTYPE ? Step.OUT_OF_SCOPE : Ethernet.readTags(cursor, packet, protocol);
    }

    private static void mark(DecodedPacket packet, int packetType) {
        packet.broadcast = packetType == SLL_BROADCAST;
        packet.linkDestination = switch (packetType) {
            case 0 -> DecodedPacket.LINK_OF_HOST;
            case SLL_OTHER_HOST -> DecodedPacket.LINK_OF_ANOTHER;
            default -> 0;
        };
        packet.mark = switch (packetType) {
            case 0 -> DecodedPacket.MARK_INBOUND;
            case SLL_BROADCAST, 2, SLL_OTHER_HOST -> DecodedPacket.MARK_OTHER;
            case 4 -> DecodedPacket.MARK_OUTBOUND;
            default -> DecodedPacket.MARK_NONE;
        };
    }
}

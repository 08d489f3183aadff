package dev.halfway.metamorphic;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the outermost IP header of a packet stands, and how its fields are rewritten so that the checksums stay as good or as
 * bad as they were (RFC 1624; a checksum that the network card was to fill in holds the sum of the pseudo header).
 */
final class Ip {
    private static final int ETHERNET_LENGTH = 14;
    private static final int SLL_LENGTH = 16;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int TCP_CHECKSUM_AT = 16;

    final ByteBuffer bytes;
    final int at;
    final boolean isVersion4;

    private Ip(byte[] bytes, int at, boolean isVersion4) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.at = at;
        this.isVersion4 = isVersion4;
    }

    /** On a copy of the bytes; null where there is no whole IP header. */
    static Ip of(byte[] packet, int linkType) {
        int at = linkType == Recording.ETHERNET ? ETHERNET_LENGTH : linkType == Recording.SLL ? SLL_LENGTH : 0;
        if (packet.length < at + 20) {
            return null;
        }
        byte[] copy = packet.clone();
        int type = at == 0 ? -1 : (copy[at - 2] & 0xff) << 8 | copy[at - 1] & 0xff;
        int version = copy[at] >>> 4 & 0xf;
        boolean isVersion4 = version == 4 && (type == IPV4 || at == 0);
        boolean isVersion6 = version == 6 && (type == IPV6 || at == 0) && copy.length >= at + 40;
        return isVersion4 || isVersion6 ? new Ip(copy, at, isVersion4) : null;
    }

    byte[] array() {
        return bytes.array();
    }

    byte[] source() {
        int field = at + (isVersion4 ? 12 : 8);
        return Arrays.copyOfRange(bytes.array(), field, field + (isVersion4 ? 4 : 16));
    }

    void timeToLive(int value) {
        if (isVersion4) {
            putInHeader(8, (value & 0xff) << 8 | bytes.get(at + 9) & 0xff);
        } else {
            bytes.put(at + 7, (byte) value);
        }
    }

    int timeToLive() {
        return bytes.get(at + (isVersion4 ? 8 : 7)) & 0xff;
    }

    void trafficClass(int value) {
        if (isVersion4) {
            putInHeader(0, bytes.get(at) << 8 & 0xff00 | value & 0xff);
        } else {
            bytes.putInt(at, bytes.getInt(at) & 0xf00fffff | (value & 0xff) << 20);
        }
    }

    /** Not of a fragment: there it says what belongs together. */
    void identification(int value) {
        if (isVersion4 && (bytes.getShort(at + 6) & 0x3fff) == 0) {
            putInHeader(4, value);
        }
    }

    /** One address for another, wherever it stands in the header, and in a packet that an ICMP error quotes. */
    void translate(int from, int to) {
        if (!isVersion4) {
            return;
        }
        int payload = payload();
        boolean first = (bytes.getShort(at + 6) & FRAGMENT_OFFSET) == 0;
        int protocol = bytes.get(at + 9);
        boolean summed = first && protocol == TCP && payload + TCP_CHECKSUM_AT + 2 <= bytes.capacity();
        boolean partial = summed && isPartial(payload);
        for (int field = 12; field <= 16; field += 4) {
            if (bytes.getInt(at + field) == from) {
                putInHeader(field, to >>> 16);
                putInHeader(field + 2, to & 0xffff);
                if (summed) {
                    adjust(payload + TCP_CHECKSUM_AT, from >>> 16, to >>> 16, partial);
                    adjust(payload + TCP_CHECKSUM_AT, from & 0xffff, to & 0xffff, partial);
                }
            }
        }
        boolean quotes = first && protocol == ICMP && payload + 28 <= bytes.capacity() && isError(payload);
        for (int field = payload + 20; quotes && field <= payload + 24; field += 4) {
            if (bytes.getInt(field) == from) {
                bytes.putInt(field, to);
            }
        }
    }

    private boolean isError(int payload) {
        int type = bytes.get(payload);
        return type == 3 || type == 11;
    }

    boolean isTcp() {
        int payload = payload();
        int protocol = bytes.get(at + (isVersion4 ? 9 : 6));
        boolean first = !isVersion4 || (bytes.getShort(at + 6) & FRAGMENT_OFFSET) == 0;
        return protocol == TCP && first && payload + 20 <= bytes.capacity();
    }

    int sourcePort() {
        return bytes.getShort(payload()) & 0xffff;
    }

    int destinationPort() {
        return bytes.getShort(payload() + 2) & 0xffff;
    }

    /** Adds to what {@code field} bytes into the TCP header stands: 4 sequence, 8 acknowledgment. */
    void shift(int field, int by) {
        add(payload() + field, by);
    }

    /** Adds to the edges of all SACK blocks (RFC 2018 section 3). */
    void shiftSelective(int by) {
        int tcp = payload();
        int end = Math.min(bytes.capacity(), tcp + (bytes.get(tcp + 12) >>> 4 & 0xf) * 4);
        int option = tcp + 20;
        while (option + 1 < end && bytes.get(option) != 0) {
            int length = bytes.get(option) == 1 ? 1 : bytes.get(option + 1) & 0xff;
            if (length == 0 || option + length > end) {
                return;
            }
            for (int edge = option + 2; bytes.get(option) == 5 && edge + 4 <= option + length; edge += 4) {
                add(edge, by);
            }
            option += length;
        }
    }

    private void add(int where, int by) {
        boolean partial = isPartial(payload());
        int before = bytes.getInt(where);
        bytes.putInt(where, before + by);
        if (!partial) {
            boolean odd = (where - payload() & 1) != 0;
            int after = before + by;
            int checksum = payload() + TCP_CHECKSUM_AT;
            adjust(checksum, word(before >>> 16, odd), word(after >>> 16, odd), false);
            adjust(checksum, word(before & 0xffff, odd), word(after & 0xffff, odd), false);
        }
    }

    /** At an odd place the two bytes of a word fall into two words: swapped, they add up to the same. */
    private static int word(int value, boolean odd) {
        return odd ? value >>> 8 | value << 8 & 0xff00 : value;
    }

    private int payload() {
        return at + (isVersion4 ? (bytes.get(at) & 0xf) * 4 : 40);
    }

    /** Whether the checksum is the sum of the pseudo header alone. */
    private boolean isPartial(int tcp) {
        long sum = TCP;
        int addresses = isVersion4 ? 12 : 8;
        for (int field = addresses; field < (isVersion4 ? 20 : 40); field += 2) {
            sum += bytes.getShort(at + field) & 0xffff;
        }
        sum += isVersion4
                ? (bytes.getShort(at + 2) & 0xffff) - (bytes.get(at) & 0xf) * 4
                : bytes.getShort(at + 4) & 0xffff;
        return fold(sum) == (bytes.getShort(tcp + TCP_CHECKSUM_AT) & 0xffff);
    }

    private void putInHeader(int field, int value) {
        int before = bytes.getShort(at + field) & 0xffff;
        bytes.putShort(at + field, (short) value);
        adjust(at + 10, before, value & 0xffff, false);
    }

    private void adjust(int checksum, int before, int after, boolean partial) {
        int held = bytes.getShort(checksum) & 0xffff;
        int sum = partial ? held : ~held & 0xffff;
        int result = fold((long) sum + (~before & 0xffff) + after);
        bytes.putShort(checksum, (short) (partial ? result : ~result));
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}

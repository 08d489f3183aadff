package dev.halfway.decode;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Packets built by hand, from the inside out; lengths and checksums are right unless a test spoils them. */
public final class Packets {
    public static final String A4 = "10.39.1.219";
    public static final String B4 = "10.39.1.231";
    public static final String A6 = "2001:db8::219";
    public static final String B6 = "2001:db8::231";

    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    private Packets() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] u16(int value) {
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }

    public static byte[] u32(int value) {
        return concat(u16(value >>> 16), u16(value));
    }

    public static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 3);
        }
        return bytes;
    }

    public static byte[] ethernet(int type, byte[] payload) {
        return ethernet(type, false, payload);
    }

    public static byte[] ethernet(int type, boolean toAll, byte[] payload) {
        return concat(hex(toAll ? "ffffffffffff" : "020000000001"), hex("020000000002"), u16(type), payload);
    }

    /** A tag's control information and the type behind it; the tag's own type is the outer header's. */
    public static byte[] vlan(int identifier, int type, byte[] payload) {
        return concat(u16(0xe000 | identifier), u16(type), payload);
    }

    public static byte[] ipv4(String source, String destination, int protocol, byte[] payload) {
        return ipv4(source, destination, protocol, 0x1234, 0x4000, new byte[0], payload);
    }

    /** @param flagsAndOffset as in the header: DF 0x4000, MF 0x2000, offset in units of eight bytes */
    public static byte[] ipv4(
            String source,
            String destination,
            int protocol,
            int identification,
            int flagsAndOffset,
            byte[] options,
            byte[] payload) {
        int headerLength = 20 + options.length;
        byte[] header = concat(
                new byte[] {(byte) (0x40 | headerLength / 4), (byte) 0xb8},
                u16(headerLength + payload.length),
                u16(identification),
                u16(flagsAndOffset),
                new byte[] {63, (byte) protocol},
                u16(0),
                address(source),
                address(destination),
                options);
        put16(header, 10, checksum(header));
        return concat(header, payload);
    }

    public static byte[] ipv6(String source, String destination, int nextHeader, byte[] payload) {
        return concat(
                u32(0x6b812345),
                u16(payload.length),
                new byte[] {(byte) nextHeader, 62},
                address(source),
                address(destination),
                payload);
    }

    /** An extension header of one unit of eight bytes with a padding option. */
    public static byte[] extension(int nextHeader, byte[] payload) {
        return concat(new byte[] {(byte) nextHeader, 0, 1, 4, 0, 0, 0, 0}, payload);
    }

    public static byte[] fragmentHeader(int nextHeader, int offset, boolean more, int identification, byte[] payload) {
        return concat(new byte[] {(byte) nextHeader, 0}, u16(offset | (more ? 1 : 0)), u32(identification), payload);
    }

    public static byte[] tcp(int sourcePort, int destinationPort, int flags, byte[] options, byte[] payload) {
        int headerLength = 20 + options.length;
        return concat(
                u16(sourcePort),
                u16(destinationPort),
                u32(0x89abcdef),
                u32(0xfedcba98),
                new byte[] {(byte) (headerLength / 4 << 4), (byte) flags},
                u16(0xfaf0),
                u16(0),
                u16(0),
                options,
                payload);
    }

    public static byte[] tcp(int sourcePort, int destinationPort, int flags) {
        return tcp(sourcePort, destinationPort, flags, new byte[0], new byte[0]);
    }

    public static byte[] udp(int destinationPort, byte[] payload) {
        return concat(u16(49152), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
    }

    /** ICMP echo 19809 of the incident, checksum right; for ICMPv6 the checksum is left 0. */
    public static byte[] echo(int type, int sequence, byte[] payload) {
        byte[] message = concat(new byte[] {(byte) type, 0}, u16(0), u16(19809), u16(sequence), payload);
        if (type < 128) {
            put16(message, 2, checksum(message));
        }
        return message;
    }

    public static byte[] icmp(int type, int code, int rest, byte[] payload) {
        return concat(new byte[] {(byte) type, (byte) code}, u16(0), u32(rest), payload);
    }

    public static byte[] put16(byte[] packet, int index, int value) {
        packet[index] = (byte) (value >>> 8);
        packet[index + 1] = (byte) value;
        return packet;
    }

    /** The Internet checksum over all the bytes, two at a time as RFC 1071 tells it. */
    public static int checksum(byte[]... parts) {
        byte[] bytes = concat(parts);
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    /** Pseudo-header of TCP and ICMPv6. */
    public static byte[] pseudoHeader(String source, String destination, int protocol, int length) {
        return concat(address(source), address(destination), u32(length), u32(protocol));
    }

    /** The bytes of an address written in numbers. */
    public static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static byte[] cut(byte[] packet, int length) {
        return Arrays.copyOf(packet, length);
    }
}

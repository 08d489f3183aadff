package dev.halfway.flood;

import java.nio.ByteBuffer;

/** IP packets as bytes, quickly made; IPv4 addresses as ints. Checksums are right. */
final class Bytes {
    static final int ICMP = 1;
    static final int IP_IN_IP = 4;
    static final int TCP = 6;
    private static final int DO_NOT_FRAGMENT = 0x4000;

    private Bytes() {}

    static byte[] ipv4(int source, int destination, int protocol, byte[] body) {
        return ipv4(source, destination, protocol, 0, DO_NOT_FRAGMENT, new byte[0], body);
    }

    static byte[] ipv4(
            int source, int destination, int protocol, int identification, int place, byte[] options, byte[] body) {
        int header = 20 + options.length;
        byte[] bytes = new byte[header + body.length];
        ByteBuffer.wrap(bytes)
                .putShort((short) (0x4000 | header / 4 << 8))
                .putShort((short) bytes.length)
                .putShort((short) identification)
                .putShort((short) place)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination)
                .put(options)
                .put(body);
        putChecksum(bytes, 10, sum(bytes, 0, header));
        return bytes;
    }

    /** Extension headers, if any, stand in front of the body. */
    static byte[] ipv6(long sourceHigh, long sourceLow, long toHigh, long toLow, int next, byte[] body) {
        return ByteBuffer.allocate(40 + body.length)
                .putInt(0x60000000)
                .putShort((short) body.length)
                .put((byte) next)
                .put((byte) 64)
                .putLong(sourceHigh)
                .putLong(sourceLow)
                .putLong(toHigh)
                .putLong(toLow)
                .put(body)
                .array();
    }

    static byte[] echo(int type, int identifier, int sequence, byte[] payload) {
        byte[] bytes = ByteBuffer.allocate(8 + payload.length)
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) identifier)
                .putShort((short) sequence)
                .put(payload)
                .array();
        putChecksum(bytes, 2, sum(bytes, 0, bytes.length));
        return bytes;
    }

    /** A whole IPv4 packet; options of a multiple of four bytes. */
    static byte[] tcp(
            int source,
            int sourcePort,
            int destination,
            int destinationPort,
            int flags,
            int sequence,
            int acknowledgment,
            byte[] options,
            byte[] payload) {
        byte[] bytes = segment(sourcePort, destinationPort, flags, sequence, acknowledgment, options, payload);
        ByteBuffer pseudo =
                ByteBuffer.allocate(12).putInt(source).putInt(destination).putInt(TCP << 16 | bytes.length);
        putChecksum(bytes, 16, sum(pseudo.array(), 0, 12) + sum(bytes, 0, bytes.length));
        return ipv4(source, destination, TCP, bytes);
    }

    static byte[] segment(
            int sourcePort,
            int destinationPort,
            int flags,
            int sequence,
            int acknowledgment,
            byte[] options,
            byte[] payload) {
        return ByteBuffer.allocate(20 + options.length + payload.length)
                .putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .putInt(sequence)
                .putInt(acknowledgment)
                .putShort((short) (5 + options.length / 4 << 12 | flags))
                .putShort((short) 501)
                .putInt(0)
                .put(options)
                .put(payload)
                .array();
    }

    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (bytes[i] & 0xff) << 8 : bytes[i] & 0xff;
        }
        return sum;
    }

    private static void putChecksum(byte[] bytes, int at, long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        bytes[at] = (byte) (~folded >>> 8);
        bytes[at + 1] = (byte) ~folded;
    }
}

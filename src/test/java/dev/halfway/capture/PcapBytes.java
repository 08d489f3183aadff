package dev.halfway.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a pcap file byte by byte, right or wrong as told. */
final class PcapBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    /** Writes the file header. */
    PcapBytes(ByteOrder order, int magic, int snapLengthBytes, int linkType) {
        this(order, magic, 2, 4, snapLengthBytes, linkType);
    }

    PcapBytes(ByteOrder order, int magic, int major, int minor, int snapLengthBytes, int linkType) {
        this.order = order;
        write(buffer(24)
                .putInt(magic)
                .putShort((short) major)
                .putShort((short) minor)
                .putInt(0)
                .putInt(0)
                .putInt(snapLengthBytes)
                .putInt(linkType));
    }

    /** Little-endian, microseconds, snap length 65,535, Ethernet. */
    static PcapBytes plain() {
        return new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 65_535, 1);
    }

    PcapBytes record(long seconds, long fraction, byte[] packet) {
        return record(seconds, fraction, packet, packet.length);
    }

    PcapBytes record(long seconds, long fraction, byte[] packet, long originalLength) {
        header(seconds, fraction, packet.length, originalLength);
        return raw(packet);
    }

    PcapBytes header(long seconds, long fraction, int capturedLength, long originalLength) {
        write(buffer(16)
                .putInt((int) seconds)
                .putInt((int) fraction)
                .putInt(capturedLength)
                .putInt((int) originalLength));
        return this;
    }

    /** The record of the modified format: interface index, protocol, packet type, padding behind the usual header. */
    PcapBytes modifiedRecord(long seconds, long fraction, byte[] packet, int packetType) {
        header(seconds, fraction, packet.length, packet.length);
        write(buffer(8)
                .putInt(7)
                .putShort((short) 0x0800)
                .put((byte) packetType)
                .put((byte) 0));
        return raw(packet);
    }

    PcapBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(order);
    }

    private void write(ByteBuffer buffer) {
        out.writeBytes(buffer.array());
    }
}

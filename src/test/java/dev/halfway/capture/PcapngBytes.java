package dev.halfway.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds a pcapng file block by block, right or wrong as told. */
public final class PcapngBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** One option: header, value, padding. */
    public record Option(int code, byte[] value) {}

    public PcapngBytes section(ByteOrder sectionOrder, Option... options) {
        return section(sectionOrder, 1, 0, options);
    }

    public PcapngBytes section(ByteOrder sectionOrder, int major, int minor, Option... options) {
        order = sectionOrder;
        return block(
                0x0a0d0d0a,
                buffer(16)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) major)
                        .putShort((short) minor)
                        .putLong(-1)
                        .array(),
                options(options));
    }

    public PcapngBytes iface(int linkType, int snapLengthBytes, Option... options) {
        return block(
                1,
                buffer(8)
                        .putShort((short) linkType)
                        .putShort((short) 0)
                        .putInt(snapLengthBytes)
                        .array(),
                options(options));
    }

    public PcapngBytes packet(int iface, long units, byte[] packet, Option... options) {
        return packet(iface, units, packet, packet.length, options);
    }

    public PcapngBytes packet(int iface, long units, byte[] packet, long originalLength, Option... options) {
        return packet(iface, units, packet.length, packet, originalLength, options);
    }

    public PcapngBytes packet(
            int iface, long units, int capturedLength, byte[] packet, long originalLength, Option... options) {
        return block(
                6,
                buffer(20)
                        .putInt(iface)
                        .putInt((int) (units >>> 32))
                        .putInt((int) units)
                        .putInt(capturedLength)
                        .putInt((int) originalLength)
                        .array(),
                padded(packet),
                options(options));
    }

    public PcapngBytes obsoletePacket(int iface, int drops, long units, byte[] packet, Option... options) {
        return block(
                2,
                buffer(20)
                        .putShort((short) iface)
                        .putShort((short) drops)
                        .putInt((int) (units >>> 32))
                        .putInt((int) units)
                        .putInt(packet.length)
                        .putInt(packet.length)
                        .array(),
                padded(packet),
                options(options));
    }

    public PcapngBytes simplePacket(byte[] packet, long originalLength) {
        return block(3, buffer(4).putInt((int) originalLength).array(), padded(packet));
    }

    public PcapngBytes statistics(int iface, long units, Option... options) {
        return block(
                5,
                buffer(12)
                        .putInt(iface)
                        .putInt((int) (units >>> 32))
                        .putInt((int) units)
                        .array(),
                options(options));
    }

    /** Any block; the parts are its body. */
    public PcapngBytes block(int type, byte[]... parts) {
        int length = 12;
        for (byte[] part : parts) {
            length += part.length;
        }
        raw(buffer(8).putInt(type).putInt(length).array());
        for (byte[] part : parts) {
            raw(part);
        }
        return raw(buffer(4).putInt(length).array());
    }

    public PcapngBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public Option byteOption(int code, int value) {
        return new Option(code, new byte[] {(byte) value});
    }

    public Option option(int code, String value) {
        return new Option(code, value.getBytes(StandardCharsets.UTF_8));
    }

    public Option intOption(int code, int value) {
        return new Option(code, buffer(4).putInt(value).array());
    }

    public Option longOption(int code, long value) {
        return new Option(code, buffer(8).putLong(value).array());
    }

    /** Upper 32 bits first, whatever the byte order of the section. */
    public Option timeOption(int code, long units) {
        return new Option(
                code, buffer(8).putInt((int) (units >>> 32)).putInt((int) units).array());
    }

    private byte[] options(Option... options) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Option each : options) {
            bytes.writeBytes(buffer(4)
                    .putShort((short) each.code)
                    .putShort((short) each.value.length)
                    .array());
            bytes.writeBytes(padded(each.value));
        }
        if (options.length > 0) {
            bytes.writeBytes(new byte[4]);
        }
        return bytes.toByteArray();
    }

    private static byte[] padded(byte[] bytes) {
        return ByteBuffer.allocate((bytes.length + 3) / 4 * 4).put(bytes).array();
    }

    private ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(order);
    }
}

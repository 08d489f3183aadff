package dev.halfway.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pcap file taken apart, to be put together differently. Little-endian with microseconds only, which is what the
 * lab's tcpdump writes.
 *
 * @param header the first 24 bytes
 */
record Pcap(byte[] header, List<Record> records) {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int HEADER_LENGTH = 24;
    private static final int LINK_TYPE_AT = 20;
    private static final int RECORD_HEADER_LENGTH = 16;

    /** One packet, as far as it was captured, and how long it was on the wire. */
    record Record(int seconds, int micros, int originalLength, byte[] packet) {}

    static Pcap read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (in.getInt() != MAGIC) {
                throw new IllegalArgumentException(file + " is no little-endian pcap file with microseconds");
            }
            List<Record> records = new ArrayList<>();
            in.position(HEADER_LENGTH);
            while (in.hasRemaining()) {
                int seconds = in.getInt();
                int micros = in.getInt();
                byte[] packet = new byte[in.getInt()];
                int originalLength = in.getInt();
                in.get(packet);
                records.add(new Record(seconds, micros, originalLength, packet));
            }
            return new Pcap(Arrays.copyOf(bytes, HEADER_LENGTH), records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All times later by so many seconds. */
    Pcap shifted(int bySeconds) {
        return new Pcap(
                header,
                records.stream()
                        .map(each ->
                                new Record(each.seconds + bySeconds, each.micros, each.originalLength, each.packet))
                        .toList());
    }

    Pcap first(int count) {
        return new Pcap(header, records.subList(0, count));
    }

    Pcap withLinkType(int linkType) {
        byte[] other = header.clone();
        ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(LINK_TYPE_AT, linkType);
        return new Pcap(other, records);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        for (Record each : records) {
            ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER_LENGTH)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(each.seconds)
                    .putInt(each.micros)
                    .putInt(each.packet.length)
                    .putInt(each.originalLength);
            out.writeBytes(head.array());
            out.writeBytes(each.packet);
        }
        return out.toByteArray();
    }
}

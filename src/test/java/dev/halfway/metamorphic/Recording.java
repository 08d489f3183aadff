package dev.halfway.metamorphic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A capture in memory. Times are in nanoseconds since the epoch.
 *
 * @param host whose it is
 * @param linkType LINKTYPE_ value that its header says
 */
record Recording(String host, int linkType, int snapLength, List<Item> items) {
    static final int ETHERNET = 1;
    static final int RAW_IP = 101;
    static final int SLL = 113;

    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int RECORD_HEADER_LENGTH = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /**
     * One packet.
     *
     * @param frame its number in the capture as it was taken, from 1; what is made of it keeps it
     * @param bytes never changed in place
     */
    record Item(int frame, long nanos, int originalLength, byte[] bytes) {
        Item at(long other) {
            return new Item(frame, other, originalLength, bytes);
        }

        /** Other bytes, as much longer or shorter on the wire as they are here. */
        Item with(byte[] other) {
            return new Item(frame, nanos, originalLength + other.length - bytes.length, other);
        }

        Item snapped(int length) {
            return bytes.length <= length ? this : new Item(frame, nanos, originalLength, Arrays.copyOf(bytes, length));
        }
    }

    /** Reads what the lab's tcpdump writes: little-endian with microseconds. */
    static Recording read(String host, Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MICROS) {
            throw new IllegalArgumentException(file + " is no little-endian pcap file with microseconds");
        }
        int snapLength = in.getInt(FILE_HEADER_LENGTH - 8);
        int linkType = in.getInt(FILE_HEADER_LENGTH - 4);
        List<Item> items = new ArrayList<>();
        in.position(FILE_HEADER_LENGTH);
        while (in.hasRemaining()) {
            long nanos = in.getInt() * NANOS_PER_SECOND + in.getInt() * (long) NANOS_PER_MICRO;
            byte[] bytes = new byte[in.getInt()];
            int originalLength = in.getInt();
            in.get(bytes);
            items.add(new Item(items.size() + 1, nanos, originalLength, bytes));
        }
        return new Recording(host, linkType, snapLength, items);
    }

    Recording with(List<Item> others) {
        return new Recording(host, linkType, snapLength, others);
    }

    Recording labelled(int other) {
        return new Recording(host, other, snapLength, items);
    }

    /** As tcpdump writes it. */
    byte[] pcap() {
        return pcap(ByteOrder.LITTLE_ENDIAN, false);
    }

    byte[] pcap(ByteOrder order, boolean inNanos) {
        int length = FILE_HEADER_LENGTH;
        for (Item each : items) {
            length += RECORD_HEADER_LENGTH + each.bytes.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(order);
        out.putInt(inNanos ? NANOS : MICROS).putShort((short) 2).putShort((short) 4);
        out.putInt(0).putInt(0).putInt(snapLength).putInt(linkType);
        for (Item each : items) {
            out.putInt((int) (each.nanos / NANOS_PER_SECOND));
            long rest = each.nanos % NANOS_PER_SECOND;
            out.putInt((int) (inNanos ? rest : rest / NANOS_PER_MICRO));
            out.putInt(each.bytes.length).putInt(each.originalLength).put(each.bytes);
        }
        return out.array();
    }

    /** One section with one interface that counts in nanoseconds (draft-ietf-opsawg-pcapng sections 4.1 to 4.3). */
    byte[] pcapng(ByteOrder order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer section = ByteBuffer.allocate(16).order(order);
        section.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
        block(out, order, 0x0a0d0d0a, section.array());
        ByteBuffer description = ByteBuffer.allocate(20).order(order);
        description.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        description.putShort((short) 9).putShort((short) 1).put((byte) 9); // if_tsresol: 10^-9 s
        description.position(16).putInt(0); // opt_endofopt
        block(out, order, 1, description.array());
        for (Item each : items) {
            int padded = each.bytes.length + 3 & ~3;
            ByteBuffer packet = ByteBuffer.allocate(20 + padded).order(order);
            packet.putInt(0).putInt((int) (each.nanos >>> Integer.SIZE)).putInt((int) each.nanos);
            packet.putInt(each.bytes.length).putInt(each.originalLength).put(each.bytes);
            block(out, order, 6, packet.array());
        }
        return out.toByteArray();
    }

    private static void block(ByteArrayOutputStream out, ByteOrder order, int type, byte[] body) {
        int length = 12 + body.length;
        ByteBuffer block = ByteBuffer.allocate(length).order(order);
        block.putInt(type).putInt(length).put(body).putInt(length);
        out.writeBytes(block.array());
    }
}

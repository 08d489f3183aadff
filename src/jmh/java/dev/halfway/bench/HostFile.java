package dev.halfway.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The capture of one host, as tcpdump writes it; records may be added before their time. */
final class HostFile implements AutoCloseable {
    private static final int RECORD_HEADER = 16;
    private static final int FILE_HEADER = 24;

    private static final class Pending {
        long nanos;
        long order;
        int captured;
        int length;
        byte[] bytes = new byte[FrameBuilder.CAPTURED];
    }

    private final OutputStream out;
    private final long epochNanos;
    private final PriorityQueue<Pending> pending = new PriorityQueue<>(
            Comparator.<Pending>comparingLong(each -> each.nanos).thenComparingLong(each -> each.order));
    private final ArrayDeque<Pending> free = new ArrayDeque<>();
    private final ByteBuffer header = ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private long records;
    private long bytes = FILE_HEADER;
    private long order;

    HostFile(Path path, long epochNanos) throws IOException {
        this.epochNanos = epochNanos;
        out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
        header.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(FrameBuilder.CAPTURED)
                .putInt(1);
        out.write(header.array());
    }

    void add(long nanos, byte[] frame, int captured, int length) {
        Pending one = free.isEmpty() ? new Pending() : free.pollLast();
        one.nanos = nanos;
        one.order = order++;
        one.captured = captured;
        one.length = length;
        System.arraycopy(frame, 0, one.bytes, 0, captured);
        pending.add(one);
        records++;
        bytes += RECORD_HEADER + captured;
    }

    /** Writes all that was recorded up to a moment; nothing earlier is added any more. */
    void until(long nanos) throws IOException {
        while (!pending.isEmpty() && pending.peek().nanos <= nanos) {
            Pending one = pending.remove();
            long micros = (epochNanos + one.nanos) / 1_000;
            header.clear();
            header.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000));
            header.putInt(one.captured).putInt(one.length);
            out.write(header.array(), 0, RECORD_HEADER);
            out.write(one.bytes, 0, one.captured);
            free.addLast(one);
        }
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

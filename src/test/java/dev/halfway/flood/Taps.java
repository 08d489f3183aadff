package dev.halfway.flood;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two captures of a flood, pcap in nanoseconds without link headers unless told; the network takes 300 us. */
final class Taps implements Closeable {
    static final int RAW_IP = 101;
    static final int ETHERNET = 1;
    private static final long EPOCH = 1_700_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long DELAY_NANOS = 300_000;
    private static final int SNAP_LENGTH = 262_144;

    private final OutputStream a;
    private final OutputStream b;

    Taps(Path directory, int linkType) throws IOException {
        a = open(directory.resolve("a.pcap"), linkType);
        b = open(directory.resolve("b.pcap"), linkType);
    }

    private static OutputStream open(Path file, int linkType) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        out.write(ByteBuffer.allocate(24)
                .putInt(0xa1b23c4d)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(SNAP_LENGTH)
                .putInt(linkType)
                .array());
        return out;
    }

    /** A packet leaves A. */
    void fromA(long nanos, byte[] packet, boolean arrives) throws IOException {
        record(a, nanos, packet);
        if (arrives) {
            record(b, nanos + DELAY_NANOS, packet);
        }
    }

    /** A packet leaves B. */
    void fromB(long nanos, byte[] packet, boolean arrives) throws IOException {
        record(b, nanos, packet);
        if (arrives) {
            record(a, nanos + DELAY_NANOS, packet);
        }
    }

    /** A packet arrives at B that nobody saw leaving. */
    void atB(long nanos, byte[] packet) throws IOException {
        record(b, nanos + DELAY_NANOS, packet);
    }

    private static void record(OutputStream out, long nanos, byte[] packet) throws IOException {
        out.write(ByteBuffer.allocate(16)
                .putInt((int) (EPOCH + nanos / SECOND))
                .putInt((int) (nanos % SECOND))
                .putInt(packet.length)
                .putInt(packet.length)
                .array());
        out.write(packet);
    }

    @Override
    public void close() throws IOException {
        a.close();
        b.close();
    }
}

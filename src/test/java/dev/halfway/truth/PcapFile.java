package dev.halfway.truth;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** pcap with nanoseconds, little-endian (draft-ietf-opsawg-pcap). */
final class PcapFile implements CaptureFile {
    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;

    private final OutputStream out;

    PcapFile(Path file, int linkType) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4);
        header.putLong(0).putInt(LARGEST_RECORD).putInt(linkType);
        out.write(header.array());
    }

    @Override
    public void packet(long timeNanos, byte[] bytes, int capturedLength, long dropsBefore) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt((int) (timeNanos / 1_000_000_000L)).putInt((int) (timeNanos % 1_000_000_000L));
        header.putInt(capturedLength).putInt(bytes.length);
        out.write(header.array());
        out.write(bytes, 0, capturedLength);
    }

    @Override
    public void statistics(long timeNanos, long windowStartNanos, long received, long dropped) {
        // The format has no place for it.
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

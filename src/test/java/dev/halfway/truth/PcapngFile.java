package dev.halfway.truth;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** pcapng with nanoseconds, little-endian: one section, one interface (draft-ietf-opsawg-pcapng). */
final class PcapngFile implements CaptureFile {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int IF_TSRESOL = 9;
    private static final int NANOSECONDS = 9;
    private static final int EPB_DROPCOUNT = 4;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;

    private final OutputStream out;
    private final ByteBuffer body = ByteBuffer.allocate(LARGEST_RECORD + 128).order(ByteOrder.LITTLE_ENDIAN);

    PcapngFile(Path file, int linkType) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        body.clear()
                .putInt(BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        block(SECTION_HEADER);
        body.clear().putShort((short) linkType).putShort((short) 0).putInt(LARGEST_RECORD);
        option(IF_TSRESOL, 1).put((byte) NANOSECONDS);
        pad();
        endOfOptions();
        block(INTERFACE_DESCRIPTION);
    }

    @Override
    public void packet(long timeNanos, byte[] bytes, int capturedLength, long dropsBefore) throws IOException {
        body.clear().putInt(0);
        time(timeNanos);
        body.putInt(capturedLength).putInt(bytes.length).put(bytes, 0, capturedLength);
        pad();
        if (dropsBefore > 0) {
            option(EPB_DROPCOUNT, 8).putLong(dropsBefore);
            endOfOptions();
        }
        block(ENHANCED_PACKET);
    }

    @Override
    public void statistics(long timeNanos, long windowStartNanos, long received, long dropped) throws IOException {
        body.clear().putInt(0);
        time(timeNanos);
        if (windowStartNanos >= 0) {
            option(ISB_STARTTIME, 8);
            time(windowStartNanos);
            option(ISB_ENDTIME, 8);
            time(timeNanos);
        }
        if (dropped >= 0) {
            option(ISB_IFRECV, 8).putLong(received);
            option(ISB_IFDROP, 8).putLong(dropped);
        }
        endOfOptions();
        block(INTERFACE_STATISTICS);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void time(long nanos) {
        body.putInt((int) (nanos >>> 32)).putInt((int) nanos);
    }

    private ByteBuffer option(int code, int length) {
        return body.putShort((short) code).putShort((short) length);
    }

    private void endOfOptions() {
        body.putInt(0);
    }

    private void pad() {
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
    }

    private void block(int type) throws IOException {
        int length = 12 + body.position();
        ByteBuffer edge = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        out.write(edge.putInt(type).putInt(length).array());
        out.write(body.array(), 0, body.position());
        out.write(edge.array(), 4, 4);
    }
}

package dev.halfway.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A window over the bytes of a capture, with loads in the byte order of the capture.
 *
 * <p>Holds the one buffer of the file. {@link #fetch} may move the bytes in it: an index into {@link #buffer()} is
 * good until then.
 */
final class CaptureInput implements Closeable {
    /** There may be hundreds of small files at a time; of a large one the buffer soon is as large as it is usual. */
    private static final int INITIAL_BYTES = 16 * 1024;

    private static final int USUAL_BYTES = 256 * 1024;

    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream in;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int position;
    private int limit;
    private long bufferStart;
    private boolean ended;
    private boolean bigEndian;
    private String failure = "";
    private boolean isDamaged;

    CaptureInput(InputStream in) {
        this.in = in;
    }

    void bigEndian(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    boolean bigEndian() {
        return bigEndian;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Index in {@link #buffer()} of the next byte. */
    int position() {
        return position;
    }

    /** Bytes in the buffer from {@link #position()}. */
    int available() {
        return limit - position;
    }

    /** Offset in the (decompressed) capture of the next byte. */
    long offset() {
        return bufferStart + position;
    }

    /** Why the stream ended before its time, a decompressor's words; empty when it simply ended. */
    String failure() {
        return failure;
    }

    /** Whether what was read so far may be other than what was recorded. */
    boolean isDamaged() {
        return isDamaged;
    }

    boolean has(int bytes) {
        return limit - position >= bytes;
    }

    /** Passes over bytes that the buffer {@linkplain #has has}. */
    void advance(int bytes) {
        position += bytes;
    }

    /**
     * Waits until that many bytes stand in the buffer from {@link #position()}.
     *
     * @return false when the capture ends before
     */
    boolean fetch(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (ended) {
                return false;
            }
            makeRoom();
            int count = read(buffer.length - limit);
            if (count < 0) {
                ended = true;
            } else {
                limit += count;
            }
        }
        return true;
    }

    /**
     * Waits for a record of that many bytes, and keeps its first {@code held} at {@link #position()}; the others are passed
     * over. {@link #advance(int, int)} then goes behind it.
     *
     * @return false when the capture ends before
     */
    boolean fetchHead(int held, int bytes) throws IOException {
        if (!fetch(held)) {
            return false;
        }
        int buffered = Math.min(limit - position, bytes);
        System.arraycopy(buffer, position + buffered, buffer, position + held, limit - position - buffered);
        limit -= buffered - held;
        int left = bytes - buffered;
        while (left > 0) {
            if (limit == buffer.length) {
                makeRoom();
            }
            int count = ended ? -1 : read(Math.min(left, buffer.length - limit));
            if (count < 0) {
                ended = true;
                return false;
            }
            left -= count;
        }
        return true;
    }

    /** Behind a record of which {@link #fetchHead} has passed over some bytes. */
    void advance(int held, int passedOver) {
        position += held;
        bufferStart += passedOver;
    }

    /** The buffer doubles only once as many bytes did arrive: a declared length alone costs no memory. */
    private void makeRoom() {
        boolean outgrown = buffer.length < USUAL_BYTES && bufferStart + limit >= buffer.length;
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            bufferStart += position;
            limit -= position;
            position = 0;
        }
        if (outgrown || limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    private int read(int most) throws IOException {
        try {
            return in.read(buffer, limit, most);
        } catch (ZipException | EOFException damaged) {
            failure = String.valueOf(damaged.getMessage());
            isDamaged = damaged instanceof Decompressed.Damage;
            return -1;
        }
    }

    int uint8(int index) {
        return buffer[index] & 0xff;
    }

    int uint16(int index) {
        short value = (short) INT16.get(buffer, index);
        return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
    }

    int int32(int index) {
        int value = (int) INT32.get(buffer, index);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    long uint32(int index) {
        return int32(index) & 0xffff_ffffL;
    }

    long int64(int index) {
        long value = (long) INT64.get(buffer, index);
        return bigEndian ? Long.reverseBytes(value) : value;
    }

    /** A pcapng time: upper 32 bits, then lower 32 bits, each in the byte order of the section. */
    long splitInt64(int index) {
        return (long) int32(index) << 32 | uint32(index + 4);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

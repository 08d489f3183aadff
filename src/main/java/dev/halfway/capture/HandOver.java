package dev.halfway.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries packets from the thread that captures to the one that reads: a ring of bytes, one writer, one reader. When it is
 * full the writer waits, and the kernel's buffer takes up what comes, and counts what it must drop.
 *
 * <pre>
 *   a record, at a multiple of 8:   0  captured length, or -1: go on at the beginning of the ring
 *                                   4  original length
 *                                   8  time, nanoseconds since the epoch
 *                                  16  the bytes
 * </pre>
 */
final class HandOver {
    /** More than ten times the largest packet. */
    private static final int RING_BYTES = 4 * 1024 * 1024;

    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;
    private static final int AT_BEGINNING = -1;
    private static final long FULL_NAP_NANOS = 200_000;

    private final byte[] ring = new byte[RING_BYTES];
    private final ByteBuffer fields = ByteBuffer.wrap(ring).order(ByteOrder.nativeOrder());

    // how far each side has come, in bytes since the beginning
    private volatile long written;
    private volatile long released;

    private volatile Thread waiting;
    private volatile boolean closed;

    // of the reader alone
    private long reading;

    /** For the writer; waits for room. What comes after {@link #close()} is thrown away. */
    void put(byte[] packet, long timeNanos, int originalLength) {
        int needed = align(HEADER_BYTES + packet.length);
        long at = written;
        int toEnd = RING_BYTES - index(at);
        long begin = needed <= toEnd ? at : at + toEnd;
        while (begin + needed - released > RING_BYTES) {
            if (closed) {
                return;
            }
            wakeReader();
            LockSupport.parkNanos(FULL_NAP_NANOS);
        }
        if (begin > at) {
            fields.putInt(index(at), AT_BEGINNING);
        }
        int index = index(begin);
        fields.putInt(index, packet.length);
        fields.putInt(index + 4, originalLength);
        fields.putLong(index + 8, timeNanos);
        System.arraycopy(packet, 0, ring, index + HEADER_BYTES, packet.length);
        written = begin + needed;
        wakeReader();
    }

    /** For the reader: points the frame to the next packet, good until the next call; false when there is none. */
    boolean take(Frame frame) {
        released = reading;
        if (reading == written) {
            return false;
        }
        int index = index(reading);
        int length = fields.getInt(index);
        if (length == AT_BEGINNING) {
            reading += RING_BYTES - index;
            index = 0;
            length = fields.getInt(index);
        }
        frame.buffer = ring;
        frame.offset = index + HEADER_BYTES;
        frame.capturedLength = length;
        frame.originalLength = fields.getInt(index + 4);
        frame.timeNanos = fields.getLong(index + 8);
        reading += align(HEADER_BYTES + length);
        return true;
    }

    /** For the reader: waits until there is something, until {@link #wakeReader}, or so long. */
    void await(long nanos) {
        waiting = Thread.currentThread();
        if (reading == written) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    /** For any thread but the reader: ends its wait. */
    void wakeReader() {
        Thread reader = waiting;
        if (reader != null) {
            waiting = null;
            LockSupport.unpark(reader);
        }
    }

    /** The writer need not wait any more: nobody reads. */
    void close() {
        closed = true;
    }

    private static int index(long at) {
        return (int) (at & RING_BYTES - 1);
    }

    private static int align(int bytes) {
        return bytes + ALIGNMENT - 1 & -ALIGNMENT;
    }
}

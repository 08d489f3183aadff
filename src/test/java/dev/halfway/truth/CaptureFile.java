package dev.halfway.truth;

import java.io.Closeable;
import java.io.IOException;

/** A capture file being written, of one interface and nanosecond stamps. */
interface CaptureFile extends Closeable {
    int LARGEST_RECORD = 262_144;

    /**
     * One record.
     *
     * @param bytes link header first, the first {@code capturedLength} are written
     * @param dropsBefore records lost since the one before; written where the format can
     */
    void packet(long timeNanos, byte[] bytes, int capturedLength, long dropsBefore) throws IOException;

    /**
     * What the capture counted so far, where the format can.
     *
     * @param windowStartNanos -1 for not told, as then the end
     */
    void statistics(long timeNanos, long windowStartNanos, long received, long dropped) throws IOException;
}

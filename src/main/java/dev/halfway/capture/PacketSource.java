package dev.halfway.capture;

import java.io.Closeable;
import java.io.IOException;

/**
 * Where packets come from: saved files or a live interface. Knows no protocol above the capture format.
 *
 * <p>The caller sets the batch; the handler gets one reused {@link Frame} at a time. Not thread-safe.
 */
public interface PacketSource extends Closeable {
    /** {@link #poll} when there will be no more. */
    int END = -1;

    /**
     * Hands at most {@code limit} records to the handler, in the order of the capture.
     *
     * @return how many were handed over; 0 when there are none at the moment (live sources); {@link #END} after the last
     * @throws CaptureException when the capture cannot be read on: not a capture, corrupt, unsupported; a file cut short
     *     is no error, see {@link SourceSummary#cutAtByte()}
     */
    int poll(FrameHandler handler, int limit) throws IOException;

    /** What is known of the source so far; complete once {@link #poll} has returned {@link #END}. */
    SourceSummary summary();

    /** One of those of the {@link #summary()}, by {@link Frame#interfaceIndex()}; at once, however many there are. */
    SourceSummary.Interface interfaceAt(int index);
}

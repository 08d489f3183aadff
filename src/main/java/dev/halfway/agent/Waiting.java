package dev.halfway.agent;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.LiveCapture;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import java.io.IOException;

/** A live capture whose {@link #poll} waits a little while nothing comes, as a stream's does. */
public final class Waiting implements PacketSource {
    private static final long LONGEST_NANOS = 100_000_000L;

    private final LiveCapture capture;

    public Waiting(LiveCapture capture) {
        this.capture = capture;
    }

    /** @throws IOException when the capture failed; it may be opened again */
    @Override
    public int poll(FrameHandler handler, int limit) throws IOException {
        int count = taken(handler, limit);
        if (count == 0) {
            capture.await(LONGEST_NANOS);
        }
        return count;
    }

    private int taken(FrameHandler handler, int limit) throws IOException {
        try {
            return capture.poll(handler, limit);
        } catch (CaptureException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public SourceSummary summary() {
        return capture.summary();
    }

    @Override
    public SourceSummary.Interface interfaceAt(int index) {
        return capture.interfaceAt(index);
    }

    @Override
    public void close() throws IOException {
        capture.close();
    }
}

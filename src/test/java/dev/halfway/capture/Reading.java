package dev.halfway.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that a source gave, copied. */
final class Reading implements FrameHandler {
    /** A frame with its own bytes. */
    record Copy(
            byte[] packet,
            int originalLength,
            long timeNanos,
            long number,
            int linkType,
            int interfaceIndex,
            int fileIndex,
            int direction,
            long dropsBefore) {}

    final List<Copy> frames = new ArrayList<>();
    final List<InterfaceStatistics> statistics = new ArrayList<>();
    SourceSummary summary;

    /** Reads a capture to its end. */
    static Reading of(byte[] capture) throws IOException {
        return of(CaptureFile.open("test", new ByteArrayInputStream(capture)));
    }

    /** Reads a source to its end and closes it. */
    static Reading of(PacketSource source) throws IOException {
        Reading reading = new Reading();
        try (source) {
            while (source.poll(reading, 3) != PacketSource.END) {
                // until the end
            }
            reading.summary = source.summary();
        }
        return reading;
    }

    Copy only() {
        if (frames.size() != 1) {
            throw new AssertionError("expected one frame, got " + frames);
        }
        return frames.get(0);
    }

    List<Long> times() {
        return frames.stream().map(Copy::timeNanos).toList();
    }

    @Override
    public void onFrame(Frame frame) {
        frames.add(new Copy(
                Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + frame.capturedLength()),
                frame.originalLength(),
                frame.timeNanos(),
                frame.number(),
                frame.linkType(),
                frame.interfaceIndex(),
                frame.fileIndex(),
                frame.direction(),
                frame.dropsBefore()));
    }

    @Override
    public void onStatistics(InterfaceStatistics taken) {
        statistics.add(taken);
    }
}

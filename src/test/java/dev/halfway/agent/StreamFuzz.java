package dev.halfway.agent;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.PacketSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A source that streams any bytes: it ends or fails, and what it gave is in segments that can be read again, each packet
 * once.
 */
public final class StreamFuzz {
    private static final long MOST_BYTES = 1 << 24;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final long RELEASE_NANOS = 200_000_000L;
    private static final long LOOK_AGAIN_NANOS = 20_000;
    private static final int BATCH = 64;

    private StreamFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Path directory = Files.createTempDirectory("stream");
        try (Collector collector = new Collector(
                "host",
                "input",
                () -> CaptureFile.open("input", new ByteArrayInputStream(input)),
                Origin.Reopening.NEVER,
                directory,
                MOST_BYTES,
                Optional.empty())) {
            collector.start();
            long now = System.nanoTime();
            long until = now + LONGEST_NANOS;
            long release = now + RELEASE_NANOS;
            long read = 0;
            while (!collector.health().state().isOver()) {
                now = System.nanoTime();
                if (now > until) {
                    throw new AssertionError("neither over nor failed: " + collector.health());
                } else if (now > release) {
                    read += readAndRelease(collector.segments());
                    release = System.nanoTime() + RELEASE_NANOS;
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            if (collector.health().detail().startsWith(Collector.OUR_FAULT)) {
                throw new AssertionError(collector.health().detail());
            }
            read += readAndRelease(collector.segments());
            if (read != collector.health().packets()) {
                throw new AssertionError(read + " packets in segments of " + collector.health());
            }
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    /** As the analysis does: who never releases anything keeps the source waiting once enough is kept. */
    private static long readAndRelease(Segments segments) throws IOException {
        long[] frames = new long[1];
        for (Segments.Segment segment : segments.cut()) {
            long before = frames[0];
            try (PacketSource source = CaptureFile.open("segment", segment.path())) {
                while (source.poll(frame -> frames[0]++, BATCH) != PacketSource.END) {
                    // The handler counts.
                }
            }
            if (frames[0] - before != segment.packets()) {
                throw new AssertionError(segment + " holds " + (frames[0] - before) + " packets");
            }
            segments.release(index -> index == segment.index());
        }
        return frames[0];
    }
}

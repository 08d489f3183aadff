package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmentsTest {
    private static final int MORE = 10;

    @TempDir
    Path directory;

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        }
    }

    /** Each packet is ten seconds after the one before, so each has a file of its own. */
    @Test
    void shouldKeepASourceWaitingBeforeThereAreTooManyFiles() throws IOException, InterruptedException {
        PcapngBytes capture = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        capture.iface(101, 65_535);
        for (int i = 0; i < Segments.MOST_FILES + MORE; i++) {
            capture.packet(0, i * 10_000_000L, new byte[20]);
        }
        try (CaptureFile source = CaptureFile.open("leaps", new ByteArrayInputStream(capture.bytes()));
                Segments segments = new Segments(
                        directory,
                        "host",
                        Long.MAX_VALUE,
                        index -> source.summary().interfaces().get(index),
                        Optional.empty())) {
            Thread reader = new Thread(() -> {
                try {
                    while (source.poll(segments, 64) != PacketSource.END) {
                        // the segments do the work
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            reader.start();
            while (reader.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            assertEquals(Segments.MOST_FILES, files());
            int read = segments.cut().size();
            segments.release(index -> true);
            reader.join();
            read += segments.cut().size();
            assertEquals(Segments.MOST_FILES + MORE, read, "none is left out");
            assertTrue(files() <= MORE, files() + " files");
        }
    }
}

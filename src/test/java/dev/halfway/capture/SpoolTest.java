package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final byte[] CAPTURE =
            PcapBytes.plain().record(7, 5, new byte[60]).bytes();

    @TempDir
    Path directory;

    @Test
    void shouldKeepStandardInputUntilItIsClosed() throws IOException {
        Path copy;
        try (Spool spool = new Spool(new ByteArrayInputStream(CAPTURE))) {
            copy = spool.rereadable(Path.of("-"));
            assertArrayEquals(CAPTURE, Files.readAllBytes(copy));
            assertArrayEquals(CAPTURE, Files.readAllBytes(copy), "again");
        }
        assertFalse(Files.exists(copy));
    }

    @Test
    void shouldKeepWhatIsNoRegularFile() throws IOException {
        Path device = Path.of("/dev/null");
        try (Spool spool = new Spool(InputStream.nullInputStream())) {
            Path copy = spool.rereadable(device);
            assertTrue(Files.isRegularFile(copy));
            assertEquals(0, Files.size(copy));
        }
        assertTrue(Files.exists(device));
    }

    @Test
    void shouldLeaveFilesWhereTheyAre() throws IOException {
        Path file = Files.write(directory.resolve("a.pcap"), CAPTURE);
        Path missing = directory.resolve("missing.pcap");
        try (Spool spool = new Spool(InputStream.nullInputStream())) {
            assertEquals(file, spool.rereadable(file));
            assertEquals(missing, spool.rereadable(missing));
            assertEquals(directory, spool.rereadable(directory));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void shouldSayWhenStandardInputCannotBeRead() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        try (Spool spool = new Spool(broken)) {
            CaptureException e = assertThrows(CaptureException.class, () -> spool.rereadable(Path.of("-")));
            assertTrue(e.getMessage().contains("gone"), e.getMessage());
        }
    }

    @Test
    void shouldBeCalledAsTheUserCalledIt() throws IOException {
        try (Spool spool = new Spool(new ByteArrayInputStream(CAPTURE))) {
            Path copy = spool.rereadable(Path.of("-"));
            Reading reading = Reading.of(CaptureFiles.open(List.of("-"), List.of(copy)));
            assertEquals("-", reading.summary.name());
            assertEquals(List.of(7_000_005_000L), reading.times());
        }
    }
}

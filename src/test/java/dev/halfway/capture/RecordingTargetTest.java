package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTargetTest {
    @TempDir
    Path directory;

    @Test
    void shouldNumberFilesAndNameEachOnceItIsComplete() throws IOException {
        RecordingTarget target = RecordingTarget.files(directory.resolve("a.b.pcapng"), new Rotation(1, 0, 0));
        write(target, "one");
        assertEquals(List.of("a.b-00001.pcapng.part"), names());
        target.end();
        write(target, "two");
        target.end();
        assertEquals(List.of("a.b-00001.pcapng", "a.b-00002.pcapng"), names());
        assertEquals("two", Files.readString(directory.resolve("a.b-00002.pcapng")));
    }

    @Test
    void shouldGoOnBehindWhatIsThereAndOverwriteNothing() throws IOException {
        Files.writeString(directory.resolve("a-00007.pcapng"), "earlier");
        Files.writeString(directory.resolve("a-00009.pcapng.part"), "was killed");
        Files.writeString(directory.resolve("a-00044.pcap"), "another");
        RecordingTarget target = RecordingTarget.files(directory.resolve("a.pcapng"), new Rotation(1, 0, 0));
        write(target, "new");
        target.end();
        assertEquals(List.of("a-00007.pcapng", "a-00009.pcapng.part", "a-00010.pcapng", "a-00044.pcap"), names());
        assertEquals("earlier", Files.readString(directory.resolve("a-00007.pcapng")));
    }

    @Test
    void shouldNotMeetAnotherRecordingOfTheSameName() throws IOException {
        RecordingTarget one = RecordingTarget.files(directory.resolve("a"), new Rotation(1, 0, 0));
        RecordingTarget other = RecordingTarget.files(directory.resolve("a"), new Rotation(1, 0, 0));
        write(one, "one");
        write(other, "other");
        one.end();
        other.end();
        assertEquals(List.of("a-00001", "a-00002"), names());
        assertEquals("other", Files.readString(directory.resolve("a-00002")));
    }

    @Test
    void shouldKeepSoManyOfItsOwnFiles() throws IOException {
        Files.writeString(directory.resolve("a-00001.pcapng"), "earlier");
        RecordingTarget target = RecordingTarget.files(directory.resolve("a.pcapng"), new Rotation(1, 0, 2));
        for (String text : List.of("2", "3", "4")) {
            write(target, text);
            target.end();
        }
        write(target, "5");
        assertEquals(List.of("a-00001.pcapng", "a-00004.pcapng", "a-00005.pcapng.part"), names());
    }

    @Test
    void shouldRefuseAFileThatExists() throws IOException {
        Path file = Files.writeString(directory.resolve("a.pcapng"), "earlier");
        CaptureException e = assertThrows(CaptureException.class, () -> RecordingTarget.file(file));
        assertTrue(e.getMessage().contains("it exists; choose another name"), e.getMessage());
        assertEquals("earlier", Files.readString(file));
    }

    @Test
    void shouldSayThatThereIsNoDirectory() {
        CaptureException e =
                assertThrows(CaptureException.class, () -> RecordingTarget.file(directory.resolve("no/a.pcapng")));
        assertTrue(e.getMessage().contains("there is no such directory"), e.getMessage());
    }

    @Test
    void shouldWriteToADevice() throws IOException {
        RecordingTarget target = RecordingTarget.file(Path.of("/dev/null"));
        write(target, "nothing");
        target.end();
    }

    private static void write(RecordingTarget target, String text) throws IOException {
        OutputStream out = target.begin();
        out.write(text.getBytes(), 0, text.length());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

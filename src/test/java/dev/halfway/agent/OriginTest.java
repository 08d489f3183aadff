package dev.halfway.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.CaptureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OriginTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadWhatACommandWrites() throws IOException {
        try (InputStream in = exec("printf 'a b'").open()) {
            assertEquals("a b", new String(in.readAllBytes(), UTF_8));
        }
    }

    @Test
    void shouldExplainTheEndOfACommandByItsLastWords() throws IOException {
        try (InputStream in = exec("printf x; echo first >&2; echo 'no such device' >&2; exit 3")
                .open()) {
            assertEquals('x', in.read());
            String message = assertThrows(IOException.class, in::read).getMessage();
            assertTrue(message.contains("exit code 3") && message.endsWith("no such device"), message);
        }
    }

    /** More than there is memory for may come without the end of a line. */
    @Test
    void shouldKeepTheBeginningOfALongLine() throws IOException {
        String long1 = "{ printf 'no such device: '; head -c 300000000 /dev/zero | tr '\\0' x; } >&2; exit 5";
        try (InputStream in = exec(long1).open()) {
            String message = assertThrows(IOException.class, in::read).getMessage();
            assertTrue(message.contains("exit code 5: no such device: xxx"), message);
            assertTrue(message.length() < 500, message.length() + " characters");
        }
    }

    @Test
    void shouldEndACommandWithItsStream() throws Exception {
        Path ended = directory.resolve("ended");
        InputStream in = exec("trap 'echo > " + ended + "; exit' TERM; echo; while :; do sleep 0.1; done")
                .open();
        assertEquals('\n', in.read());
        in.close();
        while (!Files.exists(ended)) {
            Thread.sleep(10);
        }
    }

    /** What it had started would else hold the output open, and whoever reads it would wait for good. */
    @Test
    @Timeout(60)
    void shouldEndWithACommandWhatItHasStarted() throws Exception {
        InputStream in =
                exec("{ echo $$; sh -c 'echo $$; exec sleep 600'; } | cat").open();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        lines.readLine();
        ProcessHandle sleeping =
                ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
        in.close();
        try {
            sleeping.onExit().get(30, TimeUnit.SECONDS);
        } finally {
            sleeping.destroy();
        }
    }

    @Test
    @Timeout(60)
    void shouldSayThatAFollowedFileIsAnotherOne() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "abc");
        FileOrigin origin = new FileOrigin(file, true);
        try (InputStream in = origin.open()) {
            in.readNBytes(3);
            Files.writeString(file, "d");
            String message = assertThrows(IOException.class, in::read).getMessage();
            assertTrue(message.contains("shorter"), message);
        }
        try (InputStream in = origin.open()) {
            assertEquals('d', in.read());
            Files.move(file, directory.resolve("f.1"));
            Files.writeString(directory.resolve("f.1"), "e", StandardOpenOption.APPEND);
            assertEquals('e', in.read(), "whoever writes has not noticed yet");
            Files.writeString(file, "fgh");
            String message = assertThrows(IOException.class, in::read).getMessage();
            assertTrue(message.contains("another file"), message);
        }
        Files.delete(file);
        assertFalse(assertThrows(IOException.class, origin::open) instanceof CaptureException, "it may come back");
        assertEquals(Origin.Reopening.WHEN_BROKEN, origin.reopening());
        assertThrows(CaptureException.class, () -> new FileOrigin(file, true).open(), "it never was there");
    }

    @Test
    void shouldFollowAFileThatGrows() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "ab");
        InputStream in = new FileOrigin(file, true).open();
        assertArrayEquals("ab".getBytes(UTF_8), in.readNBytes(2));
        CompletableFuture<byte[]> more = CompletableFuture.supplyAsync(() -> {
            try {
                return in.readNBytes(3);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Files.writeString(file, "cde", StandardOpenOption.APPEND);
        assertArrayEquals("cde".getBytes(UTF_8), more.get());
        in.close();
        assertEquals(-1, in.read());
    }

    @Test
    void shouldEndWhereAFileThatIsNotFollowedEnds() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "ab");
        try (InputStream in = new FileOrigin(file, false).open()) {
            assertEquals(2, in.readAllBytes().length);
        }
    }

    @Test
    void shouldSayWhereNobodyListens() {
        SocketOrigin origin = new SocketOrigin("127.0.0.1", 1, java.util.Optional.empty());
        String message = assertThrows(IOException.class, origin::open).getMessage();
        assertTrue(message.startsWith("127.0.0.1 port 1: "), message);
    }

    private static ProcessOrigin exec(String command) {
        return ProcessOrigin.of(new SourceSpec.Exec(command));
    }
}

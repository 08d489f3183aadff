package dev.halfway.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
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

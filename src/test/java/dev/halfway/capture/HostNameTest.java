package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNameTest {
    @Test
    void shouldBeReadWhereItCanBe(@TempDir Path directory) throws IOException {
        Path hidden = directory.resolve("proc");
        Path shown = Files.writeString(directory.resolve("etc"), "node-219\n");

        assertEquals("node-219", HostName.firstOf(List.of(hidden, shown)));
        assertEquals("", HostName.firstOf(List.of(hidden)));
    }
}

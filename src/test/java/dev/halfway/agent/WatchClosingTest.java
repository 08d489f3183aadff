package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchClosingTest {
    private final List<String> closed = new ArrayList<>();

    private Closeable source(String name) {
        return () -> closed.add(name);
    }

    private Closeable broken(String name, Exception failure) {
        return () -> {
            closed.add(name);
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        };
    }

    @Test
    void shouldCloseTheOthersWhenOneCannotBe() {
        IOException first = new IOException("disk full");
        IllegalStateException second = new IllegalStateException("gone");
        IOException told = assertThrows(
                IOException.class,
                () -> Watch.closeAll(List.of(broken("a", first), source("b"), broken("c", second), source("d"))));
        assertEquals(List.of("a", "b", "c", "d"), closed);
        assertSame(first, told);
        assertArrayEquals(new Throwable[] {second}, told.getSuppressed());
    }

    @Test
    void shouldSayNothingWhenAllAreClosed() throws IOException {
        Watch.closeAll(List.of(source("a"), source("b")));
        assertEquals(List.of("a", "b"), closed);
    }
}

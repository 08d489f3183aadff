package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ParallelTest {
    private static Callable<Integer> failing(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void shouldGiveTheResultsInTheOrderOfTheTasks() throws IOException {
        assertEquals(List.of(1, 2, 3), Parallel.results(List.of(() -> 1, () -> 2, () -> 3)));
    }

    @Test
    void shouldTellOfEveryFailure() {
        IOException first = new IOException("first");
        IllegalStateException second = new IllegalStateException("second");
        IOException third = new IOException("third");
        IOException told = assertThrows(
                IOException.class,
                () -> Parallel.results(List.of(failing(first), () -> 1, failing(second), failing(third))));
        assertSame(first, told);
        assertArrayEquals(new Throwable[] {second, third}, told.getSuppressed());
    }

    @Test
    void shouldTellOnceOfOneFailureOfSeveral() {
        IOException same = new IOException("same");
        IOException told =
                assertThrows(IOException.class, () -> Parallel.results(List.of(failing(same), failing(same))));
        assertSame(same, told);
        assertEquals(0, told.getSuppressed().length);
    }
}

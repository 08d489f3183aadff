package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ResolutionTest {
    private static final long MILLI = 1_000_000L;

    @Test
    void shouldCountTheWholeTickOfEitherCoarseClock() {
        assertEquals(1_000, Resolution.usual().errorNanos());
        assertEquals(0, Resolution.usual().coarseNanos());
        assertFalse(Resolution.usual().isCoarse());
        assertEquals(10 * MILLI + 1_000, new Resolution(1_000, 10 * MILLI).errorNanos());
        assertEquals(14 * MILLI, new Resolution(4 * MILLI, 10 * MILLI).errorNanos());
        assertEquals(14 * MILLI, new Resolution(4 * MILLI, 10 * MILLI).coarseNanos());
        assertThrows(IllegalArgumentException.class, () -> new Resolution(0, 1));
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Lines that stay below every reading of one direction and above every negative one of the other. */
class RateRangeTest {
    private static RateRange of(long[] forwardTime, long[] forward, long[] backwardTime, long[] backward) {
        return RateRange.of(
                new LowerHull(new Readings(forwardTime, forward)),
                new LowerHull(new Readings(backwardTime, backward)),
                0);
    }

    /** From (0, -1000) up to (1000, 500) at most, from (0, 500) down to (1000, -1000) at least. */
    @Test
    void shouldGoBetweenTheReadings() {
        long[] time = {0, 1_000};
        RateRange range = of(time, new long[] {500, 500}, time, new long[] {1_000, 1_000});
        assertEquals(1.5, range.high(), 1e-9);
        assertEquals(-1.5, range.low(), 1e-9);
        assertTrue(range.isStraight());
        assertFalse(range.excludesZero());
    }

    @Test
    void shouldExcludeZeroWhenTheReadingsClimbOrFall() {
        long[] time = {0, 1_000};
        RateRange climbing = of(time, new long[] {100, 1_100}, time, new long[] {100, -900});
        assertEquals(0.8, climbing.low(), 1e-9);
        assertEquals(1.2, climbing.high(), 1e-9);
        assertTrue(climbing.excludesZero());
        RateRange falling = of(time, new long[] {100, -900}, time, new long[] {100, 1_100});
        assertEquals(-1.2, falling.low(), 1e-9);
        assertEquals(-0.8, falling.high(), 1e-9);
        assertTrue(falling.excludesZero());
    }

    @Test
    void shouldFindNoLineThroughAStep() {
        long[] time = {0, 1_000};
        RateRange none = of(time, new long[] {-10, -10}, time, new long[] {5, 5});
        assertFalse(none.isStraight());
        assertFalse(none.excludesZero());
        assertEquals(Rates.LIMIT, none.largest(0), 0);
        assertEquals(Rates.LIMIT + 100e-6, none.largest(-100e-6), 1e-12);
    }

    @Test
    void shouldBoundTheRateByWhatFitsAndByDrift() {
        assertEquals(30e-6 + Rates.WANDER, new RateRange(-20e-6, 30e-6).largest(0), 1e-12);
        assertEquals(20e-6 + Rates.WANDER, new RateRange(-20e-6, 10e-6).largest(0), 1e-12);
        assertEquals(Rates.LIMIT, new RateRange(-1, 1).largest(0), 0);
        assertTrue(new RateRange(0, 0).isStraight());
        assertFalse(new RateRange(0, 1).excludesZero());
        assertFalse(new RateRange(-1, 0).excludesZero());
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DelayHistogramTest {
    private static final long HOUR = 3_600_000_000_000L;

    private final DelayHistogram histogram = new DelayHistogram();

    @Test
    void shouldSayNothingOfNothing() {
        assertTrue(histogram.summary().isEmpty());
    }

    @Test
    void shouldGivePercentilesToTwoDigits() {
        for (int i = 1; i <= 1_000; i++) {
            histogram.record(i * 1_000L);
        }
        DelaySummary summary = histogram.summary().orElseThrow();
        assertEquals(1_000, summary.count());
        assertEquals(1_000, summary.minNanos());
        assertEquals(500_000, summary.medianNanos(), 5_000);
        assertEquals(900_000, summary.p90Nanos(), 9_000);
        assertEquals(990_000, summary.p99Nanos(), 9_900);
        assertEquals(1_000_000, summary.maxNanos());
        assertEquals(0, summary.negative());
    }

    @Test
    void shouldCountDelaysBelowZeroApart() {
        histogram.record(-5_000);
        histogram.record(-1);
        histogram.record(0);
        histogram.record(300_000);
        DelaySummary summary = histogram.summary().orElseThrow();
        assertEquals(4, summary.count());
        assertEquals(2, summary.negative());
        assertEquals(-5_000, summary.minNanos());
        assertEquals(0, summary.medianNanos(), 1_000, "to the microsecond");
    }

    @Test
    void shouldTakeADelayBeyondItsRange() {
        histogram.record(3 * HOUR);
        histogram.record(Long.MAX_VALUE);
        DelaySummary summary = histogram.summary().orElseThrow();
        assertEquals(2, summary.count());
        assertEquals(3 * HOUR, summary.minNanos());
        assertEquals(Long.MAX_VALUE, summary.maxNanos());
        assertTrue(summary.medianNanos() >= 3 * HOUR, "within the smallest and the largest");
    }

    @Test
    void shouldGiveOneDelayExactly() {
        histogram.record(123_457);
        DelaySummary summary = histogram.summary().orElseThrow();
        assertEquals(123_457, summary.medianNanos());
        assertEquals(123_457, summary.p99Nanos());
    }
}

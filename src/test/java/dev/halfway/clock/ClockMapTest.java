package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockMapTest {
    private static final long SECOND = 1_000_000_000L;

    private static ClockEstimate estimate(OptionalDouble skewPpm, Segment... segments) {
        return new ClockEstimate(
                Basis.BOTH_WAYS, 0, List.of(segments), skewPpm, Optional.empty(), 1, 1, OptionalLong.of(1));
    }

    private static Segment segment(long from, long to, long offset, long bound) {
        return new Segment(from, to, offset, OptionalLong.of(bound), 100e-6);
    }

    @Test
    void shouldLeaveTheReferenceUnchanged() {
        assertEquals(Long.MIN_VALUE, ClockMap.identity().toReference(Long.MIN_VALUE));
        assertEquals(17, ClockMap.identity().toReference(17));
        assertEquals(0, ClockMap.identity().errorAt(Long.MAX_VALUE));
    }

    @Test
    void shouldTakeTheOffsetAwayAndGrowTheErrorOutside() {
        ClockMap map = ClockMap.of(estimate(OptionalDouble.empty(), segment(0, 10 * SECOND, 7, 50)));

        assertEquals(SECOND, map.toReference(SECOND + 7));
        assertEquals(51, map.errorAt(SECOND + 7), 1);
        assertEquals(100_051, map.errorAt(11 * SECOND + 7), 1);
        assertEquals(100_051, map.errorAt(7 - SECOND), 1);
    }

    @Test
    void shouldApplySkewToTheNanosecondOverAYear() {
        double ppm = 123.456789;
        ClockMap map = ClockMap.of(estimate(OptionalDouble.of(ppm), segment(0, 1, 1_000, 0)));
        long year = 365 * 86_400 * SECOND;
        for (long timeB = -year; timeB <= year; timeB += year / 16 + 12_345) {
            BigDecimal exact = new BigDecimal(timeB - 1_000)
                    .divide(BigDecimal.ONE.add(new BigDecimal(ppm / 1e6)), MathContext.DECIMAL128);
            assertEquals(exact.doubleValue(), map.toReference(timeB), 5.0, "at " + timeB);
        }
    }

    @Test
    void shouldChangeSegmentsHalfWayInBTimeAndOwnUpToIt() {
        ClockMap map = ClockMap.of(estimate(
                OptionalDouble.empty(),
                segment(0, 10 * SECOND, 0, 5),
                segment(12 * SECOND, 20 * SECOND, 6 * SECOND, 5)));

        assertEquals(9 * SECOND, map.toReference(9 * SECOND));
        assertEquals(13 * SECOND, map.toReference(19 * SECOND));
        assertEquals(13 * SECOND + 999_999_999, map.toReference(13 * SECOND + 999_999_999));
        assertEquals(8 * SECOND, map.toReference(14 * SECOND));
        assertTrue(map.errorAt(14 * SECOND) >= 6 * SECOND);
        assertTrue(map.errorAt(9 * SECOND) < 10);
    }

    @Test
    void shouldBeUnboundedWithoutABound() {
        ClockMap map = ClockMap.of(ClockEstimate.wallClock());

        assertEquals(99, map.toReference(99));
        assertEquals(ClockMap.UNBOUNDED, map.errorAt(99));
    }

    @Test
    void shouldUndoItselfWhenReversed() {
        ClockEstimate estimate = estimate(
                OptionalDouble.of(-200),
                segment(0, 100 * SECOND, -5 * SECOND, 5),
                segment(101 * SECOND, 300 * SECOND, 3 * SECOND, 7));
        ClockMap there = ClockMap.of(estimate);
        ClockMap back = ClockMap.of(estimate.reversed());
        for (long timeB : new long[] {0, 20 * SECOND, 90 * SECOND, 110 * SECOND, 290 * SECOND}) {
            assertEquals(timeB, back.toReference(there.toReference(timeB)), 3.0, "at " + timeB);
        }
        assertEquals(7, estimate.reversed().boundNanos().getAsLong());
    }

    @Test
    void shouldAllocateNothing() {
        ClockMap map = ClockMap.of(estimate(OptionalDouble.of(10), segment(0, 10, 1, 1), segment(20, 30, 2, 1)));
        com.sun.management.ThreadMXBean thread =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += map.toReference(i) + map.errorAt(i);
        }
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000_000; i++) {
            sum += map.toReference(i) + map.errorAt(i);
        }
        assertTrue(thread.getCurrentThreadAllocatedBytes() - before < 10_000);
        assertTrue(sum != 0);
    }
}

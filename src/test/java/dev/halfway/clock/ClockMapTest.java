package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

    private static void assertUnsure(ClockMap map, long from, long to, long step) {
        long sure = 20 + 2; // more than the bound, as the time outside the segments is short
        assertTrue(map.errorAt(from - 1) < sure, "before");
        assertTrue(map.errorAt(from) >= step, "from");
        assertTrue(map.errorAt(to) >= step, "to");
        assertTrue(map.errorAt(to + 1) < sure, "behind");
    }

    /** From the last reading that is surely before it to the first that is surely behind. */
    @Test
    void shouldBeUnsureBetweenTheSegmentsOfAStep() {
        assertUnsure(
                ClockMap.of(estimate(
                        OptionalDouble.empty(),
                        segment(0, 10 * SECOND, 0, 5),
                        segment(10 * SECOND + 100, 20 * SECOND, 6 * SECOND, 5))),
                10 * SECOND,
                16 * SECOND + 100,
                6 * SECOND);
    }

    /** A clock set back by up to a second passes the unwrapping, and shows that time twice: both times are in doubt. */
    @Test
    void shouldBeUnsureOfWhatASmallStepBackShowsTwice() {
        assertUnsure(
                ClockMap.of(estimate(
                        OptionalDouble.empty(),
                        segment(0, 10 * SECOND, 0, 5),
                        segment(10 * SECOND, 20 * SECOND, -SECOND, 5))),
                9 * SECOND,
                10 * SECOND,
                SECOND);
        // One nanosecond more is unwrapped, and what is left of it is not shown twice.
        assertUnsure(
                ClockMap.of(estimate(
                        OptionalDouble.empty(),
                        segment(0, 10 * SECOND, 0, 5),
                        segment(11 * SECOND + 1, 20 * SECOND, -SECOND - 1, 5))),
                10 * SECOND,
                10 * SECOND,
                SECOND);
        ClockMap late = ClockMap.of(estimate(
                OptionalDouble.empty(),
                segment(0, 10 * SECOND, 0, 5),
                segment(10 * SECOND + 100, 20 * SECOND, -50, 5)));
        assertUnsure(late, 10 * SECOND - 50, 10 * SECOND + 100, 50);
    }

    /** The record at which B's clock was set back tells exactly: the time up to the one before it is on the old side. */
    @Test
    void shouldChangeSegmentsAtTheRecordAtWhichTheClockWasSetBack() {
        ClockEstimate estimate = estimate(
                OptionalDouble.empty(), segment(0, 10 * SECOND, 0, 5), segment(12 * SECOND, 20 * SECOND, -300_000, 5));
        for (long last : new long[] {9 * SECOND - 1, 9 * SECOND, 11 * SECOND, 13 * SECOND - 300_001}) {
            ClockMap map = ClockMap.of(estimate, List.of(new TimeUnwrapper.StepBack(last, 5 * SECOND)));
            assertEquals(last, map.toReference(last));
            assertEquals(last + 1 + 300_000, map.toReference(last + 1));
            assertTrue(map.errorAt(last) < 300_000, "before");
            assertTrue(map.errorAt(last + 1) < 300_000, "behind");
        }
    }

    @Test
    void shouldNotChangeSegmentsAtARecordElsewhere() {
        ClockEstimate back = estimate(
                OptionalDouble.empty(), segment(0, 10 * SECOND, 0, 5), segment(12 * SECOND, 20 * SECOND, -300_000, 5));
        // Half way, since it is farther than a second from either segment.
        for (long last : new long[] {9 * SECOND - 300_000 - 2 * SECOND, 13 * SECOND - 300_000}) {
            ClockMap map = ClockMap.of(back, List.of(new TimeUnwrapper.StepBack(last, 5 * SECOND)));
            assertEquals(10 * SECOND + 900_000_000, map.toReference(10 * SECOND + 900_000_000));
            assertEquals(11 * SECOND + 300_000, map.toReference(11 * SECOND));
        }
        // Nor is it the record, where the step that is left is one forwards.
        ClockEstimate forwards = estimate(
                OptionalDouble.empty(),
                segment(0, 10 * SECOND, 0, 5),
                segment(12 * SECOND, 20 * SECOND, 2 * SECOND, 5));
        ClockMap map = ClockMap.of(forwards, List.of(new TimeUnwrapper.StepBack(10 * SECOND, 5 * SECOND)));
        assertEquals(11 * SECOND, map.toReference(11 * SECOND));
    }

    /** A's clock shows an error that is so long on B's; one that runs slower than B's, or faster, at most so much more. */
    @Test
    void shouldTellTheErrorInTimeOfTheReference() {
        for (double ppm : new double[] {-100, 100}) {
            ClockMap map = ClockMap.of(estimate(OptionalDouble.of(ppm), segment(0, 10 * SECOND, 0, SECOND)));
            assertEquals(SECOND + 100_010, map.errorAt(SECOND), 3);
        }
    }

    @Test
    void shouldBeContinuousWithoutSteps() {
        ClockMap steady = ClockMap.of(estimate(OptionalDouble.of(10), segment(0, 10, 1, 1)));
        ClockMap stepped = ClockMap.of(estimate(OptionalDouble.empty(), segment(0, 10, 1, 1), segment(20, 30, 2, 1)));
        assertTrue(ClockMap.identity().isContinuous());
        assertTrue(steady.isContinuous());
        assertTrue(steady.then(steady).isContinuous());
        assertFalse(stepped.isContinuous());
        assertFalse(stepped.then(steady).isContinuous());
        assertFalse(steady.then(stepped).isContinuous());
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

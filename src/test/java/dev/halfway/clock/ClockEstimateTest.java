package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfway.clock.TimeUnwrapper.StepBack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an estimate says of steps, with the user's word added, and the other way round. */
class ClockEstimateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000;
    private static final OptionalLong UNBOUNDED = OptionalLong.empty();

    private static ClockEstimate estimate(Basis basis, OptionalDouble skewPpm, Segment... segments) {
        return new ClockEstimate(basis, 0, List.of(segments), skewPpm, Optional.empty(), 3, 5, OptionalLong.of(9));
    }

    private static ClockEstimate steady(Segment... segments) {
        return estimate(Basis.BOTH_WAYS, OptionalDouble.empty(), segments);
    }

    private static Segment segment(long fromSeconds, long toSeconds, long offset, OptionalLong bound) {
        return new Segment(fromSeconds * SECOND, toSeconds * SECOND, offset, bound, 1e-6);
    }

    private static Segment segment(long fromSeconds, long toSeconds, long offset) {
        return segment(fromSeconds, toSeconds, offset, OptionalLong.of(MILLI));
    }

    private static ClockEstimate oneWay(boolean forward, long offset) {
        return new ClockEstimate(
                Basis.ONE_WAY,
                0,
                List.of(segment(0, 10, offset, UNBOUNDED)),
                OptionalDouble.empty(),
                Optional.of("one direction"),
                forward ? 4 : 0,
                forward ? 0 : 4,
                UNBOUNDED);
    }

    private static void assertOffset(long offset, long bound, ClockEstimate estimate) {
        assertEquals(offset, estimate.offsetNanos());
        assertEquals(OptionalLong.of(bound), estimate.boundNanos());
    }

    @Test
    void shouldBeAsGoodAsItsWorstSegment() {
        assertEquals(
                OptionalLong.of(7),
                steady(segment(0, 1, 0, OptionalLong.of(7)), segment(2, 3, 0, OptionalLong.of(5)))
                        .boundNanos());
        assertEquals(
                UNBOUNDED, steady(segment(0, 1, 0), segment(2, 3, 0, UNBOUNDED)).boundNanos());
        assertThrows(IllegalArgumentException.class, ClockEstimateTest::steady);
    }

    /** Somewhere between the last that is surely before and the first that is surely behind, which may be mixed up. */
    @Test
    void shouldPutAStepBetweenItsSegments() {
        ClockEstimate apart = steady(segment(0, 10, 0), segment(14, 20, 5 * SECOND));
        assertEquals(
                List.of(new Step(12 * SECOND, 2 * SECOND + 1, 5 * SECOND, OptionalLong.of(2 * MILLI))), apart.steps());
        assertEquals(
                List.of(new ClockEstimate.Unsure(10 * SECOND, 14 * SECOND, 10 * SECOND, 19 * SECOND, 5 * SECOND)),
                apart.unsure());

        ClockEstimate mixed = steady(segment(0, 14, 0), segment(10, 20, -5 * SECOND, UNBOUNDED));
        assertEquals(List.of(new Step(12 * SECOND, 2 * SECOND + 1, -5 * SECOND, UNBOUNDED)), mixed.steps());
        assertEquals(
                List.of(new ClockEstimate.Unsure(10 * SECOND, 14 * SECOND, 5 * SECOND, 14 * SECOND, 5 * SECOND)),
                mixed.unsure());
    }

    @Test
    void shouldSayThatAStepIsNoSurerThanEitherSide() {
        assertEquals(
                UNBOUNDED,
                steady(segment(0, 1, 0, UNBOUNDED), segment(2, 3, 9))
                        .steps()
                        .get(0)
                        .boundNanos());
        assertEquals(
                UNBOUNDED,
                steady(segment(0, 1, 0), segment(2, 3, 9, UNBOUNDED))
                        .steps()
                        .get(0)
                        .boundNanos());
    }

    /** An hour was taken away while B's capture was read, so only the rest shows as a step: what the clock did is both. */
    @Test
    void shouldAddWhatWasTakenAwayToTheStepThatIsLeft() {
        ClockEstimate estimate = steady(segment(0, 10, 0), segment(12, 20, -300 * MILLI));
        Step rest = estimate.steps().get(0);
        long hour = 3_600 * SECOND;

        assertEquals(
                List.of(new Step(rest.timeNanos(), rest.withinNanos(), -300 * MILLI - hour, rest.boundNanos())),
                estimate.steps(List.of(), List.of(new StepBack(11 * SECOND, hour))));
        // A's clock set back: B's gains on it.
        assertEquals(
                List.of(new Step(rest.timeNanos(), rest.withinNanos(), -300 * MILLI + hour, rest.boundNanos())),
                estimate.steps(List.of(new StepBack(11 * SECOND, hour)), List.of()));
    }

    /** As of records that stand far out of order: a clock seems to be set back, and on again by as much. */
    @Test
    void shouldTellNoStepThatComesToNothing() {
        long hour = 3_600 * SECOND;
        ClockEstimate estimate = steady(segment(0, 10, 0), segment(12, 20, hour));
        assertEquals(List.of(), estimate.steps(List.of(), List.of(new StepBack(11 * SECOND, hour + 999))));
        assertEquals(
                1,
                estimate.steps(List.of(), List.of(new StepBack(11 * SECOND, hour + 1_000)))
                        .size());
    }

    @Test
    void shouldTellAStepOfWhichNothingIsLeft() {
        ClockEstimate estimate = steady(segment(0, 20, 7 * SECOND));
        long hour = 3_600 * SECOND;
        assertEquals(
                List.of(
                        new Step(4 * SECOND, MILLI, -hour, OptionalLong.of(2 * MILLI)),
                        new Step(11 * SECOND, MILLI, hour, OptionalLong.of(2 * MILLI))),
                estimate.steps(
                        List.of(new StepBack(11 * SECOND, hour)),
                        List.of(new StepBack(4 * SECOND + 7 * SECOND, hour))));
        assertEquals(
                UNBOUNDED,
                steady(segment(0, 20, 0, UNBOUNDED))
                        .steps(List.of(new StepBack(1, hour)), List.of())
                        .get(0)
                        .boundNanos());
    }

    /** A clock that is set back again and again made so many steps, not one large one. */
    @Test
    void shouldTellEachOfTwoStepsOfWhichARestIsLeft() {
        ClockEstimate estimate =
                steady(segment(0, 10, 0), segment(10, 40, -300 * MILLI), segment(40, 60, -500 * MILLI));
        long hour = 3_600 * SECOND;
        List<Step> steps = estimate.steps(
                List.of(), List.of(new StepBack(10 * SECOND, hour), new StepBack(40 * SECOND - 300 * MILLI, hour)));
        assertEquals(
                List.of(-300 * MILLI - hour, -200 * MILLI - hour),
                steps.stream().map(Step::stepNanos).toList());
        assertEquals(
                List.of(10 * SECOND, 40 * SECOND),
                steps.stream().map(Step::timeNanos).toList());
    }

    /** What is left of it lies no farther from the record than the step is long, or than it is known. */
    @Test
    void shouldNotTakeAnotherStepForWhatIsLeft() {
        ClockEstimate estimate = steady(segment(0, 10, 0), segment(10, 20, 300 * MILLI));
        long farthest = 10 * SECOND + 1 + 300 * MILLI + MILLI;
        assertEquals(
                1,
                estimate.steps(List.of(new StepBack(farthest, SECOND)), List.of())
                        .size());
        assertEquals(
                2,
                estimate.steps(List.of(new StepBack(farthest + 1, SECOND)), List.of())
                        .size());
        assertEquals(
                1,
                estimate.steps(List.of(new StepBack(20 * SECOND - farthest, SECOND)), List.of())
                        .size());
        assertEquals(
                2,
                estimate.steps(List.of(new StepBack(20 * SECOND - farthest - 1, SECOND)), List.of())
                        .size());
    }

    @Test
    void shouldBoundOneSideByTheWordAndTheOtherByThePackets() {
        // No more than 3 ms, by packets from A to B.
        assertOffset(-MILLI, 4 * MILLI, oneWay(true, 3 * MILLI).assumingSync(5 * MILLI));
        assertOffset(0, 2 * MILLI, oneWay(true, 3 * MILLI).assumingSync(2 * MILLI));
        // No less than -3 ms, by packets from B to A.
        assertOffset(MILLI, 4 * MILLI, oneWay(false, -3 * MILLI).assumingSync(5 * MILLI));
        assertOffset(0, 2 * MILLI, oneWay(false, -3 * MILLI).assumingSync(2 * MILLI));
        // Both limits at once leave one offset.
        assertOffset(-5 * MILLI, 0, oneWay(true, -5 * MILLI).assumingSync(5 * MILLI));
    }

    @Test
    void shouldHoldToPacketsThatRefuteTheWord() {
        ClockEstimate forward = oneWay(true, -5 * MILLI - 1);
        assertSame(forward, forward.assumingSync(5 * MILLI));
        ClockEstimate backward = oneWay(false, 5 * MILLI + 1);
        assertSame(backward, backward.assumingSync(5 * MILLI));
        ClockEstimate measured = steady(segment(0, 10, SECOND));
        assertSame(measured, measured.assumingSync(5 * MILLI));
    }

    @Test
    void shouldNarrowWhatIsMeasuredBothWays() {
        ClockEstimate measured = steady(segment(0, 10, 2 * MILLI, OptionalLong.of(3 * MILLI)));
        // From -1 to 5 ms, of which the word leaves what is below 2 ms.
        assertOffset(MILLI / 2, 3 * MILLI / 2, measured.assumingSync(2 * MILLI));
        assertOffset(2 * MILLI, 3 * MILLI, measured.assumingSync(9 * MILLI));
        // From -5 to 1 ms.
        ClockEstimate behind = steady(segment(0, 10, -2 * MILLI, OptionalLong.of(3 * MILLI)));
        assertOffset(-MILLI / 2, 3 * MILLI / 2, behind.assumingSync(2 * MILLI));
        assertEquals(5, behind.assumingSync(2 * MILLI).backwardSamples());
    }

    /** Clocks that part or step do not agree within anything at all times. */
    @Test
    void shouldKeepSkewStepsAndWhatHasNoBound() {
        for (ClockEstimate kept : List.of(
                estimate(Basis.BOTH_WAYS, OptionalDouble.of(3), segment(0, 10, 0)),
                steady(segment(0, 10, 0), segment(11, 20, 9)),
                steady(segment(0, 10, 0, UNBOUNDED)))) {
            assertSame(kept, kept.assumingSync(5));
        }
    }

    @Test
    void shouldHaveTheWordAloneWhereNothingIsMeasured() {
        assertOffset(0, 0, ClockEstimate.none().assumingSync(0));
        assertOffset(0, 4, ClockEstimate.wallClock().assumingSync(4));
        assertEquals(Basis.WALL_CLOCK, ClockEstimate.none().assumingSync(4).basis());
        assertThrows(IllegalArgumentException.class, () -> ClockEstimate.none().assumingSync(-1));
    }

    @Test
    void shouldSwapTheHostsWhenReversed() {
        ClockEstimate estimate = new ClockEstimate(
                Basis.BOTH_WAYS,
                40 * SECOND,
                List.of(segment(40, 60, 7 * SECOND), segment(61, 80, -2 * SECOND)),
                OptionalDouble.of(100),
                Optional.empty(),
                3,
                5,
                OptionalLong.of(9));
        ClockEstimate reversed = estimate.reversed();

        assertEquals(47 * SECOND, reversed.referenceNanos());
        assertEquals(-7 * SECOND, reversed.offsetNanos());
        assertEquals(-100, reversed.skewPpm().getAsDouble(), 0.02);
        assertEquals(5, reversed.forwardSamples());
        assertEquals(3, reversed.backwardSamples());
        assertEquals(estimate.minRoundTripNanos(), reversed.minRoundTripNanos());
        for (int i = 0; i < 2; i++) {
            Segment there = estimate.segments().get(i);
            Segment back = reversed.segments().get(i);
            for (long timeA : new long[] {there.fromNanos(), there.toNanos()}) {
                assertEquals(timeA, reversed.timeAtB(back, estimate.timeAtB(there, timeA)), 2.0);
            }
            assertEquals(estimate.timeAtB(there, there.fromNanos()), back.fromNanos());
            assertEquals(estimate.timeAtB(there, there.toNanos()), back.toNanos());
            assertEquals(there.boundNanos(), back.boundNanos());
            assertEquals(there.rateBound(), back.rateBound(), there.rateBound() / 500);
        }
        assertEquals(Optional.of("why"), withoutSkew("why").reversed().skewRefused());
        assertEquals(OptionalDouble.empty(), withoutSkew("why").reversed().skewPpm());
    }

    private static ClockEstimate withoutSkew(String why) {
        return new ClockEstimate(
                Basis.BOTH_WAYS,
                0,
                List.of(segment(0, 1, 0)),
                OptionalDouble.empty(),
                Optional.of(why),
                1,
                1,
                UNBOUNDED);
    }

    /** Without a packet there is neither an offset nor a bound, and why there is no skew is said. */
    @Test
    void shouldSayThatNothingIsKnown() {
        for (ClockEstimate nothing : List.of(ClockEstimate.none(), ClockEstimate.wallClock())) {
            assertEquals(0, nothing.offsetNanos());
            assertEquals(UNBOUNDED, nothing.boundNanos());
            assertEquals(Optional.of("no packet was matched"), nothing.skewRefused());
            assertEquals(UNBOUNDED, nothing.minRoundTripNanos());
        }
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.StepFinder.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Between which readings the offset steps, to the reading, and how little is no step. */
class StepFinderTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long DELAY = 20 * MILLI;

    /** Readings in the order of time. */
    private final List<long[]> forward = new ArrayList<>();

    private final List<long[]> backward = new ArrayList<>();

    private StepFinderTest f(long time, long value) {
        forward.add(new long[] {time, value});
        return this;
    }

    private StepFinderTest r(long time, long value) {
        backward.add(new long[] {time, value});
        return this;
    }

    private static Readings readings(List<long[]> all) {
        return new Readings(
                all.stream().mapToLong(each -> each[0]).toArray(),
                all.stream().mapToLong(each -> each[1]).toArray());
    }

    private List<Range> segments(long tolerance) {
        return StepFinder.segments(new Timeline(readings(forward), readings(backward)), tolerance);
    }

    private void assertSegments(Range... ranges) {
        assertEquals(List.of(ranges), segments(0));
    }

    /**
     * One reading a second each way, the other way half a second later: so what happens at second {@code s} is at position
     * {@code 2 s}.
     */
    private static StepFinderTest each(int seconds, LongUnaryOperator forward, LongUnaryOperator backward) {
        StepFinderTest readings = new StepFinderTest();
        for (int i = 0; i < seconds; i++) {
            long time = i * SECOND;
            readings.f(time, DELAY + forward.applyAsLong(time));
            readings.r(time + SECOND / 2, DELAY + backward.applyAsLong(time + SECOND / 2));
        }
        return readings;
    }

    /** The offset as a function of time, the delays all alike. */
    private static StepFinderTest offset(int seconds, LongUnaryOperator offset) {
        return each(seconds, offset, time -> -offset.applyAsLong(time));
    }

    private static LongUnaryOperator at(int second, long step) {
        return time -> time < second * SECOND ? 0 : step;
    }

    // Steps that are proved

    /** Packets would have arrived before they left, by more than clocks part in a second and stamps are coarse. */
    @Test
    void shouldProveAStepByARoundTripOfLessThanNothing() {
        long parted = (long) (Rates.LIMIT * SECOND);
        assertEquals(
                1,
                new StepFinderTest().f(0, 7).r(SECOND, -7 - parted).segments(0).size());
        assertEquals(
                2,
                new StepFinderTest().f(0, 7).r(SECOND, -8 - parted).segments(0).size());
        assertEquals(
                1,
                new StepFinderTest().r(0, 7).f(SECOND, -7 - parted).segments(0).size());
        assertEquals(
                2,
                new StepFinderTest().r(0, 7).f(SECOND, -8 - parted).segments(0).size());
        assertEquals(
                1,
                new StepFinderTest()
                        .f(0, 7)
                        .r(SECOND, -17 - parted)
                        .segments(10)
                        .size());
        assertEquals(
                2,
                new StepFinderTest()
                        .f(0, 7)
                        .r(SECOND, -18 - parted)
                        .segments(10)
                        .size());
    }

    /** What one side allows widens with time, whatever is read of the other meanwhile. */
    @Test
    void shouldLetTheClocksPartInAllTheTimeBetween() {
        long parted = (long) (Rates.LIMIT * 3 * SECOND);
        for (long more : new long[] {0, 1}) {
            StepFinderTest lateBackward =
                    new StepFinderTest().f(0, 7).f(SECOND, 9 * SECOND).f(2 * SECOND, 9 * SECOND);
            assertEquals(
                    1 + more,
                    lateBackward.r(3 * SECOND, -7 - parted - more).segments(0).size());
            StepFinderTest lateForward =
                    new StepFinderTest().r(0, 7).r(SECOND, 9 * SECOND).r(2 * SECOND, 9 * SECOND);
            assertEquals(
                    1 + more,
                    lateForward.f(3 * SECOND, -7 - parted - more).segments(0).size());
        }
    }

    /**
     * A step up at 10 s shows with the next packet back, which contradicts the last one to B from before. What lies between
     * those two may be on either side, and is left out.
     */
    @Test
    void shouldEndBehindTheLastThatIsContradicted() {
        offset(20, at(10, SECOND)).assertSegments(new Range(0, 19), new Range(21, 40));
        offset(20, at(10, -SECOND)).assertSegments(new Range(0, 20), new Range(20, 40));
    }

    /** Behind a step the limits begin anew: a second step is proved against what was read since. */
    @Test
    void shouldProveEachOfSeveral() {
        offset(30, time -> time < 10 * SECOND ? 0 : time < 20 * SECOND ? -SECOND : -5 * SECOND)
                .assertSegments(new Range(0, 20), new Range(20, 40), new Range(40, 60));
        offset(30, time -> time < 10 * SECOND ? 0 : time < 20 * SECOND ? -SECOND : 5 * SECOND)
                .assertSegments(new Range(0, 20), new Range(20, 39), new Range(41, 60));
    }

    /** Readings of one direction alone amid two steps were in flight while the clock was set, if it took no longer than a flight may. */
    @Test
    void shouldLeaveOutWhatWasInFlightWhileTheClockWasSet() {
        for (long flight : new long[] {2 * SECOND, 3 * SECOND}) {
            StepFinderTest readings = new StepFinderTest();
            for (int i = 0; i < 10; i++) {
                readings.f(i * SECOND, DELAY).r(i * SECOND + 1, DELAY);
            }
            readings.f(10 * SECOND, -SECOND).f(10 * SECOND + flight, -SECOND);
            for (int i = 14; i < 24; i++) {
                readings.r(i * SECOND, -SECOND).f(i * SECOND + 1, 2 * SECOND);
            }
            if (flight < 3 * SECOND) {
                readings.assertSegments(new Range(0, 20), new Range(22, 42));
            } else {
                readings.assertSegments(new Range(0, 20), new Range(20, 22), new Range(22, 42));
            }
        }
    }

    // Delays that leap where one direction alone is heard

    private static StepFinderTest leaping(int leaped, long by, boolean atTheEnd) {
        StepFinderTest readings = new StepFinderTest();
        for (int i = 0; i < 20; i++) {
            boolean isAlone = atTheEnd ? i >= 20 - leaped : i < leaped;
            readings.f(i * SECOND, DELAY + (isAlone ? by : 0));
            if (!isAlone) {
                readings.r(i * SECOND + 1, DELAY);
            }
        }
        return readings;
    }

    /** Of the last packets to arrive at A some left long before others did that arrived at once. */
    @Test
    void shouldNotTakePacketsThatWereOvertakenForAStep() {
        for (int late = 3; late <= 6; late++) {
            StepFinderTest readings = each(20, time -> 0, time -> 0);
            for (int i = 0; i < late; i++) {
                readings.r((20 + i) * SECOND, 3 * SECOND + (2 + i) * SECOND);
            }
            assertNoStep(readings);
        }
        StepFinderTest behind = each(20, time -> 0, time -> 0);
        for (int i = 0; i < 3; i++) {
            behind.r((24 + i) * SECOND, 4 * SECOND);
        }
        behind.assertSegments(new Range(0, 40), new Range(40, 43));
    }

    @Test
    void shouldTakeThreeDelaysLongerThanAnyFlightForAStep() {
        long longest = 3 * SECOND;
        leaping(3, longest + 1, true).assertSegments(new Range(0, 34), new Range(34, 37));
        leaping(3, longest, true).assertSegments(new Range(0, 37));
        leaping(2, longest + 1, true).assertSegments(new Range(0, 38));
        leaping(3, longest + 1, false).assertSegments(new Range(0, 3), new Range(3, 37));
        leaping(3, longest, false).assertSegments(new Range(0, 37));
        leaping(2, longest + 1, false).assertSegments(new Range(0, 38));
    }

    /** Neither leaps against the other direction, nor where one alone is heard throughout. */
    @Test
    void shouldMeasureTheLeapByTheSameDirection() {
        StepFinderTest far = new StepFinderTest();
        for (int i = 0; i < 10; i++) {
            far.f(i * SECOND, 5 * SECOND);
            if (i < 6) {
                far.r(i * SECOND + 1, DELAY);
            }
        }
        far.assertSegments(new Range(0, 16));
        StepFinderTest alone = new StepFinderTest();
        for (int i = 0; i < 10; i++) {
            alone.f(i * SECOND, i < 5 ? 0 : 9 * SECOND);
        }
        alone.assertSegments(new Range(0, 10));
    }

    // Steps that are likely: four readings are left out on each side

    private static void assertCut(int position, StepFinderTest readings) {
        int size = readings.forward.size() + readings.backward.size();
        readings.assertSegments(new Range(0, position - 4), new Range(position + 4, size));
    }

    private static void assertNoStep(StepFinderTest readings) {
        readings.assertSegments(new Range(0, readings.forward.size() + readings.backward.size()));
    }

    /**
     * A millisecond, and what clocks may drift between the middles of the windows of eight readings: 8 s by 50 ppm are 0.4 ms.
     */
    @Test
    void shouldFindAStepThatIsMoreThanDrift() {
        for (int sign : new int[] {-1, 1}) {
            assertCut(60, offset(60, at(30, sign * 1_401_000)));
            assertNoStep(offset(60, at(30, sign * 1_399_000)));
        }
    }

    @Test
    void shouldFindAStepThoughTheClocksPart() {
        for (double skew : new double[] {-300e-6, 300e-6}) {
            for (long step : new long[] {-5 * MILLI, 5 * MILLI}) {
                assertCut(
                        60,
                        offset(60, time -> (long) (skew * time) + at(30, step).applyAsLong(time)));
            }
        }
    }

    @Test
    void shouldNeedFiveReadingsEachWayOnEitherSide() {
        assertCut(10, offset(60, at(5, 5 * MILLI)));
        assertNoStep(offset(60, at(4, 5 * MILLI)));
        assertCut(110, offset(60, at(55, 5 * MILLI)));
        assertNoStep(offset(60, at(56, 5 * MILLI)));
    }

    /** A path of one direction that grows longer is no step; nor is one that shortens by less than the other grows. */
    @Test
    void shouldFindNoStepWhereThePathChanges() {
        assertNoStep(each(60, at(30, 9 * MILLI), at(30, 0)));
        assertNoStep(each(60, at(30, 9 * MILLI), at(30, 9 * MILLI)));
        // 8 ms of step and 2 ms of path: a quarter is borne.
        assertCut(60, each(60, at(30, 10 * MILLI), at(30, -6 * MILLI)));
        assertNoStep(each(60, at(30, 10 * MILLI + 10_000), at(30, -6 * MILLI + 10_000)));
    }

    /** Twelve times as much as the floors move elsewhere. */
    @Test
    void shouldStandOutOfTheNoise() {
        // Floors that move by 0.4 ms against each other every 12 s.
        LongUnaryOperator noise = time -> time / (12 * SECOND) % 2 * 400_000;
        assertNoStep(each(
                120, time -> noise.applyAsLong(time) + at(60, 2 * MILLI).applyAsLong(time), at(60, -2 * MILLI)));
        assertEquals(
                2,
                each(120, time -> noise.applyAsLong(time) + at(60, 8 * MILLI).applyAsLong(time), at(60, -8 * MILLI))
                        .segments(0)
                        .size());
    }

    /** Twelve seconds of another offset are congestion; what lasts is a step there and one back. */
    @Test
    void shouldFindOnlyWhatLasts() {
        assertNoStep(offset(100, time -> time < 40 * SECOND || time >= 52 * SECOND ? 0 : 5 * MILLI));
        offset(140, time -> time < 40 * SECOND || time >= 90 * SECOND ? 0 : 5 * MILLI)
                .assertSegments(new Range(0, 76), new Range(84, 176), new Range(184, 280));
    }

    /** Delays to B fall at the moment when those to A rise, since one burst ends as another begins: later both are as before. */
    @Test
    void shouldNotTakeBurstsForAStep() {
        LongUnaryOperator burstForward = time -> time >= 20 * SECOND && time < 60 * SECOND ? 5 * MILLI : 0;
        LongUnaryOperator burstBackward = time -> time >= 60 * SECOND && time < 100 * SECOND ? 5 * MILLI : 0;
        assertNoStep(each(140, burstForward, burstBackward));
    }

    /** Where only one direction was heard lately, the other's floor follows from the round trip. */
    @Test
    void shouldLocateAStepAmidOneDirectionAlone() {
        for (long step : new long[] {-15 * MILLI, 15 * MILLI}) {
            for (boolean isForward : new boolean[] {true, false}) {
                StepFinderTest readings = new StepFinderTest();
                for (int i = 0; i < 80; i++) {
                    long time = i * SECOND;
                    long moved = at(40, step).applyAsLong(time);
                    boolean isAlone = i >= 30 && i < 50;
                    if (isForward || !isAlone) {
                        readings.f(time, DELAY + moved);
                    }
                    if (!isForward || !isAlone) {
                        readings.r(time + 1, DELAY - moved);
                    }
                }
                assertCut(70, readings);
            }
        }
    }

    /** Seven packets of one direction, and before them, or behind them, those of the other alone: they have no floor there. */
    @Test
    void shouldLocateAStepBesideWhichOneDirectionHasNoFloor() {
        for (boolean isBefore : new boolean[] {true, false}) {
            for (boolean isForward : new boolean[] {true, false}) {
                StepFinderTest readings = new StepFinderTest();
                long step = 15 * MILLI;
                for (int i = -40; i < 40; i++) {
                    long time = i * SECOND;
                    long moved = i < 0 ? 0 : step;
                    // One side of the step is amid both directions; on the other seven are next to it.
                    boolean isNear = isBefore ? i >= -7 && i < 0 : i >= 0 && i < 7;
                    boolean isFar = isBefore ? i < -7 : i >= 7;
                    if (isFar ? !isForward : isForward || !isNear) {
                        readings.f(time, DELAY + moved);
                    }
                    if (isFar ? isForward : !isForward || !isNear) {
                        readings.r(time + 1, DELAY - moved);
                    }
                }
                assertCut(isBefore ? 40 : 80, readings);
            }
        }
    }

    @Test
    void shouldCoverAllReadingsInOrderWithoutEmptyRanges() {
        for (long seed = 1; seed <= 60; seed++) {
            Scenario scenario = new Scenario(seed).withSkew().withBursts().withPathChanges();
            scenario.withSteps(1e5, 1e10, 3);
            MinimumBins forwardBins = new MinimumBins();
            MinimumBins backwardBins = new MinimumBins();
            for (int i = 0; i < 200; i++) {
                double sent = i * scenario.nanos() / 200;
                forwardBins.add((long) sent, (long) scenario.moved(sent) + DELAY);
                backwardBins.add((long) sent + 1, DELAY - (long) scenario.moved(sent));
            }
            Timeline timeline = new Timeline(forwardBins.lowest(), backwardBins.lowest());
            int end = 0;
            for (Range range : StepFinder.segments(timeline, 0)) {
                assertTrue(range.from() >= end && range.to() > range.from(), "seed " + seed);
                end = range.to();
            }
            assertEquals(timeline.size(), end, "seed " + seed);
        }
    }
}

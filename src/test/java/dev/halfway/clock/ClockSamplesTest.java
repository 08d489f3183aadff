package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockSamplesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000;

    @Test
    void shouldTakeTheMiddleBetweenTheTwoLimits() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        samples.addForward(10 * SECOND, 47 * SECOND + 300_000);
        samples.addBackward(10 * SECOND + 1, 47 * SECOND - 99_999);

        ClockEstimate estimate = samples.estimate();

        // f = 37 s + 300 us, r = -37 s + 100 us
        assertEquals(Basis.BOTH_WAYS, estimate.basis());
        assertEquals(37 * SECOND + 100_000, estimate.offsetNanos());
        assertEquals(200_000, estimate.boundNanos().getAsLong(), 10);
        assertEquals(OptionalLong.of(400_000), estimate.minRoundTripNanos());
        assertTrue(estimate.skewRefused().isPresent());
        assertEquals(List.of(), estimate.steps());
    }

    @Test
    void shouldSayOneSideOnlyFromOneDirection() {
        ClockSamples forward = new ClockSamples();
        forward.addForward(0, 5 * MILLI);
        forward.addForward(SECOND, SECOND + 3 * MILLI);
        ClockSamples backward = new ClockSamples();
        backward.addBackward(SECOND, SECOND + 3 * MILLI);

        assertEquals(Basis.ONE_WAY, forward.estimate().basis());
        assertEquals(3 * MILLI, forward.estimate().offsetNanos());
        assertEquals(OptionalLong.empty(), forward.estimate().boundNanos());
        assertEquals(3 * MILLI, backward.estimate().offsetNanos());
        assertEquals(Basis.NONE, new ClockSamples().estimate().basis());
    }

    @Test
    void shouldIntersectWithAnAssumption() {
        ClockSamples oneWay = new ClockSamples(new Resolution(1, 1));
        oneWay.addForward(0, 3 * MILLI);
        ClockEstimate forward = oneWay.estimate().assumingSync(5 * MILLI);

        // from -5 ms to 3 ms
        assertEquals(-1 * MILLI, forward.offsetNanos());
        assertEquals(OptionalLong.of(4 * MILLI), forward.boundNanos());

        oneWay.addBackward(1, 1 - 4 * MILLI);
        ClockEstimate both = oneWay.estimate().assumingSync(2 * MILLI);
        // from -4 to 3 ms, but no more than 2 ms either way
        assertEquals(0, both.offsetNanos(), 100);
        assertEquals(2 * MILLI, both.boundNanos().getAsLong(), 100);

        ClockEstimate assumed = ClockEstimate.none().assumingSync(7);
        assertEquals(Basis.WALL_CLOCK, assumed.basis());
        assertEquals(OptionalLong.of(7), assumed.boundNanos());
    }

    @Test
    void shouldKeepTheMeasurementThatContradictsTheAssumption() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        samples.addForward(0, 37 * SECOND + MILLI);
        samples.addBackward(MILLI, 37 * SECOND);

        ClockEstimate estimate = samples.estimate().assumingSync(MILLI);

        assertEquals(37 * SECOND, estimate.offsetNanos(), MILLI);
    }

    @Test
    void shouldFindEachOfManyStepsUpAndDown() {
        long[] sizes = {5 * MILLI, -20 * MILLI, 7_200 * SECOND, -300 * MILLI, 3 * MILLI};
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        long offset = 0;
        for (int i = 0; i < 600; i++) {
            if (i > 0 && i % 100 == 0) {
                offset += sizes[i / 100 - 1];
            }
            long at = i * SECOND;
            samples.addForward(at, at + offset + 150_000 + i % 7 * 10_000);
            samples.addBackward(at + 600_000, at + offset + 400_000 - i % 5 * 10_000);
        }

        List<Step> steps = samples.estimate().steps();

        assertEquals(sizes.length, steps.size());
        for (int i = 0; i < sizes.length; i++) {
            assertEquals((i + 1) * 100 * SECOND, steps.get(i).timeNanos(), SECOND);
            assertEquals(sizes[i], steps.get(i).stepNanos(), 500_000);
        }
    }

    @Test
    void shouldFindAStepSmallerThanTheRoundTrip() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 200; i++) {
            long at = i * SECOND;
            long offset = i < 120 ? 0 : 4 * MILLI;
            samples.addForward(at, at + offset + 25 * MILLI + i % 7 * 10_000);
            samples.addBackward(at + 60 * MILLI, at + 35 * MILLI + offset - i % 5 * 10_000);
        }

        List<Step> steps = samples.estimate().steps();

        assertEquals(1, steps.size());
        assertEquals(120 * SECOND, steps.get(0).timeNanos(), steps.get(0).withinNanos());
        assertTrue(steps.get(0).withinNanos() < 6 * SECOND);
        assertEquals(4 * MILLI, steps.get(0).stepNanos(), 100_000);
    }

    @Test
    void shouldFindSkew() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 120; i++) {
            long at = i * SECOND;
            long gained = i * 80_000L;
            samples.addForward(at, at + gained + 150_000 + i % 7 * 10_000);
            samples.addBackward(at + 200_000, at + gained + 50_000 - i % 5 * 10_000);
        }

        ClockEstimate estimate = samples.estimate();

        assertEquals(80, estimate.skewPpm().getAsDouble(), 1);
        assertTrue(estimate.boundNanos().getAsLong() < 250_000, estimate.toString());
    }

    @Test
    void shouldFollowAStepOfTheReferenceClockToo() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 100; i++) {
            long atB = i * SECOND;
            long atA = atB + (i < 50 ? 0 : 3_600 * SECOND);
            samples.addForward(atA, atB + 100_000);
            samples.addBackward(atA + 200_000, atB + 100_000);
        }

        ClockMap map = ClockMap.of(samples.estimate());

        assertEquals(20 * SECOND, map.toReference(20 * SECOND), 500_000);
        assertEquals(3_680 * SECOND, map.toReference(80 * SECOND), 500_000);
        assertTrue(map.errorAt(40 * SECOND) < 500_000);
        assertTrue(map.errorAt(60 * SECOND) < 500_000);
    }

    @Test
    void shouldNotCareForTheOrderOfSamples() {
        ClockSamples upwards = new ClockSamples(new Resolution(1, 1));
        ClockSamples downwards = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 20_000; i++) {
            int j = 19_999 - i;
            upwards.addForward(i * MILLI, i * MILLI + 500 + i % 13);
            upwards.addBackward(i * MILLI, i * MILLI - 500 - i % 11);
            downwards.addForward(j * MILLI, j * MILLI + 500 + j % 13);
            downwards.addBackward(j * MILLI, j * MILLI - 500 - j % 11);
        }

        assertEquals(upwards.estimate().offsetNanos(), downwards.estimate().offsetNanos());
        assertEquals(0, upwards.estimate().offsetNanos(), 12);
        assertEquals(20_000, upwards.forwardCount());
    }

    /** A packet a second each way for a minute, then as many one way alone. */
    private static ClockSamples oneWayAtTheEnd(int count, long shift) {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 60 + count; i++) {
            long at = i * SECOND;
            samples.addForward(at, at + 150_000 + i % 7 * 10_000 + (i < 60 ? 0 : shift));
            if (i < 60) {
                samples.addBackward(at + 600_000, at + 400_000 - i % 5 * 10_000);
            }
        }
        return samples;
    }

    @Test
    void shouldKeepItsBoundWhereOneDirectionAloneGoesOnAsBefore() {
        ClockEstimate estimate = oneWayAtTheEnd(20, 0).estimateRobustly();
        assertEquals(1, estimate.segments().size());
        assertTrue(estimate.boundNanos().isPresent());
    }

    /** The path may have become longer, or a clock have been set: nobody knows. */
    @Test
    void shouldHaveNoBoundWhereOneDirectionAloneIsElsewhere() {
        for (long shift : new long[] {100 * MILLI, 900 * MILLI}) {
            for (int count : new int[] {1, 3, 20}) {
                ClockEstimate estimate = oneWayAtTheEnd(count, shift).estimateRobustly();
                assertTrue(estimate.boundNanos().isEmpty(), count + " by " + shift);
                assertEquals(-25_000, estimate.offsetNanos(), 200_000);
            }
        }
    }

    /** Packets would have arrived before they left: that is no path. Nor does a path become longer by 13 s. */
    @Test
    void shouldFollowAStepThatOneDirectionAloneShows() {
        for (long shift : new long[] {-100 * MILLI, -13 * SECOND, 13 * SECOND}) {
            ClockEstimate estimate = oneWayAtTheEnd(5, shift).estimateRobustly();
            assertEquals(1, estimate.steps().size(), "by " + shift);
            assertEquals(shift, estimate.steps().get(0).stepNanos(), 500_000);
            assertTrue(estimate.boundNanos().isEmpty());
        }
    }

    @Test
    void shouldFollowAStepAfterWhichTheOtherDirectionBegins() {
        for (long shift : new long[] {-100 * MILLI, -13 * SECOND, 13 * SECOND}) {
            ClockSamples samples = new ClockSamples(new Resolution(1, 1));
            for (int i = 0; i < 60; i++) {
                long at = i * SECOND;
                samples.addForward(at, at + 150_000 + i % 7 * 10_000 + (i < 5 ? shift : 0));
                if (i >= 5) {
                    samples.addBackward(at + 600_000, at + 400_000 - i % 5 * 10_000);
                }
            }
            ClockEstimate estimate = samples.estimateRobustly();
            assertEquals(1, estimate.steps().size(), "by " + shift);
            assertEquals(-shift, estimate.steps().get(0).stepNanos(), 500_000);
            assertTrue(estimate.boundNanos().isEmpty());
        }
    }

    /** Too few to be sure that they are no wrong pairs. */
    @Test
    void shouldHaveNoBoundWhereItDroppedWhatMayTellOfAStep() {
        for (boolean atTheEnd : new boolean[] {true, false}) {
            ClockSamples samples = new ClockSamples(new Resolution(1, 1));
            for (int i = 0; i < 60; i++) {
                long at = i * SECOND;
                long shift = (atTheEnd ? i >= 58 : i < 2) ? 1_500 * MILLI : 0;
                samples.addForward(at, at + 150_000 + i % 7 * 10_000 + shift);
                samples.addBackward(at + 600_000, at + 400_000 - i % 5 * 10_000 + shift);
            }
            ClockEstimate estimate = samples.estimateRobustly();
            assertTrue(estimate.boundNanos().isEmpty());
        }
    }

    /** Amid the others it is a wrong pair, and no step. */
    @Test
    void shouldKeepItsBoundBesideAWrongPair() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < 60; i++) {
            long at = i * SECOND;
            samples.addForward(at, at + 150_000 + i % 7 * 10_000 - (i == 30 ? SECOND : 0));
            samples.addBackward(at + 600_000, at + 400_000 - i % 5 * 10_000);
        }
        assertTrue(samples.estimateRobustly().boundNanos().isPresent());
    }

    /** Both clocks' origins are years away, and the first packet added is the last that was sent. */
    @Test
    void shouldTellTheOffsetAtTheEarliestSampleWhateverItsOrder() {
        long origin = 1_700_000_000 * SECOND;
        for (boolean upwards : new boolean[] {true, false}) {
            ClockSamples samples = new ClockSamples(new Resolution(1, 1));
            for (int i = 0; i < 200; i++) {
                int second = upwards ? i : 199 - i;
                long at = second * SECOND;
                long moved = 7 * SECOND + second * 80_000L - (second >= 150 ? 5 * SECOND : 0);
                samples.addForward(origin + at, origin + at + moved + 150_000);
                samples.addBackward(origin + at + 200_000, origin + at + moved + 50_016);
            }
            ClockEstimate estimate = samples.estimate();
            assertEquals(origin, estimate.referenceNanos());
            assertEquals(7 * SECOND, estimate.offsetNanos(), 100);
            assertEquals(80, estimate.skewPpm().getAsDouble(), 1e-3);
            assertEquals(300_000, estimate.minRoundTripNanos().getAsLong(), 100);
            assertEquals(1, estimate.steps().size());
            assertEquals(-5 * SECOND, estimate.steps().get(0).stepNanos(), 100);
            for (int second = 10; second < 200; second += 20) {
                long truth = 7 * SECOND + second * 80_000L - (second >= 150 ? 5 * SECOND : 0);
                Segment segment = estimate.segments().get(second < 150 ? 0 : 1);
                assertEquals(
                        origin + second * SECOND + truth, estimate.timeAtB(segment, origin + second * SECOND), 200);
            }
            assertEquals(origin + 199 * SECOND, estimate.segments().get(1).toNanos(), 2 * MILLI);
        }
    }

    @Test
    void shouldSayWhyItHasNoSkew() {
        ClockSamples samples = new ClockSamples();
        samples.addForward(0, 5);
        assertEquals(
                "packets were matched in one direction only",
                samples.estimate().skewRefused().get());
        assertEquals(1, samples.estimate().forwardSamples());
        assertEquals(0, samples.estimate().backwardSamples());
        assertThrows(IllegalArgumentException.class, () -> new Resolution(1, 0));
    }

    /** From the earliest sample to the latest, whichever direction that was. */
    @Test
    void shouldCoverTheTimeOfAllSamplesOfOneDirection() {
        ClockSamples samples = new ClockSamples();
        samples.addBackward(5 * SECOND, 4 * SECOND);
        samples.addBackward(2 * SECOND, 0);
        samples.addBackward(9 * SECOND, 8 * SECOND);
        Segment only = samples.estimate().segments().get(0);
        assertEquals(2 * SECOND, samples.estimate().referenceNanos());
        assertEquals(2 * SECOND, only.fromNanos());
        assertEquals(9 * SECOND, only.toNanos());
        assertEquals(-SECOND, only.offsetNanos());
    }

    /** Before and behind the packets the clocks part by as much as they may. */
    @Test
    void shouldWidenTheBoundOutsideThePackets() {
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (long nanos = 0; nanos <= 10_000 * MILLI; nanos += 100 * MILLI) {
            samples.addForward(nanos, nanos + MILLI);
            samples.addBackward(nanos + 50 * MILLI + MILLI, nanos + 50 * MILLI);
        }
        ClockEstimate estimate = samples.estimate();
        Segment only = estimate.segments().get(0);
        long bound = estimate.boundNanos().orElseThrow();
        long behind = only.toNanos() + 10_000 * MILLI;
        assertEquals(
                bound + Math.ceil(only.rateBound() * 10_000 * MILLI),
                estimate.boundNanos(only.fromNanos(), behind).orElseThrow());
        assertEquals(
                bound + Math.ceil(only.rateBound() * 5_000 * MILLI),
                estimate.boundNanos(only.fromNanos() - 5_000 * MILLI, only.toNanos())
                        .orElseThrow());
        assertEquals(
                bound,
                estimate.boundNanos(only.fromNanos() + 1, only.toNanos() - 1).orElseThrow());
        assertEquals(OptionalLong.empty(), ClockEstimate.none().boundNanos(0, 1));
    }
}

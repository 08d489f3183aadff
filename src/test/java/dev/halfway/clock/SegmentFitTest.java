package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How far a segment reaches, and how wide its bound is. */
class SegmentFitTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long NO_ROUND_TRIP = Long.MAX_VALUE;

    private static Readings readings(long... timesAndValues) {
        long[] time = new long[timesAndValues.length / 2];
        long[] value = new long[time.length];
        for (int i = 0; i < time.length; i++) {
            time[i] = timesAndValues[2 * i];
            value[i] = timesAndValues[2 * i + 1];
        }
        return new Readings(time, value);
    }

    private static SegmentFit fit(Readings forward, Readings backward, double skew, long resolution) {
        Timeline timeline = new Timeline(forward, backward);
        return new SegmentFit(
                timeline, new StepFinder.Range(0, timeline.size()), skew, new Resolution(resolution, resolution));
    }

    private static void assertReaches(long from, long to, Readings forward, Readings backward) {
        Segment segment = fit(forward, backward, 0, 1).segment(NO_ROUND_TRIP, true);
        assertEquals(from, segment.fromNanos(), "from");
        assertEquals(to, segment.toNanos(), "to");
    }

    /** From the first that is heard of the later direction to the last that is heard of both. */
    @Test
    void shouldReachAsFarAsBothDirectionsAreHeard() {
        assertReaches(100, 2_000, readings(0, 30, 1_000, 30, 2_000, 30), readings(100, 20, 1_100, 20, 2_100, 20));
        assertReaches(250, 1_750, readings(200, 30, 1_000, 30, 2_000, 30), readings(100, 20, 1_100, 20, 1_800, 20));
    }

    /** The first packet may have left before the step by all its delay, and the last one back arrived as long after it. */
    @Test
    void shouldReachLessFarWhereDelaysAreLong() {
        assertReaches(320, 2_000, readings(0, 300, 1_000, 30, 2_000, 30), readings(100, 20, 1_100, 20, 2_100, 20));
        assertReaches(100, 1_670, readings(0, 30, 1_000, 30, 2_000, 30), readings(100, 20, 1_100, 20, 2_100, 400));
        // A delay below nothing, which drift or a skew that was refused may make, moves no end outwards.
        assertReaches(200, 1_800, readings(200, -90, 1_000, 30, 2_000, 30), readings(100, 20, 1_100, 20, 1_800, -100));
    }

    /** One each way, and delays that overlap: nothing is surely within, but half way there is as good as any. */
    @Test
    void shouldBeAnInstantWhereNothingIsSure() {
        Readings forward = readings(1_000, 600);
        Readings backward = readings(1_100, 600);
        // Surely from 2,200 on and up to -100, of which the readings reach from 1,000 to 1,100.
        assertReaches(1_050, 1_050, forward, backward);
        SegmentFit fit = fit(forward, backward, 0, 1);
        assertTrue(fit.segment(NO_ROUND_TRIP, true).boundNanos().isPresent(), "no step is known");
        assertFalse(fit.segment(NO_ROUND_TRIP, false).boundNanos().isPresent(), "one beside it is");
        assertTrue(fit(readings(0, 30, 2_000, 30), readings(100, 20, 2_100, 20), 0, 1)
                .segment(NO_ROUND_TRIP, false)
                .boundNanos()
                .isPresent());
    }

    /** As far as the packets of one direction tell: by half a round trip less or more, where any segment has one. */
    @Test
    void shouldTakeTheFastestOfOneDirectionForTheOffset() {
        Readings one = readings(0, 7_000, 10, 5_000);
        SegmentFit there = fit(one, readings(), 0, 1);
        SegmentFit back = fit(readings(), one, 0, 1);
        assertEquals(5_000 - 300, there.segment(600, false).offsetNanos());
        assertEquals(300 - 5_000, back.segment(600, false).offsetNanos());
        assertEquals(5_000, there.segment(there.roundTripNanos(), false).offsetNanos());
        assertEquals(-5_000, back.segment(back.roundTripNanos(), false).offsetNanos());
    }

    /** Half the round trip, the resolution, and three roundings. */
    @Test
    void shouldBoundByHalfTheRoundTrip() {
        SegmentFit fit = fit(readings(0, 7_000, 10, 5_000), readings(5, 1_000, 15, 4_000), 0, 100);
        Segment segment = fit.segment(NO_ROUND_TRIP, true);
        assertEquals(6_000, fit.roundTripNanos());
        assertEquals(2_000, segment.offsetNanos());
        assertEquals(3_000 + 100 + 3, segment.boundNanos().getAsLong(), 1);
    }

    /** Between packets that are a minute apart clocks stray by what lines of other slopes between them allow. */
    @Test
    void shouldAllowForDriftBetweenThePackets() {
        long minute = 60 * SECOND;
        Readings forward = readings(0, 3 * MILLI, minute, 3 * MILLI);
        Readings backward = readings(1, 3 * MILLI, minute + 1, 3 * MILLI);
        Segment segment = fit(forward, backward, 0, 1).segment(NO_ROUND_TRIP, true);
        // A line may rise by 6 ms in a minute; half way it may be away by that rate and drift for half a minute.
        double rate = 6e6 / minute + Rates.WANDER;
        assertEquals(rate, segment.rateBound(), 1e-9);
        assertEquals(3 * MILLI + rate * minute / 2, segment.boundNanos().getAsLong(), 100);
    }

    /** Where packets one way begin long before those of the other and end long behind, clocks may have drifted there. */
    @Test
    void shouldAllowForDriftBesideTheOtherDirection() {
        long minute = 60 * SECOND;
        Readings forward = readings(0, 3 * MILLI, minute, 3 * MILLI, 2 * minute, 3 * MILLI);
        Readings backward = readings(minute - SECOND, 3 * MILLI, minute + SECOND, 3 * MILLI);
        SegmentFit fit = fit(forward, backward, 0, 1);
        Segment segment = fit.segment(NO_ROUND_TRIP, true);
        // 59 s beside the packets back, by as much as those there allow.
        double rate = segment.rateBound();
        assertTrue(rate >= 6e6 / (minute - SECOND) && rate < Rates.LIMIT, "rate " + rate);
        assertEquals(3 * MILLI + rate * (minute - SECOND), segment.boundNanos().getAsLong(), 100);
    }

    @Test
    void shouldTakeTheSkewAway() {
        long minute = 60 * SECOND;
        long gained = 100 * 60_000; // by 100 ppm
        SegmentFit fit = fit(
                readings(minute, gained + 3 * MILLI, 2 * minute, 2 * gained + 3 * MILLI),
                readings(minute, MILLI - gained, 2 * minute, MILLI - 2 * gained),
                100e-6,
                1);
        assertEquals(4 * MILLI, fit.roundTripNanos());
        assertEquals(MILLI, fit.segment(NO_ROUND_TRIP, true).offsetNanos());
        assertEquals(3 * MILLI, fit.forward().lowest());
        assertEquals(MILLI, fit.backward().lowest());
    }

    /** Of one direction alone the offset is a limit; half the round trip of other segments makes a likely middle of it. */
    @Test
    void shouldTakeTheRoundTripOfOthersForOneDirectionAlone() {
        SegmentFit forward = fit(readings(100, 900, 200, 700), readings(), 0, 1);
        assertEquals(NO_ROUND_TRIP, forward.roundTripNanos());
        assertEquals(new Segment(100, 200, 600, OptionalLong.empty(), Rates.LIMIT), forward.segment(200, false));
        assertEquals(700, forward.segment(-5, false).offsetNanos());
        SegmentFit backward = fit(readings(), readings(100, 900, 200, 700), 0, 1);
        assertEquals(new Segment(100, 200, -600, OptionalLong.empty(), Rates.LIMIT), backward.segment(200, false));
        assertFalse(backward.isBothWays());
        assertFalse(forward.isBothWays());
    }
}

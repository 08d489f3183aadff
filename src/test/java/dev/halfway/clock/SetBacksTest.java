package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A clock set back leaves a step of the time that passed meanwhile; where delays hide it, the bound covers it all the same. */
class SetBacksTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long AT = 20 * SECOND;
    /** What passed unseen: less than a packet takes there and another back. */
    private static final long PAUSE = 9 * MILLI;

    /** Packets each way every 100 ms for 40 s, of which the times of one clock are early by the pause from a moment on. */
    private static ClockSamples samples(boolean ofA, long until) {
        ClockSamples samples = new ClockSamples();
        SplittableRandom random = new SplittableRandom(1);
        for (long nanos = 0; nanos < until; nanos += 100 * MILLI) {
            long delay = 5 * MILLI + random.nextLong(10 * MILLI);
            samples.addForward(shown(ofA, nanos), shown(!ofA, nanos + delay));
            samples.addBackward(shown(ofA, nanos + 50 * MILLI + delay), shown(!ofA, nanos + 50 * MILLI));
        }
        return samples;
    }

    private static long shown(boolean setBack, long nanos) {
        return setBack && nanos >= AT ? nanos - PAUSE : nanos;
    }

    @Test
    void shouldCoverThePauseAtEitherClockSetBack() {
        for (boolean ofA : new boolean[] {true, false}) {
            ClockSamples samples = samples(ofA, 40 * SECOND);
            List<TimeUnwrapper.StepBack> setBack = List.of(new TimeUnwrapper.StepBack(AT - PAUSE, 100 * SECOND));
            samples.setBacks(ofA ? setBack : List.of(), ofA ? List.of() : setBack);
            ClockEstimate estimate = samples.estimateRobustly();
            assertEquals(1, estimate.segments().size(), "the delays hide it");
            long bound = estimate.boundNanos().orElseThrow();
            long behind = ofA ? PAUSE : -PAUSE;
            assertTrue(Math.abs(estimate.offsetNanos()) <= bound, () -> "before: " + estimate);
            assertTrue(Math.abs(estimate.offsetNanos() - behind) <= bound, () -> "behind: " + estimate);
            assertTrue(bound <= 6 * MILLI + PAUSE, () -> "the delay and the pause: " + estimate);
        }
    }

    @Test
    void shouldGiveNoBoundWhereOneDirectionAloneIsHeardBehindIt() {
        ClockSamples samples = samples(false, AT);
        for (int i = 0; i < 5; i++) {
            long nanos = AT + i * 100 * MILLI;
            samples.addForward(nanos, nanos + 15 * MILLI - PAUSE);
        }
        assertTrue(samples.estimateRobustly().boundNanos().isPresent(), "not known to be set back");
        samples.setBacks(List.of(), List.of(new TimeUnwrapper.StepBack(AT - 40 * MILLI, 100 * SECOND)));
        assertEquals(OptionalLong.empty(), samples.estimateRobustly().boundNanos());
    }

    @Test
    void shouldLeaveTheBoundAsItIsWhereNothingLiesBehind() {
        ClockSamples samples = samples(false, AT);
        OptionalLong before = samples.estimateRobustly().boundNanos();
        samples.setBacks(
                List.of(new TimeUnwrapper.StepBack(-SECOND, SECOND)),
                List.of(new TimeUnwrapper.StepBack(AT + SECOND, 100 * SECOND)));
        assertEquals(before, samples.estimateRobustly().boundNanos());
    }
}

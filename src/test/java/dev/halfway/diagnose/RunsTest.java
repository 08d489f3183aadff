package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Few long runs of losses, and runs all of a length, against what chance makes. */
class RunsTest {
    private static LossPattern pattern(long judged, long lost, long periods, long longest) {
        return new LossPattern(
                judged,
                lost,
                periods,
                longest,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** By going through all ways in which the losses may lie. */
    private static double chanceOfAsFewRuns(int judged, int lost, int periods) {
        int ways = 0;
        int few = 0;
        for (int bits = 0; bits < 1 << judged; bits++) {
            if (Integer.bitCount(bits) == lost) {
                ways++;
                few += Integer.bitCount(bits & ~(bits << 1)) <= periods ? 1 : 0;
            }
        }
        return (double) few / ways;
    }

    @Test
    void shouldCallBurstsWhatChanceMakesLessThanOnceInAThousand() {
        int bursts = 0;
        for (int judged = 14; judged <= 18; judged++) {
            for (int lost = 5; lost < judged; lost++) {
                for (int periods = 1; periods <= Math.min(lost, judged - lost + 1); periods++) {
                    boolean rare = chanceOfAsFewRuns(judged, lost, periods) < 0.001;
                    assertEquals(
                            rare,
                            Runs.areBursts(pattern(judged, lost, periods, Math.max(3, lost))),
                            lost + " of " + judged + " in " + periods + " runs");
                    bursts += rare ? 1 : 0;
                }
            }
        }
        assertTrue(bursts > 5, bursts + " are bursts");
    }

    @Test
    void shouldNotCallBurstsWhatIsShortOrFew() {
        assertTrue(Runs.areBursts(pattern(400, 40, 14, 3)));
        assertFalse(Runs.areBursts(pattern(400, 40, 14, 2)), "never more than two together");
        assertTrue(Runs.areBursts(pattern(400, 5, 1, 5)));
        assertFalse(Runs.areBursts(pattern(400, 4, 1, 4)), "four losses");
        assertFalse(Runs.areBursts(pattern(40, 40, 1, 40)), "all are lost");
    }

    /** Of 50 losses in 100 places some 25 runs: each loss but the first of a run follows one. */
    @Test
    void shouldExpectAsManyRunsAsChanceMakes() {
        assertEquals(50 * 51 / 100.0, Runs.expected(pattern(100, 50, 1, 1)), 1e-9);
        assertEquals(10 * 91 / 100.0, Runs.expected(pattern(100, 10, 1, 1)), 1e-9);
    }

    /** Three by three: where each third loss ends a run, some of 20 runs would be longer. */
    @Test
    void shouldCallRegularWhatChanceWouldMakeLonger() {
        int periods = 5;
        while (Math.pow(1 - Math.pow(2 / 3.0, 3), periods) >= 0.001) {
            periods++;
        }
        assertTrue(Runs.areRegular(pattern(1_000, 3L * periods, periods, 3)));
        assertFalse(Runs.areRegular(pattern(1_000, 3L * (periods - 1), periods - 1, 3)));
        assertFalse(Runs.areRegular(pattern(1_000, 3L * periods, periods, 4)), "one is longer");
    }

    @Test
    void shouldNotCallRegularWhatIsStrewnOrFew() {
        assertTrue(Runs.areRegular(pattern(1_000, 60, 30, 2)), "two by two");
        assertFalse(Runs.areRegular(pattern(1_000, 59, 30, 2)), "mostly alone");
        assertFalse(Runs.areRegular(pattern(1_000, 400, 4, 100)), "four runs may well be of one length");
        assertFalse(Runs.areRegular(pattern(60, 60, 30, 2)), "all are lost");
    }
}

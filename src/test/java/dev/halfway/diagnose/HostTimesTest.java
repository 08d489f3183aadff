package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HostTimesTest {
    private static final long SECOND = 1_000_000_000L;
    /** 2023-11-14 22:13:20. */
    private static final long START = 1_700_000_000L * SECOND;

    private static HostTimes times(String basis, ClockFacts.Step... steps) {
        ClockFacts clock = new ClockFacts(
                "a",
                "b",
                3600 * SECOND,
                OptionalLong.of(1),
                OptionalDouble.empty(),
                List.of(steps),
                basis,
                List.of(),
                List.of());
        return new HostTimes("a", List.of(clock), List.of());
    }

    @Test
    void shouldGoByTheOffsetEitherWay() {
        assertEquals(OptionalLong.of(START + 3600 * SECOND), times("both-ways").by("b", "a", START));
        assertEquals(OptionalLong.of(START), times("both-ways").by("a", "b", START + 3600 * SECOND));
        assertEquals(OptionalLong.of(START), times("none").by("a", "a", START));
    }

    /** B's clock is set back by half an hour 10 s after the start, by A's clock. */
    @Test
    void shouldCountAStepFromWhenItHappened() {
        HostTimes times =
                times("both-ways", new ClockFacts.Step(START + 10 * SECOND, -1800 * SECOND, OptionalLong.empty()));
        assertEquals(OptionalLong.of(START + 3609 * SECOND), times.by("b", "a", START + 9 * SECOND));
        assertEquals(OptionalLong.of(START + 1811 * SECOND), times.by("b", "a", START + 11 * SECOND));
        assertEquals(OptionalLong.of(START + 9 * SECOND), times.by("a", "b", START + 3609 * SECOND));
    }

    @Test
    void shouldSayWhoseClockItIsWhereNothingTellsHowTheOtherStands() {
        assertEquals(OptionalLong.empty(), times("wall-clock").by("b", "a", START));
        assertEquals(
                " --since '2023-11-14 22:13:20 UTC' --until '2023-11-14 22:13:21 UTC'"
                        + " (by a's clock; how b's stands to it is not known)",
                times("wall-clock").between("b", "a", START, START + SECOND));
        assertEquals(
                "journalctl --utc --since '2023-11-14 22:13:20 UTC' on both hosts"
                        + " (by a's clock; how b's stands to it is not known)",
                times("wall-clock").journals("a", "b", START));
    }
}

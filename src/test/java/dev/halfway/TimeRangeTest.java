package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions.Moment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
    private static final long START = 1_000;
    private static final long OFFSET = 50;

    private static TimeRange range(Optional<Moment> from, Optional<Moment> to) {
        return TimeRange.of(from, to, START, nanos -> nanos - OFFSET);
    }

    @Test
    void shouldContainEverythingByDefault() {
        assertEquals(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE), range(Optional.empty(), Optional.empty()));
    }

    @Test
    void shouldTakeAbsoluteMomentsByTheFirstHostsClock() {
        assertEquals(
                new TimeRange(1_150, 1_250),
                range(Optional.of(new Moment(false, 1_200)), Optional.of(new Moment(false, 1_300))));
    }

    @Test
    void shouldCountRelativeMomentsFromTheStartOfTheFirstHost() {
        assertEquals(new TimeRange(960, Long.MAX_VALUE), range(Optional.of(new Moment(true, 10)), Optional.empty()));
    }

    @Test
    void shouldCountNothingFromAMomentBeyondAllTime() {
        long start = 1_700_000_000_000_000_000L;
        TimeRange range = TimeRange.of(
                Optional.of(new Moment(true, 90_000L * 86_400 * 1_000_000_000)),
                Optional.empty(),
                start,
                nanos -> nanos + 7_777);
        assertFalse(range.counts(0, 0, start));
        assertTrue(range.counts(0, 0, Long.MAX_VALUE - 1));
    }

    @Test
    void shouldSayThatTheTimeAskedForIsNotCovered() {
        long hour = 3_600_000_000_000L;
        assertEquals(
                "Cannot tell: the time asked for, from 1970-01-01 03:00:00.000000 UTC, lies outside what the captures"
                        + " cover: 1970-01-01 01:00:00.000000 UTC to 1970-01-01 02:00:00.000000 UTC by the clock of a.",
                TimeRange.outside(Optional.of(new Moment(true, 2 * hour)), Optional.empty(), hour, 2 * hour, "a"));
    }
}

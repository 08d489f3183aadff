package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}

package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions.Moment;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
    @Test
    void shouldContainEverythingByDefault() {
        TimeRange range = new TimeRange(Optional.empty(), Optional.empty());
        assertTrue(range.contains(0, Long.MIN_VALUE));
        assertTrue(range.contains(1, Long.MAX_VALUE));
        assertEquals(OptionalLong.of(-5), range.clamp(0, -5));
    }

    @Test
    void shouldTakeBothEndsIn() {
        TimeRange range = new TimeRange(Optional.of(new Moment(false, 100)), Optional.of(new Moment(false, 200)));
        assertFalse(range.contains(0, 99));
        assertTrue(range.contains(0, 100));
        assertTrue(range.contains(0, 200));
        assertFalse(range.contains(0, 201));
        assertEquals(OptionalLong.of(100), range.clamp(0, 7));
        assertEquals(OptionalLong.of(150), range.clamp(0, 150));
        assertEquals(OptionalLong.of(200), range.clamp(0, 999));
    }

    @Test
    void shouldCountRelativeMomentsFromTheFirstPacketOfTheFirstHost() {
        TimeRange range = new TimeRange(Optional.of(new Moment(true, 10)), Optional.of(new Moment(true, 20)));
        assertFalse(range.contains(0, 1_000));
        assertTrue(range.contains(0, 1_010));
        assertTrue(range.contains(1, 1_020), "another host, by the same clock");
        assertFalse(range.contains(1, 1_021));
        assertEquals(OptionalLong.of(1_010), range.clamp(1, 1_000));
    }

    @Test
    void shouldKnowNoMomentBeforeAnyPacketIsSeen() {
        TimeRange range = new TimeRange(Optional.empty(), Optional.of(new Moment(true, 20)));
        assertEquals(OptionalLong.empty(), range.clamp(0, 1_000));
    }
}

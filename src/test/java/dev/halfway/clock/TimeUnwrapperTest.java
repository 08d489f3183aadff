package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeUnwrapperTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3_600 * SECOND;

    /** A device without a clock of its own begins in 1970 each time it starts: in all that is more than there is room for. */
    @Test
    void shouldSayWhenTimesRunBackByMoreThanCanBeTold() {
        TimeUnwrapper clock = new TimeUnwrapper();
        long year2023 = 1_700_000_000_123_456_789L;
        long latest = 0;
        int starts = 0;
        for (; starts < 2; starts++) {
            assertTrue(clock.unwrap(77) > latest || starts == 0);
            latest = clock.unwrap(year2023);
        }
        clock.unwrap(77);
        assertThrows(TimeUnwrapper.OutOfRange.class, () -> {
            for (int i = 0; i < 10; i++) {
                clock.unwrap(year2023);
                clock.unwrap(77);
            }
        });
    }

    @Test
    void shouldPassDisorderUpToTheThresholdUnchanged() {
        TimeUnwrapper unwrapper = new TimeUnwrapper();

        assertEquals(5 * SECOND, unwrapper.unwrap(5 * SECOND));
        assertEquals(4 * SECOND, unwrapper.unwrap(4 * SECOND));
        assertEquals(5 * SECOND + 1, unwrapper.unwrap(5 * SECOND + 1));
        assertEquals(0, unwrapper.stepCount());
    }

    @Test
    void shouldGoOnANanosecondAfterTheLatestTimeAtStepsBack() {
        TimeUnwrapper unwrapper = new TimeUnwrapper();
        unwrapper.unwrap(10 * HOUR);

        assertEquals(10 * HOUR + 1, unwrapper.unwrap(8 * HOUR));
        assertEquals(10 * HOUR + 1 + SECOND, unwrapper.unwrap(8 * HOUR + SECOND));
        assertEquals(10 * HOUR + 2 + SECOND, unwrapper.unwrap(7 * HOUR + SECOND));
        assertEquals(10 * HOUR + 2 + 3 * SECOND, unwrapper.unwrap(7 * HOUR + 3 * SECOND));
        assertEquals(
                List.of(
                        new TimeUnwrapper.StepBack(10 * HOUR, 2 * HOUR),
                        new TimeUnwrapper.StepBack(10 * HOUR + 1 + SECOND, HOUR)),
                unwrapper.steps());
    }

    @Test
    void shouldPassStepsForwardUnchanged() {
        TimeUnwrapper unwrapper = new TimeUnwrapper();
        unwrapper.unwrap(0);

        assertEquals(HOUR, unwrapper.unwrap(HOUR));
        assertEquals(0, unwrapper.stepCount());
    }

    @Test
    void shouldCountMoreStepsThanItKeeps() {
        TimeUnwrapper unwrapper = new TimeUnwrapper(0);
        for (int i = 0; i < 3_000; i++) {
            unwrapper.unwrap(-i);
        }

        assertEquals(2_999, unwrapper.stepCount());
        assertEquals(1_000, unwrapper.steps().size());
    }

    /** What is known of a clock that was set is taken away, and is neither disorder nor a step that it finds itself. */
    @Test
    void shouldFollowTheJumpsItIsTold() {
        TimeUnwrapper unwrapper = new TimeUnwrapper(List.of(
                new TimeUnwrapper.Jump(1, -SECOND / 2),
                new TimeUnwrapper.Jump(3, SECOND / 2),
                new TimeUnwrapper.Jump(4, HOUR)));

        assertEquals(10 * SECOND, unwrapper.unwrap(10 * SECOND));
        assertEquals(10 * SECOND + 1, unwrapper.unwrap(10 * SECOND + SECOND / 2 + 1));
        assertEquals(11 * SECOND, unwrapper.unwrap(11 * SECOND + SECOND / 2));
        assertEquals(11 * SECOND + 1, unwrapper.unwrap(11 * SECOND + 1));
        assertEquals(12 * SECOND, unwrapper.unwrap(12 * SECOND - HOUR));
        assertEquals(0, unwrapper.stepCount());
        assertEquals(0, unwrapper.disorderNanos());
    }

    @Test
    void shouldTellOfPausesAndOfTimesThatRunBack() {
        Leaps leaps = new Leaps();
        TimeUnwrapper unwrapper = new TimeUnwrapper(List.of(), leaps);
        for (long millis : new long[] {0, 1, 500, 501, 301, 302, 400, 501, 502, -5_000, -4_999}) {
            unwrapper.unwrap(millis * SECOND / 1_000);
        }
        long milli = SECOND / 1_000;
        assertEquals(
                List.of(
                        new Leaps.Leap(4, 501 * milli, -200 * milli),
                        new Leaps.Leap(9, 502 * milli, -5_502 * milli),
                        new Leaps.Leap(2, milli, 499 * milli)),
                leaps.all());
    }

    private static List<Leaps.Leap> leapsOf(long... times) {
        Leaps leaps = new Leaps();
        TimeUnwrapper unwrapper = new TimeUnwrapper(List.of(), leaps);
        for (long time : times) {
            unwrapper.unwrap(time);
        }
        return leaps.all();
    }

    /** A millisecond of disorder is between the queues of a network card; pauses of 20 ms are between most packets. */
    @Test
    void shouldNotTellOfWhatIsUsual() {
        long milli = SECOND / 1_000;
        assertEquals(List.of(), leapsOf(SECOND, SECOND - milli + 1));
        assertEquals(List.of(new Leaps.Leap(1, SECOND, -milli)), leapsOf(SECOND, SECOND - milli));
        assertEquals(List.of(), leapsOf(0, 20 * milli));
        assertEquals(List.of(new Leaps.Leap(1, 0, 20 * milli + 1)), leapsOf(0, 20 * milli + 1));
        // The same moment again, behind a clock set back, is not set back once more.
        assertEquals(
                List.of(new Leaps.Leap(1, SECOND, -500 * milli)),
                leapsOf(SECOND, SECOND - 500 * milli, SECOND - 500 * milli));
    }

    @Test
    void shouldKeepTheFirstTimesThatRunBack() {
        Leaps leaps = new Leaps();
        for (int i = 0; i < 1_025; i++) {
            leaps.note(i, SECOND, SECOND - (i + 1) * 1_000_000L);
        }
        assertEquals(1_024, leaps.all().size());
        assertTrue(leaps.all().stream().allMatch(each -> each.record() < 1_024));
        assertEquals(Optional.empty(), new Leaps().beyond());
        assertEquals(Optional.of(new Leaps.Beyond(1, -25_000_000, SECOND, 1_025_000_000)), leaps.beyond());
        leaps.note(1_025, 2 * SECOND, 3 * SECOND);
        leaps.note(1_026, 3 * SECOND, 3 * SECOND - 60_000_000);
        leaps.note(1_027, 3 * SECOND, 4 * SECOND);
        leaps.note(1_028, 4 * SECOND, 4 * SECOND - 50_000_000);
        assertEquals(Optional.of(new Leaps.Beyond(2, -25_000_000, 3 * SECOND, 60_000_000)), leaps.beyond());
    }

    /** Disorder of exactly the threshold passes; by one nanosecond more the clock was set back. */
    @Test
    void shouldTakeWhatIsOlderThanTheThresholdForAClockSetBack() {
        TimeUnwrapper unwrapper = new TimeUnwrapper(100);
        unwrapper.unwrap(1_000);
        assertEquals(900, unwrapper.unwrap(900));
        assertEquals(950, unwrapper.unwrap(950));
        assertEquals(100, unwrapper.disorderNanos());
        assertEquals(1_001, unwrapper.unwrap(899));
        assertEquals(1, unwrapper.stepCount());
        assertEquals(List.of(new TimeUnwrapper.StepBack(1_000, 101)), unwrapper.steps());
        assertEquals(1_002, unwrapper.unwrap(900));
        assertEquals(100, unwrapper.disorderNanos());
        assertEquals(0, new TimeUnwrapper(0).disorderNanos());
    }

    @Test
    void shouldKeepTheLongestPauses() {
        Leaps leaps = new Leaps();
        TimeUnwrapper unwrapper = new TimeUnwrapper(List.of(), leaps);
        long nanos = 0;
        for (int i = 0; i < 3_000; i++) {
            nanos += SECOND + i;
            unwrapper.unwrap(nanos);
        }
        assertEquals(1_024, leaps.all().size());
        assertEquals(SECOND + 3_000 - 1_024 - 1, leaps.leastPauseNanos());
        assertEquals(
                SECOND + 3_000 - 1_024,
                leaps.all().stream().mapToLong(Leaps.Leap::nanos).min().orElseThrow());
    }

    @Test
    void shouldTellTheLatestTimeBeforeTheClockWasSet() {
        TimeUnwrapper unwrapper = new TimeUnwrapper(List.of(new TimeUnwrapper.Jump(3, -5)));
        unwrapper.unwrap(100);
        assertEquals(Long.MIN_VALUE, unwrapper.setNanos());
        unwrapper.unwrap(2 * SECOND);
        unwrapper.unwrap(2 * SECOND - 3);
        assertEquals(Long.MIN_VALUE, unwrapper.setNanos(), "disorder");
        unwrapper.unwrap(2 * SECOND + 20);
        assertEquals(2 * SECOND, unwrapper.setNanos(), "as is known from elsewhere");
        unwrapper.unwrap(40);
        assertEquals(2 * SECOND + 15, unwrapper.setNanos(), "back");
    }

    @Test
    void shouldRefuseANegativeThreshold() {
        assertThrows(IllegalArgumentException.class, () -> new TimeUnwrapper(-1));
    }
}

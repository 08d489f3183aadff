package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeUnwrapperTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3_600 * SECOND;

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

    @Test
    void shouldRefuseANegativeThreshold() {
        assertThrows(IllegalArgumentException.class, () -> new TimeUnwrapper(-1));
    }
}

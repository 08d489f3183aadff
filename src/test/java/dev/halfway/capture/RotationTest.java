package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a recording goes on in another file. */
class RotationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BEGUN = 1_700_000_000L * SECOND;

    private final Rotation everyMinute = new Rotation(0, 60 * SECOND, 0);

    @Test
    void shouldBeginAFileAtEachFullStretch() {
        assertFalse(everyMinute.isDue(BEGUN, BEGUN + 59 * SECOND));
        assertTrue(everyMinute.isDue(BEGUN, BEGUN + 185 * SECOND));
        assertEquals(BEGUN + 180 * SECOND, everyMinute.boundary(BEGUN, BEGUN + 185 * SECOND));
    }

    /** Until it is as late again as it was would be an hour without another file. */
    @Test
    void shouldBeginAFileWhereTheClockIsSetBack() {
        long back = BEGUN - 3_600 * SECOND;
        assertTrue(everyMinute.isDue(BEGUN, back));
        assertEquals(back, everyMinute.boundary(BEGUN, back));
        assertFalse(everyMinute.isDue(BEGUN, BEGUN - SECOND / 2), "out of order");
        assertFalse(Rotation.NONE.isDue(BEGUN, back));
        assertFalse(new Rotation(1_000, 0, 2).isDue(BEGUN, back), "by length alone");
    }
}

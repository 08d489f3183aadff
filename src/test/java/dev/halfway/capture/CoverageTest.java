package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long NONE = Long.MIN_VALUE;

    private final Coverage coverage = new Coverage(START);

    @Test
    void shouldReachNearlyUntilNowWhenAllIsDelivered() {
        assertEquals(START, coverage.completeNanos());
        coverage.look(START + SECOND, 0, 0, NONE, SECOND);
        assertEquals(START + SECOND - Coverage.TO_BE_COUNTED_NANOS, coverage.completeNanos());
        coverage.look(START + 2 * SECOND, 7, 7, START + 2 * SECOND - 1, 1);
        assertEquals(START + 2 * SECOND - 1, coverage.completeNanos());
    }

    @Test
    void shouldReachToTheLastPacketWhileTheKernelHoldsSome() {
        coverage.look(START + SECOND, 10, 4, START + SECOND / 2, 1_000);
        assertEquals(START + SECOND / 2, coverage.completeNanos());
    }

    @Test
    void shouldNotGoBack() {
        coverage.look(START + SECOND, 0, 0, NONE, SECOND);
        coverage.look(START + SECOND + 1, 10, 4, START + SECOND / 2, 1_000);
        assertEquals(START + SECOND - Coverage.TO_BE_COUNTED_NANOS, coverage.completeNanos());
        coverage.look(START + SECOND + 2, 10, 0, NONE, 1_000);
        assertEquals(START + SECOND - Coverage.TO_BE_COUNTED_NANOS, coverage.completeNanos());
    }

    @Test
    void shouldKnowWhatIsNeverDeliveredOnceAllIsStill() {
        coverage.look(START + SECOND, 10, 4, START + 1, Coverage.STILL_NANOS - 1);
        assertEquals(START + 1, coverage.completeNanos());
        coverage.look(START + 2 * SECOND, 10, 4, START + 1, Coverage.STILL_NANOS);
        assertEquals(START + 2 * SECOND - Coverage.TO_BE_COUNTED_NANOS, coverage.completeNanos());
        coverage.look(START + 3 * SECOND, 13, 6, START + 2 * SECOND + 5, 1_000);
        assertEquals(START + 2 * SECOND + 5, coverage.completeNanos(), "one more is held");
    }

    @Test
    void shouldFollowAClockThatIsSetBack() {
        coverage.look(START + 3_600 * SECOND, 0, 0, NONE, SECOND);
        coverage.look(START + SECOND, 0, 0, NONE, SECOND);
        assertEquals(START + SECOND - Coverage.TO_BE_COUNTED_NANOS, coverage.completeNanos());
    }
}

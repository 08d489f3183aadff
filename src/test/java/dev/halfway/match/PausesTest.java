package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PausesTest {
    private static final long MILLIS = 1_000_000L;

    private final Pauses pauses = new Pauses();
    private long last;

    /** Nothing was recorded since the record before. */
    private void seen(long millis, boolean arrives) {
        pauses.seen(last, millis * MILLIS, millis * MILLIS, arrives);
        last = millis * MILLIS;
    }

    private void lost(long... millis) {
        for (long each : millis) {
            pauses.lost(each * MILLIS);
        }
    }

    private boolean mayStandStillAt(long millis) {
        return pauses.mayStandStillAt(millis * MILLIS);
    }

    @Test
    void shouldDoubtCapturesThatHoldNothingWhereSeveralPacketsAreMissing() {
        seen(100, true);
        seen(200, true);
        seen(1_000, true);
        lost(150, 300, 400);
        assertFalse(mayStandStillAt(300), "two are single losses");
        assertTrue(pauses.isOpenAt(300 * MILLIS));
        lost(500);
        assertTrue(mayStandStillAt(300));
        assertFalse(mayStandStillAt(150), "another pause");
    }

    @Test
    void shouldNotDoubtCapturesThatHoldSomethingElseInTheMidstOfMissingPackets() {
        seen(100, true);
        seen(600, false);
        seen(1_000, true);
        lost(200, 300, 400);
        assertTrue(mayStandStillAt(300));
        lost(700);
        assertFalse(mayStandStillAt(300));
        assertFalse(pauses.isOpenAt(700 * MILLIS));
    }

    @Test
    void shouldNotDoubtCapturesThatHoldRecordsOfOtherKindsBesideMissingPackets() {
        seen(100, true);
        pauses.seen(100 * MILLIS, 900 * MILLIS, 2_000 * MILLIS, true);
        lost(200, 300, 400);
        assertTrue(mayStandStillAt(300));
        lost(1_500);
        assertFalse(mayStandStillAt(300));
        assertFalse(mayStandStillAt(1_500));
    }

    @Test
    void shouldDoubtCapturesThatLackWhatTheirHostCounts() {
        seen(100, false);
        seen(1_000, false);
        lost(500);
        pauses.skipped(100 * MILLIS, 1_000 * MILLIS, 3);
        assertTrue(mayStandStillAt(500));
    }

    @Test
    void shouldKnowTheLongestThatWasLeftOpen() {
        seen(100, true);
        seen(400, true);
        seen(1_000, true);
        assertNull(pauses.longestOpen());
        pauses.leaveOpen(200 * MILLIS);
        pauses.leaveOpen(500 * MILLIS);
        pauses.leaveOpen(300 * MILLIS);
        assertEquals(new CapturePause(400 * MILLIS, 1_000 * MILLIS), pauses.longestOpen());
    }

    @Test
    void shouldForgetTheOldestOnly() {
        for (int i = 0; i < 10_000; i++) {
            seen(100 * i, true);
        }
        assertFalse(pauses.isOpenAt(150 * MILLIS));
        assertTrue(pauses.isOpenAt(990_050 * MILLIS));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SilencesTest {
    private static final long MILLIS = 1_000_000L;
    private static final long EPOCH = 1_700_000_000_000_000_000L;

    private final Silences silences = new Silences();

    private static long at(long millis) {
        return EPOCH + millis * MILLIS;
    }

    private void passed(long fromMillis, int packets, long stepMillis) {
        for (int i = 0; i < packets; i++) {
            silences.passed(at(fromMillis + i * stepMillis));
        }
    }

    @Test
    void shouldCoverWhatCameWhilePacketsPassedUnseen() {
        silences.seen(at(0));
        silences.seen(at(1000));
        silences.seen(at(1010));
        passed(100, 9, 100);
        assertTrue(silences.cover(at(550)));
        assertTrue(silences.cover(at(905)));
        assertFalse(silences.cover(at(1005)), "packets are seen at once");
        assertFalse(silences.cover(at(-10)), "before all that is known");
    }

    @Test
    void shouldNotCoverWhatCameLongAfterTheLastThatPassedUnseen() {
        silences.seen(at(0));
        silences.seen(at(60_000));
        passed(100, 9, 100);
        assertTrue(silences.cover(at(850)));
        assertFalse(silences.cover(at(2_000)));
    }

    @Test
    void shouldTakeFewForSingleMisses() {
        silences.seen(at(0));
        silences.seen(at(1000));
        passed(100, 4, 100);
        assertFalse(silences.cover(at(250)));
    }

    @Test
    void shouldKnowTheSilenceThatLastsStill() {
        silences.seen(at(0));
        passed(100, 9, 100);
        assertTrue(silences.cover(at(500)));
        silences.seen(at(1000));
        assertTrue(silences.cover(at(500)));
        assertFalse(silences.cover(at(1500)), "nothing passed unseen since");
    }

    @Test
    void shouldForgetTheOldestAndKeepTheLatest() {
        for (int i = 0; i <= 3000; i++) {
            silences.seen(at(i * 1000L));
        }
        passed(2_999_100, 9, 100);
        passed(10_100, 9, 100);
        assertTrue(silences.cover(at(2_999_500)));
        assertFalse(silences.cover(at(10_500)), "too long ago to be known");
    }

    /** Nothing shows that the captures had begun again by then. */
    @Test
    void shouldDoubtWhatCameLongAfterTheLastThatPassedUnseen() {
        silences.seen(at(0));
        silences.seen(at(60_000));
        silences.seen(at(90_000));
        passed(100, 5, 100);
        assertTrue(silences.mayCover(at(59_000)));
        assertFalse(silences.mayCover(at(60_000)), "a packet is seen");
        assertFalse(silences.mayCover(at(70_000)), "another silence, in which nothing is known to have passed");
    }

    @Test
    void shouldDoubtWhatCameNextToAFewThatPassedUnseen() {
        silences.seen(at(0));
        silences.seen(at(60_000));
        passed(10_000, 1, 0);
        assertTrue(silences.mayCover(at(10_050)));
        assertTrue(silences.mayCover(at(9_950)));
        assertFalse(silences.mayCover(at(10_051)));
        passed(10_200, 1, 0);
        assertTrue(silences.mayCover(at(10_400)));
        assertFalse(silences.mayCover(at(10_401)));
        assertFalse(silences.cover(at(10_100)));
    }

    /** As long as the silence lasts, and while it is not known yet what passed there. */
    @Test
    void shouldBeOpenToWhatIsHeardLater() {
        long wait = 8_000 * MILLIS;
        silences.seen(at(0));
        assertFalse(silences.mayChange(at(100), at(500), wait), "nothing passed unseen");
        passed(50, 1, 0);
        assertTrue(silences.mayChange(at(100), at(500_000), wait));
        silences.seen(at(500_000));
        assertTrue(silences.mayChange(at(100), at(507_999), wait));
        assertFalse(silences.mayChange(at(100), at(508_000), wait));
    }

    @Test
    void shouldSayNothingBeforeAnyPacket() {
        passed(0, 9, 100);
        assertFalse(silences.cover(at(100)));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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

    private void pause(long fromMillis, long toMillis, int passed) {
        silences.seen(at(fromMillis));
        silences.seen(at(toMillis));
        passed(fromMillis + 1, passed, 1);
    }

    /** 20 ms without a packet, in which five passed unseen: one less of either, and it is no pause. */
    @Test
    void shouldTellTheLongestPause() {
        assertNull(silences.longest());
        pause(0, 19, 9);
        assertNull(silences.longest(), "as between packets");
        pause(1_000, 1_020, 4);
        assertNull(silences.longest(), "four may be single misses");
        pause(2_000, 2_020, 5);
        assertEquals(new CapturePause(at(2_000), at(2_020)), silences.longest());
        pause(3_000, 3_050, 5);
        pause(4_000, 4_050, 5);
        assertEquals(new CapturePause(at(3_000), at(3_050)), silences.longest(), "of equals the first");
        pause(5_000, 5_051, 5);
        assertEquals(new CapturePause(at(5_000), at(5_051)), silences.longest());
        pause(6_000, 9_000, 4);
        assertEquals(new CapturePause(at(5_000), at(5_051)), silences.longest());
    }

    /** One that passed casts doubt on 50 ms to either side, and of several as far as one is from the next. */
    @Test
    void shouldDoubtWhatIsNextToFewThatPassed() {
        silences.seen(at(0));
        silences.seen(at(10_000));
        passed(5_000, 1, 0);
        assertFalse(silences.mayCover(at(4_949)));
        assertTrue(silences.mayCover(at(4_950)));
        assertTrue(silences.mayCover(at(5_050)));
        assertFalse(silences.mayCover(at(5_051)));
        passed(5_600, 1, 0);
        passed(5_300, 1, 0);
        assertFalse(silences.mayCover(at(4_699)));
        assertTrue(silences.mayCover(at(4_700)));
        assertTrue(silences.mayCover(at(5_900)));
        assertFalse(silences.mayCover(at(5_901)));
        assertFalse(silences.cover(at(5_300)), "three are too few to be sure");
        passed(5_450, 2, 50);
        assertTrue(silences.cover(at(5_300)));
        assertTrue(silences.mayCover(at(9_999)), "nothing shows that the capture had begun again");
        assertFalse(silences.mayCover(at(10_001)));
    }

    @Test
    void shouldHoldOnlyWhatIsWithinThePause() {
        pause(1_000, 2_000, 9);
        silences.seen(at(2_001));
        assertFalse(silences.mayCover(at(1_000)), "the packet before it was seen");
        assertTrue(silences.mayCover(at(1_001)));
        assertTrue(silences.mayCover(at(1_999)));
        assertFalse(silences.mayCover(at(2_000)), "and the one behind");
    }

    /** More that passed unseen may become known while the silence lasts, and for as long as is waited after it. */
    @Test
    void shouldKnowWhetherMoreMayBeHeard() {
        assertFalse(silences.mayChange(at(500), at(600), 100 * MILLIS));
        silences.seen(at(0));
        assertFalse(silences.mayChange(at(500), at(600), 100 * MILLIS), "nothing passed");
        passed(500, 1, 0);
        assertTrue(silences.mayChange(at(500), at(90_000), 100 * MILLIS), "it lasts");
        silences.seen(at(1_000));
        assertTrue(silences.mayChange(at(500), at(1_099), 100 * MILLIS));
        assertFalse(silences.mayChange(at(500), at(1_100), 100 * MILLIS));
    }

    /** A pause between two packets is none; what lasts still is one. */
    @Test
    void shouldKnowWhenNothingIsSeen() {
        silences.seen(at(0));
        silences.seen(at(19));
        silences.seen(at(119));
        assertFalse(silences.isAt(at(10)));
        assertTrue(silences.isAt(at(50)));
        assertFalse(silences.isAt(at(119)));
        assertTrue(silences.isAt(at(120)));
    }
}

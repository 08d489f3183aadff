package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTest {
    private static final long MILLIS = 1_000_000;
    private static final long LIMIT = 3_000 * MILLIS;

    private final Path path = new Path(0, 1);
    private final Path reverse = new Path(1, 0);

    PathTest() {
        path.reverse = reverse;
        reverse.reverse = path;
        path.trustClocksWithin(MILLIS, MILLIS, MILLIS);
    }

    @Test
    void shouldExpectAnyDelayWhileNothingIsKnown() {
        assertFalse(path.isKnown());
        assertEquals(-path.epsilonNanos(), path.leastNanos());
        assertEquals(LIMIT, path.plausibleNanos(LIMIT));
        assertEquals(LIMIT, path.slowestNanos(LIMIT));
    }

    @Test
    void shouldNeverTrustClocksBlindly() {
        path.trustClocksWithin(0, 0, 0);
        assertTrue(path.epsilonNanos() > 0);
    }

    @Test
    void shouldExpectWhatItHasSeen() {
        path.observe(20 * MILLIS);
        path.observe(30 * MILLIS);
        assertTrue(path.isKnown());
        assertEquals(20 * MILLIS - path.epsilonNanos(), path.leastNanos());
        assertEquals(30 * MILLIS, path.slowestNanos(LIMIT));
        assertTrue(path.plausibleNanos(LIMIT) >= 30 * MILLIS);
        assertEquals(25 * MILLIS, path.plausibleNanos(25 * MILLIS), "never more than the limit");
    }

    @Test
    void shouldGuardByTheSlowerOfBothWays() {
        path.observe(20 * MILLIS);
        reverse.observe(70 * MILLIS);
        assertEquals(70 * MILLIS, path.slowestNanos(LIMIT));
        assertEquals(70 * MILLIS, reverse.slowestNanos(LIMIT));
        path.allowNanos(500 * MILLIS);
        assertEquals(570 * MILLIS, path.slowestNanos(LIMIT));
        assertEquals(100 * MILLIS, path.slowestNanos(100 * MILLIS));
    }

    /** Those that came later than the loss threshold came all the same: the next may, too. */
    @Test
    void shouldGuardByMoreThanTheLimitWherePacketsTookLonger() {
        path.observe(20 * MILLIS);
        path.noteLate(3_200 * MILLIS);
        path.noteLate(3_100 * MILLIS);
        assertEquals(3_600 * MILLIS, path.slowestNanos(LIMIT));
        assertEquals(20 * MILLIS, reverse.slowestNanos(LIMIT));
    }

    @Test
    void shouldKnowTheDelayByTheWayBackAlone() {
        reverse.observe(70 * MILLIS);
        assertEquals(70 * MILLIS, path.slowestNanos(LIMIT));
    }

    @Test
    void shouldGuardByNothingWhenDelaysComeOutNegative() {
        path.observe(-MILLIS / 2);
        assertEquals(0, path.slowestNanos(LIMIT));
    }

    @Test
    void shouldFollowTheMedianAndNotTheOutliers() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            path.observe(i % 10 == 9 ? 200 * MILLIS : 20 * MILLIS + random.nextInt(1_000));
        }
        assertEquals(20 * MILLIS, path.usualNanos(), 4.0 * MILLIS, "a tenth of them at 200 ms");
    }

    /** As behind an ARP request: the first packet waits, the others do not. */
    @Test
    void shouldNotTakeTheFirstPacketOfTheMatchingForTheFastest() {
        path.endSurvey();
        path.observe(681 * MILLIS);
        assertTrue(path.leastNanos() <= 0, "after a slow one");
        path.observe(-MILLIS);
        assertEquals(-MILLIS - path.epsilonNanos(), path.leastNanos());
    }

    @Test
    void shouldKnowTheFastestOfTheSurvey() {
        path.observe(20 * MILLIS);
        path.endSurvey();
        assertEquals(20 * MILLIS - path.epsilonNanos(), path.leastNanos());
    }

    /** Off by more than half of a round trip, they show any delay less than it was. */
    @Test
    void shouldTakeNoDelayForTheLeastWhereClocksHaveNoBound() {
        path.observe(20 * MILLIS);
        path.distrustClocks();
        assertEquals(-path.epsilonNanos(), path.leastNanos());
        path.observe(-MILLIS);
        assertEquals(-MILLIS - path.epsilonNanos(), path.leastNanos());
    }

    /** One of 16 that arrive, or more. */
    @Test
    void shouldKnowWhetherSoManyAreDuplicatedThatLossesMayHide() {
        assertFalse(path.duplicates());
        path.noteDuplicated();
        for (int i = 0; i < 16; i++) {
            path.noteArrived();
        }
        assertTrue(path.duplicates(), "1 of 16");
        path.noteArrived();
        assertFalse(path.duplicates(), "1 of 17");
        path.noteDuplicated();
        assertTrue(path.duplicates(), "2 of 17");
    }

    /** Half of those that arrive, or more, and several. */
    @Test
    void shouldKnowWhetherMostAreDuplicated() {
        for (int i = 0; i < 3; i++) {
            path.noteDuplicated();
            path.noteArrived();
        }
        assertFalse(path.duplicatesMost(), "3 of 3");
        path.noteDuplicated();
        for (int i = 3; i < 8; i++) {
            path.noteArrived();
        }
        assertTrue(path.duplicatesMost(), "4 of 8");
        path.noteArrived();
        assertFalse(path.duplicatesMost(), "4 of 9");
    }
}

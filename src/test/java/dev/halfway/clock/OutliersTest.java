package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Readings of packets that were paired wrongly: what the other direction contradicts goes, what it does not stays. */
class OutliersTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long DELAY = 5 * MILLI;

    private final Outliers outliers = new Outliers(0);

    /** One reading a second, each of the usual delay but for one. */
    private static MinimumBins steady(int count, int oddAt, long odd) {
        MinimumBins bins = new MinimumBins();
        for (int i = 0; i < count; i++) {
            bins.add(i * SECOND, i == oddAt ? odd : DELAY);
        }
        return bins;
    }

    private static long[] seconds(LongStream seconds) {
        return seconds.map(each -> each * SECOND).toArray();
    }

    private static long[] allBut(int count, int odd) {
        return seconds(LongStream.range(0, count).filter(each -> each != odd));
    }

    @Test
    void shouldKeepEverythingThatFits() {
        Readings kept = outliers.dropFrom(steady(30, -1, 0), steady(30, -1, 0));
        assertArrayEquals(seconds(LongStream.range(0, 30)), kept.time());
        assertEquals(DELAY, kept.lowest());
    }

    @Test
    void shouldDropWhatTheOtherDirectionContradicts() {
        for (int odd : new int[] {0, 1, 2, 7, 15, 27, 28, 29}) {
            Readings kept = outliers.dropFrom(steady(30, odd, -DELAY - 20 * MILLI), steady(30, -1, 0));
            assertArrayEquals(allBut(30, odd), kept.time(), "odd one at " + odd);
            assertEquals(DELAY, kept.lowest(), "odd one at " + odd);
        }
    }

    /** A round trip of 0 is possible, one of less than the tolerance too, and one below it is not. */
    @Test
    void shouldContradictOnlyARoundTripBelowTheTolerance() {
        // The clocks may part by 500 ppm: 0.5 ms for each second between the readings.
        long slack = (long) (Rates.LIMIT * 7 * SECOND);
        assertEquals(
                -DELAY,
                outliers.dropFrom(steady(30, 15, -DELAY), steady(30, -1, 0)).lowest());
        assertEquals(
                DELAY,
                outliers.dropFrom(steady(30, 15, -DELAY - slack - 1), steady(30, -1, 0))
                        .lowest());
        assertEquals(
                -DELAY - slack - 1,
                new Outliers(slack)
                        .dropFrom(steady(30, 15, -DELAY - slack - 1), steady(30, -1, 0))
                        .lowest());
    }

    /** Two of three on each side must say so: behind a step of the clock the readings before it do not count alone. */
    @Test
    void shouldBelieveAReadingThatOneSideSupports() {
        MinimumBins own = new MinimumBins();
        MinimumBins other = new MinimumBins();
        for (int i = 0; i < 30; i++) {
            long step = i < 15 ? 0 : -100 * MILLI;
            own.add(i * SECOND, DELAY + step);
            other.add(i * SECOND, DELAY - step);
        }
        Readings kept = outliers.dropFrom(own, other);
        assertArrayEquals(seconds(LongStream.range(0, 30)), kept.time());
    }

    @Test
    void shouldBelieveTheFirstOfABinWhenItsLowestIsContradicted() {
        MinimumBins own = new MinimumBins();
        for (int i = 0; i < 30; i++) {
            own.add(i * SECOND, DELAY);
            own.add(i * SECOND + 1, i == 10 ? -DELAY - 50 * MILLI : DELAY + 1);
        }
        Readings kept = outliers.dropFrom(own, steady(30, -1, 0));
        assertArrayEquals(seconds(LongStream.range(0, 30)), kept.time());
        assertEquals(DELAY, kept.lowest());
    }

    /** Fewer than three witnesses prove nothing; three that agree do. */
    @Test
    void shouldNeedThreeWitnesses() {
        long odd = -DELAY - 50 * MILLI;
        assertEquals(odd, outliers.dropFrom(steady(5, 2, odd), steady(2, -1, 0)).lowest());
        assertEquals(
                DELAY, outliers.dropFrom(steady(5, 2, odd), steady(3, -1, 0)).lowest());
        assertEquals(
                DELAY, outliers.dropFrom(steady(5, 2, odd), steady(4, -1, 0)).lowest());
    }

    /** With nothing the other way, only what lies far below its own neighbours goes: 8 times their spread, and 1 ms. */
    @Test
    void shouldGoByItsOwnNeighboursWhereThereIsNoOtherDirection() {
        MinimumBins none = new MinimumBins();
        for (int odd : new int[] {0, 7, 15, 29}) {
            assertArrayEquals(
                    allBut(30, odd),
                    outliers.dropFrom(steady(30, odd, DELAY - MILLI - 1), none).time(),
                    "odd one at " + odd);
            assertArrayEquals(
                    seconds(LongStream.range(0, 30)),
                    outliers.dropFrom(steady(30, odd, DELAY - MILLI), none).time(),
                    "odd one at " + odd);
        }
        assertEquals(0, outliers.dropFrom(steady(2, 1, 0), none).lowest(), "two are too few");
        assertEquals(DELAY, outliers.dropFrom(steady(5, 1, 0), none).lowest());
    }

    @Test
    void shouldAllowForTheSpreadOfTheNeighbours() {
        MinimumBins none = new MinimumBins();
        for (int below : new int[] {8 * 300 + 1_000, 8 * 300 + 1_001}) {
            MinimumBins own = new MinimumBins();
            for (int i = 0; i < 15; i++) {
                // The lower quartile of 15 is the fourth, their median the eighth: 300 us apart.
                long spread = i % 2 == 0 ? 300_000 : 0;
                own.add(i * SECOND, i == 7 ? DELAY - below * 1_000L : DELAY + spread);
            }
            assertEquals(below == 3_400 ? 15 : 14, outliers.dropFrom(own, none).size(), below + " us below");
        }
    }

    /** Each -1 a witness against a reading at 0 s and each 1 one for it, a second apart, by when they were heard. */
    private boolean stands(int[] before, int[] after) {
        MinimumBins own = new MinimumBins();
        own.add(0, -100 * MILLI);
        MinimumBins other = new MinimumBins();
        for (int i = 0; i < before.length; i++) {
            other.add((i - before.length) * SECOND, before[i] < 0 ? DELAY : 200 * MILLI);
        }
        for (int i = 0; i < after.length; i++) {
            other.add((i + 1) * SECOND, after[i] < 0 ? DELAY : 200 * MILLI);
        }
        return outliers.dropFrom(own, other).size() == 1;
    }

    @Test
    void shouldGoByTwoThirdsOfThoseOnASide() {
        int[] none = {};
        assertFalse(stands(new int[] {-1, -1, 1}, none));
        assertTrue(stands(new int[] {-1, 1, 1}, none));
        assertFalse(stands(none, new int[] {-1, 1, -1}));
        assertTrue(stands(none, new int[] {1, 1, -1}));
        // Of more than seven only those next to it are asked.
        assertFalse(stands(new int[] {1, 1, 1, 1, 1, -1, -1, -1, -1, -1}, none));
        assertTrue(stands(new int[] {-1, -1, -1, 1, 1, 1, -1, -1, -1, -1}, none));
    }

    @Test
    void shouldAskBothSidesWhereBothAreHeard() {
        int[] against = {-1, -1, -1};
        int[] forIt = {1, 1, 1};
        assertFalse(stands(against, against));
        assertTrue(stands(forIt, against));
        assertTrue(stands(against, forIt));
        // Two are no side; with fewer than three on either, all must agree.
        assertFalse(stands(against, new int[] {1, 1}));
        assertFalse(stands(new int[] {1, 1}, against));
        assertFalse(stands(new int[] {-1, -1}, new int[] {-1, -1}));
        assertTrue(stands(new int[] {-1, -1}, new int[] {-1, 1}));
        assertTrue(stands(new int[] {1, -1}, new int[] {-1, -1}));
        assertFalse(stands(new int[] {-1}, new int[] {-1, -1}));
        assertTrue(stands(new int[] {-1}, new int[] {-1}));
    }

    /** Where the other direction falls silent, as it may with a step, it cannot support what comes: three that agree do. */
    @Test
    void shouldBelieveThreeAlikeWhereOneSideIsSilent() {
        for (boolean atTheEnd : new boolean[] {true, false}) {
            for (int alike = 1; alike <= 4; alike++) {
                for (int beyond = 0; beyond <= 3; beyond++) {
                    MinimumBins own = new MinimumBins();
                    MinimumBins other = new MinimumBins();
                    int sign = atTheEnd ? 1 : -1;
                    for (int i = 0; i < 20 + alike; i++) {
                        own.add(sign * i * SECOND, i < 20 ? DELAY : -SECOND);
                        if (i < 20) {
                            other.add(sign * i * SECOND, DELAY);
                        }
                    }
                    for (int i = 0; i < beyond; i++) {
                        other.add(sign * (40 + i) * SECOND, DELAY);
                    }
                    int kept = outliers.dropFrom(own, other).size();
                    // With three on the other side as well, there is no silence.
                    assertEquals(
                            alike >= 3 && beyond < 3 ? 20 + alike : 20, kept, alike + " alike, " + beyond + " beyond");
                }
            }
        }
    }
}

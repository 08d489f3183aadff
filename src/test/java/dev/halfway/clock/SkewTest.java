package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When the slopes of both directions are taken for a skew of the clocks, and why else not. */
class SkewTest {
    private static final long SECOND = 1_000_000_000;
    private static final long DELAY = 1_000_000;
    private static final double PPM = 1e-6;

    private static Readings readings(int count, long everyNanos, LongUnaryOperator value) {
        long[] time = LongStream.range(0, count).map(i -> i * everyNanos).toArray();
        return new Readings(time, LongStream.of(time).map(value).toArray());
    }

    /** The usual delay, and a line. */
    private static Readings line(int count, long everyNanos, double slope) {
        return readings(count, everyNanos, time -> DELAY + Math.round(slope * time));
    }

    private static void assertRefused(String reason, Skew skew) {
        assertEquals(0, skew.ratio());
        assertTrue(skew.refused().contains(reason), skew.refused());
    }

    private static void assertAccepted(double ratio, Skew skew) {
        assertEquals("", skew.refused());
        assertEquals(ratio, skew.ratio(), 1e-9);
    }

    @Test
    void shouldTakeHalfTheDifferenceOfTheSlopes() {
        for (double ppm : new double[] {-400, -20, 20, 400}) {
            Readings forward = line(100, SECOND, ppm * PPM);
            Readings backward = line(100, SECOND, -ppm * PPM);
            assertAccepted(ppm * PPM, Skew.of(forward, backward));
        }
    }

    @Test
    void shouldNeedTwentyReadingsEachWay() {
        Readings enough = line(20, 2 * SECOND, 100 * PPM);
        Readings tooFew = line(19, 2 * SECOND, -100 * PPM);
        assertAccepted(100 * PPM, Skew.of(enough, line(20, 2 * SECOND, -100 * PPM)));
        assertRefused("20 readings one way and 19 the other; 20 each way are needed", Skew.of(enough, tooFew));
        assertRefused("19 readings one way and 20 the other", Skew.of(tooFew, enough));
    }

    @Test
    void shouldNeedThirtySeconds() {
        assertAccepted(100 * PPM, Skew.of(line(31, SECOND, 100 * PPM), line(31, SECOND, -100 * PPM)));
        assertRefused(
                "the packets span 29.0 s; 30 s are needed",
                Skew.of(line(30, SECOND, 100 * PPM), line(31, SECOND, -100 * PPM)));
        assertRefused("span 29.0 s", Skew.of(line(31, SECOND, 100 * PPM), line(30, SECOND, -100 * PPM)));
    }

    @Test
    void shouldRefuseWhatNoWorkingClockDoes() {
        assertRefused("600 ppm is more than", Skew.of(line(100, SECOND, 600 * PPM), line(100, SECOND, -600 * PPM)));
        assertRefused("-600 ppm is more than", Skew.of(line(100, SECOND, -600 * PPM), line(100, SECOND, 600 * PPM)));
    }

    /** A path that grows longer moves both directions alike. */
    @Test
    void shouldRefuseASkewThatIsNotClearOfTheTrend() {
        assertRefused("-0.000 ppm", Skew.of(line(100, SECOND, 50 * PPM), line(100, SECOND, 50.000_01 * PPM)));
        // skew 100, trend 40: not more than three times as much
        assertRefused(
                "100.000 ppm is not clear of the path's own trend of 40.000 ppm",
                Skew.of(line(100, SECOND, 140 * PPM), line(100, SECOND, -60 * PPM)));
        assertRefused("of -40.000 ppm", Skew.of(line(100, SECOND, 60 * PPM), line(100, SECOND, -140 * PPM)));
        assertAccepted(100 * PPM, Skew.of(line(100, SECOND, 130 * PPM), line(100, SECOND, -70 * PPM)));
    }

    /** Too little to exclude a rate of 0: 5 ppm in 100 s are 0.5 ms, of a round trip of 2 ms. */
    @Test
    void shouldProveASmallSkewByTheSteadinessOfTheFloors() {
        assertAccepted(5 * PPM, Skew.of(line(100, SECOND, 5 * PPM), line(100, SECOND, -5 * PPM)));
        assertAccepted(-5 * PPM, Skew.of(line(100, SECOND, -5 * PPM), line(100, SECOND, 5 * PPM)));
    }

    @Test
    void shouldRefuseASmallSkewInTheNoise() {
        int refused = 0;
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            LongUnaryOperator noise = time -> DELAY + (long) (random.nextDouble() * 900_000);
            Skew skew = Skew.of(readings(24, 2 * SECOND, noise), readings(24, 2 * SECOND, noise));
            refused += skew.refused().isEmpty() ? 0 : 1;
            assertTrue(skew.refused().isEmpty() || skew.ratio() == 0);
        }
        assertTrue(refused >= 49, refused + " of 50 refused");
    }

    /** Readings in two of the eight windows alone are no line. */
    @Test
    void shouldRefuseASmallSkewOfTwoClusters() {
        LongUnaryOperator late = time -> time < 50 ? time * SECOND / 100 : 100 * SECOND + time * SECOND / 100;
        long[] time = LongStream.range(0, 100).map(late).toArray();
        Readings forward = new Readings(
                time,
                LongStream.of(time).map(at -> DELAY + Math.round(5 * PPM * at)).toArray());
        Readings backward = new Readings(
                time,
                LongStream.of(time).map(at -> DELAY - Math.round(5 * PPM * at)).toArray());
        assertRefused("5.000 ppm is not clear of the noise of the delays", Skew.of(forward, backward));
    }
}

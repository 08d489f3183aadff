package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
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
            assertAccepted(ppm * PPM, Skew.of(forward, backward, 0));
        }
    }

    @Test
    void shouldNeedTwentyReadingsEachWay() {
        Readings enough = line(20, 2 * SECOND, 100 * PPM);
        Readings tooFew = line(19, 2 * SECOND, -100 * PPM);
        assertAccepted(100 * PPM, Skew.of(enough, line(20, 2 * SECOND, -100 * PPM), 0));
        assertRefused("20 readings one way and 19 the other; 20 each way are needed", Skew.of(enough, tooFew, 0));
        assertRefused("19 readings one way and 20 the other", Skew.of(tooFew, enough, 0));
    }

    @Test
    void shouldNeedThirtySeconds() {
        assertAccepted(100 * PPM, Skew.of(line(31, SECOND, 100 * PPM), line(31, SECOND, -100 * PPM), 0));
        assertRefused(
                "the packets span 29.0 s; 30 s are needed",
                Skew.of(line(30, SECOND, 100 * PPM), line(31, SECOND, -100 * PPM), 0));
        assertRefused("span 29.0 s", Skew.of(line(31, SECOND, 100 * PPM), line(30, SECOND, -100 * PPM), 0));
    }

    @Test
    void shouldRefuseWhatNoWorkingClockDoes() {
        assertRefused("600 ppm is more than", Skew.of(line(100, SECOND, 600 * PPM), line(100, SECOND, -600 * PPM), 0));
        assertRefused("-600 ppm is more than", Skew.of(line(100, SECOND, -600 * PPM), line(100, SECOND, 600 * PPM), 0));
    }

    /** A path that grows longer moves both directions alike. */
    @Test
    void shouldRefuseASkewThatIsNotClearOfTheTrend() {
        assertRefused("-0.000 ppm", Skew.of(line(100, SECOND, 50 * PPM), line(100, SECOND, 50.000_01 * PPM), 0));
        // skew 100, trend 40: not more than three times as much
        assertRefused(
                "100.000 ppm is not clear of the path's own trend of 40.000 ppm",
                Skew.of(line(100, SECOND, 140 * PPM), line(100, SECOND, -60 * PPM), 0));
        assertRefused("of -40.000 ppm", Skew.of(line(100, SECOND, 60 * PPM), line(100, SECOND, -140 * PPM), 0));
        assertAccepted(100 * PPM, Skew.of(line(100, SECOND, 130 * PPM), line(100, SECOND, -70 * PPM), 0));
    }

    /** Too little to exclude a rate of 0: 5 ppm in 100 s are 0.5 ms, of a round trip of 2 ms. */
    @Test
    void shouldProveASmallSkewByTheSteadinessOfTheFloors() {
        assertAccepted(5 * PPM, Skew.of(line(100, SECOND, 5 * PPM), line(100, SECOND, -5 * PPM), 0));
        assertAccepted(-5 * PPM, Skew.of(line(100, SECOND, -5 * PPM), line(100, SECOND, 5 * PPM), 0));
    }

    @Test
    void shouldRefuseASmallSkewInTheNoise() {
        int refused = 0;
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            LongUnaryOperator noise = time -> DELAY + (long) (random.nextDouble() * 900_000);
            Skew skew = Skew.of(readings(24, 2 * SECOND, noise), readings(24, 2 * SECOND, noise), 0);
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
        assertRefused("5.000 ppm is not clear of the noise of the delays", Skew.of(forward, backward, 0));
    }

    /** Eight floors that stray from their line by turns: its slope must be five times its standard error, both ways. */
    @Test
    void shouldProveASmallSkewByFiveStandardErrors() {
        int accepted = 0;
        for (long stray = 0; stray <= 200_000; stray += 500) {
            long by = stray;
            // Of the twelve readings of a window one is low, at uneven places.
            LongUnaryOperator noise = time -> {
                long window = time / (12 * SECOND);
                boolean isFloor = time % (12 * SECOND) / SECOND == 1 + window % 5;
                return isFloor ? (window % 3 == 0 ? by : window % 3 == 1 ? -by : 0) : 500_000;
            };
            Readings forward =
                    readings(97, SECOND, time -> DELAY + Math.round(4 * PPM * time) + noise.applyAsLong(time));
            Readings backward =
                    readings(97, SECOND, time -> DELAY - Math.round(4 * PPM * time) + noise.applyAsLong(time));
            double least = Math.min(Math.abs(significance(forward)), Math.abs(significance(backward)));
            boolean isClear = !Skew.of(forward, backward, 0).refused().contains("noise");
            assertEquals(least >= 5, isClear, "strays by " + stray + ", " + least + " standard errors");
            accepted += isClear ? 1 : 0;
        }
        assertTrue(accepted > 20 && accepted < 380, accepted + " accepted");
    }

    /** Of the floors of eight equal parts, by the coefficient of correlation: the same as slope over its standard error. */
    private static double significance(Readings readings) {
        int windows = 8;
        double[] x = new double[windows];
        double[] y = new double[windows];
        long width = readings.time()[readings.size() - 1] / windows + 1;
        Arrays.fill(y, Double.POSITIVE_INFINITY);
        for (int i = 0; i < readings.size(); i++) {
            int window = (int) (readings.time()[i] / width);
            if (readings.value()[i] < y[window]) {
                x[window] = readings.time()[i];
                y[window] = readings.value()[i];
            }
        }
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double r = IntStream.range(0, windows)
                        .mapToDouble(i -> (x[i] - meanX) * (y[i] - meanY))
                        .sum()
                / Math.sqrt(Arrays.stream(x)
                                .map(each -> (each - meanX) * (each - meanX))
                                .sum()
                        * Arrays.stream(y)
                                .map(each -> (each - meanY) * (each - meanY))
                                .sum());
        return r * Math.sqrt((windows - 2) / (1 - r * r));
    }
}

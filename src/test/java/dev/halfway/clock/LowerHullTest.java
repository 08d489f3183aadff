package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LowerHullTest {
    private static LowerHull hull(long... values) {
        return new LowerHull(readings(values));
    }

    /** A reading each 10 ns. */
    private static Readings readings(long... values) {
        return new Readings(LongStream.range(0, values.length).map(i -> 10 * i).toArray(), values);
    }

    @Test
    void shouldBeARisingChainOfSlopesBelowAllReadings() {
        Random random = new Random(2);
        for (int trial = 0; trial < 200; trial++) {
            Readings readings =
                    readings(random.longs(1 + random.nextInt(30), -100, 100).toArray());
            LowerHull hull = new LowerHull(readings);
            assertEquals(readings.time()[0], hull.time(0));
            assertEquals(readings.value()[0], hull.value(0));
            assertEquals(readings.time()[readings.size() - 1], hull.time(hull.corners() - 1));
            assertEquals(readings.value()[readings.size() - 1], hull.value(hull.corners() - 1));
            double slope = Double.NEGATIVE_INFINITY;
            for (int edge = 0; edge + 1 < hull.corners(); edge++) {
                double next =
                        (double) (hull.value(edge + 1) - hull.value(edge)) / (hull.time(edge + 1) - hull.time(edge));
                assertTrue(next > slope, "trial " + trial);
                slope = next;
                for (int i = 0; i < readings.size(); i++) {
                    double line = hull.value(edge) + slope * (readings.time()[i] - hull.time(edge));
                    assertTrue(readings.value()[i] >= line - 1e-9, "trial " + trial + ": below an edge");
                }
            }
        }
    }

    /** What lies on a line is no corner. */
    @Test
    void shouldHaveNoCornerInALine() {
        assertEquals(2, hull(5, 7, 9, 11).corners());
        assertEquals(1, hull(5).corners());
    }

    /** Many readings late in time move the mean there, and the edge with it. */
    @Test
    void shouldGiveTheSlopeOverTheMeanTime() {
        assertEquals(0, hull(5).slopeAtMeanTime());
        assertEquals(0.2, hull(5, 7, 9).slopeAtMeanTime(), 1e-12);
        // Corners at 0, 10, 40: the mean time is 20.
        assertEquals(0.1, hull(5, 0, 9, 9, 3).slopeAtMeanTime(), 1e-12);
        // Corners at 0, 30, 40.
        assertEquals(-0.1, hull(3, 9, 9, 0, 5).slopeAtMeanTime(), 1e-12);
        // One corner just at the mean, as good on either side: the edge before it.
        assertEquals(-0.2, hull(4, 9, 0, 9, 6).slopeAtMeanTime(), 1e-12);
        Readings late =
                new Readings(new long[] {1_000, 1_010, 1_020, 1_090, 1_091, 1_092}, new long[] {9, 0, 9, 9, 9, 7});
        assertEquals(7 / 82.0, new LowerHull(late).slopeAtMeanTime(), 1e-12);
    }
}

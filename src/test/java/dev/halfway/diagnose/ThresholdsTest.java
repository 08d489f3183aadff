package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static String words(double low, double high) {
        return Thresholds.words(new Thresholds.Found(null, low, high, 1));
    }

    @Test
    void shouldNameARoundNumberBetweenTheBounds() {
        assertEquals("1400", words(1372, 1428));
        assertEquals("40", words(31, 90));
        assertEquals("0.3", words(0.21, 0.38));
        assertEquals("0", words(Double.NEGATIVE_INFINITY, 0.38));
        assertEquals("0.2101", words(0.21003, 0.2102));
        assertEquals("7", words(7, Double.POSITIVE_INFINITY));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossIntervalTest {
    /** Wilson (1927), as worked by hand for 10 of 100: (0.1 + z^2/200 -+ z sqrt(0.0009 + z^2/40000)) / (1 + z^2/100). */
    @Test
    void shouldBeWilsonsBetweenTheEnds() {
        LossInterval interval = LossInterval.of(10, 100).orElseThrow();
        double z = 1.959963985;
        double middle = (0.1 + z * z / 200) / (1 + z * z / 100);
        double half = z * Math.sqrt(0.0009 + z * z / 40_000) / (1 + z * z / 100);
        assertEquals(middle - half, interval.low(), 1e-9);
        assertEquals(middle + half, interval.high(), 1e-9);
        assertEquals(0.0552, interval.low(), 5e-5);
        assertEquals(0.1744, interval.high(), 5e-5);
    }

    @Test
    void shouldFollowTheRuleOfThreeAtTheEnds() {
        assertEquals(Optional.of(new LossInterval(0, 0.03)), LossInterval.of(0, 100));
        assertEquals(Optional.of(new LossInterval(0.97, 1)), LossInterval.of(100, 100));
        assertEquals(Optional.of(new LossInterval(0, 1)), LossInterval.of(0, 2));
        assertEquals(Optional.of(new LossInterval(0, 1)), LossInterval.of(1, 1));
    }

    @Test
    void shouldBeEmptyWithoutPackets() {
        assertEquals(Optional.empty(), LossInterval.of(0, 0));
    }

    @Test
    void shouldHoldForCountsBeyondAnInt() {
        LossInterval interval = LossInterval.of(1L << 39, 1L << 40).orElseThrow();
        assertEquals(0.5, (interval.low() + interval.high()) / 2, 1e-9);
        assertEquals(3.1e-5, interval.high() - 0.5, 2e-5);
    }

    @Test
    void shouldRefuseWhatIsNoShare() {
        assertThrows(IllegalArgumentException.class, () -> LossInterval.of(2, 1));
        assertThrows(IllegalArgumentException.class, () -> LossInterval.of(-1, 1));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossPatternTest {
    private static final long MILLIS = 1_000_000L;
    private static final long FIRST_LOST = Trouble.EPOCH + 17_113_407;

    /**
     * The end is open where the next packet that arrives leaves much later than the lost ones are apart, and than a second; the
     * onset where the last before left so much earlier.
     */
    @ParameterizedTest
    @CsvSource({"101, 10000, 6013, true", "101, 10000, 987, false", "11, 10000, 4987, false", "11, 10000, 5013, true"})
    void shouldTellSinceWhenAndUpToWhenThereMayBeLosses(long lost, long lastsMillis, long openMillis, boolean open) {
        long lastLost = FIRST_LOST + lastsMillis * MILLIS;
        long before = FIRST_LOST - openMillis * MILLIS;
        long after = lastLost + openMillis * MILLIS;
        LossPattern end = pattern(lost, OptionalLong.empty(), lastLost, OptionalLong.of(after));
        assertEquals(open ? Optional.of(after) : Optional.empty(), end.openUntilNanos());
        assertEquals(Optional.empty(), end.openFromNanos());
        LossPattern onset = pattern(lost, OptionalLong.of(before), lastLost, OptionalLong.empty());
        assertEquals(open ? Optional.of(before) : Optional.empty(), onset.openFromNanos());
        assertEquals(Optional.empty(), onset.openUntilNanos());
    }

    private static LossPattern pattern(long lost, OptionalLong before, long lastLost, OptionalLong after) {
        return new LossPattern(
                500,
                lost,
                1,
                lost,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                before,
                OptionalLong.of(FIRST_LOST),
                OptionalLong.of(lastLost),
                after,
                Optional.empty());
    }
}

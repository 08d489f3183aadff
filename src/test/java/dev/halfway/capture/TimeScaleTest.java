package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeScaleTest {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(62).subtract(BigInteger.ONE);
    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

    @Test
    void shouldConvertTheUsualUnits() {
        assertEquals(1_502_210_465_586_548_000L, new TimeScale(6, 0).nanos(1_502_210_465_586_548L));
        assertEquals(1_502_210_465_586_548_123L, new TimeScale(9, 0).nanos(1_502_210_465_586_548_123L));
        assertEquals(1_502_210_465_000_000_000L, new TimeScale(0, 0).nanos(1_502_210_465L));
        assertEquals(1_502_210_465_500_000_000L, new TimeScale(0x80 | 1, 0).nanos(2 * 1_502_210_465L + 1));
        assertEquals(1_500_000_001_586_548_000L, new TimeScale(6, 1_500_000_000).nanos(1_586_548L));
        assertEquals(-999_999_000L, new TimeScale(6, -1).nanos(1));
    }

    /** Each of the 256 resolutions, with random units and offsets, against arithmetic without bounds. */
    @Test
    void shouldBeExactForEveryResolution() {
        long seed = 20_170_808;
        Random random = new Random(seed);
        for (int resolution = 0; resolution < 256; resolution++) {
            for (int i = 0; i < 500; i++) {
                long units = random.nextLong() >>> random.nextInt(64);
                long offset = switch (i % 3) {
                    case 0 -> 0;
                    case 1 -> random.nextInt();
                    default -> random.nextLong() >> random.nextInt(64);
                };
                assertEquals(
                        exact(resolution, offset, units),
                        new TimeScale(resolution, offset).nanos(units),
                        "seed " + seed + ", resolution " + resolution + ", offset " + offset + ", units " + units);
            }
        }
    }

    @Test
    void shouldHoldAtTheLimitAndNotWrap() {
        assertEquals((1L << 62) - 1, new TimeScale(0, 0).nanos(-1));
        assertEquals((1L << 62) - 1, new TimeScale(9, 0).nanos(-1));
        assertEquals((1L << 62) - 1, new TimeScale(6, Long.MAX_VALUE).nanos(1));
        assertEquals(1 - (1L << 62), new TimeScale(6, Long.MIN_VALUE).nanos(1));
        for (long second : new long[] {4_611_686_017L, 4_611_686_018L, 4_611_686_019L}) {
            for (long tenth = 0; tenth < 10; tenth++) {
                assertEquals(exact(1, 0, second * 10 + tenth), new TimeScale(1, 0).nanos(second * 10 + tenth));
                long offset = -second - 1;
                assertEquals(exact(1, offset, tenth), new TimeScale(1, offset).nanos(tenth));
            }
        }
    }

    private static long exact(int resolution, long offset, long units) {
        BigInteger count = new BigInteger(Long.toUnsignedString(units));
        int exponent = resolution & 0x7f;
        BigInteger perSecond = resolution >= 0x80 ? BigInteger.ONE.shiftLeft(exponent) : BigInteger.TEN.pow(exponent);
        BigInteger nanos = count.multiply(BILLION)
                .divide(perSecond)
                .add(BigInteger.valueOf(offset).multiply(BILLION));
        return nanos.min(LIMIT).max(LIMIT.negate()).longValueExact();
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In what steps a clock goes on, by the times that it showed. */
class TickTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long START = 1_700_000_000L * SECOND + 123_456_789;

    private final Random random = new Random(7);

    /** Ever later moments, up to a second apart, as a clock shows them. */
    private long[] times(int count, LongUnaryOperator shown) {
        long[] times = new long[count];
        long now = START;
        for (int i = 0; i < count; i++) {
            now += (long) (random.nextDouble() * SECOND);
            times[i] = shown.applyAsLong(now);
        }
        return times;
    }

    private static LongUnaryOperator every(long nanos) {
        return time -> time / nanos * nanos;
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, 10_000, 100_000, MILLI, 4 * MILLI, 10 * MILLI, 15_625_000, 50 * MILLI})
    void shouldFindTheTick(long nanos) {
        assertEquals(nanos, Tick.of(times(200, every(nanos))));
        assertEquals(nanos, Tick.of(times(70_000, every(nanos))), "of very many");
        assertEquals(nanos, Tick.of(times(200, time -> time / nanos * nanos + 37)), "beside whole ones");
    }

    /** 300 a second, written down in microseconds; or a clock that is slowed down by 80 ppm. */
    @ParameterizedTest
    @ValueSource(doubles = {1e9 / 300, 4_000_320, 15_600_100.5, 976_562.5})
    void shouldFindTheTickOfAClockThatDoesNotTickInWholeMicroseconds(double nanos) {
        long[] times = new long[2_000];
        long now = START;
        for (int i = 0; i < times.length; i++) {
            now += random.nextInt(4) == 0 ? (long) (random.nextDouble() * SECOND / 10) : random.nextInt(200_000);
            times[i] = START + (long) (Math.floor((now - START) / nanos) * nanos) / 1_000 * 1_000;
        }
        long tick = Tick.of(times);
        assertTrue(tick >= nanos && tick <= nanos + nanos / 1_000 + 4_000, "ticks of " + tick + " ns");
    }

    /** Someone sends every 20 ms, to some microseconds, and the capture holds some packets twice. */
    @Test
    void shouldNotTakeRegularTrafficForTicks() {
        long[] times = new long[300];
        for (int i = 0; i < times.length; i++) {
            times[i] = START + i / 2 * 20 * MILLI + random.nextInt(50_000);
            times[i] = i % 4 == 1 ? times[i - 1] : times[i];
        }
        assertEquals(Tick.USUAL_NANOS, Tick.of(times));
    }

    /** Pings at even times, by a clock that shows milliseconds: that it goes on from ping to ping only nobody believes. */
    @ParameterizedTest
    @CsvSource({"104, 2000000", "1000, 10000000", "60, 60000000"})
    void shouldNotTakeTheTimeFromPingToPingForTheTick(long millis, long nanos) {
        long[] times = new long[30];
        for (int i = 0; i < times.length; i++) {
            times[i] = START + i / 2 * millis * MILLI;
        }
        assertEquals(nanos, Tick.of(times));
    }

    /** Pings ten a second, and times cut to whole seconds. */
    @Test
    void shouldTakeSecondsForTheTickWhereManyPacketsShareEach() {
        long[] times = new long[600];
        for (int i = 0; i < times.length; i++) {
            times[i] = START / SECOND * SECOND + i / 20 * SECOND;
        }
        assertEquals(SECOND, Tick.of(times));
    }

    /** Hundreds at once, and in one moment as the clock shows it, then nothing for a while. */
    @Test
    void shouldTakeNoClockThatShowsBurstsAtOnceForACoarseOne() {
        long[] times = new long[3_000];
        long now = START;
        for (int i = 0; i < times.length; i++) {
            now += i % 100 == 0 ? random.nextInt(100_000_000) : random.nextInt(3_000);
            times[i] = now / 1_000 * 1_000;
        }
        assertEquals(Tick.USUAL_NANOS, Tick.of(times));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 1_000})
    void shouldTakeNoUsualClockForACoarseOne(long nanos) {
        for (int count = 0; count < 300; count++) {
            assertEquals(Tick.USUAL_NANOS, Tick.of(times(count, every(nanos))), "of " + count);
        }
    }

    /** Two pings are at whole milliseconds by chance; a hundred are not at whole tens of microseconds. */
    @Test
    void shouldNotBelieveFew() {
        assertEquals(Tick.USUAL_NANOS, Tick.of(times(4, every(10 * MILLI))));
        assertEquals(Tick.USUAL_NANOS, Tick.of(times(12, every(10_000))));
        assertEquals(10_000, Tick.of(times(30, every(10_000))));
        assertEquals(10 * MILLI, Tick.of(times(8, every(10 * MILLI))));
    }

    @Test
    void shouldNotHeedTheSameTimeAgain() {
        long[] twice = {START, START, START + SECOND, START + SECOND, START + SECOND, START + 2 * SECOND};
        assertEquals(Tick.USUAL_NANOS, Tick.of(twice));
    }

    /** A clock that was set goes on beside its old ticks. */
    @Test
    void shouldFindTheTickOfAClockThatWasSet() {
        long set = START + 40 * SECOND;
        assertEquals(
                10 * MILLI,
                Tick.of(times(200, time -> every(10 * MILLI).applyAsLong(time) + (time < set ? 0 : 3_333_333))));
    }
}

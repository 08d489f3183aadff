package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Readings at the ends of a segment, which those amid must explain, or nobody knows how the clocks stand there. */
class UnexplainedTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    /** From 10 to 14 ms, half of them up to 12 ms. */
    private static final LongUnaryOperator SPREAD = time -> (10 + 2 * (time / SECOND % 3)) * MILLI;

    private static Readings readings(long fromSecond, long toSecond, LongUnaryOperator value) {
        long[] time = LongStream.rangeClosed(fromSecond, toSecond)
                .map(each -> each * SECOND)
                .toArray();
        return new Readings(time, LongStream.of(time).map(value).toArray());
    }

    private static Readings one(long time, long value) {
        return new Readings(new long[] {time}, new long[] {value});
    }

    private static void assertExplained(
            boolean expected, Unexplained unexplained, boolean isForward, long time, long value) {
        assertEquals(!expected, unexplained.isAnyAmong(one(time, value), isForward), value + " at " + time);
    }

    /** A reading each way a second, from 0 to 30 s; the four at each end are to be explained by the others. */
    private static Unexplained half() {
        Unexplained unexplained = new Unexplained(0);
        unexplained.add(readings(0, 30, SPREAD), readings(0, 30, time -> MILLI));
        return unexplained;
    }

    @Test
    void shouldNotDoubtWhatIsReadAmidTheOthers() {
        assertExplained(true, half(), true, 4 * SECOND, -SECOND);
        assertExplained(true, half(), true, 26 * SECOND, SECOND);
        assertExplained(false, half(), true, 4 * SECOND - 1, -SECOND);
        assertExplained(false, half(), true, 26 * SECOND + 1, SECOND);
    }

    /** At 30 s, 4 s behind them, clocks may have parted by 2 ms; and 1 ms is always left. */
    @Test
    void shouldDoubtWhatIsFarBelowOrFarAbove() {
        for (long end : new long[] {0, 30 * SECOND}) {
            // As far below the lowest as the median is above it.
            assertExplained(true, half(), true, end, 5 * MILLI);
            assertExplained(false, half(), true, end, 5 * MILLI - 1);
            // Twice as far above as the highest is.
            assertExplained(true, half(), true, end, 21 * MILLI);
            assertExplained(false, half(), true, end, 21 * MILLI + 1);
        }
    }

    /** The other direction's delays are all alike, yet a path of one may come to vary as that of the other. */
    @Test
    void shouldAllowADirectionWhatTheOtherVaries() {
        assertExplained(true, half(), false, 30 * SECOND, (1 + 8 + 3) * MILLI);
        assertExplained(false, half(), false, 30 * SECOND, (1 + 8 + 3) * MILLI + 1);
        assertExplained(true, half(), false, 30 * SECOND, (1 - 3) * MILLI);
        assertExplained(false, half(), false, 30 * SECOND, (1 - 3) * MILLI - 1);
        Unexplained other = new Unexplained(0);
        other.add(readings(0, 30, time -> MILLI), readings(0, 30, SPREAD));
        assertExplained(true, other, true, 30 * SECOND, (1 + 8 + 3) * MILLI);
        assertExplained(false, other, true, 30 * SECOND, (1 + 8 + 3) * MILLI + 1);
    }

    @Test
    void shouldTakeEitherSegmentBetweenTwo() {
        Unexplained unexplained = half();
        unexplained.add(readings(40, 70, time -> 500 * MILLI), readings(40, 70, time -> -500 * MILLI));
        unexplained.add(readings(80, 110, time -> 900 * MILLI), readings(80, 110, time -> -900 * MILLI));
        assertExplained(true, unexplained, true, 35 * SECOND, 10 * MILLI);
        assertExplained(true, unexplained, true, 35 * SECOND, 500 * MILLI);
        assertExplained(false, unexplained, true, 35 * SECOND, 900 * MILLI);
        assertExplained(false, unexplained, true, 0, 500 * MILLI);
        assertExplained(false, unexplained, true, 75 * SECOND, 10 * MILLI);
        assertExplained(true, unexplained, true, 75 * SECOND, 900 * MILLI);
        assertExplained(true, unexplained, true, 110 * SECOND, 900 * MILLI);
        assertExplained(false, unexplained, true, 110 * SECOND, 500 * MILLI);
        assertExplained(true, unexplained, false, 110 * SECOND, -900 * MILLI);
    }

    /** Of twelve each way, four at each end; of nine, three; of two none, and so all are amid. */
    @Test
    void shouldSetAsideAThirdOfFew() {
        for (int count : new int[] {2, 3, 9, 12}) {
            int aside = Math.min(4, count / 3);
            Unexplained unexplained = new Unexplained(0);
            unexplained.add(readings(0, count - 1, time -> MILLI), readings(0, 30, time -> MILLI));
            assertExplained(true, unexplained, true, aside * SECOND, SECOND);
            assertExplained(false, unexplained, true, aside * SECOND - 1, SECOND);
            assertExplained(true, unexplained, true, (count - 1 - aside) * SECOND, SECOND);
            assertExplained(false, unexplained, true, (count - 1 - aside) * SECOND + 1, SECOND);
        }
    }

    /** They share 2 s: with none set aside there is something amid, with one there is not. */
    @Test
    void shouldSetFewerAsideWhereTheDirectionsHardlyOverlap() {
        Unexplained unexplained = new Unexplained(0);
        unexplained.add(readings(0, 10, time -> MILLI), readings(9, 20, time -> MILLI));
        assertExplained(true, unexplained, true, 9 * SECOND, SECOND);
        assertExplained(true, unexplained, true, 10 * SECOND, SECOND);
        assertExplained(false, unexplained, true, 8 * SECOND, SECOND);
        assertExplained(false, unexplained, true, 11 * SECOND, SECOND);
    }

    @Test
    void shouldNotJudgeWhereTheDirectionsDoNotOverlap() {
        Unexplained unexplained = new Unexplained(0);
        unexplained.add(readings(0, 9, time -> MILLI), readings(10, 20, time -> MILLI));
        assertFalse(unexplained.isAnyAmong(readings(0, 30, time -> SECOND), true));
        assertFalse(new Unexplained(0).isAnyAmong(readings(0, 30, time -> SECOND), true));
    }

    @Test
    void shouldDoubtAllForOne() {
        assertFalse(half().isAnyAmong(readings(0, 30, SPREAD), true));
        assertTrue(half().isAnyAmong(readings(0, 30, time -> time == 29 * SECOND ? SECOND : 10 * MILLI), true));
    }
}

package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final long ROUND = 1L << 32;

    @Test
    void shouldCountOnWhereThirtyTwoBitsEnd() {
        Counters counters = new Counters(true);
        counters.update(ROUND / 2, 5, 0);
        counters.update(ROUND - 1, 5, ROUND - 7);
        counters.update(3, 6, 0);
        counters.update(3, 6, 1);
        assertEquals(ROUND + 3, counters.accepted());
        assertEquals(6, counters.droppedBySystem());
    }

    @Test
    void shouldNotTakeACounterThatIsSetBackForPackets() {
        Counters counters = new Counters(true);
        counters.update(0, 0, 1_000);
        counters.update(0, 0, 2);
        counters.update(0, 0, 5);
        assertEquals(OptionalLong.of(1_003), counters.droppedByInterface());
    }

    @Test
    void shouldTakeZeroForUnknownWhereLibpcapDoesNotAsk() {
        Counters counters = new Counters(false);
        counters.update(10, 0, 0);
        assertEquals(OptionalLong.empty(), counters.droppedByInterface());
        counters.update(10, 0, 2);
        assertEquals(OptionalLong.of(2), counters.droppedByInterface());
        assertEquals(OptionalLong.of(0), new Counters(true).droppedByInterface());
    }
}

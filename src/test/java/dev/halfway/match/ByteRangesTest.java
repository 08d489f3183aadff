package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRangesTest {
    private static final int LENGTH = 300;

    @Test
    void shouldHoldWhatABitSetHolds() {
        long seed = 4711;
        Random random = new Random(seed);
        ByteRanges ranges = new ByteRanges();
        for (int round = 0; round < 300; round++) {
            ranges.clear();
            BitSet bits = new BitSet();
            for (int step = 0; step < 40; step++) {
                int from = random.nextInt(LENGTH);
                int to = Math.min(LENGTH, from + random.nextInt(12));
                ranges.add(from, to);
                bits.set(from, to);
                assertSame(bits, ranges, "seed " + seed + ", round " + round + ", step " + step);
            }
        }
    }

    private static void assertSame(BitSet bits, ByteRanges ranges, String where) {
        assertEquals(bits.isEmpty(), ranges.isEmpty(), where);
        assertEquals(bits.cardinality(), ranges.total(), where);
        for (int at = 0; at < LENGTH + 2; at++) {
            assertEquals(bits.get(at), ranges.contains(at), where);
            assertEquals(bits.get(at) ? bits.nextClearBit(at) : at, ranges.endAt(at), where);
            assertEquals(nextStart(bits, at), ranges.nextStart(at, LENGTH), where);
        }
    }

    /** Where the next range beyond {@code at} starts, the one that holds {@code at} left aside. */
    private static int nextStart(BitSet bits, int at) {
        int start = bits.nextSetBit(bits.nextClearBit(at));
        return start < 0 ? LENGTH : start;
    }

    @Test
    void shouldJoinRangesThatTouch() {
        ByteRanges ranges = new ByteRanges();
        ranges.add(0, 1448);
        ranges.add(2896, 4344);
        assertEquals(2896, ranges.total());
        assertEquals(2896, ranges.nextStart(1448, 4344));
        ranges.add(1448, 2896);
        assertEquals(4344, ranges.endAt(0));
        assertEquals(4344, ranges.nextStart(0, 4344));
    }
}

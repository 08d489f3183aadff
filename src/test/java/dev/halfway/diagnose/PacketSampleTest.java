package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PacketSampleTest {
    private static PacketSample of(int packets) {
        return of(packets, new PacketSample.Pool());
    }

    private static PacketSample of(int packets, PacketSample.Pool pool) {
        PacketSample sample = new PacketSample(pool);
        for (long i = 0; i < packets; i++) {
            Observed kept = sample.take(i);
            if (kept != null) {
                kept.ordinal = i;
            }
        }
        return sample;
    }

    @Test
    void shouldKeepAllWhileTheyFit() {
        PacketSample sample = of(PacketSample.CAPACITY);
        assertEquals(PacketSample.CAPACITY, sample.size());
        assertEquals(1, sample.weight());
        for (int i = 0; i < sample.size(); i++) {
            assertEquals(i, sample.get(i).ordinal);
        }
    }

    @Test
    void shouldKeepAnEvenSampleOfMore() {
        int packets = 40 * PacketSample.CAPACITY;
        PacketSample sample = of(packets);
        assertTrue(sample.size() <= PacketSample.CAPACITY, sample.size() + " kept");
        assertEquals(packets, sample.size() * sample.weight(), 0.1 * packets);
        long firstHalf = 0;
        for (int i = 0; i < sample.size(); i++) {
            assertTrue(sample.keeps(sample.get(i).ordinal));
            assertTrue(i == 0 || sample.get(i - 1).ordinal < sample.get(i).ordinal, "in order, none twice");
            firstHalf += sample.get(i).ordinal < packets / 2 ? 1 : 0;
        }
        assertEquals(0.5, (double) firstHalf / sample.size(), 0.05);
    }

    /** Sixteen have all of it; others still keep a block. */
    @Test
    void shouldShareWhatManyMayHold() {
        PacketSample.Pool pool = new PacketSample.Pool();
        long kept = 0;
        for (int i = 0; i < 100; i++) {
            PacketSample sample = of(2 * PacketSample.CAPACITY, pool);
            assertTrue(sample.size() <= PacketSample.CAPACITY);
            assertEquals(1, Long.bitCount(sample.weight()));
            kept += sample.size();
        }
        assertTrue(kept <= PacketSample.Pool.PACKETS + 100 * PacketSample.BLOCK, "kept: " + kept);
        PacketSample few = of(PacketSample.BLOCK, pool);
        assertEquals(PacketSample.BLOCK, few.size());
        assertEquals(1, few.weight());
    }
}

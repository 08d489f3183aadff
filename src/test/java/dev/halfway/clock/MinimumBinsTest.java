package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MinimumBinsTest {
    @Test
    void shouldKeepTheLowestWhateverTheOrderAndSpan() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            MinimumBins bins = new MinimumBins();
            long span = 1L << (10 + random.nextInt(50));
            int count = 1 + random.nextInt(20_000);
            long lowest = Long.MAX_VALUE;
            long lowestAt = 0;
            for (int i = 0; i < count; i++) {
                long time = random.nextLong() % span;
                long value = random.nextLong() >> 2;
                bins.add(time, value);
                if (value < lowest) {
                    lowest = value;
                    lowestAt = time;
                }
            }
            Readings readings = bins.lowest();
            assertTrue(readings.size() <= MinimumBins.CAPACITY, "seed " + seed);
            assertEquals(readings.size(), bins.first().size(), "seed " + seed);
            assertEquals(count, bins.count());
            boolean found = false;
            for (int i = 0; i < readings.size(); i++) {
                assertTrue(i == 0 || readings.time()[i] > readings.time()[i - 1], "seed " + seed);
                found |= readings.time()[i] == lowestAt && readings.value()[i] == lowest;
            }
            assertTrue(found, "seed " + seed);
            assertEquals(lowest, readings.lowest(), "seed " + seed);
        }
    }
}

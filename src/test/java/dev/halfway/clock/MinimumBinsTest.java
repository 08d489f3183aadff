package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
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

    /** Of all readings at once: bins as narrow as they may be for all to have room, each with its lowest and its first. */
    @Test
    void shouldBeWhatSortingAllReadingsGives() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            long span = 1L << (21 + random.nextInt(38));
            long[] times = random.longs(1 + random.nextInt(3_000), -span, span)
                    .distinct()
                    .sorted()
                    .toArray();
            int shift = 20;
            while ((times[times.length - 1] >> shift) - (times[0] >> shift) >= MinimumBins.CAPACITY) {
                shift++;
            }
            MinimumBins upwards = new MinimumBins();
            MinimumBins downwards = new MinimumBins();
            Map<Long, Long> first = new TreeMap<>();
            Map<Long, Long> lowest = new TreeMap<>();
            for (int i = 0; i < times.length; i++) {
                upwards.add(times[i], valueAt(times[i]));
                downwards.add(times[times.length - 1 - i], valueAt(times[times.length - 1 - i]));
                first.putIfAbsent(times[i] >> shift, times[i]);
                lowest.merge(times[i] >> shift, times[i], (a, b) -> valueAt(a) <= valueAt(b) ? a : b);
            }
            assertReadings(first, upwards.first(), "first, seed " + seed);
            assertReadings(lowest, upwards.lowest(), "lowest, seed " + seed);
            assertReadings(lowest, downwards.lowest(), "lowest, downwards, seed " + seed);
        }
    }

    private static long valueAt(long time) {
        return (time * 0x9E3779B97F4A7C15L) >> 3;
    }

    private static void assertReadings(Map<Long, Long> times, Readings readings, String message) {
        long[] expected = times.values().stream().mapToLong(each -> each).toArray();
        assertArrayEquals(expected, readings.time(), message);
        assertArrayEquals(LongStream.of(expected).map(MinimumBinsTest::valueAt).toArray(), readings.value(), message);
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    /** At each instant no reading allows more than itself and what the clocks part by meanwhile. */
    private static double allowed(Readings readings, double rate, double at) {
        double allowed = Double.POSITIVE_INFINITY;
        for (int i = 0; i < readings.size(); i++) {
            allowed = Math.min(allowed, readings.value()[i] + rate * Math.abs(at - readings.time()[i]));
        }
        return allowed;
    }

    @Test
    void shouldBeTheMostThatAllReadingsAllow() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            double rate = random.nextInt(4) / 2.0;
            long[] time = LongStream.generate(() -> random.nextInt(200))
                    .limit(1 + random.nextInt(8))
                    .distinct()
                    .sorted()
                    .toArray();
            Readings readings = new Readings(
                    time,
                    LongStream.of(time).map(each -> random.nextInt(100) - 50).toArray());
            long from = time[0] - random.nextInt(50);
            long to = time[time.length - 1] + random.nextInt(50);
            double most = Double.NEGATIVE_INFINITY;
            for (double at = from; at <= to; at += 0.25) {
                most = Math.max(most, allowed(readings, rate, at));
            }
            // Between two instants tried it may be a little more, and it is rounded up.
            assertEquals(most + 0.5, Envelope.highest(readings, rate, from, to), 0.51 + rate / 8, "trial " + trial);
        }
    }

    /** Between two readings, beside them, and not before the first one where the stretch begins later. */
    @Test
    void shouldRiseFromTheReadingsAtTheRate() {
        Readings two = new Readings(new long[] {100, 300}, new long[] {10, 30});
        assertEquals(120, Envelope.highest(two, 1, 100, 300));
        assertEquals(210, Envelope.highest(two, 1, -100, 300));
        assertEquals(230, Envelope.highest(two, 1, 100, 500));
        assertEquals(10, Envelope.highest(two, 0, -100, 500));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.DecodedPacket;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeySketchTest {
    private static final SurveyedLeg LEG = new SurveyedLeg(
            new Leg(new Tuple(Tuple.TCP, 0, 1, 0, 2, 3, 4), 5), new Route(0, 1, 0, 2), new Talk(), new TcpAnswers());
    private static final DecodedPacket PACKET = new DecodedPacket();

    private static void offer(KeySketch sketch, long packet) {
        long exact = Mix.finish(packet + 1);
        long weak = KeySketch.normal(Mix.finish(packet ^ 0x5555_5555_5555_5555L));
        if (sketch.selects(weak) && sketch.find(exact) == null) {
            sketch.add(new Anchor().fill(exact, exact, weak, 0, LEG, PACKET, 0, packet, Anchor.NO_GAP));
        }
    }

    private static Set<Long> packets(KeySketch sketch, KeySketch other) {
        return sketch.comparableWith(other).stream()
                .map(anchor -> anchor.timeNanos)
                .collect(Collectors.toSet());
    }

    @Test
    void shouldHoldEverythingUpToItsBound() {
        KeySketch sketch = new KeySketch(KeySketch.MOST);
        for (long packet = 0; packet < 50_000; packet++) {
            offer(sketch, packet);
        }
        assertEquals(
                50_000, sketch.comparableWith(new KeySketch(KeySketch.MOST)).size());
        Anchor known = sketch.find(Mix.finish(1_000));
        assertEquals(999, known.timeNanos);
        assertSame(known, sketch.find(known.exact));
        assertNull(sketch.find(Mix.finish(50_002)));
    }

    @Test
    void shouldSelectTheSamePacketsInTwoCapturesThatOverflow() {
        long seed = 5475;
        Random random = new Random(seed);
        KeySketch g = new KeySketch(KeySketch.MOST);
        KeySketch h = new KeySketch(KeySketch.MOST);
        for (long packet = 0; packet < 500_000; packet++) {
            boolean atBoth = random.nextInt(10) < 7;
            if (atBoth || random.nextInt(6) == 0) {
                offer(g, packet);
            }
            if (atBoth) {
                offer(h, packet);
            }
        }
        Set<Long> atG = packets(g, h);
        Set<Long> atH = packets(h, g);
        assertTrue(atH.size() > 10_000, () -> "only " + atH.size() + " left to compare");
        assertTrue(atG.containsAll(atH), "all that h has was at g, too, and is selected there");
        assertTrue(atG.size() < 1 << 17);
        double share = (double) atH.size() / atG.size();
        assertEquals(0.7 / (0.7 + 0.3 / 6), share, 0.02, () -> "seed " + seed + ": a fair sample");
    }

    @Test
    void shouldCompareASmallCaptureWithOneThatOverflows() {
        KeySketch small = new KeySketch(KeySketch.MOST);
        KeySketch large = new KeySketch(KeySketch.MOST);
        for (long packet = 0; packet < 300_000; packet++) {
            offer(large, packet);
            if (packet % 10 == 0) {
                offer(small, packet);
            }
        }
        Set<Long> compared = packets(small, large);
        assertTrue(compared.size() > 1_000 && compared.size() < 30_000);
        assertTrue(packets(large, small).containsAll(compared));
    }

    @Test
    void shouldBeInTheOrderOfItsHashesThoughTheseDifferInTheirLastBitsOnly() {
        KeySketch sketch = new KeySketch(KeySketch.MOST);
        Random random = new Random(7);
        for (long packet = 0; packet < 3_000; packet++) {
            long exact = random.nextLong() >> 40 << 40 | random.nextInt(4); // negative ones, too
            if (sketch.find(exact) == null) {
                sketch.add(new Anchor().fill(exact, exact, 0, 0, LEG, PACKET, 0, packet, Anchor.NO_GAP));
            }
        }
        for (long low = 0; low < 500; low++) {
            sketch.add(new Anchor().fill(99L << 40 | 700 - low, low, 0, 0, LEG, PACKET, 0, low, Anchor.NO_GAP));
        }
        long[] exact = sketch.comparableWith(new KeySketch(KeySketch.MOST)).stream()
                .mapToLong(anchor -> anchor.exact)
                .toArray();
        assertEquals(sketch.size(), exact.length);
        for (int i = 1; i < exact.length; i++) {
            assertTrue(exact[i - 1] < exact[i], "at " + i);
        }
        sketch.add(new Anchor().fill(5, 5, 0, 0, LEG, PACKET, 0, 5, Anchor.NO_GAP));
        assertEquals(
                exact.length + 1,
                sketch.comparableWith(new KeySketch(KeySketch.MOST)).size());
    }
}

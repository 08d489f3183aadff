package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final long SEED = 20_261_124;

    private final HandOver handOver = new HandOver();
    private final Frame frame = new Frame();

    /** Enough to go round the ring many times, with lengths of all kinds. */
    @Test
    void shouldGiveEveryPacketInOrderAndWhole() {
        int count = 60_000;
        Thread writer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(SEED);
            for (int i = 0; i < count; i++) {
                handOver.put(packet(random, i), i, i + 7);
            }
        });
        writer.start();
        SplittableRandom random = new SplittableRandom(SEED);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < count; i++) {
                while (!handOver.take(frame)) {
                    handOver.await(1_000_000_000L);
                }
                byte[] expected = packet(random, i);
                assertEquals(expected.length, frame.capturedLength());
                assertEquals(i, frame.timeNanos());
                assertEquals(i + 7, frame.originalLength());
                for (int at = 0; at < expected.length; at += Math.max(1, expected.length - 1)) {
                    assertEquals(expected[at], frame.buffer()[frame.offset() + at], "packet " + i + ", byte " + at);
                }
            }
        });
        assertFalse(handOver.take(frame));
    }

    @Test
    void shouldKeepTheWriterWaitingWhileItIsFullAndLetItGoOnceClosed() throws InterruptedException {
        byte[] large = new byte[LiveOptions.LARGEST_SNAP_LENGTH_BYTES];
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                handOver.put(large, i, 0);
            }
        });
        writer.start();
        writer.join(300);
        assertTrue(writer.isAlive());
        assertTrue(handOver.take(frame));
        assertEquals(0, frame.timeNanos());
        handOver.close();
        writer.join(10_000);
        assertFalse(writer.isAlive());
    }

    @Test
    void shouldEndAWaitThatNothingComesOf() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> handOver.await(1_000_000));
        assertFalse(handOver.take(frame));
    }

    private static byte[] packet(SplittableRandom random, int number) {
        int kind = random.nextInt(100);
        byte[] packet = new byte[kind == 0 ? random.nextInt(262_145) : random.nextInt(300)];
        if (packet.length > 0) {
            packet[0] = (byte) number;
            packet[packet.length - 1] = (byte) (number + 1);
        }
        return packet;
    }
}

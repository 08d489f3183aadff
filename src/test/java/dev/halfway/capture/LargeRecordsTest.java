package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.PcapngBytes.Option;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Records up to the 16 MiB that a capture may declare: what lies behind the first 256 KiB of them is passed over. */
class LargeRecordsTest {
    private static final int LARGEST = 16 << 20;
    private static final int HELD = 256 << 10;
    private static final int[] LENGTHS = {HELD - 1, HELD, HELD + 1, HELD + 4_069, 2 * HELD, 3 * HELD + 5, LARGEST - 64};

    private final byte[] large = new byte[LARGEST - 64];
    private final byte[] small = {1, 2, 3, 4, 5};

    LargeRecordsTest() {
        new Random(1).nextBytes(large);
    }

    @Test
    void shouldReadOnBehindLargeRecordsOfPcap() throws IOException {
        for (int length : LENGTHS) {
            byte[] packet = Arrays.copyOf(large, length);
            byte[] capture = new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, LARGEST, 1)
                    .record(1, 0, small)
                    .record(2, 0, packet)
                    .record(3, 0, small)
                    .record(4, 0, packet)
                    .record(5, 0, small)
                    .bytes();
            assertHeads(Reading.of(capture), packet);
        }
    }

    @Test
    void shouldReadOnBehindLargeBlocksOfPcapng() throws IOException {
        for (int length : LENGTHS) {
            byte[] packet = Arrays.copyOf(large, length);
            byte[] capture = new PcapngBytes()
                    .section(ByteOrder.BIG_ENDIAN)
                    .iface(1, 0)
                    .packet(0, 1, small)
                    .packet(0, 2, packet)
                    .packet(0, 3, small)
                    .simplePacket(packet, packet.length)
                    .packet(0, 5, small)
                    .bytes();
            assertHeads(Reading.of(capture), packet);
        }
    }

    private void assertHeads(Reading reading, byte[] packet) {
        assertEquals(5, reading.frames.size());
        for (int i = 0; i < 5; i++) {
            byte[] whole = i % 2 == 0 ? small : packet;
            byte[] held = reading.frames.get(i).packet();
            assertEquals(whole.length, reading.frames.get(i).originalLength());
            assertTrue(held.length >= Math.min(whole.length, HELD), "holds " + held.length);
            assertTrue(held.length <= HELD + 4_096, "holds " + held.length);
            assertArrayEquals(Arrays.copyOf(whole, held.length), held);
        }
        assertTrue(reading.summary.cutAtByte().isEmpty(), reading.summary.toString());
    }

    @Test
    void shouldReadOnBehindEndlessOptions() throws IOException {
        Option[] options = new Option[16_000];
        Arrays.fill(options, new Option(1, new byte[1_000]));
        byte[] capture = new PcapngBytes()
                .section(ByteOrder.LITTLE_ENDIAN, options)
                .iface(1, 0, options)
                .packet(0, 1, small, options)
                .statistics(0, 1, options)
                .section(ByteOrder.BIG_ENDIAN, options)
                .iface(1, 0)
                .packet(0, 2, small)
                .bytes();
        Reading reading = Reading.of(capture);
        assertEquals(List.of(1_000L, 2_000L), reading.times());
        assertArrayEquals(small, reading.frames.get(1).packet());
    }

    @Test
    void shouldTellOfACutInALargeRecord() throws IOException {
        byte[] whole = new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, LARGEST, 1)
                .record(1, 0, small)
                .record(2, 0, large)
                .bytes();
        for (int end : new int[] {whole.length - 1, whole.length / 2, HELD + 61, HELD + 60}) {
            Reading reading = Reading.of(CaptureFile.open("cut", new ByteArrayInputStream(whole, 0, end)));
            assertEquals(1, reading.frames.size());
            assertEquals(24 + 16 + 5, reading.summary.cutAtByte().orElseThrow());
        }
    }
}

package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngWriterTest {
    private static final long NANOS = 1_502_210_465_586_548_123L;
    private static final SourceSummary.Interface ETH0 =
            new SourceSummary.Interface(1, 192, "eth0", "icmp or tcp port 179", "node-219");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PcapngWriter writer = new PcapngWriter(out);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 97, 98, 99, 100, 262_144})
    void shouldGiveBackEveryPacket(int length) throws IOException {
        start();
        Frame frame = frame(length, NANOS);
        frame.originalLength = length + 17;
        frame.direction = Frame.DIRECTION_OUTBOUND;
        frame.dropsBefore = 5;
        writer.packet(0, frame);
        frame.direction = Frame.DIRECTION_UNKNOWN;
        frame.dropsBefore = -1;
        frame.timeNanos = NANOS + 1;
        writer.packet(0, frame, 7, "lost on the way");
        writer.packet(0, frame);
        Reading reading = read();

        assertEquals(3, reading.frames.size());
        Reading.Copy first = reading.frames.get(0);
        assertArrayEquals(packet(length), first.packet());
        assertEquals(length + 17, first.originalLength());
        assertEquals(NANOS, first.timeNanos());
        assertEquals(1, first.linkType());
        assertEquals(Frame.DIRECTION_OUTBOUND, first.direction());
        assertEquals(5, first.dropsBefore());
        for (Reading.Copy later : reading.frames.subList(1, 3)) {
            assertArrayEquals(packet(length), later.packet());
            assertEquals(NANOS + 1, later.timeNanos());
            assertEquals(Frame.DIRECTION_UNKNOWN, later.direction());
            assertEquals(-1, later.dropsBefore());
        }
    }

    @Test
    void shouldGiveBackWhatTheInterfaceIs() throws IOException {
        start();
        SourceSummary.Interface bare = new SourceSummary.Interface(101, 0, "", "", "node-219");
        assertEquals(1, writer.addInterface(bare));
        assertEquals(List.of(ETH0, bare), read().summary.interfaces());
    }

    @Test
    void shouldGiveBackStatisticsAndLeaveOutWhatIsUnknown() throws IOException {
        start();
        InterfaceStatistics all = new InterfaceStatistics(
                0,
                NANOS + 9,
                OptionalLong.of(NANOS),
                OptionalLong.of(NANOS + 8),
                OptionalLong.of(1L << 40),
                OptionalLong.of(5),
                OptionalLong.of(3),
                OptionalLong.of(2));
        InterfaceStatistics none = new InterfaceStatistics(
                0,
                NANOS + 10,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        writer.statistics(0, all);
        writer.statistics(0, none);
        Reading reading = read();

        assertEquals(List.of(all, none), reading.statistics);
        assertEquals(OptionalLong.of(NANOS), reading.summary.startNanos());
        assertEquals(OptionalLong.of(NANOS + 8), reading.summary.endNanos());
        assertEquals(OptionalLong.of(5), reading.summary.drops());
    }

    @Test
    void shouldHandOverWholeBlocksOnly() throws IOException {
        int[] writes = {0};
        PcapngWriter toWholeBlocks = new PcapngWriter(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("one byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes[0]++;
                ByteBuffer blocks = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
                while (blocks.hasRemaining()) {
                    blocks.position(blocks.position() + blocks.getInt(blocks.position() + 4));
                }
            }
        });
        toWholeBlocks.section("host", "system", "program");
        toWholeBlocks.addInterface(ETH0);
        for (int length = 0; length < 3_000; length++) {
            toWholeBlocks.packet(0, frame(length, NANOS));
        }
        toWholeBlocks.flush();
        assertTrue(writes[0] > 60, writes[0] + " writes");
    }

    @Test
    void shouldCountItsBytes() throws IOException {
        start();
        writer.packet(0, frame(100, NANOS));
        writer.flush();
        assertEquals(out.size(), writer.bytes());
    }

    @Test
    void shouldAllocateNothingForAPacket() throws IOException {
        PcapngWriter toNowhere = new PcapngWriter(OutputStream.nullOutputStream());
        toNowhere.section("", "", "");
        toNowhere.addInterface(ETH0);
        Frame frame = frame(98, NANOS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 10_000; i++) {
                toNowhere.packet(0, frame);
            }
            allocated = Math.min(allocated, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(allocated < 1_000, allocated + " bytes for 10,000 packets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"capinfos", "tshark -r", "tcpdump -n -r"})
    void shouldBeReadByOthers(String reader) throws Exception {
        start();
        writer.packet(0, frame(98, NANOS), 7, "a comment");
        writer.statistics(
                0,
                new InterfaceStatistics(
                        0,
                        NANOS,
                        OptionalLong.of(NANOS),
                        OptionalLong.of(NANOS),
                        OptionalLong.of(1),
                        OptionalLong.of(1),
                        OptionalLong.empty(),
                        OptionalLong.of(0)));
        writer.flush();
        Path file = Files.write(directory.resolve("a.pcapng"), out.toByteArray());
        String[] words = reader.split(" ");
        assumeTrue(isInstalled(words[0]), words[0] + " is not installed");
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder((reader + " " + file).split(" "))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> text(said));
        String text = text(said);
        assertEquals(reader.equals("capinfos"), text.contains("host node-219"), text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isInstalled(String command) {
        return List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin").stream()
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, command)));
    }

    private void start() throws IOException {
        writer.section("node-219", "Linux", "halfway");
        assertEquals(0, writer.addInterface(ETH0));
    }

    @Test
    void shouldGiveBackWhatPacketsAreToldBy() throws IOException {
        start();
        writer.packet(0, frame(98, NANOS), Long.MAX_VALUE, "");
        writer.packet(0, frame(98, NANOS), 0, "");
        writer.packet(0, frame(98, NANOS));
        writer.flush();
        List<Long> ids = new java.util.ArrayList<>();
        try (CaptureFile file = CaptureFile.open("a", new java.io.ByteArrayInputStream(out.toByteArray()))) {
            while (file.poll(frame -> ids.add(frame.packetId()), 1) != PacketSource.END) {
                // the handler does the work
            }
        }
        assertEquals(List.of(Long.MAX_VALUE, 0L, Frame.PACKET_ID_UNKNOWN), ids);
    }

    private Reading read() throws IOException {
        writer.flush();
        Reading reading = Reading.of(out.toByteArray());
        assertEquals(OptionalLong.empty(), reading.summary.cutAtByte());
        return reading;
    }

    private static Frame frame(int length, long timeNanos) {
        Frame frame = new Frame();
        frame.buffer = new byte[length + 7];
        System.arraycopy(packet(length), 0, frame.buffer, 3, length);
        frame.offset = 3;
        frame.capturedLength = length;
        frame.originalLength = length;
        frame.timeNanos = timeNanos;
        frame.dropsBefore = -1;
        return frame;
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        for (int i = 0; i < length; i++) {
            packet[i] = (byte) (i + 1);
        }
        return packet;
    }
}

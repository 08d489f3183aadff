package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadRotatedFilesInOrderOfTimeWhateverTheOrderOfNames() throws IOException {
        Path late = pcap("1.pcap", 30, 31, 32);
        Path early = pcap("2.pcap", 10, 11);
        Path middle = pcap("3.pcap", 20, 21);
        try (CaptureFiles files = CaptureFiles.open(List.of(late, early, middle))) {
            Reading reading = Reading.of(files);

            assertEquals(seconds(10, 11, 20, 21, 30, 31, 32), reading.times());
            assertEquals(
                    List.of(1, 1, 2, 2, 0, 0, 0),
                    reading.frames.stream().map(Reading.Copy::fileIndex).toList());
            assertEquals(
                    List.of(1L, 2L, 1L, 2L, 1L, 2L, 3L),
                    reading.frames.stream().map(Reading.Copy::number).toList());
            assertEquals(
                    List.of(3L, 2L, 2L),
                    files.summaries().stream().map(SourceSummary::packets).toList());
            assertEquals(7, reading.summary.packets());
            assertEquals(OptionalLong.of(10_000_000_000L), reading.summary.firstNanos());
            assertEquals(OptionalLong.of(32_000_000_000L), reading.summary.lastNanos());
            assertEquals(0, reading.summary.largestStepBackNanos());
            assertEquals("pcap", reading.summary.format());
        }
    }

    /** All are open at a time. */
    @Test
    void shouldTakeLittleMemoryForEachOfManySmallFilesThatOverlap() throws IOException {
        List<Path> small = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            small.add(pcap(i + ".pcap", 10 + i, 211 + i));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CaptureFiles files = CaptureFiles.open(small)) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertEquals(90, files.poll(frame -> {}, 90));
            long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertTrue(taken < 90 * 50_000, taken + " bytes");
        }
    }

    @Test
    void shouldMergeFilesThatOverlapAndNumberTheirInterfaces() throws IOException {
        PcapngBytes two = new PcapngBytes().section(ByteOrder.BIG_ENDIAN).iface(113, 0);
        two.iface(101, 0).packet(1, 11_000_000, new byte[] {2, 11}).packet(0, 14_000_000, new byte[] {2, 14});
        two.statistics(0, 15_000_000, two.longOption(5, 4));
        Path second = Files.write(directory.resolve("second"), two.bytes());
        try (CaptureFiles files = CaptureFiles.open(List.of(pcap("first", 10, 12, 13, 15), second))) {
            Reading reading = Reading.of(files);

            assertEquals(seconds(10, 11, 12, 13, 14, 15), reading.times());
            assertEquals(
                    List.of(1, 101, 1, 1, 113, 1),
                    reading.frames.stream().map(Reading.Copy::linkType).toList());
            for (Reading.Copy each : reading.frames) {
                assertEquals(each.timeNanos() / 1_000_000_000, each.packet()[1], "the packet of this record");
                assertEquals(
                        each.linkType(),
                        reading.summary.interfaces().get(each.interfaceIndex()).linkType());
                assertEquals(
                        each.linkType(),
                        files.interfaceAt(each.interfaceIndex()).linkType());
            }
            assertEquals(3, reading.summary.interfaces().size());
            assertEquals(OptionalLong.empty(), reading.summary.drops(), "the first file does not say");
            assertEquals(OptionalLong.of(4), files.summaries().get(1).drops());
            assertEquals(
                    List.of(OptionalLong.of(4)),
                    reading.statistics.stream()
                            .map(InterfaceStatistics::dropped)
                            .toList());
        }
    }

    @Test
    void shouldMergeThePiecesOfAFileAndTellOnceWhatElseIsInIt() throws IOException {
        PcapngBytes bytes = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN).iface(101, 0);
        bytes.packet(0, 10_000_000, new byte[] {2, 10}).packet(0, 13_000_000, new byte[] {2, 13});
        bytes.statistics(0, 13_000_000, bytes.longOption(5, 4)).iface(113, 0);
        bytes.packet(1, 11_000_000, new byte[] {2, 11}).packet(0, 14_000_000, new byte[] {2, 14});
        bytes.packet(1, 9_000_000, new byte[] {2, 9}).packet(1, 12_000_000, new byte[] {2, 12});
        Path file = Files.write(directory.resolve("pieces"), bytes.bytes());
        try (CaptureFiles files = CaptureFiles.openInPieces("name", file, List.of(3L, 5L))) {
            Reading reading = Reading.of(files);

            assertEquals(seconds(9, 10, 11, 12, 13, 14), reading.times());
            assertEquals(
                    List.of(5L, 1L, 3L, 6L, 2L, 4L),
                    reading.frames.stream().map(Reading.Copy::number).toList());
            assertEquals(
                    List.of(1, 0, 1, 1, 0, 0),
                    reading.frames.stream().map(Reading.Copy::interfaceIndex).toList());
            for (Reading.Copy each : reading.frames) {
                assertEquals(each.timeNanos() / 1_000_000_000, each.packet()[1], "the packet of this record");
            }
            assertEquals(1, reading.statistics.size());
            assertEquals(1, files.summaries().size());
            assertEquals("name", reading.summary.name());
            assertEquals(6, reading.summary.packets());
            assertEquals(2, reading.summary.interfaces().size());
            assertEquals(5_000_000_000L, reading.summary.largestStepBackNanos());
        }
    }

    @Test
    void shouldAllocateNothingForARecordOfAPiece() throws IOException {
        long few = allocatedByPieces(31_000);
        long many = allocatedByPieces(81_000);
        assertTrue(many - few < 50_000, (many - few) + " bytes for 100,000 records");
    }

    /** By reading a file of two pieces of so many records each. */
    private long allocatedByPieces(int records) throws IOException {
        PcapngBytes bytes = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN).iface(101, 0);
        for (int piece = 0; piece < 2; piece++) {
            for (int i = 0; i < records; i++) {
                bytes.packet(0, 10_000_000 - 5_000_000 * piece + i, new byte[] {2, 10});
            }
        }
        Path file = Files.write(directory.resolve("pieces" + records), bytes.bytes());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (CaptureFiles files = CaptureFiles.openInPieces("name", file, List.of(records + 1L))) {
            int read = 0;
            for (int count = files.poll(each -> {}, 1_000); count > 0; count = files.poll(each -> {}, 1_000)) {
                read += count;
            }
            assertEquals(2 * records, read);
        }
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    @Test
    void shouldKnowInterfacesOfOneSourceAgain() throws IOException {
        PcapngBytes first = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        first.iface(1, 0).iface(1, 0).iface(1, 0, first.option(2, "eth0"));
        first.packet(0, 1_000_000, new byte[1]);
        PcapngBytes second = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        second.iface(1, 0, second.option(2, "eth0")).iface(1, 0).iface(101, 0);
        second.iface(1, 0).iface(1, 0).packet(0, 2_000_000, new byte[1]);
        List<Path> paths = List.of(
                Files.write(directory.resolve("first"), first.bytes()),
                Files.write(directory.resolve("second"), second.bytes()));
        try (CaptureFiles files = CaptureFiles.open(paths)) {
            Reading.of(files);

            List<Integer> firsts =
                    IntStream.range(0, 8).map(files::firstSame).boxed().toList();
            assertEquals(List.of(0, 1, 2, 2, 0, 5, 1, 7), firsts);
        }
    }

    @Test
    void shouldReadManyFilesThatOverlap() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (int file = 0; file < 40; file++) {
            paths.add(pcap("many" + file, file, file + 40, file + 80, file + 120));
        }
        List<Long> times = Reading.of(CaptureFiles.open(paths)).times();
        assertEquals(160, times.size());
        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void shouldAcceptFilesWithoutPackets() throws IOException {
        try (CaptureFiles files = CaptureFiles.open(List.of(pcap("a"), pcap("b", 1), pcap("c")))) {
            assertEquals(3, files.summaries().size());
            Reading reading = Reading.of(files);
            assertEquals(seconds(1), reading.times());
            assertEquals(1, reading.frames.get(0).fileIndex());
        }
    }

    @Test
    void shouldTellWhichFileWasCut() throws IOException {
        Path cut = Files.write(
                directory.resolve("cut"),
                PcapBytes.plain().record(1, 0, new byte[5]).raw((byte) 1).bytes());
        Reading reading = Reading.of(CaptureFiles.open(List.of(pcap("whole", 2), cut)));
        assertEquals(seconds(1, 2), reading.times());
        assertEquals(OptionalLong.of(45), reading.summary.cutAtByte());
        assertEquals(1, reading.summary.warnings().size());
        assertTrue(reading.summary.warnings().get(0).startsWith(cut + ": ends in the middle"));
    }

    @Test
    void shouldRefuseWhenOneOfThemIsNoCapture() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no capture\n");
        List<Path> paths = List.of(pcap("sound", 1), text);
        CaptureException refused = assertThrows(CaptureException.class, () -> CaptureFiles.open(paths));
        assertTrue(refused.getMessage().startsWith(text + ": is text"), refused.getMessage());
    }

    /** A capture with a packet at each of these seconds, its second byte the same. */
    private Path pcap(String name, int... seconds) throws IOException {
        PcapBytes capture = PcapBytes.plain();
        for (int second : seconds) {
            capture.record(second, 0, new byte[] {1, (byte) second});
        }
        return Files.write(directory.resolve(name), capture.bytes());
    }

    private static List<Long> seconds(long... seconds) {
        return Arrays.stream(seconds).mapToObj(each -> each * 1_000_000_000).toList();
    }
}

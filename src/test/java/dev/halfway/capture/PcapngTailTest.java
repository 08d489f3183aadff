package dev.halfway.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTailTest {
    private static final long NANOS = 1_700_000_000_123_456_789L;
    private static final long MICROS = NANOS / 1_000;
    private static final byte[] PACKET = new byte[998];

    @TempDir
    Path directory;

    @Test
    void shouldFindTheLastStatisticsOfEachInterface() throws IOException {
        for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
            for (int packets : new int[] {0, 1, 5, 64, 65, 66, 500}) {
                PcapngBytes capture = ending(order, packets);
                assertEquals(
                        List.of(
                                new InterfaceStatistics(
                                        0,
                                        MICROS * 1_000,
                                        OptionalLong.of((MICROS - 5) * 1_000),
                                        OptionalLong.of((MICROS + 5) * 1_000),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        OptionalLong.of(3),
                                        OptionalLong.of(4)),
                                new InterfaceStatistics(
                                        1,
                                        MICROS * 1_000,
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        OptionalLong.of(9),
                                        OptionalLong.empty())),
                        statistics(capture.bytes()),
                        order + ", " + packets + " packets");
            }
        }
    }

    /** Statistics in microseconds, under an interface in nanoseconds and one in microseconds. */
    private static PcapngBytes ending(ByteOrder order, int packets) {
        PcapngBytes capture = new PcapngBytes().section(order);
        capture.iface(1, 0, capture.byteOption(9, 9)).iface(101, 0);
        for (int i = 0; i < packets; i++) {
            capture.packet(0, NANOS + i, PACKET);
        }
        capture.statistics(0, MICROS, capture.longOption(5, 1));
        capture.statistics(
                0,
                MICROS,
                capture.timeOption(2, MICROS - 5),
                capture.timeOption(3, MICROS + 5),
                capture.longOption(5, 3),
                capture.longOption(7, 4));
        return capture.statistics(1, MICROS, capture.longOption(5, 9));
    }

    @Test
    void shouldFindNothingThatStandsTooFarFromTheEnd() throws IOException {
        PcapngBytes capture = ending(LITTLE_ENDIAN, 1);
        for (int i = 0; i < 100; i++) {
            capture.packet(0, NANOS, PACKET);
        }
        assertEquals(List.of(), statistics(capture.bytes()));
    }

    @Test
    void shouldFindNothingInAnotherSection() throws IOException {
        PcapngBytes capture = ending(LITTLE_ENDIAN, 100);
        capture.section(LITTLE_ENDIAN).iface(1, 0).statistics(0, MICROS, capture.longOption(5, 9));
        assertEquals(List.of(), statistics(capture.bytes()));
    }

    @Test
    void shouldFindNothingInAFileCutInABlock() throws IOException {
        byte[] whole = ending(LITTLE_ENDIAN, 100).bytes();
        for (int cut = 1; cut < 40 + 76 + 40; cut++) {
            List<InterfaceStatistics> found = statistics(Arrays.copyOf(whole, whole.length - cut));
            boolean betweenBlocks = cut == 40 || cut == 40 + 76; // lengths of the last two blocks; one more is left
            assertEquals(betweenBlocks ? 1 : 0, found.size(), "cut by " + cut);
        }
    }

    @Test
    void shouldFindNothingInOtherFormats() throws IOException {
        assertEquals(List.of(), statistics(PcapBytes.plain().bytes()));
        assertEquals(List.of(), CaptureFile.tailStatistics(Path.of("/dev/null")));
    }

    @Test
    void shouldRefuseWhatIsNoCapture() {
        assertThrows(CaptureException.class, () -> statistics(new byte[] {1, 2, 3}));
        assertThrows(CaptureException.class, () -> CaptureFile.tailStatistics(directory.resolve("none")));
    }

    private List<InterfaceStatistics> statistics(byte[] capture) throws IOException {
        return CaptureFile.tailStatistics(Files.write(directory.resolve("x.pcapng"), capture));
    }
}

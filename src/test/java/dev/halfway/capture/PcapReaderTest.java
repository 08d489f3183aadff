package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {
    private static final byte[] PACKET = {1, 2, 3, 4, 5};
    private static final int HEADER = 24;
    private static final int RECORD = 16 + PACKET.length;

    @ParameterizedTest
    @CsvSource({
        "LITTLE_ENDIAN, a1b2c3d4, pcap,    1700000000123456000",
        "BIG_ENDIAN,    a1b2c3d4, pcap,    1700000000123456000",
        "LITTLE_ENDIAN, a1b23c4d, pcap-ns, 1700000000000123456",
        "BIG_ENDIAN,    a1b23c4d, pcap-ns, 1700000000000123456",
    })
    void shouldReadEachMagicInEitherByteOrder(String order, String magic, String format, long nanos)
            throws IOException {
        Reading reading = Reading.of(new PcapBytes(order(order), Integer.parseUnsignedInt(magic, 16), 96, 113)
                .record(1_700_000_000, 123_456, PACKET, 84)
                .bytes());

        Reading.Copy frame = reading.only();
        assertArrayEquals(PACKET, frame.packet());
        assertEquals(84, frame.originalLength());
        assertEquals(nanos, frame.timeNanos());
        assertEquals(1, frame.number());
        assertEquals(113, frame.linkType());
        assertEquals(0, frame.interfaceIndex());
        assertEquals(Frame.DIRECTION_UNKNOWN, frame.direction());
        assertEquals(-1, frame.dropsBefore());
        assertEquals(format, reading.summary.format());
        assertEquals(List.of(new SourceSummary.Interface(113, 96, "", "", "")), reading.summary.interfaces());
        assertEquals(OptionalLong.of(nanos), reading.summary.firstNanos());
        assertEquals(OptionalLong.empty(), reading.summary.drops());
        assertEquals(OptionalLong.empty(), reading.summary.cutAtByte());
        assertEquals(List.of(), reading.summary.warnings());
    }

    @ParameterizedTest
    @CsvSource({"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void shouldReadTheModifiedFormatWithItsPacketTypes(String order) throws IOException {
        PcapBytes capture = new PcapBytes(order(order), 0xa1b2cd34, 96, 1);
        for (int packetType = 0; packetType <= 5; packetType++) {
            capture.modifiedRecord(100 + packetType, 7, PACKET, packetType);
        }
        Reading reading = Reading.of(capture.bytes());

        assertEquals("pcap-modified", reading.summary.format());
        assertEquals(
                List.of(
                        Frame.DIRECTION_INBOUND,
                        Frame.DIRECTION_INBOUND,
                        Frame.DIRECTION_INBOUND,
                        Frame.DIRECTION_UNKNOWN,
                        Frame.DIRECTION_OUTBOUND,
                        Frame.DIRECTION_UNKNOWN),
                reading.frames.stream().map(Reading.Copy::direction).toList());
        assertEquals(100_000_007_000L, reading.frames.get(0).timeNanos());
        assertArrayEquals(PACKET, reading.frames.get(5).packet());
    }

    @Test
    void shouldEndWhereAnotherCaptureBegins() throws IOException {
        byte[] one = PcapBytes.plain().record(1, 2, PACKET).bytes();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        Reading reading = Reading.of(two);
        assertEquals(1, reading.frames.size());
        assertEquals(OptionalLong.of(one.length), reading.summary.cutAtByte());
        assertTrue(reading.summary.warnings().get(0).contains("HOST=FILE,FILE"));
    }

    @Test
    void shouldTakeSecondsWithoutSign() throws IOException {
        long lastSecond = 0xffff_ffffL;
        Reading reading =
                Reading.of(PcapBytes.plain().record(lastSecond, 999_999, PACKET).bytes());
        assertEquals(lastSecond * 1_000_000_000 + 999_999_000, reading.only().timeNanos());
    }

    @Test
    void shouldMaskTheUpperBitsOfTheLinkType() throws IOException {
        int ethernetWithFcsOfFourBytes = 0x2400_0001; // FCS length 2 (units of 16 bits), and the bit that says so
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Reading reading = Reading.of(new PcapBytes(order, 0xa1b2c3d4, 96, ethernetWithFcsOfFourBytes)
                    .record(1, 2, PACKET)
                    .bytes());
            assertEquals(1, reading.only().linkType());
            assertEquals(List.of(), reading.summary.warnings());
        }
    }

    @Test
    void shouldAcceptACaptureWithoutPackets() throws IOException {
        Reading reading = Reading.of(PcapBytes.plain().bytes());
        assertEquals(0, reading.summary.packets());
        assertEquals(OptionalLong.empty(), reading.summary.firstNanos());
        assertEquals(OptionalLong.empty(), reading.summary.lastNanos());
        assertEquals(OptionalLong.empty(), reading.summary.cutAtByte());
        assertEquals(HEADER, reading.summary.bytes());
    }

    @Test
    void shouldReadUpToTheCutAtEachLength() throws IOException {
        byte[] whole = PcapBytes.plain()
                .record(1, 0, PACKET)
                .record(2, 0, PACKET)
                .record(3, 0, PACKET)
                .bytes();
        for (int length = HEADER; length <= whole.length; length++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, length));
            int records = (length - HEADER) / RECORD;
            boolean cut = (length - HEADER) % RECORD != 0;
            assertEquals(records, reading.frames.size());
            assertEquals(
                    cut ? OptionalLong.of(HEADER + (long) records * RECORD) : OptionalLong.empty(),
                    reading.summary.cutAtByte());
            assertEquals(cut ? 1 : 0, reading.summary.warnings().size());
        }
    }

    @Test
    void shouldRefuseAFileCutInItsHeader() {
        byte[] whole = PcapBytes.plain().bytes();
        for (int length = 4; length < HEADER; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            CaptureException refused = assertThrows(CaptureException.class, () -> Reading.of(cut));
            assertTrue(refused.getMessage().contains("ends after " + length + " bytes"), refused.getMessage());
        }
    }

    @Test
    void shouldEndBeforeAnImpossibleLengthAndNameThePlace() throws IOException {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 262_145, Integer.MAX_VALUE}) {
            Reading reading = Reading.of(PcapBytes.plain()
                    .record(1, 0, PACKET)
                    .header(2, 0, length, 5)
                    .raw(new byte[300_000])
                    .bytes());
            assertEquals(1, reading.frames.size());
            assertEquals(OptionalLong.of(HEADER + RECORD), reading.summary.cutAtByte());
            String warning = reading.summary.warnings().get(0);
            assertTrue(warning.startsWith("test: is corrupt at byte 45, after packet 1: a record declares "), warning);
        }
    }

    @Test
    void shouldRefuseWhatIsCorruptFromItsFirstRecord() {
        byte[] capture =
                PcapBytes.plain().header(1, 0, -1, 5).raw(new byte[100]).bytes();
        CaptureException refused = assertThrows(CaptureException.class, () -> Reading.of(capture));
        assertTrue(
                refused.getMessage().startsWith("test: is corrupt before its first packet: at byte 24, "),
                refused.getMessage());
    }

    @Test
    void shouldAcceptRecordsOverTheSnapLengthAndWarnOnce() throws IOException {
        Reading reading = Reading.of(new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 4, 1)
                .record(1, 0, new byte[4], 60)
                .record(2, 0, new byte[5], 60)
                .record(3, 0, new byte[60])
                .bytes());
        assertEquals(3, reading.frames.size());
        assertEquals(2, reading.summary.overSnapLength());
        assertEquals(1, reading.summary.warnings().size());
        assertTrue(reading.summary.warnings().get(0).startsWith("test: packet 2 at byte 44 holds 5 bytes, more than"));
    }

    @Test
    void shouldNotMeasureAgainstASnapLengthOfZero() throws IOException {
        Reading reading = Reading.of(new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 0, 1)
                .record(1, 0, new byte[5])
                .bytes());
        assertEquals(0, reading.summary.overSnapLength());
        assertEquals(List.of(), reading.summary.warnings());
    }

    @Test
    void shouldAcceptCapturedLengthsOverTheOriginalAndWarnOnce() throws IOException {
        Reading reading = Reading.of(PcapBytes.plain()
                .record(1, 0, PACKET, 4)
                .record(2, 0, PACKET, 3)
                .bytes());
        assertEquals(2, reading.frames.size());
        assertEquals(4, reading.frames.get(0).originalLength());
        assertEquals(0, reading.summary.overSnapLength());
        assertEquals(
                List.of("test: packet 1 at byte 24 holds 5 bytes of a packet of 4; accepted, as are all further ones"),
                reading.summary.warnings());
    }

    @Test
    void shouldHoldAnOriginalLengthThatNoIntTakes() throws IOException {
        Reading reading =
                Reading.of(PcapBytes.plain().record(1, 0, PACKET, 0xffff_ffffL).bytes());
        assertEquals(Integer.MAX_VALUE, reading.only().originalLength());
    }

    @Test
    void shouldReportTheLargestStepBack() throws IOException {
        Reading reading = Reading.of(PcapBytes.plain()
                .record(10, 0, PACKET)
                .record(9, 0, PACKET)
                .record(12, 0, PACKET)
                .record(9, 500_000, PACKET)
                .record(13, 0, PACKET)
                .bytes());
        assertEquals(2_500_000_000L, reading.summary.largestStepBackNanos());
        assertEquals(OptionalLong.of(9_000_000_000L), reading.summary.firstNanos());
        assertEquals(OptionalLong.of(13_000_000_000L), reading.summary.lastNanos());
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 5", "3, 0", "0, 0", "65535, 65535"})
    void shouldRefuseUnknownVersions(int major, int minor) {
        byte[] capture = new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, major, minor, 96, 1).bytes();
        CaptureException refused = assertThrows(CaptureException.class, () -> Reading.of(capture));
        assertTrue(refused.getMessage().contains("is pcap version " + major + "." + minor), refused.getMessage());
    }

    @Test
    void shouldReadPacketsLargerThanTheBuffer() throws IOException {
        byte[] large = new byte[262_144];
        Arrays.fill(large, (byte) 0x5a);
        Reading reading = Reading.of(new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 262_144, 1)
                .record(1, 0, PACKET)
                .record(2, 0, large)
                .record(3, 0, PACKET)
                .record(4, 0, large)
                .bytes());
        assertEquals(4, reading.frames.size());
        assertArrayEquals(large, reading.frames.get(1).packet());
        assertArrayEquals(PACKET, reading.frames.get(2).packet());
        assertArrayEquals(large, reading.frames.get(3).packet());
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}

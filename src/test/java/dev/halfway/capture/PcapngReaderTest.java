package dev.halfway.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
    private static final byte[] PACKET = {1, 2, 3, 4, 5};
    private static final long MICROS = 1_700_000_000_123_456L;
    private static final long NANOS = 1_700_000_000_123_456_789L;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final int START = 2;
    private static final int END = 3;
    private static final int RECEIVED = 4;
    private static final int ACCEPTED = 6;
    private static final int IF_DROP = 5;
    private static final int OS_DROP = 7;

    static Stream<ByteOrder> orders() {
        return Stream.of(LITTLE_ENDIAN, BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void shouldReadEachKindOfPacketBlock(ByteOrder order) throws IOException {
        Reading reading = Reading.of(new PcapngBytes()
                .section(order)
                .iface(1, 4)
                .iface(101, 0)
                .packet(1, MICROS, PACKET, 84)
                .simplePacket(new byte[] {9, 8, 7, 6}, 70)
                .obsoletePacket(1, 3, MICROS + 1, PACKET)
                .bytes());

        Reading.Copy enhanced = reading.frames.get(0);
        assertArrayEquals(PACKET, enhanced.packet());
        assertEquals(84, enhanced.originalLength());
        assertEquals(MICROS * 1_000, enhanced.timeNanos());
        assertEquals(101, enhanced.linkType());
        assertEquals(1, enhanced.interfaceIndex());
        assertEquals(-1, enhanced.dropsBefore());
        Reading.Copy simple = reading.frames.get(1);
        assertArrayEquals(new byte[] {9, 8, 7, 6}, simple.packet(), "as long as the snap length of interface 0");
        assertEquals(70, simple.originalLength());
        assertEquals(0, simple.timeNanos());
        assertEquals(1, simple.linkType());
        assertEquals(2, simple.number());
        Reading.Copy obsolete = reading.frames.get(2);
        assertArrayEquals(PACKET, obsolete.packet());
        assertEquals((MICROS + 1) * 1_000, obsolete.timeNanos());
        assertEquals(101, obsolete.linkType());
        assertEquals(3, obsolete.dropsBefore());

        assertEquals(OptionalLong.of(MICROS * 1_000), reading.summary.firstNanos(), "not of the block without a time");
        assertEquals(OptionalLong.of(3), reading.summary.drops());
        assertEquals(List.of(), reading.summary.warnings());
    }

    @Test
    void shouldReadTheLengthOfASimplePacketWhereTheSnapLengthIsUnlimited() throws IOException {
        Reading reading = Reading.of(new PcapngBytes()
                .section(LITTLE_ENDIAN)
                .iface(1, 0)
                .simplePacket(PACKET, PACKET.length)
                .bytes());
        assertArrayEquals(PACKET, reading.only().packet());
    }

    @Test
    void shouldFollowTheByteOrderOfEachSectionAndForgetItsInterfaces() throws IOException {
        PcapngBytes capture = new PcapngBytes();
        capture.section(LITTLE_ENDIAN).iface(1, 96).packet(0, MICROS, PACKET);
        capture.section(BIG_ENDIAN, 1, 2).iface(113, 97, capture.byteOption(IF_TSRESOL, 9));
        capture.iface(276, 98).packet(0, NANOS, PACKET).packet(1, MICROS, PACKET);
        capture.section(LITTLE_ENDIAN).iface(101, 99).packet(0, MICROS, PACKET);
        Reading reading = Reading.of(capture.bytes());

        assertEquals(
                List.of(1, 113, 276, 101),
                reading.frames.stream().map(Reading.Copy::linkType).toList());
        assertEquals(
                List.of(0, 1, 2, 3),
                reading.frames.stream().map(Reading.Copy::interfaceIndex).toList());
        assertEquals(List.of(MICROS * 1_000, NANOS, MICROS * 1_000, MICROS * 1_000), reading.times());
        assertEquals(
                List.of(96, 97, 98, 99),
                reading.summary.interfaces().stream()
                        .map(SourceSummary.Interface::snapLengthBytes)
                        .toList());
    }

    @Test
    void shouldReadWhatAnInterfaceSaysOfItself() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(BIG_ENDIAN);
        capture.iface(
                1,
                96,
                capture.option(2, "eth0"),
                capture.option(3, "the uplink"),
                capture.option(11, "\0icmp or tcp port 179"),
                capture.byteOption(IF_TSRESOL, 0x8a), // 1/1024 s
                capture.longOption(IF_TSOFFSET, 1_700_000_000L));
        capture.packet(0, 1024 + 512, PACKET);
        Reading reading = Reading.of(capture.bytes());

        assertEquals(
                List.of(new SourceSummary.Interface(1, 96, "eth0", "icmp or tcp port 179", "")),
                reading.summary.interfaces());
        assertEquals(1_700_000_001_500_000_000L, reading.only().timeNanos());
    }

    @Test
    void shouldReadTheHostFromACommentOfItsSection() throws IOException {
        PcapngBytes capture = new PcapngBytes();
        for (String comment : List.of("host 219", "no host", "")) {
            capture.section(BIG_ENDIAN, capture.option(4, "any program"), capture.option(1, comment))
                    .iface(1, 0);
        }
        capture.packet(0, MICROS, PACKET);
        assertEquals(
                List.of("219", "", ""),
                Reading.of(capture.bytes()).summary.interfaces().stream()
                        .map(SourceSummary.Interface::host)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "3, 0", "0x7fffff05, 1", "0xfffffffe, 2"})
    void shouldReadDirectionAndDropsOfAPacket(String flags, int direction) throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0);
        capture.packet(
                0,
                MICROS,
                PACKET,
                capture.option(1, "a comment"),
                capture.intOption(2, Long.decode(flags).intValue()),
                capture.longOption(4, 17L),
                capture.longOption(5, 99L));
        capture.packet(0, MICROS, PACKET);
        Reading reading = Reading.of(capture.bytes());

        assertEquals(direction, reading.frames.get(0).direction());
        assertEquals(17, reading.frames.get(0).dropsBefore());
        assertEquals(Frame.DIRECTION_UNKNOWN, reading.frames.get(1).direction());
        assertEquals(-1, reading.frames.get(1).dropsBefore());
        assertEquals(OptionalLong.of(17), reading.summary.drops());
    }

    @Test
    void shouldSkipBlocksItDoesNotKnow() throws IOException {
        Reading reading = Reading.of(new PcapngBytes()
                .section(LITTLE_ENDIAN)
                .iface(1, 0)
                .block(4, new byte[8]) // name resolution
                .block(0xbad, new byte[] {1, 2, 3, 4, 0, 0, 0, 0}) // custom
                .block(0x4000_0bad, new byte[400_000]) // custom, not to be copied; larger than the buffer
                .block(10, new byte[8]) // decryption secrets
                .block(0x7777_7777)
                .packet(0, MICROS, PACKET)
                .bytes());
        assertArrayEquals(PACKET, reading.only().packet());
        assertEquals(OptionalLong.empty(), reading.summary.drops(), "not said is not zero");
    }

    /** Wireshark shows custom blocks and journal entries as frames of their own, without calling them packets. */
    @Test
    void shouldNumberFramesAsWiresharkDoes() throws IOException {
        Reading reading = Reading.of(new PcapngBytes()
                .section(LITTLE_ENDIAN)
                .iface(1, 0)
                .block(0xbad, new byte[8])
                .packet(0, MICROS, PACKET)
                .block(4, new byte[8])
                .block(9, new byte[8])
                .block(0x4000_0bad, new byte[8])
                .packet(0, MICROS, PACKET)
                .bytes());
        assertEquals(
                List.of(2L, 5L),
                reading.frames.stream().map(Reading.Copy::number).toList());
        assertEquals(2, reading.summary.packets());
    }

    @Test
    void shouldHandStatisticsOverInTheirPlace() throws IOException {
        PcapngBytes capture =
                new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0).iface(1, 0);
        capture.packet(0, MICROS, PACKET);
        capture.statistics(
                0,
                MICROS + 10,
                capture.longOption(RECEIVED, 5L),
                capture.longOption(ACCEPTED, 4L),
                capture.longOption(IF_DROP, 1L));
        capture.packet(1, MICROS + 20, PACKET);
        capture.statistics(
                0,
                MICROS + 30,
                capture.timeOption(START, MICROS - 1_000_000),
                capture.timeOption(END, MICROS + 1_000_000),
                capture.longOption(RECEIVED, 8L),
                capture.longOption(IF_DROP, 2L),
                capture.longOption(OS_DROP, 40L));
        capture.statistics(1, MICROS + 31, capture.longOption(OS_DROP, 100L));
        StringBuilder order = new StringBuilder();
        Reading reading = new Reading();
        try (CaptureFile file = CaptureFile.open("test", new ByteArrayInputStream(capture.bytes()))) {
            FrameHandler handler = new FrameHandler() {
                @Override
                public void onFrame(Frame frame) {
                    order.append('f');
                }

                @Override
                public void onStatistics(InterfaceStatistics statistics) {
                    order.append('s');
                    reading.onStatistics(statistics);
                }
            };
            while (file.poll(handler, 100) != PacketSource.END) {
                // until the end
            }
            reading.summary = file.summary();
        }

        assertEquals("fsfss", order.toString());
        assertEquals(
                List.of(
                        new InterfaceStatistics(
                                0,
                                (MICROS + 10) * 1_000,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.of(5),
                                OptionalLong.of(4),
                                OptionalLong.of(1),
                                OptionalLong.empty()),
                        new InterfaceStatistics(
                                0,
                                (MICROS + 30) * 1_000,
                                OptionalLong.of((MICROS - 1_000_000) * 1_000),
                                OptionalLong.of((MICROS + 1_000_000) * 1_000),
                                OptionalLong.of(8),
                                OptionalLong.empty(),
                                OptionalLong.of(2),
                                OptionalLong.of(40)),
                        new InterfaceStatistics(
                                1,
                                (MICROS + 31) * 1_000,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.of(100))),
                reading.statistics);
        assertEquals(
                List.of(OptionalLong.of(1), OptionalLong.of(42), OptionalLong.of(100)),
                reading.statistics.stream().map(InterfaceStatistics::dropped).toList());
        assertEquals(OptionalLong.of(142), reading.summary.drops(), "the last of each interface, not all of them");
        assertEquals(OptionalLong.of((MICROS - 1_000_000) * 1_000), reading.summary.startNanos());
        assertEquals(OptionalLong.of((MICROS + 1_000_000) * 1_000), reading.summary.endNanos());
    }

    @Test
    void shouldPreferDropsOfStatisticsToThoseOfPackets() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0);
        capture.packet(0, MICROS, PACKET, capture.longOption(4, 17L));
        capture.statistics(0, MICROS, capture.longOption(IF_DROP, 0L));
        assertEquals(OptionalLong.of(0), Reading.of(capture.bytes()).summary.drops());
    }

    @Test
    void shouldTakeMicrosecondsOfStatisticsUnderNanosecondInterfaces() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN);
        capture.iface(1, 0, capture.byteOption(IF_TSRESOL, 9)).packet(0, NANOS, PACKET);
        capture.statistics(0, MICROS + 2, capture.timeOption(START, MICROS - 1), capture.timeOption(END, MICROS + 1));
        Reading reading = Reading.of(capture.bytes());
        assertEquals(OptionalLong.of((MICROS - 1) * 1_000), reading.summary.startNanos());
        assertEquals(OptionalLong.of((MICROS + 1) * 1_000), reading.summary.endNanos());
        assertEquals((MICROS + 2) * 1_000, reading.statistics.get(0).timeNanos());
        assertEquals(List.of(), reading.summary.warnings());
    }

    @Test
    void shouldTellTheUnitOfStatisticsWithoutAnyPacket() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN);
        capture.iface(1, 0, capture.byteOption(IF_TSRESOL, 9));
        capture.statistics(0, MICROS, capture.timeOption(START, MICROS), capture.timeOption(END, NANOS));
        Reading reading = Reading.of(capture.bytes());
        assertEquals(OptionalLong.of(MICROS * 1_000), reading.summary.startNanos());
        assertEquals(OptionalLong.of(NANOS), reading.summary.endNanos());
    }

    @Test
    void shouldIgnoreStatisticsTimesFarFromThePacketsAndWarnOnce() throws IOException {
        PcapngBytes capture =
                new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0).packet(0, MICROS, PACKET);
        capture.statistics(0, MICROS, capture.timeOption(START, 0), capture.timeOption(END, 12_345));
        Reading reading = Reading.of(capture.bytes());
        assertEquals(OptionalLong.empty(), reading.summary.startNanos());
        assertEquals(OptionalLong.empty(), reading.summary.endNanos());
        assertEquals(1, reading.summary.warnings().size());
    }

    @Test
    void shouldReadUpToTheCutAtEachLength() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(BIG_ENDIAN);
        capture.iface(1, 96, capture.option(2, "eth0"), capture.byteOption(IF_TSRESOL, 9));
        capture.packet(0, NANOS, PACKET, capture.intOption(2, 1), capture.longOption(4, 1L));
        int firstPacketEnds = capture.size();
        capture.statistics(0, NANOS, capture.timeOption(START, NANOS), capture.longOption(IF_DROP, 3L));
        capture.section(LITTLE_ENDIAN).iface(1, 4).simplePacket(new byte[4], 60);
        byte[] whole = capture.bytes();
        for (int length = 28; length < whole.length; length++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, length));
            assertEquals(length < firstPacketEnds ? 0 : 1, reading.frames.size());
            assertEquals(
                    length - reading.summary.bytes() > 0,
                    reading.summary.cutAtByte().isPresent());
            assertEquals(
                    reading.summary.cutAtByte().isPresent() ? 1 : 0,
                    reading.summary.warnings().size());
        }
        for (int length = 4; length < 28; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CaptureException.class, () -> Reading.of(cut));
        }
    }

    static Stream<byte[]> corruptBlocks() {
        PcapngBytes blocks = new PcapngBytes();
        return Stream.of(
                new byte[] {6, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0}, // length below 12
                new byte[] {6, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, // length no multiple of 4
                new byte[] {6, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0}, // length 2^32 - 1
                new byte[] {7, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0}, // lengths at start and end differ
                new byte[32], // zeros, of a file that was allocated and never filled
                new PcapngBytes().block(1, new byte[4]).bytes(),
                new PcapngBytes().block(2, new byte[16]).bytes(),
                new PcapngBytes().block(3).bytes(),
                new PcapngBytes().block(5, new byte[8]).bytes(),
                new PcapngBytes().block(6, new byte[16]).bytes(),
                new PcapngBytes().packet(1, 0, PACKET).bytes(), // there is no interface 1
                new PcapngBytes().packet(-1, 0, PACKET).bytes(),
                new PcapngBytes().statistics(1, 0).bytes(),
                new PcapngBytes().packet(0, 0, 9, PACKET, 9).bytes(), // 9 bytes declared, 8 with padding
                new PcapngBytes().packet(0, 0, -1, PACKET, 9).bytes(),
                new PcapngBytes().simplePacket(PACKET, 9).bytes(),
                new PcapngBytes().section(LITTLE_ENDIAN, 2, 0).bytes(),
                new PcapngBytes().section(LITTLE_ENDIAN, 1, 1).bytes(),
                blocks.block(0x0a0d0d0a, new byte[16]).bytes()); // no byte-order magic
    }

    @ParameterizedTest
    @MethodSource("corruptBlocks")
    void shouldEndBeforeACorruptBlock(byte[] corrupt) throws IOException {
        PcapngBytes sound = new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0);
        byte[] withoutPacket = new PcapngBytes()
                .raw(sound.bytes())
                .raw(corrupt)
                .packet(0, 1, PACKET)
                .bytes();
        sound.packet(0, MICROS, PACKET);
        int at = sound.size();
        Reading reading =
                Reading.of(sound.raw(corrupt).packet(0, MICROS, PACKET).bytes());

        assertEquals(1, reading.frames.size());
        assertEquals(OptionalLong.of(at), reading.summary.cutAtByte());
        String warning = reading.summary.warnings().get(0);
        assertTrue(warning.startsWith("test: is corrupt at byte " + at + ", after packet 1: "), warning);
        assertThrows(CaptureException.class, () -> Reading.of(withoutPacket));
    }

    @Test
    void shouldNotReadPastBadOptions() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN).iface(1, 0);
        byte[] tooLong = {2, 0, 120, 0, 1, 0, 0, 0};
        byte[] flagsOfTwoBytes = {2, 0, 2, 0, 1, 0, 0, 0};
        for (byte[] options : List.of(tooLong, flagsOfTwoBytes)) {
            byte[] fixed = new byte[20];
            capture.block(6, fixed, options);
        }
        capture.block(1, new byte[8], new byte[] {9, 0, 2, 0, 9, 9, 0, 0, 11, 0, 0, 0}); // empty filter
        capture.packet(1, MICROS, PACKET);
        Reading reading = Reading.of(capture.bytes());
        assertEquals(3, reading.frames.size());
        assertEquals(Frame.DIRECTION_UNKNOWN, reading.frames.get(0).direction());
        assertEquals(Frame.DIRECTION_UNKNOWN, reading.frames.get(1).direction());
        assertEquals(MICROS * 1_000, reading.frames.get(2).timeNanos());
    }

    @Test
    void shouldAcceptLengthsThatContradictAndWarnOnceOfEach() throws IOException {
        Reading reading = Reading.of(new PcapngBytes()
                .section(LITTLE_ENDIAN)
                .iface(1, 4)
                .packet(0, MICROS, PACKET, 60)
                .packet(0, MICROS, PACKET, 60)
                .packet(0, MICROS, new byte[4], 3)
                .packet(0, MICROS, new byte[4], 3)
                .bytes());
        assertEquals(4, reading.frames.size());
        assertEquals(2, reading.summary.overSnapLength());
        assertEquals(2, reading.summary.warnings().size());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 0", "1, 1", "1, 3"})
    void shouldRefuseUnknownVersions(int major, int minor) {
        byte[] capture = new PcapngBytes().section(BIG_ENDIAN, major, minor).bytes();
        CaptureException refused = assertThrows(CaptureException.class, () -> Reading.of(capture));
        assertTrue(refused.getMessage().contains("pcapng version " + major + "." + minor), refused.getMessage());
    }

    @Test
    void shouldNotFailOnSenselessResolutions() throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN);
        capture.iface(1, 0, capture.byteOption(IF_TSRESOL, 30)).packet(0, -1, PACKET);
        capture.iface(1, 0, capture.byteOption(IF_TSRESOL, 0xff)).packet(1, -1, PACKET);
        capture.iface(1, 0, capture.longOption(IF_TSOFFSET, Long.MIN_VALUE)).packet(2, 5, PACKET);
        assertEquals(
                List.of(0L, 0L, 1 - (1L << 62)), Reading.of(capture.bytes()).times());
    }

    @Test
    void shouldKeepNoMoreTextOfInterfacesThanItHasMemoryFor() throws IOException {
        String long1 = "n".repeat(1_017);
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN);
        int described = PcapngInterfaces.MOST_CHARACTERS / 1_017 + 3;
        for (int i = 0; i < described; i++) {
            capture.iface(1, 0, capture.option(IF_NAME, long1));
        }
        capture.packet(0, MICROS, PACKET).packet(described - 1, MICROS, PACKET);
        Reading reading = Reading.of(capture.bytes());
        assertEquals(2, reading.frames.size());
        assertEquals(described, reading.summary.interfaces().size());
        assertEquals(long1, reading.summary.interfaces().get(0).name());
        int kept = PcapngInterfaces.MOST_CHARACTERS / 1_017;
        assertEquals(
                kept,
                reading.summary.interfaces().stream()
                        .filter(each -> each.name().equals(long1))
                        .count());
        assertEquals("", reading.summary.interfaces().get(described - 1).name());
        assertEquals(1, reading.summary.warnings().size(), reading.summary.warnings()::toString);
        String warning = reading.summary.warnings().get(0);
        assertTrue(warning.contains("interface " + kept + " at byte "), warning);
    }

    /** Beyond those that are kept: counted for whoever can do without them, else the end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCountWhatIsOnInterfacesBeyondThoseKept(boolean counts) throws IOException {
        PcapngBytes capture = new PcapngBytes().section(LITTLE_ENDIAN);
        for (int i = 0; i < PcapngInterfaces.MOST + 1; i++) {
            capture.iface(1, 0);
        }
        int beyond = PcapngInterfaces.MOST;
        capture.packet(0, MICROS, PACKET).packet(beyond, MICROS, PACKET).packet(beyond - 1, MICROS, PACKET);
        capture.section(LITTLE_ENDIAN).iface(1, 0).simplePacket(PACKET, PACKET.length);
        capture.packet(1, MICROS, PACKET); // one that is not described at all
        List<Long> read = new ArrayList<>();
        List<Long> unread = new ArrayList<>();
        FrameHandler handler = new FrameHandler() {
            @Override
            public void onFrame(Frame frame) {
                read.add(frame.number());
            }

            @Override
            public boolean onUnread(Frame frame) {
                unread.add(frame.number());
                return counts;
            }
        };
        SourceSummary summary;
        try (CaptureFile file = CaptureFile.open("test", new ByteArrayInputStream(capture.bytes()))) {
            while (file.poll(handler, 3) != PacketSource.END) {
                // until the end
            }
            summary = file.summary();
        }
        assertEquals(counts ? List.of(1L, 3L) : List.of(1L), read);
        assertEquals(counts ? List.of(2L, 4L) : List.of(2L), unread);
        assertTrue(summary.cutAtByte().isPresent());
        String last = summary.warnings().get(summary.warnings().size() - 1);
        assertTrue(last.contains(counts ? "interface 1 of a section" : "more than 65536 interfaces"), last);
    }
}

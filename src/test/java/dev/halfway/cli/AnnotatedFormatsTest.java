package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngBytes;
import dev.halfway.capture.SourceSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -o pcapng} of captures in all their forms: every packet byte for byte, on a link of its own type. */
class AnnotatedFormatsTest {
    private static final int BATCH = 256;
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERNET = 1;

    @TempDir
    private Path scratch;

    /** How an IPv4 packet is put on a link. */
    enum Link {
        ETHERNET_VLAN(ETHERNET, "02000000000a02000000000b8100002a0800"),
        SLL(113, "00000001000602000000000a00000800"),
        SLL2(276, "08000000000000020001040602000000000a0000"),
        RAW(101, ""),
        RAW_IPV4(228, ""),
        NULL_LITTLE(0, "02000000"),
        NULL_BIG(0, "00000002"),
        LOOP(108, "00000002");

        private final int type;
        private final String header;

        Link(int type, String header) {
            this.type = type;
            this.header = header;
        }

        byte[] frame(byte[] ethernet) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            for (int i = 0; i < header.length(); i += 2) {
                frame.write(Integer.parseInt(header.substring(i, i + 2), 16));
            }
            frame.write(ethernet, ETHERNET_HEADER, ethernet.length - ETHERNET_HEADER);
            return frame.toByteArray();
        }
    }

    /** A packet as it stands in a capture. */
    private record Packet(long nanos, byte[] bytes, int originalLength) {}

    private static List<Packet> packets(Path capture, Link link) {
        List<Packet> packets = new ArrayList<>();
        for (Pcap.Record each : Pcap.read(capture).records()) {
            byte[] bytes = link == null ? each.packet() : link.frame(each.packet());
            int original = each.originalLength() + bytes.length - each.packet().length;
            long nanos = each.seconds() * 1_000_000_000L + each.micros() * 1_000L + 7;
            packets.add(new Packet(nanos, bytes, original));
        }
        return packets;
    }

    private static byte[] pcap(List<Packet> packets, ByteOrder order, boolean nanos, int linkType) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(24)
                .order(order)
                .putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(linkType)
                .array());
        for (Packet each : packets) {
            int fraction = (int) (each.nanos % 1_000_000_000);
            out.writeBytes(ByteBuffer.allocate(16)
                    .order(order)
                    .putInt((int) (each.nanos / 1_000_000_000))
                    .putInt(nanos ? fraction : fraction / 1_000)
                    .putInt(each.bytes.length)
                    .putInt(each.originalLength)
                    .array());
            out.writeBytes(each.bytes);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(scratch.resolve(name), content);
    }

    /** What is in the annotated capture of these two. */
    private final class Written {
        private final Path file = scratch.resolve("all.pcapng");
        private final List<Frame> frames = new ArrayList<>();
        private List<SourceSummary.Interface> interfaces = List.of();

        Written(Path one, Path other) throws IOException {
            CommandLineRun run = CommandLineRun.of(
                    Analysis::run, "analyze", "-q", "-o=pcapng=" + file, "219=" + one, "231=" + other);
            assertEquals("", run.err());
            try (CaptureFiles files = CaptureFiles.open(List.of(file))) {
                while (files.poll(frame -> frames.add(frame.copy()), BATCH) != PacketSource.END) {
                    // the handler does the work
                }
                interfaces = files.summary().interfaces();
            }
        }

        List<Frame> of(String host) {
            return frames.stream()
                    .filter(each -> host.equals(
                            interfaces.get(each.interfaceIndex()).name().replaceAll("/.*", "")))
                    .toList();
        }

        /** A host's packets, unchanged and in their order; with their times to the nanosecond where that is the first host. */
        void assertHolds(String host, List<Packet> packets, int linkType) {
            List<Frame> got = of(host);
            assertEquals(packets.size(), got.size(), host);
            for (int i = 0; i < got.size(); i++) {
                Packet packet = packets.get(i);
                Frame frame = got.get(i);
                byte[] bytes =
                        Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + frame.capturedLength());
                assertArrayEquals(packet.bytes, bytes, host + " " + i);
                assertEquals(packet.originalLength, frame.originalLength());
                assertEquals(linkType, interfaces.get(frame.interfaceIndex()).linkType());
                if (host.equals("219")) {
                    assertEquals(packet.nanos, frame.timeNanos());
                }
            }
        }
    }

    private static Path capture(int host) {
        return SavedCase.named("incident").captures().get(host);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldPacketsOfEveryLink(Link link) throws IOException {
        List<Packet> one = packets(capture(0), link);
        List<Packet> other = packets(capture(1), link);
        Written written = new Written(
                write("a.pcap", pcap(one, ByteOrder.LITTLE_ENDIAN, true, link.type)),
                write("b.pcap", pcap(other, ByteOrder.LITTLE_ENDIAN, true, link.type)));
        written.assertHolds("219", one, link.type);
        written.assertHolds("231", other, link.type);
    }

    /** Links of different types stand side by side. */
    @Test
    void shouldHoldHostsOnDifferentLinks() throws IOException {
        List<Packet> one = packets(capture(0), Link.SLL2);
        List<Packet> other = packets(capture(1), null);
        Written written = new Written(
                write("a.pcap", pcap(one, ByteOrder.LITTLE_ENDIAN, true, Link.SLL2.type)),
                write("b.pcap", pcap(other, ByteOrder.BIG_ENDIAN, true, ETHERNET)));
        written.assertHolds("219", one, Link.SLL2.type);
        written.assertHolds("231", other, ETHERNET);
    }

    @ParameterizedTest
    @CsvSource({"big, true", "big, false", "little, true", "little, false"})
    void shouldReadEitherByteOrderAndResolution(String order, boolean nanos) throws IOException {
        List<Packet> one = new ArrayList<>();
        for (Packet each : packets(capture(0), null)) {
            one.add(new Packet(nanos ? each.nanos : each.nanos - 7, each.bytes, each.originalLength));
        }
        List<Packet> other = packets(capture(1), null);
        ByteOrder bytes = order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Written written = new Written(
                write("a.pcap", pcap(one, bytes, nanos, ETHERNET)),
                write("b.pcap", pcap(other, bytes, nanos, ETHERNET)));
        written.assertHolds("219", one, ETHERNET);
        written.assertHolds("231", other, ETHERNET);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 74, 96})
    void shouldHoldCutPacketsAsTheyWereCut(int snapLength) throws IOException {
        List<List<Packet>> cut = new ArrayList<>();
        for (int host = 0; host < 2; host++) {
            cut.add(packets(capture(host), null).stream()
                    .map(each -> new Packet(
                            each.nanos,
                            Arrays.copyOf(each.bytes, Math.min(snapLength, each.bytes.length)),
                            each.originalLength))
                    .toList());
        }
        Written written = new Written(
                write("a.pcap", pcap(cut.get(0), ByteOrder.LITTLE_ENDIAN, true, ETHERNET)),
                write("b.pcap", pcap(cut.get(1), ByteOrder.LITTLE_ENDIAN, true, ETHERNET)));
        written.assertHolds("219", cut.get(0), ETHERNET);
        written.assertHolds("231", cut.get(1), ETHERNET);
    }

    @Test
    void shouldReadThroughGzip() throws IOException {
        List<Packet> one = packets(capture(0), null);
        List<Packet> other = packets(capture(1), null);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(pcap(one, ByteOrder.LITTLE_ENDIAN, true, ETHERNET));
        }
        Written written = new Written(
                write("a.pcap.gz", packed.toByteArray()),
                write("b.pcap", pcap(other, ByteOrder.LITTLE_ENDIAN, true, ETHERNET)));
        written.assertHolds("219", one, ETHERNET);
        written.assertHolds("231", other, ETHERNET);
    }

    /** Packets in turn on two interfaces of different types, in one file of either byte order. */
    @ParameterizedTest
    @ValueSource(strings = {"big", "little"})
    void shouldKeepTheInterfacesOfAFileApart(String order) throws IOException {
        List<Packet> ethernet = packets(capture(0), null);
        List<Packet> raw = packets(capture(0), Link.RAW);
        PcapngBytes file =
                new PcapngBytes().section(order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        file.iface(ETHERNET, 65_535, file.option(2, "eth0"), file.byteOption(9, 9));
        file.iface(Link.RAW.type, 65_535, file.option(2, "tun0"), file.byteOption(9, 9));
        List<Packet> expected = new ArrayList<>();
        for (int i = 0; i < ethernet.size(); i++) {
            Packet packet = (i % 2 == 0 ? ethernet : raw).get(i);
            expected.add(packet);
            file.packet(i % 2, packet.nanos, packet.bytes, packet.originalLength);
        }
        Written written = new Written(
                write("a.pcapng", file.bytes()),
                write("b.pcap", pcap(packets(capture(1), null), ByteOrder.LITTLE_ENDIAN, true, ETHERNET)));
        assertTrue(written.interfaces.stream().anyMatch(each -> each.name().equals("219/eth0")));
        List<Frame> got = written.of("219");
        assertEquals(expected.size(), got.size());
        for (int i = 0; i < got.size(); i++) {
            SourceSummary.Interface taken = written.interfaces.get(got.get(i).interfaceIndex());
            assertEquals(i % 2 == 0 ? "219/eth0" : "219/tun0", taken.name());
            assertEquals(i % 2 == 0 ? ETHERNET : Link.RAW.type, taken.linkType());
            assertArrayEquals(
                    expected.get(i).bytes,
                    Arrays.copyOfRange(
                            got.get(i).buffer(),
                            got.get(i).offset(),
                            got.get(i).offset() + got.get(i).capturedLength()));
        }
    }
}

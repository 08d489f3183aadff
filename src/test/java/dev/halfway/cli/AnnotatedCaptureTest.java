package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngBytes;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code analyze -o pcapng=FILE}: against the packets report of the same run, and as tshark reads it. */
class AnnotatedCaptureTest {
    private static final int BATCH = 256;
    private static final int ETHERNET_ADDRESSES = 12;

    @TempDir
    private Path scratch;

    private List<JsonNode> packets;
    private Path written;

    private CommandLineRun annotate(List<String> captures, String... options) throws IOException {
        written = scratch.resolve("all.pcapng");
        Path lines = scratch.resolve("packets.jsonl");
        List<String> args = new ArrayList<>(List.of("analyze", "-o=pcapng=" + written, "-o=packets=" + lines));
        args.addAll(List.of(options));
        args.addAll(captures);
        CommandLineRun run = CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
        assertEquals("", run.out());
        packets = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            packets.add(new ObjectMapper().readTree(line));
        }
        return run;
    }

    private static List<String> capturesOf(String name) {
        return SavedCase.named(name).captures().stream().map(Path::toString).toList();
    }

    /** Frames in the order of the file. */
    private static List<Frame> frames(Path capture) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (CaptureFiles files = CaptureFiles.open(List.of(capture))) {
            while (files.poll(frame -> frames.add(frame.copy()), BATCH) != PacketSource.END) {
                // the handler does the work
            }
        }
        return frames;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incident",
                "any-device",
                "three-hosts",
                "bgp-large-updates",
                "clock-offset",
                "vxlan",
                "duplicate-delivery",
                "disjoint-windows",
                "nat-loss",
                "ipv6-loss",
                "fragmented-on-the-way",
                "mtu-quoted",
                "admin-prohibited",
                "total-loss-one-way"
            })
    void shouldHoldEachPacketUnchangedAndWithTheNameOfItsSightings(String name) throws IOException {
        assertHoldsEachPacket(SavedCase.named(name).captures());
    }

    /** What one host sends stands before what the other does. */
    @Test
    void shouldHoldEachPacketOfCapturesWhoseDirectionsStandApart() throws IOException {
        List<Path> apart = new ArrayList<>();
        for (Path capture : SavedCase.named("clock-offset").captures()) {
            Pcap pcap = Pcap.read(capture);
            List<Pcap.Record> records = new ArrayList<>(pcap.records());
            records.sort(
                    Comparator.comparing(each -> Arrays.hashCode(Arrays.copyOf(each.packet(), ETHERNET_ADDRESSES))));
            apart.add(Files.write(scratch.resolve(capture.getFileName()), new Pcap(pcap.header(), records).bytes()));
        }
        assertHoldsEachPacket(apart);
        List<Long> frames = packets.stream()
                .filter(each -> each.get("host").asText().equals("219"))
                .map(each -> each.get("frame").asLong())
                .toList();
        assertNotEquals(frames.stream().sorted().toList(), frames, "they are told in the order of their times");
    }

    private void assertHoldsEachPacket(List<Path> captures) throws IOException {
        annotate(captures.stream().map(Path::toString).toList());
        Map<String, List<Frame>> originals = new HashMap<>();
        for (Path capture : captures) {
            originals.put(SavedCase.host(capture), frames(capture));
        }
        Map<String, List<Frame>> byHost = new HashMap<>();
        Map<Integer, String> hosts = new HashMap<>();
        for (Frame frame : frames(written)) {
            String host = hosts.computeIfAbsent(frame.interfaceIndex(), index -> host(index));
            byHost.computeIfAbsent(host, absent -> new ArrayList<>()).add(frame);
        }
        Map<String, Long> ids = new HashMap<>();
        Map<String, Integer> next = new HashMap<>();
        for (JsonNode packet : inTimeOrder()) {
            String host = packet.get("host").asText();
            Frame frame = byHost.get(host).get(next.merge(host, 1, Integer::sum) - 1);
            Frame original = originals.get(host).get(packet.get("frame").asInt() - 1);
            assertTrue(Arrays.equals(original.buffer(), frame.buffer()), packet::toString);
            assertEquals(original.originalLength(), frame.originalLength());
            assertEquals(original.direction(), frame.direction());
            ids.put(Analyzed.place(packet), frame.packetId());
        }
        assertEquals(
                packets.size(), byHost.values().stream().mapToInt(List::size).sum());
        for (JsonNode packet : packets) {
            if (packet.get("fate").asText().equals("arrived")) {
                assertEquals(
                        ids.get(Analyzed.place(packet.get("matches").get(0))),
                        ids.get(Analyzed.place(packet)),
                        packet::toString);
            }
        }
    }

    /** By host in the order of its clock, as the file has them. */
    private List<JsonNode> inTimeOrder() {
        List<JsonNode> sorted = new ArrayList<>(packets);
        sorted.sort((one, other) -> Long.compare(
                one.get("timeNanos").asLong(), other.get("timeNanos").asLong()));
        return sorted;
    }

    private String host(int index) {
        try (CaptureFiles files = CaptureFiles.open(List.of(written))) {
            while (files.poll(frame -> {}, BATCH) != PacketSource.END) {
                // until all interfaces are known
            }
            return files.summary().interfaces().get(index).name().replaceAll("/.*", "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incident",
                "any-device",
                "three-hosts",
                "clock-offset",
                "disjoint-windows",
                "nat-loss",
                "vxlan",
                "mtu-quoted"
            })
    void shouldBeReadByTsharkWithoutComplaint(String name) throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        annotate(capturesOf(name));
        List<String> times = tshark("-T", "fields", "-e", "frame.time_epoch");
        assertEquals(packets.size(), times.size());
        assertEquals(times.stream().sorted().toList(), times, "times on one clock, in order");
        long lost = packets.stream()
                .filter(each -> each.get("fate").asText().equals("lost"))
                .count();
        assertEquals(lost, tshark("-Y", "frame.comment contains \"lost\"").size());
        assertEquals(packets.size(), tshark("-Y", "frame.comment").size());
    }

    @Test
    void shouldSayWhatBecameOfEachPacket() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        annotate(capturesOf("three-hosts"));
        List<String> comments = tshark("-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment");
        JsonNode lost = packets.stream()
                .filter(each -> each.get("fate").asText().equals("lost"))
                .findFirst()
                .orElseThrow();
        String expected = lost.get("host").asText() + "\tlost: no copy at "
                + lost.get("to").asText() + " within 3 s";
        assertTrue(comments.stream().anyMatch(each -> each.startsWith(expected)), comments.toString());
        JsonNode delivered = packets.stream()
                .filter(each -> each.get("fate").asText().equals("delivered"))
                .findFirst()
                .orElseThrow();
        JsonNode match = delivered.get("matches").get(0);
        String there = delivered.get("host").asText() + "\tdelivered: frame "
                + match.get("frame").asInt() + " at " + match.get("host").asText() + ", delay ";
        assertTrue(comments.stream().anyMatch(each -> each.startsWith(there)), there);
    }

    @Test
    void shouldTakeSeveralCapturesOfAHost() throws IOException {
        List<Path> captures = SavedCase.named("incident").captures();
        Path half = scratch.resolve("late.pcap");
        Path rest = scratch.resolve("early.pcap");
        Pcap whole = Pcap.read(captures.get(0));
        int middle = whole.records().size() / 2;
        Files.write(rest, whole.first(middle).bytes());
        Pcap late = new Pcap(
                whole.header(), whole.records().subList(middle, whole.records().size()));
        Files.write(half, late.bytes());
        annotate(List.of("219=" + half + "," + rest, captures.get(1).toString()));
        List<Frame> frames = frames(written);
        assertEquals(packets.size(), frames.size());
        for (int i = 1; i < frames.size(); i++) {
            assertTrue(frames.get(i - 1).timeNanos() <= frames.get(i).timeNanos());
        }
    }

    @Test
    void shouldLeaveNoTemporaryFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = fateLogs(temporary);
        annotate(capturesOf("healthy"));
        assertEquals(before, fateLogs(temporary));
    }

    /** By what tcpdump's filter would take; the lab's captures hold ICMPv6 other than echo, too, which is not analysed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtu-quoted",
                "ttl-exceeded",
                "admin-prohibited",
                "total-loss-one-way",
                "fragments-dropped",
                "vxlan",
                "three-hosts",
                "any-device"
            })
    void shouldHoldAsManyFramesAsAreInScope(String name) throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        annotate(capturesOf(name));
        long inScope = 0;
        for (String capture : capturesOf(name)) {
            inScope += tsharkOf(Path.of(capture), "-Y", "icmp || icmpv6 || tcp.port == 179 || ip.proto == 1")
                    .size();
        }
        assertEquals(inScope, tshark("-Y", "frame.comment").size());
        assertEquals(inScope, tshark().size());
        assertEquals(inScope, packets.size());
    }

    @Test
    void shouldSayWhatARouterSaidOfWhichPacket() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        annotate(capturesOf("ttl-exceeded"));
        List<String> comments = tshark("-Y", "icmp.type == 11", "-T", "fields", "-e", "frame.comment");
        assertEquals(80, comments.size());
        for (String comment : comments) {
            assertTrue(
                    comment.matches("aside: not between two hosts with captures; "
                            + "10\\.39\\.0\\.[12] to 10\\.39\\.1\\.219, about a packet from 10\\.39\\.1\\.219 .*to 10\\.39\\.1\\.231 "
                            + "(echo identifier|port) \\d+, sequence \\d+"),
                    comment);
        }
    }

    /** They stand where their capture has them, with the time of the packet before. */
    @Test
    void shouldTellOfPacketsWithoutATime() throws IOException {
        List<Path> captures = SavedCase.named("healthy").captures();
        Pcap pcap = Pcap.read(captures.get(0));
        PcapngBytes file = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN).iface(1, 65_535);
        int number = 0;
        for (Pcap.Record each : pcap.records()) {
            if (number++ % 10 == 0) {
                file.simplePacket(each.packet(), each.originalLength());
            } else {
                file.packet(0, each.seconds() * 1_000_000L + each.micros(), each.packet(), each.originalLength());
            }
        }
        Path untimed = Files.write(scratch.resolve("219.pcapng"), file.bytes());
        annotate(List.of(untimed.toString(), captures.get(1).toString()));
        long there = packets.stream()
                .filter(each -> each.get("fate").asText().equals("aside"))
                .peek(each ->
                        assertEquals("without a usable time", each.get("why").asText()))
                .peek(each -> assertFalse(each.has("timeNanos"), each.toString()))
                .count();
        assertEquals((number + 9) / 10, there);
        assertEquals(packets.size(), frames(written).size());
        assertEquals(
                number,
                packets.stream()
                        .filter(each -> each.get("host").asText().equals("219"))
                        .count());
        for (Frame frame : frames(written)) {
            assertTrue(frame.timeNanos() >= pcap.records().get(0).seconds() * 1_000_000_000L);
        }
    }

    /** Of this process. */
    private static List<Path> fateLogs(Path directory) throws IOException {
        String name = "halfway-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.getFileName().toString().startsWith(name))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldRefuseWhatItCannotReadTwice() {
        CommandLineRun run = CommandLineRun.refused(
                "analyze",
                "-o=pcapng=" + scratch.resolve("x"),
                "a=-",
                capturesOf("healthy").get(0));
        assertEquals(2, run.code());
        assertTrue(run.err().contains("reads the captures once more, which '-' does not allow"), run.err());
        assertFalse(Files.exists(scratch.resolve("x")));
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tshark")));
    }

    private List<String> tshark(String... options) throws Exception {
        return tsharkOf(written, options);
    }

    /** Lines of standard output; standard error must not complain of the file. */
    private List<String> tsharkOf(Path capture, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of(options));
        Path err = scratch.resolve("err");
        Process tshark = new ProcessBuilder(command).redirectError(err.toFile()).start();
        List<String> lines = tshark.inputReader().lines().toList();
        assertEquals(0, tshark.waitFor());
        assertFalse(Files.readString(err).contains("tshark:"), Files.readString(err));
        return lines;
    }
}

package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not change the answer: another clock, other names, another format, other traffic, a cut at the end. */
class InvariantsTest {
    private static final int ETHERNET_HEADER = 14;
    private static final int PROTOCOL_AT = 23;
    private static final int SOURCE_AT = 26;
    private static final int DESTINATION_AT = 30;

    private static final Pattern MOMENT =
            Pattern.compile("\\b(?:(?:time|first|last|established|arrived|lastHeard|due|fired)Nanos\":\\d+"
                    + "|\\d\\d:\\d\\d:\\d\\d\\.\\d{3})");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({
        "incident, 37", "incident, -7200", "three-hosts, 37", "three-hosts, -7200",
        "any-device, 37", "any-device, -7200", "bgp-large-updates, 37", "bgp-large-updates, -7200",
        "nat-loss, 37", "nat-loss, -7200", "clock-offset, 37", "clock-offset, -7200"
    })
    void shouldMoveOnlyTheClockOfTheHostThatIsShifted(String name, int seconds) throws IOException {
        SavedCase saved = SavedCase.named(name);
        Analyzed given = Analyzed.of(scratch, saved);
        for (Path shifted : saved.captures()) {
            List<Path> files = new ArrayList<>();
            for (Path capture : saved.captures()) {
                Pcap pcap = Pcap.read(capture);
                files.add(write(capture, (capture.equals(shifted) ? pcap.shifted(seconds) : pcap).bytes()));
            }
            String host = SavedCase.host(shifted);
            assertEquals(timeless(given, host), timeless(analyze(files), host), "shifted: " + shifted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"incident", "three-hosts", "any-device", "bgp-large-updates", "silent-host"})
    void shouldNotCareForNames(String name) throws IOException {
        SavedCase saved = SavedCase.named(name);
        List<String> plain = List.of("hostA", "hostB", "hostC");
        List<String> other = List.of("zebra", "mouse", "camel");
        assertEquals(named(saved, plain, plain), named(saved, other, plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"incident", "three-hosts", "any-device", "bgp-large-updates", "silent-host"})
    void shouldReadThroughGzip(String name) throws IOException {
        SavedCase saved = SavedCase.named(name);
        List<Path> files = new ArrayList<>();
        for (Path capture : saved.captures()) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(packed)) {
                Files.copy(capture, out);
            }
            files.add(write(capture, packed.toByteArray()));
        }
        assertEquals(withoutFormats(Analyzed.of(scratch, saved)), withoutFormats(analyze(files)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"incident", "three-hosts", "any-device", "bgp-large-updates", "silent-host"})
    void shouldReadPcapngAlike(String name) throws Exception {
        assumeTrue(isInstalled("editcap"), "editcap (wireshark-common) is not installed");
        SavedCase saved = SavedCase.named(name);
        List<Path> files = new ArrayList<>();
        for (Path capture : saved.captures()) {
            Path file = scratch.resolve(capture.getFileName());
            run("editcap", "-F", "pcapng", capture.toString(), file.toString());
            files.add(file);
        }
        Analyzed got = analyze(files);
        assertEquals("pcapng", got.report().at("/inputs/0/format").asText());
        assertEquals(withoutFormats(Analyzed.of(scratch, saved)), withoutFormats(got));
    }

    /** After every third packet one of each kind that is none of our business, one of them a ping of a third host. */
    @ParameterizedTest
    @ValueSource(strings = {"incident", "bgp-large-updates", "silent-host", "size-dependent", "random-10-one-way"})
    void shouldLeaveUnrelatedTrafficAside(String name) throws IOException {
        SavedCase saved = SavedCase.named(name);
        List<Path> files = new ArrayList<>();
        for (Path capture : saved.captures()) {
            Pcap pcap = Pcap.read(capture);
            List<Pcap.Record> records = new ArrayList<>();
            for (int i = 0; i < pcap.records().size(); i++) {
                Pcap.Record record = pcap.records().get(i);
                records.add(record);
                if (i % 3 == 2) {
                    records.addAll(unrelated(record, Integer.parseInt(SavedCase.host(capture)), i));
                }
            }
            files.add(write(capture, new Pcap(pcap.header(), records).bytes()));
        }
        Analyzed got = analyze(files);
        Analyzed expected = Analyzed.of(scratch, saved);
        for (String section : List.of("losses", "appeared", "findings", "verdict", "sentence", "exitCode")) {
            assertEquals(expected.report().get(section), got.report().get(section), section);
        }
        assertEquals(fatesInOrder(expected), fatesInOrder(got));
        assertTrue(got.packets().stream().anyMatch(InvariantsTest::isAside), "the pings of a third host");
    }

    private static boolean isAside(JsonNode packet) {
        return packet.get("fate").asText().equals("aside");
    }

    @Test
    void shouldTellFromFilesThatAreCutInTheMiddleOfAPacket() throws IOException {
        SavedCase saved = SavedCase.named("incident");
        List<Path> cut = new ArrayList<>();
        List<Path> whole = new ArrayList<>();
        Path wholes = Files.createDirectory(scratch.resolve("whole"));
        for (Path capture : saved.captures()) {
            Pcap pcap = Pcap.read(capture);
            int count = pcap.records().size() * 3 / 4;
            byte[] bytes = pcap.first(count + 1).bytes();
            cut.add(write(capture, Arrays.copyOf(bytes, bytes.length - 20)));
            whole.add(Files.write(
                    wholes.resolve(capture.getFileName()), pcap.first(count).bytes()));
        }
        Analyzed got = analyze(cut);
        assertEquals("one-way-loss", got.report().get("verdict").asText());
        assertEquals(1, got.code());
        for (JsonNode input : got.report().get("inputs")) {
            assertTrue(input.get("cutAtByte").asLong() > 0, input.toString());
        }
        assertEquals(2, got.err().lines().count(), got.err());
        Essence same = Essence.of(analyze(whole));
        Essence essence = Essence.of(got);
        assertEquals(same.packets(), essence.packets());
        assertEquals(same.losses(), essence.losses());
        assertEquals(same.findings(), essence.findings());
    }

    private Analyzed analyze(List<Path> captures) throws IOException {
        return Analyzed.of(
                scratch, List.of(), captures.stream().map(Path::toString).toList());
    }

    /** A file of this name, with other content. */
    private Path write(Path like, byte[] content) throws IOException {
        return Files.write(scratch.resolve(like.getFileName()), content);
    }

    /** All of the answer but the clocks, names of files, and the times that are by this host's clock. */
    private static Set<String> timeless(Analyzed analyzed, String host) {
        ObjectNode report = analyzed.report().deepCopy();
        report.remove("clocks");
        report.remove("options");
        for (JsonNode input : report.get("inputs")) {
            ObjectNode each = (ObjectNode) input;
            each.remove("file");
            if (each.get("host").asText().equals(host)) {
                each.remove(List.of("windowStartNanos", "windowEndNanos"));
            }
        }
        for (JsonNode pattern : report.get("patterns")) {
            if (pattern.get("from").asText().equals(host)) {
                ((ObjectNode) pattern)
                        .remove(List.of("lastBeforeNanos", "firstLostNanos", "lastLostNanos", "firstAfterNanos"));
            }
        }
        Set<String> lines = new TreeSet<>();
        // BGP is told by the clock of the first host.
        boolean first = report.at("/inputs/0/host").asText().equals(host);
        report.properties().forEach(section -> {
            String line = section.getKey() + " " + section.getValue();
            boolean moves = first && section.getKey().startsWith("bgp");
            lines.add(moves ? MOMENT.matcher(line).replaceAll("") : line);
        });
        for (JsonNode packet : analyzed.packets()) {
            ObjectNode line = packet.deepCopy();
            if (line.get("host").asText().equals(host)) {
                line.remove("timeNanos");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static Set<String> withoutFormats(Analyzed analyzed) {
        ObjectNode report = analyzed.report().deepCopy();
        report.remove("options");
        for (JsonNode input : report.get("inputs")) {
            ((ObjectNode) input).remove(List.of("file", "format"));
        }
        return timeless(new Analyzed(analyzed.code(), "", "", report, analyzed.packets()), "");
    }

    /** The answer for captures with other names, told with the plain names. */
    private String named(SavedCase saved, List<String> names, List<String> plain) throws IOException {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < saved.captures().size(); i++) {
            Path file = scratch.resolve(names.get(i) + ".pcap");
            Files.write(file, Files.readAllBytes(saved.captures().get(i)));
            files.add(file.toString());
        }
        Analyzed analyzed = Analyzed.of(scratch, List.of(), files);
        String told = analyzed.code() + "\n" + analyzed.text() + analyzed.report() + analyzed.packets();
        for (int i = 0; i < names.size(); i++) {
            told = told.replace(names.get(i), plain.get(i));
        }
        return told;
    }

    /** Every packet's fate and what it is, by host, without the frame numbers. */
    private static List<String> fatesInOrder(Analyzed analyzed) {
        List<String> fates = new ArrayList<>();
        for (JsonNode packet : analyzed.packets()) {
            if (isAside(packet)) {
                continue;
            }
            ObjectNode line = packet.deepCopy();
            line.remove(List.of("frame", "copyOf"));
            ArrayNode matches = (ArrayNode) line.get("matches");
            matches.forEach(match -> ((ObjectNode) match).remove("frame"));
            fates.add(line.toString());
        }
        fates.sort(null);
        return fates;
    }

    /** A UDP datagram, a segment of HTTPS and a ping from this host to a third, and an ARP request, all at that time. */
    private static List<Pcap.Record> unrelated(Pcap.Record at, int host, int number) {
        List<Pcap.Record> records = new ArrayList<>();
        byte[] arp = new byte[60];
        Arrays.fill(arp, 0, 6, (byte) 0xff);
        arp[12] = 0x08;
        arp[13] = 0x06;
        records.add(new Pcap.Record(at.seconds(), at.micros(), arp.length, arp));
        for (int protocol : new int[] {17, 6, 1}) {
            ByteBuffer packet = ByteBuffer.allocate(ETHERNET_HEADER + 60);
            packet.putShort(12, (short) 0x0800);
            packet.put(ETHERNET_HEADER, (byte) 0x45).putShort(ETHERNET_HEADER + 2, (short) 60);
            packet.put(ETHERNET_HEADER + 8, (byte) 64).put(PROTOCOL_AT, (byte) protocol);
            packet.put(SOURCE_AT, (byte) 10).put(SOURCE_AT + 1, (byte) 39).put(SOURCE_AT + 2, (byte) 1);
            packet.put(SOURCE_AT + 3, (byte) host);
            packet.put(DESTINATION_AT, (byte) 10).put(DESTINATION_AT + 1, (byte) 39);
            packet.put(DESTINATION_AT + 2, (byte) 1).put(DESTINATION_AT + 3, (byte) 58);
            packet.position(ETHERNET_HEADER + 20);
            if (protocol == 1) {
                packet.putShort((short) 0x0800)
                        .putShort((short) 0)
                        .putShort((short) host)
                        .putShort((short) number);
                packet.put((byte) host); // a payload of its own, or it looks like one ping behind a translator
            } else {
                packet.putShort((short) 40_000).putShort((short) 443);
                packet.putShort(protocol == 17 ? (short) 40 : 0);
                packet.put(ETHERNET_HEADER + 32, (byte) 0x50);
            }
            records.add(new Pcap.Record(at.seconds(), at.micros(), packet.capacity(), packet.array()));
        }
        return records;
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, tool)));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running: " + command[0]);
        assertEquals(0, process.exitValue(), command[0]);
    }
}

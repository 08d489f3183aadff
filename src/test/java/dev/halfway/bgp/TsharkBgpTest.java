package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Corpus;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** tshark as an independent reader of BGP: how many messages of each type there are in a capture. */
class TsharkBgpTest {
    private static final String[] TYPES = {"", "OPEN", "UPDATE", "NOTIFICATION", "KEEPALIVE", "ROUTE-REFRESH"};

    /** Counts bytes of messages that the snap length cut off. */
    private static final String CUT = "cut";

    /** File to the reason why we do not count in it what tshark counts. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("tcpdump/tests/bgp-aigp.pcap", "link type 178, Juniper Ethernet"),
            Map.entry("tcpdump/tests/bgp_vpn_attrset.pcap", "link type 9, PPP"),
            Map.entry("tcpdump/tests/bgp-infinite-loop.pcap", "UPDATEs of 19 bytes, malformed for us"),
            Map.entry("tcpdump/tests/bgp-ub.pcap", "no marker behind the SYN"),
            Map.entry("tcpdump/tests/bgp-aigp-oobr.pcap", "tshark ends a frame at what is malformed"),
            Map.entry("tcpdump/tests/bgp-as-path-oobr.pcap", "tshark ends a frame at what is malformed"),
            Map.entry("tcpdump/tests/bgp_vpn_rt-oobr.pcap", "tshark ends a frame at what is malformed"),
            Map.entry("tcpdump/tests/bgp-bgp_capabilities_print-oobr-1.pcap", "one frame, cut within its message"),
            Map.entry("tcpdump/tests/bgp-bgp_capabilities_print-oobr-2.pcap", "one frame, cut within its message"),
            Map.entry("tcpdump/tests/bgp_mp_reach_nlri-oobr.pcap", "one frame, no second message to believe the first"),
            Map.entry("tcpdump/tests/bgp_pmsi_tunnel-oobr.pcap", "one frame, cut within its message"));

    @Test
    void shouldCountTheSameMessagesInTheCorpus() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        List<Path> corpus = Corpus.files();
        Set<String> listed = Corpus.listedWithPacketsOfOurs();
        List<Path> files = corpus.stream()
                .filter(file -> listed.contains(Corpus.name(file)))
                .filter(file -> Corpus.name(file).contains("bgp") || !ours(file).isEmpty())
                .toList();
        Map<String, String> different = new TreeMap<>();
        long messages = 0;
        for (Path file : files) {
            SortedMap<String, Long> ours = ours(file);
            SortedMap<String, Long> theirs = theirs(file, false);
            ours.remove(CUT);
            messages += ours.values().stream().mapToLong(Long::longValue).sum();
            if (!ours.equals(theirs)) {
                different.put(Corpus.name(file), "ours " + ours + ", theirs " + theirs);
            }
        }
        assertEquals(new TreeSet<>(EXCEPTIONS.keySet()), new TreeSet<>(different.keySet()), different::toString);
        assertTrue(messages > 50, "messages: " + messages);
    }

    @Test
    void shouldCountTheSameMessagesOfRealDaemons() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        try (Stream<Path> all = Files.walk(Path.of("captures").toAbsolutePath())) {
            List<Path> files = all.filter(path -> path.toString().endsWith(".pcap"))
                    .sorted()
                    .toList();
            int compared = 0;
            for (Path file : files) {
                SortedMap<String, Long> ours = ours(file);
                // Of what the snap length cut, tshark counts what is sent again anew.
                if (!ours.isEmpty() && !ours.containsKey(CUT)) {
                    assertEquals(theirs(file, true), ours, file::toString);
                    compared++;
                }
            }
            assertTrue(compared >= 10, "captures compared: " + compared);
        }
    }

    private static SortedMap<String, Long> ours(Path file) {
        try {
            return count(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedMap<String, Long> count(Path file) throws IOException {
        Decoder decoder = new Decoder(PortSet.of(179));
        DecodedPacket packet = new DecodedPacket();
        Map<String, List<TapConnection>> connections = new HashMap<>();
        Budget budget = new Budget(1 << 15);
        Corpus.read(file, frame -> {
            int outcome = decoder.decode(
                    frame.buffer(),
                    frame.offset(),
                    frame.capturedLength(),
                    frame.originalLength(),
                    frame.linkType(),
                    packet);
            if (outcome != DecodedPacket.IN_SCOPE || !packet.typeP().isTcp()) {
                return;
            }
            String source = packet.sourceHigh() + "/" + packet.sourceLow() + "/" + packet.sourcePort();
            String destination =
                    packet.destinationHigh() + "/" + packet.destinationLow() + "/" + packet.destinationPort();
            int from = source.compareTo(destination) < 0 ? 0 : 1;
            List<TapConnection> all = connections.computeIfAbsent(
                    from == 0 ? source + destination : destination + source, key -> new ArrayList<>());
            if (all.isEmpty()) {
                all.add(new TapConnection(0, budget));
            }
            Stamp stamp = new Stamp(frame.timeNanos(), 0, frame.number());
            if (all.get(all.size() - 1).accept(from, packet, frame.buffer(), stamp) == TapConnection.Heard.ANOTHER) {
                all.add(new TapConnection(0, budget));
                all.get(all.size() - 1).accept(from, packet, frame.buffer(), stamp);
            }
        });
        SortedMap<String, Long> counts = new TreeMap<>();
        for (List<TapConnection> all : connections.values()) {
            for (TapConnection each : all) {
                each.close();
                long cut = each.stream(0).cutBytes() + each.stream(1).cutBytes();
                if (cut > 0) {
                    counts.merge(CUT, cut, Long::sum);
                }
                for (MessageType type : MessageType.values()) {
                    long count = each.stream(0).log().count(type)
                            + each.stream(1).log().count(type);
                    if (count > 0) {
                        counts.merge(type.words(), count, Long::sum);
                    }
                }
            }
        }
        return counts;
    }

    /** @param ordered tshark is to wait for what comes out of order; of what never comes it then tells nothing behind it */
    private static SortedMap<String, Long> theirs(Path file, boolean ordered) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-Y", "bgp"));
        command.addAll(List.of("-o", "tcp.reassemble_out_of_order:" + ordered));
        command.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,", "-e", "bgp.type"));
        Process tshark = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        SortedMap<String, Long> counts = new TreeMap<>();
        try (BufferedReader lines = tshark.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (String type : line.split(",")) {
                    if (!type.isEmpty() && Integer.parseInt(type) < TYPES.length) {
                        counts.merge(TYPES[Integer.parseInt(type)], 1L, Long::sum);
                    }
                }
            }
        }
        tshark.waitFor();
        return counts;
    }

    private static boolean isInstalled() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, "tshark"))) {
                return true;
            }
        }
        return false;
    }
}

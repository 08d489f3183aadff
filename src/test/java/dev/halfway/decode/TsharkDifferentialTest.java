package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * tshark as an independent decoder, over the corpus: which frames hold an echo or TCP port 179, and what is in them.
 * Starting tshark a thousand times would take minutes, so it reads the files in which it once found any, by the corpus's
 * own list, and those in which we do.
 */
class TsharkDifferentialTest {
    private static final String FILTER = "icmp.type in {0,8} or icmpv6.type in {128,129} or tcp.port == 179";

    private static final List<String> FIELDS = List.of(
            "frame.number",
            "ip.src",
            "ipv6.src",
            "icmp.type",
            "icmp.ident",
            "icmp.seq",
            "icmp.checksum.status",
            "icmpv6.type",
            "icmpv6.echo.identifier",
            "icmpv6.echo.sequence_number",
            "icmpv6.checksum.status",
            "tcp.srcport",
            "tcp.dstport",
            "tcp.seq_raw",
            "tcp.ack_raw",
            "tcp.window_size_value",
            "tcp.len",
            "tcp.options.timestamp.tsval",
            "tcp.options.timestamp.tsecr",
            "tcp.checksum.status");

    /** Where {@link #describe} puts it, between spaces. */
    private static final int TCP_LENGTH = 7;

    private static final Set<String> ERRORS4 = Set.of("3", "4", "5", "11", "12");
    private static final Set<String> ERRORS6 = Set.of("1", "2", "3", "4");

    /** File to the reason why we do not see in it all that tshark sees. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("libpcap/tests/filter/arcnet-rfc1051-arp-icmp-http.pcap", "link type 7, ARCNET"),
            Map.entry("libpcap/tests/filter/arcnet-rfc1201-arp-icmp-http.pcap", "link type 7, ARCNET"),
            Map.entry("tcpdump/tests/arcnet-rfc1051-arp-icmp-http.pcap", "link type 7, ARCNET"),
            Map.entry("tcpdump/tests/arcnet-rfc1201-arp-icmp-http.pcap", "link type 7, ARCNET"),
            Map.entry("tcpdump/tests/HDLC.pcap", "link type 104, Cisco HDLC"),
            Map.entry("tcpdump/tests/bgp-aigp.pcap", "link type 178, Juniper Ethernet"),
            Map.entry("tcpdump/tests/bgp_vpn_attrset.pcap", "link type 9, PPP"),
            Map.entry("tcpdump/tests/lspping-fec-ldp.pcap", "link type 9, PPP"),
            Map.entry("tcpdump/tests/e1000g.pcap", "link type 226, Solaris ipnet"),
            Map.entry("tcpdump/tests/ipoib.pcap", "link type 242, IP over InfiniBand"),
            Map.entry("tcpdump/tests/PIM_register_register-stop.pcap", "the echo is inside a PIM register"),
            Map.entry("tcpdump/tests/nhrp-trace.pcap", "the echo is quoted in an NHRP error"),
            Map.entry("tcpdump/tests/macsec-integonly.pcap", "the echo is inside MACsec"),
            Map.entry("tcpdump/tests/various_gre.pcap", "the echoes are inside Cisco metadata, 0x8909"));

    @Test
    void shouldFindTheSameFramesWithTheSameContent() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "tshark is not installed");
        List<Path> files = Corpus.files();
        Set<String> listed = Corpus.listedWithPacketsOfOurs();
        Set<String> different = new TreeSet<>();
        List<String> report = new ArrayList<>();
        int same = 0;
        for (Path file : files) {
            String name = Corpus.name(file);
            SortedMap<Long, String> ours = ours(file);
            if (ours.isEmpty() && !listed.contains(name)) {
                continue;
            }
            SortedMap<Long, String> theirs = theirs(file);
            theirs.replaceAll((frame, description) -> asFarAsJudged(description, ours.get(frame)));
            if (ours.equals(theirs)) {
                same += ours.size();
            } else {
                different.add(name);
                report.add(name + ": ours without theirs " + without(ours, theirs) + ", theirs without ours "
                        + without(theirs, ours));
            }
        }
        assertEquals(new TreeSet<>(EXCEPTIONS.keySet()), different, () -> String.join("\n", report));
        assertTrue(same > 300, "frames alike: " + same);
    }

    /** Takes from ours what only one side judges: the checksum, and a TCP length where tshark gives up on the options. */
    private static String asFarAsJudged(String theirs, String ours) {
        if (ours == null) {
            return theirs;
        }
        String[] some = theirs.split(" ", -1);
        String[] other = ours.split(" ", -1);
        int checksum = some.length - 1;
        if (some.length == other.length) {
            if (some[checksum].equals("UNKNOWN") || other[checksum].equals("UNKNOWN")) {
                some[checksum] = other[checksum];
            }
            if (some[checksum].equals("INVALID") && other[checksum].equals("PARTIAL")) {
                some[checksum] = other[checksum];
            }
            if (some[1].equals("tcp") && some[TCP_LENGTH].isEmpty()) {
                some[TCP_LENGTH] = other[TCP_LENGTH];
            }
        }
        return String.join(" ", some);
    }

    private static Map<Long, String> without(SortedMap<Long, String> some, SortedMap<Long, String> others) {
        Map<Long, String> rest = new TreeMap<>(some);
        rest.entrySet().removeAll(others.entrySet());
        return rest;
    }

    private static SortedMap<Long, String> ours(Path file) throws IOException {
        Decoder decoder = new Decoder(PortSet.of(179));
        DecodedPacket packet = new DecodedPacket();
        SortedMap<Long, String> found = new TreeMap<>();
        Corpus.read(file, frame -> {
            int outcome = decoder.decode(
                    frame.buffer(),
                    frame.offset(),
                    frame.capturedLength(),
                    frame.originalLength(),
                    frame.linkType(),
                    packet);
            if (outcome == DecodedPacket.IN_SCOPE && packet.fragmentOffset() == 0) {
                found.put(frame.number(), describe(packet, Checksums.transport(frame.buffer(), packet)));
            }
        });
        return found;
    }

    private static String describe(DecodedPacket packet, ChecksumResult checksum) {
        String source = Addresses.format(packet.sourceHigh(), packet.sourceLow());
        if (packet.typeP() == TypeP.ICMP_ERROR) {
            return source + " error";
        }
        if (packet.protocol() != Transport.TCP) {
            return source + " echo " + packet.sourcePort() + " " + packet.sequence() + " " + checksum;
        }
        return source + " tcp " + packet.sourcePort() + " " + packet.destinationPort() + " "
                + Integer.toUnsignedString(packet.sequence()) + " "
                + Integer.toUnsignedString(packet.acknowledgment()) + " " + packet.window() + " "
                + packet.payloadLength() + " "
                + (packet.hasTimestamps()
                        ? Integer.toUnsignedString(packet.timestampValue()) + " "
                                + Integer.toUnsignedString(packet.timestampEcho())
                        : " ")
                + " " + checksum;
    }

    private static SortedMap<Long, String> theirs(Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-Y", FILTER));
        command.addAll(List.of("-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"));
        command.addAll(List.of("-o", "tcp.check_checksum:TRUE", "-o", "tcp.relative_sequence_numbers:FALSE"));
        command.addAll(List.of("-d", "udp.port==8472,vxlan"));
        command.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"));
        for (String field : FIELDS) {
            command.addAll(List.of("-e", field));
        }
        Process tshark = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        SortedMap<Long, String> found = new TreeMap<>();
        try (BufferedReader lines = tshark.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] values = line.split("\t", -1);
                Map<String, String> byField = new HashMap<>();
                for (int i = 0; i < FIELDS.size(); i++) {
                    byField.put(FIELDS.get(i), values[i]);
                }
                found.put(Long.parseLong(values[0]), describe(byField));
            }
        }
        tshark.waitFor();
        return found;
    }

    private static String describe(Map<String, String> fields) {
        String type4 = first(fields.get("icmp.type"));
        String type6 = first(fields.get("icmpv6.type"));
        if (ERRORS4.contains(type4) || ERRORS6.contains(type6)) {
            return first(fields.get(type4.isEmpty() ? "ipv6.src" : "ip.src")) + " error";
        }
        String source4 = last(fields.get("ip.src"));
        String source6 = last(fields.get("ipv6.src"));
        if (!type4.isEmpty()) {
            return source4 + " echo " + fields.get("icmp.ident") + " " + fields.get("icmp.seq") + " "
                    + checksum(fields.get("icmp.checksum.status"));
        }
        if (!type6.isEmpty()) {
            String identifier = fields.get("icmpv6.echo.identifier");
            return source6 + " echo " + (identifier.isEmpty() ? "" : Integer.decode(identifier)) + " "
                    + fields.get("icmpv6.echo.sequence_number") + " "
                    + checksum(fields.get("icmpv6.checksum.status"));
        }
        return (source6.isEmpty() ? source4 : source6) + " tcp " + fields.get("tcp.srcport") + " "
                + fields.get("tcp.dstport") + " " + fields.get("tcp.seq_raw") + " " + fields.get("tcp.ack_raw") + " "
                + fields.get("tcp.window_size_value") + " " + fields.get("tcp.len") + " "
                + fields.get("tcp.options.timestamp.tsval") + " " + fields.get("tcp.options.timestamp.tsecr") + " "
                + checksum(fields.get("tcp.checksum.status"));
    }

    private static ChecksumResult checksum(String status) {
        return switch (status) {
            case "0" -> ChecksumResult.INVALID;
            case "1" -> ChecksumResult.VALID;
            default -> ChecksumResult.UNKNOWN;
        };
    }

    private static String first(String values) {
        return values.substring(0, values.contains(",") ? values.indexOf(',') : values.length());
    }

    private static String last(String values) {
        return values.substring(values.lastIndexOf(',') + 1);
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

package dev.halfway.metamorphic;

import dev.halfway.AnalysisOptions;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One of the project's cases as it is, and what is said of it. That this is the truth, the tests of the cases hold; what is
 * looked up here is which way each packet goes, and which of them are lost.
 */
final class Base {
    private static final Path CASES = Path.of("captures");

    /** No base for comparison: as it is, it is told wrongly yet, and stands as such in the tests of the cases. */
    private static final String TOLD_WRONGLY = "capture-gap";

    final String name;
    final List<Recording> recordings;
    final Answer answer;
    private final Map<String, PacketFate> fates = new HashMap<>();

    private Base(String name, List<Recording> recordings, Answer answer) {
        this.name = name;
        this.recordings = recordings;
        this.answer = answer;
        answer.packets().stream()
                .filter(each -> each.fate() != Fate.ASIDE)
                .forEach(each -> fates.put(each.host() + "/" + each.frame(), each));
    }

    /** All of them. */
    static List<Base> all() throws IOException {
        List<Base> all = new ArrayList<>();
        try (Stream<Path> entries = Files.list(CASES)) {
            for (Path directory : entries.filter(Files::isDirectory)
                    .filter(each -> !each.endsWith(TOLD_WRONGLY))
                    .sorted()
                    .toList()) {
                all.add(of(directory));
            }
        }
        return all;
    }

    private static Base of(Path directory) throws IOException {
        List<Recording> recordings = new ArrayList<>();
        List<AnalysisOptions.Host> hosts = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.filter(each -> each.toString().endsWith(".pcap"))
                    .sorted()
                    .toList()) {
                String host = file.getFileName().toString().replace(".pcap", "");
                recordings.add(Recording.read(host, file));
                hosts.add(new AnalysisOptions.Host(host, List.of(file)));
            }
        }
        return new Base(
                directory.getFileName().toString(), recordings, Answer.of(hosts.toArray(AnalysisOptions.Host[]::new)));
    }

    /** Null where the packet was left aside: it is not between the hosts. */
    PacketFate fate(String host, int frame) {
        return fates.get(host + "/" + frame);
    }

    boolean arrives(String host, int frame) {
        PacketFate fate = fate(host, frame);
        return fate != null && fate.to().equals(host);
    }

    boolean leaves(String host, int frame) {
        PacketFate fate = fate(host, frame);
        return fate != null && fate.from().equals(host);
    }

    /** Whether the captures have packets in common. Without any, only the wall clocks say how they lie to each other. */
    boolean isJoined() {
        return answer.packets().stream().anyMatch(each -> each.fate() == Fate.DELIVERED);
    }

    /**
     * The addresses that each host sends from, by its own capture; empty where others stand in the packets at the other end,
     * or outside a tunnel.
     */
    Map<String, List<String>> addresses() throws IOException {
        Map<String, List<String>> addresses = new HashMap<>();
        if (name.startsWith("nat") || name.equals("vxlan")) {
            return addresses;
        }
        for (Recording recording : recordings) {
            Set<String> own = new TreeSet<>();
            for (Recording.Item each : recording.items()) {
                Ip ip = leaves(recording.host(), each.frame()) ? Ip.of(each.bytes(), recording.linkType()) : null;
                if (ip != null) {
                    own.add(InetAddress.getByAddress(ip.source()).getHostAddress());
                }
            }
            addresses.put(recording.host(), List.copyOf(own));
        }
        return addresses;
    }

    @Override
    public String toString() {
        return name;
    }
}

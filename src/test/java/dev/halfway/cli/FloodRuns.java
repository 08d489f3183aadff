package dev.halfway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.flood.Flood;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Analyses a small flood of each kind, and each of the cases in captures/, one after the other: {@code DIRECTORY COUNT}. Prints
 * for each its name, exit code, the packets called lost, and a digest of all that was said.
 */
final class FloodRuns {
    private FloodRuns() {}

    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        Path directory = Path.of(args[0]);
        for (Flood flood : Flood.values()) {
            flood.write(directory, Math.min(Integer.parseInt(args[1]), flood.most() / 10));
            analyze(
                    flood.name(),
                    directory,
                    "--address=a=" + Flood.addressesOf("a"),
                    "--address=b=" + Flood.addressesOf("b"),
                    directory.resolve("a.pcap").toString(),
                    directory.resolve("b.pcap").toString());
        }
        try (Stream<Path> cases = Files.list(Path.of("captures"))) {
            for (Path saved : cases.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> captures = Files.list(saved)) {
                    String[] paths = captures.map(Path::toString)
                            .filter(each -> each.endsWith(".pcap"))
                            .sorted()
                            .toArray(String[]::new);
                    analyze(saved.toString(), directory, paths);
                }
            }
        }
    }

    private static void analyze(String name, Path directory, String... words)
            throws IOException, NoSuchAlgorithmException {
        Path packets = directory.resolve("packets");
        List<String> args = new ArrayList<>(List.of("analyze", "-o=json", "-o=packets=" + packets));
        args.addAll(List.of(words));
        CommandLineRun run = CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(placeless(run.out(), directory));
        digest.update(placeless(run.err(), directory));
        if (Files.exists(packets)) {
            digest.update(Files.readAllBytes(packets));
            Files.delete(packets);
        }
        JsonNode json = new ObjectMapper().readTree(run.out().isEmpty() ? "{}" : run.out());
        long lost = 0;
        for (JsonNode row : json.path("losses")) {
            lost += row.path("lost").asLong();
        }
        System.out.println(name + " " + run.code() + " " + lost + " "
                + HexFormat.of().formatHex(digest.digest()) + " "
                + run.err().replace('\n', ' '));
    }

    /** Wherever the directory is, the same. */
    private static byte[] placeless(String said, Path directory) {
        return said.replace(directory.toString(), "").getBytes(StandardCharsets.UTF_8);
    }
}

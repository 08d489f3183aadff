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
import java.util.HexFormat;

/**
 * Analyses a small flood of each kind, one after the other: {@code DIRECTORY COUNT}. Prints for each its name, exit code, the
 * packets called lost and left aside, and a digest of all that was said.
 */
final class FloodRuns {
    private FloodRuns() {}

    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        Path directory = Path.of(args[0]);
        for (Flood flood : Flood.values()) {
            flood.write(directory, Math.min(Integer.parseInt(args[1]), flood.most() / 10));
            Path packets = directory.resolve("packets");
            CommandLineRun run = CommandLineRun.of(
                    Analysis::run,
                    "analyze",
                    "--address=a=" + Flood.addressesOf("a"),
                    "--address=b=" + Flood.addressesOf("b"),
                    "-o=json",
                    "-o=packets=" + packets,
                    directory.resolve("a.pcap").toString(),
                    directory.resolve("b.pcap").toString());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(run.out().getBytes(StandardCharsets.UTF_8));
            digest.update(run.err().getBytes(StandardCharsets.UTF_8));
            if (Files.exists(packets)) {
                digest.update(Files.readAllBytes(packets));
                Files.delete(packets);
            }
            JsonNode json = new ObjectMapper().readTree(run.out().isEmpty() ? "{}" : run.out());
            long lost = 0;
            for (JsonNode row : json.path("losses")) {
                lost += row.path("lost").asLong();
            }
            System.out.println(flood + " " + run.code() + " " + lost + " "
                    + HexFormat.of().formatHex(digest.digest()) + " "
                    + run.err().replace('\n', ' '));
        }
    }
}

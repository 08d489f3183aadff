package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tshark and tcpdump, which know nothing of the simulation, make of generated captures. */
class CaptureToolsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "any", "sll", "drops-reported", "windows-reported", "fragments", "snap", "nat"})
    void shouldBeReadWithoutComplaint(String preset) throws Exception {
        List<TruthRecord> truth = Generator.run(Presets.scenario(preset, 13, 2000, 10_000_000_000L), directory);
        for (String host : List.of("a", "b")) {
            String file = Generator.capture(directory, host).toString();
            long records =
                    truth.stream().filter(record -> record.host().equals(host)).count();

            List<String> frames = run("tshark", "-r", file, "-T", "fields", "-e", "frame.number");
            assertEquals(records, frames.size(), "frames of " + host);
            List<String> malformed = filtered(host, "_ws.malformed && !_ws.short");
            assertEquals(List.of(), malformed, "malformed at " + host);
            assertEquals(records, run("tcpdump", "-n", "-r", file).size(), "tcpdump of " + host);
        }
    }

    @Test
    void shouldShowNoTroubleOnACleanPath() throws Exception {
        TruthScenario scenario = Presets.scenario("clean", 14, 6000, 20_000_000_000L);
        scenario.traffic.stutterRate = 0;
        Generator.run(scenario, directory);
        for (String host : List.of("a", "b")) {
            assertEquals(
                    List.of(),
                    filtered(
                            host,
                            "tcp.analysis.retransmission || tcp.analysis.lost_segment"
                                    + " || tcp.analysis.ack_lost_segment || tcp.analysis.out_of_order"));
            assertEquals(
                    List.of(),
                    filtered(
                            host,
                            "ip.checksum.status == 0 || tcp.checksum.status == 0 || icmp.checksum.status == 0"
                                    + " || icmpv6.checksum.status == 0"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp-heavy", "sack-off", "gro", "burst"})
    void shouldAcknowledgeOnlyWhatArrived(String preset) throws Exception {
        TruthScenario scenario = Presets.scenario(preset, 15, 6000, 20_000_000_000L);
        // Their ports are used again while the far end still waits, and the challenge that brings is not in the new
        // stream.
        scenario.traffic.churns = 0;
        scenario.traffic.sessions = 0;
        Generator.run(scenario, directory);
        for (String host : List.of("a", "b")) {
            assertEquals(List.of(), filtered(host, "tcp.analysis.ack_lost_segment"), "at " + host);
            assertTrue(!filtered(host, "tcp.analysis.retransmission").isEmpty(), "retransmissions at " + host);
        }
    }

    private List<String> filtered(String host, String filter) throws Exception {
        return run(
                "tshark",
                "-r",
                Generator.capture(directory, host).toString(),
                "-o",
                "tcp.check_checksum:TRUE",
                // Off, as tshark's own reassembly stumbles over retransmissions.
                "-o",
                "tcp.desegment_tcp_streams:FALSE",
                "-o",
                "ip.check_checksum:TRUE",
                "-Y",
                filter);
    }

    /** Lines of standard output; the tool must exit with 0. Skips the test where the tool is not installed. */
    private List<String> run(String... command) throws IOException, InterruptedException {
        assumeTrue(isInstalled(command[0]), command[0] + " is not installed");
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + text(errors));
        return Files.readAllLines(out);
    }

    private static boolean isInstalled(String tool) {
        for (String place : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(place, tool))) {
                return true;
            }
        }
        return false;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

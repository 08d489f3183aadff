package dev.halfway;

import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.cli.Main;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mesh: every host pings each other, all alike, and hosts without a capture too. In the heap that the launcher gives. */
class ManyHostsTest {
    private static final int HOSTS = 40;
    private static final int OTHERS = 10;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    private final List<Tap> taps = new ArrayList<>();
    private int deadFrom = -1;
    private int deadTo = -1;

    private static String address(int host) {
        return "10.1.0." + (host + 1);
    }

    /** Seen where there is a capture. */
    private void passes(int from, int to, long nanos, Packet packet) {
        if (from < HOSTS) {
            taps.get(from).sees(nanos, packet, true, 1);
        }
        if (to < HOSTS && !(from == deadFrom && to == deadTo)) {
            taps.get(to).sees(nanos + DELAY, packet, false, 1);
        }
    }

    private void mesh() {
        for (int host = 0; host < HOSTS; host++) {
            taps.add(new Tap("h" + host));
        }
        int all = HOSTS + OTHERS;
        for (int round = 0; round < ROUNDS; round++) {
            for (int from = 0; from < all; from++) {
                for (int to = 0; to < all; to++) {
                    if (from != to) {
                        long nanos = EPOCH + 10 * round * SECOND + (from * all + to) * MILLIS / 2;
                        Packet request = Packet.request(address(from), address(to), from * all + to, round);
                        if (deadFrom >= 0) { // as with the time that ping puts there
                            request = request.payload(ByteBuffer.allocate(56)
                                    .putInt(from * all + to)
                                    .array());
                        }
                        passes(from, to, nanos, request);
                        if (from != deadFrom || to != deadTo) {
                            passes(to, from, nanos + DELAY + 50_000, request.answer());
                        }
                    }
                }
            }
        }
    }

    private List<String> analyze() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx208m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "analyze"));
        for (Tap tap : taps) {
            Path file = directory.resolve(tap.name + ".pcapng");
            command.add(
                    Files.write(file, tap.captures().values().iterator().next()).toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Stream.concat(Stream.of("exit code " + process.waitFor()), said.lines())
                .toList();
    }

    @Test
    void shouldJudgeEveryPacketBetweenManyHosts() throws IOException, InterruptedException {
        mesh();
        List<String> said = analyze();
        assertEquals("exit code 0", said.get(0), () -> said.get(1));
        int packets = HOSTS * (HOSTS - 1) * 2 * ROUNDS;
        assertEquals(String.format("No loss in %,d packets; below 50 %% each way.", packets), said.get(1));
    }

    /** Between hosts of which no capture tells where the others' packets go. */
    @Test
    void shouldFindTheOneWayThatIsDead() throws IOException, InterruptedException {
        deadFrom = 7;
        deadTo = 23;
        mesh();
        List<String> said = analyze();
        assertEquals("exit code 1", said.get(0), () -> said.get(1));
        assertEquals(
                List.of(" 1. certain: one-way loss h7 -> h23"),
                said.stream().filter(line -> line.contains("one-way loss")).toList());
        assertTrue(said.stream().noneMatch(line -> line.contains("unobservable")), "all is judged");
    }
}

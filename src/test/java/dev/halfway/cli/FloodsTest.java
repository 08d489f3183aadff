package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Spread;
import dev.halfway.flood.Flood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic made to fill memory, in a heap that is too small for it; {@code scripts/floods} has the large ones. */
class FloodsTest {
    private static final int COUNT = 5_000;
    private static final Set<Integer> VERDICTS = Set.of(0, 1, 3);

    @TempDir
    Path directory;

    private Process start(int seed) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-D" + Spread.SEED_PROPERTY + "=" + seed,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloodRuns.class.getName(),
                        Files.createDirectory(directory.resolve("seed-" + seed)).toString(),
                        Integer.toString(COUNT))
                .redirectErrorStream(true)
                .redirectOutput(said(seed).toFile())
                .start();
    }

    private Path said(int seed) {
        return directory.resolve("said-" + seed + ".txt");
    }

    private List<String> runs(Process process, int seed) throws IOException, InterruptedException {
        assertEquals(0, process.waitFor(), () -> "see " + said(seed));
        return Files.readAllLines(said(seed));
    }

    @Test
    void shouldEndWithAVerdictWhateverComes() throws IOException, InterruptedException {
        Process first = start(1);
        Process second = start(2);
        List<String> runs = runs(first, 1);
        assertTrue(runs.size() > Flood.values().length, "and the cases");
        for (int i = 0; i < Flood.values().length; i++) {
            Flood flood = Flood.values()[i];
            String[] words = runs.get(i).split(" ", 5);
            assertTrue(VERDICTS.contains(Integer.parseInt(words[1])), runs.get(i));
            long lost = Long.parseLong(words[2]);
            assertTrue(lost <= flood.mostLost(COUNT), flood + ": " + lost + " called lost");
        }
        assertLinesMatch(runs, runs(second, 2), "no result depends on where things stand in tables");
    }

    @Test
    void shouldSpreadOtherwiseInEachRun() {
        assertNotEquals(0, Spread.of(1, 2) ^ Spread.of(2, 1));
        long highest = 1L << 63;
        assertNotEquals(Spread.of(0, 0), Spread.of(highest, 0));
        assertNotEquals(Spread.of(0, 0, 0, 0, 0), Spread.of(1, 1, 0, 0, 0));
    }
}

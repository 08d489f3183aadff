package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a watch finds besides loss is told, and its exit code is that of the analysis of the same captures. */
class WatchFindingsTest {
    private static final Path CAPTURES = Path.of("captures");

    @TempDir
    private Path directory;

    private static CommandLineRun run(String command, Path... captures) {
        List<String> args = new java.util.ArrayList<>(List.of(command));
        for (Path each : captures) {
            args.add(each.toString());
        }
        return CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "healthy",
                "incident",
                "bgp-bad-peer-as",
                "duplicate-delivery",
                "no-listener",
                "injected-reset",
                "tcp-md5"
            })
    void shouldExitAsAnAnalysisDoes(String name) {
        Path one = CAPTURES.resolve(name).resolve("219.pcap");
        Path other = CAPTURES.resolve(name).resolve("231.pcap");
        CommandLineRun analyzed = run("analyze", one, other);
        CommandLineRun watched = run("watch", one, other);

        assertEquals(analyzed.code(), watched.code(), watched.out());
        assertEquals(analyzed.code() == 1, watched.out().contains("\nFindings\n"), watched.out());
        assertEquals(analyzed.out().contains("    next  "), watched.out().contains("    next        "), watched.out());
    }

    /** An agent that is down all the time is tried again and again; that is not too little traffic. */
    @Test
    void shouldExitAsOneThatFailedWhereASourceCouldNeverBeRead() {
        String other = CAPTURES.resolve("incident").resolve("231.pcap").toString();
        CommandLineRun run = CommandLineRun.of(Analysis::run, "watch", "219=exec:exit 1", other, "--for", "3s");

        assertEquals(4, run.code(), run.out());
    }

    @Test
    void shouldSayThatNothingCameOfWhatHasFailed() throws IOException {
        Path text = Files.writeString(directory.resolve("text.pcap"), "no capture at all\n");
        CommandLineRun run = run("watch", text, CAPTURES.resolve("incident").resolve("231.pcap"));

        assertEquals(4, run.code());
        assertTrue(run.out().contains("Cannot tell: no packet came from text."), run.out());
        assertFalse(run.out().contains("Waiting"), run.out());
        assertTrue(run.err().contains("text (" + text + ") has failed: is text and begins"), run.err());
        assertTrue(run.err().contains("231.pcap) has ended"), run.err());
        assertEquals(1, run.err().split("has failed", -1).length - 1, run.err());
    }
}

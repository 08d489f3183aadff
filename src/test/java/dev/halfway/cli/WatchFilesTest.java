package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saved captures watched come to the counts that analysing them gives. */
class WatchFilesTest {
    private static final Path INCIDENT = Path.of("captures/incident");
    /** {@code 219 -> 231  echo reply  231  30  0  30}: ends, kind, initiator, sent, seen, lost. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^ (\\d+ -> \\d+)  (?:TCP )?(\\S+(?: \\S+)?) {2,}(\\d+) +(\\d+) +(\\d+) +(\\d+)");

    @Test
    void shouldRefuseAWindowThatIsLongerThanWhatIsKept() {
        CommandLineRun run = CommandLineRun.refused("watch", "--window=61s", "a=a.pcap", "b=b.pcap");
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("--window is at most 60s"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--to=+10s", "--from=+15s --to=+30s", "--from=2026-11-23T22:19:10Z"})
    void shouldCountAsAnalyzeDoes(String times) {
        List<String> analyzed = rows(run("analyze", "-v " + times));

        assertFalse(analyzed.isEmpty());
        assertEquals(analyzed, rows(run("watch", times)));
    }

    private static String run(String command, String options) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of(options.strip().split(" +")));
        args.removeIf(String::isEmpty);
        args.add(INCIDENT.resolve("219.pcap").toString());
        args.add(INCIDENT.resolve("231.pcap").toString());
        return CommandLineRun.of(Analysis::run, args.toArray(String[]::new)).out();
    }

    private static List<String> rows(String text) {
        Matcher row = ROW.matcher(text);
        return row.results()
                .map(found -> String.join(
                        " ",
                        found.group(1),
                        found.group(2),
                        found.group(3),
                        found.group(4),
                        found.group(5),
                        found.group(6)))
                .sorted()
                .toList();
    }
}

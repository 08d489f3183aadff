package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and completion, as the build makes them, in man, mandoc and bash. */
class ManualsTest {
    private static final int SCREEN_LINES = 24;
    private static final int SCREEN_COLUMNS = 80;

    @TempDir
    private Path directory;

    @BeforeEach
    void generate() throws IOException {
        Manuals.main(new String[] {directory.toString(), "1.2", "2026-01-01T00:00:00Z"});
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("man"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldHaveAPageForEachCommand() throws IOException {
        List<String> names =
                pages().stream().map(each -> each.getFileName().toString()).toList();
        assertTrue(
                names.containsAll(List.of(
                        "halfway.1",
                        "halfway-agent.1",
                        "halfway-analyze.1",
                        "halfway-capture.1",
                        "halfway-check.1",
                        "halfway-doctor.1",
                        "halfway-show.1",
                        "halfway-watch.1")),
                names.toString());
    }

    @Test
    void shouldBeRenderedWithoutWarnings() throws Exception {
        Assumptions.assumeTrue(isInstalled("mandoc"), "mandoc is not installed");
        for (Path page : pages()) {
            assertEquals("", run("mandoc", "-T", "lint", "-W", "warning", page.toString()), page.toString());
            String shown = run("mandoc", "-T", "ascii", page.toString()).replaceAll(".\b", "");
            for (String section : List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES")) {
                assertTrue(shown.contains("\n" + section + "\n"), section + " in " + shown);
            }
            assertFalse(shown.contains("@|"), shown);
            assertFalse(shown.contains("%n"), shown);
        }
    }

    @Test
    void shouldBeRenderedByMan() throws Exception {
        Assumptions.assumeTrue(isInstalled("man") && isInstalled("groff"), "man or groff is not installed");
        for (Path page : pages()) {
            String shown =
                    run("sh", "-c", "MANWIDTH=80 man --warnings -E UTF-8 -l \"$0\" 2>&1 >/dev/null", page.toString());
            assertEquals("", shown, page.toString());
        }
    }

    @Test
    void shouldTellOptionsAsTheHelpDoes() throws Exception {
        Assumptions.assumeTrue(isInstalled("mandoc"), "mandoc is not installed");
        String shown = run(
                        "mandoc",
                        "-T",
                        "ascii",
                        directory.resolve("man/halfway-analyze.1").toString())
                .replaceAll(".\b", "");
        assertTrue(shown.contains("--loss-threshold DURATION\n"), shown);
        assertTrue(shown.contains("Default: 3s."), shown);
        assertTrue(shown.contains("halfway-analyze - Says what left"), shown);
        assertTrue(shown.contains("halfway analyze -o text -o json=verdict.json 219=a.pcap 231=b.pcap"), shown);
    }

    @Test
    void shouldCompleteCommandsOptionsTheirValuesAndFilesInBash() throws Exception {
        String script = directory.resolve("completion/halfway").toString();
        String out = run("bash", "--norc", "scripts/lib/completion-trial.bash", script);
        assertTrue(out.matches("completion: [1-9]\\d+ passed, 0 failed\n"), out);
    }

    @Test
    void shouldHaveAHelpThatFitsAScreenAndExamplesEverywhere() throws IOException {
        String help = CommandLineRun.refused("--help").out();
        assertTrue(help.lines().count() <= SCREEN_LINES, help);
        for (Path page : pages()) {
            String name = page.getFileName().toString().replaceAll("^halfway-?|\\.1$", "");
            String shown = name.isEmpty()
                    ? help
                    : CommandLineRun.refused(name, "--help").out();
            assertTrue(shown.contains("\nExample"), shown);
            assertTrue(shown.contains("\nExit codes:\n"), shown);
            assertTrue(shown.lines().allMatch(line -> line.length() <= 2 * SCREEN_COLUMNS), shown);
        }
        assertTrue(help.lines().allMatch(line -> line.length() <= SCREEN_COLUMNS), help);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return out;
    }
}

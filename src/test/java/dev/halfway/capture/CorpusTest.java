package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Captures that others made to break readers: the tests of tcpdump and libpcap, and pcapng-test-generator. In the
 * directory of the system property {@code halfway.corpus}, or next to the project.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of(System.getProperty("halfway.corpus", "../shared/corpus"));

    /** Read by capinfos and not by us: pcap 2.5, which nobody has defined; libpcap refuses it too. */
    private static final Set<String> REFUSED = Set.of("pcap-invalid-version-2.pcap");

    private List<Path> captures;

    @BeforeEach
    void findCorpus() throws IOException {
        assumeTrue(Files.isDirectory(CORPUS), "no corpus at " + CORPUS);
        try (Stream<Path> all = Files.walk(CORPUS)) {
            captures = all.filter(each -> each.toString().matches(".*\\.(pcap|pcapng)"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldReadOrRefuseEachCapture() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path each : captures) {
            try {
                Reading reading = Reading.of(CaptureFile.open(each.toString(), each));
                if (reading.frames.size() != reading.summary.packets()) {
                    wrong.add(each + ": gave " + reading.frames.size() + " frames and counted " + reading.summary);
                }
            } catch (CaptureException refused) {
                if (!refused.getMessage().startsWith(each.toString())) {
                    wrong.add(each + ": refused without its name: " + refused.getMessage());
                }
            } catch (RuntimeException fault) {
                wrong.add(each + ": " + fault);
            }
        }
        assertFalse(captures.isEmpty());
        assertEquals(List.of(), wrong);
    }

    /**
     * Where capinfos reads a capture, it must count as we do. (It refuses those with link types that it does not know,
     * of which we count the packets all the same.)
     */
    @Test
    void shouldCountPacketsAsCapinfosDoes() throws IOException, InterruptedException {
        assumeTrue(onPath("capinfos"), "capinfos is not installed");
        Map<String, Long> counts = capinfos();
        List<String> wrong = new ArrayList<>();
        for (Path each : captures) {
            String expected = String.valueOf(counts.get(each.toString()));
            if (counts.containsKey(each.toString())
                    && !REFUSED.contains(each.getFileName().toString())
                    && !expected.equals(count(each))) {
                wrong.add(each + ": capinfos counts " + expected + ", we " + count(each));
            }
        }
        assertTrue(counts.size() > captures.size() / 2, "capinfos read " + counts.size() + " of " + captures.size());
        assertEquals(List.of(), wrong);
    }

    /** Frames that are no packets (custom blocks) are numbered by both, and shown by tshark only. */
    @Test
    void shouldTellNumbersTimesAndLengthsAsTsharkDoes() throws IOException, InterruptedException {
        assumeTrue(onPath("tshark"), "tshark is not installed");
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Path each : captures) {
            if (each.toString().contains("pcapng-test-generator/output_be")) {
                Set<String> expected = tshark(each);
                for (Reading.Copy frame : Reading.of(CaptureFile.open(each.toString(), each)).frames) {
                    compared++;
                    if (!expected.contains(inTsharksWords(frame))) {
                        wrong.add(each + ": tshark " + expected + ", we " + inTsharksWords(frame));
                    }
                }
            }
        }
        assertTrue(compared > 0);
        assertEquals(List.of(), wrong);
    }

    private static String inTsharksWords(Reading.Copy frame) {
        return String.format(
                Locale.ROOT,
                "%d\t%d.%09d\t%d\t%d",
                frame.number(),
                frame.timeNanos() / 1_000_000_000,
                frame.timeNanos() % 1_000_000_000,
                frame.packet().length,
                frame.originalLength());
    }

    /** Where a packet has no time, tshark writes none or 0, we 0. */
    private static Set<String> tshark(Path capture) throws IOException, InterruptedException {
        return run(
                        "tshark",
                        "-n",
                        "-r",
                        capture.toString(),
                        "-T",
                        "fields",
                        "-e",
                        "frame.number",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "frame.cap_len",
                        "-e",
                        "frame.len")
                .lines()
                .map(line -> line.replace("\t\t", "\t0.000000000\t"))
                .collect(Collectors.toSet());
    }

    private static String count(Path capture) throws IOException {
        try {
            return ""
                    + Reading.of(CaptureFile.open(capture.toString(), capture))
                            .summary
                            .packets();
        } catch (CaptureException refused) {
            return refused.getMessage();
        }
    }

    /** Packet counts by path, of the captures that capinfos reads to their end. */
    private Map<String, Long> capinfos() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("capinfos", "-c", "-M", "-T", "-r"));
        captures.forEach(each -> command.add(each.toString()));
        return run(command.toArray(String[]::new))
                .lines()
                .map(line -> line.split("\t"))
                .filter(columns -> columns.length == 2)
                .collect(Collectors.toMap(columns -> columns[0], columns -> Long.valueOf(columns[1])));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

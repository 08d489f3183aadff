package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Saved captures watched come to the counts that analysing them gives. */
class WatchFilesTest {
    private static final Path INCIDENT = Path.of("captures/incident");
    /** {@code 219 -> 231  echo reply  231  30  0  30}: ends, kind, initiator, sent, seen, lost. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^ (\\d+ -> \\d+)  (?:TCP )?(\\S+(?: \\S+)?) {2,}(\\d+) +(\\d+) +(\\d+) +(\\d+)");

    @TempDir
    private Path scratch;

    @Test
    void shouldRefuseAWindowThatIsLongerThanWhatIsKept() {
        CommandLineRun run = CommandLineRun.refused("watch", "--window=61s", "a=a.pcap", "b=b.pcap");
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("--window is at most 60s"), run.err());
    }

    /** Where a file has such a name it is one. */
    @ParameterizedTest
    @ValueSource(strings = {"a=a-1.pcap,a-2.pcap", "a=a-*.pcap", "a-?.pcap"})
    void shouldSayThatItTakesOneCaptureForEachHost(String several) {
        CommandLineRun run = CommandLineRun.refused("watch", several, "b=b.pcap");
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("watch reads one capture for each host"), run.err());
    }

    @Test
    void shouldTakeEverySnapLengthThatCaptureTakes() {
        String[] sources = {
            INCIDENT.resolve("219.pcap").toString(),
            INCIDENT.resolve("231.pcap").toString()
        };
        CommandLineRun all = CommandLineRun.of(Analysis::run, "watch", "-s0", sources[0], "231=exec:cat " + sources[1]);
        assertEquals(1, all.code(), all.err());
        CommandLineRun negative = CommandLineRun.refused("watch", "-s-1", "a=live:lo", "b=live:lo");
        assertEquals(2, negative.code(), negative.err());
        assertTrue(negative.err().contains("-s -1: negative"), negative.err());
        CommandLineRun none = CommandLineRun.refused("watch", "-s0", "a=live:no0", "b=live:no1", "--for=1s");
        assertEquals(4, none.code(), none.err());
    }

    /** More than the process is given else to end in. */
    @Test
    void shouldBeWaitedForWhileItMakesItsReport(@TempDir Path kept) throws Exception {
        List<Runnable> stops = new ArrayList<>();
        CountDownLatch reporting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CommandLine watch = Main.configured(new CommandLine(new WatchCommand(
                (options, fates, progress) -> {
                    reporting.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return Analysis.run(options, fates);
                },
                stops::add)));
        watch.setOut(new PrintWriter(new StringWriter()));
        watch.setErr(new PrintWriter(new StringWriter()));
        Thread run = new Thread(() -> watch.execute(
                "-w" + kept,
                "-ojson",
                INCIDENT.resolve("219.pcap").toString(),
                INCIDENT.resolve("231.pcap").toString()));
        run.setDaemon(true);
        run.start();
        reporting.await();
        Thread told = new Thread(stops.get(0));
        told.start();
        told.join(200);
        assertTrue(told.isAlive(), "the report is not made yet");
        goOn.countDown();
        told.join();
        run.join();
    }

    /** Before anything is opened: a watch may run for hours. */
    @Test
    void shouldRefuseAtOnceWhatItCouldNotWriteInTheEnd() throws IOException {
        String capture = INCIDENT.resolve("219.pcap").toString();
        Path kept = scratch.resolve("kept");
        Path key = Files.writeString(scratch.resolve("key"), "k".repeat(32));
        for (List<String> wrong : List.of(
                List.of("json=" + scratch.resolve("missing/x.json"), "there is no directory"),
                List.of("json=" + scratch, "it is a directory"),
                List.of("html=" + capture, "it is one of the inputs"),
                List.of("html=" + key, "it is one of the inputs"))) {
            CommandLineRun run = CommandLineRun.refused(
                    "watch",
                    "--digest-key=" + key,
                    "-w",
                    kept.toString(),
                    "-o",
                    wrong.get(0),
                    "219=" + capture,
                    "231=exec:sleep 60");
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains(wrong.get(1)), run.err());
        }
        CommandLineRun inside = CommandLineRun.of(
                Analysis::run,
                "watch",
                "-q",
                "-w=" + kept,
                "-o=json=" + kept.resolve("report.json"),
                capture,
                INCIDENT.resolve("231.pcap").toString());
        assertTrue(Files.size(kept.resolve("report.json")) > 0, inside.err());
    }

    /** Of three hosts one sends nothing. */
    @Test
    void shouldReportOfThoseThatSomethingCameFrom() throws IOException {
        Path report = scratch.resolve("report.json");
        Path text = Files.writeString(scratch.resolve("text"), "no capture");
        CommandLineRun run = CommandLineRun.of(
                Analysis::run,
                "watch",
                "-w=" + scratch.resolve("kept"),
                "-o=json=" + report,
                "--address=mute=192.0.2.9",
                INCIDENT.resolve("219.pcap").toString(),
                "mute=" + text,
                INCIDENT.resolve("231.pcap").toString());
        assertTrue(run.err().contains("the report is without mute: nothing came from mute"), run.err());
        assertTrue(Files.readString(report).contains("\"verdict\" : \"one-way-loss\"")
                || Files.readString(report).contains("\"verdict\":\"one-way-loss\""));
        CommandLineRun none = CommandLineRun.of(
                Analysis::run,
                "watch",
                "-w=" + scratch.resolve("kept"),
                "-o=json=" + scratch.resolve("none.json"),
                INCIDENT.resolve("219.pcap").toString(),
                "mute=" + text);
        assertTrue(none.err().contains("no report: nothing came from mute"), none.err());
        assertTrue(Files.notExists(scratch.resolve("none.json")));
    }

    /** {@code a-*.pcapng} would be those of both. */
    @ParameterizedTest
    @CsvSource({"a, a-b, a-", "a b, a_b, a_b-"})
    void shouldRefuseToKeepTheCapturesOfHostsWithNamesAlike(String one, String other, String prefix) {
        String capture = INCIDENT.resolve("219.pcap").toString();
        String[] sources = {one + "=" + capture, other + "=" + INCIDENT.resolve("231.pcap")};
        CommandLineRun refused =
                CommandLineRun.refused("watch", "-w", scratch.resolve("kept").toString(), sources[0], sources[1]);
        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains("would begin with " + prefix + ";"), refused.err());
        assertTrue(Files.notExists(scratch.resolve("kept")));
        assertEquals(
                1,
                CommandLineRun.of(Analysis::run, "watch", "-q", sources[0], sources[1])
                        .code());
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
                .filter(found -> !found.group(2).equals("all others")) // of the counts behind a finding
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

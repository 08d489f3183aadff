package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.AnalysisOptions.Moment;
import dev.halfway.Progress;
import dev.halfway.capture.CaptureException;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.PacketFates;
import dev.halfway.report.Examples;
import dev.halfway.report.PublishedSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzeCommandTest {
    private static final Host A = new Host("a", List.of(Path.of("a.pcap")));
    private static final Host B = new Host("b", List.of(Path.of("b.pcap")));

    @TempDir
    Path directory;

    @Test
    void shouldHaveTheDefaultsOfTheContract() {
        AnalysisOptions options = parsed("a.pcap", "b.pcap");
        assertEquals(List.of(A, B), options.hosts());
        assertEquals(Map.of(), options.addresses());
        assertTrue(options.tcpPorts().contains(179));
        assertFalse(options.tcpPorts().contains(80));
        assertEquals(Optional.empty(), options.filter());
        assertEquals(3_000_000_000L, options.lossThresholdNanos());
        assertEquals(Optional.empty(), options.from());
        assertEquals(Optional.empty(), options.to());
        assertEquals(0, options.maxLossPercent());
        assertEquals(OptionalLong.empty(), options.assumeSyncNanos());
    }

    @Test
    void shouldTakeEveryOption() {
        AnalysisOptions options = parsed(
                "--address=a=192.0.2.1,2001:db8::/32",
                "--address",
                "b=198.51.100.0/24",
                "--tcp-port",
                "179,5201",
                "--filter=icmp or tcp port 179",
                "--loss-threshold=150ms",
                "--from=1970-01-01T00:00:01.000000002Z",
                "--to=+90s",
                "--max-loss=2.5%",
                "--assume-sync=1m",
                "a.pcap",
                "b.pcap");
        assertEquals(
                Map.of("a", List.of("192.0.2.1", "2001:db8::/32"), "b", List.of("198.51.100.0/24")),
                options.addresses());
        assertTrue(options.tcpPorts().contains(5201) && options.tcpPorts().contains(179));
        assertFalse(options.tcpPorts().contains(5202));
        assertEquals(Optional.of("icmp or tcp port 179"), options.filter());
        assertEquals(150_000_000L, options.lossThresholdNanos());
        assertEquals(Optional.of(new Moment(false, 1_000_000_002L)), options.from());
        assertEquals(Optional.of(new Moment(true, 90_000_000_000L)), options.to());
        assertEquals(2.5, options.maxLossPercent());
        assertEquals(OptionalLong.of(60_000_000_000L), options.assumeSyncNanos());
        assertTrue(parsed("--tcp-port=all", "a.pcap", "b.pcap").tcpPorts().contains(65_535));
    }

    @Test
    void shouldTakeOptionsBehindTheCaptures() {
        assertEquals(
                1_000_000_000L,
                parsed("a.pcap", "b.pcap", "--loss-threshold", "1s").lossThresholdNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--loss-threshold=3 | has no unit; add one, as in 3s",
                "--loss-threshold=-3s | is negative",
                "--loss-threshold=0s | would call every packet late",
                "--assume-sync=soon | is not a duration; type a number and a unit",
                "--tcp-port=0 | is no TCP port; type numbers from 1 to 65535",
                "--tcp-port=bgp | is no TCP port",
                "--tcp-port=179, | is no TCP port",
                "--max-loss=101 | is more than 100 percent",
                "--max-loss=-1 | is not a percentage",
                "--max-loss=NaN | is not a percentage",
                "--from=yesterday | is no moment; type date and time",
                "--address=a | expected HOST=ADDR",
                "--address=c=192.0.2.1 | there is no host 'c'; the hosts are a, b",
                "--address=a=node-a | names are not looked up",
                "--address=a=192.0.2.300 | where a number from 0 to 255 should be",
                "--address=a=192.0.2.0/33 | expected 0 to 32",
                "--filter=icmp and | is no filter for link type 1",
                "-o=xml | is no output format; choose from text, json, packets",
                "-o=pcapng | -o pcapng needs a file",
                "-o=json= | names no file behind '='",
                "--color=blue | is none of auto, always, never",
                "--no-such-option | Unknown option",
            })
    void shouldRefuseWhatCannotBe(String argument, String message) {
        CommandLineRun run = CommandLineRun.refused("analyze", argument, "a.pcap", "b.pcap");
        assertEquals(2, run.code(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().contains(message), run.err());
        assertTrue(run.err().endsWith("Try 'halfway analyze --help'.\n"), run.err());
        assertEquals(2, run.err().lines().count(), run.err());
    }

    @Test
    void shouldRefuseAnEmptyStretchOfTime() {
        CommandLineRun run = CommandLineRun.refused("analyze", "--from=+9s", "--to=+9s", "a.pcap", "b.pcap");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--from is not before --to"), run.err());
    }

    @Test
    void shouldRefuseOneAddressForTwoHosts() {
        CommandLineRun run = CommandLineRun.refused(
                "analyze", "--address=a=2001:db8::1", "--address=b=2001:0db8:0::1", "a.pcap", "b.pcap");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("both to a and to b"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.pcap", "x=a.pcap x=b.pcap"})
    void shouldAskForTwoHosts(String captures) {
        String[] args = Stream.concat(
                        Stream.of("analyze"), Arrays.stream(captures.split(" ")).filter(s -> !s.isEmpty()))
                .toArray(String[]::new);
        CommandLineRun run = CommandLineRun.refused(args);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("give the captures of two hosts or more"), run.err());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3"})
    void shouldExitAsTheDiagnosisSays(int code) {
        Diagnosis diagnosis = Stream.of(Examples.healthy(), Examples.incident(), Examples.transcript())
                .filter(each -> each.exitCode() == code)
                .findFirst()
                .orElseThrow();
        CommandLineRun run = analyze(diagnosis, "a.pcap", "b.pcap");
        assertEquals(code, run.code());
        assertTrue(run.out().startsWith(diagnosis.sentence().substring(0, 50)), run.out());
    }

    @Test
    void shouldKeepStandardOutputForTheReport() throws IOException {
        CommandLineRun run = analyze(Examples.healthy(), "-v", "-o", "json", "a.pcap", "b.pcap");
        assertEquals(List.of(), PublishedSchema.errors(run.out()));
        assertEquals(
                "halfway: b.pcapng: ends in the middle of a packet, at byte 1234567\n"
                        + "halfway: b.pcapng: not decoded 2: malformed\n",
                run.err());
    }

    @Test
    void shouldNotWarnWhenQuiet() {
        assertEquals("", analyze(Examples.healthy(), "-q", "a.pcap", "b.pcap").err());
    }

    @Test
    void shouldTellWhatWasLeftAsideWhenVerbose() {
        CommandLineRun run = analyze(Examples.incident(), "-v", "a.pcap", "b.pcap");
        assertEquals("halfway: 219.pcap: left aside 2: ARP\nhalfway: 231.pcap: left aside 2: ARP\n", run.err());
        assertTrue(run.out().contains("TCP RST"), "every row");
    }

    @Test
    void shouldColourOnlyWhenAskedToOutsideATerminal() {
        assertFalse(analyze(Examples.incident(), "a.pcap", "b.pcap").out().contains("\u001b"));
        assertFalse(analyze(Examples.incident(), "--color=never", "a.pcap", "b.pcap")
                .out()
                .contains("\u001b"));
        assertTrue(analyze(Examples.incident(), "--color=always", "a.pcap", "b.pcap")
                .out()
                .startsWith("\u001b[1m"));
    }

    @Test
    void shouldRepeatTheEffectiveOptionsInJson() throws IOException {
        CommandLineRun run = analyze(
                Examples.incident(),
                "-o=json",
                "--tcp-port=5201,179",
                "--from=1970-01-01T00:00:01Z",
                "--to=1970-01-01T01:00:02+01:00",
                "--assume-sync=1ms",
                "--address=x=192.0.2.1",
                "--max-loss=0.1",
                "--filter=icmp",
                "x=a.pcap,c.pcap",
                "b.pcap");
        assertEquals(List.of(), PublishedSchema.errors(run.out()));
        JsonNode options = new ObjectMapper().readTree(run.out()).get("options");
        JsonNode expected = new ObjectMapper().readTree("""
                {"hosts":{"x":["a.pcap","c.pcap"],"b":["b.pcap"]},"addresses":{"x":["192.0.2.1"]},"tcpPorts":[179,5201],
                 "filter":"icmp","lossThresholdNanos":3000000000,"from":{"nanosSinceEpoch":1000000000},
                 "to":{"nanosSinceEpoch":2000000000},"maxLossPercent":0.1,"assumeSyncNanos":1000000}
                """);
        assertEquals(expected, options);
        CommandLineRun all = analyze(Examples.incident(), "-o=json", "--tcp-port=all", "--to=+1s", "a.pcap", "b.pcap");
        assertEquals(List.of(), PublishedSchema.errors(all.out()));
    }

    @Test
    void shouldStreamPackets() throws IOException {
        CommandLineRun run =
                CommandLineRun.of(AnalyzeCommandTest::incidentWithPackets, "analyze", "-o=packets", "a.pcap", "b.pcap");
        assertEquals(1, run.code());
        List<String> lines = run.out().lines().toList();
        assertEquals(Examples.packets().size(), lines.size());
        for (String line : lines) {
            assertEquals(List.of(), PublishedSchema.packetErrors(line));
        }
    }

    @Test
    void shouldWriteSeveralOutputs() throws IOException {
        Path json = directory.resolve("verdict.json");
        Path packets = directory.resolve("packets.jsonl");
        CommandLineRun run = CommandLineRun.of(
                AnalyzeCommandTest::incidentWithPackets,
                "analyze",
                "-o",
                "json=" + json,
                "-o",
                "packets=" + packets,
                "-o",
                "text",
                "a.pcap",
                "b.pcap");
        assertEquals("", run.err());
        assertEquals(1, run.code());
        assertTrue(run.out().startsWith("Echo replies"), run.out());
        assertEquals(List.of(), PublishedSchema.errors(Files.readString(json)));
        assertEquals(Examples.packets().size(), Files.readAllLines(packets).size());
        assertEquals(List.of("packets.jsonl", "verdict.json"), files());
    }

    @Test
    void shouldRefuseTwoOutputsInOnePlace() {
        CommandLineRun stdout = CommandLineRun.refused("analyze", "-o=json", "-o=text", "a.pcap", "b.pcap");
        assertEquals(2, stdout.code());
        assertTrue(stdout.err().contains("two outputs would go to standard output"), stdout.err());
        String file = directory.resolve("x").toString();
        String sameFile = directory.resolve(".").resolve("x").toString();
        CommandLineRun files =
                CommandLineRun.refused("analyze", "-o=json=" + file, "-o=text=" + sameFile, "a.pcap", "b.pcap");
        assertEquals(2, files.code());
        assertTrue(files.err().contains("two outputs would go to it"), files.err());
    }

    @Test
    void shouldNeverWriteOverACapture() throws IOException {
        Path capture = Files.writeString(directory.resolve("a.pcap"), "capture");
        Path link = Files.createSymbolicLink(directory.resolve("link"), capture);
        Path hard = Files.createLink(directory.resolve("hard"), capture);
        for (Path output : List.of(capture, link, hard)) {
            CommandLineRun run = CommandLineRun.refused("analyze", "-o=json=" + output, capture.toString(), "b.pcap");
            assertEquals(2, run.code());
            assertTrue(run.err().contains("it is one of the inputs"), run.err());
        }
        assertEquals("capture", Files.readString(capture));
    }

    @Test
    void shouldRefuseAFileThatCannotBeMade() {
        CommandLineRun missing = CommandLineRun.refused(
                "analyze", "-o=json=" + directory.resolve("missing").resolve("x"), "a.pcap", "b.pcap");
        assertEquals(2, missing.code());
        assertTrue(missing.err().contains("there is no directory"), missing.err());
        CommandLineRun isDirectory = CommandLineRun.refused("analyze", "-o=json=" + directory, "a.pcap", "b.pcap");
        assertEquals(2, isDirectory.code());
        assertTrue(isDirectory.err().contains("it is a directory"), isDirectory.err());
    }

    @Test
    void shouldLeaveOldOutputInPlaceWhenTheAnalysisFails() throws IOException {
        Path json = Files.writeString(directory.resolve("verdict.json"), "old");
        CommandLineRun run = CommandLineRun.of(
                (options, fates, progress) -> {
                    fates.orElseThrow().onPacket(Examples.packets().get(0));
                    throw new CaptureException("a.pcap: cut at byte 7");
                },
                "analyze",
                "-o=json=" + json,
                "-o=packets=" + directory.resolve("packets"),
                "a.pcap",
                "b.pcap");
        assertEquals(4, run.code());
        assertEquals("halfway: a.pcap: cut at byte 7\n", run.err());
        assertEquals("old", Files.readString(json));
        assertEquals(List.of("verdict.json"), files());
    }

    @Test
    void shouldReplaceOldOutputThroughALink() throws IOException {
        Path json = Files.writeString(directory.resolve("verdict.json"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), json);
        assertEquals(
                1,
                analyze(Examples.incident(), "-o=json=" + link, "a.pcap", "b.pcap")
                        .code());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of(), PublishedSchema.errors(Files.readString(json)));
    }

    @Test
    void shouldWriteToADeviceAndLeaveItOne() {
        Path device = Path.of("/dev/null");
        assertEquals(
                1,
                analyze(Examples.incident(), "-o=json=" + device, "a.pcap", "b.pcap")
                        .code());
        assertFalse(Files.isRegularFile(device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text", "packets"})
    void shouldSayThatTheDiskIsFull(String format) {
        CommandLineRun run = CommandLineRun.of(
                AnalyzeCommandTest::incidentWithPackets, "analyze", "-o=" + format + "=/dev/full", "a.pcap", "b.pcap");
        assertEquals(70, run.code());
        assertEquals("halfway: cannot write '/dev/full': No space left on device\n", run.err());
    }

    @Test
    void shouldTellInternalErrorsInOneLine() {
        AnalyzeCommand.Analyzer broken = (options, fates, progress) -> {
            throw new IllegalStateException("odd\u001b[2J");
        };
        CommandLineRun run = CommandLineRun.of(broken, "analyze", "a.pcap", "b.pcap");
        assertEquals(70, run.code());
        assertEquals(
                "halfway: internal error: java.lang.IllegalStateException: odd\\x1b[2J; run with -v for the stack trace\n",
                run.err());
        CommandLineRun verbose = CommandLineRun.of(broken, "analyze", "-v", "a.pcap", "b.pcap");
        assertEquals(70, verbose.code());
        assertTrue(verbose.err().contains("\tat dev.halfway.cli."), verbose.err());
    }

    @Test
    void shouldTellThatMemoryOrStackIsUsedUp() {
        CommandLineRun run = CommandLineRun.of(
                (options, fates, progress) -> {
                    throw new StackOverflowError();
                },
                "analyze",
                "a.pcap",
                "b.pcap");
        assertEquals(70, run.code());
        assertTrue(run.err().startsWith("halfway: internal error: java.lang.StackOverflowError"), run.err());
    }

    @Test
    void shouldListTheExitCodesInItsHelp() {
        for (String[] args : List.of(new String[] {"--help"}, new String[] {"analyze", "-h"})) {
            CommandLineRun run = CommandLineRun.refused(args);
            assertEquals(0, run.code());
            assertEquals("", run.err());
            for (String code : List.of("   0   ", "   1   ", "   2   ", "   3   ", "   4   ", "  70   ")) {
                assertTrue(run.out().contains(code), run.out());
            }
        }
    }

    @Test
    void shouldTellItsVersion() {
        CommandLineRun run = CommandLineRun.refused("--version");
        assertEquals(0, run.code());
        assertTrue(run.out().matches("halfway \\S+\n"), run.out());
    }

    private static Diagnosis incidentWithPackets(
            AnalysisOptions options, Optional<PacketFates> fates, Progress progress) {
        fates.ifPresent(listener -> Examples.packets().forEach(listener::onPacket));
        return Examples.incident();
    }

    private static CommandLineRun analyze(Diagnosis diagnosis, String... args) {
        String[] all = Stream.concat(Stream.of("analyze"), Arrays.stream(args)).toArray(String[]::new);
        return CommandLineRun.of((options, fates, progress) -> diagnosis, all);
    }

    /** The options that a command line comes to. */
    private static AnalysisOptions parsed(String... args) {
        AnalysisOptions[] seen = new AnalysisOptions[1];
        String[] all = Stream.concat(Stream.of("analyze"), Arrays.stream(args)).toArray(String[]::new);
        CommandLineRun run = CommandLineRun.of(
                (options, fates, progress) -> {
                    seen[0] = options;
                    return Examples.healthy();
                },
                all);
        assertEquals(0, run.code(), run.err());
        return seen[0];
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

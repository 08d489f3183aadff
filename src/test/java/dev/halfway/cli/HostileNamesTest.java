package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngWriter;
import dev.halfway.capture.SourceSummary;
import dev.halfway.report.Escape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Host names, file names, interface names, filters and comments that would be markup, end a line, move a cursor or turn the
 * direction of reading: inert in every output, and still to be told apart.
 */
class HostileNamesTest {
    private static final String HOST = "\"'><script>hacked(1)<!--\u001b[2J\u202e\n\ud800";
    private static final String FILE_NAME = "]]><x a='\u2066\u001b]0;owned\u0007&,\r\n\t\u2028.pcapng";
    private static final String INTERFACE = "eth0\u001b[31m\u202e<b>\n\"";

    @TempDir
    private Path scratch;

    private Path one;
    private Path other;

    @BeforeEach
    void writeCaptures() throws IOException {
        List<Path> captures = SavedCase.named("incident").captures();
        one = written(captures.get(0), "one.pcapng");
        other = written(captures.get(1), FILE_NAME);
    }

    /** The same packets, taken on an interface with a hostile name by a hostile filter, in a file with a hostile comment. */
    private Path written(Path capture, String name) throws IOException {
        List<Frame> frames = new ArrayList<>();
        SourceSummary.Interface taken;
        try (CaptureFiles files = CaptureFiles.open(List.of(capture))) {
            while (files.poll(frame -> frames.add(frame.copy()), 256) != PacketSource.END) {
                // the handler does the work
            }
            taken = files.summary().interfaces().get(0);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out);
        writer.section(HOST);
        int number = writer.addInterface(new SourceSummary.Interface(
                taken.linkType(), taken.snapLengthBytes(), INTERFACE, INTERFACE, taken.host()));
        for (Frame frame : frames) {
            writer.packet(number, frame, frame.timeNanos(), Frame.PACKET_ID_UNKNOWN, HOST);
        }
        writer.flush();
        return Files.write(scratch.resolve(name), out.toByteArray());
    }

    private CommandLineRun analyze(String... options) {
        List<String> args = new ArrayList<>(List.of("analyze"));
        args.addAll(List.of(options));
        args.addAll(List.of(HOST + "=" + one, other.toString()));
        return CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
    }

    /** Lines of characters that show, and of nothing else. */
    private static void assertInert(String text) {
        text.lines().forEach(line -> assertEquals(Escape.terminal(line), line));
        assertFalse(text.contains("\r"), () -> Escape.terminal(text));
    }

    @Test
    void shouldBeInertOnATerminal() {
        for (String option : List.of("-v", "-q", "--color=never")) {
            CommandLineRun run = analyze(option);
            assertEquals(1, run.code(), run.err());
            assertInert(run.out());
            assertInert(run.err());
            assertTrue(run.out().contains("\\x1b[2J\\x{202e}\\x0a\\x{d800}"), run.out());
            assertTrue(run.out().contains("\\x{2066}\\x1b]0;owned\\x07&,\\x0d\\x0a\\x09\\x{2028}"), run.out());
        }
    }

    @Test
    void shouldBeInertWhereSomethingFails() {
        CommandLineRun missing = CommandLineRun.of(
                Analysis::run, "analyze", one.toString(), scratch.resolve("\u001b]0;x\u202e\n") + "/x");
        assertEquals(4, missing.code());
        assertInert(missing.err());
        assertInert(CommandLineRun.of(Analysis::run, "analyze", "-o=\u001b[2J\u202e\nx", one.toString(), "b")
                .err());
        assertInert(CommandLineRun.of(Analysis::run, "analyze", "--\u001b[2J\u202e\nx")
                .err());
        assertInert(CommandLineRun.of(Analysis::run, "\u001b[2J\u202e\nx").err());
    }

    @Test
    void shouldBeInertInShow() {
        for (String[] args : new String[][] {{"show", other.toString()}, {"show", "--frame", "1", other.toString()}}) {
            CommandLineRun run = CommandLineRun.of(Analysis::run, args);
            assertEquals(0, run.code(), run.err());
            assertInert(run.out());
            assertInert(run.err());
        }
    }

    @Test
    void shouldBeWholeInJson() throws IOException {
        Path lines = scratch.resolve("packets.jsonl");
        CommandLineRun run = analyze("-o=json", "-o=packets=" + lines);
        ObjectMapper mapper = new ObjectMapper();
        JsonNode report = mapper.readTree(run.out());
        assertEquals(
                HOST.replace('\ud800', '\ufffd'),
                report.get("inputs").get(0).get("host").asText());
        assertEquals(other.toString(), report.get("inputs").get(1).get("file").asText());
        for (String text : List.of(run.out(), Files.readString(lines))) {
            assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), "plain ASCII");
        }
        for (String line : Files.readAllLines(lines)) {
            assertTrue(mapper.readTree(line).get("host").asText().length() > 1, line);
        }
    }

    @Test
    void shouldBeInertInJunit() throws IOException {
        String xml = analyze("-o=junit").out();
        JunitDocument document = JunitDocument.of(xml);
        assertInert(xml);
        assertTrue(document.attribute("name").contains("\\x1b[2J\\x{202e}\\x0a\\x{d800}"), document.attribute("name"));
        assertEquals(
                0, document.elements("script").size() + document.elements("x").size());
    }

    @Test
    void shouldLeaveTheColumnsOfALogAsTheyAre() throws IOException {
        Path log = scratch.resolve("delays.hlog");
        analyze("-o=hlog=" + log);
        assertInert(Files.readString(log));
        List<String> tags = new ArrayList<>();
        HistogramLogReader reader = new HistogramLogReader(log.toFile());
        while (reader.hasNext()) {
            tags.add(reader.nextIntervalHistogram().getTag());
        }
        assertTrue(tags.size() > 4, tags::toString);
        assertTrue(tags.stream().allMatch(each -> each.contains("hacked(1)<!--_[2J___")), tags::toString);
    }

    @Test
    void shouldBeInertInTheAnnotatedCapture() throws Exception {
        Path all = scratch.resolve("all.pcapng");
        assertEquals(1, analyze("-o=pcapng=" + all).code());
        String bytes = new String(Files.readAllBytes(all), StandardCharsets.UTF_8);
        assertFalse(
                bytes.contains("\u202e") || bytes.contains("\u2066") || bytes.contains("\u001b[2J"),
                "control characters");
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tshark"))),
                "tshark is not installed");
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        Process tshark = new ProcessBuilder(
                        "tshark", "-n", "-r", all.toString(), "-Y", "frame.comment contains \"lost\"")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertEquals(0, tshark.waitFor(), () -> err.toString());
        assertFalse(Files.readString(err).contains("tshark:"), Files.readString(err));
        assertEquals(59, Files.readAllLines(out).size());
    }
}

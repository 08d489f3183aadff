package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** {@code analyze -o junit} and {@code -o hlog}, against what {@code -o json} says of the same captures. */
class MachineOutputsTest {
    @TempDir
    private Path scratch;

    private CommandLineRun analyze(String name, String... options) {
        SavedCase saved = SavedCase.named(name);
        String[] args = new String[1 + options.length + saved.captures().size()];
        args[0] = "analyze";
        System.arraycopy(options, 0, args, 1, options.length);
        for (int i = 0; i < saved.captures().size(); i++) {
            args[1 + options.length + i] = saved.captures().get(i).toString();
        }
        return CommandLineRun.of(Analysis::run, args);
    }

    @Test
    void shouldFailTheTestsOfDirectionsAndKindsThatAFindingIsAbout() throws IOException {
        CommandLineRun run = analyze("incident", "-o=junit");
        assertEquals(1, run.code());
        JunitDocument document = JunitDocument.of(run.out());
        assertEquals("halfway 219, 231", document.attribute("name"));
        Element verdict = document.testCase("verdict");
        assertTrue(message(verdict).startsWith("Echo replies (30 of 30)"), message(verdict));
        Map<String, Boolean> failed = new HashMap<>();
        for (Element each : document.elements("testcase")) {
            failed.put(
                    each.getAttribute("classname") + " " + each.getAttribute("name"),
                    each.getElementsByTagName("failure").getLength() == 1);
        }
        assertTrue(failed.get("halfway.219 -> 231 icmp-echo-reply"), failed.toString());
        assertTrue(failed.get("halfway.219 -> 231 tcp-syn-ack"), failed.toString());
        assertFalse(failed.get("halfway.231 -> 219 icmp-echo-request"), failed.toString());
        assertFalse(failed.get("halfway.231 -> 219 tcp-syn"), failed.toString());
        assertEquals(
                failed.values().stream().filter(each -> each).count(), Long.parseLong(document.attribute("failures")));
    }

    @Test
    void shouldPassAllTestsOfAHealthyPath() throws IOException {
        JunitDocument document = JunitDocument.of(analyze("healthy", "-o=junit").out());
        assertEquals(
                "0 0 0",
                document.attribute("failures") + " " + document.attribute("errors") + " "
                        + document.attribute("skipped"));
        assertTrue(Integer.parseInt(document.attribute("tests")) > 10, document.attribute("tests"));
    }

    @Test
    void shouldCallTheUndecidedNeitherPassedNorFailed() throws IOException {
        JunitDocument document =
                JunitDocument.of(analyze("disjoint-windows", "-o=junit").out());
        assertEquals("1", document.attribute("errors"));
        assertEquals(
                1,
                document.testCase("icmp-echo-reply")
                        .getElementsByTagName("skipped")
                        .getLength());
    }

    @Test
    void shouldKeepHostileNamesInert() throws IOException {
        Path capture = scratch.resolve("]]><x a='\u202e\u001b[2J&.pcap");
        Files.copy(SavedCase.named("incident").captures().get(0), capture);
        CommandLineRun run = CommandLineRun.of(
                Analysis::run,
                "analyze",
                "-o=junit",
                capture.toString(),
                SavedCase.named("incident").captures().get(1).toString());
        JunitDocument document = JunitDocument.of(run.out());
        assertTrue(document.attribute("name").contains("]]><x a='\\x{202e}\\x1b[2J&"), document.attribute("name"));
    }

    @Test
    void shouldWriteALogThatHdrHistogramReads() throws IOException {
        Path log = scratch.resolve("delays.hlog");
        JsonNode report = new ObjectMapper()
                .readTree(analyze("incident", "-o=json", "-o=hlog=" + log).out());
        Map<String, Histogram> histograms = new HashMap<>();
        HistogramLogReader reader = new HistogramLogReader(log.toFile());
        while (reader.hasNext()) {
            Histogram each = (Histogram) reader.nextIntervalHistogram();
            histograms.put(each.getTag(), each);
        }
        // The first packet of the captures, to the millisecond.
        assertEquals(
                report.get("inputs").get(0).get("windowStartNanos").asLong() / 1e9, reader.getStartTimeSec(), 0.01);
        int rows = 0;
        for (JsonNode row : report.get("losses")) {
            if (row.has("delay")) {
                rows++;
                JsonNode delay = row.get("delay");
                Histogram histogram = histograms.get(row.get("from").asText() + "->"
                        + row.get("to").asText() + "/" + row.get("typeP").asText() + "/by-"
                        + row.get("initiator").asText());
                assertEquals(delay.get("count").asLong(), histogram.getTotalCount(), row::toString);
                long median = delay.get("medianNanos").asLong();
                assertTrue(histogram.valuesAreEquivalent(histogram.getValueAtPercentile(50), median), row::toString);
                assertTrue(histogram.getEndTimeStamp() >= histogram.getStartTimeStamp());
            }
        }
        assertTrue(rows > 5);
        assertEquals(rows, histograms.size());
    }

    private static String message(Element testCase) {
        return ((Element) testCase.getElementsByTagName("failure").item(0)).getAttribute("message");
    }
}

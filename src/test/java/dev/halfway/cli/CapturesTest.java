package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfway.Analysis;
import dev.halfway.check.Difference;
import dev.halfway.check.Expectation;
import dev.halfway.check.Found;
import dev.halfway.check.JsonTree;
import dev.halfway.report.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code analyze} on every case of {@code captures/}, against its truth and against itself. */
class CapturesTest {
    private static final Set<String> SENDER_FATES =
            Set.of("delivered", "late", "lost", "missed", "unobservable", "corrupted");
    /** Analysed, but told of by no line: the packets that have one go from a host with a capture to another. */
    private static final String NOT_BETWEEN_HOSTS = "not between two hosts with captures";

    @TempDir
    private Path scratch;

    static List<SavedCase> cases() throws IOException {
        List<SavedCase> cases = SavedCase.all();
        assertTrue(cases.size() >= 12, "cases: " + cases);
        return cases;
    }

    static List<SavedCase> casesWithText() throws IOException {
        return SavedCase.all().stream()
                .filter(saved -> Files.exists(saved.text()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSayWhatIsExpected(SavedCase saved) throws IOException {
        Analyzed analyzed = Analyzed.of(scratch, saved);
        assertEquals(analyzed.report().get("exitCode").asInt(), analyzed.code());
        List<Difference> differences = told(saved).differences(found(analyzed)).stream()
                .filter(each -> !each.key().equals("causes"))
                .toList();
        assertEquals(List.of(), differences);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldNameNoOtherCauseAsCertain(SavedCase saved) throws IOException {
        Expectation expected = new Expectation(expected(saved));
        List<Difference> differences = expected.differences(found(Analyzed.of(scratch, saved))).stream()
                .filter(each -> each.key().equals("causes"))
                .toList();
        assertEquals(List.of(), differences);
    }

    /** A finding that does not say where, what it is not, what it may be and what to try leaves its reader alone. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldSayOfEachFindingWhatToDoNext(SavedCase saved) throws IOException {
        for (JsonNode finding : Analyzed.of(scratch, saved).report().get("findings")) {
            assertFalse(finding.get("place").asText().isEmpty(), finding.toString());
            assertFalse(finding.get("rulesOut").isEmpty(), finding.toString());
            assertFalse(finding.get("remaining").isEmpty(), finding.toString());
            assertTrue(finding.path("nextExperiment").asText().contains(" "), finding.toString());
            assertFalse(finding.path("nextExperiment").asText().contains("ADDRESS_OF"), finding.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveEveryPacketOneLine(SavedCase saved) throws IOException {
        Analyzed analyzed = Analyzed.of(scratch, saved);
        Map<String, List<Long>> frames = new HashMap<>();
        for (JsonNode packet : analyzed.packets()) {
            frames.computeIfAbsent(packet.get("host").asText(), host -> new ArrayList<>())
                    .add(packet.get("frame").asLong());
        }
        for (Path capture : saved.captures()) {
            String host = SavedCase.host(capture);
            JsonNode input = input(analyzed, host);
            int inFile = Pcap.read(capture).records().size();
            assertEquals(inFile, input.get("packets").asInt(), host);
            long ignored = 0;
            for (JsonNode count : input.get("ignored")) {
                ignored += count.asLong();
            }
            assertEquals(
                    inFile,
                    input.get("analysed").asLong() + input.get("undecoded").asLong() + ignored,
                    "each packet of " + host + " is counted once");
            List<Long> lines = frames.get(host);
            long aside = input.get("ignored").path(NOT_BETWEEN_HOSTS).asLong();
            assertEquals(input.get("analysed").asLong() + aside, lines.size(), host);
            assertEquals(new ArrayList<>(new TreeSet<>(lines)), lines, "frames of " + host + " ascend, each once");
            assertTrue(lines.get(0) >= 1 && lines.get(lines.size() - 1) <= inFile, host);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMatchMutually(SavedCase saved) throws IOException {
        Analyzed analyzed = Analyzed.of(scratch, saved);
        Map<String, Set<String>> matches = new HashMap<>();
        for (JsonNode packet : analyzed.packets()) {
            Set<String> far = new TreeSet<>();
            packet.get("matches").forEach(match -> far.add(Analyzed.place(match)));
            matches.put(Analyzed.place(packet), far);
        }
        matches.forEach((near, fars) -> {
            for (String far : fars) {
                assertNotNull(matches.get(far), near + " matches " + far + ", which has no line");
                assertTrue(matches.get(far).contains(near), near + " matches " + far + " but not the other way");
            }
        });
    }

    /** Lost bytes are counted by packet for TCP only. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldCountInRowsWhatThePacketsSay(SavedCase saved) throws IOException {
        Analyzed analyzed = Analyzed.of(scratch, saved);
        Map<String, Integer> sums = new TreeMap<>();
        for (JsonNode packet : analyzed.packets()) {
            String fate = packet.get("fate").asText();
            String row = row(packet);
            if (SENDER_FATES.contains(fate)) {
                assertEquals(packet.get("from"), packet.get("host"), () -> "a fate where it was not sent: " + packet);
                sums.merge(row + " sent", 1, Integer::sum);
                sums.merge(row + " " + fate, 1, Integer::sum);
                if (packet.path("grade").asText().equals("confirmed")) {
                    sums.merge(row + " confirmed", 1, Integer::sum);
                }
                if (packet.has("bytesLost")) {
                    sums.merge(row + " bytesLost", packet.get("bytesLost").asInt(), Integer::sum);
                }
            } else if (fate.equals("appeared")) {
                sums.merge(row + " appeared", 1, Integer::sum);
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode row : analyzed.report().get("losses")) {
            for (String column : List.of(
                    "sent",
                    "delivered",
                    "late",
                    "lost",
                    "missed",
                    "unobservable",
                    "corrupted",
                    "confirmed",
                    "bytesLost")) {
                counts.merge(row(row) + " " + column, row.get(column).asInt(), Integer::sum);
            }
            if (!row.get("typeP").asText().startsWith("tcp")) {
                counts.remove(row(row) + " bytesLost");
            }
        }
        for (JsonNode row : analyzed.report().get("appeared")) {
            counts.merge(row(row) + " appeared", row.get("count").asInt(), Integer::sum);
        }
        counts.values().removeIf(count -> count == 0);
        sums.values().removeIf(count -> count == 0);
        assertEquals(sums, counts);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSayTheSameOfSwappedFiles(SavedCase saved) throws IOException {
        Analyzed given = Analyzed.of(scratch, saved);
        List<Path> captures = new ArrayList<>(saved.captures());
        Collections.reverse(captures);
        SavedCase swapped = new SavedCase(saved.directory(), captures, saved.expected());
        assertEquals(Essence.of(given), Essence.of(Analyzed.of(scratch, swapped)));
    }

    /** The report for people, byte for byte. */
    @ParameterizedTest
    @MethodSource("casesWithText")
    void shouldPrintWhatWasReviewed(SavedCase saved) {
        List<String> args = new ArrayList<>(List.of("analyze"));
        args.addAll(saved.options());
        saved.captures().forEach(each -> args.add(each.toString()));
        Golden.assertMatches(
                saved.text(),
                CommandLineRun.of(Analysis::run, args.toArray(String[]::new)).out());
    }

    private static JsonNode input(Analyzed analyzed, String host) {
        for (JsonNode input : analyzed.report().get("inputs")) {
            if (input.get("host").asText().equals(host)) {
                return input;
            }
        }
        throw new AssertionError("no input for host " + host);
    }

    private static String row(JsonNode node) {
        return node.get("from").asText() + ">" + node.get("to").asText() + " "
                + node.get("typeP").asText() + " " + node.get("role").asText() + " by "
                + node.get("initiator").asText();
    }

    /** What must hold: while its cause is not told, without the findings that name one and without the exit code, which they change. */
    private static Expectation told(SavedCase saved) throws IOException {
        return new Expectation(expected(saved));
    }

    private static Map<String, Object> expected(SavedCase saved) throws IOException {
        return JsonTree.object(Files.readString(saved.directory().resolve("expected.json")));
    }

    private static Found found(Analyzed analyzed) throws IOException {
        return new Found(JsonTree.object(analyzed.report().toString()), List.of());
    }
}

package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthCheckTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private List<TruthRecord> truth;
    private List<ObjectNode> lines;

    @BeforeEach
    void generate() throws IOException {
        truth = Generator.run(Presets.scenario("mixed-ipid0", 5, 3000, 20_000_000_000L), directory);
        lines = new ArrayList<>();
        for (TruthRecord record : truth) {
            if (record.outcome() != Outcome.UNRELATED) {
                lines.add(line(record));
            }
        }
    }

    @Test
    void shouldPassTheTruthItself() throws IOException {
        TruthCheck check = check();

        assertTrue(check.passed(), check.report());
    }

    @Test
    void shouldReportAWrongFateWithItsFrame() throws IOException {
        ObjectNode lost = first(record -> record.outcome() == Outcome.LOST && strict(record));
        lost.put("fate", "unobservable");

        TruthCheck check = check();

        assertFalse(check.passed());
        assertTrue(check.wrong().get("lost -> unobservable").get(0).contains("frame " + lost.get("frame")));
        assertTrue(check.wrong().containsKey("number of lost packets"), check.report());
    }

    @Test
    void shouldReportAMissingLine() throws IOException {
        lines.remove(first(record -> record.outcome() == Outcome.DELIVERED));

        assertEquals(Set.of("delivered -> absent"), check().wrong().keySet());
    }

    @Test
    void shouldReportAMatchWithAnotherPacket() throws IOException {
        ObjectNode delivered = first(record -> record.outcome() == Outcome.DELIVERED && strict(record));
        delivered.putArray("matches").addObject().put("host", "b").put("frame", 999_999);

        assertEquals(Set.of("matched with another packet"), check().wrong().keySet());
    }

    @Test
    void shouldReportAFindingAboutUnrelatedTraffic() throws IOException {
        for (TruthRecord record : truth) {
            if (record.outcome() == Outcome.UNRELATED) {
                lines.add(line(record).put("fate", "lost"));
                break;
            }
        }

        assertEquals(Set.of("unrelated -> lost"), check().wrong().keySet());
    }

    @Test
    void shouldForgiveSwappedFatesOnlyWhereDeclaredAmbiguous() throws IOException {
        ObjectNode lost = first(record -> record.outcome() == Outcome.LOST && strict(record));
        String type = lost.get("typeP").asText();
        ObjectNode delivered = first(record -> record.outcome() == Outcome.DELIVERED
                && strict(record)
                && record.host().equals(lost.get("host").asText())
                && record.typeP().id().equals(type));
        swapFates(lost, delivered);
        TruthCheck undeclared = check();
        lost.put("ambiguous", true);
        delivered.put("ambiguous", true);
        TruthCheck declaredWithoutCause = check();
        leaveOpen(lost);
        leaveOpen(delivered);
        TruthCheck declared = check();

        assertEquals(2, undeclared.wrongCount(), undeclared.report());
        assertEquals(
                Set.of("declared ambiguous, and is not"),
                declaredWithoutCause.wrong().keySet());
        assertTrue(declared.passed(), declared.report());
    }

    @Test
    void shouldNotPassWhenEverythingIsDeclaredAmbiguous() throws IOException {
        lines.forEach(line -> line.put("ambiguous", true));

        assertEquals(Set.of("declared ambiguous, and is not"), check().wrong().keySet());
    }

    @Test
    void shouldReportAnotherInitiatorAndAnotherDirection() throws IOException {
        ObjectNode line = first(record -> record.outcome() == Outcome.DELIVERED);
        line.put("initiator", line.get("initiator").asText().equals("a") ? "b" : "a");
        line.put("from", line.get("to").asText());

        assertEquals(
                Set.of("another direction", "another initiator"),
                check().wrong().keySet());
    }

    private static boolean strict(TruthRecord record) {
        return record.accept().isEmpty() && !record.open() && record.alike().isEmpty();
    }

    /** From now on the captures do not tell what became of it. */
    private void leaveOpen(ObjectNode line) {
        truth.replaceAll(record -> isAbout(record, line)
                ? new TruthRecord(
                        record.host(),
                        record.frame(),
                        record.timeNanos(),
                        record.sent(),
                        record.from(),
                        record.to(),
                        record.typeP(),
                        record.initiator(),
                        record.outcome(),
                        record.accept(),
                        record.matches(),
                        record.alike(),
                        record.copyOf(),
                        record.bytesLost(),
                        true,
                        record.hidden(),
                        record.traceless())
                : record);
    }

    private static boolean isAbout(TruthRecord record, ObjectNode line) {
        return line.get("host").asText().equals(record.host())
                && line.get("frame").asLong() == record.frame();
    }

    private static void swapFates(ObjectNode one, ObjectNode other) {
        for (String key : List.of("fate", "matches")) {
            var kept = one.get(key);
            one.set(key, other.get(key));
            other.set(key, kept);
        }
    }

    private ObjectNode first(Predicate<TruthRecord> wanted) {
        for (TruthRecord record : truth) {
            if (record.outcome() != Outcome.UNRELATED && wanted.test(record)) {
                return lines.stream()
                        .filter(line -> isAbout(record, line))
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("the scenario has no such packet");
    }

    private TruthCheck check() throws IOException {
        StringBuilder text = new StringBuilder();
        for (ObjectNode line : lines) {
            text.append(line).append('\n');
        }
        Path file = Files.writeString(directory.resolve("packets.jsonl"), text);
        return TruthCheck.of(truth, file);
    }

    private static ObjectNode line(TruthRecord record) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("host", record.host())
                .put("frame", record.frame())
                .put("fate", record.outcome().id());
        if (record.typeP() != null) {
            line.put("from", record.from()).put("to", record.to());
            line.put("typeP", record.typeP().id()).put("initiator", record.initiator());
        }
        ArrayNode matches = line.putArray("matches");
        for (long frame : record.matches()) {
            matches.addObject()
                    .put("host", record.host().equals("a") ? "b" : "a")
                    .put("frame", frame);
        }
        record.copyOf().ifPresent(frame -> line.put("copyOf", frame));
        record.bytesLost().ifPresent(bytes -> line.put("bytesLost", bytes));
        return line;
    }
}

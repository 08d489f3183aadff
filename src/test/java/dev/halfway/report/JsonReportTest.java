package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JsonReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void shouldWriteTheIncident() throws IOException {
        Golden.assertMatches("incident.json", json(Examples.incident()));
    }

    @Test
    void shouldWriteAHealthyPair() throws IOException {
        Golden.assertMatches("healthy.json", json(Examples.healthy()));
    }

    @Test
    void shouldWriteTheTranscript() throws IOException {
        Golden.assertMatches("transcript.json", json(Examples.transcript()));
    }

    @Test
    void shouldFollowTheSchema() throws IOException {
        for (Diagnosis diagnosis : List.of(Examples.incident(), Examples.healthy(), Examples.transcript())) {
            assertEquals(List.of(), PublishedSchema.errors(json(diagnosis)));
        }
    }

    @Test
    void shouldWriteExactNumbers() throws IOException {
        JsonNode reply = MAPPER.readTree(json(Examples.incident())).at("/losses/0");
        assertEquals("icmp-echo-reply", reply.get("typeP").asText());
        assertEquals("231", reply.get("initiator").asText());
        assertEquals(45, reply.get("lost").asLong());
        assertEquals(1, reply.get("ratio").asInt());
        assertEquals(0.933333, reply.get("ratioLow").asDouble(), 1e-9, "rule of three: 1 - 3/45");
        assertEquals(1, reply.get("ratioHigh").asInt());
        JsonNode input = MAPPER.readTree(json(Examples.incident())).at("/inputs/0");
        assertEquals(1_502_210_465_586_548_000L, input.get("windowStartNanos").asLong());
    }

    @Test
    void shouldLeaveOutWhatIsNotKnown() throws IOException {
        JsonNode transcript = MAPPER.readTree(json(Examples.transcript()));
        for (JsonNode row : transcript.get("losses")) {
            assertFalse(
                    row.has("ratio") || row.has("ratioLow") || row.has("ratioHigh") || row.has("delay"), row::toString);
        }
        assertFalse(transcript.at("/clocks/0").has("boundNanos"));
        assertFalse(transcript.at("/inputs/0").has("captureDrops"));
        assertFalse(transcript.at("/findings/0").has("cause"));
        for (Diagnosis diagnosis : List.of(Examples.incident(), Examples.healthy(), Examples.transcript())) {
            assertNoNull(MAPPER.readTree(json(diagnosis)));
        }
    }

    @Test
    void shouldBeAsciiWhateverTheNames() throws IOException {
        String hostile = "K\u00f6ln\u202e\u001b[2J";
        Diagnosis diagnosis = Examples.saying(Examples.healthy(), hostile, hostile);
        String json = json(diagnosis);
        assertTrue(json.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), json);
        assertEquals(hostile, MAPPER.readTree(json).get("sentence").asText());
    }

    @Test
    void shouldRefuseAnOptionThatHasNoJson() {
        Executable write = () ->
                JsonReport.write(Examples.healthy(), new JsonReport.Origin("1", Map.of("x", 1.5f)), new StringWriter());
        assertTrue(
                assertThrows(IllegalArgumentException.class, write).getMessage().contains("java.lang.Float"));
    }

    private static void assertNoNull(JsonNode node) {
        assertFalse(node.isNull());
        StreamSupport.stream(node.spliterator(), false).forEach(JsonReportTest::assertNoNull);
    }

    private static String json(Diagnosis diagnosis) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("hosts", Map.of("219", List.of("219.pcap")));
        options.put("addresses", Map.of());
        options.put("tcpPorts", List.of(179));
        options.put("lossThresholdNanos", 3_000_000_000L);
        options.put("maxLossPercent", diagnosis.maxLossPercent());
        StringWriter out = new StringWriter();
        try {
            JsonReport.write(diagnosis, new JsonReport.Origin("0.1.0", options), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}

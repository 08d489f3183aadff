package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketsReportTest {
    @Test
    void shouldWriteOneLineForEachPacket() throws IOException {
        Golden.assertMatches("packets.jsonl", lines(Set.of("231")));
    }

    @Test
    void shouldFollowTheSchema() throws IOException {
        for (String line : lines(Set.of("231")).lines().toList()) {
            assertEquals(List.of(), PublishedSchema.packetErrors(line), line);
        }
    }

    @Test
    void shouldNameTheFileOnlyOfHostsWithSeveral() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = lines(Set.of("231")).lines().toList();
        JsonNode lostAt219 = mapper.readTree(lines.get(0));
        JsonNode sentBy231 = mapper.readTree(lines.get(1));
        assertFalse(lostAt219.has("file"));
        assertEquals(1, sentBy231.get("file").asInt());
        assertFalse(sentBy231.at("/matches/0").has("file"));
        assertFalse(lines(Set.of()).contains("\"file\""));
    }

    @Test
    void shouldNameTheFarHostInItsReason() throws IOException {
        List<String> lines = lines(Set.of()).lines().toList();
        assertTrue(
                lines.get(0).contains("\"why\":\"no copy at 231 within the loss threshold; 231 did not answer it\""));
        assertTrue(lines.get(4).contains("\"why\":\"not seen leaving 231\""), lines.get(4));
    }

    @Test
    void shouldHoldNothingBackAfterFinish() throws IOException {
        StringWriter out = new StringWriter();
        PacketsReport report = new PacketsReport(out, Set.of());
        report.onPacket(Examples.packets().get(0));
        report.finish();
        assertTrue(out.toString().endsWith("}\n"), out.toString());
    }

    private static String lines(Set<String> severalFiles) throws IOException {
        StringWriter out = new StringWriter();
        PacketsReport report = new PacketsReport(out, severalFiles);
        for (PacketFate packet : Examples.packets()) {
            report.onPacket(packet);
        }
        report.finish();
        return out.toString();
    }
}

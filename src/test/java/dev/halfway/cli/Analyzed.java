package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.Analysis;
import dev.halfway.report.PublishedSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code halfway analyze} made of captures, in all its formats; all that is JSON is valid by the published schema.
 *
 * @param packets one for each line of {@code -o packets}, in the order of the lines
 */
record Analyzed(int code, String text, String err, JsonNode report, List<JsonNode> packets) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Runs the command in this process.
     *
     * @param scratch where its outputs go
     * @param captures {@code [HOST=]CAPTURE} each
     */
    static Analyzed of(Path scratch, List<String> options, List<String> captures) throws IOException {
        Path json = scratch.resolve("report.json");
        Path lines = scratch.resolve("packets.jsonl");
        List<String> args = new ArrayList<>(List.of("analyze", "-o=text", "-o=json=" + json, "-o=packets=" + lines));
        args.addAll(options);
        args.addAll(captures);
        CommandLineRun run = CommandLineRun.of(Analysis::run, args.toArray(String[]::new));
        assertFalse(run.err().contains("\tat "), run.err());
        String report = Files.readString(json);
        assertEquals(List.of(), PublishedSchema.errors(report));
        List<JsonNode> packets = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            assertEquals(List.of(), PublishedSchema.packetErrors(line), line);
            packets.add(MAPPER.readTree(line));
        }
        return new Analyzed(run.code(), run.out(), run.err(), MAPPER.readTree(report), packets);
    }

    static Analyzed of(Path scratch, SavedCase saved) throws IOException {
        return of(
                scratch,
                saved.options(),
                saved.captures().stream().map(Path::toString).toList());
    }

    /** Host and frame: what names a packet. */
    static String place(JsonNode packet) {
        return packet.get("host").asText() + "/" + packet.get("frame").asText();
    }
}

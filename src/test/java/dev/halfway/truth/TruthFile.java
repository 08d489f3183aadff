package dev.halfway.truth;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.halfway.decode.TypeP;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Truth as JSON Lines: the keys of the contract's 'Packets' where they mean the same, those of {@link TruthRecord} else. */
final class TruthFile {
    private TruthFile() {}

    static void write(Path file, List<TruthRecord> records) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(Files.newOutputStream(file), JsonEncoding.UTF8)) {
            out.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            for (TruthRecord record : records) {
                write(out, record);
            }
        }
    }

    private static void write(JsonGenerator out, TruthRecord record) throws IOException {
        out.writeStartObject();
        out.writeStringField("host", record.host());
        out.writeNumberField("frame", record.frame());
        out.writeNumberField("trueNanos", record.timeNanos());
        out.writeBooleanField("sent", record.sent());
        out.writeStringField("fate", record.outcome().id());
        if (record.outcome() != Outcome.UNRELATED) {
            out.writeStringField("from", record.from());
            out.writeStringField("to", record.to());
            out.writeStringField("typeP", record.typeP().id());
            out.writeStringField("initiator", record.initiator());
        }
        if (!record.accept().isEmpty()) {
            out.writeArrayFieldStart("accept");
            for (Outcome outcome : record.accept()) {
                out.writeString(outcome.id());
            }
            out.writeEndArray();
        }
        writeFrames(out, "matches", record.matches());
        writeFrames(out, "alike", record.alike());
        if (record.copyOf().isPresent()) {
            out.writeNumberField("copyOf", record.copyOf().getAsLong());
        }
        if (record.bytesLost().isPresent()) {
            out.writeNumberField("bytesLost", record.bytesLost().getAsLong());
        }
        writeFlag(out, "open", record.open());
        writeFlag(out, "hidden", record.hidden());
        writeFlag(out, "traceless", record.traceless());
        out.writeEndObject();
    }

    private static void writeFlag(JsonGenerator out, String key, boolean value) throws IOException {
        if (value) {
            out.writeBooleanField(key, true);
        }
    }

    private static void writeFrames(JsonGenerator out, String key, Collection<Long> frames) throws IOException {
        if (!frames.isEmpty()) {
            out.writeArrayFieldStart(key);
            for (long frame : frames) {
                out.writeNumber(frame);
            }
            out.writeEndArray();
        }
    }

    /** Reads what {@link #write} wrote. */
    static List<TruthRecord> read(Path file) throws IOException {
        List<TruthRecord> records = new ArrayList<>();
        try (MappingIterator<JsonNode> lines =
                new ObjectMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
            while (lines.hasNext()) {
                records.add(record(lines.next()));
            }
        }
        return records;
    }

    private static TruthRecord record(JsonNode line) {
        Set<Outcome> accept = EnumSet.noneOf(Outcome.class);
        line.path("accept").forEach(outcome -> accept.add(Outcome.of(outcome.asText())));
        return new TruthRecord(
                line.get("host").asText(),
                line.get("frame").asLong(),
                line.get("trueNanos").asLong(),
                line.get("sent").asBoolean(),
                text(line, "from"),
                text(line, "to"),
                typeP(text(line, "typeP")),
                text(line, "initiator"),
                Outcome.of(line.get("fate").asText()),
                accept,
                frames(line, "matches"),
                frames(line, "alike"),
                number(line, "copyOf"),
                number(line, "bytesLost"),
                line.path("open").asBoolean(),
                line.path("hidden").asBoolean(),
                line.path("traceless").asBoolean());
    }

    static String text(JsonNode line, String key) {
        return line.path(key).asText(null);
    }

    static OptionalLong number(JsonNode line, String key) {
        return line.has(key) ? OptionalLong.of(line.get(key).asLong()) : OptionalLong.empty();
    }

    static TypeP typeP(String id) {
        for (TypeP typeP : TypeP.values()) {
            if (typeP.id().equals(id)) {
                return typeP;
            }
        }
        return null;
    }

    private static SortedSet<Long> frames(JsonNode line, String key) {
        SortedSet<Long> frames = new TreeSet<>();
        line.path(key).forEach(frame -> frames.add(frame.asLong()));
        return frames;
    }
}

package dev.halfway.report;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The published schema, to hold against what the tests write. */
public final class PublishedSchema {
    private static final Schema REPORT = load("");
    private static final Schema PACKET = load("#/$defs/packet");

    private PublishedSchema() {}

    /** What is wrong with a {@code -o json} report; empty when it is valid. */
    public static List<String> errors(String json) {
        return errors(REPORT, json);
    }

    /** What is wrong with one line of {@code -o packets}. */
    public static List<String> packetErrors(String json) {
        return errors(PACKET, json);
    }

    private static List<String> errors(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Schema load(String fragment) {
        try (InputStream in = PublishedSchema.class.getResourceAsStream("/halfway-1.schema.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String id = "urn:halfway:schema:1";
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(id, text)));
            return registry.getSchema(SchemaLocation.of(id + fragment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the schema, and the way the tests use it, refuses what must not be. */
class PublishedSchemaTest {
    private static final Path EXPECTED = Path.of("src/test/resources/report");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"verdict\" : \"inconclusive\" | \"verdict\" : \"maybe\"",
                "\"exitCode\" : 3 | \"exitCode\" : null",
                "\"exitCode\" : 3 | \"exitCode\" : 3, \"extra\" : 1",
                "\"packets\" : 9, | ",
                "\"place\" : \"unknown\" | \"place\" : \"somewhere\"",
                "\"typeP\" : \"icmp-echo-reply\" | \"typeP\" : \"pong\"",
                "\"sent\" : 4 | \"sent\" : -4",
                "\"sent\" : 4 | \"sent\" : 4.5",
            })
    void shouldRefuseAReportThatIsWrongInOnePlace(String right, String wrong) throws IOException {
        String json = Files.readString(EXPECTED.resolve("transcript.json"));
        String changed = json.replace(right, wrong == null ? "" : wrong);
        assertFalse(changed.equals(json), right);
        assertEquals(List.of(), PublishedSchema.errors(json));
        assertFalse(PublishedSchema.errors(changed).isEmpty(), changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"grade\":\"confirmed\", | ",
                "\"fate\":\"lost\" | \"fate\":\"delivered\"",
                "\"frame\":12 | \"frame\":0",
                "\"matches\":[] | \"matches\":[{}]",
            })
    void shouldRefuseAPacketThatIsWrongInOnePlace(String right, String wrong) throws IOException {
        String line = Files.readAllLines(EXPECTED.resolve("packets.jsonl")).get(0);
        String changed = line.replace(right, wrong == null ? "" : wrong);
        assertFalse(changed.equals(line), right);
        assertEquals(List.of(), PublishedSchema.packetErrors(line));
        assertFalse(PublishedSchema.packetErrors(changed).isEmpty(), changed);
    }
}

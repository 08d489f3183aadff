package dev.halfway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One directory of {@code captures/}: real traffic whose truth is known.
 *
 * @param captures one for each host, named after it, in the order of the names
 * @param expected what must come out, as {@code captures/README.md} describes it
 */
record SavedCase(Path directory, List<Path> captures, JsonNode expected) {
    private static final Path ALL = Path.of("captures");

    /** Every case there is, in the order of their names. */
    static List<SavedCase> all() throws IOException {
        try (Stream<Path> entries = Files.list(ALL)) {
            return entries.filter(each -> Files.exists(each.resolve("expected.json")))
                    .sorted()
                    .map(each -> named(each.getFileName().toString()))
                    .toList();
        }
    }

    /** @throws IllegalArgumentException when there is no such case */
    static SavedCase named(String name) {
        Path directory = ALL.resolve(name);
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> captures = entries.filter(each -> each.toString().endsWith(".pcap"))
                    .sorted()
                    .toList();
            Path expected = directory.resolve("expected.json");
            return new SavedCase(directory, captures, new ObjectMapper().readTree(expected.toFile()));
        } catch (IOException e) {
            throw new IllegalArgumentException("no case " + name, e);
        }
    }

    /** The host whose capture this is. */
    static String host(Path capture) {
        return capture.getFileName().toString().replace(".pcap", "");
    }

    /** The report for people; not every case brings it. */
    Path text() {
        return directory.resolve("expected.txt");
    }

    /** Options that the case needs besides its captures. */
    List<String> options() {
        return StreamSupport.stream(expected.get("args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}

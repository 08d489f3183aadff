package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected outputs under {@code src/test/resources/report}, byte for byte. {@code mvn test -Dhalfway.golden=rewrite}
 * writes them anew; the difference is then reviewed as code is.
 */
final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/report");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("halfway.golden"));

    private Golden() {}

    static void assertMatches(String name, String actual) {
        Path file = DIRECTORY.resolve(name);
        try {
            if (REWRITE) {
                Files.writeString(file, actual);
            }
            assertEquals(Files.readString(file), actual, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

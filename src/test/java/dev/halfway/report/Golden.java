package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected outputs, byte for byte. {@code mvn test -Dhalfway.golden=rewrite} writes them anew; the difference is then
 * reviewed as code is.
 */
public final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/report");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("halfway.golden"));

    private Golden() {}

    /** @param name of a file under {@code src/test/resources/report} */
    static void assertMatches(String name, String actual) {
        assertMatches(DIRECTORY.resolve(name), actual);
    }

    /** @param file with what is expected */
    public static void assertMatches(Path file, String actual) {
        try {
            if (REWRITE) {
                Files.writeString(file, actual);
            }
            assertEquals(Files.readString(file), actual, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

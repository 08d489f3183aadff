package dev.halfway.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory with captures and what is expected of them.
 *
 * @param name the directory as seen from the one that is checked; {@code .} for that itself
 */
public record CheckCase(String name, Path directory) {
    private static final String EXPECTED = "expected.json";
    private static final int MOST_BYTES = 4 << 20;

    /**
     * Every case in {@code root} and below it, in the order of their names; symbolic links are not followed.
     *
     * @throws java.io.UncheckedIOException when a directory below cannot be listed
     */
    public static List<CheckCase> below(Path root) throws IOException {
        Path top = root.toRealPath();
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(file -> file.endsWith(EXPECTED))
                    .map(Path::getParent)
                    .sorted()
                    .map(each -> new CheckCase(name(top, each), each))
                    .toList();
        }
    }

    private static String name(Path root, Path directory) {
        String name = root.relativize(directory).toString();
        return name.isEmpty() ? "." : name;
    }

    /** Where the expectation lies. */
    public Path file() {
        return directory.resolve(EXPECTED);
    }

    /** @throws UnreadableCase when it cannot be read, or is not what an expectation looks like */
    public Expectation expectation() throws UnreadableCase {
        if (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
            throw new UnreadableCase(EXPECTED + " is no regular file; links are not followed");
        }
        try {
            if (Files.size(file()) > MOST_BYTES) {
                throw new UnreadableCase(
                        EXPECTED + " has " + Files.size(file()) + " bytes, expected at most " + MOST_BYTES);
            }
            Expectation expectation = new Expectation(JsonTree.object(Files.readString(file())));
            if (expectation.statesNothing()) {
                throw new UnreadableCase(EXPECTED
                        + " states nothing of the result, so that any would do: name a verdict at least, as"
                        + " {\"verdict\": \"no-loss\"}");
            }
            return expectation;
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreadableCase(EXPECTED + " cannot be read: " + e.getMessage(), e);
        }
    }
}

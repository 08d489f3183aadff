package dev.halfway.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes captures readable more than once: standard input and pipes are kept in temporary files until {@link #close()}, or
 * until the program ends.
 */
public final class Spool implements Closeable {
    /** Stands for standard input. */
    private static final Path STDIN = Path.of("-");

    private final InputStream stdin;
    private final List<Path> files = new ArrayList<>();

    /** @param stdin what {@code -} stands for */
    public Spool(InputStream stdin) {
        this.stdin = stdin;
    }

    /**
     * A file with the same content that can be read again and again: {@code capture} itself unless it is {@code -} or a
     * pipe, which is read to its end first. What does not exist, or is a directory, comes back as it is.
     *
     * @throws CaptureException when there is no room for the copy
     */
    public Path rereadable(Path capture) throws IOException {
        boolean isStdin = capture.equals(STDIN);
        if (!isStdin && (!Files.exists(capture) || Files.isRegularFile(capture) || Files.isDirectory(capture))) {
            return capture;
        }
        Path copy = Files.createTempFile("halfway-", ".capture");
        files.add(copy);
        copy.toFile().deleteOnExit();
        try (InputStream in = isStdin ? stdin : Files.newInputStream(capture);
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new CaptureException(
                    capture + ": cannot be kept for a second reading in " + copy.getParent() + " (" + e.getMessage()
                            + "); make room there, or save it to a file first",
                    e);
        }
        return copy;
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        files.clear();
    }
}

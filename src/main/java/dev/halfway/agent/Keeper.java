package dev.halfway.agent;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps what came from a source as captures, an hour or so in each: one segment after another, as sections of one file.
 * Where nothing was watched in between another file begins, so that whoever reads them knows of the gap. No file that is
 * there is written over.
 */
final class Keeper implements Closeable {
    private static final int MOST_SEGMENTS = 3_600;

    private final Path directory;
    private final String host;
    private OutputStream out;
    private int segments;
    private long endNanos;
    private int number;

    /** @param directory is there */
    Keeper(Path directory, String host) {
        this.directory = directory;
        this.host = host.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    void keep(Segments.Segment segment) throws IOException {
        if (out == null || segments == MOST_SEGMENTS || segment.startNanos() > endNanos) {
            begin();
        }
        Files.copy(segment.path(), out);
        segments++;
        endNanos = segment.endNanos();
    }

    private void begin() throws IOException {
        close();
        Path file;
        do {
            file = directory.resolve(String.format("%s-%05d.pcapng", host, ++number));
        } while (Files.exists(file));
        out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        segments = 0;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}

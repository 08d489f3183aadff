package dev.halfway.agent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what came from a source as captures, an hour or so in each: one segment after another, as sections of one file,
 * which is whole after each. Where nothing was watched in between another file begins, so that whoever reads them knows of
 * the gap. No file that is there is written over.
 */
final class Keeper implements Closeable {
    private static final int MOST_SEGMENTS = 3_600;

    private final Path directory;
    private final String prefix;
    private FileChannel out;
    private Path file;
    private final List<Path> files = new ArrayList<>();
    private int segments;
    private long endNanos;
    private int number;

    /** @param directory is there */
    Keeper(Path directory, String host) {
        this.directory = directory;
        prefix = prefix(host);
    }

    /** How the names of a host's files begin. */
    static String prefix(String host) {
        return host.replaceAll("[^A-Za-z0-9._-]", "_") + "-";
    }

    /** @throws IOException when there is no room; what was kept before is whole */
    synchronized void keep(Segments.Segment segment) throws IOException {
        if (out == null || segments == MOST_SEGMENTS || segment.startNanos() > endNanos) {
            begin();
        }
        long whole = out.position();
        try {
            Files.copy(segment.path(), Channels.newOutputStream(out));
        } catch (IOException e) {
            out.truncate(whole);
            throw new IOException(
                    file + ": cannot be written (" + e.getMessage() + "); what was kept before is whole", e);
        }
        segments++;
        endNanos = segment.endNanos();
    }

    private void begin() throws IOException {
        close();
        do {
            file = directory.resolve(String.format("%s%05d.pcapng", prefix, ++number));
        } while (Files.exists(file));
        out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        segments = 0;
        files.add(file);
    }

    /** Those begun so far, in order. */
    synchronized List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}

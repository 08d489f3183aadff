package dev.halfway.report;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What became of one host's packets, kept in a temporary file in the order in which the host's captures are read. */
final class FateLog implements Closeable {
    private final Path file;
    private final DataOutputStream out;

    /**
     * What is kept of one packet.
     *
     * @param file index among the host's captures
     * @param frame in that file
     */
    record Entry(int file, long frame, long referenceNanos, long packetId, String comment) {}

    FateLog() throws IOException {
        file = Files.createTempFile("halfway-" + ProcessHandle.current().pid() + "-", ".fates");
        file.toFile().deleteOnExit();
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    void add(Entry entry) throws IOException {
        out.writeInt(entry.file());
        out.writeLong(entry.frame());
        out.writeLong(entry.referenceNanos());
        out.writeLong(entry.packetId());
        out.writeUTF(entry.comment());
    }

    /** Reads what was added, from the beginning; nothing is added afterwards. */
    Reader read() throws IOException {
        out.flush();
        return new Reader(new DataInputStream(new BufferedInputStream(Files.newInputStream(file))));
    }

    /** The file goes away. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The entries in their order. */
    record Reader(DataInputStream in) implements Closeable {
        /** Empty after the last. */
        Optional<Entry> next() throws IOException {
            int file;
            try {
                file = in.readInt();
            } catch (EOFException e) {
                return Optional.empty();
            }
            return Optional.of(new Entry(file, in.readLong(), in.readLong(), in.readLong(), in.readUTF()));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

package dev.halfway.cli;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.UUID;

/**
 * A file that appears whole or not at all: written under another name beside it, and renamed by {@link #commit()}.
 * What is no regular file, such as a pipe or {@code /dev/null}, is written to directly. Text is UTF-8.
 */
final class OutputFile implements Closeable {
    private final Path target;
    private final Path written;
    private final OutputStream stream;
    private final Writer writer;

    private OutputFile(Path target, Path written, OutputStream stream) {
        this.target = target;
        this.written = written;
        this.stream = stream;
        this.writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /**
     * Says beforehand what would keep these files from being written.
     *
     * @param inputs files that must stay as they are
     * @throws UsageException for a missing directory or one without the right to write, a directory in the file's place, an
     *     input, or one file named twice
     */
    static void check(List<Path> files, List<Path> inputs) {
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            Path directory = file.toAbsolutePath().normalize().getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                throw refusal(file, "there is no directory '" + directory + "'; create it first");
            }
            if (Files.isDirectory(file)) {
                throw refusal(file, "it is a directory; name a file in it");
            }
            boolean replaced = !Files.exists(file) || Files.isRegularFile(file);
            if (replaced && directory != null && !Files.isWritable(directory)) {
                throw refusal(file, "no right to write in '" + directory + "'; choose another directory");
            }
            if (!replaced && !Files.isWritable(file)) {
                throw refusal(file, "no right to write to it; choose another name");
            }
            if (inputs.stream().anyMatch(input -> isSame(file, input))) {
                throw refusal(file, "it is one of the inputs; choose another name");
            }
            if (files.subList(0, i).stream().anyMatch(earlier -> isSame(file, earlier))) {
                throw refusal(file, "two outputs would go to it; choose another name for one of them");
            }
        }
    }

    private static UsageException refusal(Path file, String reason) {
        return new UsageException("cannot write '" + file + "': " + reason);
    }

    private static boolean isSame(Path left, Path right) {
        try {
            return resolved(left).equals(resolved(right)) || Files.exists(left) && Files.isSameFile(left, right);
        } catch (IOException e) {
            return false;
        }
    }

    /** Links followed as far as there are any. */
    private static Path resolved(Path path) throws IOException {
        if (Files.exists(path)) {
            try {
                return path.toRealPath();
            } catch (NoSuchFileException e) { // a pipe has no name
                return path;
            }
        }
        Path absolute = path.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        return directory != null && Files.exists(directory)
                ? directory.toRealPath().resolve(absolute.getFileName())
                : absolute;
    }

    /** @throws OutputException when it cannot be opened for writing */
    static OutputFile open(Path file) throws OutputException {
        try {
            Path target = resolved(file);
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                return new OutputFile(target, target, Files.newOutputStream(target, StandardOpenOption.WRITE));
            }
            Path written = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
            written.toFile().deleteOnExit(); // first: a signal may come at any moment
            OutputStream stream =
                    Files.newOutputStream(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            keepMode(target, written);
            return new OutputFile(target, written, stream);
        } catch (IOException e) {
            throw new OutputException("'" + file + "'", e);
        } catch (IllegalStateException e) { // the process is told to end
            throw new OutputException("'" + file + "'", new IOException("interrupted", e));
        }
    }

    /** What takes the place of a file is read by nobody who could not read that. */
    private static void keepMode(Path replaced, Path written) throws IOException {
        if (Files.exists(replaced)
                && Files.getFileStore(written).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(replaced));
        }
    }

    /** As the user is to read it in a message. */
    String name() {
        return "'" + target + "'";
    }

    Writer writer() {
        return writer;
    }

    /** For what is no text; not together with {@link #writer()}. */
    OutputStream stream() {
        return stream;
    }

    /** Puts what was written in its place; nothing can be written afterwards. */
    void commit() throws OutputException {
        try {
            writer.close();
            if (!written.equals(target)) {
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new OutputException(name(), e);
        }
    }

    /** Without a {@link #commit()} before, what was written so far goes away. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (!written.equals(target)) {
                Files.deleteIfExists(written);
            }
        }
    }
}

package dev.halfway.capture;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where a {@link Recording} goes: a stream, a file, or one file after the other. Used by one thread. */
public abstract class RecordingTarget {
    /** As the user named it. */
    private final String name;

    RecordingTarget(String name) {
        this.name = name;
    }

    /** A stream such as standard output, which stays open. */
    public static RecordingTarget stream(String name, OutputStream out) {
        return new Single(name, out);
    }

    /**
     * One file, which grows under its own name.
     *
     * @throws CaptureException when it exists, unless as a pipe or a device, or cannot be made
     */
    public static RecordingTarget file(Path path) throws CaptureException {
        try {
            boolean isDevice = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
            return new Single(path.toString(), isDevice ? new FileOutputStream(path.toFile()) : new BlockFile(path));
        } catch (IOException e) {
            throw cannotWrite(path.toString(), e);
        }
    }

    /** One file after the other; none appears under its name before it is complete. */
    public static RecordingTarget files(Path path, Rotation rotation) {
        return new RotatedFiles(path, rotation);
    }

    static CaptureException cannotWrite(String name, IOException e) {
        String what = "cannot write " + name + ": ";
        if (e instanceof FileAlreadyExistsException) {
            return new CaptureException(what + "it exists; choose another name, or remove it first", e);
        } else if (e instanceof NoSuchFileException) {
            return new CaptureException(what + "there is no such directory; create it first", e);
        }
        return new CaptureException(what + (e.getMessage() == null ? e.toString() : e.getMessage()), e);
    }

    final String name() {
        return name;
    }

    /** Begins the next stream. */
    abstract OutputStream begin() throws IOException;

    /** Ends the stream that was begun last; what is in it is complete, or all there is. */
    abstract void end() throws IOException;

    /** When to begin another; by default never. */
    Rotation rotation() {
        return Rotation.NONE;
    }

    private static final class Single extends RecordingTarget {
        private final OutputStream out;

        Single(String name, OutputStream out) {
            super(name);
            this.out = out;
        }

        @Override
        OutputStream begin() {
            return out;
        }

        @Override
        void end() throws IOException {
            out.close();
        }
    }
}

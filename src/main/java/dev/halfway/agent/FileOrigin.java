package dev.halfway.agent;

import dev.halfway.capture.CaptureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file, read to its end, or followed while it grows; and read from its start when another takes its place. */
final class FileOrigin implements Origin {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Path path;
    private final boolean follow;
    private boolean openedBefore;

    /** @param follow at the end of the file wait for more, until the stream is closed */
    FileOrigin(Path path, boolean follow) {
        this.path = path;
        this.follow = follow;
    }

    @Override
    public Reopening reopening() {
        return follow ? Reopening.WHEN_BROKEN : Reopening.NEVER;
    }

    @Override
    public InputStream open() throws IOException {
        try {
            InputStream in = Files.newInputStream(path);
            openedBefore = true;
            return follow ? new Followed(path, in) : in;
        } catch (IOException e) {
            String what = path + ": "
                    + (e instanceof NoSuchFileException ? "there is no such file; check the path" : "cannot be read");
            // One that was there may come back.
            throw openedBefore ? new IOException(what, e) : new CaptureException(what);
        }
    }

    /** Has no end before it is closed. */
    private static final class Followed extends InputStream {
        private final Path path;
        private final InputStream in;
        private final Object key;
        private long position;
        private volatile boolean closed;

        Followed(Path path, InputStream in) throws IOException {
            this.path = path;
            this.in = in;
            key = keyOf(path);
        }

        private static Object keyOf(Path path) throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (!closed) {
                int count = in.read(buffer, offset, length);
                if (count >= 0) {
                    position += count;
                    return count;
                }
                checkThatItIsTheSame();
                try {
                    Thread.sleep(LOOK_AGAIN_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
            }
            return -1;
        }

        private void checkThatItIsTheSame() throws IOException {
            try {
                if (Files.size(path) < position) {
                    throw new IOException("it became shorter while it was followed");
                } else if (!Objects.equals(keyOf(path), key)) {
                    throw new IOException("another file took its place while it was followed");
                }
            } catch (NoSuchFileException e) {
                // Renamed or removed: whoever writes it may still have it open.
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            in.close();
        }
    }
}

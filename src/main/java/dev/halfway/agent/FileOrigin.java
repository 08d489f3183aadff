package dev.halfway.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file, read to its end, or followed while it grows. */
final class FileOrigin implements Origin {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Path path;
    private final boolean follow;

    /** @param follow at the end of the file wait for more, until the stream is closed */
    FileOrigin(Path path, boolean follow) {
        this.path = path;
        this.follow = follow;
    }

    @Override
    public Reopening reopening() {
        return Reopening.NEVER;
    }

    @Override
    public InputStream open() throws IOException {
        try {
            InputStream in = Files.newInputStream(path);
            return follow ? new Followed(in) : in;
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": there is no such file; check the path", e);
        }
    }

    /** Has no end before it is closed. */
    private static final class Followed extends InputStream {
        private final InputStream in;
        private volatile boolean closed;

        Followed(InputStream in) {
            this.in = in;
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
                    return count;
                }
                try {
                    Thread.sleep(LOOK_AGAIN_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
            }
            return -1;
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

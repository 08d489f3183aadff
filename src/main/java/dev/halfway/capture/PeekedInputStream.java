package dev.halfway.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream whose first bytes were looked at. {@link #available()} is 0 at the end of the stream only, and waits to know
 * it: {@link java.util.zip.GZIPInputStream} takes 0 for "no further member", wrong of a pipe that has nothing yet.
 */
final class PeekedInputStream extends InputStream {
    private final InputStream in;
    private final byte[] head;
    private int headPosition;
    private int headLimit;

    /** Reads up to that many bytes ahead; fewer where the stream is shorter. */
    PeekedInputStream(InputStream in, int headBytes) throws IOException {
        this.in = in;
        this.head = new byte[headBytes];
        this.headLimit = in.readNBytes(head, 0, headBytes);
    }

    /** A copy of what was read ahead. */
    byte[] head() {
        return Arrays.copyOf(head, headLimit);
    }

    @Override
    public int read() throws IOException {
        return headPosition < headLimit ? head[headPosition++] & 0xff : in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (headPosition == headLimit) {
            return in.read(into, offset, length);
        }
        int count = Math.min(length, headLimit - headPosition);
        System.arraycopy(head, headPosition, into, offset, count);
        headPosition += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        if (headPosition == headLimit) {
            headPosition = 0;
            headLimit = Math.max(0, in.read(head, 0, 1));
        }
        return headLimit - headPosition;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

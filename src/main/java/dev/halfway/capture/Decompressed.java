package dev.halfway.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * What comes out of a decompressor, up to where it is far more than any capture of packets would be for what went in: made to use
 * up time. A gigabyte may come of anything.
 */
final class Decompressed extends FilterInputStream {
    /** Packets that differ in their times compress to a fiftieth at best. */
    static final int MOST_TIMES = 500;

    private static final long ALWAYS_BYTES = 1L << 30;

    /** Counts what goes in. */
    static final class Source extends FilterInputStream {
        private long bytes;

        Source(InputStream compressed) {
            super(compressed);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            bytes += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            bytes += Math.max(0, count);
            return count;
        }
    }

    /** The data are not those that were compressed: what came out before need not be either. */
    static final class Damage extends ZipException {
        private static final long serialVersionUID = 1;

        private Damage(ZipException cause) {
            super(cause.getMessage());
            initCause(cause);
        }
    }

    private final Source source;
    private final long alwaysBytes;
    private long bytes;

    /** @param decompressor reads from the source, which nobody else does */
    Decompressed(InputStream decompressor, Source source) {
        this(decompressor, source, ALWAYS_BYTES);
    }

    Decompressed(InputStream decompressor, Source source, long alwaysBytes) {
        super(decompressor);
        this.source = source;
        this.alwaysBytes = alwaysBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws ZipException when too much has come out of it */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (bytes > alwaysBytes && bytes / MOST_TIMES > source.bytes) {
            throw new ZipException("more than " + MOST_TIMES
                    + " times as long when decompressed, as no capture is; decompress it first to have all of it read");
        }
        int count;
        try {
            count = super.read(into, offset, length);
        } catch (ZipException e) {
            throw ZstdStream.isOfTheWindow(e) ? e : new Damage(e);
        } catch (StackOverflowError e) { // GZIPInputStream calls itself for each of them
            throw new ZipException("thousands of empty members in a row; decompress it first to have all of it read");
        }
        bytes += Math.max(0, count);
        return count;
    }
}

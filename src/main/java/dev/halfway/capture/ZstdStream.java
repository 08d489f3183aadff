package dev.halfway.capture;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Decompresses zstd; reports damage as {@link java.util.zip.GZIPInputStream} does. Alone in naming the library, whose
 * classes are so loaded only when a capture needs them.
 */
final class ZstdStream extends FilterInputStream {
    private static final String ENDS_EARLY = "Not enough input bytes";
    /** The library's words for a window that it does not read, of 2 GiB or more and of more than 8 MiB. */
    private static final List<String> UNREAD = List.of("windowSize must be set", "Window size too large");

    /** Of a {@link ZipException}: {@code zstd --long} made the data, or whoever wants us to take memory. */
    static final String UNREAD_WINDOW = "zstd with a window larger than can be read";

    /** The same, and with more memory it might be read. */
    static final String TOO_LARGE_A_WINDOW = "zstd with a window larger than the memory allows";

    ZstdStream(InputStream compressed) {
        super(new ZstdInputStream(compressed));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws EOFException when the compressed data end early
     * @throws ZipException when they are damaged
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            if (ENDS_EARLY.equals(e.getMessage())) {
                throw new EOFException("unexpected end of zstd data");
            }
            throw e;
        } catch (OutOfMemoryError window) { // the one large array of the library
            throw damaged(TOO_LARGE_A_WINDOW, window);
        } catch (RuntimeException malformed) { // the library's word for damaged data, with no narrower common type
            String words = String.valueOf(malformed.getMessage());
            throw damaged(UNREAD.stream().anyMatch(words::contains) ? UNREAD_WINDOW : "damaged zstd data", malformed);
        }
    }

    /** Whether the data are sound as far as is known, and only their window is too large. */
    static boolean isOfTheWindow(ZipException refusal) {
        return List.of(UNREAD_WINDOW, TOO_LARGE_A_WINDOW).contains(String.valueOf(refusal.getMessage()));
    }

    private static ZipException damaged(String words, Throwable cause) {
        ZipException damaged = new ZipException(words);
        damaged.initCause(cause);
        return damaged;
    }
}

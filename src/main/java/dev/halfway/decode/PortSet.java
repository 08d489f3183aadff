package dev.halfway.decode;

import java.util.Arrays;

/** The TCP ports that are analysed: some, or all. Immutable. */
public final class PortSet {
    /** Port p is bit p mod 64 of word p / 64: 8 KiB, one load a question. */
    private final long[] words;

    private PortSet(long[] words) {
        this.words = words;
    }

    /** Every port. */
    public static PortSet all() {
        long[] words = new long[1024];
        Arrays.fill(words, -1L);
        return new PortSet(words);
    }

    /** @throws IllegalArgumentException for a port outside 0 to 65535 */
    public static PortSet of(int... ports) {
        long[] words = new long[1024];
        for (int port : ports) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
            }
            words[port >>> 6] |= 1L << port;
        }
        return new PortSet(words);
    }

    /** @param port 0 to 65535 */
    public boolean contains(int port) {
        return (words[port >>> 6] >>> port & 1) != 0;
    }
}

package dev.halfway.truth;

/** What an application sends over a connection, by position from 0; the same bytes however often they are asked for. */
@FunctionalInterface
interface ByteStream {
    Bytes read(long from, int length);

    /** Endless bytes that never repeat. */
    static ByteStream random(long seed) {
        return (from, length) -> {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                long position = from + i;
                long word = (seed + (position >>> 3)) * 0x9E3779B97F4A7C15L;
                word = (word ^ word >>> 32) * 0xD6E8FEB86659FD93L;
                bytes[i] = (byte) (word >>> 8 * (int) (position & 7));
            }
            return Bytes.of(bytes);
        };
    }
}

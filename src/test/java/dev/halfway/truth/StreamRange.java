package dev.halfway.truth;

/**
 * Part of one direction of a TCP connection, in positions: SYN at 0, the first byte at 1, never wrapping.
 *
 * @param start first position
 * @param end behind the last; SYN and FIN take one each
 */
record StreamRange(StreamLog log, long start, long end) {
    StreamRange piece(long from, long length) {
        return new StreamRange(log, start + from, start + from + length);
    }

    boolean isEmpty() {
        return start == end;
    }
}

package dev.halfway.bgp;

import java.util.Optional;

/** What a segment by itself shows of BGP, whatever the stream was before it: not thread-bound, keeps nothing. */
public final class Segment {
    private Segment() {}

    /**
     * The type that tells a segment from others: the first that is not KEEPALIVE of the messages that begin in it, and
     * KEEPALIVE where it holds whole KEEPALIVEs and nothing else.
     *
     * @param offset of the payload in the buffer
     * @param captured bytes of the payload that are in the buffer
     * @param length of the payload as it was sent
     * @return empty when it does not begin with a message, or too little of it was kept
     */
    public static Optional<MessageType> type(byte[] buffer, int offset, int captured, int length) {
        int at = 0;
        while (at + MessageParser.HEADER_LENGTH <= captured) {
            MessageType type = MessageParser.typeAt(buffer, offset + at);
            if (type != MessageType.KEEPALIVE) {
                return Optional.ofNullable(type);
            }
            at += MessageParser.HEADER_LENGTH;
        }
        return at > 0 && at == length ? Optional.of(MessageType.KEEPALIVE) : Optional.empty();
    }
}

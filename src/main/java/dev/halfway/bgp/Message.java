package dev.halfway.bgp;

import java.util.Optional;

/**
 * One message of a stream, or several UPDATEs in a row.
 *
 * @param count how many messages, at least 1; more than 1 for UPDATE only
 * @param start offset of its first byte in the direction's stream, see {@link ByteStream}
 * @param end offset behind its last byte
 * @param first the segment that brought its first byte
 * @param completed the segment that brought its last byte, of the first message
 * @param last the segment that brought the last byte of the last message
 * @param behindHole bytes before it were never seen nor acknowledged: it came, and could not be read by its receiver
 * @param content of OPEN and NOTIFICATION, as far as captured
 */
public record Message(
        MessageType type,
        long count,
        long start,
        long end,
        Stamp first,
        Stamp completed,
        Stamp last,
        boolean behindHole,
        Optional<Content> content) {

    /**
     * Whether {@code next} may be told together with this one.
     *
     * @param reached behind the last byte of this one and all that were joined to it
     */
    boolean joins(Message next, long reached) {
        return type == MessageType.UPDATE
                && next.type == type
                && next.start == reached
                && next.behindHole == behindHole;
    }

    /** With as many more behind it, up to there. */
    Message and(long more, long reached, Stamp lastOfThem) {
        return new Message(type, count + more, start, reached, first, completed, lastOfThem, behindHole, content);
    }

    /** What keeping it costs, in records. */
    int weight() {
        return 1 + open().map(open -> open.capabilities().size()).orElse(0);
    }

    /** What an OPEN says; empty for other messages. */
    public Optional<OpenMessage> open() {
        return content.filter(OpenMessage.class::isInstance).map(OpenMessage.class::cast);
    }

    /** What a NOTIFICATION says; empty for other messages. */
    public Optional<Notification> notification() {
        return content.filter(Notification.class::isInstance).map(Notification.class::cast);
    }
}

package dev.halfway.bgp;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts one direction's bytes into messages (RFC 4271 section 4.1):
 *
 * <pre>
 *   0 .. 15   marker, all ones
 *   16, 17    length, header included: 19 to 4,096, or 65,535 where both ends agreed on that (RFC 8654)
 *   18        type
 * </pre>
 *
 * Takes the bytes in order, in pieces of any size, and is told of those that are missing. Where it has lost the boundaries
 * it looks for the next marker with a sound header behind it. Keeps a header, and of OPEN and NOTIFICATION the body, bounded;
 * nothing of other messages. Never throws, whatever the bytes are.
 *
 * <p>A stream that does not speak BGP is told by its first bytes, where it is known from its start; otherwise when no
 * message was found in {@link #MOST_HUNTED} bytes. Met in mid-stream, a header is believed when it stands at the start of a
 * segment, or the next one follows where it should.
 */
final class MessageParser {
    static final int HEADER_LENGTH = 19;
    /** One message at its longest, and the header of the next. */
    static final int MOST_HUNTED = 65_535 + HEADER_LENGTH;

    private static final int MARKER_LENGTH = 16;
    private static final int LENGTH = 16;
    private static final int TYPE = 18;
    private static final int LONGEST = 4_096;
    private static final int LONGEST_EXTENDED = 65_535;
    private static final byte ONES = (byte) 0xff;
    private static final byte[] MARKER = new byte[MARKER_LENGTH];
    private static final byte[] NOTHING = {};

    static {
        Arrays.fill(MARKER, ONES);
    }

    private final Consumer<Message> sink;
    private final byte[] header = new byte[HEADER_LENGTH];
    private final long[] faults = new long[Fault.values().length];

    private long position;
    private int headerLength;
    private boolean headerBeginsSegment;
    /** Boundaries are not known: a marker is looked for. */
    private boolean hunting;

    private long hunted;
    private boolean missing;
    private boolean speaksBgp;
    private boolean foreign;
    private boolean extended = true;
    private boolean behindHole;
    private long passedOver;
    private Message tentative;

    // The message under way: what its header said, and its body as far as it is kept.
    private MessageType type;
    private long start;
    private long end;
    private Stamp first;
    private int remaining;
    private byte[] body = NOTHING;
    private int bodyLength;
    private boolean cut;

    MessageParser(Consumer<Message> sink) {
        this.sink = sink;
    }

    /** Whether a marker stands in these bytes. */
    static boolean mayHoldMessage(byte[] buffer, int from, int to) {
        int ones = 0;
        // Of 16 bytes in a row one is at a multiple of 16: only around such a one is it worth to look.
        for (int at = from + MARKER_LENGTH - 1; at < to; at += MARKER_LENGTH) {
            if (buffer[at] == ONES) {
                int start = at;
                while (start > from && at - start < MARKER_LENGTH && buffer[start - 1] == ONES) {
                    start--;
                }
                ones = 0;
                while (start + ones < to && ones < MARKER_LENGTH && buffer[start + ones] == ONES) {
                    ones++;
                }
                if (ones == MARKER_LENGTH) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The type of the message whose header stands here, all of it in the buffer; null when it is no sound header. */
    static MessageType typeAt(byte[] buffer, int at) {
        for (int i = 0; i < MARKER_LENGTH; i++) {
            if (buffer[at + i] != ONES) {
                return null;
            }
        }
        int length = (buffer[at + LENGTH] & 0xff) << 8 | buffer[at + LENGTH + 1] & 0xff;
        MessageType type = MessageType.of(buffer[at + TYPE] & 0xff);
        boolean sound =
                type == MessageType.KEEPALIVE ? length == HEADER_LENGTH : type != null && length >= type.leastLength();
        return sound ? type : null;
    }

    /** @param fromStart the next byte is the first of the stream; else boundaries are to be found */
    void begin(boolean fromStart) {
        hunting = !fromStart;
        missing = !fromStart;
    }

    /** At least one message was found: this is BGP. */
    boolean speaksBgp() {
        return speaksBgp;
    }

    /** This is not BGP; whatever else comes is passed over. */
    boolean isForeign() {
        return foreign;
    }

    long faults(Fault fault) {
        return faults[fault.ordinal()];
    }

    /** Bytes that belong to no message: looked through for the next marker. */
    long passedOver() {
        return passedOver;
    }

    /** Whether messages longer than 4,096 bytes may come. */
    void allowExtended(boolean allowed) {
        extended = allowed;
    }

    /** All that follows came, but stands behind bytes that never did. */
    void markBehindHole() {
        behindHole = true;
    }

    /** Takes the next bytes. */
    void feed(byte[] buffer, int offset, int length, Stamp stamp) {
        int at = offset;
        int limit = offset + length;
        while (at < limit && !foreign) {
            if (remaining > 0) {
                int part = Math.min(remaining, limit - at);
                keep(buffer, at, part);
                at += part;
                position += part;
                advance(part, stamp);
            } else {
                if (headerLength == 0) {
                    first = stamp;
                    headerBeginsSegment = at == offset;
                }
                if (headerLength == 0
                        && limit - at >= HEADER_LENGTH
                        && Arrays.equals(buffer, at, at + MARKER_LENGTH, MARKER, 0, MARKER_LENGTH)) {
                    takeHeader(buffer, at, stamp);
                    at += HEADER_LENGTH;
                } else {
                    take(buffer[at++], stamp);
                }
            }
        }
        position += limit - at;
    }

    /** The next bytes were never seen, or cut off by the snap length. */
    void skip(long count, Stamp stamp) {
        long left = count;
        position += count;
        missing = true;
        if (remaining > 0) {
            int part = (int) Math.min(remaining, left);
            cut = true;
            left -= part;
            advance(part, stamp);
        }
        if (left > 0) {
            passedOver += headerLength;
            headerLength = 0;
            hunting = true;
        }
    }

    private void keep(byte[] buffer, int at, int length) {
        int room = cut ? 0 : body.length - bodyLength;
        int part = Math.min(length, Math.max(0, room));
        System.arraycopy(buffer, at, body, bodyLength, part);
        bodyLength += part;
        cut |= part < length;
    }

    private void advance(int length, Stamp stamp) {
        remaining -= length;
        if (remaining == 0) {
            complete(stamp);
        }
    }

    /** A whole header at once, its marker seen. */
    private void takeHeader(byte[] buffer, int at, Stamp stamp) {
        System.arraycopy(buffer, at, header, 0, HEADER_LENGTH);
        headerLength = HEADER_LENGTH;
        position += HEADER_LENGTH;
        readHeader(stamp);
    }

    private void take(byte next, Stamp stamp) {
        position++;
        if (headerLength < MARKER_LENGTH && next != ONES) {
            if (!hunting) {
                lose(Fault.MARKER);
            }
            pass(headerLength + 1);
            headerLength = 0;
            return;
        }
        header[headerLength++] = next;
        if (headerLength == HEADER_LENGTH) {
            readHeader(stamp);
        }
    }

    /** Boundaries are lost, or what was taken for one was none. */
    private void lose(Fault fault) {
        if (speaksBgp) {
            faults[fault.ordinal()]++;
        } else if (!missing) {
            foreign = true;
        }
        hunting = true;
        tentative = null;
    }

    private void pass(int bytes) {
        passedOver += bytes;
        if (!speaksBgp) {
            hunted += bytes;
            foreign |= hunted > MOST_HUNTED;
        }
    }

    private void readHeader(Stamp stamp) {
        int length = (header[LENGTH] & 0xff) << 8 | header[LENGTH + 1] & 0xff;
        MessageType named = MessageType.of(header[TYPE] & 0xff);
        boolean inRange = length >= HEADER_LENGTH && length <= (extended ? LONGEST_EXTENDED : LONGEST);
        boolean fits = named != null
                && length >= named.leastLength()
                && (named != MessageType.KEEPALIVE || length == named.leastLength());
        if (!inRange || hunting && !fits) {
            if (!hunting) {
                speaksBgp |= !missing;
                lose(Fault.LENGTH);
            }
            slide();
            return;
        }
        believe();
        hunting = false;
        headerLength = 0;
        if (!fits) {
            faults[(named == null ? Fault.TYPE : Fault.SIZE).ordinal()]++;
        }
        beginBody(fits ? named : null, length - HEADER_LENGTH, stamp);
    }

    /** A marker stands where one is expected. */
    private void believe() {
        if (!missing || !hunting || headerBeginsSegment) {
            speaksBgp = true;
        }
        if (speaksBgp && tentative != null) {
            sink.accept(tentative);
            tentative = null;
        }
    }

    private void beginBody(MessageType named, int length, Stamp stamp) {
        type = named;
        start = position - HEADER_LENGTH;
        end = position + length;
        remaining = length;
        bodyLength = 0;
        cut = false;
        int kept = named == MessageType.OPEN
                ? Math.min(length, LONGEST)
                : named == MessageType.NOTIFICATION ? Math.min(length, Notification.MOST_BODY) : 0;
        body = kept == 0 ? NOTHING : new byte[kept];
        if (length == 0) {
            complete(stamp);
        }
    }

    /** The header found is none: looks for the next possible start of a marker in its bytes. */
    private void slide() {
        for (int from = 1; from < HEADER_LENGTH; from++) {
            if (mayBegin(from)) {
                System.arraycopy(header, from, header, 0, HEADER_LENGTH - from);
                headerLength = HEADER_LENGTH - from;
                headerBeginsSegment = false;
                pass(from);
                return;
            }
        }
        headerLength = 0;
        pass(HEADER_LENGTH);
    }

    private boolean mayBegin(int from) {
        int end = Math.min(HEADER_LENGTH, from + MARKER_LENGTH);
        for (int i = from; i < end; i++) {
            if (header[i] != ONES) {
                return false;
            }
        }
        return true;
    }

    private void complete(Stamp stamp) {
        if (type == null) {
            return;
        }
        Message message = new Message(type, 1, start, end, first, stamp, stamp, behindHole, content());
        body = NOTHING;
        if (speaksBgp) {
            sink.accept(message);
        } else {
            tentative = message;
        }
    }

    private Optional<Content> content() {
        if (type == MessageType.OPEN && bodyLength >= OpenMessage.LEAST_BODY) {
            OpenMessage open = OpenMessage.read(body, bodyLength, cut);
            faults[Fault.PARAMETERS.ordinal()] += open.problem().isEmpty() || cut ? 0 : 1;
            return Optional.of(open);
        }
        if (type == MessageType.NOTIFICATION && bodyLength >= Notification.LEAST_BODY) {
            return Optional.of(Notification.read(body, bodyLength));
        }
        return Optional.empty();
    }
}

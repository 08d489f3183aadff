package dev.halfway.bgp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One direction of a TCP connection as one tap saw it, put in order for a {@link MessageParser}: retransmissions and
 * overlaps fall away, what comes early waits, what never comes is skipped and counted.
 *
 * <p>Offsets count from the first byte behind the SYN or, where the tap did not see that, from the first byte it saw; they
 * do not wrap as sequence numbers do. What waits is copied, at most {@link #MOST_WAITING} bytes. A hole is given up when
 * that is full, or when the receiver acknowledged bytes behind it and it is still there {@link #PATIENCE_NANOS} later: the
 * tap missed them.
 */
public final class ByteStream {
    private static final int MOST_WAITING = 256 << 10;
    private static final int MOST_SEGMENTS = 1_024;
    private static final long PATIENCE_NANOS = 100_000_000L;
    /** Farther off than a window can be (RFC 7323 section 2.3): of another connection, or forged. */
    private static final long FARTHEST = 1L << 30;

    private record Waiting(long offset, int length, byte[] captured, Stamp stamp) {
        long end() {
            return offset + length;
        }
    }

    private final Budget budget;
    private final Consumer<Message> listener;
    private final ArrayList<Waiting> waiting = new ArrayList<>(0);
    // Made with the first payload: there may be thousands of connections that never carry any.
    private MessageParser parser;
    private MessageLog log = MessageLog.EMPTY;
    private boolean extended = true;

    private boolean started;
    private boolean fromStart;
    private int baseSequence;
    private long next;
    private long sentEnd;
    private int waitingBytes;
    private long acknowledged = Long.MIN_VALUE;
    private long finOffset = Long.MAX_VALUE;
    private long skippedBytes;
    private long cutBytes;

    /** @param listener called for each message that comes before any hole, as it is completed */
    ByteStream(Budget budget, Consumer<Message> listener) {
        this.budget = budget;
        this.listener = listener;
    }

    /** A SYN: the stream begins behind it. */
    void begin(int synSequence) {
        start(synSequence + 1, true);
    }

    private void start(int sequence, boolean isStart) {
        if (!started) {
            started = true;
            fromStart = isStart;
            baseSequence = sequence;
        }
    }

    private void beginReading() {
        if (parser == null) {
            log = new MessageLog(budget, listener);
            parser = new MessageParser(log::add);
            parser.begin(fromStart);
            parser.allowExtended(extended);
        }
    }

    /** Whether the tap saw anything that tells where the stream stands. */
    public boolean isStarted() {
        return started;
    }

    /** Whether the tap saw a segment with payload. */
    public boolean hasPayload() {
        return sentEnd > 0 || next > 0;
    }

    /** Whether offset 0 is the first byte of the stream. */
    public boolean isFromStart() {
        return fromStart;
    }

    /** Sequence number of the byte at offset 0. */
    public int baseSequence() {
        return baseSequence;
    }

    /** Offset of a sequence number, the one nearest to what came last. */
    long offsetOf(int sequence) {
        return next + (sequence - (baseSequence + (int) next));
    }

    /** Whether a segment with payload brings bytes that came before, more than a probe's one. */
    boolean isAgain(int sequence, int length) {
        return started && length > 1 && offsetOf(sequence) < next;
    }

    /**
     * Takes a segment's payload.
     *
     * @param captured bytes of it in {@code buffer}, at most {@code length}
     */
    void segment(int sequence, byte[] buffer, int offset, int captured, int length, Stamp stamp) {
        start(sequence, false);
        long at = offsetOf(sequence);
        if (Math.abs(at - next) > FARTHEST) {
            return;
        }
        beginReading();
        sentEnd = Math.max(sentEnd, at + length);
        if (at + length <= next) {
            return;
        }
        if (at <= next) {
            int known = (int) (next - at);
            deliver(buffer, offset + known, captured - known, length - known, stamp);
            drain();
        } else {
            await(at, buffer, offset, captured, length, stamp);
        }
    }

    /** A FIN behind the payload of a segment. */
    void finish(int sequence, int length) {
        start(sequence, false);
        finOffset = Math.min(finOffset, offsetOf(sequence) + length);
    }

    /** The receiver has all before this sequence number. */
    void acknowledged(int acknowledgment) {
        if (started) {
            long offset = offsetOf(acknowledgment);
            if (Math.abs(offset - next) <= FARTHEST) {
                acknowledged = Math.max(acknowledged, offset);
            }
        }
    }

    /** Gives up a hole that the receiver does not have, once it has been there for long enough. */
    void advance(long nanos) {
        while (!waiting.isEmpty()
                && acknowledged >= waiting.get(0).offset
                && nanos - waiting.get(0).stamp.nanos() >= PATIENCE_NANOS) {
            jump();
        }
    }

    /** There will be no more: reads what waits, past the holes. */
    void close() {
        while (!waiting.isEmpty()) {
            if (acknowledged < waiting.get(0).offset) {
                parser.markBehindHole();
            }
            jump();
        }
    }

    private void await(long at, byte[] buffer, int offset, int captured, int length, Stamp stamp) {
        int place = waiting.size();
        while (place > 0 && waiting.get(place - 1).offset > at) {
            place--;
        }
        if (place > 0 && waiting.get(place - 1).end() >= at + length) {
            return;
        }
        while (waiting.size() >= MOST_SEGMENTS
                || waitingBytes + captured > MOST_WAITING
                || !budget.takeBytes(captured)) {
            if (waiting.isEmpty()) {
                skip(at - next, stamp);
                segment(baseSequence + (int) at, buffer, offset, captured, length, stamp);
                return;
            }
            jump();
            if (at <= next) {
                segment(baseSequence + (int) at, buffer, offset, captured, length, stamp);
                return;
            }
            place = Math.min(place, waiting.size());
            while (place > 0 && waiting.get(place - 1).offset > at) {
                place--;
            }
        }
        waitingBytes += captured;
        waiting.add(place, new Waiting(at, length, Arrays.copyOfRange(buffer, offset, offset + captured), stamp));
    }

    /** Skips to the first that waits. */
    private void jump() {
        skip(waiting.get(0).offset - next, waiting.get(0).stamp);
        drain();
    }

    private void skip(long count, Stamp stamp) {
        if (count > 0) {
            skippedBytes += count;
            parser.skip(count, stamp);
            next += count;
        }
    }

    private void drain() {
        while (!waiting.isEmpty() && waiting.get(0).offset <= next) {
            Waiting first = waiting.remove(0);
            waitingBytes -= first.captured.length;
            budget.giveBytes(first.captured.length);
            if (first.end() > next) {
                int known = (int) (next - first.offset);
                deliver(first.captured, known, first.captured.length - known, first.length - known, first.stamp);
            }
        }
    }

    /** @param captured may be negative: then the capture holds nothing of these bytes */
    private void deliver(byte[] buffer, int offset, int captured, int length, Stamp stamp) {
        int held = Math.max(0, captured);
        parser.feed(buffer, offset, held, stamp);
        if (held < length) {
            cutBytes += length - held;
            parser.skip(length - held, stamp);
        }
        next += length;
    }

    /** Whether messages longer than 4,096 bytes may come. */
    void allowExtended(boolean allowed) {
        extended = allowed;
        if (parser != null) {
            parser.allowExtended(allowed);
        }
    }

    /** At least one message was found: this is BGP. */
    boolean speaksBgp() {
        return parser != null && parser.speaksBgp();
    }

    /** This is not BGP. */
    boolean isForeign() {
        return parser != null && parser.isForeign();
    }

    /** The FIN came, and all before it. */
    boolean isFinished() {
        return next >= finOffset;
    }

    /** Behind the FIN: what acknowledges it. */
    boolean isFinAcknowledged() {
        return finOffset != Long.MAX_VALUE && acknowledged > finOffset;
    }

    /** The messages, in stream order. */
    public MessageLog log() {
        return log;
    }

    /** Offset behind the last byte that came before any hole. */
    public long contiguousEnd() {
        return next;
    }

    /** Offset up to which the other end acknowledged; empty bytes of the stream when it is the least long. */
    public long acknowledgedEnd() {
        return acknowledged;
    }

    /** Bytes that this tap saw sent and never acknowledged. */
    public long unacknowledgedBytes() {
        return acknowledged == Long.MIN_VALUE ? 0 : Math.max(0, sentEnd - acknowledged);
    }

    /** Bytes that were never seen. */
    public long skippedBytes() {
        return skippedBytes;
    }

    /** Bytes that the snap length cut off. */
    public long cutBytes() {
        return cutBytes;
    }

    /** Messages with this fault. */
    public long faults(Fault fault) {
        return parser == null ? 0 : parser.faults(fault);
    }

    /** Bytes between messages. */
    public long bytesOutside() {
        return parser == null ? 0 : parser.passedOver();
    }
}

package dev.halfway.bgp;

import dev.halfway.decode.DecodedPacket;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One TCP connection as one tap saw it. The two ends are 0 and 1, as the caller likes; the tap is at one of them.
 *
 * <p>Give it every segment in the order of the capture, then {@link #close}. Not thread-safe.
 */
public final class TapConnection {
    /** What {@link #accept} says of a segment. */
    public enum Heard {
        /** Taken in. */
        TAKEN,
        /** It tells nothing. */
        NOTHING,
        /** A SYN that opens another connection between the same ports: this one is over, and the segment not taken in. */
        ANOTHER,
        /** The connection does not speak BGP, and never will. */
        FOREIGN
    }

    private final int own;
    private final ByteStream[] streams;
    private final TcpEnd end;
    private final Speaker speaker = new Speaker();
    private final long[] glanced = new long[2];
    private int opener = -1;
    private boolean synSeen;
    private int synSequence;
    private boolean md5;
    private boolean authenticated;
    private Stamp first;
    private Stamp last;

    /** @param own which end the tap is at, 0 or 1 */
    public TapConnection(int own, Budget budget) {
        this.own = own;
        streams = new ByteStream[2];
        streams[own] = new ByteStream(budget, this::sent);
        streams[1 - own] = new ByteStream(budget, this::received);
        end = new TcpEnd(streams[own], streams[1 - own]);
    }

    private void sent(Message message) {
        speaker.sent(message);
        noteOpen(message);
    }

    private void received(Message message) {
        speaker.received(message);
        noteOpen(message);
    }

    /** Longer messages need both ends' consent (RFC 8654 section 3); unknown, they are allowed. */
    private void noteOpen(Message message) {
        if (message.type() == MessageType.OPEN
                && message.open().isPresent()
                && !message.open().get().extendedMessages()) {
            streams[0].allowExtended(false);
            streams[1].allowExtended(false);
        }
    }

    /**
     * Looks at a segment before {@link #accept}, at no cost but the look: on a connection met in mid-stream, nothing is
     * taken in until a segment holds what may be the start of a message.
     *
     * @return NOTHING when there is no need to take it in, FOREIGN when none has ever to be, else TAKEN
     */
    public Heard glance(int from, DecodedPacket packet, byte[] buffer) {
        int turns = TcpEnd.SYN | TcpEnd.FIN | TcpEnd.RST;
        if (first != null || (packet.tcpFlags() & turns) != 0) {
            return Heard.TAKEN;
        }
        int at = packet.payloadOffset();
        if (MessageParser.mayHoldMessage(buffer, at, at + packet.payloadCaptured())) {
            return Heard.TAKEN;
        }
        glanced[from] += packet.payloadLength();
        return glanced[from] > MessageParser.MOST_HUNTED ? Heard.FOREIGN : Heard.NOTHING;
    }

    /**
     * Takes in a TCP segment that is no IP fragment.
     *
     * @param from the end that it comes from
     * @param buffer with the packet's bytes; read before this returns
     */
    public Heard accept(int from, DecodedPacket packet, byte[] buffer, Stamp stamp) {
        int flags = packet.tcpFlags();
        boolean syn = (flags & TcpEnd.SYN) != 0;
        boolean ack = (flags & TcpEnd.ACK) != 0;
        if (syn && !ack && isAnother(from, packet.sequence())) {
            return Heard.ANOTHER;
        }
        first = first == null ? stamp : first;
        last = stamp;
        md5 |= packet.md5Signed();
        authenticated |= packet.aoSigned();
        ByteStream stream = streams[from];
        ByteStream back = streams[1 - from];
        if (syn) {
            stream.begin(packet.sequence());
            opener = ack ? 1 - from : from;
            if (!ack) {
                synSeen = true;
                synSequence = packet.sequence();
            }
        }
        if (ack && (flags & TcpEnd.RST) == 0) {
            if (syn) {
                back.begin(packet.acknowledgment() - 1); // the SYN that it acknowledges
            }
            back.acknowledged(packet.acknowledgment());
        }
        if (packet.payloadLength() > 0 && (flags & TcpEnd.RST) == 0) {
            int sequence = packet.sequence() + (syn ? 1 : 0);
            stream.segment(
                    sequence, buffer, packet.payloadOffset(), packet.payloadCaptured(), packet.payloadLength(), stamp);
        }
        if ((flags & TcpEnd.FIN) != 0) {
            stream.finish(packet.sequence(), packet.payloadLength());
        }
        stream.advance(stamp.nanos());
        back.advance(stamp.nanos());
        if (from == own) {
            end.sent(packet, stamp.nanos());
        } else {
            end.received(packet, stamp.nanos());
        }
        return isForeign() ? Heard.FOREIGN : Heard.TAKEN;
    }

    private boolean isAnother(int from, int sequence) {
        return first != null
                && (!synSeen || opener != from || synSequence != sequence)
                && !isSimultaneous(from)
                && !isBehindWhatFollows(from, sequence);
    }

    /** A capture may hold the SYN behind the SYN-ACK that answers it, or behind the first data. */
    private boolean isBehindWhatFollows(int from, int sequence) {
        return !synSeen && streams[from].isStarted() && streams[from].baseSequence() == sequence + 1;
    }

    /** Both ends may open at once (RFC 9293 section 3.5): the other end's SYN, while this one has answered nothing yet. */
    private boolean isSimultaneous(int from) {
        return synSeen && opener != from && !streams[from].isStarted();
    }

    private boolean isForeign() {
        return !speaksBgp() && (streams[0].isForeign() || streams[1].isForeign());
    }

    /** There will be no more segments: reads what waits behind holes. */
    public void close() {
        streams[0].close();
        streams[1].close();
    }

    /** At least one BGP message was found. */
    public boolean speaksBgp() {
        return streams[0].speaksBgp() || streams[1].speaksBgp();
    }

    /** Whether the segment, not yet taken in, brings bytes that were sent before. */
    public boolean isAgain(int from, DecodedPacket packet) {
        return streams[from].isAgain(packet.sequence(), packet.payloadLength());
    }

    /** Offset in its direction's stream at which a segment's payload stands; for a SYN and before any segment, 0. */
    public long offsetOf(int from, DecodedPacket packet) {
        return streams[from].isStarted() ? streams[from].offsetOf(packet.sequence()) : 0;
    }

    /** What an end sent, as the tap saw it. */
    public ByteStream stream(int from) {
        return streams[from];
    }

    /** The end that sent the SYN, -1 when none was seen. */
    public int opener() {
        return opener;
    }

    /** First segment seen; there is one once {@link #accept} took one in. */
    public Stamp first() {
        return first;
    }

    public Stamp last() {
        return last;
    }

    /** TCP option 19 (RFC 2385) was there. */
    public boolean md5() {
        return md5;
    }

    /** TCP option 29 (RFC 5925) was there. */
    public boolean authenticated() {
        return authenticated;
    }

    /** What netstat would show at the tap's host at a moment not before the last segment. */
    public TcpState tcpState(long nanos) {
        return end.stateAt(nanos);
    }

    /** What the routing daemon at the tap's host would show of this connection; empty when unknown. */
    public Optional<FsmState> fsmState(long nanos) {
        return speaker.state(end.stateAt(nanos), end.isDeaf(), nanos, streams[1 - own].acknowledgedEnd());
    }

    /**
     * Since when the tap's host has had the peer's OPEN, acknowledged by TCP, without an answer of its daemon; empty where it
     * answered, or may not have had it.
     */
    public OptionalLong unansweredOpenNanos() {
        return speaker.unansweredOpenNanos(streams[1 - own].acknowledgedEnd());
    }

    /** Whether the tap saw the OPEN of its host; else the host may have been Established long before it is seen to be. */
    public boolean isSeenFromItsStart() {
        return speaker.isSeenFromItsStart();
    }

    /** When the tap's host was first seen to be in Established. */
    public OptionalLong establishedNanos() {
        return last == null
                ? OptionalLong.empty()
                : speaker.establishedNanos(last.nanos(), streams[1 - own].acknowledgedEnd());
    }
}

package dev.halfway.match;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;

/**
 * A packet of a {@link KeySketch}: enough to find it in another capture and to learn from its times. Used for another packet
 * once its sketch has dropped it; else {@link #fill} is called once.
 */
final class Anchor {
    static final long NO_GAP = -1;

    /** All that identifies it. */
    long exact;
    /** The same without what tells it from others that look alike. */
    long alike;
    /** The same without addresses and ports. */
    long untranslated;
    /** The same without sequence and acknowledgment number, addresses and ports: what every device leaves alone. */
    long weak;

    /** Of the payload, for echo and TCP. */
    int content;

    Tuple tuple;
    long timeNanos;
    int sequence;
    /** Of TCP: whether {@link #acknowledgment} says anything. */
    boolean acknowledges;

    int acknowledgment;
    /** Of TCP: all else that stands in its header, but for the options. */
    long flagsLengthWindow;

    boolean hasTimestamps;
    int timestampValue;
    int timestampEcho;
    short timeToLive;
    /** Of IPv4, 0 for none. */
    char identification;
    /** A TCP segment with payload: segmentation offload may show it otherwise at the other end. */
    boolean carriesData;
    /** Where at its host it was seen, as {@link SightingWriter#place} tells places apart. */
    long place;

    /** For an answer: how long after the packet it answers, at the same host; {@link #NO_GAP} when unknown. */
    long gapNanos;
    /** How many packets of this capture look like this one, itself included. */
    int count;
    /** Others look like this one, and it is among those told by their IP IDs, too. */
    boolean toldApart;
    /** Another that looks like this one follows it so soon that it may be a copy. */
    boolean twinned;
    /** When the latest packet that looks like this one was there first, and how long after the one before it. */
    long latestNanos;

    /** Further records of the latest one. */
    int again;

    /** Up to {@link Integer#MAX_VALUE}: longer ones are long. */
    private int pauseNanos;

    Anchor fill(
            long exact,
            long untranslated,
            long weak,
            int content,
            SurveyedLeg leg,
            DecodedPacket packet,
            long place,
            long timeNanos,
            long gapNanos) {
        this.exact = exact;
        alike = exact;
        this.untranslated = untranslated;
        this.weak = weak;
        this.content = content;
        this.tuple = leg.leg().tuple;
        this.timeNanos = timeNanos;
        this.sequence = packet.sequence();
        this.acknowledges = tuple.kind() == Tuple.TCP && (packet.tcpFlags() & TcpFlags.ACK) != 0;
        this.acknowledgment = packet.acknowledgment();
        this.flagsLengthWindow = (long) packet.payloadLength() << 32
                | (long) (packet.tcpFlags() & TcpFlags.IN_KEY) << 16
                | packet.window();
        this.hasTimestamps = tuple.kind() == Tuple.TCP && packet.hasTimestamps();
        this.timestampValue = hasTimestamps ? packet.timestampValue() : 0;
        this.timestampEcho = hasTimestamps ? packet.timestampEcho() : 0;
        this.timeToLive = (short) packet.timeToLive();
        this.identification = (char) (packet.ipVersion() == 4 ? packet.identification() : 0);
        this.carriesData = tuple.kind() == Tuple.TCP && packet.payloadLength() > 0;
        this.place = place;
        this.gapNanos = gapNanos;
        beOne();
        return this;
    }

    private void beOne() {
        count = 1;
        toldApart = false;
        twinned = false;
        latestNanos = timeNanos;
        again = 0;
        pauseNanos = Integer.MAX_VALUE;
    }

    private Anchor fill(Anchor one, long told) {
        exact = told;
        alike = one.exact;
        untranslated = one.untranslated;
        weak = KeySketch.normal(told);
        content = one.content;
        tuple = one.tuple;
        timeNanos = one.timeNanos;
        sequence = one.sequence;
        acknowledges = one.acknowledges;
        acknowledgment = one.acknowledgment;
        flagsLengthWindow = one.flagsLengthWindow;
        hasTimestamps = one.hasTimestamps;
        timestampValue = one.timestampValue;
        timestampEcho = one.timestampEcho;
        timeToLive = one.timeToLive;
        identification = one.identification;
        carriesData = one.carriesData;
        place = one.place;
        gapNanos = one.gapNanos;
        beOne();
        return this;
    }

    /** The same packet, told by its identification from others that look alike. */
    Anchor toldBy(int packetIdentification) {
        return new Anchor().fill(this, told(exact, packetIdentification));
    }

    /** Of a packet that looks like others, all that identifies it and its identification. */
    static long told(long exact, int identification) {
        return Mix.add(exact, identification);
    }

    /**
     * One that looks like it is there: whether as a further record of the latest one, within moments, much sooner than packets
     * alike follow each other here. Else it is another packet.
     */
    boolean isThereAgain(long nanos) {
        long since = nanos - latestNanos;
        if (since <= Copies.HANDOVER_NANOS && since <= pauseNanos / 4) {
            again++;
            return true;
        }
        again = 0;
        pauseNanos = (int) Math.min(since, Integer.MAX_VALUE);
        latestNanos = nanos;
        count++;
        return false;
    }

    /** Whether it cannot be told from another. */
    boolean isRepeated() {
        return count > 1;
    }

    /** As {@link Tuple#hash} of its tuple. */
    long tupleHash() {
        return tuple.hash();
    }

    /** It opens a connection, or answers one that does. */
    boolean isSyn() {
        return tuple.kind() == Tuple.TCP && (flagsLengthWindow >>> 16 & TcpFlags.SYN) != 0;
    }

    /** It opens a connection. */
    boolean isOpening() {
        return isSyn() && !acknowledges;
    }

    int ipVersion() {
        return Addresses.isIpv4(tuple.sourceHigh(), tuple.sourceLow()) ? 4 : 6;
    }

    /** It ends a connection at once; anybody may have sent it. */
    boolean isReset() {
        return tuple.kind() == Tuple.TCP && (flagsLengthWindow >>> 16 & TcpFlags.RST) != 0;
    }
}

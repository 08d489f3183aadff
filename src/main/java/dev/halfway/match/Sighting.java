package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * One packet seen at one observation point, from the moment it is read until its fate is known. Pooled and used again:
 * {@link #clear} resets what the matcher writes, {@link SightingWriter} sets all that the packet says.
 */
public final class Sighting {
    // What the packet says.
    int host;
    Leg leg;
    TypeP typeP;
    Role fragmentRole;
    long ownNanos;
    long timeNanos;
    long frame;
    int file;
    int flags;
    int sequence;
    int acknowledgment;
    int window;
    int length;
    boolean hasTimestamps;
    int timestampValue;
    int timestampEcho;
    int identification;
    int ipVersion;
    long digest;
    int sackBlocks;
    int[] sackEdges;

    /** It is in the stretch of time asked for; others are matched only. */
    boolean counted;

    // What the matcher finds.
    long key;
    /** For an echo reply: the key of its request. */
    long answeredKey;

    KeyGroup group;
    Sighting next;
    Sighting previous;
    Fate fate;
    Reason reason;
    boolean duplicate;
    /** Its twin in a capture that takes each packet twice was found. */
    boolean twinned;

    boolean confirmed;
    boolean ambiguous;
    boolean contested;
    boolean answered;
    boolean resent;
    boolean hole;
    boolean fresh;
    /** Acknowledgments say nothing of it: its bytes were acknowledged before it left, or its connection is over. */
    boolean pastAcks;

    boolean overdue;
    boolean logged;
    boolean finished;
    long ackedNanos;
    long resentNanos;
    /** When another transmission of its bytes arrived, {@link Long#MAX_VALUE} when none did. */
    long elsewhereNanos;

    /** One bit for each place of its host where it was seen: interface, direction, encapsulation, TTL. */
    long places;

    long ordinal;
    long laneOrdinal;
    LossTally tally;
    long matchFrame;
    int matchFile;
    long delayNanos;
    long copyOf;
    long bytesLost;
    ByteRanges covered;
    MatchList matches;
    /** Told of the fate; null when nobody asks. */
    FateWatcher watcher;

    /** Makes it ready for another packet. Keeps the arrays it has grown. */
    void clear() {
        leg = null;
        watcher = null;
        flags = 0;
        sequence = 0;
        acknowledgment = 0;
        window = 0;
        hasTimestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        fragmentRole = null;
        group = null;
        next = null;
        previous = null;
        fate = null;
        reason = null;
        duplicate = false;
        twinned = false;
        confirmed = false;
        ambiguous = false;
        contested = false;
        answered = false;
        resent = false;
        hole = false;
        fresh = false;
        pastAcks = false;
        elsewhereNanos = Long.MAX_VALUE;
        overdue = false;
        logged = false;
        finished = false;
        ackedNanos = Long.MIN_VALUE;
        resentNanos = Long.MIN_VALUE;
        ordinal = 0;
        laneOrdinal = 0;
        tally = null;
        matchFrame = 0;
        matchFile = 0;
        delayNanos = 0;
        copyOf = 0;
        bytesLost = 0;
        sackBlocks = 0;
        if (covered != null) {
            covered.clear();
        }
        if (matches != null) {
            matches.clear();
        }
    }

    boolean isDecided() {
        return fate != null;
    }

    /** One past the last sequence number that it takes up; SYN and FIN take one each (RFC 9293 section 3.4). */
    int sequenceEnd() {
        return sequence + length + ((flags & TcpFlags.SYN) != 0 ? 1 : 0) + ((flags & TcpFlags.FIN) != 0 ? 1 : 0);
    }

    /** Asks to be told what becomes of it; before it is handed over. */
    public void watch(FateWatcher asking) {
        watcher = asking;
    }

    /** Number of its direction of its flow among those of its host, from 0 in the order in which they come up. */
    public int legNumber() {
        return leg.number;
    }

    /** Number of its flow, the same at every host, whatever addresses it has there; negative when it is not between two
     * hosts with captures. */
    public int flowNumber() {
        return leg.lane == null ? -1 : leg.lane.number >> 1;
    }

    /** Index of the host that it comes from; only where {@link #flowNumber} is not negative. */
    public int fromHost() {
        return leg.lane.path.from;
    }

    /** Index of the host that it goes to; only where {@link #flowNumber} is not negative. */
    public int toHost() {
        return leg.lane.path.to;
    }

    /** To be added to its host's sequence numbers on this leg to have those that all hosts agree on. */
    public int sequenceShift() {
        return leg.sequenceShift;
    }

    /** Nanoseconds on the reference clock: what the merge orders by. */
    public long timeNanos() {
        return timeNanos;
    }
}

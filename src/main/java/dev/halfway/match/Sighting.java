package dev.halfway.match;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;

/**
 * One packet seen at one observation point, from the moment it is read until its fate is known: what it says, and what the
 * matcher finds. Pooled and used again. The one part is written by the thread that reads, the other by the one that matches
 * alone, which begins with {@link #forget}: side by side in memory, what is found would go from one processor to the other
 * and back with each packet.
 */
public final class Sighting extends SightedPacket {
    private static final int UNHEEDED = 2;
    /** Of {@link #carrier()}. */
    public static final int CARRIER_VLAN_SHIFT = 8;

    /** Of a size or a time: not known. */
    public static final int UNKNOWN = -1;

    private static final int USUAL_MTU = 1500;
    private static final int TCP_PROTOCOL = 6;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;

    /** Not matched, for more is under way than the {@link Bounds} allow; only its time counts. */
    boolean leftAside;

    /** It is in the stretch of time asked for; others are matched only. */
    boolean counted;

    // What the matcher finds.
    KeyGroup group;
    Sighting next;
    Sighting previous;
    Fate fate;
    Reason reason;
    boolean duplicate;
    /** So many further records of it were found at a place where it had been seen before. */
    int twins;
    /** The first place at which it was seen again, as in {@link #places}; 0 for none. */
    private long againAt;

    /** It is seen again where it arrived, with a TTL smaller by one: the host is a router, and it goes on. */
    boolean passedOn;

    /** Where it was seen last at its host, one bit of {@link #places}, and in which file. */
    long lastPlace;

    private long lastNanos;
    private int lastTimeToLive;
    private int lastGoing;
    int lastFile;
    /** It is seen again with a TTL smaller by one: its host routes it. */
    boolean routedOn;

    boolean confirmed;
    boolean ambiguous;
    boolean contested;
    /** It came soon after one alike, and none that left explained it in the usual time. */
    boolean isLikelyCopy;
    /** Compared with all that it could be confused with. */
    boolean weighed;
    /** It may be, or have arrived as, a packet alike whose leaving was not captured; if the sender's capture misses any. */
    boolean mayStandIn;
    /** The far capture holds a record, taken for a further one of a packet alike, that may be this packet instead. */
    boolean mayBeRecorded;
    /** What arrived, taken for a second copy of a packet alike, may be this packet, held up. */
    boolean mayBeCopy;
    /** It may be a second record of a packet alike that was recorded at once with it; see {@link Copies#mayBeSecondRecord}. */
    boolean mayBeSecondRecord;

    /** It looks lost, and the far capture reports drops that may explain it. */
    boolean awaitsDrops;

    boolean answered;
    boolean resent;
    boolean hole;
    /** So many packets of the other end still waited for its bytes, long after they must have come to it. */
    int unheeded;

    boolean fresh;
    /** Acknowledgments say nothing of it: its bytes were acknowledged before it left, or its connection is over. */
    boolean pastAcks;

    /**
     * When the first reset came that acknowledges it, of which it is not known whether its sender sent it; {@link Long#MIN_VALUE}
     * when none did.
     */
    long refusedNanos = Long.MIN_VALUE;

    /** What a router may have cut of it or, of a fragment, what it may have cut it off; null where nothing is known of that. */
    RouterFragments.Datagram datagram;

    /** Of a fragment: its bytes of the datagram, and in what pieces these are seen at the other end. */
    FragmentsCutAgain.Piece piece;

    /** Of a fragment that left: its datagram, which may ask for an answer. */
    AnsweredDatagrams.Datagram datagramAsked;

    boolean overdue;
    /** It has no pair, and one alike at the other end is none by its time alone, by clocks that are not known. */
    boolean cameByOtherClocks;
    /** Where it stands in the log; null when nobody asks for single fates. */
    LogChunk logged;

    int loggedPlace;

    long ackedNanos = Long.MIN_VALUE;
    long resentNanos = Long.MIN_VALUE;
    /** When another transmission of its bytes arrived, {@link Long#MAX_VALUE} when none did. */
    long elsewhereNanos = Long.MAX_VALUE;

    long ordinal;
    long laneOrdinal;

    /** Of an arrival that is told out of its turn, {@link Lane#latestArrived} when it was its turn; else the greatest long. */
    long latestBefore = Long.MAX_VALUE;
    /** Number in sending order among all packets of its direction. */
    long pathOrdinal;

    /** Number in sending order on its lane within its connection. */
    long flowOrdinal;

    /** What it holds had left before, and it says nothing else; see {@link #isSentAgain}. */
    boolean again;

    long idleNanos = UNKNOWN;
    long longestIdleNanos = UNKNOWN;
    float shortPackets;
    float shortBytes;
    float longPackets;
    float longBytes;
    float longOfKind;
    LossTally tally;
    long matchFrame;
    int matchFile;
    long delayNanos;
    long copyOf;
    long bytesLost;
    ByteRanges covered;
    /** The arrival that gave the latest bytes to this segment; of another packet by now where the frames differ. */
    Sighting lastArrival;

    long lastArrivalFrame;
    MatchList matches;
    /** Of an ICMP error that is left aside: the lane of the packet that it quotes; null where that is not known. */
    Lane quoted;

    /** Forgets what was found of another packet, but for {@link #covered}. Keeps the arrays it has grown. */
    void forget() {
        leftAside = false;
        quoted = null;
        group = null;
        next = null;
        previous = null;
        fate = null;
        reason = null;
        duplicate = false;
        twins = 0;
        againAt = 0;
        confirmed = false;
        ambiguous = false;
        contested = false;
        isLikelyCopy = false;
        weighed = false;
        mayStandIn = false;
        mayBeRecorded = false;
        mayBeCopy = false;
        mayBeSecondRecord = false;
        passedOn = false;
        noteLast(this);
        routedOn = false;
        awaitsDrops = false;
        answered = false;
        resent = false;
        hole = false;
        unheeded = 0;
        fresh = false;
        pastAcks = false;
        refusedNanos = Long.MIN_VALUE;
        datagram = null;
        piece = null;
        datagramAsked = null;
        elsewhereNanos = Long.MAX_VALUE;
        overdue = false;
        cameByOtherClocks = false;
        logged = null;
        ackedNanos = Long.MIN_VALUE;
        resentNanos = Long.MIN_VALUE;
        ordinal = 0;
        laneOrdinal = 0;
        latestBefore = Long.MAX_VALUE;
        pathOrdinal = 0;
        flowOrdinal = 0;
        again = false;
        idleNanos = UNKNOWN;
        longestIdleNanos = UNKNOWN;
        tally = null;
        matchFrame = 0;
        matchFile = 0;
        delayNanos = 0;
        copyOf = 0;
        bytesLost = 0;
        lastArrival = null;
        lastArrivalFrame = 0;
        if (matches != null) {
            matches.clear();
        }
    }

    /** Whoever is done with it leaves nothing in {@link #covered}: only data has anything there. */
    void uncover() {
        if (covered != null && typeP.isTcp() && length > 0) {
            covered.clear();
        }
    }

    /** It is not matched, for this reason. */
    void setAside(Reason why) {
        fate = Fate.ASIDE;
        reason = why;
    }

    /** Takes in a further sighting. */
    void seenAgain(Sighting further) {
        twins += (places & further.places) != 0 ? 1 : 0;
        places |= further.places;
        if (isBehindLast(further)) {
            noteLast(further);
        }
        routedOn |= further.timeToLive == timeToLive - 1;
    }

    private void noteLast(Sighting record) {
        lastPlace = record.places;
        lastFile = record.file;
        lastNanos = record.timeNanos;
        lastTimeToLive = record.timeToLive;
        lastGoing = record.going;
    }

    /**
     * By what tells best: a router takes one from the TTL; what goes out has come in; only then the times, by which what a port
     * takes in may be behind what its bridge sends out.
     */
    private boolean isBehindLast(Sighting further) {
        if (further.timeToLive != lastTimeToLive) {
            return further.timeToLive < lastTimeToLive;
        }
        boolean out = further.going == DecodedPacket.MARK_OUTBOUND;
        boolean lastOut = lastGoing == DecodedPacket.MARK_OUTBOUND;
        return out == lastOut ? further.timeNanos >= lastNanos : out;
    }

    /**
     * Whether a further sighting is at a place where it was seen before. What comes twice and passes several places is there again
     * at each of them, and has come once more all the same: the first of these places tells.
     */
    boolean isThereAgain(long place) {
        boolean before = (places & place) != 0;
        againAt = before && againAt == 0 ? place : againAt;
        return before && againAt == place;
    }

    boolean isDecided() {
        return fate != null;
    }

    /** Whether the other end is known to wait for its bytes in vain; a single packet of it may have been held up. */
    boolean isUnheeded() {
        return unheeded >= UNHEEDED;
    }

    /** One past the last sequence number that it takes up; SYN and FIN take one each (RFC 9293 section 3.4). */
    int sequenceEnd() {
        return sequence + length + ((flags & TcpFlags.SYN) != 0 ? 1 : 0) + ((flags & TcpFlags.FIN) != 0 ? 1 : 0);
    }

    /** What its reader has noted of its direction of its flow; null at first, and again where that was forgotten meanwhile. */
    public Object note() {
        return leg.note;
    }

    /** Notes something of its direction of its flow, for {@link #note} of the next one. */
    public void note(Object note) {
        leg.note = note;
    }

    /**
     * Stands for its flow: equal at every host, whatever addresses it has there, and for both directions; null when it is not
     * between two hosts with captures. Makes a new object each time.
     */
    public Object flowKey() {
        return leg.isBetweenHosts() ? leg.name.undirected() : null;
    }

    /** Index of the host that it comes from; only where {@link #flowKey} is not null. */
    public int fromHost() {
        return leg.from;
    }

    /** Index of the host that it goes to; only where {@link #flowKey} is not null. */
    public int toHost() {
        return leg.to;
    }

    /** To be added to its host's sequence numbers on this leg to have those that all hosts agree on. */
    public int sequenceShift() {
        return leg.sequenceShift;
    }

    /** Nanoseconds on the reference clock: what the merge orders by. */
    public long timeNanos() {
        return timeNanos;
    }

    /** Nanoseconds since the epoch on the clock of its own capture. */
    public long ownNanos() {
        return ownNanos;
    }

    /** Which of its host's captures it is in, and its number there. */
    public int file() {
        return file;
    }

    public long frame() {
        return frame;
    }

    /** Index of the host that it left. */
    public int from() {
        return leg.lane.path.from;
    }

    /** Index of the host that it left for. */
    public int to() {
        return leg.lane.path.to;
    }

    public TypeP typeP() {
        return typeP;
    }

    /** Whether it wants an answer of its own: an echo request, or a SYN. */
    boolean asks() {
        return typeP == TypeP.ICMP_ECHO_REQUEST || typeP == TypeP.TCP_SYN;
    }

    /** As it is counted in {@link LossRow}: by what was known of its flow when it left. */
    public Role role() {
        return tally.kind.role();
    }

    /** Index of the host that began the exchange, {@link #UNKNOWN} when that is not known; as {@link #role}. */
    public int initiator() {
        return tally.kind.initiator();
    }

    public Fate fate() {
        return fate;
    }

    /** On what the fate rests. */
    public Reason reason() {
        return reason;
    }

    /** The number of packets with this fate is sure, which of several alike it was is not. */
    public boolean isAmbiguous() {
        return ambiguous;
    }

    /** One-way delay on the reference clock, nanoseconds; may be negative by the clocks' error. 0 unless it arrived. */
    public long delayNanos() {
        return delayNanos;
    }

    public boolean isFragment() {
        return typeP == TypeP.FRAGMENT;
    }

    /** A fragment other than the first of its datagram: it shows no ports. */
    public boolean isLaterFragment() {
        return isFragment() && sequence > 0;
    }

    /**
     * What it shows itself to be to whoever looks at it alone: of a first fragment the kind of its datagram, where that is an
     * echo or TCP; of those behind it a fragment.
     */
    public TypeP shownKind() {
        if (!isFragment() || isLaterFragment()) {
            return typeP;
        } else if (isOfTcp()) {
            return TypeP.TCP_DATA;
        }
        return switch (fragmentRole) {
            case REQUEST -> TypeP.ICMP_ECHO_REQUEST;
            case RESPONSE -> TypeP.ICMP_ECHO_REPLY;
            default -> typeP;
        };
    }

    /** Whether its IP header says TCP, a fragment's too; else ICMP. */
    public boolean isOfTcp() {
        Tuple tuple = leg.tuple;
        return tuple.kind() == Tuple.TCP || tuple.kind() == Tuple.FRAGMENTS && tuple.sourcePort() == TCP_PROTOCOL;
    }

    /** Time to live or hop limit, 0 to 255, as it was seen here. */
    public int timeToLive() {
        return timeToLive;
    }

    /** Differentiated services code point (RFC 2474), 0 to 63, as it left. */
    public int dscp() {
        return trafficClass >> 2;
    }

    /** 4 or 6, of the innermost packet. */
    public int ipVersion() {
        return ipVersion;
    }

    /**
     * What it travels in where its host's capture shows it: the bits of {@link
     * dev.halfway.decode.DecodedPacket#encapsulation()}, and above them, from {@link #CARRIER_VLAN_SHIFT} on, its innermost VLAN
     * identifier and 1, or 0 without a tag.
     */
    public int carrier() {
        return carrier;
    }

    /**
     * Bytes of the IP packet as it goes over the wire, with all headers, those of tunnels that it was seen in included. A segment that the network card cuts into
     * several packets after the capture saw it counts as the longest of these, by the maximum segment size that the other
     * end announced; {@link #UNKNOWN} where it is longer than 1,500 bytes and the announcement was not seen.
     */
    public int wireBytes() {
        if (!typeP.isTcp() || length == 0) {
            return packetLength + tunnelBytes;
        }
        int most = leg.lane.reverse.maximumSegment;
        if (most == 0) {
            return packetLength <= USUAL_MTU ? packetLength + tunnelBytes : UNKNOWN;
        }
        return Math.min(packetLength, most + headerBytes()) + tunnelBytes;
    }

    /**
     * How many packets this is on the wire: several where the network card cuts a segment after the capture saw it, as many as it
     * takes at least by the maximum segment size that the other end announced, or else in packets of 1,500 bytes.
     */
    public int wirePackets() {
        return Math.max(1, packetsFor(segmentBytes()));
    }

    /** How many of these the bytes make up that are lost; means nothing of what is not lost. */
    public int wirePacketsLost() {
        return Math.max(1, packetsFor((int) bytesLost));
    }

    private int packetsFor(int payloadBytes) {
        int most = leg.lane.reverse.maximumSegment;
        int each = most > 0 ? most : USUAL_MTU - headerBytes();
        return (payloadBytes + each - 1) / each;
    }

    private int headerBytes() {
        return TCP_HEADER_BYTES + (ipVersion == 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES);
    }

    /** In which tunnels it left, bits as of {@link dev.halfway.decode.DecodedPacket#encapsulation}; 0 for none. */
    public int tunnels() {
        return tunnelBytes == 0 ? 0 : carrier & (1 << CARRIER_VLAN_SHIFT) - 1;
    }

    /** Whether it left in a tunnel whose packets no router may cut to size. */
    public boolean isOuterDontFragment() {
        return outerDontFragment;
    }

    /** Bytes of a TCP segment's payload, as it was captured; 0 for other packets. */
    public int segmentBytes() {
        return typeP.isTcp() ? length : 0;
    }

    /** Which message its segment is about, as its reader said; null where it said nothing. */
    public String message() {
        return message;
    }

    /** Number of its flow, both directions alike, from 0. */
    public int flow() {
        return leg.lane.number >> 1;
    }

    /** The same for all packets in this direction between the same addresses and of the same service: a port, or ping. */
    public long service() {
        Tuple tuple = leg.tuple;
        boolean tcp = tuple.kind() == Tuple.TCP;
        boolean asks = initiator() == from();
        return Tuple.hash(
                tuple.kind(),
                tuple.sourceHigh(),
                tuple.sourceLow(),
                tuple.destinationHigh(),
                tuple.destinationLow(),
                tcp && !asks ? tuple.sourcePort() : 0,
                tcp && asks ? tuple.destinationPort() : 0);
    }

    /** Stands for the address that it left from, as its host has it: equal where that is. */
    public long source() {
        Tuple tuple = leg.tuple;
        return Mix.add(tuple.sourceHigh(), tuple.sourceLow());
    }

    /** Likewise for the address that it goes to. */
    public long destination() {
        Tuple tuple = leg.tuple;
        return Mix.add(tuple.destinationHigh(), tuple.destinationLow());
    }

    /** Makes a new string each time. */
    public String sourceWords() {
        return Addresses.format(leg.tuple.sourceHigh(), leg.tuple.sourceLow());
    }

    /** Makes a new string each time. */
    public String destinationWords() {
        return Addresses.format(leg.tuple.destinationHigh(), leg.tuple.destinationLow());
    }

    /** Its five-tuple, or what stands for it, in words. Makes a new string each time. */
    public String flowWords() {
        return leg.tuple.words();
    }

    /** Its {@link #service()}, in words. Makes a new string each time. */
    public String serviceWords() {
        Tuple tuple = leg.tuple;
        boolean asks = initiator() == from();
        String asked = asks ? destinationWords() : sourceWords();
        return tuple.kind() == Tuple.TCP
                ? "TCP port " + (asks ? tuple.destinationPort() : tuple.sourcePort()) + " of " + asked
                : "pings of " + asked;
    }

    /** Number of the packet in its direction of its flow or connection, from 0, in sending order. */
    public long flowOrdinal() {
        return flowOrdinal;
    }

    /** Number of the packet among all that left for the same host, from 0, in sending order. */
    public long directionOrdinal() {
        return pathOrdinal;
    }

    /** Whether what followed shows that it was lost. */
    public boolean isConfirmed() {
        return confirmed;
    }

    /** Whether it is data, or opens a connection, and had left before. */
    public boolean isSentAgain() {
        return again;
    }

    /** Nanoseconds since a packet of its flow left either end, or, of what is sent again, before it was sent at first; {@link #UNKNOWN} for the first. */
    public long idleNanos() {
        return idleNanos;
    }

    /** Longest pause of its flow, so far in its connection, nanoseconds; {@link #UNKNOWN} for the first packet. */
    public long longestIdleNanos() {
        return longestIdleNanos;
    }

    /** Packets a second that left for the same host in about 100 ms before it. */
    public float shortPacketRate() {
        return shortPackets;
    }

    /** Bytes of IP packets a second that left for the same host in about 100 ms before it. */
    public float shortByteRate() {
        return shortBytes;
    }

    /** Packets a second that left for the same host in about 1 s before it. */
    public float longPacketRate() {
        return longPackets;
    }

    /** Bytes of IP packets a second that left for the same host in about 1 s before it. */
    public float longByteRate() {
        return longBytes;
    }

    /** Packets of its kind a second that left for the same host in about 1 s before it. */
    public float longKindRate() {
        return longOfKind;
    }
}

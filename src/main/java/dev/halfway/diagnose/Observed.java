package dev.halfway.diagnose;

import dev.halfway.bgp.Segment;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Sighting;

/** What is kept of one judged packet: all that may decide whether it is lost. Filled again and again. */
final class Observed {
    static final int UNKNOWN = Sighting.UNKNOWN;

    /** Number in sending order in its direction. */
    long ordinal;
    /** On the sender's clock, since the epoch. */
    long timeNanos;
    /** On the reference clock. */
    long referenceNanos;

    long delayNanos;
    /** What followed shows that it was lost. */
    boolean confirmed;
    /** It is lost, and so is the packet before of which anything is known. */
    boolean afterLoss;
    /** Index of the host that began, or {@link #UNKNOWN}. */
    int initiator;

    TypeP typeP;
    /** As {@link Sighting#shownKind()}. */
    TypeP shownKind;
    /** As {@link Sighting#isOfTcp()}. */
    boolean ofTcp;
    /** A fragment behind the first one of its datagram. */
    boolean laterFragment;
    /** Bytes of the IP packet on the wire, or {@link #UNKNOWN}. */
    int bytes;

    /** How many it is on the wire, more than 1 where the network card cuts a segment. */
    int wirePackets;
    /** How many of these are lost, if it is. */
    int wirePacketsLost;
    /** Of a TCP segment's payload; 0 for other packets. */
    int segmentBytes;
    /** The type of the BGP message that the segment is about, as in {@link Segment}; null where that is not known. */
    String message;

    /** That it left in, as bits; 0 for none. */
    int tunnels;
    /** No router may cut the outermost packet of the tunnel. */
    boolean outerDontFragment;

    int dscp;
    /** 4 or 6. */
    int ipVersion;
    /** As {@link Sighting#carrier()} says. */
    int carrier;
    /** Or hop limit, as it left. */
    int timeToLive;

    /** As {@link Sighting#source()}. */
    long source;
    /** As {@link Sighting#destination()}. */
    long destination;

    int flow;
    /** The same for all flows that go, in this direction, between the same addresses and of the same service. */
    long service;
    /** From 0, in its direction of its flow. */
    long flowOrdinal;
    /** It had left before: what becomes of it follows from the first. */
    boolean sentAgain;
    /** Since the flow's packet before, or {@link #UNKNOWN}; of what is sent again, as of the first. */
    long idleNanos;
    /** So far in the flow, or {@link #UNKNOWN}. */
    long longestIdleNanos;

    /** Offered load just before it, a second: packets and bytes, over 100 ms and over 1 s. */
    float shortPackets;

    float shortBytes;
    float longPackets;
    float longBytes;
    /** Likewise packets of its kind, over 1 s. */
    float longOfKind;

    void fill(Sighting s) {
        ordinal = s.directionOrdinal();
        timeNanos = s.ownNanos();
        referenceNanos = s.timeNanos();
        delayNanos = s.delayNanos();
        confirmed = s.isConfirmed();
        initiator = s.initiator();
        typeP = s.typeP();
        shownKind = s.shownKind();
        ofTcp = s.isOfTcp();
        laterFragment = s.isLaterFragment();
        bytes = s.wireBytes();
        wirePackets = s.wirePackets();
        wirePacketsLost = s.wirePacketsLost();
        segmentBytes = s.segmentBytes();
        message = s.message();
        tunnels = s.tunnels();
        outerDontFragment = s.isOuterDontFragment();
        dscp = s.dscp();
        ipVersion = s.ipVersion();
        carrier = s.carrier();
        timeToLive = s.timeToLive();
        source = s.source();
        destination = s.destination();
        flow = s.flow();
        service = s.service();
        flowOrdinal = s.flowOrdinal();
        sentAgain = s.isSentAgain();
        idleNanos = s.idleNanos();
        longestIdleNanos = s.longestIdleNanos();
        shortPackets = s.shortPacketRate();
        shortBytes = s.shortByteRate();
        longPackets = s.longPacketRate();
        longBytes = s.longByteRate();
        longOfKind = s.longKindRate();
    }
}

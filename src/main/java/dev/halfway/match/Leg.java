package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;

/** One direction of a flow as one host sees it: what a sighting looks up first. */
final class Leg {
    /** Where a host stands on the way of a packet. */
    enum Position {
        /** Owns the source: the packet leaves here. */
        SENDER,
        /** Owns the destination: the packet arrives here. */
        RECEIVER,
        /** Owns neither, while two other hosts of ours do. */
        PASSING,
        /** Owns both ends. */
        INSIDE,
        /** It cannot be told which end belongs to which host. */
        UNDECIDED,
        /** One end belongs to no host with a capture. */
        OUTSIDE
    }

    final Tuple tuple;
    // The tuple's own: a look at another object for each packet is what costs most where there are many flows.
    private final int kind;
    private final long sourceHigh;
    private final long sourceLow;
    private final long destinationHigh;
    private final long destinationLow;
    private final int sourcePort;
    private final int destinationPort;
    /** As {@link Tuple#hash}. */
    final long hash;
    /** The same of the other direction. */
    final long hashBack;
    /** Where its table's search for it begins. */
    final long spread;
    /** What its reader keeps of it besides. */
    Object note;

    /** Null until it is placed. */
    Position position;
    /** What all hosts agree to call it. */
    Tuple name;
    /** Indices of the hosts that own its ends, or {@link Owners#NOBODY}. */
    int from;

    int to;
    /** Set during the survey only. */
    SurveyedLeg survey;

    /** It was looked up since its table was last full. */
    boolean used = true;

    /** Set by who matches, of legs that are between two hosts; another one once that is forgotten. */
    Lane lane;

    private PacketFate.FlowName flowName;
    /** So many records the host's captures take of each packet: 1, but for a mirror of both directions and the like. */
    int recordsOfEach = 1;
    /** They take as many of nearly every packet. */
    boolean recordsAlways;
    /** Its packets are sent to all stations of a link: whoever answers does so by an address of its own. */
    boolean broadcast;
    /** The host's clock gives no two packets the same time, but for a rare chance. */
    boolean fineClock;
    /** The host's captures are known to hold records of one packet twice, with the same time. */
    boolean recordsTwice;
    /** Added to this host's sequence numbers to get those of the lane, where a device on the path shifts them. */
    int sequenceShift;
    /** Likewise for acknowledgment numbers. */
    int acknowledgmentShift;
    /** The same of the other host: what it acknowledges selectively may come with the numbers that it goes by itself. */
    int acknowledgmentShiftThere;
    /** Likewise for this host's TCP timestamps, and for those that they echo. */
    int timestampShift;

    int echoShift;
    /** Its timestamps tell nothing: a device on the path makes others of them, or none. */
    boolean timestampsRewritten;

    /** Whether the two hosts know what is acknowledged by other numbers. */
    boolean shiftsAcknowledgments() {
        return acknowledgmentShift != acknowledgmentShiftThere;
    }

    /** Whether the host's captures take each packet more than once. */
    boolean isDoubled() {
        return recordsOfEach > 1;
    }

    /** Whether the host is one of the two hosts that it leads from and to. */
    boolean isBetweenHosts() {
        return position == Position.SENDER || position == Position.RECEIVER;
    }

    Leg(Tuple tuple, long spread) {
        this.tuple = tuple;
        kind = tuple.kind();
        sourceHigh = tuple.sourceHigh();
        sourceLow = tuple.sourceLow();
        destinationHigh = tuple.destinationHigh();
        destinationLow = tuple.destinationLow();
        sourcePort = tuple.sourcePort();
        destinationPort = tuple.destinationPort();
        hash = tuple.hash();
        hashBack = tuple.reversed().hash();
        this.spread = spread;
    }

    /** Whether a packet of this kind, between these ports, belongs to it. */
    boolean isOf(DecodedPacket packet, int itsKind, int itsSourcePort, int itsDestinationPort) {
        return kind == itsKind
                && sourceLow == packet.sourceLow()
                && destinationLow == packet.destinationLow()
                && sourcePort == itsSourcePort
                && destinationPort == itsDestinationPort
                && sourceHigh == packet.sourceHigh()
                && destinationHigh == packet.destinationHigh();
    }

    /** As {@link Tuple#kind}. */
    int kind() {
        return kind;
    }

    /** Made once, and once more where a lane is set or another one. */
    PacketFate.FlowName flowName() {
        int number = lane == null ? PacketFate.FlowName.NONE : lane.number >> 1;
        if (flowName == null || flowName.number() != number) {
            flowName = new PacketFate.FlowName(number, tuple.words());
        }
        return flowName;
    }
}

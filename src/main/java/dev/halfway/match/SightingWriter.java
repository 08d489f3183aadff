package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import dev.halfway.decode.Checksums;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;

/**
 * Makes sightings of one host's packets in scope: what identifies a packet, and nothing the path may change.
 *
 * <table>
 * <caption>What the key takes, and what it leaves out because the path may change it</caption>
 * <tr><th>packet</th><th>in the key</th></tr>
 * <tr><td>echo (RFC 792, RFC 4443 section 4)</td><td>type, sequence number, payload length and digest; addresses and
 * identifier by the lane</td></tr>
 * <tr><td>TCP (RFC 9293 section 3.1)</td><td>sequence, acknowledgment, flags but ECE and CWR (RFC 3168), window, TSval and
 * TSecr (RFC 7323), SACK blocks (RFC 2018; of them what no shift changes where numbers are shifted on the way; the length of
 * the header where a capture cuts them), payload length and digest; addresses and ports by the lane</td></tr>
 * <tr><td>fragment (RFC 791, RFC 8200 section 4.5)</td><td>identification, offset, more-fragments, length, digest; of the
 * first of an echo the sequence number</td></tr>
 * <tr><td>ICMP error (RFC 792, RFC 4443)</td><td>type, code, rest of header, the quoted packet's addresses, ports and
 * sequence number</td></tr>
 * <tr><td>left out</td><td>TTL and hop limit (RFC 791, RFC 8200), DSCP (RFC 2474), ECN (RFC 3168), IP and transport
 * checksums (offload), IP identification (RFC 6864: only breaks ties), IP options, flow label (RFC 6437), link header, tags,
 * tunnels, padding</td></tr>
 * </table>
 */
public final class SightingWriter {
    private static final int MOST_PLACES = 64;
    private static final int TCP_PROTOCOL = 6;

    private final LegTable legs;
    private final FragmentHeads fragments = new FragmentHeads();
    private final long[] places = new long[MOST_PLACES];
    private final Content content;
    private final boolean timestampsComparable;
    private final boolean sackComparable;
    private final LegPlacer placer;
    private final ClockMap clock;
    /** Null where the host's capture shows none. */
    private final StrayFrames strays;

    private final int host;
    private int placeCount;

    /** @param plan says what all captures hold of every packet; only read */
    SightingWriter(Plan plan, int host) {
        this.host = host;
        legs = new LegTable(plan.views().length);
        content = plan.content();
        timestampsComparable = plan.timestampsComparable();
        sackComparable = plan.sackComparable();
        placer = new LegPlacer(plan, host);
        clock = plan.clock(host);
        strays = plan.strays().isAnyAt(host) ? plan.strays() : null;
    }

    /**
     * Fills {@code s} with what the packet says.
     *
     * @return false for a fragment of which it cannot be told that its datagram is in scope: it is set aside. One that
     *     arrives passes all the same, as an {@link Sighting#orphan}: its first fragment may be lost, or on its way still.
     */
    public boolean write(DecodedPacket packet, byte[] buffer, int interfaceIndex, int direction, Sighting s) {
        s.clearPacket();
        s.typeP = packet.typeP();
        if (s.typeP == TypeP.FRAGMENT) {
            s.fragmentRole = fragments.roleOf(packet);
            s.orphan = s.fragmentRole == null;
            s.fragmentRole = s.orphan ? Role.UNKNOWN : s.fragmentRole;
        }
        s.leg = legs.of(packet);
        if (s.leg.position == null) {
            placer.place(s.leg);
            s.leg.broadcast = packet.isBroadcast();
        }
        if (strays != null && s.leg.position == Leg.Position.RECEIVER && strays.isStray(host, packet, interfaceIndex)) {
            s.exclude(Reason.FOR_ANOTHER_STATION);
            return false;
        }
        if (s.orphan && s.leg.position != Leg.Position.RECEIVER) {
            s.exclude(Reason.DATAGRAM_UNKNOWN);
            return false;
        }
        s.ipVersion = packet.ipVersion();
        s.carrier = (packet.vlan() + 1) << Sighting.CARRIER_VLAN_SHIFT | packet.encapsulation();
        s.trafficClass = packet.trafficClass();
        s.packetLength = packet.networkLength() > 0
                ? packet.networkLength()
                : packet.payloadOffset() - packet.networkOffset() + packet.payloadLength();
        s.transportLength = packet.transportLength();
        s.tunnelBytes = packet.tunnelBytes();
        s.outerDontFragment = packet.hasOuter() && packet.outerDontFragment();
        s.timeToLive = packet.timeToLive();
        s.going = going(packet, direction);
        s.identification = packet.ipVersion() == 4 ? packet.identification() : 0;
        s.length = packet.payloadLength();
        s.checksum = Checksums.said(buffer, packet);
        s.digest = content.of(packet, buffer);
        s.places = placeBit(packet, interfaceIndex, direction);
        switch (s.leg.kind()) {
            case Tuple.TCP -> writeTcp(packet, s);
            case Tuple.ECHO -> writeEcho(packet, s);
            case Tuple.FRAGMENTS -> writeFragment(packet, s);
            default -> writeError(packet, s);
        }
        return true;
    }

    /**
     * Fills in where and when the packet was seen; after {@link #write}.
     *
     * @param ownNanos as the capture says
     * @param unwrappedNanos the same, made to run forwards
     */
    public void place(Sighting s, int file, long frame, long ownNanos, long unwrappedNanos) {
        s.host = host;
        s.file = file;
        s.frame = frame;
        s.ownNanos = ownNanos;
        s.timeNanos = clock.toReference(unwrappedNanos);
        s.pauseStartNanos = s.timeNanos;
        s.pauseEndNanos = s.timeNanos;
    }

    /**
     * Fills in for how long the host's captures held no record at all; after {@link #place}. Both so long before the packet,
     * by times made to run forwards.
     */
    public void pause(Sighting s, long startBeforeNanos, long endBeforeNanos) {
        s.pauseStartNanos = s.timeNanos - startBeforeNanos;
        s.pauseEndNanos = s.timeNanos - endBeforeNanos;
    }

    private void writeTcp(DecodedPacket packet, Sighting s) {
        s.flags = packet.tcpFlags();
        s.sequence = packet.sequence() + s.leg.sequenceShift;
        boolean acknowledges = (s.flags & TcpFlags.ACK) != 0;
        s.acknowledgment = acknowledges ? packet.acknowledgment() + s.leg.acknowledgmentShift : 0;
        s.window = packet.window();
        s.maximumSegment = packet.maximumSegmentSize();
        s.hasTimestamps = timestampsComparable && !s.leg.timestampsRewritten && packet.hasTimestamps();
        s.timestampValue = s.hasTimestamps ? packet.timestampValue() + s.leg.timestampShift : 0;
        s.timestampEcho = s.hasTimestamps ? packet.timestampEcho() + (acknowledges ? s.leg.echoShift : 0) : 0;
        long key = Mix.add(s.typeP.ordinal(), (long) s.sequence << 32 | s.acknowledgment & 0xffffffffL);
        key = Mix.add(key, (long) s.timestampValue << 32 | s.timestampEcho & 0xffffffffL);
        key = Mix.add(key, (long) s.length << 32 | (long) s.window << 8 | s.flags & TcpFlags.IN_KEY);
        s.sackBlocks = packet.sackBlocks();
        if (s.sackBlocks > 0) {
            if (s.sackEdges == null) {
                s.sackEdges = new int[2 * DecodedPacket.MAX_SACK_BLOCKS];
            }
            int shift = sackShift(packet, s);
            int origin = s.leg.shiftsAcknowledgments() ? packet.sackEdge(0) : -shift;
            for (int i = 0; i < 2 * s.sackBlocks; i++) {
                s.sackEdges[i] = packet.sackEdge(i) + shift;
                key = sackComparable ? Mix.add(key, packet.sackEdge(i) - origin) : key;
            }
        }
        if (!sackComparable && !s.leg.timestampsRewritten) {
            key = Mix.add(key, packet.tcpHeaderLength());
        }
        s.key = s.length == 0 ? key : Mix.add(key, s.digest);
    }

    /**
     * A device that shifts numbers may leave those in the options as they are. Blocks lie near what is acknowledged besides:
     * with the other shift they would be anywhere.
     */
    private static int sackShift(DecodedPacket packet, Sighting s) {
        int here = s.leg.acknowledgmentShift;
        int there = s.leg.acknowledgmentShiftThere;
        int beyond = packet.sackEdge(2 * s.sackBlocks - 2) - s.acknowledgment;
        return Math.abs((long) (beyond + there)) < Math.abs((long) (beyond + here)) ? there : here;
    }

    private static void writeEcho(DecodedPacket packet, Sighting s) {
        s.sequence = packet.sequence();
        s.echo = echo(packet);
        long content = Mix.add(s.digest, (long) s.sequence << 32 | s.length);
        s.key = Mix.add(content, s.typeP.ordinal());
        s.answeredKey = Mix.add(content, TypeP.ICMP_ECHO_REQUEST.ordinal());
    }

    private static int echo(DecodedPacket packet) {
        return packet.sourcePort() << 16 | packet.sequence();
    }

    private static void writeFragment(DecodedPacket packet, Sighting s) {
        s.sequence = packet.fragmentOffset();
        s.echo = echo(packet);
        s.acknowledgment = packet.identification();
        long key = Mix.add(s.digest, (long) s.sequence << 32 | s.acknowledgment & 0xffffffffL);
        s.moreFragments = packet.moreFragments();
        boolean isNumbered = s.sequence == 0 && packet.protocol() != TCP_PROTOCOL; // TCP's may be shifted on the way
        int number = isNumbered ? packet.sequence() & 0xffff : 0;
        s.key = Mix.add(key, (long) number << 32 | (long) s.length << 1 | (s.moreFragments ? 1 : 0));
    }

    private static void writeError(DecodedPacket packet, Sighting s) {
        s.quote = QuotedErrors.Quote.of(packet);
        s.digest = 0;
        long key = Mix.add(packet.icmpType() << 8 | packet.icmpCode(), packet.icmpRest());
        key = Mix.add(key, packet.quotedSourceHigh() ^ Long.rotateLeft(packet.quotedDestinationHigh(), 32));
        key = Mix.add(key, packet.quotedSourceLow());
        key = Mix.add(key, packet.quotedDestinationLow());
        key = Mix.add(key, (long) packet.quotedSourcePort() << 16 | packet.quotedDestinationPort());
        s.key = Mix.add(key, (long) packet.quotedSequence() << 16 | packet.quotedIdentification() & 0xffff);
    }

    /** What either header says. */
    private static int going(DecodedPacket packet, int direction) {
        return packet.mark() == DecodedPacket.MARK_NONE ? direction : packet.mark();
    }

    /** Which interface, which way, under which encapsulation, with which TTL. */
    static long place(DecodedPacket packet, int interfaceIndex, int direction) {
        return (long) interfaceIndex << 40
                ^ (long) packet.linkInterface() << 24
                ^ (long) packet.encapsulation() << 16
                ^ (long) packet.mark() << 12
                ^ (long) direction << 8
                ^ packet.timeToLive();
    }

    /**
     * One bit for the place: which interface, which way, under which encapsulation, with which TTL. Where there are more
     * places than bits, as over many rotated files, the place seen first gives up its bit: copies of a packet are near in time.
     */
    private long placeBit(DecodedPacket packet, int interfaceIndex, int direction) {
        long place = place(packet, interfaceIndex, direction);
        for (int i = 0; i < Math.min(placeCount, MOST_PLACES); i++) {
            if (places[i] == place) {
                return 1L << i;
            }
        }
        int free = placeCount++ % MOST_PLACES;
        places[free] = place;
        return 1L << free;
    }
}

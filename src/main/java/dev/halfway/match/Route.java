package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What one capture shows of the packets from one address to another. */
final class Route {
    final long sourceHigh;
    final long sourceLow;
    final long destinationHigh;
    final long destinationLow;
    Route reverse;
    long packets;
    /** Some came in frames to all stations of a link. */
    boolean isToAll;
    /** By bit: in which pieces of the capture, as its times run back between them, it has packets; the last stands for all further. */
    long pieces;
    /** Kinds of the packets in scope. */
    final Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
    /** Protocols of the fragments behind the first. */
    final BitSet laterFragments = new BitSet();
    /**
     * Packets that the sketch selected, but for kinds of which hosts send several alike, and how many of them were just there,
     * alike, at the same place.
     */
    long sampled;

    long twins;
    /** Those of them that are no segments sent again: for that they were there too soon. */
    long soonTwins;

    /** Those of them that were there with the same time. */
    long momentTwins;

    /** Most of them that followed one packet. */
    int mostTwins;

    long outbound;
    long inbound;
    /** Shortest time from a packet of the other direction to the answer; {@link Long#MAX_VALUE} when none is known. */
    long leastGapNanos = Long.MAX_VALUE;
    /** The same of echo replies only, which a host sends at once. */
    long leastEchoGapNanos = Long.MAX_VALUE;
    /** TCP segments whose checksum is left to the network card: they are seen so where they are sent. */
    long checksumsPartial;

    final Traits tcp = new Traits();
    final Traits echo = new Traits();
    final LinkFrames frames = new LinkFrames();
    final List<Talk> talks = new ArrayList<>(2);

    /** Identifier and sequence number of the latest echo request in fragments, negative before, and when its first one was there. */
    private long askedInFragments = -1;

    private long askedNanos;
    private int lastIdentification;
    private int lastSequence;
    private int lastAcknowledgment;
    private long identificationsRepeated;
    private long identificationsChanged;

    /** How long it takes at least from a packet to what it brings about at the other end, and that to come by here. */
    long leastRoundTripNanos() {
        boolean known = leastGapNanos != Long.MAX_VALUE && reverse.leastGapNanos != Long.MAX_VALUE;
        return known ? leastGapNanos + reverse.leastGapNanos : Long.MAX_VALUE;
    }

    /**
     * Notes the first fragment of a datagram, to learn how soon an echo request in fragments is answered.
     *
     * @return when the request was there that it is the answer to; the least long where it is none
     */
    long noteFragmentedEcho(DecodedPacket first, long timeNanos) {
        long echo = (long) first.sourcePort() << 16 | first.sequence();
        Role role = FragmentHeads.roleOfFirst(first);
        if (role == Role.REQUEST) {
            askedInFragments = echo;
            askedNanos = timeNanos;
        } else if (role == Role.RESPONSE && reverse.askedInFragments == echo) {
            reverse.askedInFragments = -1;
            return reverse.askedNanos;
        }
        return Long.MIN_VALUE;
    }

    /** A packet answers one of the other direction; {@link Anchor#NO_GAP} where it is not known how long after it. */
    void noteAnswered(long gapNanos, boolean isEcho) {
        if (gapNanos != Anchor.NO_GAP) {
            leastGapNanos = Math.min(leastGapNanos, gapNanos);
            leastEchoGapNanos = isEcho ? Math.min(leastEchoGapNanos, gapNanos) : leastEchoGapNanos;
        }
    }

    /** Notes the IP ID of a packet that is no fragment, to learn whether these tell its source's packets apart. */
    void noteIdentification(int identification, int sequence, int acknowledgment) {
        if (lastIdentification != 0 && identification != 0) {
            boolean another = sequence != lastSequence || acknowledgment != lastAcknowledgment;
            identificationsRepeated += another && identification == lastIdentification ? 1 : 0;
            identificationsChanged += identification != lastIdentification ? 1 : 0;
        }
        lastIdentification = identification;
        lastSequence = sequence;
        lastAcknowledgment = acknowledgment;
    }

    /** Whether its source gives packets that differ the same IP ID mostly (RFC 6864 allows it where they are no fragments). */
    boolean repeatsIdentifications() {
        return identificationsRepeated > identificationsChanged;
    }

    /** Whether its source reacts to what the other direction brings. */
    boolean reacts() {
        return talks.stream().anyMatch(Talk::reacts);
    }

    /**
     * Whether its source reacts to packets of the other direction that the capture does not hold. Of what it holds in fragments
     * it is not known what they are of.
     */
    boolean answersUnseen() {
        return !reverse.kinds.contains(TypeP.FRAGMENT)
                && talks.stream().anyMatch(talk -> talk.reacts() && talk.reverse.packets == 0);
    }

    /** Whether there are packets other than resets of connection attempts, which a firewall may forge. */
    boolean brings() {
        return talks.stream().anyMatch(talk -> talk.packets > 0 && !talk.onlyRefuses());
    }

    /** Whether all its packets have a TTL with which hosts send. */
    boolean hasPassedNoRouter() {
        return hasPassedNoRouter(tcp) && hasPassedNoRouter(echo);
    }

    private static boolean hasPassedNoRouter(Traits traits) {
        return traits.timesToLive.range().map(TraitRow.Range::isFirst).orElse(true);
    }

    /** Both directions; the other is its {@link #reverse}. */
    static Route pair(HostAddress source, HostAddress destination) {
        Route route = new Route(source.high(), source.low(), destination.high(), destination.low());
        route.reverse = new Route(destination.high(), destination.low(), source.high(), source.low());
        route.reverse.reverse = route;
        return route;
    }

    Route(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
    }
}

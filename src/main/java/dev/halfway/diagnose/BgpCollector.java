package dev.halfway.diagnose;

import dev.halfway.bgp.Budget;
import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.Segment;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection;
import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.match.Plan;
import dev.halfway.match.Sighting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows BGP sessions at each tap through the second reading: every segment in scope in, {@link #peerings} out once all
 * fates are told. A connection that does not speak BGP costs one look at its note a segment, and holds nothing. Bounded
 * in memory; what goes beyond is counted. What is kept of one tap is touched by one thread only.
 */
public final class BgpCollector {
    static final int BGP_PORT = 179;

    private static final int MOST_FLOWS = 4_096;
    /** Of flows on other ports that have not said anything yet. */
    private static final int MOST_CANDIDATES = 1_024;

    /** One direction of a flow at one tap. */
    private record Leg(Key key, TapFlow flow, int from) {}

    private static final Leg NOT_FOLLOWED = new Leg(null, null, 0);

    /** Which flow: what both taps call it, or, where one end has no capture, its two ends. */
    private record Key(Object flow, TapFlow.Endpoint first, TapFlow.Endpoint second) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Key key
                    && Objects.equals(flow, key.flow)
                    && Objects.equals(first, key.first)
                    && Objects.equals(second, key.second);
        }

        @Override
        public int hashCode() {
            return Objects.hash(flow, first, second);
        }
    }

    private static final class Tap {
        final Map<Key, TapFlow> flows = new LinkedHashMap<>();
        final Budget budget;
        int candidates;
        long notFollowed;
        /** Of BGP's port, that say something else. */
        long otherwise;

        Tap(int messages) {
            budget = new Budget(messages);
        }
    }

    private final Plan plan;
    private final List<String> hosts;
    private final Tap[] taps;
    /** Of who matches. */
    private final Budget missing;

    private boolean anyTold;

    /**
     * @param hosts names, in the order of the inputs
     * @param messages so many are kept of each host
     */
    public BgpCollector(Plan plan, List<String> hosts, int messages) {
        this.plan = plan;
        missing = new Budget(messages);
        this.hosts = List.copyOf(hosts);
        taps = new Tap[hosts.size()];
        Arrays.setAll(taps, i -> new Tap(messages));
    }

    /**
     * Takes in a packet in scope, in frame order of its host, before the sighting is handed over to be matched. Hosts may
     * have threads of their own.
     *
     * @param s of this packet, filled and not cleared since
     */
    public void accept(int host, Sighting s, DecodedPacket packet, byte[] buffer) {
        if (!packet.typeP().isTcp()) {
            return;
        }
        Tap tap = taps[host];
        Leg leg = (Leg) s.note();
        if (leg == null) {
            leg = place(tap, host, s, packet);
            s.note(leg);
        }
        if (leg == NOT_FOLLOWED) {
            return;
        }
        TapFlow flow = leg.flow;
        if (flow.isForeign()) {
            s.note(NOT_FOLLOWED);
            return;
        }
        TapConnection.Heard heard = flow.glance(leg.from, packet, buffer);
        if (heard == TapConnection.Heard.NOTHING) {
            return;
        }
        boolean bgp = heard == TapConnection.Heard.TAKEN;
        if (bgp) {
            Optional<MessageType> type =
                    Segment.type(buffer, packet.payloadOffset(), packet.payloadCaptured(), packet.payloadLength());
            if (type.isPresent()) { // no lambda for each segment
                s.carry(type.get().words());
            }
            Stamp stamp = new Stamp(s.timeNanos(), s.file(), s.frame());
            bgp = flow.accept(leg.from, s, packet, buffer, stamp);
        }
        if (!bgp) {
            s.note(NOT_FOLLOWED);
            tap.otherwise += flow.isOnBgpPort() ? 1 : 0;
            tap.flows.remove(leg.key);
            flow.close();
            tap.candidates--;
        }
    }

    private Leg place(Tap tap, int host, Sighting s, DecodedPacket packet) {
        TapFlow.Endpoint source = new TapFlow.Endpoint(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
        TapFlow.Endpoint destination =
                new TapFlow.Endpoint(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
        Object name = s.flowKey();
        boolean joined = name != null;
        int fromHost = joined ? s.fromHost() : plan.hostOf(source.high(), source.low());
        int toHost = joined ? s.toHost() : plan.hostOf(destination.high(), destination.low());
        boolean atOneEnd = joined || Math.max(fromHost, toHost) == host && Math.min(fromHost, toHost) < 0;
        if (!atOneEnd) {
            return NOT_FOLLOWED;
        }
        // End 0 is at the host that comes first, or at the one that has a capture: the same by every tap.
        int from = toHost < 0 || fromHost >= 0 && fromHost < toHost ? 0 : 1;
        TapFlow.Endpoint[] ends =
                from == 0 ? new TapFlow.Endpoint[] {source, destination} : new TapFlow.Endpoint[] {destination, source};
        Key key = joined ? new Key(name, null, null) : new Key(null, ends[0], ends[1]);
        TapFlow flow = tap.flows.get(key);
        if (flow == null) {
            boolean known = source.port() == BGP_PORT || destination.port() == BGP_PORT;
            if (tap.flows.size() >= MOST_FLOWS || !known && tap.candidates >= MOST_CANDIDATES && quiet(tap)) {
                tap.notFollowed++;
                return NOT_FOLLOWED;
            }
            int own = fromHost == host ? from : 1 - from;
            flow = new TapFlow(host, name, own, fromHost == host ? toHost : fromHost, ends, tap.budget, missing);
            tap.flows.put(key, flow);
            tap.candidates++;
        }
        flow.shifts[from] = s.sequenceShift();
        return new Leg(key, flow, from);
    }

    /** Counts anew, now and then, how many have said nothing yet; whether these are still too many. */
    private static boolean quiet(Tap tap) {
        if (tap.notFollowed % MOST_CANDIDATES != 0) {
            return true;
        }
        tap.candidates = (int)
                tap.flows.values().stream().filter(each -> !each.speaksBgp()).count();
        return tap.candidates >= MOST_CANDIDATES;
    }

    /** What there is to say of every two BGP speakers; call it once, when no more packets come and all fates are told. */
    public List<BgpPeering> peerings() {
        List<Collection<TapFlow>> flows = new ArrayList<>();
        for (Tap tap : taps) {
            flows.add(tap.flows.values());
        }
        List<BgpPeering> peerings = new BgpStory(plan, hosts, new BgpJoin(flows).connections()).peerings();
        anyTold = !peerings.isEmpty();
        return peerings;
    }

    /** Sentences on what was not followed, for the notes; after {@link #peerings}. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int host = 0; host < taps.length; host++) {
            long left = taps[host].flows.values().stream()
                    .mapToLong(TapFlow::leftOut)
                    .sum();
            if (taps[host].notFollowed + left > 0) {
                notes.add("BGP at " + hosts.get(host) + ": there are more connections than are followed; "
                        + (taps[host].notFollowed + left) + " were left out.");
            }
        }
        long otherwise =
                Arrays.stream(taps).mapToLong(tap -> tap.otherwise).max().orElse(0);
        if (otherwise > 0 && anyTold) {
            notes.add(Words.count(otherwise, "connection") + " of port " + BGP_PORT
                    + (otherwise == 1
                            ? " says something else than BGP, and is"
                            : " say something else than BGP, and are")
                    + " not told of under BGP.");
        }
        return notes;
    }

    /** An address as text. */
    static String text(TapFlow.Endpoint end) {
        return Addresses.format(end.high(), end.low());
    }
}

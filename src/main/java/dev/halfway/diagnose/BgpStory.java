package dev.halfway.diagnose;

import dev.halfway.bgp.ByteStream;
import dev.halfway.bgp.Fault;
import dev.halfway.bgp.FsmState;
import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.TapConnection;
import dev.halfway.bgp.TcpState;
import dev.halfway.decode.Addresses;
import dev.halfway.match.Fate;
import dev.halfway.match.Plan;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What the connections between each two BGP speakers come to. */
final class BgpStory {
    private final Plan plan;
    private final List<String> hosts;
    private final List<JoinedConnection> connections;

    /** Of those that an end opened to its peer, when the last one began. */
    private final Map<Opening, Long> latestOpened = new HashMap<>();

    /** By both hosts, where both have captures, and IP version: who speaks with whom. */
    private final Map<List<Integer>, Set<Pair>> peerings = new HashMap<>();

    private record Pair(String one, String other) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Pair key && one.equals(key.one) && other.equals(key.other);
        }

        @Override
        public int hashCode() {
            return 31 * one.hashCode() + other.hashCode();
        }
    }

    private record Opening(Pair speakers, int end) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Opening key && speakers.equals(key.speakers) && end == key.end;
        }

        @Override
        public int hashCode() {
            return 31 * speakers.hashCode() + end;
        }
    }

    /** @param connections in time order */
    BgpStory(Plan plan, List<String> hosts, List<JoinedConnection> connections) {
        this.plan = plan;
        this.hosts = hosts;
        this.connections = connections;
        for (JoinedConnection each : connections) {
            latestOpened.merge(new Opening(speakers(each), each.opener()), each.firstNanos(), Math::max);
            if (each.hosts[0] >= 0 && each.hosts[1] >= 0) {
                peerings.computeIfAbsent(kin(each, isIpv6(each)), kin -> new HashSet<>())
                        .add(speakers(each));
            }
        }
    }

    List<BgpPeering> peerings() {
        Map<Pair, List<JoinedConnection>> pairs = new LinkedHashMap<>();
        for (JoinedConnection each : connections) {
            pairs.computeIfAbsent(speakers(each), pair -> new ArrayList<>()).add(each);
        }
        return pairs.values().stream().map(this::peering).toList();
    }

    /** What tells the peering from others of the same two hosts: the IP version, or else the addresses. */
    private Optional<String> over(JoinedConnection each) {
        boolean ipv6 = isIpv6(each);
        if (peerings(each, ipv6) > 1) {
            return Optional.of(BgpCollector.text(each.ends[0]) + " and " + BgpCollector.text(each.ends[1]));
        }
        return peerings(each, !ipv6) == 0 ? Optional.empty() : Optional.of(ipv6 ? "IPv6" : "IPv4");
    }

    /** How many peerings of that IP version the same two hosts have. */
    private int peerings(JoinedConnection each, boolean ipv6) {
        return peerings.getOrDefault(kin(each, ipv6), Set.of()).size();
    }

    private static List<Integer> kin(JoinedConnection each, boolean ipv6) {
        return List.of(each.hosts[0], each.hosts[1], ipv6 ? 6 : 4);
    }

    private static boolean isIpv6(JoinedConnection each) {
        return !Addresses.isIpv4(each.ends[0].high(), each.ends[0].low());
    }

    private static Pair speakers(JoinedConnection each) {
        return new Pair(speaker(each, 0), speaker(each, 1));
    }

    private static String speaker(JoinedConnection each, int end) {
        return each.hosts[end] + " " + BgpCollector.text(each.ends[end]);
    }

    private BgpPeering peering(List<JoinedConnection> joined) {
        Optional<String> over = over(joined.get(0));
        HoldTimers timers = new HoldTimers(plan, joined);
        List<BgpSession> sessions = new ArrayList<>();
        long flaps = 0;
        for (JoinedConnection each : joined) {
            BgpSession session = session(each, timers, over);
            sessions.add(session);
            boolean connected = each.speaksBgp() || isConnected(each);
            boolean expired = session.ends().stream()
                    .anyMatch(
                            end -> end.holdTimer().filter(HoldTimer::isExpired).isPresent());
            flaps += connected && (session.closing().isPresent() || expired) ? 1 : 0;
        }
        return new BgpPeering(
                List.of(speaker(joined, sessions, 0), speaker(joined, sessions, 1)),
                List.copyOf(sessions),
                flaps,
                over,
                new BgpFacts(sessions).all());
    }

    /** The handshake was completed. */
    private static boolean isConnected(JoinedConnection each) {
        for (int end = 0; end < 2; end++) {
            if (each.taps[end] != null
                    && each.taps[end].connection().stream(0).isStarted()
                    && each.taps[end].connection().stream(1).isStarted()
                    && each.taps[end].connection().stream(each.opener() < 0 ? 0 : 1 - each.opener())
                                    .acknowledgedEnd()
                            >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The state that goes farthest of all sessions. */
    private BgpPeering.Speaker speaker(List<JoinedConnection> joined, List<BgpSession> sessions, int end) {
        JoinedConnection last = joined.get(joined.size() - 1);
        Optional<String> farthest = Optional.empty();
        int rank = -1;
        for (BgpSession session : sessions) {
            Optional<String> state = session.ends().get(end).fsmState();
            if (state.isPresent() && rank(state.get()) > rank) {
                rank = rank(state.get());
                farthest = state;
            }
        }
        return new BgpPeering.Speaker(host(last, end), BgpCollector.text(last.ends[end]), farthest);
    }

    private static int rank(String words) {
        for (FsmState state : FsmState.values()) {
            if (state.words().equals(words)) {
                return state.ordinal();
            }
        }
        return -1;
    }

    private Optional<String> host(JoinedConnection each, int end) {
        return each.hosts[end] < 0 ? Optional.empty() : Optional.of(hosts.get(each.hosts[end]));
    }

    private BgpSession session(JoinedConnection each, HoldTimers timers, Optional<String> over) {
        List<Optional<HoldTimer>> holdTimers = List.of(timers.of(each, 0), timers.of(each, 1));
        BgpEvents events = new BgpEvents(each, holdTimers);
        return new BgpSession(
                each.opener() < 0 ? OptionalInt.empty() : OptionalInt.of(each.opener()),
                List.of(end(each, 0, holdTimers.get(0)), end(each, 1, holdTimers.get(1))),
                each.firstNanos(),
                each.lastNanos(),
                established(each),
                HoldTimers.negotiated(each),
                each.isSigned(),
                each.isAuthenticated(),
                Sessions.closing(each),
                List.copyOf(events.told()),
                events.leftOut(),
                over);
    }

    /** When the last of the ends was whose captures show how; unknown where the captures do not show the OPENs. */
    private static OptionalLong established(JoinedConnection each) {
        long latest = Long.MIN_VALUE;
        for (int end = 0; end < 2; end++) {
            if (each.taps[end] != null) {
                OptionalLong nanos = each.taps[end].connection().establishedNanos();
                if (nanos.isEmpty() || HoldTimers.open(each, end).isEmpty()) {
                    return OptionalLong.empty();
                }
                boolean fromStart = each.taps[end].connection().isSeenFromItsStart();
                latest = fromStart ? Math.max(latest, nanos.getAsLong()) : latest;
            }
        }
        return latest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest);
    }

    private BgpSession.End end(JoinedConnection each, int end, Optional<HoldTimer> timer) {
        Optional<String> tcpState = Optional.empty();
        Optional<String> fsmState = Optional.empty();
        long unacknowledged = 0;
        if (each.taps[end] != null) {
            TapConnection connection = each.taps[end].connection();
            long now = plan.coverageEndNanos(each.hosts[end]);
            TcpState state = connection.tcpState(now);
            if (state == TcpState.ESTABLISHED && isClosedUnseen(connection, end, timer)) {
                state = TcpState.FIN_WAIT1;
            }
            tcpState = state == TcpState.UNKNOWN ? Optional.empty() : Optional.of(state.name());
            boolean expired = timer.filter(HoldTimer::isExpired).isPresent();
            Optional<FsmState> shown = connection.fsmState(now);
            boolean givenUp = shown.equals(Optional.of(FsmState.ESTABLISHED)) && connectsAgain(each, end);
            fsmState = (expired || givenUp ? Optional.of(FsmState.IDLE_OR_ACTIVE) : shown).map(FsmState::words);
            boolean over = state == TcpState.CLOSED || state == TcpState.SYN_SENT || state == TcpState.SYN_RECV;
            unacknowledged = over ? 0 : connection.stream(end).unacknowledgedBytes();
        }
        return new BgpSession.End(
                host(each, end),
                BgpCollector.text(each.ends[end]),
                each.ends[end].port(),
                tcpState,
                unacknowledged,
                fsmState,
                HoldTimers.open(each, end)
                        .map(open -> new BgpSession.Open(
                                open.version(),
                                open.as(),
                                open.holdTimeSeconds(),
                                open.identifier(),
                                open.capabilities())),
                segments(each, end),
                messages(each, end),
                cadence(each, end),
                timer,
                malformed(each, end),
                openUnanswered(each, end, tcpState),
                unread(each, end));
    }

    private Optional<TimeSpan> openUnanswered(JoinedConnection each, int end, Optional<String> tcpState) {
        boolean open = tcpState.equals(Optional.of(TcpState.ESTABLISHED.name()));
        boolean answers =
                each.messages(end).stream().anyMatch(said -> said.message().type() != MessageType.OPEN);
        boolean peerWentOn =
                each.messages(1 - end).stream().anyMatch(said -> said.message().type() == MessageType.UPDATE);
        if (!open || answers || peerWentOn || unread(each, end) > 0) {
            return Optional.empty();
        }
        OptionalLong since = each.taps[end].connection().unansweredOpenNanos();
        return since.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimeSpan(since.getAsLong(), plan.coverageEndNanos(each.hosts[end])));
    }

    /**
     * Whether an end opened another connection to its peer after all that it said on this one: a speaker does so only while
     * it is not Established with it (RFC 4271 section 8.2.2).
     */
    private boolean connectsAgain(JoinedConnection session, int end) {
        long lastSaid = session.messages(end).stream()
                .mapToLong(JoinedMessage::nanos)
                .max()
                .orElse(session.firstNanos());
        Long opened = latestOpened.get(new Opening(speakers(session), end));
        return opened != null && opened > lastSaid;
    }

    /** The daemon has closed it and gone on to another: its FIN waits behind what is not acknowledged. */
    private static boolean isClosedUnseen(TapConnection connection, int end, Optional<HoldTimer> timer) {
        return connection.stream(end).unacknowledgedBytes() > 0
                && timer.filter(each -> each.state() == HoldTimer.State.FIRED_UNSEEN)
                        .isPresent();
    }

    private static List<BgpSession.Count> segments(JoinedConnection each, int from) {
        List<BgpSession.Count> counts = new ArrayList<>();
        for (Transmission.Kind kind : Transmission.Kind.values()) {
            long sent = each.count(from, kind);
            long appeared = each.appeared(from, kind);
            if (kind.isControl() && sent + appeared > 0) {
                long lost = each.count(from, kind, Fate.LOST);
                long missed = each.count(from, kind, Fate.MISSED);
                long delivered = each.count(from, kind, Fate.DELIVERED)
                        + each.count(from, kind, Fate.LATE)
                        + each.count(from, kind, Fate.CORRUPTED);
                counts.add(new BgpSession.Count(
                        kind.words, sent, delivered, lost, missed, sent - delivered - lost - missed, appeared));
            }
        }
        return counts;
    }

    private static List<BgpSession.Count> messages(JoinedConnection each, int from) {
        List<BgpSession.Count> counts = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            long[] byFate = new long[Fate.values().length];
            for (JoinedMessage message : each.messages(from)) {
                if (message.message().type() == type) {
                    byFate[message.fate().ordinal()] += message.count();
                }
            }
            long unlisted = each.unlisted(from, type);
            long arrivedUnlisted = Math.min(unlisted, each.unlistedArrivals(from, type));
            long delivered = byFate[Fate.DELIVERED.ordinal()] + arrivedUnlisted;
            long lost = byFate[Fate.LOST.ordinal()];
            long missed = byFate[Fate.MISSED.ordinal()];
            long unobservable = byFate[Fate.UNOBSERVABLE.ordinal()] + unlisted - arrivedUnlisted;
            long appeared = byFate[Fate.APPEARED.ordinal()];
            long sent = delivered + lost + missed + unobservable;
            if (sent + appeared > 0) {
                counts.add(new BgpSession.Count(type.words(), sent, delivered, lost, missed, unobservable, appeared));
            }
        }
        return counts;
    }

    /** By when they were first sent; where that was not seen, by when they arrived. */
    private static Optional<BgpSession.Cadence> cadence(JoinedConnection each, int from) {
        long[] times = each.messages(from).stream()
                .filter(message -> message.message().type() == MessageType.KEEPALIVE)
                .mapToLong(JoinedMessage::nanos)
                .toArray();
        if (times.length < 2 || each.unlisted(from, MessageType.KEEPALIVE) > 0) {
            return Optional.empty();
        }
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < times.length; i++) {
            gaps.add(times[i] - times[i - 1]);
        }
        gaps.sort(Comparator.naturalOrder());
        return Optional.of(new BgpSession.Cadence(gaps.get(0), gaps.get(gaps.size() / 2), gaps.get(gaps.size() - 1)));
    }

    private static List<BgpSession.Malformed> malformed(JoinedConnection each, int from) {
        List<BgpSession.Malformed> found = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            long count = each.atSender(from, stream -> stream.faults(fault));
            if (count > 0) {
                found.add(new BgpSession.Malformed(fault.words(), count));
            }
        }
        return found;
    }

    private static long unread(JoinedConnection each, int from) {
        ToLongFunction<ByteStream> unread = stream -> stream.skippedBytes() + stream.cutBytes() + stream.bytesOutside();
        return each.atSender(from, unread);
    }
}

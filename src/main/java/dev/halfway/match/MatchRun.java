package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The second reading: every sighting in, counts and fates out. For each sighting {@link #take}, fill, {@link #admit}, and,
 * when admitted, {@link #accept} in the order of the reference clock over all hosts; at the end {@link #finish}. Not
 * thread-safe.
 */
public final class MatchRun {
    private static final int SYSTEM_PORTS = 1024;
    /** 40 bytes each. */
    private static final int SLOTS_A_FLOW = 8;

    private static final List<Reason> BEYOND_BOUNDS =
            List.of(Reason.TOO_MANY_AT_ONCE, Reason.TOO_MANY_FLOWS, Reason.TOO_MANY_ALIKE, Reason.TOO_MANY_LISTED);

    private final Plan plan;
    private final HostView[] hosts;
    private final Matcher matcher;
    private final QuotedErrors errors = new QuotedErrors();
    private final ArrayDeque<Sighting> pool = new ArrayDeque<>();
    private final Lanes lanes;
    private long latestNanos = Long.MIN_VALUE;
    private final LeftAside leftAside;
    private final Bounds bounds;
    private final Overload overload;
    private final Counting counting;
    private final long lossThresholdNanos;
    private final Standstills standstills;
    private final CommonSilences commonSilences = new CommonSilences();
    /** The captures cannot be compared: nothing is matched. */
    private final boolean refused;

    /**
     * @param counting which packets are counted
     * @param bounds how much is held at once
     * @param fates where the fate of each packet goes; empty when nobody asks
     * @param judged hears of every packet that left and is counted; empty when nobody asks
     */
    public MatchRun(
            Plan plan,
            long lossThresholdNanos,
            Counting counting,
            Bounds bounds,
            Optional<PacketFates> fates,
            Optional<JudgedPackets> judged) {
        this.counting = counting;
        this.lossThresholdNanos = lossThresholdNanos;
        this.plan = plan;
        this.bounds = bounds;
        hosts = plan.views();
        refused = !plan.refusals().isEmpty();
        leftAside = new LeftAside(hosts.length);
        standstills =
                new Standstills(Arrays.stream(hosts).map(host -> host.name).toArray(String[]::new));
        overload = new Overload(lossThresholdNanos);
        matcher = new Matcher(
                hosts,
                plan.paths(),
                lossThresholdNanos,
                fates.orElse(null),
                judged.orElse(null),
                errors,
                plan.anyFragments(),
                overload,
                leftAside,
                new Room(SLOTS_A_FLOW * bounds.flows()),
                this::recycle);
        lanes = new Lanes(matcher.longestWaitNanos(), bounds.flows());
    }

    /** A sighting to fill, new or used before. */
    public Sighting take() {
        Sighting free = pool.pollLast();
        return free == null ? new Sighting() : free;
    }

    private void recycle(Sighting s) {
        s.uncover();
        pool.addLast(s);
    }

    /** Gives back a sighting that was taken and not accepted. */
    public void giveBack(Sighting s) {
        pool.addLast(s);
    }

    /**
     * Places a written sighting on its way; in frame order of its host.
     *
     * @return false when it is not between two hosts with captures; it is counted, and is to be given back
     */
    public boolean admit(Sighting s) {
        Leg leg = s.leg;
        s.forget();
        if (s.excluded != Reason.WITHOUT_TIME) {
            boolean arrives = s.excluded == null && leg.position == Leg.Position.RECEIVER;
            hosts[s.host].pauses.seen(s.pauseStartNanos, s.pauseEndNanos, s.timeNanos, arrives);
        }
        if (s.excluded != null || refused) {
            setAside(s, s.excluded != null ? s.excluded : Reason.NOT_COMPARED);
            // Time goes on by what the capture shows, whoever it is for.
            s.leftAside = s.excluded == Reason.FOR_ANOTHER_STATION && !refused;
            return s.leftAside;
        }
        Lane quoted = s.quote == null ? null : noteError(s);
        if (!leg.isBetweenHosts()) {
            s.quoted = quoted;
            setAside(s, reason(leg.position));
            return false;
        }
        if ((leg.lane == null || leg.lane.flow.forgotten) && !join(leg, s.host)) {
            leaveAside(s, Reason.TOO_MANY_FLOWS);
            return true;
        }
        if (matcher.listed() >= bounds.listed()) {
            leaveAside(s, Reason.TOO_MANY_LISTED);
            return true;
        }
        latestNanos = Math.max(latestNanos, s.timeNanos);
        s.leg.lane.flow.live++;
        s.leg.lane.flow.latestNanos = latestNanos;
        s.counted = counting.counts(s.host, s.file, s.timeNanos);
        if (s.counted) {
            matcher.expect(s, s.host);
        } else {
            leftAside.add(s, Reason.OUTSIDE_RANGE);
        }
        return true;
    }

    /**
     * A host's captures hold no more sightings; all are admitted. Times are on the reference clock.
     *
     * @param pauseStartNanos with {@code pauseEndNanos} the longest time without any record since the last sighting
     * @param nanos the last record
     */
    public void ends(int host, long pauseStartNanos, long pauseEndNanos, long nanos) {
        hosts[host].pauses.seen(pauseStartNanos, pauseEndNanos, nanos, false);
    }

    /** It has no part in the matching. */
    private void setAside(Sighting s, Reason why) {
        s.setAside(why);
        boolean counts = counting.counts(s.host, s.file, s.timeNanos);
        if (why != Reason.WITHOUT_TIME) { // these the first reading has counted
            leftAside.add(s, counts ? why : Reason.OUTSIDE_RANGE);
        }
        if (counts) {
            tellAtOnce(s);
        }
    }

    /** Its fate is known; where there is no room in the list, it is only counted. */
    private void tellAtOnce(Sighting s) {
        if (matcher.listed() < bounds.listed()) {
            matcher.tellAtOnce(s);
        }
    }

    /** Its time still counts: without it nothing under way would come to its end. */
    private void leaveAside(Sighting s, Reason why) {
        s.leftAside = true;
        latestNanos = Math.max(latestNanos, s.timeNanos);
        overload.leftAside(s.timeNanos);
        if (counting.counts(s.host, s.file, s.timeNanos)) {
            leftAside.add(s, why);
            s.fate = s.leg.position == Leg.Position.SENDER ? Fate.UNOBSERVABLE : Fate.APPEARED;
            s.reason = why;
            tellAtOnce(s);
        } else {
            leftAside.add(s, Reason.OUTSIDE_RANGE);
        }
        if (s.watcher != null) {
            s.watcher.onFate(s, s.watcherNote, Fate.UNOBSERVABLE, why);
        }
    }

    /** Takes in the next sighting in the order of {@link Sighting#timeNanos}. */
    public void accept(Sighting s) {
        if (s.leftAside) {
            matcher.pass(s);
            recycle(s);
            return;
        }
        matcher.advance(s.timeNanos);
        if (s.counted) {
            standstills.note(s);
            commonSilences.note(s);
        }
        boolean full = matcher.inFlight() >= bounds.packetsInFlight();
        if (full || s.leg.lane.flow.live > bounds.copies() && matcher.isCrowded(s, bounds.copies())) {
            overload.leftAside(s.timeNanos);
            if (s.counted) {
                leftAside.add(s, full ? Reason.TOO_MANY_AT_ONCE : Reason.TOO_MANY_ALIKE);
            }
            matcher.leaveAside(s);
            return;
        }
        matcher.accept(s);
    }

    /** No more sightings: settles all that is open. */
    public void finish() {
        matcher.finishAll();
    }

    /** What makes sightings of one host's packets for this run; it may be used by another thread. */
    public SightingWriter writer(int host) {
        return new SightingWriter(plan, host);
    }

    /**
     * An error may come from any router; what counts is that it quotes a packet between two hosts with captures.
     *
     * @return the quoted packet's; null when it is not between two hosts
     */
    private Lane noteError(Sighting seen) {
        QuotedErrors.Quote error = seen.quote;
        Lane fragments =
                error.fragments() == null ? null : lanes.find(plan.names().canonical(seen.host, error.fragments()));
        Lane lane = lanes.find(plan.names().canonical(seen.host, error.quoted()));
        if (lane != null) {
            int sequence = error.sequence() - plan.names().sequenceShift(seen.host, error.quoted());
            errors.note(seen, lane, sequence, isOnTheWay(error, lane.path.to));
            if (fragments != null) {
                errors.orOf(fragments, error.identification(), lane, sequence);
            }
            return lane;
        }
        if (fragments != null) {
            errors.note(seen, fragments, error.identification(), isOnTheWay(error, fragments.path.to));
        }
        return fragments;
    }

    /** Whether it is not by one of its own addresses, as far as its capture shows them, that the far host sent the error. */
    private boolean isOnTheWay(QuotedErrors.Quote error, int to) {
        HostAddress source = error.source();
        Scope far = hosts[to].scope;
        boolean itsCaptureWouldShow =
                far.showsEcho(error.ipVersion()) && !far.showsAddress(source.high(), source.low());
        return plan.owners().of(source) != to && (error.isInTransit() || itsCaptureWouldShow);
    }

    /** False when there is no room for its flow. */
    private boolean join(Leg leg, int host) {
        Lane lane = laneOf(leg.name, leg.from, leg.to);
        if (lane == null) {
            return false;
        }
        leg.lane = lane;
        if (host == leg.from) {
            leg.lane.asSent = leg.tuple;
        }
        int other = host == leg.from ? leg.to : leg.from;
        leg.lane.flow.doubtful |= plan.names().isDoubtful(host, other, leg.tuple);
        leg.lane.flow.openedOnTheWay |= plan.names().isOpenedOnTheWay(host, other, leg.tuple);
        leg.lane.broadcast |= leg.broadcast;
        if (!leg.name.equals(leg.tuple)) {
            leg.lane.flow.translated = true;
            leg.lane.path.translates = true;
            leg.lane.path.reverse.translates = true;
        }
        return true;
    }

    /** Null when there is no room. */
    private Lane laneOf(Tuple tuple, int from, int to) {
        Lane known = lanes.find(tuple);
        if (known != null) {
            return known;
        }
        if (!lanes.hasRoom(latestNanos)) {
            return null;
        }
        Flow flow = lanes.make(tuple, plan.paths()[from][to], plan.paths()[to][from]);
        if (tuple.kind() == Tuple.TCP && flow.initiator == Flow.UNKNOWN_HOST) {
            flow.initiator = byServicePort(tuple, from, to);
        }
        setDirections(flow.forward, tuple);
        setDirections(flow.backward, tuple.reversed());
        return flow.forward;
    }

    private void setDirections(Lane lane, Tuple tuple) {
        Directions directions = plan.directions();
        lane.departuresTaken = directions.takesDepartures(lane.path.from, lane.path.to, tuple);
        lane.repeatsIdentifications = plan.repeatsIdentifications(lane.path.from, lane.path.to, tuple);
        lane.renewsIdentifications = plan.names().renewsIdentifications(lane.path.from, lane.path.to, tuple);
        lane.arrivalsTaken = directions.takesArrivals(lane.path.to, tuple);
    }

    /**
     * Met in mid-stream: the initiator is the end whose port is not the service's, or, where both ports are analysed, not a
     * system port (RFC 6335 section 6).
     */
    private int byServicePort(Tuple tuple, int from, int to) {
        boolean source = plan.isServicePort(tuple.sourcePort());
        boolean destination = plan.isServicePort(tuple.destinationPort());
        if (source && destination) {
            source = tuple.sourcePort() < SYSTEM_PORTS;
            destination = tuple.destinationPort() < SYSTEM_PORTS;
        }
        if (source == destination) {
            return Flow.UNKNOWN_HOST;
        }
        return source ? to : from;
    }

    /** How many flows are kept in memory now. */
    public int flowsKept() {
        return lanes.size();
    }

    public List<LossRow> losses() {
        return matcher.ledger().losses();
    }

    public List<AppearedRow> appeared() {
        return matcher.ledger().appeared();
    }

    /** ICMP errors that quote packets between two hosts with captures. */
    public List<ErrorRow> errors() {
        return errors.rows(hosts, plan.owners());
    }

    /** Where both hosts' captures show what leaves one for the other, and how far inside its sender it is seen to come. */
    public List<PassageRow> passages() {
        return Arrays.stream(plan.paths())
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .flatMap(path -> Stream.concat(
                        path.departures.rows(name(path.from), name(path.from), name(path.to)).stream(),
                        path.arrivals.rows(name(path.to), name(path.from), name(path.to)).stream()))
                .toList();
    }

    private String name(int host) {
        return hosts[host].name;
    }

    /** Who began what with which service, and what came of it. */
    public List<ExchangeRow> exchanges() {
        return lanes.exchanges().rows(hosts);
    }

    /** What arrives later than this after it left is late. */
    public long lossThresholdNanos() {
        return lossThresholdNanos;
    }

    /** Hosts that for a while sent nothing although they were asked; at most one for each two. */
    public List<Standstill> standstills() {
        return standstills.all();
    }

    /** The longest time for which no capture showed anything though packets were sent, on the first host's clock. */
    public Optional<CommonSilence> commonSilence() {
        ClockMap clock = plan.clock(0);
        return commonSilences
                .longest()
                .map(all -> new CommonSilence(
                        ownNanos(clock, all.startNanos()),
                        ownNanos(clock, all.endNanos()),
                        all.pings(),
                        all.connections()));
    }

    /** Segments that were sent to a host while its captures stood still, and that it still waited for long after. */
    public long unheededInSilence(int host) {
        return hosts[host].silences.unheeded();
    }

    /** What was left out beyond the bounds, as sentences for the user. */
    public List<String> notes() {
        return lanes.exchanges().notes();
    }

    public List<Unjudged> unjudged() {
        return matcher.ledger().unjudged();
    }

    /** How many packets of one capture are outside the time that is counted. */
    public long outsideRange(int host, int file) {
        return leftAside.of(host, file).getOrDefault(Reason.OUTSIDE_RANGE, 0L);
    }

    /** Packets in scope in one capture that are not judged, by why, in words. */
    public Map<String, Long> leftAside(int host, int file) {
        Map<String, Long> words = new LinkedHashMap<>();
        leftAside.of(host, file).forEach((reason, count) -> words.put(words(reason), count));
        return words;
    }

    private String words(Reason reason) {
        return switch (reason) {
            case TOO_MANY_AT_ONCE -> "more packets in flight than --max-in-flight " + bounds.packetsInFlight();
            case TOO_MANY_FLOWS -> "more flows at once than --max-flows " + bounds.flows();
            case TOO_MANY_ALIKE -> "more packets alike at once than --max-copies " + bounds.copies();
            case TOO_MANY_LISTED -> "more packets to be listed at once than --max-listed " + bounds.listed();
            default -> reason.words("");
        };
    }

    /** Records of a host's captures that hold too little to tell what they are, and that are no packet seen at another host. */
    public long cutShort(int host) {
        return hosts[host].cut.unexplained();
    }

    /** Records of packets that a host's captures hold already, as on another interface. */
    public long seenAgain(int host) {
        return matcher.ledger().seenAgainAt(host);
    }

    /** Counted packets of all hosts that were left aside since more was under way than the bounds allow. */
    public long beyondBounds() {
        long sum = 0;
        for (Reason reason : BEYOND_BOUNDS) {
            sum += leftAside.sum(reason);
        }
        return sum;
    }

    private static Reason reason(Leg.Position position) {
        return switch (position) {
            case PASSING -> Reason.BETWEEN_OTHERS;
            case UNDECIDED -> Reason.OWNER_UNKNOWN;
            case INSIDE -> Reason.WITHIN_HOST;
            default -> Reason.NOT_BETWEEN_HOSTS;
        };
    }

    /**
     * On its own clock: the longest time for which a host's captures stood still or, where that is not known of any, of those for
     * which they may have; empty when they never did as far as is known.
     */
    public Optional<CapturePause> longestPause(int host) {
        ClockMap clock = plan.clock(host);
        return Optional.ofNullable(hosts[host].silences.longest())
                .or(() -> Optional.ofNullable(hosts[host].pauses.longestOpen()))
                .map(pause -> new CapturePause(ownNanos(clock, pause.startNanos()), ownNanos(clock, pause.endNanos())));
    }

    /** On its own clock: when the first and the last packet passed that a host's captures do not hold; empty where there is none. */
    public Optional<TimeSpan> missing(int host) {
        ClockMap clock = plan.clock(host);
        return matcher.ledger()
                .missing(host)
                .map(span -> new TimeSpan(ownNanos(clock, span.firstNanos()), ownNanos(clock, span.lastNanos())));
    }

    /** On a host's own clock, by coming nearer: clocks run at almost the same rate. */
    private static long ownNanos(ClockMap clock, long referenceNanos) {
        long own = referenceNanos;
        for (int i = 0; i < 8; i++) {
            own += referenceNanos - clock.toReference(own);
        }
        return own;
    }

    /**
     * Share of the packets that arrived at a host and would be known to have that its captures do not hold; empty when none
     * was found.
     */
    public OptionalDouble missRate(int host) {
        long missed = matcher.ledger().missedAt(host);
        return missed == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) missed / matcher.ledger().arrivedAt(host));
    }
}

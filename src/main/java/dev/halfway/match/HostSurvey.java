package dev.halfway.match;

import dev.halfway.clock.Leaps;
import dev.halfway.clock.Tick;
import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.ChecksumResult;
import dev.halfway.decode.Checksums;
import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first reading of one host's captures: what they can show, whom they show, and packets by which other captures can be
 * laid beside them. Bounded in memory. Times are the host's own, unwrapped. Not thread-safe.
 */
public final class HostSurvey {
    private static final int CHECKSUMS_TRIED = 1_000;
    private static final int MOST_ROUTES = 1 << 13;

    private static final long COARSE_NANOS = 1_000_000;
    private static final long SOONEST_RESENT_NANOS = 1_000_000;
    private static final int MOST_TOLD_APART = 1 << 13;
    private static final int MOST_DROP_REPORTS = 1 << 14;

    /**
     * What of a packet goes into its hashes; the same for all hosts.
     *
     * @param contentBytes of the payload, from its start
     * @param timestamps whether TCP's do
     * @param digests by this key in place of the payload, where captures hold digests only; empty where none does, or where
     *     those of one cannot be compared with what another one holds
     */
    public record Settings(int contentBytes, boolean timestamps, Optional<ContentKey> digests) {
        /** Enough to tell a restarted ping from the first: the sender's time stands in these bytes. */
        public static final Settings USUAL = new Settings(16, true, Optional.empty());

        /**
         * Settings that suit all of the captures.
         *
         * @param key that is known here, to make digests of what captures hold in full
         */
        public static Settings suiting(List<HostSurvey> surveys, ContentKey key) {
            int contentBytes = USUAL.contentBytes;
            boolean timestamps = true;
            for (HostSurvey survey : surveys) {
                contentBytes = Math.min(contentBytes, survey.digestLimit);
                timestamps &= !survey.scope.timestampsCut();
            }
            boolean digests = DigestSupply.areComparable(
                    surveys.stream().map(each -> each.digests).toList(), key);
            boolean usual = contentBytes == USUAL.contentBytes && timestamps && !digests;
            return usual
                    ? USUAL
                    : new Settings(contentBytes, timestamps, digests ? Optional.of(key) : Optional.empty());
        }
    }

    /** The capture dropped this many packets between two moments. */
    record DropReport(long startNanos, long endNanos, long count) {
        DropReport and(DropReport next) {
            return new DropReport(
                    Math.min(startNanos, next.startNanos), Math.max(endNanos, next.endNanos), count + next.count);
        }
    }

    /** Nothing was recorded between two moments. */
    record BlindSpot(long startNanos, long endNanos) {}

    private static final HostAddress NOBODY = new HostAddress(0, 0);

    private record Ends(HostAddress source, HostAddress destination) {
        /** Spelled out, as {@link HostAddress#equals}. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Ends ends && source.equals(ends.source) && destination.equals(ends.destination);
        }

        @Override
        public int hashCode() {
            return 31 * source.hashCode() + destination.hashCode();
        }
    }

    private final String host;
    private final int mostRoutes;
    private final Settings settings;
    private final Content content;
    private final DigestSupply digests = new DigestSupply();
    final Scope scope = new Scope();
    KeySketch sketch;
    /** Of packets that look alike, those that their IP IDs tell from each other; and fragments. */
    KeySketch toldApart;

    private LegTable legs;
    private final Map<Ends, Route> routes = new LinkedHashMap<>();
    final Neighbours neighbours = new Neighbours();
    final CutRecords cut = new CutRecords();
    /** Stands for all routes that there was no room for. */
    private final Route beyond = Route.pair(NOBODY, NOBODY);

    private final Talks talks;
    private final List<DropReport> drops = new ArrayList<>();
    /** How many reports of the capture each of {@link #drops} takes in. */
    private int reportsInEach = 1;

    private int reportsInLast = 1;
    private final List<BlindSpot> blindSpots = new ArrayList<>();
    private int digestLimit = Integer.MAX_VALUE;
    private boolean fineClock;
    /** 0 until it is asked for. */
    private long resolutionNanos;
    /** Packets of which no two are alike are there twice, with the same time. */
    private boolean takesRecordsTwice;

    private long clockSetNanos = Long.MIN_VALUE;
    private List<TimeUnwrapper.StepBack> setBacks = List.of();
    private long disorderNanos;
    private Leaps leaps = new Leaps();
    private long inScope;
    private long untimed;
    private long unread;
    /** Of the packet being noted. */
    private long place;

    long windowStartNanos = Long.MAX_VALUE;
    long windowEndNanos = Long.MIN_VALUE;

    /** @param hosts how many there are: of many each holds less */
    public HostSurvey(String host, Settings settings, int hosts) {
        this.settings = settings;
        mostRoutes = Bounds.ofEach(MOST_ROUTES, Bounds.FEW, hosts);
        sketch = new KeySketch(Bounds.ofEach(KeySketch.MOST, 2, hosts));
        toldApart = new KeySketch(Bounds.ofEach(MOST_TOLD_APART, Bounds.FEW, hosts));
        legs = new LegTable(hosts);
        talks = new Talks(mostRoutes);
        content = settings.digests().map(Content::ofDigests).orElse(Content.ofBytes(settings.contentBytes()));
        this.host = host;
    }

    public String host() {
        return host;
    }

    /** Widens the time that the captures cover to a moment at which they were watching. */
    public void covers(long timeNanos) {
        fineClock |= timeNanos % COARSE_NANOS != 0;
        windowStartNanos = Math.min(windowStartNanos, timeNanos);
        windowEndNanos = Math.max(windowEndNanos, timeNanos);
    }

    /** Shortens the time that the captures cover: of what came later they need not hold all. */
    public void endsBy(long timeNanos) {
        windowEndNanos = Math.max(windowStartNanos, Math.min(windowEndNanos, timeNanos));
    }

    /** Whether its clock tells moments apart that are less than a millisecond from each other; once all is noted. */
    boolean hasFineClock() {
        return fineClock && resolutionNanos() < COARSE_NANOS;
    }

    /** In what steps its clock goes on, by the packets of the sample; {@link Tick#USUAL_NANOS} at least. */
    long resolutionNanos() {
        if (resolutionNanos == 0) {
            resolutionNanos = Tick.of(sketch.times());
        }
        return resolutionNanos;
    }

    /** Whether records of one packet with the same time are there, as where captures that overlap were merged into one. */
    boolean takesRecordsTwice() {
        return takesRecordsTwice;
    }

    /** Nothing was recorded between two moments that {@link #covers} tells of. */
    public void blind(long startNanos, long endNanos) {
        blindSpots.add(new BlindSpot(startNanos, endNanos));
    }

    /** The capture itself dropped packets between two moments. */
    public void dropped(long startNanos, long endNanos, long count) {
        if (count <= 0) {
            return;
        }
        DropReport report = new DropReport(startNanos, endNanos, count);
        if (reportsInLast < reportsInEach) {
            drops.add(drops.remove(drops.size() - 1).and(report));
            reportsInLast++;
            return;
        }
        if (drops.size() == MOST_DROP_REPORTS) {
            joinDropReports();
        }
        drops.add(report);
        reportsInLast = 1;
    }

    /** Makes one of each two that follow each other: less precise in time, and none is forgotten. */
    private void joinDropReports() {
        for (int i = 0; i < MOST_DROP_REPORTS / 2; i++) {
            drops.set(i, drops.get(2 * i).and(drops.get(2 * i + 1)));
        }
        drops.subList(MOST_DROP_REPORTS / 2, MOST_DROP_REPORTS).clear();
        reportsInEach *= 2;
    }

    /**
     * Takes in a packet of which the capture does not say when it was. It cannot be matched.
     *
     * @param direction as the capture's record marks it
     */
    public void noteUntimed(DecodedPacket packet, int outcome, int direction) {
        scope.note(packet, outcome, direction);
        untimed++;
    }

    /** A packet that is not read: it may be any. */
    public void noteUnread() {
        unread++;
    }

    /** The host's clock was set back while it was captured, and this was taken away from its times. */
    public void setBack(List<TimeUnwrapper.StepBack> steps) {
        setBacks = List.copyOf(steps);
    }

    /**
     * The clock was set: of what comes from here on it is not known how long it is behind what was there by then.
     *
     * @param latestNanos the latest time before; {@link Long#MIN_VALUE} where it was never set
     */
    public void clockSet(long latestNanos) {
        clockSetNanos = latestNanos;
    }

    /** How long after the packet that it answers one follows, where the clock was not set in between. */
    private long gap(long sinceNanos, long timeNanos) {
        return sinceNanos > clockSetNanos ? timeNanos - sinceNanos : Anchor.NO_GAP;
    }

    /** By how much the records' times run back at most where that is taken for disorder. */
    public void runBack(long nanos) {
        disorderNanos = nanos;
    }

    long disorderNanos() {
        return disorderNanos;
    }

    /** Where the records' times run back or pause. */
    public void leap(Leaps found) {
        leaps = found;
    }

    /** Takes in one packet, whatever it is. */
    public void note(
            DecodedPacket packet, int outcome, byte[] buffer, int interfaceIndex, int direction, long timeNanos) {
        scope.note(packet, outcome, direction);
        if (outcome == DecodedPacket.TRUNCATED) {
            cut.note(packet, timeNanos);
        }
        if (outcome != DecodedPacket.IN_SCOPE) {
            neighbours.note(packet, timeNanos);
            return;
        }
        inScope++;
        place = SightingWriter.place(packet, interfaceIndex, direction);
        if (packet.payloadCaptured() < packet.payloadLength()) {
            digestLimit = Math.min(digestLimit, packet.payloadCaptured());
        }
        digests.note(packet);
        SurveyedLeg leg = surveyed(legs.of(packet));
        leg.talk().packets++;
        noteRoute(leg.route(), packet, buffer, direction);
        if (packet.typeP().isTcp()) {
            noteTcp(leg, packet, buffer, timeNanos);
        } else if (packet.typeP().isEcho()) {
            noteEcho(leg, packet, buffer, timeNanos);
        } else if (packet.typeP() == TypeP.FRAGMENT) {
            noteFragment(leg, packet, buffer, timeNanos);
        }
    }

    /** A router may cut one datagram into many: that a fragment is in one capture only says nothing. */
    private void noteFragment(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        if (packet.fragmentOffset() == 0) {
            leg.route().noteFragmentedEcho(packet, timeNanos);
            if (FragmentHeads.roleOfFirst(packet) == Role.RESPONSE) {
                leg.talk().react((long) packet.sourcePort() << 16 | packet.sequence());
            }
        }
        long weak = Mix.add(content.of(packet, buffer), (long) packet.fragmentOffset() << 32 | packet.payloadLength());
        weak = Mix.add(weak, packet.moreFragments() ? 1 : 0);
        long exact = Mix.add(leg.leg().hash, weak);
        if (toldApart.selects(KeySketch.normal(Anchor.told(exact, packet.identification())))) {
            leg.route().sampled++;
            boolean twin = tellApart(new Anchor()
                    .fill(exact, weak, KeySketch.normal(weak), 0, leg, packet, place, timeNanos, Anchor.NO_GAP)
                    .toldBy(packet.identification()));
            leg.route().twins += twin ? 1 : 0;
        }
    }

    /** Whether one that is the same by all that tells it was at the same place moments before. */
    private boolean tellApart(Anchor anchor) {
        if (!toldApart.selects(anchor.weak)) {
            return false;
        }
        Anchor known = toldApart.find(anchor.exact);
        if (known == null) {
            toldApart.add(anchor);
        } else if (known.isThereAgain(anchor.timeNanos) && known.place == anchor.place) {
            known.twinned = true;
            return true;
        }
        return false;
    }

    private void noteEcho(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        boolean reply = packet.typeP() == TypeP.ICMP_ECHO_REPLY;
        long carried = content.of(packet, buffer);
        long weak = Mix.add(carried, (long) packet.sequence() << 32 | packet.payloadLength());
        long exact = Mix.add(reply ? leg.leg().hashBack : leg.leg().hash, weak);
        if (reply) {
            leg.talk().react(exact);
        }
        // A reply is selected when its request is: of others there is none to be found.
        Anchor asked = reply && sketch.selects(KeySketch.normal(weak)) ? sketch.find(exact) : null;
        long gap = asked == null || asked.isRepeated() ? Anchor.NO_GAP : gap(asked.timeNanos, timeNanos);
        if (gap != Anchor.NO_GAP) {
            leg.route().leastEchoGapNanos = Math.min(leg.route().leastEchoGapNanos, gap);
        }
        int type = reply ? 1 : 0;
        select(exact + type, weak + type, KeySketch.normal(weak), (int) carried, leg, packet, timeNanos, gap);
    }

    private void noteTcp(SurveyedLeg leg, DecodedPacket packet, byte[] buffer, long timeNanos) {
        long carried = content.of(packet, buffer);
        long weak = Mix.add(carried, (long) packet.payloadLength() << 32 | packet.tcpFlags() & TcpFlags.IN_KEY);
        if (settings.timestamps() && packet.hasTimestamps()) {
            weak = Mix.add(weak, (long) packet.timestampValue() << 32 | packet.timestampEcho() & 0xffffffffL);
        }
        long untranslated = Mix.add(weak, (long) packet.sequence() << 32 | packet.acknowledgment() & 0xffffffffL);
        untranslated = Mix.add(untranslated, packet.window());
        long exact = Mix.add(untranslated, leg.leg().hash);
        if (TcpAnswers.refuses(packet)) {
            leg.talk().refuse();
        } else if (leg.state().reacts(packet)) {
            leg.talk().react(Mix.add(leg.leg().hash, packet.acknowledgment()));
        }
        long gap = leg.state().answerGap(packet, timeNanos);
        gap = gap == Anchor.NO_GAP ? gap : gap(timeNanos - gap, timeNanos);
        select(exact, untranslated, KeySketch.normal(weak), (int) carried, leg, packet, timeNanos, gap);
    }

    private void select(
            long exactHash,
            long untranslated,
            long weak,
            int content,
            SurveyedLeg leg,
            DecodedPacket packet,
            long timeNanos,
            long gapNanos) {
        if (gapNanos != Anchor.NO_GAP) {
            leg.route().leastGapNanos = Math.min(leg.route().leastGapNanos, gapNanos);
        }
        if (!sketch.selects(weak)) {
            return;
        }
        Anchor known = sketch.find(exactHash);
        boolean telling = !mayRepeatAlike(packet.typeP());
        leg.route().sampled += telling ? 1 : 0;
        if (known == null) {
            sketch.add(sketch.spare()
                    .fill(exactHash, untranslated, weak, content, leg, packet, place, timeNanos, gapNanos));
            return;
        }
        if (known.identification != 0 && packet.identification() != 0) {
            if (!known.toldApart) {
                known.toldApart = true;
                tellApart(known.toldBy(known.identification));
            }
            if (toldApart.selects(KeySketch.normal(Anchor.told(exactHash, packet.identification())))) {
                tellApart(new Anchor()
                        .fill(exactHash, untranslated, weak, content, leg, packet, place, timeNanos, Anchor.NO_GAP)
                        .toldBy(packet.identification()));
            }
        }
        if (known.isThereAgain(timeNanos) && known.place == place) {
            telling &= !mayBeSentAgain(known, packet, timeNanos);
            leg.route().twins += telling ? 1 : 0;
            leg.route().mostTwins = Math.max(leg.route().mostTwins, telling ? known.again : 0);
            takesRecordsTwice |= telling && timeNanos == known.latestNanos;
            known.twinned = true;
        }
    }

    /** TCP repeats what it takes for lost, on a short way within milliseconds, under another IP ID where it has any. */
    private static boolean mayBeSentAgain(Anchor first, DecodedPacket packet, long timeNanos) {
        boolean another = first.identification != 0
                && packet.identification() != 0
                && first.identification != packet.identification();
        return another || packet.typeP().isTcp() && timeNanos - first.latestNanos > SOONEST_RESENT_NANOS;
    }

    /** Kinds of which hosts send several alike within moments, as they do of no other: acknowledgments and resets. */
    static boolean mayRepeatAlike(TypeP typeP) {
        return typeP == TypeP.TCP_ACK || typeP == TypeP.TCP_RST;
    }

    private static void noteRoute(Route route, DecodedPacket packet, byte[] buffer, int direction) {
        route.packets++;
        route.kinds.add(packet.typeP());
        if (packet.ipVersion() == 4 && !packet.isFragment()) {
            route.noteIdentification(packet.identification(), packet.sequence(), packet.acknowledgment());
        }
        int mark = packet.mark() == DecodedPacket.MARK_NONE ? direction : packet.mark();
        route.outbound += mark == DecodedPacket.MARK_OUTBOUND ? 1 : 0;
        route.inbound += mark == DecodedPacket.MARK_INBOUND ? 1 : 0;
        if (packet.typeP().isTcp()) {
            route.tcp.note(packet);
            if (route.checksumsPartial + route.tcp.checksumsValid < CHECKSUMS_TRIED) {
                ChecksumResult checksum = Checksums.transport(buffer, packet);
                route.checksumsPartial += checksum == ChecksumResult.PARTIAL ? 1 : 0;
                route.tcp.note(checksum);
            }
        } else if (packet.typeP().isEcho()) {
            route.echo.note(packet);
            if (route.echo.checksumsValid + route.echo.checksumsInvalid < CHECKSUMS_TRIED) {
                route.echo.note(Checksums.transport(buffer, packet));
            }
        }
    }

    private SurveyedLeg surveyed(Leg leg) {
        if (leg.survey == null) {
            Leg reverse = legs.find(leg.tuple.reversed());
            TcpAnswers state = new TcpAnswers();
            if (reverse != null && reverse.survey != null) {
                state.join(reverse.survey.state());
            }
            Route route = routeOf(leg.tuple);
            leg.survey = new SurveyedLeg(leg, route, talks.of(leg.tuple, route), state);
        }
        return leg.survey;
    }

    private Route routeOf(Tuple tuple) {
        HostAddress source = HostAddress.sourceOf(tuple);
        HostAddress destination = HostAddress.destinationOf(tuple);
        Route known = routes.get(new Ends(source, destination));
        if (known != null) {
            return known;
        }
        if (routes.size() >= mostRoutes) {
            return beyond;
        }
        Route route = Route.pair(source, destination);
        routes.put(new Ends(source, destination), route);
        routes.put(new Ends(destination, source), route.reverse);
        return route;
    }

    /** The route between two addresses; null when the captures never show one of them sending to the other. */
    Route route(HostAddress source, HostAddress destination) {
        return routes.get(new Ends(source, destination));
    }

    /** Both directions of every pair of addresses. */
    Collection<Route> routes() {
        return routes.values();
    }

    /** The talk that a flow belongs to; null where nothing is known of it. */
    Talk talk(Tuple tuple) {
        return talks.find(tuple);
    }

    Talks talks() {
        return talks;
    }

    Leaps leaps() {
        return leaps;
    }

    List<TimeUnwrapper.StepBack> setBacks() {
        return setBacks;
    }

    /** What of the captures could not be used, as sentences for the user. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (untimed > 0) {
            notes.add(host + ": " + untimed + (untimed == 1 ? " record carries" : " records carry")
                    + " no usable time (0, or one far from those around it); what is among them is not judged.");
        }
        if (unread > 0) {
            notes.add(
                    host + ": " + unread + (unread == 1 ? " packet is" : " packets are")
                            + " on interfaces beyond those that are read, and count as without a time; what is among them is not judged.");
        }
        if (hasUselessDigests()) {
            notes.add(
                    host
                            + ": holds digests in place of payloads that cannot be compared with what another capture holds: of"
                            + " another key, or of fewer bytes. Packets are matched by their headers; --digest-key gives the key.");
        }
        if (beyond.packets > 0) {
            notes.add(host + ": more pairs of addresses than are kept (" + mostRoutes / 2 + "); " + beyond.packets
                    + " packets between others do not help to find owners, clocks and directions.");
        } else if (talks.packetsBeyond() > 0) { // else it is of the same packets
            notes.add(host + ": more services of pairs of addresses than are kept (" + talks.most() + "); of "
                    + talks.packetsBeyond() + " packets of others it is not known whether the capture leaves out one"
                    + " direction of them: they are taken to be there both ways, as the rest is.");
        }
        return notes;
    }

    /** Lets go of the sample, once it is compared. */
    void forgetSample() {
        resolutionNanos();
        sketch = new KeySketch(1);
        toldApart = new KeySketch(1);
        legs = new LegTable(1);
    }

    /** How many flows, pairs of addresses and packets it keeps in memory now. */
    public long kept() {
        return legs.size() + routes.size() + sketch.size() + toldApart.size();
    }

    List<DropReport> drops() {
        return drops;
    }

    List<BlindSpot> blindSpots() {
        return blindSpots;
    }

    /** What packets are compared by. */
    Settings settings() {
        return settings;
    }

    /** Digests are there that nothing can be compared with. */
    private boolean hasUselessDigests() {
        return digests.any() && settings.digests().isEmpty();
    }

    /** Payload bytes that the captures hold of every packet in scope; {@link Integer#MAX_VALUE} when they hold all. */
    public int digestLimit() {
        return digestLimit;
    }

    /** First moment that the captures cover; meaningless when {@link #isEmpty()}. */
    public long startNanos() {
        return windowStartNanos;
    }

    /** Last moment that the captures cover; meaningless when {@link #isEmpty()}. */
    public long endNanos() {
        return windowEndNanos;
    }

    public boolean isEmpty() {
        return windowStartNanos > windowEndNanos;
    }

    /** Packets in scope. */
    public long inScope() {
        return inScope;
    }
}

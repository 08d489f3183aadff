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
import java.util.List;
import java.util.Optional;

/**
 * The first reading of one host's captures: what they can show, whom they show, and packets by which other captures can be
 * laid beside them. Bounded in memory. Times are the host's own, unwrapped. Not thread-safe.
 */
public final class HostSurvey {
    private static final int CHECKSUMS_TRIED = 1_000;
    private static final long COARSE_NANOS = 1_000_000;

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

    /** Nothing was recorded between two moments. */
    record BlindSpot(long startNanos, long endNanos) {}

    private final String host;
    private final Settings settings;
    private final DigestSupply digests = new DigestSupply();
    final Scope scope = new Scope();
    final Sample sample;
    private LegTable legs;
    private final Routes routes;
    final Neighbours neighbours = new Neighbours();
    final CutRecords cut = new CutRecords();
    final ErrorsAbout errorsAbout = new ErrorsAbout();
    private final Talks talks;
    private final DropReports drops = new DropReports();
    private final List<BlindSpot> blindSpots = new ArrayList<>();
    private int digestLimit = Integer.MAX_VALUE;
    private boolean fineClock;
    /** 0 until it is asked for. */
    private long resolutionNanos;

    private List<TimeUnwrapper.StepBack> setBacks = List.of();
    private long disorderNanos;
    private Leaps leaps = new Leaps();
    private long clockSetNanos = Long.MIN_VALUE;
    /** How often the clock was set by now. */
    private int piece;

    private long inScope;
    private long untimed;
    private long unread;

    long windowStartNanos = Long.MAX_VALUE;
    long windowEndNanos = Long.MIN_VALUE;

    /** @param hosts how many there are: of many each holds less */
    public HostSurvey(String host, Settings settings, int hosts) {
        this.settings = settings;
        routes = new Routes(hosts);
        sample = new Sample(settings, hosts);
        legs = new LegTable(hosts);
        talks = new Talks(routes.most());
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

    /** Whether its clock tells moments apart that are less than a millisecond from each other; once all is noted. */
    boolean hasFineClock() {
        return fineClock && resolutionNanos() < COARSE_NANOS;
    }

    /** In what steps its clock goes on, by the packets of the sample; {@link Tick#USUAL_NANOS} at least. */
    long resolutionNanos() {
        if (resolutionNanos == 0) {
            resolutionNanos = Tick.of(sample.sketch().times());
        }
        return resolutionNanos;
    }

    /** Nothing more comes: does what takes long and only needs this host's captures, while others are read. */
    public void end() {
        resolutionNanos();
        sample.sketch().inOrder();
    }

    /** The same where IP IDs tell that they are of one packet: {@link Doubling#takesRecordsTwice}. */
    boolean takesRecordsTwice() {
        return sample.takesRecordsTwice();
    }

    /** Nothing was recorded between two moments that {@link #covers} tells of. */
    public void blind(long startNanos, long endNanos) {
        if (startNanos <= windowStartNanos) {
            windowStartNanos = Math.max(windowStartNanos, Math.min(endNanos, windowEndNanos));
        } else if (endNanos >= windowEndNanos) {
            windowEndNanos = Math.max(windowStartNanos, startNanos);
        } else {
            blindSpots.add(new BlindSpot(startNanos, endNanos));
        }
    }

    /** The capture itself dropped packets between two moments. */
    public void dropped(long startNanos, long endNanos, long count) {
        if (count > 0) {
            drops.add(startNanos, endNanos, count);
        }
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

    /** Whether its captures hold packets of which they do not say when they were. */
    boolean holdsUntimed() {
        return untimed > 0;
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
        if (latestNanos != clockSetNanos) {
            clockSetNanos = latestNanos;
            piece++;
        }
        sample.clockSet(latestNanos);
    }

    /**
     * The records' times run back, which is taken for disorder: what is near both ends may have stood before the first record,
     * or behind the last, and is not covered.
     *
     * @param nanos by how much at most
     * @param wholeFromNanos from when on all that was recorded is there
     * @param wholeToNanos up to when
     */
    public void runBack(long nanos, long wholeFromNanos, long wholeToNanos) {
        disorderNanos = nanos;
        windowStartNanos = Math.min(Math.max(windowStartNanos, wholeFromNanos), windowEndNanos);
        windowEndNanos = Math.max(windowStartNanos, Math.min(windowEndNanos, wholeToNanos));
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
        if (outcome == DecodedPacket.TRUNCATED
                || outcome == DecodedPacket.MALFORMED && CutRecords.mayBeAnalysed(packet)) {
            cut.note(packet, timeNanos);
        }
        if (outcome != DecodedPacket.IN_SCOPE) {
            neighbours.note(packet, timeNanos);
            return;
        }
        inScope++;
        if (packet.payloadCaptured() < packet.payloadLength()) {
            digestLimit = Math.min(digestLimit, packet.payloadCaptured());
        }
        digests.note(packet);
        errorsAbout.note(packet);
        SurveyedLeg leg = surveyed(legs.of(packet));
        leg.talk().packets++;
        boolean asks = packet.typeP() == TypeP.ICMP_ECHO_REQUEST || packet.typeP() == TypeP.TCP_SYN;
        leg.talk().requests += asks ? 1 : 0;
        leg.talk().answers += isAnswer(packet) ? 1 : 0;
        leg.route().pieces |= 1L << Math.min(piece, Long.SIZE - 1);
        noteRoute(leg.route(), packet, buffer, direction);
        leg.route().frames.note(packet, interfaceIndex, leg.route().reverse.frames);
        sample.note(leg, packet, buffer, SightingWriter.place(packet, interfaceIndex, direction), timeNanos);
    }

    private static boolean isAnswer(DecodedPacket packet) {
        return switch (packet.typeP()) {
            case ICMP_ECHO_REPLY, TCP_SYN_ACK -> true;
            case TCP_RST -> TcpAnswers.refuses(packet);
            default -> false;
        };
    }

    private static void noteRoute(Route route, DecodedPacket packet, byte[] buffer, int direction) {
        route.packets++;
        route.isToAll |= packet.isBroadcast();
        route.kinds.add(packet.typeP());
        if (packet.fragmentOffset() > 0) {
            route.laterFragments.set(packet.protocol());
        }
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
            Route route = routes.of(leg.tuple);
            leg.survey = new SurveyedLeg(leg, route, talks.of(leg.tuple, route), state);
        }
        return leg.survey;
    }

    /** The route between two addresses; null when the captures never show one of them sending to the other. */
    Route route(HostAddress source, HostAddress destination) {
        return routes.find(source, destination);
    }

    /** Both directions of every pair of addresses. */
    Collection<Route> routes() {
        return routes.all();
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
        leaps.beyond()
                .ifPresent(beyond ->
                        notes.add(host + ": times run back at more places than are kept; whether a clock was set at "
                                + beyond.count() + " others is not told."));
        if (hasUselessDigests()) {
            notes.add(
                    host
                            + ": holds digests in place of payloads that cannot be compared with what another capture holds: of"
                            + " another key, or of fewer bytes. Packets are matched by their headers; --digest-key gives the key.");
        }
        if (routes.packetsBeyond() > 0) {
            notes.add(host + ": more pairs of addresses than are kept (" + routes.most() / 2 + "); "
                    + routes.packetsBeyond()
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
        sample.forget();
        legs = new LegTable(1);
    }

    /** How many flows, pairs of addresses and packets it keeps in memory now. */
    public long kept() {
        return legs.size() + routes.all().size() + sample.size();
    }

    List<DropReports.Report> drops() {
        return drops.all();
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

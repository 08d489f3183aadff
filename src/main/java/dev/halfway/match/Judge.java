package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.List;

/** Turns what the matchers found into fates: the first rule that holds. */
final class Judge implements Pairs {
    /** Within this mostly comes an answer. */
    private static final long ANSWER_NANOS = 1_000_000_000L;

    private final HostView[] hosts;
    private final PacketLog log;
    private final long thresholdNanos;
    private final Overload overload;

    Judge(HostView[] hosts, PacketLog log, long thresholdNanos, Overload overload) {
        this.overload = overload;
        this.hosts = hosts;
        this.log = log;
        this.thresholdNanos = thresholdNanos;
    }

    @Override
    public void matched(Sighting sender, Sighting receiver) {
        if (receiver.timeNanos - sender.timeNanos > thresholdNanos
                && overload.mayHide(sender.timeNanos, path(sender))) {
            unmatched(sender, receiver);
            return;
        }
        log.match(sender, receiver);
        noteFirstMatch(sender, receiver);
        boolean late = sender.delayNanos > thresholdNanos;
        boolean isTold = !late || !hosts[path(sender).from].isTimeless(sender.leg.tuple, sender.sequence);
        sender.fate = !isTold ? Fate.UNOBSERVABLE : late ? Fate.LATE : Fate.DELIVERED;
        sender.reason = isTold ? Reason.MATCHED : Reason.CLOCK_UNKNOWN;
        arrived(sender, receiver, Reason.MATCHED);
        if ((sender.flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0) {
            sender.leg.lane.noteArrivedUpTo(sender.sequenceEnd());
        }
        List<Sighting> controls = sender.leg.lane.controls;
        for (int i = 0; i < controls.size(); i++) { // no iterator for each packet
            Sighting other = controls.get(i);
            if (other != sender && other.sequenceEnd() == sender.sequenceEnd()) {
                other.elsewhereNanos = Math.min(other.elsewhereNanos, receiver.timeNanos);
            }
        }
    }

    @Override
    public void partlyMatched(Sighting sender, Sighting receiver) {
        log.match(sender, receiver);
        noteFirstMatch(sender, receiver);
        arrived(sender, receiver, Reason.COVERED);
    }

    /** The first of several arrivals tells when a packet came. */
    private static void noteFirstMatch(Sighting sender, Sighting receiver) {
        if (sender.matchFrame == 0) {
            sender.matchFrame = receiver.frame;
            sender.matchFile = receiver.file;
            sender.delayNanos = receiver.timeNanos - sender.timeNanos;
        }
    }

    private static void arrived(Sighting sender, Sighting receiver, Reason reason) {
        receiver.orphan = false;
        receiver.fate = Fate.ARRIVED;
        receiver.reason = reason;
        receiver.laneOrdinal = sender.laneOrdinal;
        if (receiver.matchFrame == 0) {
            receiver.matchFrame = sender.frame;
            receiver.matchFile = sender.file;
            receiver.delayNanos = receiver.timeNanos - sender.timeNanos;
        }
    }

    @Override
    public void corrupted(Sighting sender, Sighting receiver) {
        if (overload.mayHide(sender.timeNanos, path(sender))) {
            unmatched(sender, receiver);
            return;
        }
        log.match(sender, receiver);
        sender.fate = Fate.CORRUPTED;
        sender.reason = Reason.CONTENT_DIFFERS;
        noteFirstMatch(sender, receiver);
        arrived(sender, receiver, Reason.CONTENT_DIFFERS);
    }

    /** They could be one packet, but what is sure to be theirs may have been left aside. */
    private void unmatched(Sighting sender, Sighting receiver) {
        missing(sender);
        appeared(receiver);
    }

    private static Path path(Sighting s) {
        return s.leg.lane.path;
    }

    @Override
    public void copied(Sighting sighting) {
        sighting.duplicate &= !overload.mayHide(sighting.timeNanos, path(sighting)) && !isTimeless(sighting);
        sighting.fate = Fate.COPY;
        sighting.reason = Reason.REPEATED_SIGHTING;
    }

    /** Whether only clocks that are not known could tell how often a packet that arrived was sent. */
    private boolean isTimeless(Sighting s) {
        return hosts[s.leg.position == Leg.Position.SENDER ? path(s).from : path(s).to].isTimeless(
                s.leg.tuple, s.sequence);
    }

    @Override
    public void crowded(Sighting sighting) {
        overload.leftAside(sighting.timeNanos);
    }

    @Override
    public void missing(Sighting s) {
        HostView far = hosts[s.leg.lane.path.to];
        int inFragments = arrivedInFragments(s);
        if (inFragments < 0) {
            s.fate = Fate.DELIVERED;
            s.reason = Reason.IN_FRAGMENTS;
            s.ambiguous = false;
            return;
        }
        Reason unseen = unobservable(s, s.leg.lane.path, far);
        if (unseen != null) {
            s.fate = Fate.UNOBSERVABLE;
            s.reason = unseen == Reason.OUTSIDE_WINDOW ? outsideWindow(s) : unseen;
            s.ambiguous = false;
            return;
        }
        s.answered |= s.isFragment() && path(s).answeredDatagrams.isAnswered(s, thresholdNanos);
        Reason clock = clockDoubt(s);
        if (clock != null) { // nor is it known to be missing in the far capture
            s.fate = Fate.UNOBSERVABLE;
            s.reason = clock;
            return;
        }
        Reason unrecognised = unrecognised(s);
        if (unrecognised != null) { // whatever shows that it arrived: the far capture may well hold it
            s.fate = Fate.UNOBSERVABLE;
            s.reason = unrecognised;
            return;
        }
        if (arrivedByWhatFollowed(s)) {
            s.fate = Fate.MISSED;
            s.reason = s.answered ? Reason.ANSWERED : Reason.ACKNOWLEDGED;
            far.silences.passed(usualArrivalNanos(s));
            noteDropped(s, far);
            return;
        }
        if (far.silences.cover(usualArrivalNanos(s))) {
            s.fate = Fate.MISSED;
            s.reason = Reason.CAPTURE_SILENT;
            noteDropped(s, far);
            return;
        }
        s.awaitsDrops = far.reportsDrops(earliestDropNanos(s), latestDropNanos(s));
        Reason open = s.refused && !s.awaitsDrops ? Reason.REFUSED_UNSEEN : null;
        if (open != null) {
            s.fate = Fate.UNOBSERVABLE;
            s.reason = open;
            return;
        }
        boolean partly = s.covered != null && !s.covered.isEmpty();
        s.bytesLost = Math.max(0, (partly ? s.length - s.covered.total() : s.length) - inFragments);
        s.fate = Fate.LOST;
        s.ambiguous |= mayBeCut(s, far);
        corroborate(s, partly || inFragments > 0);
    }

    private Reason outsideWindow(Sighting s) {
        return arrivedByWhatFollowed(s)
                ? Reason.ANSWERED_OUTSIDE_WINDOW
                : isUnanswered(s) ? Reason.UNANSWERED_OUTSIDE_WINDOW : Reason.OUTSIDE_WINDOW;
    }

    /** Whether its sender's own capture would hold what answers it, and does not. */
    private boolean isUnanswered(Sighting s) {
        boolean asks = s.typeP == TypeP.ICMP_ECHO_REQUEST
                || s.typeP == TypeP.TCP_SYN
                || s.typeP == TypeP.TCP_SYN_ACK
                || s.typeP == TypeP.TCP_DATA;
        return asks
                && !s.answered
                && !s.refused
                && s.ackedNanos == Long.MIN_VALUE
                && !s.pastAcks
                && s.leg.lane.reverse.arrivalsTaken
                && hosts[path(s).from].covers(s.timeNanos, s.timeNanos + Math.min(thresholdNanos, ANSWER_NANOS));
    }

    private long earliestDropNanos(Sighting s) {
        return s.timeNanos - path(s).epsilonNanos();
    }

    private long latestDropNanos(Sighting s) {
        return s.timeNanos + path(s).slowestNanos(thresholdNanos) + path(s).epsilonNanos();
    }

    /** One of the drops that the capture reports, if it reports any, was this packet: no other one. */
    private void noteDropped(Sighting s, HostView far) {
        far.noteDropped(earliestDropNanos(s), usualArrivalNanos(s), latestDropNanos(s));
    }

    /** The last word on a packet that the far capture may have dropped, once those are known that it has dropped. */
    private void weighDrops(Sighting s) {
        if (s.fate != Fate.LOST || !s.awaitsDrops) {
            return;
        }
        HostView far = hosts[path(s).to];
        HostView.DropClaim claim = far.claimDrop(earliestDropNanos(s), usualArrivalNanos(s), latestDropNanos(s));
        s.ambiguous |= claim == HostView.DropClaim.ONE_OF_SEVERAL || claim == HostView.DropClaim.USED_UP;
        boolean dropped = claim == HostView.DropClaim.DROPPED || claim == HostView.DropClaim.ONE_OF_SEVERAL;
        Reason open = dropped ? Reason.CAPTURE_DROPS : s.refused ? Reason.REFUSED_UNSEEN : null;
        if (open != null) {
            s.fate = dropped ? Fate.MISSED : Fate.UNOBSERVABLE;
            s.reason = open;
            s.confirmed = false;
            s.bytesLost = 0;
        }
    }

    /**
     * Whether packets of which more is to be heard yet may show that the far capture stood still when this lost one came, or
     * that all it dropped were others.
     */
    boolean isOpen(Sighting s, long nowNanos, long waitNanos) {
        HostView far = hosts[path(s).to];
        return s.fate == Fate.LOST
                && (!s.hole && maySilencesChange(s, far.silences, nowNanos, waitNanos)
                        || s.awaitsDrops
                                && far.dropsMayChange(earliestDropNanos(s), latestDropNanos(s), nowNanos, waitNanos));
    }

    private static boolean maySilencesChange(Sighting s, Silences silences, long nowNanos, long waitNanos) {
        long usual = usualArrivalNanos(s);
        long error = s.leg.lane.path.epsilonNanos();
        return silences.mayChange(usual, nowNanos, waitNanos)
                || silences.mayChange(usual - error, nowNanos, waitNanos)
                || silences.mayChange(usual + error, nowNanos, waitNanos);
    }

    /** Whether it may have come while the captures stood still, by as much as clocks may be off. */
    private static boolean mayFallInSilence(Sighting s, Silences silences) {
        long usual = usualArrivalNanos(s);
        long error = s.leg.lane.path.epsilonNanos();
        return silences.mayCover(usual) || silences.mayCover(usual - error) || silences.mayCover(usual + error);
    }

    /** The last word on a lost packet: whether the far capture missed it, by all that has been heard. */
    void weigh(Sighting s) {
        if (s.hole || !hosts[path(s).to].silences.cover(usualArrivalNanos(s))) {
            weighDrops(s);
        }
        weighSilence(s);
    }

    private void weighSilence(Sighting s) {
        Silences silences = hosts[s.leg.lane.path.to].silences;
        if (s.fate != Fate.LOST || s.hole || !mayFallInSilence(s, silences)) {
            return;
        }
        s.fate = silences.cover(usualArrivalNanos(s)) ? Fate.MISSED : Fate.UNOBSERVABLE;
        s.reason = Reason.CAPTURE_SILENT;
        s.confirmed = false;
        s.bytesLost = 0;
        if (s.fate == Fate.MISSED) {
            noteDropped(s, hosts[path(s).to]);
        }
    }

    /** Why the packet may be among what the far capture shows, unrecognised; null when it is not. */
    private static Reason unrecognised(Sighting s) {
        if (s.leg.lane.mayBeOfDevice(s)) {
            return Reason.OPENED_ON_THE_WAY;
        }
        return s.leg.lane.flow.doubtful ? Reason.REWRITTEN : s.mayBeRecorded ? Reason.RECORDED_TWICE : null;
    }

    /** Whether a clock was set, so that the packet may be in the far capture at a time when it was not looked for; null if not. */
    private Reason clockDoubt(Sighting s) {
        Path path = s.leg.lane.path;
        HostView near = hosts[path.from];
        if (near.isDisplaced(s.leg.tuple, s.timeNanos)) {
            return Reason.CLOCK_STEPPED;
        }
        if (near.isTimeless(s.leg.tuple, s.sequence)) {
            return Reason.CLOCK_UNKNOWN;
        }
        boolean isUnsure = near.isUnsure(s.timeNanos, s.timeNanos)
                || hosts[path.to].isUnsure(
                        path.earliestArrivalNanos(s.timeNanos), path.latestArrivalNanos(s.timeNanos, thresholdNanos));
        return isUnsure ? Reason.CLOCK_UNSURE : s.cameByOtherClocks ? Reason.CLOCK_UNKNOWN : null;
    }

    private static long usualArrivalNanos(Sighting s) {
        return s.timeNanos + s.leg.lane.path.usualNanos();
    }

    /** Bytes that arrived of a packet that a router cut; negative for all of them. */
    private int arrivedInFragments(Sighting s) {
        if (s.typeP == TypeP.FRAGMENT) {
            return 0;
        }
        Path path = s.leg.lane.path;
        return path.routerFragments.arrivedOf(
                s,
                path.leastNanos(),
                thresholdNanos,
                (file, frame, delayNanos) -> log.matchElsewhere(s, path.to, file, frame, delayNanos));
    }

    /** Marks as ambiguous what may be another packet than it seems, where the sender's capture is known to miss packets. */
    void weighOrigin(Sighting s) {
        s.ambiguous |= s.mayStandIn && hosts[s.leg.lane.path.from].missesDepartures;
    }

    /** Why the far capture could not have shown the packet; null when it could. */
    private Reason unobservable(Sighting s, Path path, HostView far) {
        long earliest = path.earliestArrivalNanos(s.timeNanos);
        long latest = path.latestArrivalNanos(s.timeNanos, thresholdNanos);
        Reason never = neverShown(s, far);
        Reason then = notThen(s, path, far, earliest, latest);
        if (then != null) {
            return never == null ? then : never; // whatever is cut short there is others' to explain
        }
        if (s.isLaterFragment()) {
            return never;
        }
        boolean isCut = never == null
                ? far.cut.claim(s, earliest, usualArrivalNanos(s), latest)
                : far.cut.claimOfKind(s, earliest, usualArrivalNanos(s), latest);
        return isCut ? Reason.CUT_SHORT : never;
    }

    /** Why the far capture shows no packets like this one, whole, at any time; null when it does. */
    private static Reason neverShown(Sighting s, HostView far) {
        Tuple tuple = s.leg.tuple;
        boolean sameNames = !s.leg.lane.flow.translated;
        boolean addressShown =
                far.scope.looksUnfiltered() || far.scope.showsAddress(tuple.destinationHigh(), tuple.destinationLow());
        if (sameNames && !addressShown) {
            return Reason.ADDRESS_NOT_CAPTURED;
        }
        boolean kindShown = sameNames
                ? far.scope.showsKind(tuple, s.typeP, s.ipVersion)
                : far.scope.showsTranslated(tuple, s.typeP, s.ipVersion);
        if (!kindShown) {
            return Reason.KIND_NOT_CAPTURED;
        }
        return s.leg.lane.arrivalsTaken ? null : Reason.DIRECTION_NOT_CAPTURED;
    }

    /** Why the far capture shows nothing of what came between the two moments; null when it does. */
    private Reason notThen(Sighting s, Path path, HostView far, long earliest, long latest) {
        if (latest < far.windowStartNanos || earliest > far.windowEndNanos) {
            return Reason.OUTSIDE_WINDOW;
        }
        if (earliest < far.windowStartNanos || latest > far.windowEndNanos) {
            return Reason.NEAR_EDGE;
        }
        if (far.isBlind(earliest, latest)) {
            return Reason.BETWEEN_CAPTURES;
        }
        return overload.mayHide(s.timeNanos, path) ? Reason.TOO_MANY_AT_ONCE : null;
    }

    /** Whether there are records that may be this packet, each laid to another: which of them all is lost is open. */
    private boolean mayBeCut(Sighting s, HostView far) {
        return !s.isLaterFragment()
                && far.cut.mayHold(
                        s,
                        path(s).earliestArrivalNanos(s.timeNanos),
                        path(s).latestArrivalNanos(s.timeNanos, thresholdNanos));
    }

    /**
     * Whether the other end's behaviour shows that this very packet arrived. Acknowledged bytes show it only when no other
     * transmission of them had been seen to arrive by then, and of several unseen ones only for the last that had left.
     */
    private static boolean arrivedByWhatFollowed(Sighting s) {
        if (s.answered) {
            return true;
        }
        return s.ackedNanos != Long.MIN_VALUE
                && s.ackedNanos < s.elsewhereNanos
                && (!s.resent || s.ackedNanos < s.resentNanos + Math.max(0, s.leg.lane.path.leastNanos()));
    }

    private static void corroborate(Sighting s, boolean partly) {
        s.confirmed = true;
        if (s.resent) {
            s.reason = Reason.RETRANSMITTED;
        } else if (s.hole) {
            s.reason = Reason.NOT_ACKNOWLEDGED;
        } else if (s.typeP == TypeP.ICMP_ECHO_REQUEST && s.leg.lane.answersSeen) {
            s.reason = Reason.NO_ANSWER;
        } else {
            s.confirmed = false;
            s.reason = Reason.NO_COPY;
        }
        if (partly) {
            s.reason = Reason.PARTLY_COVERED;
        }
    }

    @Override
    public boolean mayHaveLeftUnseen(Sighting r) {
        HostView near = hosts[path(r).from];
        long earliest = r.timeNanos - path(r).usualNanos() - path(r).epsilonNanos();
        long latest = r.timeNanos - path(r).leastNanos();
        return !r.leg.lane.departuresTaken
                || !near.covers(earliest, latest)
                || near.isUnsure(earliest, latest)
                || near.mayHaveDropped(earliest, latest)
                || near.cut.mayHold(r, earliest, latest);
    }

    @Override
    public void appeared(Sighting r) {
        HostView near = hosts[r.leg.lane.path.from];
        Path path = r.leg.lane.path;

        long earliest = r.timeNanos - path.latestArrivalNanos(0, thresholdNanos);
        long latest = r.timeNanos - path.earliestArrivalNanos(0);
        if (r.typeP == TypeP.FRAGMENT && path.routerFragments.leftWhole(r, path.leastNanos(), thresholdNanos)) {
            r.fate = Fate.ARRIVED;
            r.reason = Reason.FRAGMENT_OF_WHOLE;
            r.orphan = false;
            log.matchElsewhere(r, path.from, r.matchFile, r.matchFrame, r.delayNanos);
            return;
        }
        r.fate = Fate.APPEARED;
        if (r.orphan) {
            r.reason = Reason.NEVER_LEFT; // of a datagram that is none of ours; nothing is told of it
        } else if (r.leg.lane.mayBeOfDevice(r)) {
            r.reason = Reason.OPENED_ON_THE_WAY;
        } else if (near.cut.claim(r, earliest, r.timeNanos - path.usualNanos(), latest)) {
            r.reason = Reason.SENDER_CUT_SHORT;
        } else if (!near.scope.showsKind(r.leg.tuple, r.typeP, r.ipVersion)) {
            r.reason = Reason.SENDER_KIND_NOT_CAPTURED;
        } else if (!r.leg.lane.departuresTaken) {
            r.reason = Reason.SENDER_DIRECTION_NOT_CAPTURED;
        } else if (!near.covers(earliest, latest)) {
            r.reason = Reason.SENDER_OUTSIDE_WINDOW;
        } else if (r.leg.lane.flow.doubtful) {
            r.reason = Reason.REWRITTEN;
        } else if (hosts[path.to].isDisplaced(r.leg.tuple, r.timeNanos)) {
            r.reason = Reason.CLOCK_STEPPED;
        } else if (r.cameByOtherClocks || hosts[path.to].isTimeless(r.leg.tuple, r.sequence)) {
            r.reason = Reason.CLOCK_UNKNOWN;
        } else if (hosts[path.to].isUnsure(r.timeNanos, r.timeNanos) || near.isUnsure(earliest, latest)) {
            r.reason = Reason.CLOCK_UNSURE;
        } else if (overload.mayHide(r.timeNanos, path)) {
            r.reason = Reason.SENDER_TOO_MANY_AT_ONCE;
        } else if (near.noteDropped(earliest, r.timeNanos - path.usualNanos(), latest)) {
            r.reason = Reason.SENDER_CAPTURE_DROPS;
            near.missesDepartures = true;
        } else {
            r.reason = Reason.NEVER_LEFT;
            near.missesDepartures = true;
            if (r.typeP != TypeP.TCP_RST && !r.leg.lane.isStrangeTimeToLive(r.timeToLive)) {
                near.silences.passed(r.timeNanos - path.usualNanos());
            }
        }
    }
}

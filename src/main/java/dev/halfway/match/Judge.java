package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;

/** Turns what the matchers found into fates: the first rule that holds. */
final class Judge implements Pairs {
    private final HostView[] hosts;
    private final PacketLog log;
    private final long thresholdNanos;
    private final Overload overload;
    private final QuotedErrors errors;
    private final Visibility visibility;
    private final CaptureMisses misses;
    private final EdgeCopies edgeCopies;

    Judge(HostView[] hosts, PacketLog log, long thresholdNanos, Overload overload, QuotedErrors errors) {
        this.errors = errors;
        this.overload = overload;
        this.hosts = hosts;
        this.log = log;
        this.thresholdNanos = thresholdNanos;
        visibility = new Visibility(hosts, thresholdNanos, overload);
        misses = new CaptureMisses(hosts, thresholdNanos);
        edgeCopies = new EdgeCopies(thresholdNanos);
    }

    @Override
    public void matched(Sighting sender, Sighting receiver) {
        if (receiver.timeNanos - sender.timeNanos > thresholdNanos
                && overload.mayHide(sender.timeNanos, path(sender))) {
            unmatched(sender, receiver);
            return;
        }
        if (receiver.timeNanos - sender.timeNanos > thresholdNanos
                && sender.isLaterFragment()
                && mayHaveRenewedId(sender)) {
            leaveOpen(sender, Reason.FRAGMENTS_OF_OTHER_ID); // it is late, or the other has its ID by chance
            appeared(receiver);
            return;
        }
        log.match(sender, receiver);
        noteFirstMatch(sender, receiver);
        HostView far = hosts[path(sender).to];
        if (sender.timeNanos + thresholdNanos > far.windowEndNanos) {
            edgeCopies.note(sender, receiver, far.windowEndNanos);
        }
        boolean late = sender.delayNanos > thresholdNanos;
        boolean isTold = !late || !hosts[path(sender).from].isTimeless(sender.leg.tuple, sender.sequence);
        sender.fate = !isTold ? Fate.UNOBSERVABLE : late ? Fate.LATE : Fate.DELIVERED;
        sender.reason = isTold ? Reason.MATCHED : Reason.CLOCK_UNKNOWN;
        if (late && isTold) {
            path(sender).noteLate(sender.delayNanos);
        }
        arrived(sender, receiver, Reason.MATCHED);
        if (sender.isFragment()) {
            sender.leg.lane.noteFragmentArrived(sender);
        }
        if ((sender.flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0) {
            sender.leg.lane.noteArrivedUpTo(sender.sequenceEnd());
        }
        ArrayList<Sighting> controls = sender.leg.lane.controls;
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
        sender.leg.lane.heard.arrived(sender.timeNanos);
        path(sender).heard(sender.typeP.isTcp()).arrived(sender.timeNanos);
        FragmentsCutAgain.leftAlike(receiver);
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

    /** Whether none near this fragment is known to keep its IP ID: what has that of another may have it by chance. */
    private boolean mayHaveRenewedId(Sighting fragment) {
        return fragment.ipVersion == 4
                && !fragment.leg.lane.keepsFragmentIdentificationsAfter(fragment.timeNanos - thresholdNanos);
    }

    /** They could be one packet, but what is sure to be theirs may have been left aside. */
    private void unmatched(Sighting sender, Sighting receiver) {
        appeared(receiver);
        missing(sender);
    }

    private static Path path(Sighting s) {
        return s.leg.lane.path;
    }

    @Override
    public void copied(Sighting sighting) {
        boolean mayBeAnother = sighting.isLaterFragment() && mayHaveRenewedId(sighting);
        sighting.duplicate &=
                !mayBeAnother && !overload.mayHide(sighting.timeNanos, path(sighting)) && !isTimeless(sighting);
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
        judgeMissing(s);
        if (s.fate == Fate.LOST || s.fate == Fate.UNOBSERVABLE && s.reason.isNeverShown()) {
            s.leg.lane.heard.missing(s.timeNanos);
            path(s).heard(s.typeP.isTcp()).missing(s.timeNanos);
        }
        if (s.fate == Fate.LOST) {
            misses.noteLost(s);
        }
    }

    private void judgeMissing(Sighting s) {
        HostView far = hosts[s.leg.lane.path.to];
        int inFragments = arrivedInFragments(s);
        if (inFragments < 0) {
            s.fate = Fate.DELIVERED;
            s.reason = FragmentsCutAgain.isPutTogether(s) ? Reason.PUT_TOGETHER : Reason.IN_FRAGMENTS;
            s.ambiguous = false;
            return;
        }
        Reason unseen = visibility.whyUnseen(s);
        if (unseen != null) {
            s.ambiguous = false;
            if (unseen.isNeverShown() && !arrivedByWhatFollowed(s) && errors.isDiscarded(s)) {
                s.bytesLost = s.length;
                s.fate = Fate.LOST;
                s.confirmed = true;
                s.reason = Reason.DISCARDED;
                return;
            }
            leaveOpen(s, unseen);
            return;
        }
        s.answered |= AnsweredDatagrams.isAnswered(s);
        Reason unrecognised = visibility.whyUnrecognised(s);
        if (unrecognised != null) { // whatever shows that it arrived: the far capture may well hold it
            leaveOpen(s, unrecognised);
            return;
        }
        if (arrivedByWhatFollowed(s)) {
            far.silences.passed(path(s).usualArrivalNanos(s.timeNanos));
            misses.missed(s, s.answered ? Reason.ANSWERED : Reason.ACKNOWLEDGED);
            return;
        }
        if (misses.isSilent(s)) {
            misses.missedInSilence(s);
            return;
        }
        if (AnsweredDatagrams.isForgotten(s) || RouterFragments.isForgotten(s) || FragmentsCutAgain.isForgotten(s)) {
            leaveOpen(s, Reason.TOO_MANY_AT_ONCE);
            return;
        }
        if (RouterFragments.isContested(s) || FragmentsCutAgain.isContested(s)) {
            leaveOpen(s, Reason.SAME_ID);
            return;
        }
        s.awaitsDrops = misses.mayBeDropped(s);
        if (isRefused(s) && !s.awaitsDrops) {
            leaveOpen(s, Reason.REFUSED_UNSEEN);
            return;
        }
        boolean partly = s.covered != null && !s.covered.isEmpty();
        if (!partly && !s.hole && edgeCopies.mayHold(s, far.windowEndNanos)) {
            leaveOpen(s, Reason.NEAR_EDGE);
            return;
        }
        s.bytesLost = Math.max(0, (partly ? s.length - s.covered.total() : s.length) - inFragments);
        s.fate = Fate.LOST;
        s.ambiguous |= visibility.mayBeCut(s);
        corroborate(s, partly || inFragments > 0);
    }

    private static void leaveOpen(Sighting s, Reason why) {
        s.fate = Fate.UNOBSERVABLE;
        s.reason = why;
    }

    /** As {@link CaptureMisses#isOpen}. */
    boolean isOpen(Sighting s, long nowNanos, long waitNanos) {
        return misses.isOpen(s, nowNanos, waitNanos);
    }

    /** The last word on a lost packet: whether the far capture missed it, by all that has been heard. */
    void weigh(Sighting s) {
        misses.weigh(s);
    }

    /** Bytes that arrived of a packet, or of a fragment, that a router cut; negative for all of them. */
    private int arrivedInFragments(Sighting s) {
        Path path = s.leg.lane.path;
        RouterFragments.Fragments found =
                (file, frame, delayNanos) -> log.matchElsewhere(s, path.to, file, frame, delayNanos);
        return s.typeP == TypeP.FRAGMENT ? FragmentsCutAgain.arrivedOf(s, found) : RouterFragments.arrivedOf(s, found);
    }

    /** Marks as ambiguous what may be another packet than it seems, where the sender's capture is known to miss packets. */
    void weighOrigin(Sighting s) {
        s.ambiguous |= s.mayStandIn && hosts[s.leg.lane.path.from].missesDepartures;
    }

    /**
     * Whether the other end's behaviour shows that this very packet arrived. Acknowledged bytes show it only when no other
     * transmission of them had been seen to arrive by then, and of several unseen ones only for the last that had left.
     */
    static boolean arrivedByWhatFollowed(Sighting s) {
        if (s.answered) {
            return true;
        }
        return s.ackedNanos != Long.MIN_VALUE
                && s.ackedNanos < s.elsewhereNanos
                && (!s.resent || s.ackedNanos < s.resentNanos + Math.max(0, s.leg.lane.path.leastNanos()));
    }

    /**
     * Whether a reset may be all that answers this packet. It is not where its bytes had come to the other end in another
     * transmission by then: what was lost is not what the reset ends.
     */
    static boolean isRefused(Sighting s) {
        return s.refusedNanos != Long.MIN_VALUE && s.refusedNanos - s.leg.lane.path.epsilonNanos() < s.elsewhereNanos;
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
    public boolean mayHaveLeftInSilence(Sighting r) {
        return hosts[path(r).from].silences.isAt(r.timeNanos - path(r).usualNanos());
    }

    @Override
    public void appeared(Sighting r) {
        HostView near = hosts[r.leg.lane.path.from];
        Path path = r.leg.lane.path;

        long earliest = r.timeNanos - path.latestArrivalNanos(0, thresholdNanos);
        long latest = r.timeNanos - path.earliestArrivalNanos(0);
        boolean leftWhole = r.typeP == TypeP.FRAGMENT && RouterFragments.leftWhole(r);
        if (leftWhole || FragmentsCutAgain.leftOtherwise(r)) {
            r.fate = Fate.ARRIVED;
            r.reason = leftWhole
                    ? Reason.FRAGMENT_OF_WHOLE
                    : r.isFragment() ? Reason.FRAGMENT_CUT_AGAIN : Reason.LEFT_IN_FRAGMENTS;
            r.orphan = false;
            log.matchElsewhere(r, path.from, r.matchFile, r.matchFrame, r.delayNanos);
            if (r.typeP.isTcp() && !FragmentsCutAgain.leftAll(r)) {
                path.strangeFragments.add(r); // it may hold further segments
            }
            return;
        }
        r.fate = Fate.APPEARED;
        explainAppeared(r, near, path, earliest, latest);
        if ((r.isFragment() || path.anyInFragments) && !isOfKnownDatagram(r, near)) {
            path.strangeFragments.add(r);
        }
    }

    /** Whether a fragment is known not to be of anything else that left: that is not shown, or none of ours. */
    private static boolean isOfKnownDatagram(Sighting r, HostView near) {
        return r.orphan
                || r.reason == Reason.SENDER_CUT_SHORT
                || r.reason == Reason.SENDER_KIND_NOT_CAPTURED
                        && near.scope.showsKind(r.leg.tuple, r.typeP, r.ipVersion);
    }

    private void explainAppeared(Sighting r, HostView near, Path path, long earliest, long latest) {
        if (r.orphan) {
            r.reason = Reason.NEVER_LEFT; // of a datagram that is none of ours; nothing is told of it
        } else if (r.leg.lane.mayBeOfDevice(r)) {
            r.reason = Reason.OPENED_ON_THE_WAY;
        } else if (near.cut.claim(r, earliest, r.timeNanos - path.usualNanos(), latest)) {
            r.reason = Reason.SENDER_CUT_SHORT;
        } else if (!near.scope.showsKind(r.leg.tuple, r.typeP, r.ipVersion)
                || r.isLaterFragment() && !near.scope.showsLaterFragments(r.leg.tuple.sourcePort())) {
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
        } else if (r.isFragment() && mayHaveRenewedId(r)) {
            r.reason = Reason.SENDER_OTHER_ID;
        } else if (near.noteDropped(earliest, r.timeNanos - path.usualNanos(), latest)) {
            r.reason = Reason.SENDER_CAPTURE_DROPS;
            near.missesDepartures = true;
            if (!near.holdsUntimed) {
                leftUnseen(r, near, path);
            }
        } else {
            r.reason = Reason.NEVER_LEFT;
            near.missesDepartures = true;
            leftUnseen(r, near, path);
        }
    }

    /** It passed there, and shows whether the captures were silent. */
    private static void leftUnseen(Sighting r, HostView near, Path path) {
        if (r.typeP != TypeP.TCP_RST && !r.leg.lane.isStrangeTimeToLive(r.timeToLive)) {
            near.silences.passed(r.timeNanos - path.usualNanos());
        }
    }
}

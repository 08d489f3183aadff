package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * Matches the sightings of all hosts, given in the order of the reference clock, and settles the fate of each. Holds only
 * what is younger than the waits below. Not thread-safe.
 */
final class Matcher {
    /** Most of what usually takes long has arrived within this; a wait, not a limit. */
    private static final long LEAST_SETTLE_NANOS = 250_000_000L;
    /** A packet that is later than the loss threshold by up to this is told as late, beyond as lost. */
    private static final long LATENESS_NANOS = 5_000_000_000L;

    private final HostView[] hosts;
    private final PacketLog log;
    private final LeftAside leftAside;
    private final Ledger ledger;
    private final Judge judge;
    private int inFlight;
    private final GroupMatcher groups;
    private final SegmentMatcher segments;
    private final JudgedPackets judged;
    private final long thresholdNanos;
    private final Consumer<Sighting> recycler;
    private final boolean anyFragments;
    private final Deadlines held;
    private final Deadlines answers;
    private final Deadlines settling;
    private final Deadlines arrivalsOpen;
    private final Deadlines departuresOpen;
    private final long longestWaitNanos;
    private final OpenLosses openLosses;
    private long nowNanos = Long.MIN_VALUE;

    /**
     * @param paths from each host to each other; the clocks' error set, delays known as far as the survey knows them
     * @param fates where single fates go; null when nobody asks
     * @param judged hears of every packet that left and is counted; null when nobody asks
     * @param errors hears of lost packets
     * @param anyFragments whether any packet is a fragment
     * @param overload when packets were left aside
     * @param leftAside where to count what is not judged
     * @param room for what lanes remember of arrivals
     * @param recycler takes back sightings that are done with
     */
    Matcher(
            HostView[] hosts,
            Path[][] paths,
            long thresholdNanos,
            PacketFates fates,
            JudgedPackets judged,
            QuotedErrors errors,
            boolean anyFragments,
            Overload overload,
            LeftAside leftAside,
            Room room,
            Consumer<Sighting> recycler) {
        long latenessNanos = thresholdNanos + Math.max(thresholdNanos, LATENESS_NANOS);
        long hold = 0;
        long settle = Math.min(LEAST_SETTLE_NANOS, thresholdNanos);
        for (Path[] row : paths) {
            for (Path path : row) {
                if (path != null) {
                    hold = Math.max(hold, path.mostAheadNanos());
                    settle = Math.max(settle, 2 * path.plausibleNanos(thresholdNanos / 2));
                }
            }
        }
        this.hosts = hosts;
        this.judged = judged;
        this.leftAside = leftAside;
        this.anyFragments = anyFragments;
        this.recycler = recycler;
        log = new PacketLog(fates, hosts);
        ledger = new Ledger(hosts, errors);
        this.thresholdNanos = thresholdNanos;
        judge = new Judge(hosts, log, thresholdNanos, overload, errors);
        groups = new GroupMatcher(judge, thresholdNanos, latenessNanos);
        segments = new SegmentMatcher(judge, thresholdNanos, latenessNanos, room);
        held = new Deadlines(hold);
        answers = new Deadlines(hold);
        settling = new Deadlines(Math.max(settle, hold));
        arrivalsOpen = new Deadlines(Math.max(settle, hold) + thresholdNanos);
        longestWaitNanos = Math.max(settle, hold) + latenessNanos;
        departuresOpen = new Deadlines(longestWaitNanos);
        openLosses = new OpenLosses(judge, longestWaitNanos);
    }

    /** After so long a sighting is done with. */
    long longestWaitNanos() {
        return longestWaitNanos;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Announces a sighting, in frame order of its host; {@link #accept} follows in time order. */
    void expect(Sighting s, int host) {
        log.expect(s, host);
    }

    /** In place of {@link #expect} and {@link #accept} for a sighting that is not matched: its fate is known at once. */
    void tellAtOnce(Sighting s) {
        log.expect(s, s.host);
        log.finish(s);
    }

    /** Sightings that were accepted and are not done with. */
    int inFlight() {
        return inFlight;
    }

    /** Sightings that were expected and not yet told of; 0 when nobody asks for single fates. */
    int listed() {
        return log.waiting();
    }

    /** Whether there are so many alike at its host, which would all have to be compared with it. */
    boolean isCrowded(Sighting s, int most) {
        Lane lane = s.leg.lane;
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        if (s.typeP.isTcp() && s.length > 0) {
            boolean again = leaving && lane.sentAny && s.sequence - lane.sentEnd < 0;
            return again && lane.resent.size() >= most || lane.isSearchedTooMuch();
        }
        return leaving && lane.controls.size() >= most || groups.isFull(s, leaving, most);
    }

    /** In place of {@link #accept} for a sighting that was expected, and for which there is no room. */
    void leaveAside(Sighting s) {
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        hosts[s.host].silences.seen(s.timeNanos);
        s.fate = leaving ? Fate.UNOBSERVABLE : Fate.APPEARED;
        s.reason = leaving ? Reason.TOO_MANY_AT_ONCE : Reason.SENDER_TOO_MANY_AT_ONCE;
        if (s.watcher != null) {
            s.watcher.onFate(s, s.watcherNote, s.fate, s.reason);
        }
        s.leg.lane.flow.live--;
        log.finish(s);
        recycler.accept(s);
    }

    /** In place of {@link #accept} for a sighting that is left aside: time goes on. */
    void pass(Sighting s) {
        advance(s.timeNanos);
        hosts[s.host].silences.seen(s.timeNanos);
    }

    /**
     * Takes in the next sighting in time order, once time is there ({@link #advance}); it leaves or arrives at a host between
     * which and another it goes.
     */
    void accept(Sighting s) {
        inFlight++;
        hosts[s.host].silences.seen(s.timeNanos);
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        boolean segment = s.typeP.isTcp() && s.length > 0;
        Lane lane = s.leg.lane;
        (leaving ? lane.path.departures : lane.path.arrivals).seen(s);
        if (leaving) {
            lane.noteIdentification(s.identification, s.key);
            if (s.typeP == TypeP.ICMP_ECHO_REQUEST) {
                lane.noteEcho(s.sequence, s.timeNanos, hosts[s.host].pauses);
            }
        }
        if (s.typeP.isTcp()) {
            lane.flow.noteSegment(s.flags, s.length);
            noteConnection(s, lane, leaving);
        }
        if (segment && !leaving) {
            held.add(s);
        } else if (!(segment ? segments.leaves(s) : groups.add(s, leaving))) {
            if (anyFragments && s.typeP == TypeP.FRAGMENT && !leaving) {
                lane.path.routerFragments.arrivedAgain(s, thresholdNanos);
            }
            judge.copied(s);
            finish(s);
            return;
        }
        if (s.typeP == TypeP.ICMP_ECHO_REPLY || s.isFragment() && isFirst(s, Role.RESPONSE)) {
            answers.add(s);
        }
        if (anyFragments) {
            noteFragments(s, lane.path, leaving);
        }
        if (leaving) {
            if (s.counted) {
                s.tally = ledger.tallyOf(s);
                s.ordinal = s.tally.nextOrdinal();
            }
            s.flowOrdinal = lane.sent - lane.sentBefore;
            s.laneOrdinal = lane.sent++;
            lane.flow.noteSent(s);
            lane.path.load.add(s);
            if (s.length == 0 && (s.flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0) {
                noteControl(s, lane);
            }
        }
        settling.add(s);
    }

    private void noteFragments(Sighting s, Path path, boolean leaving) {
        if (s.typeP == TypeP.FRAGMENT) {
            notePiece(s, path, leaving);
        }
        if (s.typeP == TypeP.FRAGMENT && !leaving) {
            long spreadNanos = path.latestArrivalNanos(0, thresholdNanos) - path.earliestArrivalNanos(0);
            path.routerFragments.arrived(s, path.usualNanos(), spreadNanos, thresholdNanos);
        } else if (s.typeP != TypeP.FRAGMENT && leaving) {
            path.routerFragments.left(s, path.earliestArrivalNanos(s.timeNanos), thresholdNanos);
        } else if (leaving) {
            path.anyInFragments = true;
            path.answeredDatagrams.left(s, isFirst(s, Role.REQUEST), thresholdNanos);
        }
    }

    /** Of a datagram that leaves in fragments, and may arrive in others or whole. */
    private void notePiece(Sighting s, Path path, boolean leaving) {
        long leastNanos = path.areClocksUnbounded() ? -thresholdNanos : path.leastNanos();
        path.fragmentsCutAgain.note(s, leaving, leastNanos, thresholdNanos);
    }

    /** Whether this fragment is the first of a datagram of that role. */
    private static boolean isFirst(Sighting fragment, Role role) {
        return fragment.sequence == 0 && fragment.fragmentRole == role;
    }

    private void noteAnswer(Sighting reply) {
        if (!reply.isFragment()) {
            groups.noteAnswer(reply, reply.leg.position == Leg.Position.SENDER);
        }
        if (anyFragments) {
            Path requests = reply.leg.lane.path.reverse;
            requests.answeredDatagrams.answered(reply, requests.epsilonNanos(), thresholdNanos);
        }
    }

    private void noteConnection(Sighting s, Lane lane, boolean leaving) {
        boolean syn = (s.flags & TcpFlags.SYN) != 0;
        boolean ack = (s.flags & TcpFlags.ACK) != 0;
        lane.flow.noteOpening(s.flags, lane.path);
        if (syn) {
            lane.maximumSegment = s.maximumSegment;
            // Seen arriving while nothing is in flight, it tells of a new connection too: its sender's capture may have
            // missed it.
            boolean begins = leaving || lane.unacknowledged == null;
            if (begins && (!lane.sentAny || lane.synSequence != s.sequence)) {
                segments.restart(lane, s.sequence + 1);
                lane.synSequence = s.sequence;
                if (!ack) {
                    lane.flow.restart();
                }
            }
        }
        if (ack && !leaving && (s.flags & TcpFlags.RST) != 0) {
            Acknowledgments.refused(lane.reverse, s);
        } else if (ack) {
            Acknowledgments.acknowledged(lane.reverse, s, leaving);
            ArrayList<Sighting> controls = lane.reverse.controls;
            for (int i = 0; i < controls.size(); i++) { // no iterator for each packet
                Sighting control = controls.get(i);
                if (s.acknowledgment - control.sequenceEnd() >= 0
                        && s.acknowledgment - lane.reverse.sentEnd <= 0
                        && !control.pastAcks
                        && control.ackedNanos == Long.MIN_VALUE) {
                    control.ackedNanos = Acknowledgments.latestNanos(s);
                }
            }
        }
    }

    /** SYN and FIN without payload take up sequence numbers: they are sent again and acknowledged like data. */
    private static void noteControl(Sighting s, Lane lane) {
        for (Sighting earlier : lane.controls) {
            if (earlier.sequence == s.sequence && earlier.typeP == s.typeP && !earlier.resent) {
                earlier.resent = true;
                earlier.resentNanos = s.timeNanos;
            }
        }
        if (lane.hasArrivedUpTo(s.sequenceEnd())) {
            s.elsewhereNanos = s.timeNanos;
        }
        lane.controls.add(s);
        lane.noteSentUpTo(s.sequenceEnd());
    }

    /** Moves time on: settles and concludes what has waited long enough. */
    void advance(long toNanos) {
        nowNanos = toNanos;
        for (Sighting s = held.poll(nowNanos); s != null; s = held.poll(nowNanos)) {
            segments.arrives(s);
        }
        for (Sighting s = answers.poll(nowNanos); s != null; s = answers.poll(nowNanos)) {
            noteAnswer(s);
        }
        for (Sighting s = settling.poll(nowNanos); s != null; s = settling.poll(nowNanos)) {
            settle(s);
        }
        for (Sighting s = arrivalsOpen.poll(nowNanos); s != null; s = arrivalsOpen.poll(nowNanos)) {
            conclude(s);
        }
        for (Sighting s = departuresOpen.poll(nowNanos); s != null; s = departuresOpen.poll(nowNanos)) {
            conclude(s);
        }
        for (Sighting s = openLosses.poll(nowNanos); s != null; s = openLosses.poll(nowNanos)) {
            tell(s);
        }
    }

    private void settle(Sighting s) {
        if (s.group != null) {
            groups.settle(s);
        } else if (s.leg.position == Leg.Position.SENDER) {
            segments.settle(s);
        }
        if (s.group == null && s.leg.position == Leg.Position.SENDER && !s.isDecided()) {
            Strays.add(s);
        }
        if (s.isDecided() && !s.mayStandIn) {
            finish(s);
        } else if (s.leg.position == Leg.Position.SENDER) {
            departuresOpen.add(s);
        } else {
            if (anyFragments && !s.isFragment() && s.identification != 0) {
                notePiece(s, s.leg.lane.path, false);
            }
            s.latestBefore = s.leg.lane.latestArrived;
            arrivalsOpen.add(s);
        }
    }

    private void conclude(Sighting s) {
        if (s.group != null) {
            groups.conclude(s);
        } else if (!s.isDecided()) {
            if (s.leg.position == Leg.Position.SENDER) {
                judge.missing(s);
            } else if (!groups.takesDamaged(s)) {
                judge.appeared(s);
            }
        }
        judge.weighOrigin(s);
        Strays.remove(s);
        release(s);
        if (!openLosses.takes(s, nowNanos)) {
            judge.weigh(s);
            tell(s);
        }
    }

    private void finish(Sighting s) {
        release(s);
        tell(s);
    }

    /** Nothing can be matched with it any more. */
    private void release(Sighting s) {
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        if (s.group != null) {
            groups.release(s);
        } else if (leaving && s.fate != Fate.COPY) {
            segments.release(s);
        }
        if (leaving && s.fate != Fate.COPY && !s.leg.lane.controls.isEmpty()) {
            s.leg.lane.controls.remove(s);
        }
    }

    /** Its fate is final. */
    private void tell(Sighting s) {
        boolean leaving = s.leg.position == Leg.Position.SENDER;
        if (s.fate == Fate.COPY && s.counted && !s.duplicate) {
            ledger.seenAgain(s.host);
        }
        if (!leaving) {
            if (s.orphan) {
                s.setAside(Reason.DATAGRAM_UNKNOWN);
            }
            if (s.counted && !s.orphan) {
                ledger.arrived(s);
            } else if (s.counted) {
                leftAside.add(s, Reason.DATAGRAM_UNKNOWN);
            }
        } else if (s.fate != Fate.COPY && s.counted) {
            ledger.left(s);
            if (judged != null) {
                judged.onJudged(s);
            }
        }
        if (s.watcher != null) {
            s.watcher.onFate(s, s.watcherNote, s.fate, s.reason);
        }
        inFlight--;
        s.leg.lane.flow.live--;
        log.finish(s);
        recycler.accept(s);
    }

    /** There is no more: everything still open is settled by what is known. */
    void finishAll() {
        advance(Long.MAX_VALUE);
    }
}

package dev.halfway.match;

import dev.halfway.decode.TypeP;

/** Why a packet that left, and has no counterpart in the far capture, may have arrived all the same: that could not show it. */
final class Visibility {
    /** Within this mostly comes an answer. */
    private static final long ANSWER_NANOS = 1_000_000_000L;

    private final HostView[] hosts;
    private final long thresholdNanos;
    private final Overload overload;

    Visibility(HostView[] hosts, long thresholdNanos, Overload overload) {
        this.hosts = hosts;
        this.thresholdNanos = thresholdNanos;
        this.overload = overload;
    }

    /** Why the far capture could not have shown the packet; null when it could. */
    Reason whyUnseen(Sighting s) {
        Reason why = unobservable(s);
        return why == Reason.OUTSIDE_WINDOW ? outsideWindow(s) : why;
    }

    private Reason unobservable(Sighting s) {
        Path path = s.leg.lane.path;
        HostView far = hosts[path.to];
        long usual = path.usualArrivalNanos(s.timeNanos);
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
                ? far.cut.claim(s, earliest, usual, latest)
                : far.cut.claimOfKind(s, earliest, usual, latest);
        return isCut ? Reason.CUT_SHORT : never;
    }

    /** Why the far capture shows no packets like this one, whole, at any time; null when it does. */
    private static Reason neverShown(Sighting s, HostView far) {
        Tuple tuple = s.leg.tuple;
        boolean sameNames = !s.leg.lane.flow.translated;
        boolean addressShown = far.scope.showsAddress(tuple.destinationHigh(), tuple.destinationLow())
                || far.scope.looksUnfiltered()
                        && !far.guessed.contains(tuple.destinationHigh(), tuple.destinationLow());
        if (sameNames && !addressShown) {
            return Reason.ADDRESS_NOT_CAPTURED;
        }
        boolean kindShown = sameNames
                ? far.scope.showsKind(tuple, s.typeP, s.ipVersion)
                : far.scope.showsTranslated(tuple, s.typeP, s.ipVersion);
        boolean pieceShown = !s.isLaterFragment() || far.scope.showsLaterFragments(tuple.sourcePort());
        if (!kindShown || !pieceShown) {
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
    boolean mayBeCut(Sighting s) {
        Path path = s.leg.lane.path;
        return !s.isLaterFragment()
                && hosts[path.to].cut.mayHold(
                        s,
                        path.earliestArrivalNanos(s.timeNanos),
                        path.latestArrivalNanos(s.timeNanos, thresholdNanos));
    }

    private Reason outsideWindow(Sighting s) {
        return Judge.arrivedByWhatFollowed(s)
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
                && !Judge.isRefused(s)
                && s.ackedNanos == Long.MIN_VALUE
                && !s.pastAcks
                && s.leg.lane.reverse.arrivalsTaken
                && hosts[s.leg.lane.path.from].covers(
                        s.timeNanos, s.timeNanos + Math.min(thresholdNanos, ANSWER_NANOS));
    }

    /** Why the packet may be among what the far capture shows, unrecognised; null when it is not. */
    Reason whyUnrecognised(Sighting s) {
        Reason clock = clockDoubt(s);
        if (clock != null) {
            return clock;
        }
        if (s.leg.lane.mayBeOfDevice(s)) {
            return Reason.OPENED_ON_THE_WAY;
        }
        if (s.leg.lane.flow.doubtful) {
            return Reason.REWRITTEN;
        }
        Path path = s.leg.lane.path;
        if (path.strangeFragments.mayHold(
                s, path.earliestArrivalNanos(s.timeNanos), path.latestArrivalNanos(s.timeNanos, thresholdNanos))) {
            return Reason.FRAGMENTS_OF_OTHER_ID;
        }
        if (s.mayBeRecorded) {
            return Reason.RECORDED_TWICE;
        }
        if (s.mayBeCopy) {
            return Reason.ARRIVED_TWICE;
        }
        return s.mayBeSecondRecord && !s.leg.lane.sendsAlikeAtOnce ? Reason.SAME_MOMENT : null;
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
}

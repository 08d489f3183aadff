package dev.halfway.match;

/**
 * What a capture may have missed of the packets that came: by its own count of drops, or as it stood still. Packets that are
 * heard of later may still tell, so a lost packet may be open for a while.
 */
final class CaptureMisses {
    private final HostView[] hosts;
    private final long thresholdNanos;

    CaptureMisses(HostView[] hosts, long thresholdNanos) {
        this.hosts = hosts;
        this.thresholdNanos = thresholdNanos;
    }

    /** The far capture has missed it. One of the drops that it reports, if it reports any, was this packet: no other one. */
    void missed(Sighting s, Reason why) {
        s.fate = Fate.MISSED;
        s.reason = why;
        far(s).noteDropped(earliestDropNanos(s), usualNanos(s), latestDropNanos(s));
    }

    /** The far capture stood still; of what the far host still waits for it is not the capture alone that lacks it. */
    void missedInSilence(Sighting s) {
        if (s.isUnheeded()) {
            s.fate = Fate.UNOBSERVABLE;
            s.reason = Reason.CAPTURE_SILENT;
            far(s).silences.noteUnheeded();
        } else {
            missed(s, Reason.CAPTURE_SILENT);
        }
    }

    /** Whether the far capture reports drops about the time at which it would have come. */
    boolean mayBeDropped(Sighting s) {
        return far(s).reportsDrops(earliestDropNanos(s), latestDropNanos(s));
    }

    /** Whether the far capture stood still when it would have come. */
    boolean isSilent(Sighting s) {
        return far(s).silences.cover(usualNanos(s));
    }

    private HostView far(Sighting s) {
        return hosts[s.leg.lane.path.to];
    }

    private static long usualNanos(Sighting s) {
        return s.leg.lane.path.usualArrivalNanos(s.timeNanos);
    }

    private long earliestDropNanos(Sighting s) {
        return s.timeNanos - s.leg.lane.path.epsilonNanos();
    }

    private long latestDropNanos(Sighting s) {
        return s.timeNanos + s.leg.lane.path.slowestNanos(thresholdNanos) + s.leg.lane.path.epsilonNanos();
    }

    /** The last word on a packet that the far capture may have dropped, once those are known that it has dropped. */
    private void weighDrops(Sighting s) {
        if (s.fate != Fate.LOST || !s.awaitsDrops) {
            return;
        }
        HostView far = far(s);
        HostView.DropClaim claim = far.claimDrop(earliestDropNanos(s), usualNanos(s), latestDropNanos(s));
        s.ambiguous |= claim == HostView.DropClaim.ONE_OF_SEVERAL || claim == HostView.DropClaim.USED_UP;
        boolean dropped = claim == HostView.DropClaim.DROPPED || claim == HostView.DropClaim.ONE_OF_SEVERAL;
        Reason open = dropped ? Reason.CAPTURE_DROPS : Judge.isRefused(s) ? Reason.REFUSED_UNSEEN : null;
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
        HostView far = far(s);
        return s.fate == Fate.LOST
                && (!s.hole && maySilencesChange(s, far.silences, nowNanos, waitNanos)
                        || isUnheard(s) && far.pauses.mayChange(usualNanos(s), nowNanos, waitNanos)
                        || s.awaitsDrops
                                && far.dropsMayChange(earliestDropNanos(s), latestDropNanos(s), nowNanos, waitNanos));
    }

    private static boolean maySilencesChange(Sighting s, Silences silences, long nowNanos, long waitNanos) {
        long usual = usualNanos(s);
        long error = s.leg.lane.path.epsilonNanos();
        return silences.mayChange(usual, nowNanos, waitNanos)
                || silences.mayChange(usual - error, nowNanos, waitNanos)
                || silences.mayChange(usual + error, nowNanos, waitNanos);
    }

    /** Whether it may have come while the captures stood still, by as much as clocks may be off. */
    private static boolean mayFallInSilence(Sighting s, Silences silences) {
        long usual = usualNanos(s);
        long error = s.leg.lane.path.epsilonNanos();
        return silences.mayCover(usual) || silences.mayCover(usual - error) || silences.mayCover(usual + error);
    }

    /** The last word on a lost packet: whether the far capture missed it, by all that has been heard. */
    void weigh(Sighting s) {
        if (s.hole || !isSilent(s)) {
            weighDrops(s);
        }
        weighSilence(s);
        weighPause(s);
    }

    /** It was to come about now. */
    void noteLost(Sighting s) {
        far(s).pauses.lost(usualNanos(s));
    }

    /** Whether nothing that the far host does about it would show anywhere else than in its own captures. */
    private static boolean isUnheard(Sighting s) {
        boolean partly = s.covered != null && !s.covered.isEmpty();
        return !s.hole && !partly && s.leg.lane.reverse.isUnheard();
    }

    /**
     * What the far captures do not hold shows that it was lost only as long as they ran. Where they hold nothing else either, and
     * nothing of what the far host sends is heard elsewhere, that is open; and what it did not do confirms nothing.
     */
    private void weighPause(Sighting s) {
        Pauses pauses = far(s).pauses;
        if (s.fate != Fate.LOST || !pauses.isOpenAt(usualNanos(s)) || !isUnheard(s)) {
            return;
        }
        s.confirmed = false;
        s.reason = Reason.NO_COPY;
        if (pauses.mayStandStillAt(usualNanos(s))) {
            s.fate = Fate.UNOBSERVABLE;
            s.reason = Reason.CAPTURE_PAUSED;
            pauses.leaveOpen(usualNanos(s));
            s.bytesLost = 0;
        }
    }

    private void weighSilence(Sighting s) {
        Silences silences = far(s).silences;
        if (s.fate != Fate.LOST || s.hole || !mayFallInSilence(s, silences)) {
            return;
        }
        s.confirmed = false;
        s.bytesLost = 0;
        if (isSilent(s)) {
            missedInSilence(s);
        } else {
            s.fate = Fate.UNOBSERVABLE;
            s.reason = Reason.CAPTURE_SILENT;
        }
    }
}

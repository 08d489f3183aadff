package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Judges the packets of one direction by what the capture at their destination holds (method, section 6). */
final class FarSide {
    /** A judge's guard at an edge is not ours; within this many of the slowest delays, and this time, either is right. */
    private static final int GUARD_DELAYS = 3;

    private static final long GUARD_NANOS = 50_000_000;
    /** Drop statistics come at such intervals: a loss this near to a drop may be thought one. */
    private static final long STATISTICS_NANOS = 1_000_000_000;

    private final Tap far;
    private final long windowStart;
    private final long windowEnd;
    private final long guardNanos;
    private final Set<TypeP> typesAtFarTap = EnumSet.noneOf(TypeP.class);
    private final Confusable confusable;

    FarSide(Tap near, Tap far, LinkSetup link, long slowestDelayNanos, long endNanos) {
        this.far = far;
        this.guardNanos = GUARD_DELAYS * slowestDelayNanos + GUARD_NANOS;
        List<Sighting> farRecords = far.records();
        HostSetup setup = far.setup();
        if (setup.reportsWindow && setup.format == HostSetup.Format.PCAPNG) {
            windowStart = setup.captureStartNanos;
            windowEnd = Math.min(setup.captureEndNanos, endNanos);
        } else if (farRecords.isEmpty()) {
            windowStart = Long.MAX_VALUE;
            windowEnd = Long.MIN_VALUE;
        } else {
            windowStart = farRecords.get(0).atNanos;
            windowEnd = farRecords.get(farRecords.size() - 1).atNanos;
        }
        Set<WirePacket> packets = new LinkedHashSet<>();
        for (Sighting record : near.records()) {
            if (record.sent) {
                packets.addAll(record.pieces);
            }
        }
        for (Sighting record : farRecords) {
            record.pieces.forEach(piece -> typesAtFarTap.add(piece.typeP == null ? TypeP.ICMP_ERROR : piece.typeP));
            if (!record.sent) {
                packets.addAll(record.pieces);
            }
        }
        boolean merged = near.setup().sendOffload || setup.receiveOffload;
        confusable = new Confusable(packets, link, merged, !near.dropTimes().isEmpty());
    }

    /** Which packets of this direction the captures do not tell apart. */
    Confusable confusable() {
        return confusable;
    }

    Outcome outcome(WirePacket piece) {
        Sighting.Unrecorded why = null;
        for (Sighting arrival : piece.arrivals) {
            if (arrival.recorded()) {
                return piece.corrupted ? Outcome.CORRUPTED : inTime(piece, arrival);
            }
            why = why == null ? arrival.unrecorded : why;
        }
        if (why != null) {
            return why == Sighting.Unrecorded.DROPPED ? Outcome.MISSED : Outcome.UNOBSERVABLE;
        }
        return inWindow(piece.arrivalNanos) ? Outcome.LOST : Outcome.UNOBSERVABLE;
    }

    private static Outcome inTime(WirePacket piece, Sighting arrival) {
        boolean late = arrival.atNanos - piece.sentNanos > TruthScenario.LOSS_THRESHOLD_NANOS;
        return late ? Outcome.LATE : Outcome.DELIVERED;
    }

    private boolean inWindow(long atNanos) {
        return atNanos >= windowStart && atNanos <= windowEnd;
    }

    /**
     * What else the method's definitions (section 6, the first rule that holds) give for a packet with this outcome, by what
     * the captures show:
     *
     * <ul>
     *   <li>lost, and the far host acknowledged its bytes, of which another transmission came unseen or left unseen: "B
     *       acknowledged its bytes" makes it missed;
     *   <li>lost, and the far capture counts drops around it: "its capture counts drops around it" makes it missed;
     *   <li>arrived unseen, and nothing shows that it did: "else lost";
     *   <li>gone near an edge of the far window, or of a Type-P that the far capture never shows: unobservable.
     * </ul>
     */
    Set<Outcome> alternatives(WirePacket piece, Outcome outcome) {
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        if (outcome != Outcome.LOST && outcome != Outcome.MISSED) {
            return accept;
        }
        if (nearEdge(piece.arrivalNanos) || !typesAtFarTap.contains(piece.typeP)) {
            accept.add(Outcome.UNOBSERVABLE);
        }
        if (outcome == Outcome.LOST && (isAcknowledgedByAnother(piece) || nearReportedDrop(piece))) {
            accept.add(Outcome.MISSED);
        }
        if (outcome == Outcome.MISSED && !far.setup().reportsDrops && !shownByBehaviour(piece)) {
            accept.add(Outcome.LOST);
        }
        return accept;
    }

    private boolean nearEdge(long atNanos) {
        return atNanos - windowStart < guardNanos || windowEnd - atNanos < guardNanos;
    }

    /** Some other transmission of its bytes arrived unseen, or left unseen. */
    private boolean isAcknowledgedByAnother(WirePacket piece) {
        for (WirePacket other : sameBytes(piece)) {
            if (outcome(other) == Outcome.MISSED || !other.lost && !other.sent.recorded()) {
                return true;
            }
        }
        return false;
    }

    /** The far capture says that it dropped packets, and this one was due within what one statistic covers. */
    private boolean nearReportedDrop(WirePacket piece) {
        if (!far.setup().reportsDrops) {
            return false;
        }
        for (long drop : far.dropTimes()) {
            if (Math.abs(drop - piece.arrivalNanos) < STATISTICS_NANOS + guardNanos) {
                return true;
            }
        }
        return false;
    }

    /** Not in the far capture, which says that it dropped packets around then: it may be one of these. */
    boolean mayBeDropped(WirePacket piece) {
        return piece.arrivals.stream().noneMatch(Sighting::recorded) && nearReportedDrop(piece);
    }

    /** The far host answered or acknowledged it, in its capture, before any other transmission could have been meant. */
    private boolean shownByBehaviour(WirePacket piece) {
        if (piece.seenAnswered) {
            return true;
        }
        if (piece.range == null || piece.range.isEmpty()) {
            return false;
        }
        Long acknowledged = piece.range.log().firstAcknowledged(piece.range.end());
        if (acknowledged == null) {
            return false;
        }
        for (WirePacket other : sameBytes(piece)) {
            if (other.sentNanos < acknowledged) {
                return false;
            }
        }
        return true;
    }

    /** Other transmissions of some of its bytes, by either capture's knowledge or by none. */
    private List<WirePacket> sameBytes(WirePacket piece) {
        if (piece.range == null || piece.range.isEmpty()) {
            return List.of();
        }
        List<WirePacket> others = piece.range.log().sharing(piece);
        others.remove(piece);
        return others;
    }
}

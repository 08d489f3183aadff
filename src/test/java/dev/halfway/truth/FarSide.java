package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Judges the packets of one direction by what the capture at their destination holds (method, section 6). */
final class FarSide {
    /** A judge's guard at an edge is not ours; within this many of the slowest delays, and this time, either is right. */
    private static final int GUARD_DELAYS = 3;

    private static final long GUARD_NANOS = 50_000_000;
    /** Offloads and queues add that much to the spread of delays. */
    private static final long SPREAD_MARGIN_NANOS = 100_000;
    /** Drop statistics come at such intervals: a loss this near to a drop may be thought one. */
    private static final long STATISTICS_NANOS = 1_000_000_000;

    private final Tap far;
    private final long windowStart;
    private final long windowEnd;
    private final long guardNanos;
    private final Set<TypeP> typesAtFarTap = EnumSet.noneOf(TypeP.class);
    private final long slowestInOrderNanos;
    private final Alike inOrder;
    private final Alike inAnyOrder;

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
        long jitterNanos = link.jitterSpreadNanos() + SPREAD_MARGIN_NANOS;
        slowestInOrderNanos = link.baseDelayNanos + jitterNanos;
        inOrder = new Alike(packets, merged, jitterNanos);
        inAnyOrder = new Alike(packets, merged, link.delaySpreadNanos() + SPREAD_MARGIN_NANOS);
    }

    /** The packets that might have been confused with this one by a judge who knows how far delays spread, itself too. */
    List<WirePacket> alike(WirePacket piece) {
        return inAnyOrder.of(piece);
    }

    /** Packets alike in all, and near in time as packets in order are, had different outcomes: nobody can tell which. */
    boolean isAmbiguous(WirePacket piece) {
        return differ(piece, inOrder.of(piece));
    }

    /** As {@link #isAmbiguous}, for a judge who reckons with reordering. */
    boolean isDoubtful(WirePacket piece) {
        return differ(piece, inAnyOrder.of(piece));
    }

    private boolean differ(WirePacket piece, List<WirePacket> cluster) {
        Outcome outcome = outcome(piece);
        return cluster.stream().anyMatch(other -> outcome(other) != outcome);
    }

    /**
     * Of two packets alike the one was lost and the other arrived so late, by reordering, that it looks as if it had been
     * the other way round: likelihood is then against the truth. That other way round, or empty.
     */
    Set<Outcome> deceptive(WirePacket piece) {
        Outcome outcome = outcome(piece);
        List<WirePacket> cluster = inAnyOrder.of(piece);
        if (outcome == Outcome.LOST && cluster.stream().anyMatch(this::arrivedOutOfOrder)) {
            return EnumSet.of(Outcome.DELIVERED);
        }
        boolean otherLost = cluster.stream().anyMatch(other -> outcome(other) == Outcome.LOST);
        return arrivedOutOfOrder(piece) && otherLost ? EnumSet.of(Outcome.LOST) : EnumSet.noneOf(Outcome.class);
    }

    private boolean arrivedOutOfOrder(WirePacket piece) {
        return outcome(piece) == Outcome.DELIVERED && piece.arrivalNanos - piece.sentNanos > slowestInOrderNanos;
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

    /** What else a fair judge may say of a packet with this outcome, surplus arrivals aside. */
    Set<Outcome> alternatives(WirePacket piece, Outcome outcome) {
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        switch (outcome) {
            case LOST -> {
                if (mayBeThoughtMissed(piece)) {
                    accept.add(Outcome.MISSED);
                }
                if (nearEdge(piece.arrivalNanos) || !typesAtFarTap.contains(piece.typeP)) {
                    accept.add(Outcome.UNOBSERVABLE);
                }
            }
            case MISSED -> {
                if (!far.setup().reportsDrops && !shownByBehaviour(piece)) {
                    accept.add(Outcome.LOST);
                }
                if (nearEdge(piece.arrivalNanos) || !typesAtFarTap.contains(piece.typeP)) {
                    accept.add(Outcome.UNOBSERVABLE);
                }
            }
            case UNOBSERVABLE -> accept.add(Outcome.MISSED);
            case LATE -> {
                if (!sameBytes(piece).isEmpty()) {
                    // What came late may have been the other transmission.
                    accept.addAll(EnumSet.of(Outcome.LOST, Outcome.DELIVERED));
                }
            }
            default -> {
                // All is in the captures.
            }
        }
        return accept;
    }

    private boolean nearEdge(long atNanos) {
        return atNanos - windowStart < guardNanos || windowEnd - atNanos < guardNanos;
    }

    /** Some other transmission of its bytes arrived unseen, or left unseen, or the capture counts drops nearby. */
    private boolean mayBeThoughtMissed(WirePacket piece) {
        for (WirePacket other : sameBytes(piece)) {
            if (outcome(other) == Outcome.MISSED || !other.lost && !other.sent.recorded()) {
                return true;
            }
        }
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
    List<WirePacket> sameBytes(WirePacket piece) {
        if (piece.range == null || piece.range.isEmpty()) {
            return List.of();
        }
        List<WirePacket> others = piece.range.log().sharing(piece);
        others.remove(piece);
        return others;
    }

    /** Recorded arrivals that this packet, which has none, could be matched with, and nothing says that it must not. */
    List<Sighting> surplusArrivals(WirePacket piece, Outcome outcome) {
        if (outcome != Outcome.LOST && outcome != Outcome.MISSED && outcome != Outcome.UNOBSERVABLE) {
            return List.of();
        }
        Set<WirePacket> candidates = new LinkedHashSet<>(inOrder.sameKey(piece));
        for (WirePacket other : sameBytes(piece)) {
            // Bytes are told apart by TSval before time (method, section 4).
            if (!other.sent.recorded() || other.timestampValue == piece.timestampValue) {
                candidates.add(other);
            }
        }
        List<Sighting> surplus = new ArrayList<>();
        for (WirePacket candidate : candidates) {
            boolean claimed = candidate.sent.recorded();
            for (Sighting arrival : candidate.arrivals) {
                long delay = arrival.atNanos - piece.sentNanos;
                if (arrival.recorded() && !claimed && delay > 0 && delay <= TruthScenario.LOSS_THRESHOLD_NANOS) {
                    surplus.add(arrival);
                }
                claimed &= !arrival.recorded();
            }
        }
        return surplus;
    }
}

package dev.halfway.truth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Turns what happened into what a judge of the two captures must say, record by record. */
final class TruthResolver {
    private final TruthScenario scenario;
    private final Tap tapA;
    private final Tap tapB;
    private final Map<Tap, FarSide> farSides = new LinkedHashMap<>();
    /** Lost packets that something alike stands in for. */
    private final Set<WirePacket> hidden = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param endNanos when the simulation, and every capture still running, ended */
    TruthResolver(TruthScenario scenario, Tap tapA, Tap tapB, long endNanos) {
        this.scenario = scenario;
        this.tapA = tapA;
        this.tapB = tapB;
        long slowest = Math.max(scenario.toA.slowestDelayNanos(), scenario.toB.slowestDelayNanos());
        farSides.put(tapA, new FarSide(tapA, tapB, scenario.toB, slowest, endNanos));
        farSides.put(tapB, new FarSide(tapB, tapA, scenario.toA, slowest, endNanos));
    }

    /** Host a's records in frame order, then host b's. */
    List<TruthRecord> resolve() {
        List<TruthRecord> records = new ArrayList<>();
        List<TruthRecord> arrivals = new ArrayList<>();
        hideLosses();
        for (Tap tap : List.of(tapA, tapB)) {
            for (Sighting sighting : tap.records()) {
                if (isRelated(sighting) && sighting.sent && sighting.copyOf == null) {
                    records.add(sent(sighting));
                }
            }
        }
        for (Tap tap : List.of(tapA, tapB)) {
            for (Sighting sighting : tap.records()) {
                if (!isRelated(sighting)) {
                    arrivals.add(unrelated(sighting));
                } else if (sighting.copyOf != null) {
                    arrivals.add(copy(sighting));
                } else if (!sighting.sent) {
                    arrivals.add(arrived(sighting));
                }
            }
        }
        records.addAll(arrivals);
        records.sort(Comparator.comparing(TruthRecord::host).thenComparingLong(TruthRecord::frame));
        return records;
    }

    private static boolean isRelated(Sighting sighting) {
        return !sighting.pieces.isEmpty()
                && sighting.pieces.get(0).exchange.inScope()
                && sighting.pieces.get(0).typeP != null;
    }

    private void hideLosses() {
        Set<List<WirePacket>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tap tap : List.of(tapA, tapB)) {
            FarSide far = farSides.get(tap);
            for (Sighting sighting : tap.records()) {
                for (WirePacket piece : sighting.sent ? sighting.pieces : List.<WirePacket>of()) {
                    List<WirePacket> cluster = far.confusable().of(piece);
                    if (cluster.size() > 1 && seen.add(cluster)) {
                        cluster.stream()
                                .filter(each -> each.sent.recorded() && far.outcome(each) == Outcome.LOST)
                                .limit(far.confusable().hiddenLosses(cluster))
                                .forEach(hidden::add);
                    }
                }
            }
        }
    }

    // ---- where it was sent

    private TruthRecord sent(Sighting sighting) {
        FarSide far = farSides.get(sighting.tap);
        Outcome worst = Outcome.DELIVERED;
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        SortedSet<Long> matches = new TreeSet<>();
        SortedSet<Long> alike = new TreeSet<>();
        boolean open = false;
        boolean isHidden = false;
        boolean traceless = false;
        long lost = 0;
        boolean lostInPart = false;
        boolean otherwiseGone = false;
        for (WirePacket piece : sighting.pieces) {
            Outcome outcome = far.outcome(piece);
            // Outcomes are declared from the best to the worst.
            worst = outcome.compareTo(worst) > 0 ? outcome : worst;
            accept.addAll(far.alternatives(piece, outcome));
            addFrames(matches, piece.arrivals);
            far.confusable().of(piece).forEach(other -> addFrames(alike, other.arrivals));
            open |= far.confusable().isOpen(piece) || far.mayBeDropped(piece);
            isHidden |= hidden.contains(piece) || outcome == Outcome.LOST && isLostWithin(sighting, piece, far);
            if (hidden.contains(piece) && far.confusable().looksWhole(piece)) {
                traceless = true;
                accept.add(Outcome.DELIVERED);
            }
            if (outcome == Outcome.LOST) {
                lost += piece.payloadLength;
            }
            lostInPart |= outcome == Outcome.DELIVERED || outcome == Outcome.LATE;
            otherwiseGone |= outcome == Outcome.MISSED || outcome == Outcome.UNOBSERVABLE;
        }
        if (isInDisorder(sighting)) {
            accept.add(Outcome.COPY);
        }
        accept.remove(worst);
        boolean partly = worst == Outcome.LOST && lostInPart && !otherwiseGone;
        return record(
                sighting,
                worst,
                accept,
                matches,
                alike,
                OptionalLong.empty(),
                partly ? OptionalLong.of(lost) : OptionalLong.empty(),
                open,
                isHidden,
                traceless);
    }

    /**
     * It was lost, or else a piece, that nobody can tell from it, of a larger segment that lost another piece as well: that segment
     * is one record and lost in either case, so the captures show one lost record more or less, and the same pieces gone.
     */
    private static boolean isLostWithin(Sighting sighting, WirePacket piece, FarSide far) {
        for (WirePacket other : far.confusable().of(piece)) {
            boolean larger = other.sent != sighting && other.sent.recorded() && other.sent.pieces.size() > 1;
            if (larger
                    && other.sent.pieces.stream()
                            .anyMatch(each -> each != other && far.outcome(each) == Outcome.LOST)) {
                return true;
            }
        }
        return false;
    }

    // ---- where it arrived

    private TruthRecord arrived(Sighting sighting) {
        Tap near = sighting.tap == tapA ? tapB : tapA;
        Confusable confusable = farSides.get(near).confusable();
        SortedSet<Long> matches = new TreeSet<>();
        SortedSet<Long> alike = new TreeSet<>();
        boolean again = true;
        boolean traceless = false;
        boolean open = false;
        for (WirePacket piece : sighting.pieces) {
            addFrames(matches, List.of(piece.sent));
            again &= firstRecorded(piece) != sighting;
            confusable.of(piece).forEach(other -> addFrames(alike, List.of(other.sent)));
            open |= confusable.isOpen(piece);
            traceless |= confusable.looksWhole(piece) && (!piece.sent.recorded() || firstRecorded(piece) != sighting);
        }
        Outcome outcome = again ? Outcome.COPY : matches.isEmpty() ? Outcome.APPEARED : Outcome.ARRIVED;
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        if (again && matches.isEmpty()) {
            // Never seen leaving (method, before section 2); that the network made two of it no capture shows.
            accept.add(Outcome.APPEARED);
        }
        if (traceless) {
            accept.add(Outcome.ARRIVED);
            accept.remove(outcome);
        }
        if (isInDisorder(sighting)) {
            accept.addAll(EnumSet.of(Outcome.ARRIVED, Outcome.COPY));
            accept.remove(outcome);
        }
        OptionalLong copyOf =
                again ? OptionalLong.of(firstRecorded(sighting.pieces.get(0)).frame) : OptionalLong.empty();
        return record(
                sighting,
                outcome,
                accept,
                matches,
                again ? firstsAlike(near, sighting) : alike,
                copyOf,
                OptionalLong.empty(),
                open,
                false,
                traceless);
    }

    private TruthRecord copy(Sighting sighting) {
        SortedSet<Long> matches = new TreeSet<>();
        Tap near = sighting.sent == (sighting.tap == tapA) ? tapA : tapB;
        boolean open = false;
        for (WirePacket piece : sighting.pieces) {
            open |= farSides.get(near).confusable().isOpen(piece);
            addFrames(matches, sighting.sent ? piece.arrivals : List.of(piece.sent));
        }
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        if (isInDisorder(sighting)) {
            FarSide far = farSides.get(near);
            sighting.pieces.forEach(piece -> accept.add(sighting.sent ? far.outcome(piece) : Outcome.ARRIVED));
        }
        return record(
                sighting,
                Outcome.COPY,
                accept,
                matches,
                firstsAlike(near, sighting),
                OptionalLong.of(sighting.sent ? sighting.copyOf.frame : firstRecorded(sighting.pieces.get(0)).frame),
                OptionalLong.empty(),
                open,
                false,
                false);
    }

    /**
     * Its stamp is further off than it is from that of a packet alike: which record is the first of its packet, and which the
     * further one (contract, {@code copyOf}), stands in no capture then.
     */
    private boolean isInDisorder(Sighting sighting) {
        long disorder = sighting.tap.setup().stampDisorderNanos;
        if (disorder == 0) {
            return false;
        }
        Confusable confusable = farSides.get(sighting.sent == (sighting.tap == tapA) ? tapA : tapB)
                .confusable();
        WirePacket packet = sighting.pieces.get(0);
        for (WirePacket other : confusable.of(packet)) {
            for (Sighting record : sighting.sent ? List.of(other.sent) : other.arrivals) {
                boolean near = Math.abs(record.atNanos - sighting.atNanos) <= disorder + Tap.COPY_LAG_NANOS;
                if (other != packet && record.recorded() && near) {
                    return true;
                }
            }
        }
        return false;
    }

    /** First sightings, in the same capture, of the packets that nobody can tell from the one that this is a copy of. */
    private SortedSet<Long> firstsAlike(Tap near, Sighting copy) {
        SortedSet<Long> frames = new TreeSet<>();
        Confusable confusable = farSides.get(near).confusable();
        for (WirePacket piece : copy.pieces) {
            for (WirePacket other : confusable.of(piece)) {
                for (Sighting each : copy.sent ? List.of(other.sent) : other.arrivals) {
                    addFrames(frames, List.of(each));
                }
            }
        }
        frames.remove(copy.frame);
        return frames;
    }

    private static Sighting firstRecorded(WirePacket piece) {
        for (Sighting arrival : piece.arrivals) {
            if (arrival.recorded()) {
                return arrival;
            }
        }
        throw new IllegalStateException("a recorded arrival is not among its packet's arrivals");
    }

    private static void addFrames(Set<Long> frames, List<Sighting> sightings) {
        for (Sighting sighting : sightings) {
            if (sighting.recorded()) {
                frames.add(sighting.frame);
                sighting.copies.forEach(copy -> frames.add(copy.frame));
            }
        }
    }

    private TruthRecord record(
            Sighting sighting,
            Outcome outcome,
            Set<Outcome> accept,
            SortedSet<Long> matches,
            SortedSet<Long> alike,
            OptionalLong copyOf,
            OptionalLong bytesLost,
            boolean open,
            boolean isHidden,
            boolean traceless) {
        WirePacket first = sighting.pieces.get(0);
        String here = sighting.tap.setup().name;
        String there = sighting.tap == tapA ? scenario.b.name : scenario.a.name;
        if (outcome != Outcome.COPY) {
            alike.removeAll(matches);
        }
        return new TruthRecord(
                here,
                sighting.frame,
                sighting.atNanos,
                sighting.sent,
                sighting.sent ? here : there,
                sighting.sent ? there : here,
                first.typeP,
                first.exchange.initiator(),
                outcome,
                accept,
                matches,
                alike,
                copyOf,
                bytesLost,
                open,
                isHidden,
                traceless);
    }

    private static TruthRecord unrelated(Sighting sighting) {
        return new TruthRecord(
                sighting.tap.setup().name,
                sighting.frame,
                sighting.atNanos,
                sighting.sent,
                null,
                null,
                null,
                null,
                Outcome.UNRELATED,
                Set.of(),
                new TreeSet<>(),
                new TreeSet<>(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                false,
                false,
                false);
    }
}

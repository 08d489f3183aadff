package dev.halfway.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    private final Map<Sighting, Set<WirePacket>> surplusClaims = new IdentityHashMap<>();

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

    // ---- where it was sent

    private TruthRecord sent(Sighting sighting) {
        FarSide far = farSides.get(sighting.tap);
        Outcome worst = Outcome.DELIVERED;
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        SortedSet<Long> matches = new TreeSet<>();
        SortedSet<Long> alike = new TreeSet<>();
        boolean ambiguous = false;
        boolean doubtful = false;
        boolean excused = false;
        long lost = 0;
        boolean lostInPart = false;
        boolean otherwiseGone = false;
        for (WirePacket piece : sighting.pieces) {
            Outcome outcome = far.outcome(piece);
            // Outcomes are declared from the best to the worst.
            worst = outcome.compareTo(worst) > 0 ? outcome : worst;
            accept.addAll(far.alternatives(piece, outcome));
            addFrames(matches, piece.arrivals);
            for (Sighting claimed : far.surplusArrivals(piece, outcome)) {
                excused = true;
                accept.addAll(EnumSet.of(Outcome.DELIVERED, Outcome.LATE));
                addFrames(alike, List.of(claimed));
                surplusClaims
                        .computeIfAbsent(claimed, unseen -> new LinkedHashSet<>())
                        .add(piece);
            }
            Set<Outcome> deceptive = far.deceptive(piece);
            accept.addAll(deceptive);
            excused |= !deceptive.isEmpty();
            far.alike(piece).forEach(other -> addFrames(alike, other.arrivals));
            ambiguous |= far.isAmbiguous(piece);
            doubtful |= far.isDoubtful(piece);
            if (outcome == Outcome.LOST) {
                lost += piece.payloadLength;
            }
            lostInPart |= outcome == Outcome.DELIVERED || outcome == Outcome.LATE;
            otherwiseGone |= outcome == Outcome.MISSED || outcome == Outcome.UNOBSERVABLE;
        }
        if (worst == Outcome.CORRUPTED && sighting.pieces.size() > 1) {
            // What arrived of it is a segment of other bytes: that much is lost, too.
            accept.add(Outcome.LOST);
        }
        accept.remove(worst);
        boolean partly = worst == Outcome.LOST && lostInPart && !otherwiseGone;
        return record(
                sighting,
                worst,
                accept,
                excused,
                matches,
                alike,
                OptionalLong.empty(),
                partly ? OptionalLong.of(lost) : OptionalLong.empty(),
                ambiguous,
                doubtful);
    }

    // ---- where it arrived

    private TruthRecord arrived(Sighting sighting) {
        FarSide side = farSides.get(sighting.tap == tapA ? tapB : tapA);
        SortedSet<Long> matches = new TreeSet<>();
        SortedSet<Long> alike = new TreeSet<>();
        boolean leftUnseen = false;
        boolean corrupted = false;
        boolean clustered = false;
        boolean again = true;
        for (WirePacket piece : sighting.pieces) {
            addFrames(matches, List.of(piece.sent));
            leftUnseen |= !piece.sent.recorded();
            corrupted |= piece.corrupted;
            again &= firstRecorded(piece) != sighting;
            List<WirePacket> cluster = side.alike(piece);
            clustered |= cluster.size() > 1;
            cluster.forEach(other -> addFrames(alike, List.of(other.sent)));
            side.sameBytes(piece).forEach(other -> addFrames(alike, List.of(other.sent)));
        }
        for (WirePacket claimant : surplusClaims.getOrDefault(sighting, Set.of())) {
            addFrames(alike, List.of(claimant.sent));
        }
        Outcome outcome = again ? Outcome.COPY : matches.isEmpty() ? Outcome.APPEARED : Outcome.ARRIVED;
        EnumSet<Outcome> accept = EnumSet.noneOf(Outcome.class);
        if (again) {
            accept.add(matches.isEmpty() ? Outcome.APPEARED : Outcome.ARRIVED);
        }
        if (clustered) {
            accept.addAll(EnumSet.of(Outcome.ARRIVED, Outcome.COPY));
        }
        if (corrupted) {
            accept.add(Outcome.CORRUPTED);
        }
        if (leftUnseen) {
            accept.add(alike.isEmpty() && matches.isEmpty() ? Outcome.APPEARED : Outcome.ARRIVED);
            accept.add(Outcome.APPEARED);
        }
        accept.remove(outcome);
        OptionalLong copyOf =
                again ? OptionalLong.of(firstRecorded(sighting.pieces.get(0)).frame) : OptionalLong.empty();
        return record(sighting, outcome, accept, false, matches, alike, copyOf, OptionalLong.empty(), false, false);
    }

    private TruthRecord copy(Sighting sighting) {
        SortedSet<Long> matches = new TreeSet<>();
        for (WirePacket piece : sighting.pieces) {
            addFrames(matches, sighting.sent ? piece.arrivals : List.of(piece.sent));
        }
        return record(
                sighting,
                Outcome.COPY,
                EnumSet.noneOf(Outcome.class),
                false,
                matches,
                new TreeSet<>(),
                OptionalLong.of(sighting.sent ? sighting.copyOf.frame : firstRecorded(sighting.pieces.get(0)).frame),
                OptionalLong.empty(),
                false,
                false);
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
            boolean excused,
            SortedSet<Long> matches,
            SortedSet<Long> alike,
            OptionalLong copyOf,
            OptionalLong bytesLost,
            boolean ambiguous,
            boolean doubtful) {
        WirePacket first = sighting.pieces.get(0);
        String here = sighting.tap.setup().name;
        String there = sighting.tap == tapA ? scenario.b.name : scenario.a.name;
        alike.removeAll(matches);
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
                excused,
                matches,
                alike,
                copyOf,
                bytesLost,
                ambiguous,
                doubtful);
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
                false,
                new TreeSet<>(),
                new TreeSet<>(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                false,
                false);
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each host calls a flow, and how it numbers its bytes, against what all hosts agree on: what devices rewrite. */
final class FlowNames {
    private record Between(int host, int other) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Between key && host == key.host && other == key.other;
        }

        @Override
        public int hashCode() {
            return 31 * host + other;
        }
    }

    private final List<Map<Tuple, Tuple>> canonical = new ArrayList<>();
    private final List<Map<Tuple, Integer>> shifts = new ArrayList<>();
    /** The same by the names that all hosts agree on. */
    private final List<Map<Tuple, Integer>> shiftsByName = new ArrayList<>();

    private final List<Map<Tuple, Integer>> timestampShifts = new ArrayList<>();
    /** By host: flows, either way, whose timestamps tell nothing. */
    private final List<Set<Tuple>> timestampsRewritten = new ArrayList<>();

    /** By host: of each pair of addresses those that all hosts agree on, where flows between them are translated one by one. */
    private final List<Map<Tuple, Set<Tuple>>> agreed = new ArrayList<>();

    private final List<Map<Tuple, Tuple>> addresses = new ArrayList<>();
    private final List<Set<Tuple>> renumbered = new ArrayList<>();
    private final Map<Between, Set<Tuple>> doubtful = new LinkedHashMap<>();
    /** Directions of flows, by the names that all hosts agree on, whose packets get new IP IDs on the way. */
    private final Set<Tuple> renewed = new LinkedHashSet<>();

    private final Map<Between, Set<Tuple>> opened = new LinkedHashMap<>();
    private final Map<Between, UnsampledFlows> unsampled = new HashMap<>();
    private final List<String> inferred = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    FlowNames(List<HostSurvey> surveys, List<Alignment> alignments) {
        for (int host = 0; host < surveys.size(); host++) {
            canonical.add(new LinkedHashMap<>());
            shifts.add(new LinkedHashMap<>());
            timestampShifts.add(new LinkedHashMap<>());
            timestampsRewritten.add(new LinkedHashSet<>());
            agreed.add(new HashMap<>());
            addresses.add(new LinkedHashMap<>());
            renumbered.add(new LinkedHashSet<>());
        }
        for (Alignment alignment : alignments) {
            canonical.get(alignment.h).putAll(alignment.rewriting.translations());
            shifts.get(alignment.h).putAll(alignment.rewriting.shifts());
            TranslatedAddresses translated = alignment.rewriting.addresses();
            addresses.get(alignment.h).putAll(translated.toG());
            renumbered.get(alignment.h).addAll(translated.renumbered());
            RewrittenTimestamps timestamps = alignment.rewriting.timestamps();
            timestampShifts.get(alignment.h).putAll(timestamps.shifts());
            timestampsRewritten.get(alignment.g).addAll(timestamps.rewrittenAtG());
            timestampsRewritten.get(alignment.h).addAll(timestamps.rewrittenAtH());
            alignment.renewed.flows().forEach(tuple -> renewed.add(canonical(alignment.g, tuple)));
            OpenedOnTheWay openings = alignment.rewriting.opened();
            opened.put(new Between(alignment.g, alignment.h), openings.atG());
            opened.put(new Between(alignment.h, alignment.g), openings.atH());
            UnsampledFlows others = new UnsampledFlows(this, alignment);
            unsampled.put(new Between(alignment.g, alignment.h), others);
            unsampled.put(new Between(alignment.h, alignment.g), others);
            inferred.addAll(alignment.rewriting.sentences(
                    surveys.get(alignment.g).host(), surveys.get(alignment.h).host()));
        }
        for (int host = 0; host < surveys.size(); host++) {
            Map<Tuple, Integer> byName = new HashMap<>();
            for (Map.Entry<Tuple, Integer> shift : shifts.get(host).entrySet()) {
                byName.put(canonical(host, shift.getKey()), shift.getValue());
            }
            shiftsByName.add(byName);
            Map<Tuple, Set<Tuple>> ofHost = agreed.get(host);
            canonical
                    .get(host)
                    .forEach((own, name) -> ofHost.computeIfAbsent(own.addresses(), k -> new LinkedHashSet<>())
                            .add(name.addresses()));
        }
    }

    /** Once it is known who owns what: finds out which flows between each two hosts are doubtful. */
    void doubt(List<HostSurvey> surveys, List<Alignment> alignments, Owners owners) {
        for (Alignment each : alignments) {
            RewritingDoubts doubts = each.rewriting.doubts();
            doubtful.put(
                    new Between(each.g, each.h),
                    doubts.atG(tuple -> owners.areEnds(canonical(each.g, tuple), each.g, each.h)));
            doubtful.put(
                    new Between(each.h, each.g),
                    doubts.atH(tuple -> owners.areEnds(canonical(each.h, tuple), each.g, each.h)));
            if (doubts.beyondCompared() > 0) {
                notes.add(surveys.get(each.g).host() + " and "
                        + surveys.get(each.h).host() + ": flows of "
                        + doubts.beyondCompared() + (doubts.beyondCompared() == 1 ? " packet" : " packets")
                        + " that each look like more than " + RewritingDoubts.MOST_COMPARED
                        + " others at about their time, by other addresses or ports, are taken for flows that may be"
                        + " rewritten: what has no copy in them is not judged.");
            }
        }
    }

    /** Once {@link #doubt} is called: what was left open for want of room, as sentences for the user. */
    List<String> notes() {
        return notes;
    }

    /** What was inferred, as sentences for the user. */
    List<String> inferred() {
        return inferred;
    }

    /** The flow that a host knows by this tuple, by the name that all hosts agree on. */
    Tuple canonical(int host, Tuple tuple) {
        Tuple known = canonical.get(host).get(tuple);
        if (known != null || addresses.get(host).isEmpty()) {
            return known == null ? tuple : known;
        }
        Tuple seen = tuple.addresses();
        Tuple others = addresses.get(host).get(seen);
        boolean isOpen = tuple.hasPorts() && renumbered.get(host).contains(seen);
        return others == null || isOpen ? tuple : tuple.between(others);
    }

    /**
     * The addresses that all hosts agree on, of those that a host sees.
     *
     * @param kind a kind and addresses; ports are not looked at
     * @return null where flows between them have several
     */
    Tuple canonicalAddresses(int host, Tuple kind) {
        Tuple seen = kind.addresses();
        Set<Tuple> names = agreed.get(host).getOrDefault(seen, Set.of());
        Tuple only = names.isEmpty()
                ? addresses.get(host).getOrDefault(seen, seen)
                : names.iterator().next();
        return names.size() > 1 ? null : kind.between(only);
    }

    /** Whether a device between two hosts may rewrite what one knows as this flow to the other, and too few packets tell how. */
    boolean isDoubtful(int host, int other, Tuple tuple) {
        Between both = new Between(host, other);
        return doubtful.getOrDefault(both, Set.of()).contains(tuple)
                || unsampled.containsKey(both) && unsampled.get(both).mayShiftNumbers(canonical(host, tuple));
    }

    /** Whether packets get new IP IDs on the way, in this direction of a flow by the name that all hosts agree on. */
    boolean renewsIdentifications(int from, int to, Tuple name) {
        Between both = new Between(from, to);
        return renewed.contains(name)
                || unsampled.containsKey(both) && unsampled.get(both).mayRenewIdentifications(name);
    }

    /** Whether a device between two hosts opens what one of them knows as this connection itself, to either of them. */
    boolean isOpenedOnTheWay(int host, int other, Tuple tuple) {
        return opened.getOrDefault(new Between(host, other), Set.of()).contains(tuple);
    }

    /** What a host's sequence numbers on this tuple are more than those that all hosts agree on. */
    int sequenceShift(int host, Tuple tuple) {
        return shifts.get(host).getOrDefault(tuple, 0);
    }

    /** As {@link #sequenceShift}, of a tuple by the name that all hosts agree on. */
    int sequenceShiftOf(int host, Tuple name) {
        return shiftsByName.get(host).getOrDefault(name, 0);
    }

    /** What the timestamps that a host sees on this tuple are more than those that all hosts agree on. */
    int timestampShift(int host, Tuple tuple) {
        return timestampShifts.get(host).getOrDefault(tuple, 0);
    }

    /** Whether the timestamps that a host sees in this flow are not those that another sees, nor known to follow from them. */
    boolean areTimestampsRewritten(int host, int other, Tuple tuple) {
        Between both = new Between(host, other);
        return timestampsRewritten.get(host).contains(tuple)
                || unsampled.containsKey(both) && unsampled.get(both).mayRewriteTimestamps(canonical(host, tuple));
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Directions of flows whose TCP sequence numbers a device between two hosts shifts (initial sequence number randomisation): by
 * packets that are alike but for them, once at each host.
 */
final class RewrittenSequences {
    private record Shift(Tuple tuple, int shift) {}

    private final Rewriting rewriting;
    private final Map<Tuple, Integer> shifts = new LinkedHashMap<>();
    /** All that any packet tells, believed or not. */
    private final Map<Tuple, Set<Integer>> heard = new HashMap<>();

    /** @param onlyAtG without counterpart as they are; those that have one but for these numbers are joined */
    RewrittenSequences(Rewriting rewriting, List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        this.rewriting = rewriting;
        findShifts(onlyAtG, onlyAtH);
        findShiftsOfOpenings(onlyAtG, onlyAtH);
    }

    /** By tuple: what h's sequence numbers are more than g's. */
    Map<Tuple, Integer> shifts() {
        return shifts;
    }

    List<String> sentences(String g, String h) {
        List<String> sentences = new ArrayList<>();
        shifts.forEach((tuple, shift) -> sentences.add("Sequence numbers of " + tuple.words() + " are shifted on the"
                + " way: at " + h + " they are " + Integer.toUnsignedString(shift) + " more than at " + g + "."));
        return sentences;
    }

    /**
     * A packet tells of its own direction by its sequence number, and of the other one by what it acknowledges: that is heard
     * where too few packets tell of their own.
     */
    private void findShifts(List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Long, Anchor> byContent = uniqueByContent(onlyAtG, Map.of());
        Map<Long, Anchor> others = uniqueByContent(onlyAtH, rewriting.translations());
        Map<Shift, List<Alignment.Joined>> bySequence = new LinkedHashMap<>();
        Map<Shift, List<Alignment.Joined>> byBoth = new LinkedHashMap<>();
        byContent.forEach((content, a) -> {
            Anchor b = others.get(content);
            if (a != null && b != null) {
                Alignment.Joined pair = new Alignment.Joined(a, b);
                Shift own = new Shift(b.tuple, b.sequence - a.sequence);
                vote(bySequence, own, pair);
                vote(byBoth, own, pair);
                if (a.acknowledges && b.acknowledges) {
                    vote(byBoth, new Shift(b.tuple.reversed(), b.acknowledgment - a.acknowledgment), pair);
                }
            }
        });
        count(bySequence);
        count(byBoth);
        byBoth.keySet()
                .forEach(each ->
                        heard.computeIfAbsent(each.tuple, k -> new HashSet<>()).add(each.shift));
    }

    private void count(Map<Shift, List<Alignment.Joined>> votes) {
        Map<Tuple, Integer> all = new LinkedHashMap<>();
        votes.forEach((shift, pairs) -> all.merge(shift.tuple(), pairs.size(), Integer::sum));
        votes.forEach((shift, pairs) -> {
            boolean isTold = pairs.size() >= Rewriting.LEAST && pairs.size() * 10 >= all.get(shift.tuple()) * 9;
            if (isTold && shift.shift() != 0) {
                shifts.putIfAbsent(shift.tuple(), shift.shift());
                int known = shifts.get(shift.tuple());
                if (known == shift.shift()) { // also what only acknowledges numbers that are shifted
                    pairs.forEach(rewriting::join);
                }
            }
        });
    }

    /**
     * What too few packets of a connection tell, the SYNs of all between the same addresses may: those that keep all but their
     * numbers, their IP IDs among that, which a device that opens connections itself does not know; not where those few tell otherwise.
     */
    private void findShiftsOfOpenings(List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Tuple, Anchor> asked = openings(onlyAtG, Map.of());
        Map<Tuple, Anchor> others = openings(onlyAtH, rewriting.translations());
        Map<Tuple, List<Alignment.Joined>> byAddresses = new LinkedHashMap<>();
        asked.forEach((tuple, a) -> {
            Anchor b = others.get(tuple);
            if (b != null && isSameOpening(a, b)) {
                byAddresses
                        .computeIfAbsent(tuple.addresses(), k -> new ArrayList<>())
                        .add(new Alignment.Joined(a, b));
            }
        });
        for (List<Alignment.Joined> pairs : byAddresses.values()) {
            List<Alignment.Joined> agreeing =
                    pairs.stream().filter(Alignment.Joined::agree).toList();
            if (agreeing.size() >= Rewriting.LEAST
                    && agreeing.size() * 10 >= pairs.size() * 9
                    && rewriting.agreeInTime(agreeing)) {
                agreeing.stream().filter(pair -> !isContradicted(pair)).forEach(pair -> {
                    shifts.putIfAbsent(pair.atH().tuple, pair.atH().sequence - pair.atG().sequence);
                    rewriting.join(pair);
                });
            }
        }
    }

    /** Whether any packet of its flow tells of another shift: one of the two SYNs may be damaged. */
    private boolean isContradicted(Alignment.Joined opening) {
        int shift = opening.atH().sequence - opening.atG().sequence;
        return heard.getOrDefault(opening.atH().tuple, Set.of()).stream().anyMatch(each -> each != shift);
    }

    private static boolean isSameOpening(Anchor a, Anchor b) {
        return a.weak == b.weak
                && a.flagsLengthWindow == b.flagsLengthWindow
                && a.sequence != b.sequence
                && a.identification != 0
                && b.identification != 0;
    }

    /**
     * The first SYN of each flow; none where others have another number, as when a port is used again.
     *
     * @param names by which a flow is called here: the name to go by
     */
    private static Map<Tuple, Anchor> openings(List<Anchor> anchors, Map<Tuple, Tuple> names) {
        Map<Tuple, Anchor> openings = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.isOpening()) {
                openings.merge(
                        names.getOrDefault(anchor.tuple, anchor.tuple),
                        anchor,
                        (one, other) -> one.timeNanos <= other.timeNanos ? one : other);
            }
        }
        for (Anchor anchor : anchors) {
            if (anchor.isOpening()) {
                openings.computeIfPresent(
                        names.getOrDefault(anchor.tuple, anchor.tuple),
                        (tuple, first) -> first.sequence == anchor.sequence ? first : null);
            }
        }
        return openings;
    }

    private static void vote(Map<Shift, List<Alignment.Joined>> votes, Shift shift, Alignment.Joined pair) {
        votes.computeIfAbsent(shift, k -> new ArrayList<>()).add(pair);
    }

    /**
     * TCP packets by flow and what stands behind their headers; null where several have the same.
     *
     * @param names by which a flow is called here: the name to go by
     */
    private static Map<Long, Anchor> uniqueByContent(List<Anchor> anchors, Map<Tuple, Tuple> names) {
        Map<Long, Anchor> byContent = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.tuple.kind() == Tuple.TCP) {
                long content = Mix.add(
                        anchor.weak,
                        names.getOrDefault(anchor.tuple, anchor.tuple).hash());
                byContent.put(content, anchor.isRepeated() || byContent.containsKey(content) ? null : anchor);
            }
        }
        return byContent;
    }
}

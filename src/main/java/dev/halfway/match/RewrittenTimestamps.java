package dev.halfway.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Flows whose TCP timestamps (RFC 7323) a device between two hosts rewrites: by packets that are alike but for them, once at
 * each host. Where they are moved by the same amount all the time, that is taken away again; else, and where the option of
 * the packets that open a connection is taken out, such flows are matched as if they had none.
 */
final class RewrittenTimestamps {
    private record Moved(Tuple tuple, int by) {}

    private final Rewriting rewriting;
    private final Map<Tuple, Integer> shifts = new LinkedHashMap<>();
    private final Set<Tuple> atG = new LinkedHashSet<>();
    private final Set<Tuple> atH = new LinkedHashSet<>();
    /** Directions of flows that are moved, as g knows them. */
    private final Set<Tuple> moved = new LinkedHashSet<>();
    /** Directions of flows of which packets have their counterpart with the timestamps that they left with, as g knows them. */
    private final Set<Tuple> asTheyWere = new HashSet<>();

    /**
     * @param onlyAtG without counterpart as they are; those that have one but for timestamps are joined
     * @param joined packets that have their counterpart as they are
     */
    RewrittenTimestamps(
            Rewriting rewriting, List<Anchor> onlyAtG, List<Anchor> onlyAtH, List<Alignment.Joined> joined) {
        this.rewriting = rewriting;
        Map<Long, List<Anchor>> byRest = byRest(onlyAtG, Map.of());
        Map<Long, List<Anchor>> others = byRest(onlyAtH, rewriting.translations());
        byRest.keySet().retainAll(others.keySet());
        joined.stream()
                .filter(each -> each.atG().hasTimestamps && each.atH().hasTimestamps)
                .forEach(each -> asTheyWere.add(each.atG().tuple));
        if (byRest.isEmpty()) {
            return;
        }
        List<Alignment.Joined> pairs = new ArrayList<>();
        byRest.forEach((rest, some) -> {
            List<Anchor> same = others.get(rest);
            if (isSingle(some) && isSingle(same) && differ(some.get(0), same.get(0))) {
                pairs.add(new Alignment.Joined(some.get(0), same.get(0)));
            }
        });
        long usual = usuallyApartNanos(pairs);
        pairs.removeIf(
                each -> Math.abs(each.apartNanos() - usual) > rewriting.times().slackNanos());
        findShifts(pairs);
        byRest.forEach((rest, some) -> findTakenOut(some, others.get(rest)));
        findOthers(pairs, joined);
        pairs.stream()
                .filter(each -> atH.contains(each.atH().tuple) || isMovedAsKnown(each))
                .forEach(rewriting::join);
    }

    /** By h's tuple: what h's timestamps are more than g's. */
    Map<Tuple, Integer> shifts() {
        return shifts;
    }

    /** Flows, both directions of each, whose timestamps at g and h have nothing to do with each other; as g knows them. */
    Set<Tuple> rewrittenAtG() {
        return atG;
    }

    /** The same as h knows them. */
    Set<Tuple> rewrittenAtH() {
        return atH;
    }

    /** Directions of flows, as g knows them, whose timestamps are seen to arrive as they left, or moved by what is known. */
    Set<Tuple> kept() {
        Set<Tuple> kept = new HashSet<>(asTheyWere);
        kept.removeAll(atG);
        for (Tuple each : moved) {
            kept.add(each);
            kept.add(each.reversed());
        }
        return kept;
    }

    /** All flows that are found here, both directions of each, as g knows them. */
    Set<Tuple> flows() {
        Set<Tuple> all = new LinkedHashSet<>(atG);
        for (Tuple each : moved) {
            all.add(each);
            all.add(each.reversed());
        }
        return all;
    }

    List<String> sentences(String g, String h) {
        List<String> sentences = new ArrayList<>();
        if (!shifts.isEmpty()) {
            sentences.add("TCP timestamps of " + flowWords(moved.size(), "direction of a flow", "directions of flows")
                    + " are moved on the way between " + g + " and " + h + ", by the same all the time: that is taken"
                    + " away again.");
        }
        if (!atG.isEmpty()) {
            sentences.add("TCP timestamps of " + flowWords(atG.size() / 2, "flow", "flows")
                    + " are taken out or rewritten on the way between " + g + " and " + h
                    + ": they are matched without them.");
        }
        if (!sentences.isEmpty()) {
            sentences.add("TCP timestamps between " + g + " and " + h
                    + " of flows of which no packet shows what becomes of them"
                    + " on the way are not trusted: these, too, are matched without them.");
        }
        return sentences;
    }

    private static String flowWords(int count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /** TCP packets by all that identifies them but the timestamps. */
    private static Map<Long, List<Anchor>> byRest(List<Anchor> anchors, Map<Tuple, Tuple> names) {
        Map<Long, List<Anchor>> byRest = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.tuple.kind() == Tuple.TCP) {
                long numbers = (long) anchor.sequence << 32 | anchor.acknowledgment & 0xffffffffL;
                long rest =
                        Mix.add(names.getOrDefault(anchor.tuple, anchor.tuple).hash(), numbers);
                rest = Mix.add(Mix.add(rest, anchor.flagsLengthWindow), anchor.content);
                byRest.computeIfAbsent(rest, k -> new ArrayList<>(1)).add(anchor);
            }
        }
        return byRest;
    }

    private static boolean isSingle(List<Anchor> anchors) {
        return anchors.size() == 1 && !anchors.get(0).isRepeated();
    }

    private static boolean differ(Anchor a, Anchor b) {
        return a.hasTimestamps
                && b.hasTimestamps
                && (a.timestampValue != b.timestampValue || a.timestampEcho != b.timestampEcho);
    }

    /**
     * Two transmissions of the same bytes differ in their timestamps, too: but in time, and in their IP IDs, as well. Where
     * nothing else tells the clocks, most of these packets do.
     */
    private long usuallyApartNanos(List<Alignment.Joined> pairs) {
        if (rewriting.times().isKnown() || pairs.size() < Rewriting.LEAST) {
            return rewriting.times().usualNanos();
        }
        long[] apart =
                pairs.stream().mapToLong(Alignment.Joined::apartNanos).sorted().toArray();
        return apart[apart.length / 2];
    }

    /** A packet tells of its own direction by its timestamp, and of the other one by the one that it echoes. */
    private void findShifts(List<Alignment.Joined> pairs) {
        Map<Moved, Integer> votes = new LinkedHashMap<>();
        Map<Moved, Alignment.Joined> samples = new HashMap<>();
        for (Alignment.Joined pair : pairs) {
            Anchor a = pair.atG();
            Anchor b = pair.atH();
            Moved own = new Moved(b.tuple, b.timestampValue - a.timestampValue);
            votes.merge(own, 1, Integer::sum);
            if (a.acknowledges) {
                votes.merge(new Moved(b.tuple.reversed(), b.timestampEcho - a.timestampEcho), 1, Integer::sum);
            }
            samples.putIfAbsent(own, pair);
        }
        Map<Tuple, Integer> all = new HashMap<>();
        votes.forEach((each, count) -> all.merge(each.tuple(), count, Integer::sum));
        votes.forEach((each, count) -> {
            boolean isTold = count >= Rewriting.LEAST && count * 10 >= all.get(each.tuple()) * 9;
            if (isTold && each.by() != 0) {
                shifts.put(each.tuple(), each.by());
                moved.add(rewriting.translations().getOrDefault(each.tuple(), each.tuple()));
            }
        });
    }

    private boolean isMovedAsKnown(Alignment.Joined pair) {
        Anchor a = pair.atG();
        Anchor b = pair.atH();
        int own = shifts.getOrDefault(b.tuple, 0);
        int echoed = a.acknowledges ? shifts.getOrDefault(b.tuple.reversed(), 0) : 0;
        return b.timestampValue - a.timestampValue == own && b.timestampEcho - a.timestampEcho == echoed;
    }

    /** What opens a connection is there with the option at one host, and without at the other: no other has its numbers. */
    private void findTakenOut(List<Anchor> some, List<Anchor> same) {
        Anchor a = some.get(0);
        Anchor b = same.get(0);
        boolean apart = some.stream().allMatch(each -> each.hasTimestamps)
                        && same.stream().noneMatch(each -> each.hasTimestamps)
                || some.stream().noneMatch(each -> each.hasTimestamps)
                        && same.stream().allMatch(each -> each.hasTimestamps);
        if (a.isSyn() && apart) {
            note(a, b);
            if (isSingle(some) && isSingle(same)) {
                rewriting.join(new Alignment.Joined(a, b));
            }
            rewriting.joinedAtG().addAll(some);
            rewriting.joinedAtH().addAll(same);
        }
    }

    /** Moved, but not by the same: few packets suffice that nothing but a device can have made of each other. */
    private void findOthers(List<Alignment.Joined> pairs, List<Alignment.Joined> joined) {
        Map<Tuple, Integer> asTheyAre = new HashMap<>();
        joined.forEach(each -> asTheyAre.merge(each.atH().tuple, 1, Integer::sum));
        Map<Tuple, List<Alignment.Joined>> byFlow = new LinkedHashMap<>();
        for (Alignment.Joined pair : pairs) {
            if (!isMovedAsKnown(pair)) {
                byFlow.computeIfAbsent(pair.atH().tuple, k -> new ArrayList<>()).add(pair);
            }
        }
        byFlow.forEach((tuple, some) -> {
            boolean known = shifts.containsKey(tuple) || shifts.containsKey(tuple.reversed());
            boolean told = some.stream().anyMatch(each -> each.haveIdentifications() && each.agree());
            if (!known && (told || some.size() >= Rewriting.LEAST) && some.size() > asTheyAre.getOrDefault(tuple, 0)) {
                some.forEach(each -> note(each.atG(), each.atH()));
            }
        });
    }

    private void note(Anchor a, Anchor b) {
        atG.add(a.tuple);
        atG.add(a.tuple.reversed());
        atH.add(b.tuple);
        atH.add(b.tuple.reversed());
    }
}

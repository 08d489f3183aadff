package dev.halfway.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Flows that a device may rewrite, and of which too few packets tell. No packet of such a flow has its counterpart as it is,
 * and one or more have it, at about the same time, in a flow between other addresses or with other sequence numbers; or both
 * hosts hold, at about the same time, a flow that differs in one address and has no counterpart. What has no copy in such a
 * flow is not known to be lost. A packet is compared with so many others that look alike then, and is taken to be one of them
 * where there are more.
 */
final class RewritingDoubts {
    /** Of one packet, with others in one respect. */
    static final int MOST_COMPARED = 1 << 11;
    /** Of the keys. */
    private static final int CONTENT = 0;

    private static final int SAME_FLOW = 1;

    private final Rewriting rewriting;
    private final Set<Tuple> common;
    /** Between which nothing is translated: both hosts know flows between them by one name. */
    private final Set<AddressPair> untranslated = new HashSet<>();
    /** Between which flows are translated, as g and as h know them. */
    private final Map<AddressPair, Set<AddressPair>> translated = new HashMap<>();
    /** Pings that differ in what they carry, by flow. */
    private final Map<Tuple, Boolean> telling = new HashMap<>();
    /** Translated flows by their names at g: those at h. */
    private final Map<Tuple, Tuple> toH = new HashMap<>();
    /** Directions of translated flows, as h knows them, of which a packet has its counterpart. */
    private final Set<Tuple> joinedDirections = new HashSet<>();

    private final List<Anchor> onlyAtG;
    private final List<Anchor> onlyAtH;
    private long beyondCompared;

    RewritingDoubts(Rewriting rewriting, Set<Tuple> common, List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        this.rewriting = rewriting;
        this.common = common;
        rewriting.translations().forEach((atH, atG) -> {
            toH.put(atG, atH);
            translated
                    .computeIfAbsent(AddressPair.of(atG), k -> new HashSet<>())
                    .add(AddressPair.of(atH));
        });
        rewriting.joinedAtH().forEach(each -> joinedDirections.add(each.tuple));
        this.onlyAtG = onlyAtG;
        this.onlyAtH = onlyAtH;
        common.forEach(each -> untranslated.add(AddressPair.of(each)));
    }

    /** Both directions of flows at g, of those that are asked for. */
    Set<Tuple> atG(Predicate<Tuple> asked) {
        return among(onlyAtG, onlyAtH, asked, true);
    }

    /** Both directions of flows at h, of those that are asked for. */
    Set<Tuple> atH(Predicate<Tuple> asked) {
        return among(onlyAtH, onlyAtG, asked, false);
    }

    /** How many packets were taken for one of those that look alike, as these are more than are looked at. */
    long beyondCompared() {
        return beyondCompared;
    }

    private Set<Tuple> among(List<Anchor> some, List<Anchor> others, Predicate<Tuple> asked, boolean atG) {
        Set<Tuple> doubtful = new LinkedHashSet<>();
        List<Anchor> open = some.stream()
                .filter(each -> asked.test(each.tuple) && isOpen(each.tuple, atG))
                .toList();
        if (open.isEmpty()) {
            return doubtful;
        }
        Map<Long, List<Anchor>> alike = alike(open, others, atG);
        noteTelling(some);
        noteTelling(others);
        for (Anchor each : open) {
            if (!doubtful.contains(each.tuple) && mayBeAnother(each, alike, atG)) {
                doubtful.add(each.tuple);
                doubtful.add(each.tuple.reversed());
            }
        }
        return doubtful;
    }

    private boolean isOpen(Tuple tuple, boolean atG) {
        Tuple name = nameAtH(tuple, atG);
        return !(isTranslated(tuple, atG) && joinedDirections.contains(name))
                && !common.contains(tuple)
                && !rewriting.shifts().containsKey(name)
                && !rewriting.shifts().containsKey(name.reversed());
    }

    private boolean isTranslated(Tuple tuple, boolean atG) {
        return atG ? toH.containsKey(tuple) : rewriting.translations().containsKey(tuple);
    }

    private Tuple nameAtH(Tuple tuple, boolean atG) {
        return atG ? toH.getOrDefault(tuple, tuple) : tuple;
    }

    /** Others by the keys that any of the open ones has, in time order. */
    private Map<Long, List<Anchor>> alike(List<Anchor> open, List<Anchor> others, boolean atG) {
        Set<Long> wanted = new HashSet<>();
        for (Anchor each : open) {
            for (long key : keys(each, atG)) {
                wanted.add(key);
            }
        }
        Map<Long, List<Anchor>> alike = new HashMap<>();
        others.stream()
                .filter(each -> isOpen(each.tuple, !atG))
                .sorted(Comparator.comparingLong(each -> each.timeNanos))
                .forEach(each -> {
                    for (long key : keys(each, !atG)) {
                        if (wanted.contains(key)) {
                            alike.computeIfAbsent(key, k -> new ArrayList<>(1)).add(each);
                        }
                    }
                });
        return alike;
    }

    private boolean mayBeAnother(Anchor one, Map<Long, List<Anchor>> alike, boolean atG) {
        long[] keys = keys(one, atG);
        for (int i = 0; i < keys.length; i++) {
            boolean sameFlow = i == SAME_FLOW || isTranslated(one.tuple, atG);
            if (isAmong(alike.getOrDefault(keys[i], List.of()), one, sameFlow ? SAME_FLOW : i, atG)) {
                return true;
            }
        }
        return false;
    }

    private void noteTelling(List<Anchor> anchors) {
        Map<Tuple, Integer> contents = new HashMap<>();
        for (Anchor each : anchors) {
            if (each.tuple.kind() == Tuple.ECHO) {
                Integer first = contents.putIfAbsent(each.tuple, each.content);
                telling.merge(each.tuple, first != null && first != each.content, Boolean::logicalOr);
            }
        }
    }

    /**
     * Whether a ping has at most its number in common with those of another flow that have this key: every program counts from
     * 1, and a host pings others at the same time. That counts where its addresses may be translated.
     */
    private boolean isNumberedAlike(Anchor one, int key) {
        return key != SAME_FLOW
                && one.tuple.kind() == Tuple.ECHO
                && untranslated.contains(AddressPair.of(one.tuple))
                && !(key == CONTENT && telling.get(one.tuple));
    }

    private boolean isAmong(List<Anchor> others, Anchor one, int key, boolean atG) {
        boolean isNumberedAlike = isNumberedAlike(one, key);
        long apart = atG ? rewriting.times().usualNanos() : -rewriting.times().usualNanos();
        long latest = one.timeNanos + apart + rewriting.times().slackNanos();
        int first = firstFrom(others, one.timeNanos + apart - rewriting.times().slackNanos());
        for (int i = first; i < others.size() && others.get(i).timeNanos <= latest; i++) {
            Tuple other = others.get(i).tuple;
            if (i - first == MOST_COMPARED) {
                beyondCompared++;
                return true;
            }
            if (key == SAME_FLOW) {
                return true;
            }
            boolean isByNumber = isNumberedAlike || isNumberedAlike(others.get(i), key);
            if (isByNumber && !(atG ? areOfOnePair(one.tuple, other) : areOfOnePair(other, one.tuple))) {
                continue; // between the same addresses, what the other host alone has may be it by another identifier
            }
            if (atG ? rewriting.mayTranslate(one.tuple, other) : rewriting.mayTranslate(other, one.tuple)) {
                return true;
            }
        }
        return false;
    }

    /** Whether they are between the same addresses, or between those that any flow's are translated to. */
    private boolean areOfOnePair(Tuple atG, Tuple atH) {
        AddressPair pair = AddressPair.of(atG);
        return pair.equals(AddressPair.of(atH))
                || translated.getOrDefault(pair, Set.of()).contains(AddressPair.of(atH));
    }

    private static int firstFrom(List<Anchor> inOrder, long nanos) {
        int below = -1;
        int first = inOrder.size();
        while (first - below > 1) {
            int middle = (below + first) >>> 1;
            if (inOrder.get(middle).timeNanos < nanos) {
                below = middle;
            } else {
                first = middle;
            }
        }
        return first;
    }

    /** Content alone, content within one flow, and each address with the ports; of a translated flow content within it only. */
    private long[] keys(Anchor anchor, boolean atG) {
        Tuple t = anchor.tuple;
        if (isTranslated(t, atG)) {
            return new long[] {Mix.add(Mix.add(5, anchor.weak), nameAtH(t, atG).hash())};
        }
        long ports = Mix.add(t.kind(), (long) t.sourcePort() << 16 | t.destinationPort());
        return new long[] {
            Mix.add(1, anchor.untranslated),
            Mix.add(Mix.add(2, anchor.weak), anchor.tupleHash()),
            Mix.add(Mix.add(Mix.add(3, ports), t.sourceHigh()), t.sourceLow()),
            Mix.add(Mix.add(Mix.add(4, ports), t.destinationHigh()), t.destinationLow())
        };
    }
}

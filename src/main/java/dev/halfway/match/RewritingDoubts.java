package dev.halfway.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Flows that a device may rewrite, and of which too few packets tell. No packet of such a flow has its counterpart as it is,
 * and one or more have it, at about the same time, in a flow between other addresses or with other sequence numbers; or both
 * hosts hold, at about the same time, a flow that differs in one address and has no counterpart. What has no copy in such a
 * flow is not known to be lost.
 */
final class RewritingDoubts {
    /** Of the keys. */
    private static final int SAME_FLOW = 1;
    /** Some hundredths of a second. */
    private static final long MOST_COMPARED = 1L << 23;

    private final Rewriting rewriting;
    private final Set<Tuple> common;
    private final Set<Tuple> atG = new LinkedHashSet<>();
    private final Set<Tuple> atH = new LinkedHashSet<>();
    private final Map<Tuple, Tuple> addressesToG = new LinkedHashMap<>();
    private final Set<Tuple> renumbered = new LinkedHashSet<>();

    RewritingDoubts(Rewriting rewriting, Set<Tuple> common, List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        this.rewriting = rewriting;
        this.common = common;
        findAddresses();
        List<Anchor> openAtG = open(onlyAtG, Set.copyOf(rewriting.translations().values()));
        List<Anchor> openAtH = open(onlyAtH, rewriting.translations().keySet());
        if (!compare(openAtG, openAtH)) {
            openAtG.forEach(each -> doubt(atG, each.tuple));
            openAtH.forEach(each -> doubt(atH, each.tuple));
        }
    }

    /** False when there are too many to compare: then each of them may be another. */
    private boolean compare(List<Anchor> openAtG, List<Anchor> openAtH) {
        Map<Long, List<Anchor>> byContent = new HashMap<>();
        for (Anchor a : openAtG) {
            for (long key : keys(a)) {
                byContent.computeIfAbsent(key, k -> new ArrayList<>(1)).add(a);
            }
        }
        long left = MOST_COMPARED;
        for (Anchor b : openAtH) {
            long[] keys = keys(b);
            for (int i = 0; i < keys.length; i++) {
                List<Anchor> alike = byContent.getOrDefault(keys[i], List.of());
                left -= alike.size();
                if (left < 0) {
                    return false;
                }
                for (Anchor a : alike) {
                    if (rewriting.mayBeOne(a, b) && (i == SAME_FLOW || rewriting.mayTranslate(a.tuple, b.tuple))) {
                        doubt(atG, a.tuple);
                        doubt(atH, b.tuple);
                    }
                }
            }
        }
        return true;
    }

    private List<Anchor> open(List<Anchor> only, Set<Tuple> translated) {
        return only.stream()
                .filter(each -> isOpen(each.tuple, translated.contains(each.tuple)))
                .toList();
    }

    private boolean isOpen(Tuple tuple, boolean translated) {
        return !translated
                && !common.contains(tuple)
                && !rewriting.shifts().containsKey(tuple)
                && !rewriting.shifts().containsKey(tuple.reversed());
    }

    /** Content alone, content within one flow, and each address with the ports. */
    private static long[] keys(Anchor anchor) {
        Tuple t = anchor.tuple;
        long ports = Mix.add(t.kind(), (long) t.sourcePort() << 16 | t.destinationPort());
        return new long[] {
            Mix.add(1, anchor.untranslated),
            Mix.add(Mix.add(2, anchor.weak), anchor.tupleHash),
            Mix.add(Mix.add(Mix.add(3, ports), t.sourceHigh()), t.sourceLow()),
            Mix.add(Mix.add(Mix.add(4, ports), t.destinationHigh()), t.destinationLow())
        };
    }

    private static void doubt(Set<Tuple> flows, Tuple tuple) {
        flows.add(tuple);
        flows.add(tuple.reversed());
    }

    /** Addresses of which every flow told is translated to the same ones: so are the others. */
    private void findAddresses() {
        Map<Tuple, Tuple> back = new LinkedHashMap<>();
        Set<Tuple> ambiguous = new LinkedHashSet<>();
        rewriting.translations().forEach((h, g) -> {
            Tuple pairH = h.addresses();
            Tuple pairG = g.addresses();
            Tuple knownG = addressesToG.putIfAbsent(pairH, pairG);
            Tuple knownH = back.putIfAbsent(pairG, pairH);
            boolean same = (knownG == null || knownG.equals(pairG)) && (knownH == null || knownH.equals(pairH));
            if (!same) {
                ambiguous.add(pairH);
                ambiguous.add(back.get(pairG));
            }
            if (!h.equals(g.between(pairH))) {
                renumbered.add(pairH);
            }
        });
        for (Tuple each : common) {
            ambiguous.add(each.addresses());
        }
        addressesToG.keySet().removeAll(ambiguous);
    }

    /** By the addresses at h: those at g, where they are translated whatever the flow. */
    Map<Tuple, Tuple> addressesToG() {
        return addressesToG;
    }

    /** Addresses at h between which ports or identifiers of echoes are translated, too. */
    Set<Tuple> renumbered() {
        return renumbered;
    }

    Set<Tuple> atG() {
        return atG;
    }

    Set<Tuple> atH() {
        return atH;
    }
}

package dev.halfway.match;

import java.util.ArrayList;
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

    private final Rewriting rewriting;
    private final Set<Tuple> common;
    private final Set<Tuple> atG = new LinkedHashSet<>();
    private final Set<Tuple> atH = new LinkedHashSet<>();
    private final Map<Tuple, Tuple> addressesToG = new LinkedHashMap<>();

    RewritingDoubts(Rewriting rewriting, Set<Tuple> common, List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        this.rewriting = rewriting;
        this.common = common;
        findAddresses();
        Map<Long, List<Anchor>> byContent = new LinkedHashMap<>();
        for (Anchor a : onlyAtG) {
            if (isOpen(a.tuple, rewriting.translations().containsValue(a.tuple))) {
                for (long key : keys(a)) {
                    byContent.computeIfAbsent(key, k -> new ArrayList<>(1)).add(a);
                }
            }
        }
        for (Anchor b : onlyAtH) {
            if (isOpen(b.tuple, rewriting.translations().containsKey(b.tuple))) {
                long[] keys = keys(b);
                for (int i = 0; i < keys.length; i++) {
                    boolean inOneFlow = i == SAME_FLOW;
                    byContent.getOrDefault(keys[i], List.of()).stream()
                            .filter(a -> rewriting.mayBeOne(a, b))
                            .filter(a -> inOneFlow || Rewriting.mayTranslate(a.tuple, b.tuple))
                            .forEach(a -> doubt(a.tuple, b.tuple));
                }
            }
        }
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

    private void doubt(Tuple g, Tuple h) {
        atG.add(g);
        atG.add(g.reversed());
        atH.add(h);
        atH.add(h.reversed());
    }

    /** Addresses of which every flow told is translated to the same ones and keeps its ports: so do the others. */
    private void findAddresses() {
        Map<Tuple, Tuple> back = new LinkedHashMap<>();
        Set<Tuple> ambiguous = new LinkedHashSet<>();
        rewriting.translations().forEach((h, g) -> {
            Tuple pairH = h.addresses();
            Tuple pairG = g.addresses();
            Tuple knownG = addressesToG.putIfAbsent(pairH, pairG);
            Tuple knownH = back.putIfAbsent(pairG, pairH);
            boolean same = (knownG == null || knownG.equals(pairG)) && (knownH == null || knownH.equals(pairH));
            if (!same || !h.equals(g.between(h.addresses()))) {
                ambiguous.add(pairH);
                ambiguous.add(back.get(pairG));
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

    Set<Tuple> atG() {
        return atG;
    }

    Set<Tuple> atH() {
        return atH;
    }
}

package dev.halfway.match;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Addresses of which every flow told is translated to the same ones: so are the others. */
final class TranslatedAddresses {
    private final Map<Tuple, Tuple> toG = new LinkedHashMap<>();
    private final Set<Tuple> renumbered = new LinkedHashSet<>();

    /**
     * @param translations by the tuple at h: the tuple at g
     * @param common flows that both know by one name
     */
    TranslatedAddresses(Map<Tuple, Tuple> translations, Set<Tuple> common) {
        Map<Tuple, Tuple> back = new LinkedHashMap<>();
        Set<Tuple> ambiguous = new LinkedHashSet<>();
        translations.forEach((h, g) -> {
            Tuple pairH = h.addresses();
            Tuple pairG = g.addresses();
            Tuple knownG = toG.putIfAbsent(pairH, pairG);
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
        toG.keySet().removeAll(ambiguous);
    }

    /** By the addresses at h: those at g, where they are translated whatever the flow. */
    Map<Tuple, Tuple> toG() {
        return toG;
    }

    /** Addresses at h between which ports or identifiers of echoes are translated, too. */
    Set<Tuple> renumbered() {
        return renumbered;
    }
}

package dev.halfway.match;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which packets get new IP IDs from a device between two hosts: by those that are alike but for it at both, once at each. A
 * device may do so to one protocol only, or to the flows of one service.
 */
final class RenewedIdentifications {
    /** Packets of one flow that must tell. */
    private static final int LEAST = 3;

    private static final class Count {
        long kept;
        long changed;

        void note(boolean agree) {
            kept += agree ? 1 : 0;
            changed += agree ? 0 : 1;
        }
    }

    private final Map<Tuple, Count> byFlow = new LinkedHashMap<>();
    private final Set<Tuple> flows = new LinkedHashSet<>();
    private final Count tcp = new Count();
    private final Count others = new Count();

    /** @param joined packets that have their counterpart */
    RenewedIdentifications(List<Alignment.Joined> joined) {
        for (Alignment.Joined each : joined) {
            if (each.haveIdentifications()) {
                byFlow.computeIfAbsent(each.atG().tuple, k -> new Count()).note(each.agree());
            }
        }
        find(true);
        find(false);
        byFlow.forEach((tuple, count) -> {
            if (!flows.contains(tuple)) {
                Count all = tuple.kind() == Tuple.TCP ? tcp : others;
                all.kept += count.kept;
                all.changed += count.changed;
            }
        });
    }

    /** Where some flows of a protocol tell, fewer packets suffice of others whose packets all have new ones. */
    private void find(boolean isTcp) {
        boolean any =
                byFlow.entrySet().stream().anyMatch(each -> isTcp == isTcp(each.getKey()) && tells(each.getValue()));
        byFlow.forEach((tuple, count) -> {
            if (any && isTcp == isTcp(tuple) && (tells(count) || count.kept == 0)) {
                flows.add(tuple);
            }
        });
    }

    private static boolean isTcp(Tuple tuple) {
        return tuple.kind() == Tuple.TCP;
    }

    private static boolean tells(Count count) {
        return count.changed >= LEAST && count.changed > count.kept;
    }

    /** Directions of flows, as g knows them, whose packets get new ones. */
    Set<Tuple> flows() {
        return flows;
    }

    /** Directions of flows, as g knows them, of which any packet is seen to keep its own, and no more are seen to get new ones. */
    Set<Tuple> kept() {
        Set<Tuple> kept = new HashSet<>();
        byFlow.forEach((tuple, count) -> {
            if (count.kept > 0 && !flows.contains(tuple)) {
                kept.add(tuple);
            }
        });
        return kept;
    }

    /**
     * Whether the two are alike and not one packet, for others keep their IP IDs: of the one that left the arrival was not
     * captured, nor of the one that arrived the leaving.
     */
    boolean areTwo(Alignment.Joined pair) {
        Tuple tuple = pair.atG().tuple;
        Count all = isTcp(tuple) ? tcp : others;
        return pair.haveIdentifications()
                && !pair.agree()
                && !flows.contains(tuple)
                && Path.keepsIdentification(all.kept, all.changed);
    }
}

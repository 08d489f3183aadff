package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The packets of a direction by a feature that has names rather than an order: which of the names lose. */
final class Categories<K extends Comparable<K>> {
    /**
     * @param names those that lose, in their own order
     * @param all how many there are
     * @param lnSearched logarithm of how many sets there were to choose from
     */
    record Found<K>(List<K> names, int all, BitSet inside, double lnSearched) {}

    private final Trials trials;
    private final Map<K, BitSet> packets = new TreeMap<>();

    /** @param name of a packet; null where it has none */
    Categories(Trials trials, Function<Observed, K> name) {
        this.trials = trials;
        for (int i = 0; i < trials.size(); i++) {
            K key = name.apply(trials.packet(i));
            if (key != null) {
                packets.computeIfAbsent(key, k -> new BitSet()).set(i);
            }
        }
    }

    /** The packets of one name; none when there are none. */
    BitSet of(K name) {
        return packets.getOrDefault(name, new BitSet());
    }

    int size() {
        return packets.size();
    }

    /**
     * The set that explains most: the names that lose most, as many of them as it takes. A single name is one of as many as
     * there are names; a set of several is one of all sets of that size.
     *
     * @return null when there are less than two names, or none loses more than the others
     */
    Found<K> best() {
        List<K> names = new ArrayList<>(packets.keySet());
        names.sort(Comparator.comparingDouble(this::ratio).reversed());
        BitSet inside = new BitSet();
        Found<K> best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i + 1 < names.size(); i++) {
            inside.or(packets.get(names.get(i)));
            if (inside.cardinality() == trials.size()) {
                break;
            }
            double lnSearched = LnMath.lnChoose(names.size(), i + 1) + (i == 0 ? 0 : Math.log(names.size() - 1.0));
            int lost = trials.lostIn(inside);
            int count = inside.cardinality();
            boolean losesMore = (long) lost * trials.size() > (long) trials.lostCount() * count;
            double score = new Split(null, "", "", "", inside, 0, lnSearched).score(trials);
            if (losesMore && score > bestScore) {
                bestScore = score;
                List<K> sorted = new ArrayList<>(names.subList(0, i + 1));
                sorted.sort(Comparator.naturalOrder());
                best = new Found<>(sorted, names.size(), (BitSet) inside.clone(), lnSearched);
            }
        }
        return best;
    }

    private double ratio(K name) {
        BitSet own = packets.get(name);
        return (double) trials.lostIn(own) / own.cardinality();
    }
}

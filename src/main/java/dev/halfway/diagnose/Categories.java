package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final Function<Observed, K> name;
    private final Map<K, Count> counts = new TreeMap<>();

    /** Of the packets of one name, or of several. */
    private static final class Count {
        private int all;
        private int lost;

        private void add(Count more) {
            all += more.all;
            lost += more.lost;
        }

        private double ratio() {
            return (double) lost / all;
        }
    }

    /** @param name of a packet; null where it has none */
    Categories(Trials trials, Function<Observed, K> name) {
        this.trials = trials;
        this.name = name;
        for (int i = 0; i < trials.size(); i++) {
            K key = name.apply(trials.packet(i));
            if (key != null) {
                Count count = counts.computeIfAbsent(key, k -> new Count());
                count.all++;
                count.lost += trials.isLost(i) ? 1 : 0;
            }
        }
    }

    /** The packets of these names, by their places. */
    private BitSet inside(Collection<K> names) {
        BitSet inside = new BitSet(trials.size());
        for (int i = 0; i < trials.size(); i++) {
            K key = name.apply(trials.packet(i));
            inside.set(i, key != null && names.contains(key));
        }
        return inside;
    }

    /**
     * The set that explains most: the names that lose most, as many of them as it takes. A single name is one of as many as
     * there are names; a set of several is one of all sets of that size.
     *
     * @return null when there are less than two names, or none loses more than the others
     */
    Found<K> best() {
        List<K> names = new ArrayList<>(counts.keySet());
        names.sort(
                Comparator.comparingDouble((K each) -> counts.get(each).ratio()).reversed());
        Count inside = new Count();
        int best = -1;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i + 1 < names.size(); i++) {
            inside.add(counts.get(names.get(i)));
            if (inside.all == trials.size()) {
                break;
            }
            boolean losesMore = (long) inside.lost * trials.size() > (long) trials.lostCount() * inside.all;
            double score = Split.score(inside.all, inside.lost, lnSearched(i), trials);
            if (losesMore && score > bestScore) {
                bestScore = score;
                best = i;
            }
        }
        if (best < 0) {
            return null;
        }
        TreeSet<K> found = new TreeSet<>(names.subList(0, best + 1));
        return new Found<>(List.copyOf(found), names.size(), inside(found), lnSearched(best));
    }

    /** Of the sets of as many names and one more. */
    private double lnSearched(int more) {
        return LnMath.lnChoose(counts.size(), more + 1) + (more == 0 ? 0 : Math.log(counts.size() - 1.0));
    }
}

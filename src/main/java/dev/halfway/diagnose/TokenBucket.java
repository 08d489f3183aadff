package dev.halfway.diagnose;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A limit that lets through what there are tokens for, of which so many come in each second and so many are kept at most
 * (RFC 2697, section 3). What left of a burst is known, so it is known how many tokens were used at each packet, for any rate
 * at which they come in: the rate is looked for at which what is lost would have used more than what passes.
 *
 * @param exceeding the packets beyond it, and how many tokens that is
 * @param perSecond so many tokens come in
 */
record TokenBucket(Thresholds.Found exceeding, double perSecond) {
    private static final int LEAST_LOST = 5;
    /** Of what exceeds it, and of what is lost. */
    private static final double MOST = 0.75;
    /** From a little less than what passes on average to two hundred times as much, each time by a quarter more. */
    private static final double SLOWEST = 0.7;

    private static final double STEP = 1.25;
    private static final int STEPS = 25;
    /** Each time around the best of the rates before it, by so many smaller steps each way. */
    private static final int FINER_STEPS = 8;

    private static final int ROUNDS = 2;
    /** How many rates are tried that divide the packets otherwise. */
    static final int TRIED = STEPS;

    private static final int BINS = 256;
    private static final double NANOS_PER_SECOND = 1e9;

    /** The packets that one limit counts, and what they use. */
    private static final class Counted {
        private final int size;
        private final int lostCount;
        private final int[] places;
        private final long[] nanos;
        private final double[] costs;
        private final boolean[] lost;
        /** Tokens used with the packet, for the rate tried last. */
        private final double[] used;

        private final int[] all = new int[BINS];
        private final int[] lostOnes = new int[BINS];

        Counted(Trials trials, Predicate<Observed> which, ToDoubleFunction<Observed> cost) {
            places = new int[trials.size()];
            nanos = new long[trials.size()];
            costs = new double[trials.size()];
            lost = new boolean[trials.size()];
            used = new double[trials.size()];
            int counted = 0;
            int countedLost = 0;
            for (int i = 0; i < trials.size(); i++) {
                Observed packet = trials.packet(i);
                if (which.test(packet)) {
                    places[counted] = i;
                    nanos[counted] = packet.timeNanos;
                    costs[counted] = cost.applyAsDouble(packet);
                    lost[counted] = trials.isLost(i);
                    countedLost += lost[counted] ? 1 : 0;
                    counted++;
                }
            }
            size = counted;
            lostCount = countedLost;
        }

        /** So much passes each second, on average; 0 where there is no telling. */
        double usualPerSecond() {
            double passed = 0;
            for (int i = 0; i < size; i++) {
                passed += lost[i] ? 0 : costs[i];
            }
            double seconds = size == 0 ? 0 : (nanos[size - 1] - nanos[0]) / NANOS_PER_SECOND;
            return seconds > 0 ? passed / seconds : 0;
        }

        double largestCost() {
            return Arrays.stream(costs, 0, size).max().orElse(0);
        }

        /** How well the best number of tokens explains what is lost, if so many come in. */
        double fit(double perSecond) {
            double most = use(perSecond);
            Arrays.fill(all, 0);
            Arrays.fill(lostOnes, 0);
            for (int i = 0; i < size; i++) {
                int bin = (int) (used[i] / most * (BINS - 1));
                all[bin]++;
                lostOnes[bin] += lost[i] ? 1 : 0;
            }
            double best = Double.NEGATIVE_INFINITY;
            int inside = 0;
            int lostInside = 0;
            for (int bin = BINS - 1; bin > 0; bin--) {
                inside += all[bin];
                lostInside += lostOnes[bin];
                if (all[bin] > 0 && (long) lostInside * size > (long) lostCount * inside) {
                    best = Math.max(
                            best,
                            LnMath.lnFit(lostInside, inside - lostInside)
                                    + LnMath.lnFit(lostCount - lostInside, size - inside - (lostCount - lostInside)));
                }
            }
            return best;
        }

        /** Returns the most that are used. */
        private double use(double perSecond) {
            double level = 0;
            double most = 0;
            for (int i = 0; i < size; i++) {
                double since = i == 0 ? 0 : (nanos[i] - nanos[i - 1]) / NANOS_PER_SECOND;
                level = Math.max(0, level - since * perSecond);
                used[i] = level + costs[i];
                level = lost[i] ? level : used[i];
                most = Math.max(most, used[i]);
            }
            return most;
        }

        /** By place among all packets; not a number for those that it does not count. */
        double[] values(double perSecond, int packets) {
            use(perSecond);
            double[] values = new double[packets];
            Arrays.fill(values, Double.NaN);
            for (int i = 0; i < size; i++) {
                values[places[i]] = used[i];
            }
            return values;
        }
    }

    /**
     * The one that explains most.
     *
     * @param which packets it counts
     * @param cost in tokens, more than 0
     * @return null when there is none, or the packets that were kept do not tell
     */
    static TokenBucket best(Trials trials, Predicate<Observed> which, ToDoubleFunction<Observed> cost) {
        Counted counted = new Counted(trials, which, cost);
        double usual = counted.usualPerSecond();
        if (!trials.isWhole() || counted.lostCount < LEAST_LOST || usual == 0) {
            return null;
        }
        double rate = best(counted, SLOWEST * usual, STEP, STEPS);
        double step = STEP;
        for (int round = 0; round < ROUNDS; round++) {
            double finer = Math.pow(step, 1.0 / FINER_STEPS);
            rate = best(counted, rate / step, finer, 2 * FINER_STEPS + 1);
            step = finer;
        }
        Thresholds.Found found = Thresholds.best(trials, counted.values(rate, trials.size()));
        return found == null || !explains(found, counted, trials) ? null : new TokenBucket(found, rate);
    }

    /** Whether what exceeds it is lost and hardly anything else. What could not even pass a full one is lost for its size. */
    private static boolean explains(Thresholds.Found found, Counted counted, Trials trials) {
        int lost = trials.lostIn(found.inside());
        return found.largestOutside() >= counted.largestCost()
                && lost >= MOST * found.inside().cardinality()
                && lost >= MOST * counted.lostCount;
    }

    private static double best(Counted counted, double from, double factor, int steps) {
        double best = from;
        double bestFit = Double.NEGATIVE_INFINITY;
        double rate = from;
        for (int i = 0; i < steps; i++, rate *= factor) {
            double fit = counted.fit(rate);
            if (fit > bestFit) {
                bestFit = fit;
                best = rate;
            }
        }
        return best;
    }
}

package dev.halfway.diagnose;

import java.util.BitSet;

/**
 * Whether lost packets lie in a class by more than chance, when losses may come in bursts.
 *
 * <p>Losses of one burst are not independent, and neither are the features of neighbouring packets, so Fisher's test on all
 * packets finds structure where there is only one burst. It stands where losses do not cluster. Where they do there are two
 * ways around, and the better one counts, twice, as two were tried:
 *
 * <ol>
 * <li>Packets after a delivered one and packets after a lost one are tested apart, and Fisher's method joins the two. That is
 * exact whatever the burstiness, for losses that depend on the packet before at most (Gilbert's model).
 * <li>Fisher's test on all packets, where the longest run of losses is no ordinary burst. This is what shows a class whose
 * packets all follow each other.
 * </ol>
 */
final class BurstTest {
    /** Bursts are taken to end with at least this probability at each packet, where the losses show no longer ones. */
    private static final double LEAST_END = 0.3;
    /** So many loss periods show how long bursts are. */
    private static final int TELLING_PERIODS = 6;

    private BurstTest() {}

    /** Logarithm of the p-value of a class that was chosen among as many as {@code lnSearched} says. */
    static double lnP(Trials trials, BitSet inside, double lnSearched) {
        if (!isBursty(trials)) {
            return Math.min(0, lnPlain(trials, inside) + lnSearched);
        }
        double aware = Math.min(0, lnAware(trials, inside) + lnSearched);
        double plain = Math.min(0, lnPlain(trials, inside) + lnSearched);
        return Math.min(0, Math.log(2) + Math.min(aware, Math.max(plain, lnRun(trials))));
    }

    /** Fewer runs of losses than as many losses make on average when they are strewn. Tells nothing of any class. */
    private static boolean isBursty(Trials trials) {
        double strewn = (double) trials.lostCount() * (trials.size() - trials.lostCount() + 1) / trials.size();
        return trials.periods() < strewn;
    }

    /**
     * The same for a class that is about timing: of packets sent close together one is taken.
     *
     * @param early the first of them, which follows a pause; else the last, which follows the others
     */
    static double lnPSpaced(Trials trials, BitSet inside, double lnSearched, boolean early) {
        BitSet kept = trials.spaced(early);
        return lnP(trials.only(kept), Trials.among(kept, inside), lnSearched);
    }

    /** Fisher's exact test on all packets. */
    static double lnPlain(Trials trials, BitSet inside) {
        return LnMath.lnFisher(trials.lostIn(inside), inside.cardinality(), trials.lostCount(), trials.size());
    }

    /**
     * Logarithm of the probability that bursts which end with a probability of {@link #LEAST_END} or more at each packet last
     * as long as these runs of losses: the longest of them, or all together where they are few. Many show themselves how
     * long bursts are.
     */
    static double lnRun(Trials trials) {
        int periods = trials.periods();
        int lost = trials.lostCount();
        if (periods == 0) {
            return 0;
        }
        boolean few = periods < TELLING_PERIODS;
        double end =
                few ? LEAST_END : Math.min(LEAST_END, (periods - 1.0) / Math.max(1, lost - trials.longestPeriod()));
        double longest = Math.log(periods) + (trials.longestPeriod() - 1) * Math.log(1 - end);
        if (!few || periods == 1) {
            return Math.min(0, longest);
        }
        return Math.min(0, Math.log(2) + Math.min(longest, lnFewEnds(periods - 1, lost - 1)));
    }

    /** Logarithm of the probability that at most so many of the lost packets end their burst. */
    private static double lnFewEnds(int ends, int packets) {
        double sum = 0;
        double lnNone = packets * Math.log(1 - LEAST_END);
        for (int k = 0; k <= Math.min(ends, packets); k++) {
            sum += Math.exp(LnMath.lnChoose(packets, k) + k * Math.log(LEAST_END / (1 - LEAST_END)));
        }
        return Math.min(0, lnNone + Math.log(sum));
    }

    private static double lnAware(Trials trials, BitSet inside) {
        double sum = 0;
        int informative = 0;
        for (boolean afterLoss : new boolean[] {false, true}) {
            int all = 0;
            int within = 0;
            int lost = 0;
            int lostWithin = 0;
            for (int i = 0; i < trials.size(); i++) {
                if (trials.knowsBefore(i) && trials.isAfterLoss(i) == afterLoss) {
                    all++;
                    within += inside.get(i) ? 1 : 0;
                    lost += trials.isLost(i) ? 1 : 0;
                    lostWithin += inside.get(i) && trials.isLost(i) ? 1 : 0;
                }
            }
            if (within > 0 && within < all && lost > 0 && lost < all) {
                sum += LnMath.lnFisher(lostWithin, within, lost, all);
                informative++;
            }
        }
        return informative == 0 ? 0 : LnMath.lnCombined(sum, informative);
    }
}

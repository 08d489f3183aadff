package dev.halfway.diagnose;

import java.util.BitSet;

/**
 * Whether lost packets lie in a class by more than chance, when losses may come in bursts.
 *
 * <p>Losses of one burst are not independent, and neither are the features of neighbouring packets, so Fisher's test on all
 * packets finds structure where there is only one burst. Two ways around, and the better one counts, twice, as two were
 * tried:
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
    private static final int TELLING_PERIODS = 3;

    private BurstTest() {}

    /** Logarithm of the p-value of a class that was chosen among as many as {@code lnSearched} says. */
    static double lnP(Trials trials, BitSet inside, double lnSearched) {
        double aware = Math.min(0, lnAware(trials, inside) + lnSearched);
        double plain = Math.min(0, lnPlain(trials, inside) + lnSearched);
        return Math.min(0, Math.log(2) + Math.min(aware, Math.max(plain, lnRun(trials))));
    }

    /** Fisher's exact test on all packets. */
    static double lnPlain(Trials trials, BitSet inside) {
        return LnMath.lnFisher(trials.lostIn(inside), inside.cardinality(), trials.lostCount(), trials.size());
    }

    /** Logarithm of the probability of a run of losses as long as the longest among as many bursts as there are. */
    static double lnRun(Trials trials) {
        int longest = trials.longestPeriod();
        double end = LEAST_END;
        if (trials.periods() >= TELLING_PERIODS) {
            end = Math.min(end, (trials.periods() - 1.0) / Math.max(1, trials.lostCount() - longest));
        }
        return Math.min(0, Math.log(trials.periods()) + (longest - 1) * Math.log(1 - end));
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

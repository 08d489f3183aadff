package dev.halfway.diagnose;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Whether losses lie in sending order as chance would have them. With {@code lost} losses among {@code judged} packets in
 * any order alike, the number of their runs is hypergeometric: the exact test of Wald and Wolfowitz, for runs of one kind.
 */
final class Runs {
    private static final double SIGNIFICANT = 0.001;
    private static final int LEAST_LOST = 5;
    private static final int LEAST_RUN = 3;

    private Runs() {}

    /** Fewer runs than chance would make, and long ones. */
    static boolean areBursts(LossPattern pattern) {
        return isTestable(pattern)
                && pattern.longestPeriod() >= LEAST_RUN
                && distribution(pattern).cumulativeProbability((int) pattern.periods()) < SIGNIFICANT;
    }

    /**
     * Runs all about as long, where chance would make some much longer: a limit that lets one packet through again and
     * again. The chance that none of so many runs is longer than the longest, if each further loss came by itself.
     */
    static boolean areRegular(LossPattern pattern) {
        if (!isTestable(pattern) || pattern.lost() < 2 * pattern.periods()) {
            return false;
        }
        double again = 1 - (double) pattern.periods() / pattern.lost();
        double noneLonger = 1 - Math.pow(again, pattern.longestPeriod());
        return Math.pow(noneLonger, pattern.periods()) < SIGNIFICANT;
    }

    /** How many runs chance would make. */
    static double expected(LossPattern pattern) {
        return distribution(pattern).getMean();
    }

    private static boolean isTestable(LossPattern pattern) {
        return pattern.lost() >= LEAST_LOST
                && pattern.lost() < pattern.judged()
                && pattern.judged() < Integer.MAX_VALUE;
    }

    private static HypergeometricDistribution distribution(LossPattern pattern) {
        int judged = (int) pattern.judged();
        int lost = (int) pattern.lost();
        return HypergeometricDistribution.of(judged, judged - lost + 1, lost);
    }
}

package dev.halfway.diagnose;

import dev.halfway.diagnose.Decider.Sample;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/** Fisher's exact test, one-sided. */
final class Exact {
    private Exact() {}

    /** The chance that {@code one} has so many losses, or more, if both lost alike; 0 to 1. */
    static double losesMore(Sample one, Sample other) {
        long all = one.judged() + other.judged();
        if (all > Integer.MAX_VALUE) {
            return one.ratio() > other.ratio() ? 0 : 1;
        }
        return HypergeometricDistribution.of((int) all, (int) (one.lost() + other.lost()), (int) one.judged())
                .survivalProbability((int) one.lost() - 1);
    }
}

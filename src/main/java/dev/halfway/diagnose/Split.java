package dev.halfway.diagnose;

import java.util.BitSet;

/**
 * One way to divide the packets of a direction in two, and how well that explains which were lost.
 *
 * @param value the class that loses, short
 * @param words the same to follow "packets"
 * @param otherwise the others, to follow "packets"
 * @param inside the class, by place in the {@link Trials}
 * @param lnP logarithm of the probability by chance, corrected for the search that led to this class, not for other tests
 * @param lnSearched logarithm of the number of classes it was chosen from
 * @param detail what else is known of the class
 */
record Split(
        Feature feature,
        String value,
        String words,
        String otherwise,
        BitSet inside,
        double lnP,
        double lnSearched,
        Decider.Detail detail) {

    Split(Feature feature, String value, String words, String otherwise, BitSet inside, double lnP, double lnSearched) {
        this(feature, value, words, otherwise, inside, lnP, lnSearched, Decider.Detail.NONE);
    }

    /** How well two loss ratios, one for each class, explain what was lost, less what the search among classes gives away. */
    double score(Trials trials) {
        return score(inside.cardinality(), trials.lostIn(inside), lnSearched, trials);
    }

    /** Of a class of {@code all} packets, {@code lost} of them lost. */
    static double score(int all, int lost, double lnSearched, Trials trials) {
        return LnMath.lnFit(lost, all - lost)
                + LnMath.lnFit(trials.lostCount() - lost, trials.size() - all - (trials.lostCount() - lost))
                - lnSearched;
    }
}

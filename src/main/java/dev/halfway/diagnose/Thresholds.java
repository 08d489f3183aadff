package dev.halfway.diagnose;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** The threshold of a number above which packets are lost: of all that divide the packets, the one that explains most. */
final class Thresholds {
    /**
     * @param inside the packets above it
     * @param largestOutside of the others; below any number when none of them has one
     * @param smallestInside above {@code largestOutside}
     * @param tried how many thresholds were tried, as far as they differ
     */
    record Found(BitSet inside, double largestOutside, double smallestInside, int tried) {}

    private static final int MOST_DIGITS = 4;
    /**
     * Neighbouring thresholds divide the packets almost alike, so the best of them all is hardly better than the best of a
     * few far from each other.
     */
    private static final int MOST_TRIED = 16;

    private Thresholds() {}

    /**
     * @param value of a packet; not a number where it has none, which counts as below all thresholds
     * @return null when there is none above which relatively more packets are lost
     */
    static Found best(Trials trials, ToDoubleFunction<Observed> value) {
        int n = trials.size();
        double[] values = new double[n];
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            double each = value.applyAsDouble(trials.packet(i));
            values[i] = Double.isNaN(each) ? Double.NEGATIVE_INFINITY : each;
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> values[i]).reversed());
        int lost = 0;
        int candidates = 0;
        int bestCount = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i + 1 < n; i++) {
            lost += trials.isLost(order[i]) ? 1 : 0;
            if (values[order[i]] == values[order[i + 1]]) {
                continue;
            }
            candidates++;
            int inside = i + 1;
            double fit = LnMath.lnFit(lost, inside - lost)
                    + LnMath.lnFit(trials.lostCount() - lost, n - inside - (trials.lostCount() - lost));
            boolean losesMore = (long) lost * n > (long) trials.lostCount() * inside;
            if (losesMore && fit > best) {
                best = fit;
                bestCount = inside;
            }
        }
        if (bestCount == 0) {
            return null;
        }
        BitSet inside = new BitSet(n);
        for (int i = 0; i < bestCount; i++) {
            inside.set(order[i]);
        }
        return new Found(
                inside, values[order[bestCount]], values[order[bestCount - 1]], Math.min(MOST_TRIED, candidates));
    }

    /** A round number between the two bounds, with as few digits as do. */
    static String words(Found found) {
        double low = Math.max(0, found.largestOutside());
        double high = found.smallestInside();
        if (!(high > low) || Double.isInfinite(high)) {
            return toWords(low);
        }
        double unit = Math.pow(10, Math.ceil(Math.log10(high)));
        double rounded = low;
        for (int digits = 0; digits <= MOST_DIGITS; digits++, unit /= 10) {
            rounded = Math.ceil(low / unit) * unit;
            if (rounded < high) {
                break;
            }
        }
        return toWords(Math.min(rounded, high));
    }

    private static String toWords(double value) {
        return new BigDecimal(value)
                .round(new MathContext(MOST_DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }
}

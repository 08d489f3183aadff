package dev.halfway.diagnose;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.BitSet;
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
        double[] values = new double[trials.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsDouble(trials.packet(i));
        }
        return best(trials, values);
    }

    /** As {@link #best(Trials, ToDoubleFunction)}, of values by place; they are changed. */
    static Found best(Trials trials, double[] values) {
        int n = trials.size();
        double[] ascending = new double[n];
        double[] ascendingLost = new double[trials.lostCount()];
        int left = 0;
        for (int i = 0; i < n; i++) {
            values[i] = Double.isNaN(values[i]) ? Double.NEGATIVE_INFINITY : values[i];
            ascending[i] = values[i];
            if (trials.isLost(i)) {
                ascendingLost[left++] = values[i];
            }
        }
        Arrays.sort(ascending);
        Arrays.sort(ascendingLost);
        int candidates = 0;
        int bestCount = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int inside = 1; inside < n; inside++) {
            double least = ascending[n - inside];
            if (least == ascending[n - inside - 1]) {
                continue;
            }
            while (left > 0 && ascendingLost[left - 1] >= least) {
                left--;
            }
            int lost = trials.lostCount() - left;
            candidates++;
            if ((long) lost * n <= (long) trials.lostCount() * inside) {
                continue; // no more are lost than of all
            }
            double fit = LnMath.lnFit(lost, inside - lost) + LnMath.lnFit(left, n - inside - left);
            if (fit > best) {
                best = fit;
                bestCount = inside;
            }
        }
        if (bestCount == 0) {
            return null;
        }
        double smallestInside = ascending[n - bestCount];
        BitSet inside = new BitSet(n);
        for (int i = 0; i < n; i++) {
            inside.set(i, values[i] >= smallestInside);
        }
        return new Found(inside, ascending[n - bestCount - 1], smallestInside, Math.min(MOST_TRIED, candidates));
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
        return toWords(value, MOST_DIGITS);
    }

    /** With so many digits. */
    static String toWords(double value, int digits) {
        return new BigDecimal(value)
                .round(new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
    }
}

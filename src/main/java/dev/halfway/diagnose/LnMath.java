package dev.halfway.diagnose;

/** Exact probabilities as natural logarithms, where they are too small for a double. */
final class LnMath {
    private static final int FIRST = 1024;
    private static final double LN_PI = Math.log(Math.PI);
    private static final double LN_4 = Math.log(4);
    /** Never written to once it is here: several threads read it, without a lock for each number. */
    private static volatile double[] lnFactorials = {0};

    private LnMath() {}

    private static double[] upTo(int n) {
        double[] known = lnFactorials;
        return n < known.length ? known : grown(n);
    }

    private static synchronized double[] grown(int n) {
        if (n >= lnFactorials.length) {
            double[] larger = new double[Math.max(Math.max(FIRST, n + 1), 2 * lnFactorials.length)];
            System.arraycopy(lnFactorials, 0, larger, 0, lnFactorials.length);
            for (int i = lnFactorials.length; i < larger.length; i++) {
                larger[i] = larger[i - 1] + Math.log(i);
            }
            lnFactorials = larger;
        }
        return lnFactorials;
    }

    /** Logarithm of the number of ways to choose {@code k} of {@code n}. */
    static double lnChoose(int n, int k) {
        double[] f = upTo(n);
        return f[n] - f[k] - f[n - k];
    }

    /**
     * Fisher's exact test, one-sided: logarithm of the probability that, of {@code all} packets of which {@code lost} are
     * lost, {@code insideLost} or more are among {@code inside} chosen without looking. 0 at most.
     */
    static double lnFisher(int insideLost, int inside, int lost, int all) {
        int most = Math.min(inside, lost);
        if (insideLost <= Math.max(0, inside + lost - all)) {
            return 0;
        }
        if (insideLost > most) {
            return Double.NEGATIVE_INFINITY;
        }
        double lnFirst = lnChoose(lost, insideLost) + lnChoose(all - lost, inside - insideLost) - lnChoose(all, inside);
        double sum = 1;
        double term = 1;
        for (int k = insideLost; k < most; k++) {
            term *= (double) (lost - k) / (k + 1) * (inside - k) / (all - lost - inside + k + 1);
            sum += term;
        }
        return Math.min(0, lnFirst + Math.log(sum));
    }

    /** Fisher's method: from the sum of the logarithms of {@code count} independent p-values to that of one. */
    static double lnCombined(double lnSum, int count) {
        double half = -lnSum;
        double sum = 1;
        double term = 1;
        for (int j = 1; j < count; j++) {
            term *= half / j;
            sum += term;
        }
        return Math.min(0, lnSum + Math.log(sum));
    }

    /**
     * How well one unknown loss ratio explains so many lost and arrived packets in their order: the logarithm of the
     * probability, averaged over all ratios by Jeffreys' prior. So a class of its own pays only where its ratio differs.
     */
    static double lnFit(int lost, int arrived) {
        return lnGammaHalf(lost) + lnGammaHalf(arrived) - upTo(lost + arrived)[lost + arrived] - LN_PI;
    }

    /** ln of Gamma(n + 1/2) = (2n)! / (4^n n!) sqrt(pi). */
    private static double lnGammaHalf(int n) {
        double[] f = upTo(2 * n);
        return f[2 * n] - f[n] - n * LN_4 + LN_PI / 2;
    }
}

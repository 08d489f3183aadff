package dev.halfway.diagnose;

import java.util.Optional;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * Where the true loss ratio lies, with 95 % confidence: Wilson's score interval, and the rule of three where all or none
 * were lost.
 *
 * @param low 0 to 1
 * @param high 0 to 1, at least {@code low}
 */
public record LossInterval(double low, double high) {
    private static final double ERROR_RATE = 0.05;
    private static final double RULE_OF_THREE = 3;

    /**
     * The interval for {@code lost} of {@code judged} packets; empty when nothing was judged.
     *
     * @throws IllegalArgumentException when {@code lost} is negative or more than {@code judged}
     */
    public static Optional<LossInterval> of(long lost, long judged) {
        if (lost < 0 || lost > judged) {
            throw new IllegalArgumentException(lost + " lost of " + judged + " is not a share");
        }
        if (judged == 0) {
            return Optional.empty();
        }
        if (lost == 0) {
            return Optional.of(new LossInterval(0, Math.min(1, RULE_OF_THREE / judged)));
        }
        if (lost == judged) {
            return Optional.of(new LossInterval(Math.max(0, 1 - RULE_OF_THREE / judged), 1));
        }
        return Optional.of(wilson(lost, judged));
    }

    /**
     * Counts beyond an int are halved until they fit: the interval then comes out a little wide, never narrow, but for
     * the rounding of {@code lost} by one packet in a thousand million.
     */
    private static LossInterval wilson(long lost, long judged) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(judged) - (Integer.SIZE - 1));
        Interval interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
                (int) (judged >> shift), (int) (lost >> shift), ERROR_RATE);
        return new LossInterval(interval.getLowerBound(), interval.getUpperBound());
    }
}

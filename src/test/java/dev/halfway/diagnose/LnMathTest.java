package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.junit.jupiter.api.Test;

class LnMathTest {
    @Test
    void shouldAgreeWithFishersTestOfTheLibrary() {
        FisherExactTest fisher = FisherExactTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);
        for (int inside = 1; inside < 12; inside++) {
            for (int outside = 1; outside < 12; outside++) {
                for (int a = 0; a <= inside; a++) {
                    for (int b = 0; b <= outside; b++) {
                        double expected = fisher.test(new int[][] {{a, inside - a}, {b, outside - b}})
                                .getPValue();
                        double lnP = LnMath.lnFisher(a, inside, a + b, inside + outside);
                        assertEquals(expected, Math.exp(lnP), 1e-9, a + "/" + inside + " " + b + "/" + outside);
                    }
                }
            }
        }
    }

    /** One way to choose 1,000 of 2,000: far below the least double. */
    @Test
    void shouldHoldWhereADoubleDoesNot() {
        double lnP = LnMath.lnFisher(1000, 1000, 1000, 2000);
        assertEquals(-LnMath.lnChoose(2000, 1000), lnP, 1e-9);
        assertTrue(lnP < Math.log(Double.MIN_VALUE), () -> "" + lnP);
        assertEquals(Math.log(252), LnMath.lnChoose(10, 5), 1e-12);
    }

    /** For two p-values: q (1 - ln q) with q their product. */
    @Test
    void shouldCombineByFishersMethod() {
        double q = 0.01 * 0.2;
        assertEquals(q * (1 - Math.log(q)), Math.exp(LnMath.lnCombined(Math.log(q), 2)), 1e-12);
        assertEquals(0.03, Math.exp(LnMath.lnCombined(Math.log(0.03), 1)), 1e-12);
    }

    @Test
    void shouldGiveAllOutcomesTogetherOne() {
        double sum = 0;
        for (int lost = 0; lost <= 20; lost++) {
            sum += Math.exp(LnMath.lnChoose(20, lost) + LnMath.lnFit(lost, 20 - lost));
        }
        assertEquals(1, sum, 1e-9);
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BurstTestTest {
    /** Ten lost in a row, all of one class that has no others: Fisher's test is sure, and one burst is all there is. */
    @Test
    void shouldNotTakeOneBurstForAClass() {
        Trials trials = new Judged()
                .arrived(100, each -> {})
                .lost(10, each -> {})
                .arrived(100, each -> {})
                .trials();
        BitSet inside = new BitSet();
        inside.set(100, 110);
        assertTrue(BurstTest.lnPlain(trials, inside) < Math.log(1e-15));
        assertTrue(Math.exp(BurstTest.lnP(trials, inside, Math.log(2))) > 0.01);
    }

    /** Lost and delivered by turns: after a loss 0 of 20 lost, after an arrival 20 of 20; each alone says nothing. */
    @Test
    void shouldFindAClassWhosePacketsAlternateWithOthers() {
        Judged judged = new Judged();
        BitSet inside = new BitSet();
        for (int i = 0; i < 80; i += 4) {
            judged.arrived(2, each -> {}).lost(2, each -> {});
            inside.set(i + 2, i + 4);
        }
        double lnP = BurstTest.lnP(judged.trials(), inside, 0);
        // Twice the two tests together: 20 of 40 after arrivals, 20 of 39 after losses, each split without a fault.
        double lnSum = -LnMath.lnChoose(40, 20) - LnMath.lnChoose(40, 20) + Math.log(40.0 / 20);
        assertEquals(Math.log(2) + LnMath.lnCombined(lnSum, 2), lnP, 1);
        assertTrue(lnP < Math.log(1e-18));
    }

    /** Every second packet: what is before a packet tells all of it, and is no burst. */
    @Test
    void shouldFindAClassOfEverySecondPacket() {
        Judged judged = new Judged();
        BitSet inside = new BitSet();
        for (int i = 0; i < 20; i++) {
            judged.arrived(1, each -> {}).lost(1, each -> {});
            inside.set(2 * i + 1);
        }
        assertEquals(-LnMath.lnChoose(40, 20), BurstTest.lnP(judged.trials(), inside, 0), 1e-9);
    }

    @Test
    void shouldTakeALongRunForNoBurst() {
        Trials trials =
                new Judged().arrived(40, each -> {}).lost(40, each -> {}).trials();
        assertEquals(39 * Math.log(0.7), BurstTest.lnRun(trials), 1e-9);
        BitSet inside = new BitSet();
        inside.set(40, 80);
        assertTrue(BurstTest.lnP(trials, inside, 0) < Math.log(1e-5));
    }

    /** Bursts as long as the others are ordinary, however long. */
    @Test
    void shouldLearnFromManyBurstsHowLongTheyAre() {
        Judged judged = new Judged();
        for (int i = 0; i < 10; i++) {
            judged.arrived(50, each -> {}).lost(15, each -> {});
        }
        assertTrue(BurstTest.lnRun(judged.trials()) > Math.log(0.5));
    }

    @Test
    void shouldPayForTheSearch() {
        Trials trials =
                new Judged().arrived(40, each -> {}).lost(40, each -> {}).trials();
        BitSet inside = new BitSet();
        inside.set(40, 80);
        assertEquals(0, BurstTest.lnP(trials, inside, 60), 1e-9);
    }
}

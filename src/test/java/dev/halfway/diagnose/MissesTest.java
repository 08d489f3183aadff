package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import org.junit.jupiter.api.Test;

/** Loss held against what the far capture is known to miss: only what is well above it was lost on the way. */
class MissesTest {
    private static final Sample NONE = new Sample(0, 0);

    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static Misses misses(Sample lost, long confirmed, Sample arriving, Sample leaving) {
        return new Misses("b", lost, lost, confirmed, arriving, leaving, false);
    }

    @Test
    void shouldExplainAsMuchAsIsMissed() {
        assertTrue(misses(lost(10, 100), 0, lost(10, 100), NONE).mayExplain());
        assertTrue(misses(lost(10, 100), 0, NONE, lost(10, 100)).mayExplain());
        assertFalse(misses(lost(40, 100), 0, lost(10, 100), NONE).mayExplain(), "four times as much");
        assertFalse(misses(lost(10, 100), 0, lost(0, 100), lost(0, 100)).mayExplain(), "it misses nothing");
    }

    /** The limit is a chance of one in a hundred, exactly: of 20 and 20, the fewest lost that chance rarely makes. */
    @Test
    void shouldExplainUpToOneChanceInAHundred() {
        for (int lost = 1; lost <= 20; lost++) {
            boolean chance = Math.exp(LnMath.lnFisher(lost, 20, lost + 4, 40)) >= 0.01;
            assertEquals(chance, misses(lost(lost, 20), 0, lost(4, 20), NONE).mayExplain(), lost + " lost");
            assertEquals(
                    chance ? ": no more than that" : ": significantly more",
                    misses(lost(lost, 20), 0, lost(4, 20), NONE).besides().replaceAll(".* of these", ""));
        }
    }

    /** Of eight that are missed two may seem confirmed, since their answers were missed too. */
    @Test
    void shouldNotExplainWhatBehaviourConfirms() {
        assertTrue(misses(lost(8, 100), 2, lost(8, 100), NONE).mayExplain());
        assertFalse(misses(lost(8, 100), 3, lost(8, 100), NONE).mayExplain());
        assertTrue(misses(lost(8, 100), 3, lost(8, 100), lost(4, 50)).mayExplain());
    }

    /** It may miss what arrives and nothing that leaves: then what leaves makes it look better than it is. */
    @Test
    void shouldHoldArrivalsAgainstTheLossForThemselves() {
        Misses arrivals = misses(lost(10, 100), 0, lost(10, 100), lost(0, 10_000));
        assertTrue(arrivals.mayExplain());
        assertEquals(
                "of packets known to have passed b its capture lacks 10 of 100, of these 10 of 100: no more than that",
                arrivals.words());
        Misses both = misses(lost(10, 100), 0, lost(5, 100), lost(20, 100));
        assertEquals(
                "of packets known to have passed b its capture lacks 25 of 200, of these 10 of 100: no more than that",
                both.words());
        Misses departures = misses(lost(10, 100), 0, lost(0, 10_000), lost(10, 100));
        assertFalse(departures.mayExplain());
        assertTrue(departures.isAlike(), "but it is not certain that it was lost");
    }

    @Test
    void shouldNotBeSureOfWhatIsMissedAboutAsOften() {
        assertTrue(misses(lost(10, 100), 9, lost(10, 100), NONE).isAlike(), "whatever is confirmed");
        assertFalse(misses(lost(40, 100), 0, lost(10, 100), lost(10, 100)).isAlike());
        assertFalse(misses(lost(1, 100), 0, lost(0, 100), NONE).isAlike(), "nothing is missed");
        // Kinds that were chosen because they lose: all kinds together lose no more than the capture misses.
        Misses someKinds = new Misses("b", lost(8, 20), lost(8, 200), 0, lost(4, 100), NONE, false);
        assertTrue(someKinds.isAlike());
        Misses farAbove = new Misses("b", lost(20, 20), lost(20, 1_000), 0, lost(4, 100), NONE, false);
        assertFalse(farAbove.isAlike());
    }

    @Test
    void shouldLeaveOpenWhatTooFewPacketsWouldShow() {
        assertTrue(misses(lost(3, 5), 0, lost(0, 3), NONE).mayBeUnknown());
        assertFalse(misses(lost(30, 50), 0, lost(0, 50), NONE).mayBeUnknown());
        assertTrue(misses(lost(30, 50), 0, NONE, NONE).mayBeUnknown(), "nothing would be known of a miss");
    }

    /** Of six packets that it holds all a capture says little, where three of forty are missing. */
    @Test
    void shouldHardlyKnowByFewPacketsWhetherFewAreMissed() {
        assertTrue(misses(lost(3, 40), 0, lost(0, 3), lost(0, 3)).isHardlyKnown());
        assertTrue(misses(lost(3, 40), 0, lost(0, 11), lost(0, 9)).isHardlyKnown());
        assertFalse(misses(lost(3, 40), 0, lost(0, 30), lost(0, 40)).isHardlyKnown());
        assertFalse(misses(lost(30, 40), 0, lost(0, 3), lost(0, 3)).isHardlyKnown(), "of most it would miss some");
        assertTrue(misses(lost(40, 40), 0, lost(0, 2), lost(0, 2)).isHardlyKnown());
    }

    @Test
    void shouldSayWhatIsMissedBesidesALoss() {
        assertEquals("", misses(lost(40, 100), 0, lost(0, 100), NONE).besides());
        assertEquals(
                "the capture at b: it lacks 10 of 100 packets known to have passed b, and 40 of 100 of these: significantly more",
                misses(lost(40, 100), 0, lost(10, 100), NONE).besides());
        assertEquals(
                "the capture at b: it lacks 10 of 100 packets known to have passed b, and 10 of 100 of these: no more than that,"
                        + " some of them confirmed by what followed",
                misses(lost(10, 100), 9, lost(10, 100), NONE).besides());
    }

    /**
     * What was answered though the capture at b lacks it, and what a heard of b that b's capture lacks, but for resets; of what the
     * capture at a could not show, or what was lost, nobody would know that b's lacks it.
     */
    @Test
    void shouldCountWhatTheFarCaptureMisses() {
        Misses misses = Misses.of(new Trouble()
                .confirmed(TypeP.TCP_DATA, "a", 50, 8)
                .row("a", "b", TypeP.ICMP_ECHO_REQUEST, "a", 40, 0, 5, 0)
                .back(TypeP.TCP_ACK, "a", 30, 2)
                .row("b", "a", TypeP.TCP_DATA, "a", 400, 0, 0, 400)
                .unseenLeaving(TypeP.TCP_ACK, 4)
                .unseenLeaving(TypeP.TCP_RST, 7)
                .loss());
        assertEquals("b", misses.host());
        assertEquals(lost(8, 50), misses.lost());
        assertEquals(lost(8, 85), misses.whole());
        assertEquals(8, misses.confirmed());
        assertEquals(5, misses.arriving().lost());
        assertEquals(lost(4, 32), misses.leaving());
    }

    /** Twelve are confirmed in a row while eleven arrived that the capture lacks: it does not lack these by chance. */
    @Test
    void shouldNotExplainWhatIsConfirmedInARow() {
        Misses scattered = new Misses("b", lost(47, 1_200), lost(47, 1_200), 12, lost(11, 600), lost(44, 1_200), false);
        assertTrue(scattered.mayExplain());
        assertTrue(scattered.mayBeMissed());
        Misses inARow = new Misses("b", lost(47, 1_200), lost(47, 1_200), 12, lost(11, 600), lost(44, 1_200), true);
        assertFalse(inARow.mayExplain());
        assertFalse(inARow.mayBeMissed());
    }
}

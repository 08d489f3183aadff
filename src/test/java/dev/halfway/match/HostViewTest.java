package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.HostView.DropClaim;
import org.junit.jupiter.api.Test;

class HostViewTest {
    private static final long MILLIS = 1_000_000;

    private final HostView view = new HostView("b", 1, new Scope(), new CutRecords());

    @Test
    void shouldClaimNothingWhereNothingWasDropped() {
        assertEquals(DropClaim.NONE, view.claimDrop(0, 1, Long.MAX_VALUE));
        view.addGap(100 * MILLIS, 200 * MILLIS, 5);
        assertEquals(DropClaim.NONE, view.claimDrop(0, 1, 100 * MILLIS - 1));
        assertEquals(DropClaim.NONE, view.claimDrop(200 * MILLIS + 1, 200 * MILLIS + 1, 300 * MILLIS));
    }

    @Test
    void shouldClaimFirstWhereThePacketWasDueMostLikely() {
        view.addGap(0, 100 * MILLIS, 1);
        view.addGap(110 * MILLIS, 200 * MILLIS, 1);
        assertEquals(DropClaim.DROPPED, view.claimDrop(90 * MILLIS, 115 * MILLIS, 120 * MILLIS));
        assertEquals(DropClaim.DROPPED, view.claimDrop(20 * MILLIS, 21 * MILLIS, 22 * MILLIS));
    }

    @Test
    void shouldClaimAsManyAsWereDropped() {
        view.addGap(100 * MILLIS, 200 * MILLIS, 2);
        assertEquals(DropClaim.DROPPED, view.claimDrop(200 * MILLIS, 250 * MILLIS, 300 * MILLIS));
        assertEquals(DropClaim.DROPPED, view.claimDrop(0, 50 * MILLIS, 100 * MILLIS));
        assertEquals(DropClaim.USED_UP, view.claimDrop(150 * MILLIS, 150 * MILLIS, 151 * MILLIS));
    }

    @Test
    void shouldSayThatItCannotTellWhichWhereTheGapIsLong() {
        view.addGap(0, 60_000 * MILLIS, 1);
        assertEquals(DropClaim.ONE_OF_SEVERAL, view.claimDrop(30_000 * MILLIS, 30_000 * MILLIS, 30_001 * MILLIS));
        assertEquals(DropClaim.USED_UP, view.claimDrop(40_000 * MILLIS, 40_000 * MILLIS, 40_001 * MILLIS));
        assertEquals(DropClaim.NONE, view.claimDrop(60_001 * MILLIS, 60_001 * MILLIS, 60_002 * MILLIS));
    }

    @Test
    void shouldLetADropThatIsKnownExplainNoOtherPacket() {
        view.addGap(0, 60_000 * MILLIS, 2);
        assertTrue(view.noteDropped(30_000 * MILLIS, 30_000 * MILLIS, 30_001 * MILLIS));
        assertTrue(view.noteDropped(31_000 * MILLIS, 31_000 * MILLIS, 31_001 * MILLIS));
        assertFalse(view.noteDropped(31_000 * MILLIS, 31_000 * MILLIS, 31_001 * MILLIS));
        assertEquals(DropClaim.NONE, view.claimDrop(40_000 * MILLIS, 40_000 * MILLIS, 40_001 * MILLIS));
    }

    @Test
    void shouldGoOnToTheNextGapWhenOneIsUsedUp() {
        view.addGap(0, 100 * MILLIS, 1);
        view.addGap(50 * MILLIS, 150 * MILLIS, 1);
        assertEquals(DropClaim.DROPPED, view.claimDrop(60 * MILLIS, 60 * MILLIS, 61 * MILLIS));
        assertEquals(DropClaim.DROPPED, view.claimDrop(60 * MILLIS, 60 * MILLIS, 61 * MILLIS));
        assertEquals(DropClaim.USED_UP, view.claimDrop(60 * MILLIS, 60 * MILLIS, 61 * MILLIS));
    }
}

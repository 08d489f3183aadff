package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.HostView.DropClaim;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostViewTest {
    private static final long MILLIS = 1_000_000;

    private final HostView view = new HostView("b", new Scope(), new CutRecords());

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

    /** Of several that a packet may have fallen into, the one nearest to when it was due, whichever was reported first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldClaimOfTheGapThatIsNearest(boolean nearerFirst) {
        view.addGap(nearerFirst ? 150 * MILLIS : 0, (nearerFirst ? 160 : 100) * MILLIS, 1);
        view.addGap(nearerFirst ? 0 : 150 * MILLIS, (nearerFirst ? 100 : 160) * MILLIS, 1);
        assertTrue(view.noteDropped(0, 140 * MILLIS, 200 * MILLIS));
        assertFalse(view.mayHaveDropped(150 * MILLIS, 160 * MILLIS));
        assertTrue(view.mayHaveDropped(0, 100 * MILLIS));
    }

    /** A gap counts from its first moment to its last. */
    @Test
    void shouldReportDropsWhetherTheyAreExplainedOrNot() {
        view.addGap(100 * MILLIS, 200 * MILLIS, 1);
        assertFalse(view.reportsDrops(0, 100 * MILLIS - 1));
        assertTrue(view.reportsDrops(0, 100 * MILLIS));
        assertTrue(view.reportsDrops(200 * MILLIS, 300 * MILLIS));
        assertFalse(view.reportsDrops(200 * MILLIS + 1, 300 * MILLIS));
        assertTrue(view.mayHaveDropped(100 * MILLIS, 200 * MILLIS));
        assertTrue(view.noteDropped(100 * MILLIS, 100 * MILLIS, 200 * MILLIS));
        assertTrue(view.reportsDrops(100 * MILLIS, 200 * MILLIS));
        assertFalse(view.mayHaveDropped(100 * MILLIS, 200 * MILLIS));
    }

    /** What was dropped may be another packet, until all that may have fallen there are heard of. */
    @Test
    void shouldWaitForWhatElseMayHaveBeenDropped() {
        view.addGap(100 * MILLIS, 200 * MILLIS, 1);
        assertTrue(view.dropsMayChange(0, 150 * MILLIS, 699 * MILLIS, 500 * MILLIS));
        assertFalse(view.dropsMayChange(0, 150 * MILLIS, 700 * MILLIS, 500 * MILLIS));
        assertFalse(view.dropsMayChange(0, 50 * MILLIS, 300 * MILLIS, 500 * MILLIS), "dropped elsewhere");
        view.noteDropped(100 * MILLIS, 150 * MILLIS, 200 * MILLIS);
        assertFalse(view.dropsMayChange(0, 150 * MILLIS, 300 * MILLIS, 500 * MILLIS), "all are explained");
    }

    @Test
    void shouldCoverItsWindowButForBlindSpots() {
        view.windowStartNanos = 0;
        view.windowEndNanos = 100;
        view.addBlindSpot(40, 50);
        assertTrue(view.covers(0, 40));
        assertFalse(view.covers(0, 41));
        assertFalse(view.covers(49, 50));
        assertTrue(view.covers(50, 100));
        assertFalse(view.covers(-1, 10));
        assertFalse(view.covers(60, 101));
        assertTrue(view.isBlind(30, 60));
        assertFalse(view.isBlind(50, 60));
    }

    /** Stretches that touch or overlap are one, in whatever order they are noted. */
    @Test
    void shouldBeUnsureFromTheFirstToTheLastMomentOfEachStretch() {
        view.addUnsure(100, 110);
        view.addUnsure(10, 40);
        view.addUnsure(20, 30);
        view.addUnsure(40, 50);
        view.addUnsure(70, 80);
        view.joinUnsure();
        long[][] sure = {{0, 10}, {50, 70}, {80, 100}, {110, 120}, {80, 81}};
        long[][] unsure = {{0, 11}, {35, 36}, {45, 46}, {49, 70}, {75, 76}, {79, 80}, {100, 101}, {109, 200}, {0, 200}};
        for (long[] each : sure) {
            assertFalse(view.isUnsure(each[0], each[1]), each[0] + " to " + each[1]);
        }
        for (long[] each : unsure) {
            assertTrue(view.isUnsure(each[0], each[1]), each[0] + " to " + each[1]);
        }
    }

    @Test
    void shouldKnowThePacketsThatItsClockDisplacedOrThatOnlyItCouldTell() {
        Tuple tuple = new Tuple(Tuple.TCP, 0, 1, 0, 2, 3, 4);
        assertFalse(view.isDisplaced(tuple, 5));
        assertFalse(view.isTimeless(tuple, 5));
        view.addDisplaced(tuple, 5);
        view.addTimeless(tuple, 7);
        assertTrue(view.isDisplaced(tuple, 5));
        assertFalse(view.isDisplaced(tuple, 6));
        assertFalse(view.isDisplaced(tuple.reversed(), 5));
        assertTrue(view.isTimeless(tuple, 7));
        assertFalse(view.isTimeless(tuple, 5));
    }

    /** One within another, two that touch, and one that goes on for ever: noted in any order. */
    @Test
    void shouldKnowEachStretchThatIsUnsureHoweverTheyOverlap() {
        long[][] stretches = {
            {700, 800}, {100, 600}, {200, 300}, {250, 260}, {800, 850}, {1_000, Long.MAX_VALUE / MILLIS}, {2_000, 2_001}
        };
        for (long[] each : stretches) {
            view.addUnsure(each[0] * MILLIS, each[1] * MILLIS);
        }
        view.joinUnsure();
        for (long at = 0; at < 3_000; at += 5) {
            long moment = at;
            boolean within = Arrays.stream(stretches).anyMatch(each -> each[0] < moment + 2 && each[1] > moment);
            assertEquals(within, view.isUnsure(at * MILLIS, (at + 2) * MILLIS), "at " + at);
        }
    }
}

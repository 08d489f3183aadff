package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which segment brings which bytes, from a to b, and what acknowledgments say of them. All that is known of took 1 to 2 ms, by
 * clocks that agree within 1 ms. Frames of what leaves are below 100, of what arrives above.
 */
class SegmentMatcherTest {
    private static final long MILLIS = 1_000_000;
    private static final long THRESHOLD = 3_000 * MILLIS;
    private static final int LENGTH = 100;

    private final FoundPairs pairs = new FoundPairs();
    private final SegmentMatcher matcher = new SegmentMatcher(pairs, THRESHOLD, 2 * THRESHOLD, new Room(1_000));
    private final Path path = new Path(0, 1);
    private final Lane lane;
    /** Sequence number of the first byte. */
    private int start;

    SegmentMatcherTest() {
        Path back = new Path(1, 0);
        path.reverse = back;
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        back.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(2 * MILLIS);
        lane = new Flow(Tuple.TCP, path, back, 0).forward;
    }

    private Sighting segment(boolean leaving, double millis, long frame, int offset, int length) {
        long key = offset * 1_000L + length;
        Sighting s = Sightings.at((long) (millis * MILLIS), key, 1, frame);
        s.leg.lane = lane;
        s.leg.position = leaving ? Leg.Position.SENDER : Leg.Position.RECEIVER;
        s.sequence = start + offset;
        s.length = length;
        return s;
    }

    private Sighting leaves(Sighting s) {
        if (matcher.leaves(s)) {
            s.laneOrdinal = lane.sent++;
        } else {
            pairs.copied(s);
        }
        return s;
    }

    private Sighting left(double millis, long frame, int offset, int length) {
        return leaves(segment(true, millis, frame, offset, length));
    }

    private Sighting came(double millis, long frame, int offset, int length) {
        Sighting r = segment(false, millis, frame, offset, length);
        matcher.arrives(r);
        return r;
    }

    private void assertFound(String... found) {
        assertEquals(List.of(found), pairs.found);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -150, Integer.MAX_VALUE - 150})
    void shouldMatchWholeSegmentsWhereverTheNumbersWrap(int first) {
        start = first;
        left(0, 1, 0, LENGTH);
        left(0.1, 2, 100, LENGTH);
        left(0.2, 3, 200, LENGTH);
        came(1.7, 101, 200, LENGTH);
        came(1.8, 102, 0, LENGTH);
        assertFound("3>101", "1>102");
        assertTrue(lane.hasArrivedUpTo(start + 300));
        assertEquals(start + 300, lane.sentEnd);
    }

    /** Segmentation offload shows the sender's tap one segment where the wire has several, receive offload the other way. */
    @Test
    void shouldMatchBytesWhereSegmentsAreCutOrMerged() {
        Sighting whole = left(0, 1, 0, 300);
        came(1.5, 101, 0, LENGTH);
        came(1.6, 102, 200, LENGTH);
        assertEquals(200, whole.covered.total());
        came(1.7, 103, 100, LENGTH);
        left(10, 2, 300, LENGTH);
        left(10, 3, 400, LENGTH);
        came(11.5, 104, 300, 200);
        assertFound("1~101", "1~102", "1~103", "1>103", "2>104", "3>104");
        assertEquals(103, whole.lastArrivalFrame);
    }

    /** Once all bytes of a segment have arrived it took so long; of cut ones nothing is learned. */
    @ParameterizedTest
    @CsvSource({"100, 50", "50, 2"})
    void shouldLearnDelaysFromSegmentsThatArriveWhole(int length, long slowestMillis) {
        left(0, 1, 0, LENGTH);
        came(50, 101, 0, length);
        assertEquals(slowestMillis * MILLIS, path.slowestNanos(THRESHOLD));
    }

    /** What arrives after its bytes were sent again is the latest transmission that can have arrived. */
    @ParameterizedTest
    @CsvSource({"199.7, 1", "201.5, 2"})
    void shouldTakeAnArrivalForTheLatestTransmissionThatCanHaveArrived(double millis, int frame) {
        Sighting first = left(0, 1, 0, LENGTH);
        Sighting again = left(200, 2, 0, LENGTH);
        assertTrue(first.fresh && first.resent);
        assertFalse(again.fresh || again.resent);
        assertEquals(200 * MILLIS, first.resentNanos);
        came(millis, 101, 0, LENGTH);
        assertFound(frame + ">101");
        Sighting other = frame == 1 ? again : first;
        assertEquals((long) (millis * MILLIS), other.elsewhereNanos, "its bytes arrived with the other");
    }

    /** A retransmission of what has arrived already is needless. */
    @Test
    void shouldKnowThatWhatIsSentAgainHadArrived() {
        left(0, 1, 0, LENGTH);
        came(1.5, 101, 0, LENGTH);
        Sighting needless = left(200, 2, 0, LENGTH);
        assertEquals(200 * MILLIS, needless.elsewhereNanos);
        came(201.5, 102, 0, LENGTH);
        assertFound("1>101", "2>102");
    }

    @Test
    void shouldTakeTheSameSegmentAtAnotherPlaceForACopyAndOneSentAgainForAnother() {
        left(0, 1, 0, LENGTH);
        Sighting elsewhere = segment(true, 0.1, 2, 0, LENGTH);
        elsewhere.places = 2;
        leaves(elsewhere);
        left(200, 3, 0, LENGTH);
        Sighting again = segment(true, 200.1, 4, 0, LENGTH);
        again.places = 4;
        leaves(again);
        assertFound("2 copies 1", "4 copies 3");
    }

    @Test
    void shouldTakeASecondArrivalForADuplicate() {
        left(0, 1, 0, LENGTH);
        came(1.5, 101, 0, LENGTH);
        came(1.6, 102, 0, LENGTH);
        assertFound("1>101", "102 duplicates 101");
    }

    /** By its IP ID at once; where that is another it is another packet, of which it is not known that it left. */
    @ParameterizedTest
    @CsvSource({"7, 102 duplicates 101", "8,"})
    void shouldTellDuplicatesByTheirIdentifications(int identification, String found) {
        Sighting sent = segment(true, 0, 1, 0, LENGTH);
        sent.identification = 7;
        leaves(sent);
        Sighting arrival = segment(false, 1.5, 101, 0, LENGTH);
        arrival.identification = 7;
        matcher.arrives(arrival);
        Sighting second = segment(false, 1.6, 102, 0, LENGTH);
        second.identification = identification;
        matcher.arrives(second);
        assertEquals(found == null ? List.of("1>101") : List.of("1>101", found), pairs.found);
        assertEquals(found == null, second.fate == null);
    }

    @Test
    void shouldFindNothingForWhatNeverLeft() {
        Sighting sent = left(0, 1, 0, LENGTH);
        assertNull(came(1.5, 101, 500, LENGTH).fate);
        assertNull(came(7_000, 102, 0, LENGTH).fate, "so late it cannot be it");
        assertFound();
        assertEquals(7_000 * MILLIS, sent.elsewhereNanos, "its bytes are there all the same");
    }

    @Test
    void shouldCallCorruptedTheSameSegmentWithOtherContent() {
        left(0, 1, 0, LENGTH);
        Sighting r = segment(false, 1.5, 101, 0, LENGTH);
        r.digest = 5;
        matcher.arrives(r);
        assertFound("1#101");
    }

    @Test
    void shouldLookAtBytesOnlyThatLeft() {
        left(0, 1, 100, LENGTH);
        left(0, 2, 300, LENGTH);
        came(1.5, 101, 0, 500);
        assertFound("1>101", "2>101");
    }

    private Sighting acknowledges(double millis, int offset, boolean leaving) {
        Sighting ack = Sightings.at((long) (millis * MILLIS), 0, 1, 200);
        ack.leg.lane = lane.reverse;
        ack.leg.position = leaving ? Leg.Position.SENDER : Leg.Position.RECEIVER;
        ack.acknowledgment = start + offset;
        return ack;
    }

    private void acknowledged(double millis, int offset) {
        Acknowledgments.acknowledged(lane, acknowledges(millis, offset, true), true);
    }

    /** All that ends before the number; a segment of which a byte is missing is not acknowledged. */
    @ParameterizedTest
    @ValueSource(ints = {0, -150})
    void shouldSayWhatIsAcknowledgedAndWhen(int first) {
        start = first;
        Sighting one = left(0, 1, 0, LENGTH);
        Sighting two = left(0, 2, 100, LENGTH);
        Sighting again = left(200, 3, 0, LENGTH);
        acknowledged(201, 199);
        acknowledged(300, 200);
        assertEquals(201 * MILLIS, one.ackedNanos);
        assertEquals(201 * MILLIS, again.ackedNanos);
        assertEquals(300 * MILLIS, two.ackedNanos);
        assertNull(lane.unacknowledged);
    }

    /** Of another connection on the same ports, or of what the sender's capture does not hold. */
    @Test
    void shouldNotHeedAnAcknowledgmentOfWhatWasNotSent() {
        Sighting one = left(0, 1, 0, LENGTH);
        acknowledged(1, 101);
        assertEquals(Long.MIN_VALUE, one.ackedNanos);
        assertFalse(lane.acknowledgedAny);
    }

    /** Seen where it arrives, it may have left as much earlier as the clocks are wrong. */
    @Test
    void shouldAllowForTheClocksWhereAnAcknowledgmentIsSeenArriving() {
        Sighting one = left(0, 1, 0, LENGTH);
        Acknowledgments.acknowledged(lane, acknowledges(2, 100, false), false);
        assertEquals(2 * MILLIS + lane.reverse.path.epsilonNanos(), one.ackedNanos);
    }

    /** What leaves again after it was acknowledged, no acknowledgment tells anything of. */
    @Test
    void shouldNotTakeAnAcknowledgmentForThatOfWhatIsSentAgainLater() {
        left(0, 1, 0, LENGTH);
        left(0, 2, 100, LENGTH);
        acknowledged(2, 100);
        Sighting again = left(200, 3, 0, LENGTH);
        acknowledged(201, 200);
        assertTrue(again.pastAcks);
        assertEquals(Long.MIN_VALUE, again.ackedNanos);
    }

    @Test
    void shouldSeeAHoleWhereTheSameIsAcknowledgedAgain() {
        Sighting one = left(0, 1, 0, LENGTH);
        Sighting two = left(0, 2, 100, LENGTH);
        acknowledged(2, 100);
        assertFalse(two.hole);
        acknowledged(3, 100);
        assertTrue(two.hole);
        assertFalse(one.hole);
    }

    /** Seen arriving it may be a copy; with data it is no duplicate acknowledgment (RFC 5681). */
    @Test
    void shouldSeeNoHoleInAcknowledgmentsThatAreNoDuplicates() {
        Sighting one = left(0, 1, 0, LENGTH);
        Acknowledgments.acknowledged(lane, acknowledges(2, 0, false), false);
        Acknowledgments.acknowledged(lane, acknowledges(3, 0, false), false);
        Sighting withData = acknowledges(4, 0, true);
        withData.length = 10;
        Acknowledgments.acknowledged(lane, withData, true);
        assertFalse(one.hole);
    }

    @Test
    void shouldAcknowledgeWhatIsWithinBlocksAndSeeTheHoleBeforeThem() {
        Sighting one = left(0, 1, 0, LENGTH);
        Sighting two = left(0, 2, 100, LENGTH);
        Sighting three = left(0, 3, 200, LENGTH);
        Sighting resent = left(100, 4, 100, LENGTH);
        Sighting ack = acknowledges(101, 0, true);
        ack.sackBlocks = 1;
        ack.sackEdges = new int[] {100, 299};
        Acknowledgments.acknowledged(lane, ack, true);
        assertTrue(one.hole);
        assertEquals(101 * MILLIS, two.ackedNanos);
        assertEquals(101 * MILLIS, resent.ackedNanos);
        assertEquals(Long.MIN_VALUE, three.ackedNanos, "its last byte is not within");
    }

    /** A reset acknowledges as well, and anybody may have sent it. */
    @ParameterizedTest
    @CsvSource({"99, false", "100, true", "201, false"})
    void shouldCallRefusedWhatAResetAcknowledges(int offset, boolean refused) {
        Sighting one = left(0, 1, 0, LENGTH);
        Sighting two = left(0, 2, 100, LENGTH);
        Sighting syn = segment(true, 0, 3, 0, LENGTH);
        lane.controls.add(syn);
        Acknowledgments.refused(lane, acknowledges(2, offset, true));
        assertEquals(refused, Judge.isRefused(one));
        assertEquals(refused, Judge.isRefused(syn));
        assertFalse(Judge.isRefused(two));
        assertEquals(Long.MIN_VALUE, one.ackedNanos);
    }

    /** A new connection on the same ports. */
    @Test
    void shouldTellNothingOfTheOldConnectionByTheAcknowledgmentsOfTheNew() {
        Sighting old = left(0, 1, 0, LENGTH);
        Sighting fin = segment(true, 0, 2, 100, 0);
        lane.controls.add(fin);
        matcher.restart(lane, 5_000);
        assertTrue(old.pastAcks && fin.pastAcks);
        assertFalse(old.fresh);
        assertSame(old, lane.resent.first);
        assertTrue(lane.fresh.isEmpty());
        assertEquals(5_000, lane.sentEnd);
        left(10, 3, 5_000, LENGTH);
        acknowledged(12, 5_100);
        assertEquals(Long.MIN_VALUE, old.ackedNanos);
        came(13, 101, 0, LENGTH);
        assertFound("1>101");
    }

    @Test
    void shouldGoOnWhereASegmentIsDoneWith() {
        Sighting one = left(0, 1, 0, LENGTH);
        Sighting two = left(0, 2, 100, LENGTH);
        Sighting again = left(100, 3, 0, LENGTH);
        came(1.5, 101, 0, LENGTH);
        matcher.release(one);
        assertSame(two, lane.unacknowledged);
        assertSame(two, lane.cursor);
        matcher.release(again);
        assertTrue(lane.resent.isEmpty());
        came(1.6, 102, 100, LENGTH);
        assertEquals("2>102", pairs.found.get(pairs.found.size() - 1));
        matcher.release(two);
        assertNull(lane.unacknowledged);
        assertNull(lane.cursor);
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which of two transmissions of the same bytes arrived is open where only time tells and does not tell surely. They take a
 * millisecond, by clocks that agree within one; up to 4.2 ms surprise nobody, and up to 1.05 ms nothing was held back.
 */
class SegmentDoubtsTest {
    private static final long MILLIS = 1_000_000;
    private static final int LENGTH = 100;

    private final SegmentDoubts doubts = new SegmentDoubts(3_000 * MILLIS);
    private final Lane lane;
    private final Sighting first;
    private final Sighting again;

    /** One segment that leaves at 0 and again after two milliseconds. */
    SegmentDoubtsTest() {
        Path path = new Path(0, 1);
        Path back = new Path(1, 0);
        path.reverse = back;
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(MILLIS);
        lane = new Flow(Tuple.TCP, path, back, 0).forward;
        lane.arrivedSegments = new ArrivedSegments(new Room(100));
        first = segment(0, 1);
        again = segment(2, 2);
        lane.fresh.add(first);
        lane.resent.add(again);
    }

    private Sighting segment(double millis, long frame) {
        Sighting s = Sightings.at((long) (millis * MILLIS), 0, 1, frame);
        s.leg.lane = lane;
        s.length = LENGTH;
        return s;
    }

    /** It gives its bytes to a transmission, and is remembered. */
    private Sighting arrives(double millis, Sighting as) {
        Sighting r = segment(millis, 100 + (long) millis);
        cover(as, r);
        lane.arrivedSegments.add(r, 0);
        return r;
    }

    private static void cover(Sighting s, Sighting r) {
        s.covered = s.covered == null ? new ByteRanges() : s.covered;
        s.covered.add(0, LENGTH);
        s.lastArrival = r;
        s.lastArrivalFrame = r.frame;
    }

    /** Held back, it may be one that was not seen leaving; unless its IP ID tells, or nobody would take so long. */
    @ParameterizedTest
    @CsvSource({
        "1.05, 0, 0, false",
        "1.06, 0, 0, true",
        "4.2, 0, 0, true",
        "4.21, 0, 0, false",
        "2, 7, 7, false",
        "2, 7, 8, true"
    })
    void shouldSayWhatMayStandInForAnother(double millis, int sent, int arrived, boolean standsIn) {
        lane.resent.remove(again);
        Sighting r = segment(millis, 101);
        first.identification = sent;
        r.identification = arrived;
        doubts.covered(first, r, 0);
        assertEquals(standsIn, first.mayStandIn);
        assertEquals(standsIn, r.mayStandIn);
    }

    /** When the first arrival came, and when the second: in order, and each in the ordinary time, or not. */
    @ParameterizedTest
    @CsvSource({"1, 3, false", "1.05, 3.05, false", "1.1, 3, true", "1, 3.1, true", "2.5, 3, true", "1, 4.3, false"})
    void shouldSayThatItIsOpenWhichArrivedWhereTimeDoesNotTell(double one, double other, boolean open) {
        Sighting before = arrives(one, first);
        Sighting r = segment(other, 200);
        cover(again, r);
        doubts.covered(again, r, 0);
        assertEquals(open, first.ambiguous);
        assertEquals(open, again.ambiguous);
        assertEquals(open, r.ambiguous);
        assertEquals(open, before.ambiguous);
    }

    /** The other way round: the second transmission came first. */
    @Test
    void shouldSayTheSameOfTheFirstTransmission() {
        arrives(2.5, again);
        Sighting r = segment(3, 200);
        cover(first, r);
        doubts.covered(first, r, 0);
        assertTrue(first.ambiguous && again.ambiguous && r.ambiguous);
    }

    /** Their IP IDs tell, or their timestamps, or what they acknowledge. */
    @ParameterizedTest
    @CsvSource({"7, 8, 0, 0", "0, 0, 5, 0", "0, 0, 0, 5"})
    void shouldNotDoubtWhatIsToldByAnythingButTime(int id, int otherId, int timestamp, int acknowledgment) {
        arrives(2.5, first);
        again.identification = id;
        first.identification = otherId;
        again.timestampValue = timestamp;
        again.acknowledgment = acknowledgment;
        Sighting r = segment(3, 200);
        r.identification = id;
        cover(again, r);
        doubts.covered(again, r, 0);
        assertFalse(first.ambiguous || again.ambiguous || r.ambiguous);
    }

    @Test
    void shouldNotDoubtByATransmissionThatDidNotArrive() {
        Sighting r = segment(3.5, 200);
        cover(again, r);
        doubts.covered(again, r, 0);
        assertFalse(again.ambiguous || first.ambiguous);
    }

    /** An arrival that brings nothing new repeats one of those that could be it: which one is open where there are two. */
    @ParameterizedTest
    @CsvSource({"3.1, true", "4.2, true", "4.3, false"})
    void shouldSayThatItIsOpenWhichOfTwoIsRepeated(double millis, boolean open) {
        Sighting one = arrives(1, first);
        Sighting other = arrives(3, again);
        Sighting r = segment(millis, 200);
        doubts.repeated(r);
        assertEquals(open, r.ambiguous);
        assertEquals(open, one.ambiguous);
        assertEquals(open, other.ambiguous);
    }

    @ParameterizedTest
    @CsvSource({"7, 0, 0", "0, 5, 0", "0, 0, 5"})
    void shouldKnowWhichIsRepeatedByAnythingButTime(int identification, int timestamp, int window) {
        arrives(1, first);
        arrives(3, again);
        first.identification = 9;
        again.identification = identification == 0 ? 9 : identification;
        again.timestampValue = timestamp;
        again.window = window;
        Sighting r = segment(3.1, 200);
        r.identification = again.identification;
        r.timestampValue = timestamp;
        r.window = window;
        doubts.repeated(r);
        assertFalse(r.ambiguous);
    }

    @Test
    void shouldKnowWhichIsRepeatedWhereOneArrived() {
        Sighting one = arrives(1, first);
        Sighting r = segment(1.5, 200);
        doubts.repeated(r);
        assertFalse(r.ambiguous || one.ambiguous);
    }

    /** The sighting has been used for another packet since. */
    @Test
    void shouldNotMarkAnArrivalThatIsAnotherByNow() {
        Sighting one = arrives(1, first);
        arrives(3, again);
        one.frame = 999;
        doubts.repeated(segment(3.1, 200));
        assertFalse(one.ambiguous);
    }

    /** Both might have been what arrived: in doubt when more of the one did than of the other. */
    @ParameterizedTest
    @CsvSource({"100, 0, true", "0, 100, true", "100, 100, false", "0, 0, false", "40, 30, true"})
    void shouldDoubtTheFatesOfRivals(int ofFirst, int ofAgain, boolean open) {
        first.contested = true;
        again.contested = true;
        part(first, ofFirst);
        part(again, ofAgain);
        doubts.settle(first);
        assertEquals(open, first.ambiguous);
        assertEquals(open, again.ambiguous);
    }

    private static void part(Sighting s, int bytes) {
        if (bytes > 0) {
            s.covered = new ByteRanges();
            s.covered.add(0, bytes);
        }
    }

    /** Of the bytes that both carry. */
    @ParameterizedTest
    @CsvSource({"50, true", "60, false", "100, false"})
    void shouldCompareRivalsByTheBytesThatBothCarry(int start, boolean open) {
        first.contested = true;
        again.contested = true;
        again.sequence = start;
        part(first, 60);
        doubts.settle(again);
        assertEquals(open, first.ambiguous);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void shouldNotDoubtTheFatesOfThoseThatAreNoRivals(boolean one, boolean other) {
        first.contested = one;
        again.contested = other;
        part(first, 100);
        doubts.settle(first);
        assertFalse(first.ambiguous || again.ambiguous);
    }
}

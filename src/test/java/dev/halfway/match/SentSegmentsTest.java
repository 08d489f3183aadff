package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments of 100 bytes that left, with as much between them: from 0, from 200 and from 400. */
class SentSegmentsTest {
    private static final int LENGTH = 100;

    private final Lane lane = new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 0).forward;
    private final Sighting[] fresh = {segment(0), segment(200), segment(400)};

    SentSegmentsTest() {
        for (Sighting each : fresh) {
            lane.fresh.add(each);
        }
    }

    private Sighting segment(int sequence) {
        Sighting s = Sightings.at(sequence);
        s.leg = new Leg(new Tuple(Tuple.TCP, 0, 1, 0, 2, 3, 4), 5);
        s.leg.lane = lane;
        s.sequence = sequence;
        s.length = LENGTH;
        return s;
    }

    private Sighting resent(int sequence) {
        Sighting s = segment(sequence);
        lane.resent.add(s);
        return s;
    }

    private static void arrived(Sighting s, int from, int to) {
        s.covered = new ByteRanges();
        s.covered.add(from, to);
    }

    /** The one that holds a byte, or the first behind it, wherever the search begins. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "99, 0", "100, 1", "200, 1", "299, 1", "300, 2", "499, 2", "500, -1"})
    void shouldFindTheSegmentAtAByte(int position, int index) {
        for (Sighting cursor : new Sighting[] {null, fresh[0], fresh[1], fresh[2]}) {
            lane.cursor = cursor;
            Sighting at = SentSegments.freshAt(lane, position);
            if (index < 0) {
                assertNull(at);
            } else {
                assertSame(fresh[index], at);
            }
        }
    }

    @Test
    void shouldFindNothingWhereNothingIsLeft() {
        assertNull(SentSegments.freshAt(new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 0).forward, 0));
    }

    /** Where the bytes of the next segment begin, new ones or those sent again; not beyond the end. */
    @ParameterizedTest
    @CsvSource({
        "-50, 1000, 0",
        "0, 1000, 200",
        "99, 1000, 150",
        "150, 1000, 200",
        "100, 120, 120",
        "400, 1000, 1000",
        "600, 700, 700"
    })
    void shouldFindWhereTheNextSegmentBegins(int position, int end, int next) {
        if (position == 99) {
            resent(150);
        }
        assertEquals(next, SentSegments.nextStart(lane, position, end));
    }

    @Test
    void shouldNotTakeForTheNextWhatBeginsAtTheByteItself() {
        resent(0);
        resent(450);
        assertEquals(200, SentSegments.nextStart(lane, 0, 1_000));
        assertEquals(1_000, SentSegments.nextStart(lane, 450, 1_000));
    }

    /** One of which anything has arrived. */
    @Test
    void shouldFindASegmentOfWhichSomeArrived() {
        assertNull(SentSegments.anyCovering(lane, 250));
        Sighting again = resent(200);
        assertNull(SentSegments.anyCovering(lane, 250));
        arrived(again, 0, 10);
        assertSame(again, SentSegments.anyCovering(lane, 250));
        assertNull(SentSegments.anyCovering(lane, 300));
        arrived(fresh[1], 0, 10);
        assertSame(fresh[1], SentSegments.anyCovering(lane, 250));
        assertNull(SentSegments.anyCovering(lane, 150));
    }

    /** By an earlier transmission; where none is known any more, by how far data has arrived. */
    @Test
    void shouldKnowWhetherAnEarlierTransmissionArrived() {
        Sighting again = segment(200);
        assertFalse(SentSegments.hasArrived(lane, again));
        lane.noteArrivedUpTo(1_000);
        assertFalse(SentSegments.hasArrived(lane, again), "it is known, and is not seen to have");
        assertTrue(SentSegments.hasArrived(lane, segment(600)), "of these nothing is known any more");
        assertFalse(SentSegments.hasArrived(lane, segment(901)));
        arrived(fresh[1], 0, 1);
        assertTrue(SentSegments.hasArrived(lane, again));
        arrived(fresh[1], 1, 100);
        assertFalse(SentSegments.hasArrived(lane, again), "its first byte did not");
        Sighting before = resent(200);
        assertFalse(SentSegments.hasArrived(lane, again));
        before.elsewhereNanos = 5;
        assertTrue(SentSegments.hasArrived(lane, again));
    }

    /** Transmissions of any of the same bytes; of more the first counts. */
    @Test
    void shouldTellEarlierTransmissionsThatTheyWereSentAgain() {
        Sighting before = resent(150);
        Sighting apart = resent(100);
        Sighting again = segment(240);
        again.timeNanos = 1_000;
        SentSegments.markResent(lane, again);
        assertTrue(fresh[1].resent && before.resent);
        assertEquals(1_000, fresh[1].resentNanos);
        assertFalse(fresh[0].resent || fresh[2].resent || apart.resent);
        again.timeNanos = 2_000;
        SentSegments.markResent(lane, again);
        assertEquals(1_000, fresh[1].resentNanos);
    }

    /** What ends where it begins, and what begins where it ends, has none of its bytes. */
    @Test
    void shouldTellNothingToTheSegmentsNextToIt() {
        Sighting before = resent(200);
        Sighting behind = resent(400);
        SentSegments.markResent(lane, segment(300));
        SentSegments.markElsewhere(lane, null, 300, 400, 70);
        for (Sighting each : new Sighting[] {fresh[1], fresh[2], before, behind}) {
            assertFalse(each.resent);
            assertEquals(Long.MAX_VALUE, each.elsewhereNanos);
        }
    }

    /** Others of the same bytes than the one that did arrive; the earliest counts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOtherTransmissionsThatTheirBytesArrived(boolean known) {
        Sighting again = resent(200);
        Sighting apart = resent(300);
        Sighting taken = known ? again : null;
        SentSegments.markElsewhere(lane, taken, 200, 300, 70);
        SentSegments.markElsewhere(lane, taken, 250, 251, 90);
        assertEquals(70, fresh[1].elsewhereNanos);
        assertEquals(known ? Long.MAX_VALUE : 70, again.elsewhereNanos);
        assertEquals(Long.MAX_VALUE, apart.elsewhereNanos);
        assertEquals(Long.MAX_VALUE, fresh[0].elsewhereNanos);
        assertEquals(Long.MAX_VALUE, fresh[2].elsewhereNanos);
    }

    @Test
    void shouldTellNobodyWhereNothingWasSentAgain() {
        SentSegments.markElsewhere(lane, segment(200), 200, 300, 70);
        assertEquals(Long.MAX_VALUE, fresh[1].elsewhereNanos);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "2, 1, 1", "2147483647, -2147483648, 2147483647"})
    void shouldTakeTheEarlierOfTwoNumbersAsTheyWrap(int one, int other, int earlier) {
        assertEquals(earlier, SentSegments.earlier(one, other));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one direction of a flow makes known. */
class LaneTest {
    private static final long SECOND = 1_000_000_000L;

    private final Flow flow = new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 3);
    private final Lane lane = flow.forward;

    private void acknowledge(int number) {
        lane.acknowledgedAny = true;
        lane.acknowledged = number;
    }

    @Test
    void shouldBeNumberedApartFromTheOtherDirectionAndOtherFlows() {
        assertEquals(6, lane.number);
        assertEquals(7, lane.reverse.number);
        assertEquals(lane, lane.reverse.reverse);
        assertNotEquals(lane.keyed(1), lane.reverse.keyed(1));
    }

    /** Sequence numbers wrap: what is ahead by less than half of them is later. */
    @ParameterizedTest
    @ValueSource(ints = {0, -2_000, Integer.MAX_VALUE - 500})
    void shouldFollowSequenceNumbersAsTheyWrap(int start) {
        assertFalse(lane.hasArrivedUpTo(start));
        lane.noteSentUpTo(start + 1_000);
        lane.noteArrivedUpTo(start + 1_000);
        lane.noteSentUpTo(start);
        lane.noteArrivedUpTo(start);
        assertEquals(start + 1_000, lane.sentEnd);
        assertTrue(lane.hasArrivedUpTo(start + 1_000));
        assertFalse(lane.hasArrivedUpTo(start + 1_001));
        lane.noteSentUpTo(start + 3_000);
        lane.noteArrivedUpTo(start + 3_000);
        assertEquals(start + 3_000, lane.sentEnd);
        assertTrue(lane.hasArrivedUpTo(start + 3_000));
    }

    /** Hosts begin with 64, 128 or 255: what arrived in each of these is a range of its own. */
    @ParameterizedTest
    @CsvSource({
        "57, true",
        "58, false",
        "60, false",
        "61, true",
        "64, true",
        "65, true",
        "119, true",
        "120, false",
        "121, true",
        "128, true",
        "129, true",
        "250, true"
    })
    void shouldFindATimeToLiveStrangeThatIsInNoRangeThatArrived(int timeToLive, boolean strange) {
        assertFalse(lane.isStrangeTimeToLive(timeToLive), "nothing arrived");
        for (int each : new int[] {59, 58, 60, 120}) {
            lane.noteTimeToLive(each);
        }
        assertEquals(strange, lane.isStrangeTimeToLive(timeToLive));
    }

    @Test
    void shouldKnowTheRangesNextToWhereHostsBegin() {
        for (int each : new int[] {64, 128, 255}) {
            lane.noteTimeToLive(each);
            assertFalse(lane.isStrangeTimeToLive(each));
            assertTrue(lane.isStrangeTimeToLive(each - 1));
        }
        lane.noteTimeToLive(129);
        assertFalse(lane.isStrangeTimeToLive(200), "between 129 and 255");
    }

    /** Data that comes again is ignored when neither it nor anything else was acknowledged meanwhile. */
    @Test
    void shouldCountWhatIsSentAgainAndDrawsNoAcknowledgment() {
        lane.noteDataArrived(1_000, 0, 0);
        assertEquals(0, lane.ignored);
        lane.noteDataArrived(1_000, SECOND, SECOND);
        assertEquals(1, lane.ignored);
        lane.reverse.acks++;
        lane.noteDataArrived(1_000, 2 * SECOND, 2 * SECOND);
        assertEquals(1, lane.ignored, "an acknowledgment left, though it was not of this");
        acknowledge(999);
        lane.noteDataArrived(1_000, 3 * SECOND, 3 * SECOND);
        assertEquals(2, lane.ignored);
        acknowledge(1_000);
        lane.noteDataArrived(1_000, 4 * SECOND, 4 * SECOND);
        assertEquals(2, lane.ignored);
        lane.noteDataArrived(2_000, 5 * SECOND, 5 * SECOND);
        assertEquals(2, lane.ignored, "it is new");
    }

    /** What an end asks it may ask a moment after the connection has opened. */
    @ParameterizedTest
    @CsvSource({"1000000000, 2000, false", "1000000001, 2000, true", "1000000001, 1999, false"})
    void shouldBeHeededWhereDataIsAcknowledgedThatArrivedWellAfterTheFirst(
            long secondNanos, int acknowledged, boolean heeded) {
        lane.noteDataArrived(1_000, 0, 0);
        lane.noteDataArrived(2_000, secondNanos, secondNanos);
        acknowledge(acknowledged);
        lane.noteDataArrived(3_000, secondNanos + 1, secondNanos + 1);
        assertEquals(heeded, lane.heeded);
    }

    private static Sighting identified(int identification) {
        Sighting s = Sightings.at(0);
        s.identification = identification;
        return s;
    }

    /** The same ID on two packets that differ tells nothing apart; on one that is sent again it does. */
    @Test
    void shouldNotGoByIdentificationsThatOtherPacketsHaveToo() {
        lane.noteIdentification(7, 1);
        lane.noteIdentification(7, 1);
        assertEquals(7, lane.telling(identified(7)));
        lane.noteIdentification(7, 2);
        assertEquals(0, lane.telling(identified(7)));
        lane.noteIdentification(8, 3);
        assertEquals(7, lane.telling(identified(7)), "as many differ");
        lane.repeatsIdentifications = true;
        assertEquals(0, lane.telling(identified(7)));
    }

    @Test
    void shouldBeSearchedTooMuchOnceSearchesPassFarMoreThanTheyFind() {
        lane.noteSearch(64);
        assertFalse(lane.isSearchedTooMuch());
        lane.noteSearch((1 << 20) + 64 + 64);
        assertFalse(lane.isSearchedTooMuch(), "each search may pass a few");
        lane.noteSearch(64 + 64 + 1);
        assertTrue(lane.isSearchedTooMuch());
        assertFalse(lane.isSearchedTooMuch(), "it is forgiven bit by bit");
    }
}

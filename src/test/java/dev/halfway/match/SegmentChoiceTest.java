package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentChoiceTest {
    private static final long MILLIS = 1_000_000;
    private static final int LENGTH = 100;

    private final Lane lane = lane();
    private final SegmentChoice choice = new SegmentChoice(3_000 * MILLIS, 5_000 * MILLIS);

    /** All that is known of it took from 20 to 30 ms, by clocks that agree within 1 ms, and kept its IP ID. */
    private static Lane lane() {
        Path path = new Path(0, 1);
        Path reverse = new Path(1, 0);
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(20 * MILLIS);
        path.observe(30 * MILLIS);
        path.noteIdentification(true, 5, 5);
        return new Flow(Tuple.TCP, path, reverse, 0).forward;
    }

    private Sighting segment(long nanos, int identification) {
        Sighting s = Sightings.at(nanos, 0, 1, 1);
        s.leg.lane = lane;
        s.sequence = 1_000;
        s.length = LENGTH;
        s.identification = identification;
        return s;
    }

    private Sighting matchOf(int identificationSent, int identificationArrived, long delayNanos) {
        lane.fresh.add(segment(0, identificationSent));
        return choice.latestUncovered(lane, 1_000, segment(delayNanos, identificationArrived));
    }

    @Test
    void shouldNotTakeForAnArrivalWhatWouldBeFasterThanAllOthers() {
        assertNull(matchOf(0, 0, 10 * MILLIS));
    }

    @Test
    void shouldTakeForAnArrivalWhatIsFasterThanAllOthersAndToldByItsIdentification() {
        assertNotNull(matchOf(77, 77, 10 * MILLIS));
    }

    @Test
    void shouldNotTakeForAnArrivalWhatWouldHaveArrivedBeforeItLeft() {
        assertNull(matchOf(77, 77, -10 * MILLIS));
    }

    /** What tells the two transmissions of the same bytes apart, the first sent at 0 and the second at 40 ms. */
    private Sighting chosen(
            long arrivedMillis, Consumer<Sighting> first, Consumer<Sighting> second, Consumer<Sighting> arrival) {
        Sighting one = segment(0, 0);
        Sighting other = segment(40 * MILLIS, 0);
        Sighting r = segment(arrivedMillis * MILLIS, 0);
        first.accept(one);
        second.accept(other);
        arrival.accept(r);
        lane.fresh.add(one);
        lane.resent.add(other);
        Sighting chosen = choice.latestUncovered(lane, 1_000, r);
        if (chosen != null) {
            chosen.frame = chosen == one ? 1 : 2;
        }
        return chosen;
    }

    private static void nothing(Sighting s) {}

    /** By time alone: one that would be faster than any is none while another fits; then whose delay is nearer to the usual. */
    @ParameterizedTest
    @CsvSource({"25, 1", "59, 1", "60, 2", "65, 2", "5040, 2"})
    void shouldChooseByTime(long arrivedMillis, long frame) {
        assertEquals(
                frame,
                chosen(
                                arrivedMillis,
                                SegmentChoiceTest::nothing,
                                SegmentChoiceTest::nothing,
                                SegmentChoiceTest::nothing)
                        .frame);
    }

    @Test
    void shouldChooseNoneThatWouldBeTooLate() {
        assertNull(chosen(5_041, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing));
        assertNotNull(choice.latestUncovered(lane, 1_000, segment(5_040 * MILLIS, 0)));
    }

    @Test
    void shouldNotChooseWhatHasArrivedAlready() {
        assertEquals(
                2,
                chosen(65, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing).frame);
        Sighting second = lane.resent.first;
        second.covered = new ByteRanges();
        second.covered.add(0, LENGTH);
        assertEquals(lane.fresh.first, choice.latestUncovered(lane, 1_000, segment(65 * MILLIS, 0)));
    }

    /** Against the time. */
    @Test
    void shouldChooseByWhatItAcknowledges() {
        Consumer<Sighting> five = s -> s.acknowledgment = 5;
        assertEquals(1, chosen(65, five, SegmentChoiceTest::nothing, five).frame);
    }

    @Test
    void shouldChooseByTheTimestamp() {
        Consumer<Sighting> seven = s -> {
            s.hasTimestamps = true;
            s.timestampValue = 7;
        };
        Consumer<Sighting> eight = s -> {
            s.hasTimestamps = true;
            s.timestampValue = 8;
        };
        assertEquals(1, chosen(65, seven, eight, seven).frame);
        assertNull(choice.latestUncovered(lane, 1_000, with(segment(65 * MILLIS, 0), 9)));
    }

    private static Sighting with(Sighting s, int timestamp) {
        s.hasTimestamps = true;
        s.timestampValue = timestamp;
        return s;
    }

    @Test
    void shouldChooseByTheIdentification() {
        assertEquals(
                1,
                chosen(65, s -> s.identification = 77, s -> s.identification = 78, r -> r.identification = 77).frame);
    }

    /** One byte further it is another packet, whatever its ID. */
    @Test
    void shouldNotGoByTheIdentificationOfAPieceThatBeginsElsewhere() {
        Consumer<Sighting> piece = r -> {
            r.identification = 77;
            r.sequence = 1_010;
        };
        chosen(65, s -> s.identification = 77, s -> s.identification = 78, piece);
        Sighting r = segment(65 * MILLIS, 77);
        r.sequence = 1_010;
        assertEquals(lane.resent.first, choice.latestUncovered(lane, 1_010, r));
    }

    /** Where segments keep their headers, another one is another transmission. */
    @Test
    void shouldChooseNoneWithAnotherHeaderWhereHeadersAreKept() {
        Consumer<Sighting> five = s -> s.window = 5;
        assertEquals(2, chosen(65, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing, five).frame);
        lane.path.noteHeader(true);
        Sighting r = segment(65 * MILLIS, 0);
        r.window = 5;
        assertNull(choice.latestUncovered(lane, 1_000, r));
    }

    /** Twice as long as anything took that is known, or faster than all of it. */
    @ParameterizedTest
    @CsvSource({"62, false", "63, true", "9, true"})
    void shouldSayWhetherWhatWasChosenIsUnusual(long delayMillis, boolean unusual) {
        lane.fresh.add(segment(0, 77));
        choice.latestUncovered(lane, 1_000, segment(delayMillis * MILLIS, 77));
        assertEquals(unusual, choice.isUnusual());
    }

    /** Both are alike, and either might have arrived by now. */
    @ParameterizedTest
    @CsvSource({"60, true", "65, false", "25, false"})
    void shouldSayThatAnotherMightHaveBeenIt(long arrivedMillis, boolean rival) {
        chosen(arrivedMillis, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing, SegmentChoiceTest::nothing);
        assertEquals(rival, choice.hasRival());
        assertEquals(rival, lane.fresh.first.contested || lane.resent.first.contested);
    }

    @Test
    void shouldHaveNoRivalWhereAnythingButTimeTells() {
        chosen(60, s -> s.identification = 77, s -> s.identification = 78, r -> r.identification = 78);
        assertFalse(choice.hasRival());
    }
}

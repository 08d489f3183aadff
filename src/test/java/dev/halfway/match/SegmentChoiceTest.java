package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

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
        path.noteIdentification(5, 5);
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
}

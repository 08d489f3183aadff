package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which fates of packets alike are open. They take a millisecond, by clocks that agree within one; up to 4.2 ms surprise
 * nobody, and up to 1.05 ms nothing was held back.
 */
class GroupDoubtsTest {
    private static final long MILLIS = 1_000_000;

    private final GroupDoubts doubts = new GroupDoubts(3_000 * MILLIS);
    private final KeyGroup group = new KeyGroup();
    private final List<Sighting> sent = new ArrayList<>();
    private final List<Sighting> arrived = new ArrayList<>();
    private final Lane lane;

    GroupDoubtsTest() {
        Path path = new Path(0, 1);
        Path back = new Path(1, 0);
        path.reverse = back;
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(MILLIS);
        lane = new Flow(Tuple.ECHO, path, back, 0).forward;
    }

    private Sighting sighting(double millis, int identification) {
        Sighting s = Sightings.at((long) (millis * MILLIS), 0, 1, 1);
        s.leg.lane = lane;
        s.identification = identification;
        return s;
    }

    private void left(double millis, int identification) {
        Sighting s = sighting(millis, identification);
        group.senders.add(s);
        sent.add(s);
    }

    private void came(double millis, int identification) {
        Sighting r = sighting(millis, identification);
        group.receivers.add(r);
        arrived.add(r);
    }

    private static double[] times(String text) {
        return text == null
                ? new double[0]
                : List.of(text.split(" ")).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    private void weigh(Sighting s, boolean leaving) {
        doubts.weigh(group, s, leaving);
    }

    private static void assertAll(boolean expected, List<Sighting> all, Predicate<Sighting> what, String words) {
        all.forEach(each -> assertEquals(expected, what.test(each), words));
    }

    /** When they left and came, milliseconds; whether the fates of those that left, and of those that came, are open. */
    @ParameterizedTest
    @CsvSource({
        // As many as left, in order and in the ordinary time, or none.
        "0 0.5, 1 1.5, false, false, false",
        "0 0.5, 1 1.55, false, false, false",
        "0 0.5, , false, false, false",
        "0, 1, false, false, false",
        // One was held back.
        "0 0.5, 1 1.56, true, true, false",
        // One is missing.
        "0 0.5, 1, true, true, false",
        "0 0.5 0.8, 1 1.5, true, true, false",
        // One is too many: it may be one that was not seen leaving.
        "0, 1 1.5, false, false, true",
        "0 0.5, 1 1.5 2, false, true, true"
    })
    void shouldSayWhatIsOpen(String left, String came, boolean fatesOpen, boolean arrivalsOpen, boolean mayStandIn) {
        for (double each : times(left)) {
            left(each, 0);
        }
        for (double each : times(came)) {
            came(each, 0);
        }
        weigh(sent.get(0), true);
        assertAll(fatesOpen, sent, each -> each.contested, "contested");
        assertAll(arrivalsOpen, arrived, each -> each.ambiguous, "ambiguous");
        assertAll(mayStandIn, arrived, each -> each.mayStandIn, "may stand in");
        assertTrue(sent.get(0).weighed);
    }

    @Test
    void shouldSayTheSameWhicheverIsWeighed() {
        left(0, 0);
        left(0.5, 0);
        came(1, 0);
        weigh(arrived.get(0), false);
        assertAll(true, sent, each -> each.contested, "contested");
        assertAll(true, arrived, each -> each.ambiguous, "ambiguous");
    }

    /** What is too far from all others to be a pair with any of them does not hang together with them. */
    @ParameterizedTest
    @CsvSource({"4.2, true", "4.21, false"})
    void shouldWeighOnlyWhatHangsTogether(double millis, boolean together) {
        left(0, 0);
        left(millis - 0.5, 0);
        came(millis, 0);
        weigh(sent.get(0), true);
        assertEquals(together, sent.get(0).contested);
        assertEquals(together, sent.get(1).weighed);
        assertEquals(together, arrived.get(0).weighed);
    }

    /** By way of others: the first and the last have no arrival in common. */
    @Test
    void shouldFollowWhatHangsTogetherByOthers() {
        for (int i = 0; i < 4; i++) {
            left(4 * i, 0);
            if (i < 3) {
                came(4 * i + 4.1, 0);
            }
        }
        weigh(sent.get(0), true);
        assertAll(true, sent, each -> each.contested, "contested");
        assertAll(true, arrived, each -> each.weighed, "weighed");
    }

    /** Others by their IP IDs are no rivals, and those that have one stand in for nothing. */
    @Test
    void shouldNotCompareWhatIdentificationsTellApart() {
        left(0, 7);
        left(0.5, 8);
        came(1, 7);
        came(1.2, 7);
        weigh(sent.get(0), true);
        assertFalse(sent.get(0).contested);
        assertFalse(sent.get(1).weighed);
        assertAll(false, arrived, each -> each.mayStandIn || each.ambiguous, "in doubt");
    }

    @Test
    void shouldCompareWhatHasNoIdentificationWithAll() {
        left(0, 7);
        left(0.5, 0);
        came(1, 7);
        weigh(sent.get(0), true);
        assertTrue(sent.get(1).contested);
    }

    /** Once all that hang together are weighed, more that come change nothing of them. */
    @Test
    void shouldWeighEachOnce() {
        left(0, 0);
        came(1, 0);
        weigh(sent.get(0), true);
        left(0.5, 0);
        weigh(sent.get(0), true);
        assertFalse(sent.get(0).contested);
        weigh(sent.get(1), true);
        assertFalse(sent.get(1).contested, "the only arrival is weighed");
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockGraphTest {
    /** By host: what its clock shows at true time 0. */
    private static final long[] READING = {1_000_000, -5_000_000, 70_000_000, 0};

    private static ClockEstimate between(int hostA, int hostB, long bound) {
        Segment segment = new Segment(
                READING[hostA],
                READING[hostA] + 1_000_000_000,
                READING[hostB] - READING[hostA],
                OptionalLong.of(bound),
                0);
        return new ClockEstimate(
                Basis.BOTH_WAYS,
                READING[hostA],
                List.of(segment),
                OptionalDouble.empty(),
                Optional.of("constant"),
                5,
                5,
                OptionalLong.of(2 * bound));
    }

    @Test
    void shouldGiveEveryHostTheTimeOfTheReference() {
        ClockGraph graph = new ClockGraph(4);
        graph.add(0, 1, between(0, 1, 10));
        graph.add(2, 1, between(2, 1, 20));
        graph.add(0, 2, between(0, 2, 900));

        ClockGraph.Reference reference = graph.resolve();

        assertEquals(1, reference.host());
        for (int host = 0; host < 3; host++) {
            ClockGraph.HostClock clock = reference.hosts().get(host);
            assertTrue(clock.isMeasured());
            assertEquals(READING[1] + 77, clock.map().toReference(READING[host] + 77));
        }
        assertEquals(0, reference.hosts().get(1).map().errorAt(READING[1]));
        assertEquals(10, reference.hosts().get(0).map().errorAt(READING[0]), 2);
        assertEquals(20, reference.hosts().get(2).map().errorAt(READING[2]), 2);
        assertFalse(reference.hosts().get(3).isMeasured());
        assertEquals(5, reference.hosts().get(3).map().toReference(5));
    }

    @Test
    void shouldAddUpErrorsAlongAPath() {
        ClockGraph graph = new ClockGraph(4);
        graph.add(0, 1, between(0, 1, 10));
        graph.add(1, 2, between(1, 2, 20));
        graph.add(3, 2, between(3, 2, 40));

        ClockGraph.Reference reference = graph.resolve();

        assertEquals(2, reference.host());
        assertEquals(READING[2] + 9, reference.hosts().get(0).map().toReference(READING[0] + 9));
        assertEquals(30, reference.hosts().get(0).map().errorAt(READING[0] + 9), 3);
    }

    @Test
    void shouldManageWithOneHostAndRefuseUnknownOnes() {
        assertEquals(0, new ClockGraph(1).resolve().host());
        assertThrows(IllegalArgumentException.class, () -> new ClockGraph(0));
        assertThrows(IllegalArgumentException.class, () -> new ClockGraph(2).add(0, 0, ClockEstimate.none()));
        assertThrows(IllegalArgumentException.class, () -> new ClockGraph(2).add(0, 2, ClockEstimate.none()));
    }

    private static ClockEstimate withoutBound(int hostA, int hostB) {
        ClockEstimate bounded = between(hostA, hostB, 0);
        return new ClockEstimate(
                Basis.ONE_WAY,
                bounded.referenceNanos(),
                List.of(bounded.segments().get(0).withoutBound()),
                OptionalDouble.empty(),
                Optional.of("one way"),
                5,
                0,
                OptionalLong.empty());
    }

    /** Any bound is better than none, and none better than no estimate. */
    @Test
    void shouldGoByWhatHasNoBoundOnlyWhereItMust() {
        ClockGraph graph = new ClockGraph(4);
        graph.add(0, 1, withoutBound(0, 1));
        graph.add(0, 2, between(0, 2, 1L << 54));
        graph.add(2, 1, between(2, 1, 10));
        graph.add(1, 3, withoutBound(1, 3));

        ClockGraph.Reference reference = graph.resolve();

        assertEquals(1, reference.host());
        assertEquals((1L << 54) + 10, reference.hosts().get(0).map().errorAt(READING[0]), 5);
        assertTrue(reference.hosts().get(3).isMeasured());
        assertEquals(READING[1] + 9, reference.hosts().get(3).map().toReference(READING[3] + 9));
        assertEquals(ClockMap.UNBOUNDED, reference.hosts().get(3).map().errorAt(READING[3]));
    }

    @Test
    void shouldTakeTheFirstOfEquals() {
        ClockGraph graph = new ClockGraph(3);
        graph.add(1, 2, between(1, 2, 10));
        assertEquals(1, graph.resolve().host(), "0 reaches nobody");
        graph.add(0, 1, between(0, 1, 10));
        graph.add(0, 2, between(0, 2, 10));
        assertEquals(0, graph.resolve().host());
    }

    /** The user's word that clocks agree ties hosts together, and measures nothing; without a limit it does not even that. */
    @Test
    void shouldJoinHostsByTheWordOfTheUser() {
        ClockGraph graph = new ClockGraph(3);
        graph.add(0, 1, ClockEstimate.wallClock().assumingSync(7));
        graph.add(1, 2, ClockEstimate.wallClock());
        ClockGraph.Reference reference = graph.resolve();
        assertEquals(0, reference.host());
        assertTrue(reference.hosts().get(0).isMeasured());
        assertFalse(reference.hosts().get(1).isMeasured());
        assertEquals(7, reference.hosts().get(1).map().errorAt(5));
        assertEquals(ClockMap.UNBOUNDED, reference.hosts().get(2).map().errorAt(5));
    }

    /** Host 1's clock was set back at one record, which tells where the step of 50 ms that is left of it is. */
    @Test
    void shouldHearOfClocksThatWereSetBack() {
        long second = 1_000_000_000;
        ClockEstimate stepped = new ClockEstimate(
                Basis.BOTH_WAYS,
                0,
                List.of(
                        new Segment(0, second, 0, OptionalLong.of(5), 0),
                        new Segment(3 * second, 4 * second, -50_000_000, OptionalLong.of(5), 0)),
                OptionalDouble.empty(),
                Optional.of("constant"),
                5,
                5,
                OptionalLong.of(10));
        ClockGraph graph = new ClockGraph(2);
        graph.add(0, 1, stepped);
        assertEquals(2 * second / 3 * 2, graph.resolve().hosts().get(1).map().toReference(2 * second / 3 * 2));
        graph.setBack(1, List.of(new TimeUnwrapper.StepBack(second + 1, 3_600 * second)));
        ClockMap map = graph.resolve().hosts().get(1).map();
        assertEquals(second + 1, map.toReference(second + 1));
        assertEquals(second + 50_000_002, map.toReference(second + 2));
    }
}

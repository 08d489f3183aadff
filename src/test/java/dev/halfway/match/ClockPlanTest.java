package dev.halfway.match;

import static dev.halfway.match.Survey.MILLIS;
import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.Basis;
import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the clocks of a, b and c stand, and how long the ways between them take. Those of b and c are five seconds ahead. */
class ClockPlanTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "10.0.0.3";
    private static final long AHEAD = 5_000;
    /** Of a second, which wall clocks that nothing ties together may be apart, and the slack of timestamps. */
    private static final long WALL_CLOCK_NANOS = 1_000 * MILLIS + 200_000;

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final Survey c = new Survey("c");

    private static ClockPlan clocks(OptionalLong assumeSync, Survey... hosts) {
        List<HostSurvey> surveys = new ArrayList<>();
        List<List<AddressBlock>> owned = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            surveys.add(hosts[i].host);
            owned.add(List.of(AddressBlock.parse(List.of(A, B, C).get(i))));
        }
        List<Alignment> alignments = new ArrayList<>();
        for (int g = 0; g < hosts.length; g++) {
            for (int h = g + 1; h < hosts.length; h++) {
                alignments.add(Survey.align(g, h, surveys));
            }
        }
        OwnerVotes votes = new OwnerVotes(surveys, alignments, owned);
        Owners owners = votes.count();
        return new ClockPlan(surveys, alignments, owners, new PointsBetween(surveys, owners, votes), assumeSync);
    }

    private ClockPlan clocks(Survey... hosts) {
        return clocks(OptionalLong.empty(), hosts);
    }

    /** One pings the other once a second, and each packet takes a millisecond and a little, each another. */
    private void pings(
            Survey one, String from, long aheadOfOne, Survey other, String to, long aheadOfOther, boolean answered) {
        int first = from.equals(A) ? 0 : 1_000; // else they would look alike, behind a translator
        for (int i = 0; i < 60; i++) {
            double sent = 1_000 * i;
            double took = 1 + i % 7 / 1_000.0;
            one.sees(sent + aheadOfOne, request(from, to, first + i));
            other.sees(sent + took + aheadOfOther, request(from, to, first + i));
            if (answered) {
                other.sees(sent + 2 + aheadOfOther, reply(to, from, first + i));
                one.sees(sent + 2 + took + aheadOfOne, reply(to, from, first + i));
            }
        }
    }

    @Test
    void shouldTellTheClocksByPacketsBothWays() {
        pings(a, A, 0, b, B, AHEAD, true);
        ClockPlan clocks = clocks(a, b);
        Plan.ClockPair pair = clocks.pairs().get(0);
        assertEquals(0, pair.from());
        assertEquals(1, pair.to());
        assertEquals(Basis.BOTH_WAYS, pair.estimate().basis());
        assertTrue(clocks.anythingJoined());
        assertTrue(clocks.areTied(0, 1));
        assertEquals(10_000 * MILLIS, clocks.map(1).toReference((10_000 + AHEAD) * MILLIS), 10_000);
        assertEquals(10_000 * MILLIS, clocks.map(0).toReference(10_000 * MILLIS));
        assertTrue(clocks.boundNanos(pair).orElseThrow() <= 1_100_000, "half a round trip");
        assertEquals(List.of(), clocks.steps(pair));
        assertEquals(List.of(List.of(), List.of()), clocks.jumps());
    }

    @Test
    void shouldKnowHowLongEachWayTakes() {
        pings(a, A, 0, b, B, AHEAD, true);
        Path[][] paths = clocks(a, b).paths();
        assertNull(paths[0][0]);
        assertEquals(paths[1][0], paths[0][1].reverse);
        assertEquals(paths[0][1], paths[1][0].reverse);
        for (Path path : List.of(paths[0][1], paths[1][0])) {
            assertTrue(path.isKnown());
            assertEquals(MILLIS, path.usualNanos(), 20_000);
            assertTrue(path.slowestNanos(Long.MAX_VALUE) < 2 * MILLIS);
            assertTrue(path.epsilonNanos() < 3 * MILLIS);
        }
        assertEquals(1, paths[0][1].to);
        assertEquals(0, paths[1][0].to);
    }

    /** They went one way only: how long they took is not known but for half a second. */
    @Test
    void shouldAllowForUnknownDelaysWherePacketsWentOneWay() {
        pings(a, A, 0, b, B, AHEAD, false);
        ClockPlan clocks = clocks(a, b);
        assertEquals(Basis.ONE_WAY, clocks.pairs().get(0).estimate().basis());
        assertTrue(clocks.areTied(0, 1));
        Path forward = clocks.paths()[0][1];
        assertTrue(forward.isKnown());
        assertTrue(forward.slowestNanos(Long.MAX_VALUE) >= 500 * MILLIS);
        assertTrue(forward.mostAheadNanos() >= 500 * MILLIS);
        assertTrue(clocks.paths()[1][0].mostAheadNanos() < 500 * MILLIS, "the other way it looks longer only");
    }

    @Test
    void shouldGoByWallClocksWhereNothingIsInCommon() {
        a.sees(0, request(A, B, 1));
        b.sees(100, request(A, B, 2));
        ClockPlan clocks = clocks(a, b);
        assertEquals(Basis.WALL_CLOCK, clocks.pairs().get(0).estimate().basis());
        assertFalse(clocks.anythingJoined());
        assertFalse(clocks.areTied(0, 1));
        assertEquals(WALL_CLOCK_NANOS, clocks.paths()[0][1].epsilonNanos());
        assertEquals(WALL_CLOCK_NANOS, clocks.paths()[1][0].epsilonNanos());
        assertEquals(77, clocks.map(1).toReference(77));
    }

    /** By the user's word. */
    @Test
    void shouldTakeClocksToAgreeAsTheUserSays() {
        a.sees(0, request(A, B, 1));
        b.sees(100, request(A, B, 2));
        ClockPlan clocks = clocks(OptionalLong.of(MILLIS), a, b);
        assertEquals(MILLIS + 200_000, clocks.paths()[0][1].epsilonNanos());
    }

    /** By way of b, with whom both speak. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void shouldTieClocksByWayOfAThirdHost(boolean speaks, boolean tied) {
        pings(a, A, 0, b, B, AHEAD, true);
        if (speaks) {
            pings(b, B, AHEAD, c, C, AHEAD, true);
        } else {
            c.sees(0, request(C, B, 1));
        }
        ClockPlan clocks = clocks(a, b, c);
        assertEquals(3, clocks.pairs().size());
        assertTrue(clocks.areTied(0, 1));
        assertEquals(tied, clocks.areTied(0, 2));
        assertEquals(tied, clocks.areTied(2, 1));
        if (tied) {
            long moment = clocks.map(0).toReference(10_000 * MILLIS);
            assertEquals(moment, clocks.map(2).toReference((10_000 + AHEAD) * MILLIS), 10_000);
        }
    }

    /** Of a packet that one capture shows twice it may be the second that arrived: it tells no delay. */
    @Test
    void shouldNotLearnDelaysFromPacketsThatAreThereTwice() {
        pings(a, A, 0, b, B, AHEAD, true);
        a.sees(70_000, request(A, B, 900)).sees(70_000.5, request(A, B, 900));
        b.sees(70_040 + AHEAD, request(A, B, 900));
        assertTrue(clocks(a, b).paths()[0][1].slowestNanos(Long.MAX_VALUE) < 2 * MILLIS);
    }

    @Test
    void shouldLearnFromTheseWhereThereAreNoOthers() {
        for (int i = 0; i < 3; i++) {
            a.sees(100 * i, request(A, B, i)).sees(100 * i + 0.5, request(A, B, i));
            b.sees(100 * i + 1, request(A, B, i));
        }
        assertTrue(clocks(a, b).paths()[0][1].isKnown());
    }
}

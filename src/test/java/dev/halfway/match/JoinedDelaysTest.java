package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.ClockMap;
import dev.halfway.decode.DecodedPacket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What single delays say where others cannot be. Between g and h packets take a millisecond each way. */
class JoinedDelaysTest {
    private static final long MILLIS = 1_000_000;
    private static final long ERROR = 50 * MILLIS;
    private static final HostAddress AT_G = new HostAddress(0, 1);
    private static final HostAddress AT_H = new HostAddress(0, 2);
    private static final HostAddress ELSEWHERE = new HostAddress(0, 3);

    private final Alignment alignment = new Alignment(
            0,
            1,
            new HostSurvey("g", HostSurvey.Settings.USUAL, 2),
            new HostSurvey("h", HostSurvey.Settings.USUAL, 2),
            Survey.NOTHING_KNOWN);

    JoinedDelaysTest() {
        for (int i = 0; i < 9; i++) {
            add(AT_G, AT_H, MILLIS);
            add(AT_H, AT_G, MILLIS);
        }
    }

    /** Returns its place among those in common. */
    private int add(HostAddress from, HostAddress to, long delayNanos) {
        int at = alignment.joined.size();
        long leaves = at * 1_000 * MILLIS;
        boolean forward = from.equals(AT_G);
        Leg leg = new Leg(new Tuple(Tuple.ECHO, from.high(), from.low(), to.high(), to.low(), 7, 0), 0);
        alignment.joined.add(new Alignment.Joined(
                anchor(leg, forward ? leaves : leaves + delayNanos),
                anchor(leg, forward ? leaves + delayNanos : leaves)));
        return at;
    }

    private static Anchor anchor(Leg leg, long nanos) {
        SurveyedLeg surveyed = new SurveyedLeg(leg, null, null, null);
        return new Anchor().fill(0, 0, 0, 0, surveyed, new DecodedPacket(), 0, nanos, Anchor.NO_GAP);
    }

    private JoinedDelays delays() {
        Owners owners = new Owners(List.of(List.of(), List.of()));
        owners.infer(AT_G, 0);
        owners.infer(AT_H, 1);
        return new JoinedDelays(alignment, ClockMap.identity(), ClockMap.identity(), owners, ERROR);
    }

    /** However long they take: where none is impossible, nothing tells of a clock. */
    @Test
    void shouldFindNothingStrangeWhereNothingIsImpossible() {
        int late = add(AT_H, AT_G, 3_600_000 * MILLIS);
        int early = add(AT_G, AT_H, -ERROR);
        JoinedDelays delays = delays();
        assertEquals(3_600_000 * MILLIS, delays.nanos(late));
        assertFalse(delays.isStrange(late));
        assertFalse(delays.isImpossible(early));
    }

    /** Half of what the least of them is impossible by, less than usual, makes others strange by which it is more. */
    @Test
    void shouldTakeForStrangeWhatIsAsFarOffTheOtherWay() {
        int impossible = add(AT_G, AT_H, -1_999 * MILLIS);
        add(AT_G, AT_H, -5_999 * MILLIS);
        int less = add(AT_H, AT_G, MILLIS + 1_000 * MILLIS);
        int more = add(AT_H, AT_G, MILLIS + 1_000 * MILLIS + 1);
        int same = add(AT_G, AT_H, MILLIS + 1_000 * MILLIS + 1);
        JoinedDelays delays = delays();
        assertTrue(delays.isImpossible(impossible));
        assertTrue(delays.isStrange(impossible));
        assertFalse(delays.isStrange(less));
        assertTrue(delays.isStrange(more));
        assertFalse(delays.isImpossible(more));
        assertTrue(delays.isStrange(same));
    }

    /** What is between others says nothing of these two clocks. */
    @Test
    void shouldNotMeasureWhatIsNotBetweenTheTwo() {
        int other = add(ELSEWHERE, AT_H, -9_000 * MILLIS);
        JoinedDelays delays = delays();
        assertFalse(delays.isForward(other) || delays.isBackward(other));
        assertFalse(delays.isImpossible(other));
    }
}

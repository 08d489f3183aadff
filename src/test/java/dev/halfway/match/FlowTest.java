package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What segments say of a connection: who opened it, whether it is in use, how long it paused. */
class FlowTest {
    private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

    private final Path fromA = new Path(0, 1);
    private final Path fromB = new Path(1, 0);
    private final Flow flow = new Flow(Tuple.TCP, fromA, fromB, 0);

    /** Each segment by who sends it and what it is: {@code S} a SYN, {@code +} a SYN-ACK, {@code .} another. */
    @ParameterizedTest
    @CsvSource({
        "a., -1",
        "aS, 0",
        "aS aS b+, 0",
        "b+, 0",
        "a+, 1",
        "bS a+, 1",
        "a. b., -1",
        // Both at once: a SYN-ACK does not tell who began.
        "aS bS b+ a+, 0",
        "bS aS b+ a+, 1",
        // Another connection on the same ports.
        "aS b+ a. bS a+, 1",
        "aS bS a. bS a+, 1"
    })
    void shouldTellWhoOpenedIt(String segments, int initiator) {
        for (String segment : segments.split(" ")) {
            int flags = segment.charAt(1) == 'S' ? TcpFlags.SYN : segment.charAt(1) == '+' ? SYN_ACK : TcpFlags.ACK;
            flow.noteOpening(flags, segment.charAt(0) == 'a' ? fromA : fromB);
        }
        assertEquals(initiator, flow.initiator);
    }

    /** Flags and payload bytes of one segment after the other. */
    @ParameterizedTest
    @CsvSource({
        "16:0, false",
        "16:1, true",
        "16:1 17:0, false",
        "16:1 20:0, false",
        "16:1 17:0 16:0, false",
        "16:1 17:0 2:0 16:1, true"
    })
    void shouldBeInUseWhereDataWentAndNothingEndsIt(String segments, boolean inUse) {
        for (String segment : segments.split(" ")) {
            String[] parts = segment.split(":");
            flow.noteSegment(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
        assertEquals(inUse, flow.isInUse());
    }

    private Sighting sent(long nanos) {
        Sighting s = Sightings.at(nanos, 0, 0, 0);
        s.leg.lane = flow.forward;
        s.idleNanos = Sighting.UNKNOWN;
        s.longestIdleNanos = Sighting.UNKNOWN;
        flow.noteSent(s);
        return s;
    }

    @Test
    void shouldTellPausesWithinOneConnection() {
        assertEquals(Sighting.UNKNOWN, sent(100).idleNanos, "nothing left before it");
        assertEquals(50, sent(150).idleNanos);
        Sighting behind = sent(140);
        assertEquals(0, behind.idleNanos);
        assertEquals(50, behind.longestIdleNanos);
        assertEquals(70, sent(210).longestIdleNanos);
        flow.forward.sent = 5;
        flow.backward.sent = 3;
        flow.restart();
        assertEquals(5, flow.forward.sentBefore);
        assertEquals(3, flow.backward.sentBefore);
        assertEquals(Sighting.UNKNOWN, sent(1_000).idleNanos);
        assertEquals(10, sent(1_010).longestIdleNanos);
    }
}

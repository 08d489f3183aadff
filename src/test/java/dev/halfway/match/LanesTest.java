package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which flows are kept where there is room for three, and nothing is waited for longer than ten seconds. */
class LanesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ROOM = 3;

    private final Path path = new Path(0, 1);
    private final Path back = new Path(1, 0);
    private final Lanes lanes = new Lanes(10 * SECOND, ROOM);

    private static Tuple name(int port) {
        return new Tuple(Tuple.TCP, 0, 1, 0, 2, port, 179);
    }

    private Flow flow(int port, long latestSecond) {
        Flow flow = lanes.make(name(port), path, back);
        flow.latestNanos = latestSecond * SECOND;
        flow.initiator = 0;
        return flow;
    }

    private void full() {
        for (int port = 0; port < ROOM; port++) {
            flow(port, port);
        }
    }

    private boolean hasRoom(long second) {
        return lanes.hasRoom(second * SECOND);
    }

    @Test
    void shouldFindBothDirectionsOfAFlow() {
        assertNull(lanes.find(name(1)));
        Flow flow = flow(1, 0);
        assertSame(flow.forward, lanes.find(name(1)));
        assertSame(flow.backward, lanes.find(name(1).reversed()));
        assertEquals(1, lanes.size());
        assertEquals(2, flow(2, 0).forward.number, "two lanes a flow");
    }

    /** First what was idle for as long as anything is waited for. */
    @ParameterizedTest
    @CsvSource({"10, 3, false", "11, 2, true", "12, 1, true"})
    void shouldForgetWhatWasIdleForLong(long second, int kept, boolean room) {
        full();
        lanes.find(name(1)).flow.live = 0;
        // Behind one second of idleness any goes where there is no room at all.
        for (int port = 0; port < ROOM; port++) {
            lanes.find(name(port)).flow.live = second == 10 ? 1 : 0;
        }
        assertEquals(room, hasRoom(second));
        assertEquals(kept, lanes.size());
    }

    /** Connections in use only where there is no room without them. */
    @Test
    void shouldKeepConnectionsInUseWhereOthersCanGo() {
        full();
        Flow inUse = lanes.find(name(0)).flow;
        inUse.noteSegment(TcpFlags.ACK, 100);
        assertTrue(hasRoom(20));
        assertFalse(inUse.forgotten);
        assertEquals(1, lanes.size());
    }

    @Test
    void shouldForgetConnectionsInUseWhereThereIsNoRoomElse() {
        full();
        for (int port = 0; port < ROOM; port++) {
            lanes.find(name(port)).flow.noteSegment(TcpFlags.ACK, 100);
        }
        Flow first = lanes.find(name(0)).flow;
        assertTrue(hasRoom(4));
        assertTrue(first.forgotten);
        assertNull(lanes.find(name(0)));
        assertNull(lanes.find(name(0).reversed()));
    }

    /** Where something of it is open a flow is never forgotten. */
    @Test
    void shouldHaveNoRoomWhereAllIsOpen() {
        full();
        for (int port = 0; port < ROOM; port++) {
            lanes.find(name(port)).flow.live = 1;
        }
        assertFalse(hasRoom(100));
        assertEquals(ROOM, lanes.size());
    }

    /** A look goes through all flows: the next one is a tenth of a second later. */
    @Test
    void shouldNotLookForRoomAgainAtOnce() {
        full();
        for (int port = 0; port < ROOM; port++) {
            lanes.find(name(port)).flow.live = 1;
        }
        assertFalse(lanes.hasRoom(100 * SECOND));
        lanes.find(name(0)).flow.live = 0;
        assertFalse(lanes.hasRoom(100 * SECOND + SECOND / 10 - 1));
        assertTrue(lanes.hasRoom(100 * SECOND + SECOND / 10));
    }

    /** A connection that comes back has the number and the initiator that it had. */
    @Test
    void shouldKnowAConnectionThatComesBack() {
        full();
        Flow before = lanes.find(name(1)).flow;
        before.initiator = 1;
        assertTrue(hasRoom(20));
        Flow again = lanes.make(name(1).reversed(), back, path);
        assertEquals(before.forward.number, again.forward.number);
        assertEquals(1, again.initiator);
        assertTrue(again.resumed);
        Flow other = flow(77, 20);
        assertEquals(2 * ROOM, other.forward.number);
        assertFalse(other.resumed);
    }

    /** Where its counts went when it was forgotten. */
    @Test
    void shouldSumUpForgottenFlowsAndTheOthersOnce() {
        full();
        for (int port = 0; port < ROOM; port++) {
            lanes.find(name(port)).requestsArrived = 1;
        }
        assertTrue(hasRoom(20));
        flow(9, 20);
        HostView[] hosts = {
            new HostView("a", new Scope(), new CutRecords()), new HostView("b", new Scope(), new CutRecords())
        };
        for (int i = 0; i < 2; i++) {
            assertEquals(4, lanes.exchanges().rows(hosts).get(0).flows());
        }
        assertNotNull(lanes.find(name(9)));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connections that lose everything from one moment on, and those opened since that lose nothing. */
class ForgottenConnectionsTest {
    private static final int SENDER = 0;
    private static final int OTHER = 1;

    private final Judged judged = new Judged();
    private long nanos;

    private ForgottenConnectionsTest packet(boolean lost, TypeP kind, int flow, int initiator, long flowOrdinal) {
        nanos += 1_000_000;
        long now = nanos;
        if (lost) {
            judged.lost(1, each -> fill(each, now, kind, flow, initiator, flowOrdinal));
        } else {
            judged.arrived(1, each -> fill(each, now, kind, flow, initiator, flowOrdinal));
        }
        return this;
    }

    private static void fill(Observed packet, long nanos, TypeP kind, int flow, int initiator, long flowOrdinal) {
        packet.timeNanos = nanos;
        packet.typeP = kind;
        packet.flow = flow;
        packet.initiator = initiator;
        packet.flowOrdinal = flowOrdinal;
    }

    private ForgottenConnectionsTest arrives(int flow) {
        return packet(false, TypeP.TCP_DATA, flow, SENDER, 7);
    }

    private ForgottenConnectionsTest fails(int flow) {
        return packet(true, TypeP.TCP_DATA, flow, SENDER, 8);
    }

    private ForgottenConnectionsTest opens(int flow) {
        return packet(false, TypeP.TCP_SYN, flow, SENDER, 0).arrives(flow);
    }

    /** Three that pass, and lose what they send next, the last of them begun by the other end. */
    private ForgottenConnectionsTest threeForgotten() {
        arrives(1).arrives(2).packet(false, TypeP.TCP_DATA, 3, OTHER, 5);
        return fails(1).fails(2).packet(true, TypeP.TCP_DATA, 3, OTHER, 6).fails(1);
    }

    private Optional<ForgottenConnections> found() {
        return ForgottenConnections.of(judged.trials(), SENDER);
    }

    @Test
    void shouldFindTheOldConnectionsThatLoseEverythingFromOneMomentOn() {
        threeForgotten();
        for (int flow = 11; flow <= 17; flow++) {
            opens(flow);
        }
        ForgottenConnections found = found().orElseThrow();
        assertEquals(4_000_000, found.sinceNanos());
        assertEquals(Set.of(1, 2, 3), found.old());
        assertEquals(Set.of(11, 12, 13, 14, 15, 16, 17), found.opened());
        assertEquals(new Sample(4, 4), found.lost());
        assertEquals(3, found.ofInitiations());
        assertTrue(found().orElseThrow().isNoAccident(), "1 in 120");
    }

    @Test
    void shouldCallFewAnAccident() {
        threeForgotten();
        for (int flow = 11; flow <= 16; flow++) {
            opens(flow);
        }
        assertFalse(found().orElseThrow().isNoAccident(), "1 in 84");
    }

    @Test
    void shouldFindNothingWhereAnOldConnectionIsSpared() {
        arrives(4);
        threeForgotten().opens(11).arrives(4);
        assertEquals(Optional.empty(), found());
    }

    @Test
    void shouldNotCountOldConnectionsThatSendNothingSince() {
        arrives(4);
        threeForgotten().opens(11);
        assertEquals(1, found().orElseThrow().opened().size());
    }

    @Test
    void shouldFindNothingWhereOneOfThemPassesAgain() {
        threeForgotten().opens(11).arrives(2);
        assertEquals(Optional.empty(), found());
    }

    /** The same ports, and another connection. */
    @Test
    void shouldTakeAConnectionOpenedAgainForANewOne() {
        threeForgotten().opens(2);
        assertEquals(1, found().orElseThrow().opened().size());
    }

    @Test
    void shouldFindNothingWhereTheyFailAtDifferentTimes() {
        arrives(1).arrives(2).fails(1).arrives(2).fails(2).opens(11);
        assertEquals(Optional.empty(), found());
    }

    /** Those fail for another reason: they never passed. */
    @Test
    void shouldLeaveOutWhatFailsFromItsBeginning() {
        threeForgotten().packet(true, TypeP.TCP_SYN, 12, SENDER, 0).opens(11);
        assertEquals(new Sample(4, 4), found().orElseThrow().lost());
    }

    @Test
    void shouldFindNothingWhereNoneIsOpenedSince() {
        threeForgotten();
        assertEquals(Optional.empty(), found());
    }

    @Test
    void shouldLookAtConnectionsOnly() {
        packet(false, TypeP.ICMP_ECHO_REQUEST, 1, SENDER, 0).packet(true, TypeP.ICMP_ECHO_REQUEST, 1, SENDER, 1);
        opens(11);
        assertEquals(Optional.empty(), found());
    }

    /** What passes elsewhere says nothing of these. */
    @Test
    void shouldCountWhatIsOpenedToTheSameServiceOnly() {
        threeForgotten().opens(11);
        judged.arrived(1, each -> {
            fill(each, 90_000_000, TypeP.TCP_SYN, 12, SENDER, 0);
            each.service = 7;
        });
        assertEquals(1, found().orElseThrow().opened().size());
    }

    /** With some left out, it may be the one that shows that an old connection passes. */
    @Test
    void shouldFindNothingInASample() {
        threeForgotten().opens(11);
        for (int flow = 12; flow < 12 + 2 * PacketSample.CAPACITY; flow++) {
            opens(flow);
        }
        assertEquals(Optional.empty(), found());
    }
}

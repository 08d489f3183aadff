package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import org.junit.jupiter.api.Test;

/** Whether others pass where pings are lost. */
class BehindPingsTest {
    private static final long PAUSE_NANOS = 7_000_000_000L;

    private final Judged judged = new Judged();

    private BehindPingsTest lost(int packets, TypeP kind) {
        judged.lost(packets, packet -> packet.typeP = kind);
        return this;
    }

    private BehindPingsTest arrived(int packets, TypeP kind) {
        judged.arrived(packets, packet -> packet.typeP = kind);
        return this;
    }

    @Test
    void shouldTellThatOthersPassBehindLostPings() {
        for (int i = 0; i < 12; i++) {
            arrived(2, TypeP.ICMP_ECHO_REPLY).lost(4, TypeP.ICMP_ECHO_REPLY);
            arrived(1, i % 2 == 0 ? TypeP.TCP_DATA : TypeP.ICMP_ECHO_REQUEST).lost(1, TypeP.ICMP_ECHO_REPLY);
        }
        BehindPings behind = BehindPings.of(judged.trials()).orElseThrow();
        assertTrue(behind.sparesOthers(), behind::toString);
        assertEquals(new Sample(12, 0), behind.others());
        assertEquals(
                new Sample(47, 36),
                behind.pings(),
                "three of each run behind its first, and the first of the next two");
    }

    /** What is there only where pings pass as well shows nothing. */
    @Test
    void shouldNotCountWhatPassesWherePingsPass() {
        for (int i = 0; i < 12; i++) {
            arrived(2, TypeP.ICMP_ECHO_REPLY).arrived(5, TypeP.TCP_DATA).arrived(2, TypeP.ICMP_ECHO_REPLY);
            lost(5, TypeP.ICMP_ECHO_REPLY);
        }
        BehindPings behind = BehindPings.of(judged.trials()).orElseThrow();
        assertFalse(behind.sparesOthers(), behind::toString);
        assertEquals(new Sample(0, 0), behind.others());
    }

    /** As a limit on all does: beyond it one is lost as well as the other. */
    @Test
    void shouldNotSpareWhatIsLostAsWell() {
        for (int i = 0; i < 12; i++) {
            arrived(2, TypeP.ICMP_ECHO_REQUEST).arrived(1, TypeP.ICMP_ECHO_REPLY);
            lost(3, TypeP.ICMP_ECHO_REQUEST).lost(i % 4 > 0 ? 1 : 0, TypeP.TCP_DATA);
            arrived(i % 4 > 0 ? 0 : 1, TypeP.TCP_DATA).lost(2, TypeP.ICMP_ECHO_REPLY);
        }
        BehindPings behind = BehindPings.of(judged.trials()).orElseThrow();
        assertFalse(behind.sparesOthers(), behind::toString);
        assertEquals(new Sample(12, 9), behind.others());
    }

    /** After a pause a limit lets one through, whatever it is: only what follows as soon is compared. */
    @Test
    void shouldCompareWhatFollowsAsSoon() {
        for (int i = 0; i < 12; i++) {
            long nanos = i * PAUSE_NANOS;
            judged.arrived(1, packet -> packet.timeNanos += nanos);
            judged.lost(4, packet -> packet.timeNanos += nanos);
            judged.arrived(1, packet -> {
                packet.typeP = TypeP.TCP_DATA;
                packet.timeNanos += nanos + PAUSE_NANOS / 2;
            });
        }
        BehindPings behind = BehindPings.of(judged.trials()).orElseThrow();
        assertFalse(behind.sparesOthers(), behind::toString);
        assertEquals(new Sample(12, 0), behind.others());
    }
}

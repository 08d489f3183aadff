package dev.halfway;

import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The incident, seen at one end from the middle of a session on: what that end said before is in the other capture. */
class BgpLateCaptureTest {
    @TempDir
    private Path directory;

    /** A opens, and is captured from 8 s on; from 6 s on nothing of B reaches A. */
    private BgpPeering peering() throws IOException {
        Scenario s = new Scenario(directory).quiet(0, 40);
        s.a.watching(EPOCH + 8 * SECOND, Long.MAX_VALUE);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        bgp.keepalive(true, 4 * SECOND + 500 * MILLIS);
        Packet lost = bgp.message(false, BgpBytes.keepalive());
        for (long nanos : new long[] {7_000, 7_200, 7_600, 8_400, 10_000, 13_200}) {
            s.lost(nanos * MILLIS, lost);
        }
        int heard = bgp.position(false) - 19;
        Packet again = bgp.message(true, BgpBytes.keepalive()).acknowledging(heard);
        for (long nanos : new long[] {9_000, 9_300, 10_000}) {
            s.delivered(nanos * MILLIS, again);
        }
        BgpSpeaker anew = new BgpSpeaker(s, true, 40_001);
        Packet syn = anew.segment(true, Packet.SYN);
        for (long nanos : new long[] {38_000, 39_000}) {
            s.delivered(nanos * MILLIS, syn);
            s.lost(nanos * MILLIS + MILLIS, anew.segment(false, Packet.SYN | Packet.ACK));
        }
        return s.run().diagnosis.bgp().get(0);
    }

    @Test
    void shouldReadTheMessagesThatOneCaptureBeganTooLateFor() throws IOException {
        BgpSession session = peering().sessions().get(0);
        assertEquals(OptionalInt.of(9), session.holdTimeSeconds(), "the OPENs of both are in B's capture");
        assertTrue(
                session.events().stream().anyMatch(each -> each.what().equals("OPEN") && each.end() == 0),
                session.events()::toString);
    }

    @Test
    void shouldNotCallAnEndEstablishedThatConnectsAgain() throws IOException {
        BgpPeering peering = peering();
        assertEquals(Optional.of("Connect"), peering.speakers().get(0).fsmState());
        assertEquals(Optional.of("Idle or Active"), peering.speakers().get(1).fsmState());
        assertEquals(1, peering.facts(BgpFact.Kind.HALF_OPEN).size(), peering.facts()::toString);
        assertEquals(0, peering.facts(BgpFact.Kind.UP).size(), peering.facts()::toString);
    }
}

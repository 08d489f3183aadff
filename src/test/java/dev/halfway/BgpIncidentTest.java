package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import dev.halfway.diagnose.HoldTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The incident's captures against what both BIRDs logged and showed. */
class BgpIncidentTest {
    private static final Path INCIDENT = Path.of("captures/incident");
    private static final long SECOND = 1_000_000_000L;
    /** BIRD's log has milliseconds, and is written a little after the packet. */
    private static final long CLOSE = SECOND / 20;

    private static final Pattern LOGGED =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) (.*)");

    private static BgpPeering peering;

    @BeforeAll
    static void analyse() throws IOException {
        AnalysisOptions options = UsualOptions.of(
                UsualOptions.host("219", INCIDENT.resolve("219.pcap")),
                UsualOptions.host("231", INCIDENT.resolve("231.pcap")));
        List<BgpPeering> all = Analysis.run(options, Optional.empty()).bgp();
        assertEquals(1, all.size());
        peering = all.get(0);
    }

    /** When BIRD on a host logged this; its zone was UTC. */
    private static List<Long> logged(String host, String words) throws IOException {
        List<Long> times = new ArrayList<>();
        boolean here = false;
        for (String line : Files.readAllLines(INCIDENT.resolve("truth.txt"))) {
            here = line.startsWith("# ") ? line.startsWith("# BIRD on " + host) : here;
            Matcher logged = LOGGED.matcher(line);
            if (here && logged.matches() && logged.group(3).contains(words)) {
                LocalDateTime time = LocalDateTime.parse(logged.group(1) + "T" + logged.group(2));
                times.add(time.toEpochSecond(ZoneOffset.UTC) * SECOND + time.getNano());
            }
        }
        return times;
    }

    private static int end(String host) {
        return host.equals("219") ? 0 : 1;
    }

    /** BIRD draws up to a quarter from every timer, this one too. */
    @Test
    void shouldKnowWhenEachHoldTimerExpires() throws IOException {
        for (String host : List.of("219", "231")) {
            List<HoldTimer> expired = peering.sessions().stream()
                    .flatMap(session -> session.ends().get(end(host)).holdTimer().stream())
                    .filter(HoldTimer::isExpired)
                    .toList();
            List<Long> truth = logged(host, "Hold timer expired");
            assertEquals(truth.size(), expired.size(), host);
            for (int i = 0; i < truth.size(); i++) {
                long due = expired.get(i).dueNanos().orElseThrow();
                long quarter = expired.get(i).seconds().orElseThrow() * SECOND / 4;
                assertTrue(truth.get(i) <= due + CLOSE, host);
                assertTrue(truth.get(i) >= due - quarter - CLOSE, host);
                assertTrue(expired.get(i).peerSeen());
            }
        }
    }

    @Test
    void shouldTellKeepalivesThatLeftAndDidNotArrive() {
        BgpFact fact = peering.facts(BgpFact.Kind.HOLD_TIMER_LOSS).get(0);
        assertEquals(end("231"), fact.end());
        HoldTimer timer = peering.sessions()
                .get(fact.sessions().get(0))
                .ends()
                .get(fact.end())
                .holdTimer()
                .orElseThrow();
        assertTrue(timer.lost() > 0);
        assertEquals(timer.sent(), timer.lost());
        assertTrue(timer.transmissions() > timer.lost());
    }

    @Test
    void shouldTellTheConnectionsThat231TurnedAway() throws IOException {
        List<BgpSession> turnedAway = peering.sessions().stream()
                .filter(session -> session.closing()
                        .filter(closing ->
                                closing.end() == end("231") && closing.what().equals("FIN"))
                        .isPresent())
                .toList();
        List<Long> truth = logged("231", "rejected");
        assertFalse(truth.isEmpty());
        assertEquals(truth.size(), turnedAway.size());
        for (int i = 0; i < truth.size(); i++) {
            assertEquals(truth.get(i), turnedAway.get(i).closing().orElseThrow().nanos(), CLOSE);
            assertEquals(end("219"), turnedAway.get(i).opener().orElseThrow());
        }
        assertEquals(1, peering.facts(BgpFact.Kind.CLOSED_EARLY).size(), "told together");
    }

    @Test
    void shouldTellTheHandshakeThatNeverEnds() {
        BgpFact fact = peering.facts(BgpFact.Kind.HALF_OPEN).get(0);
        BgpSession session = peering.sessions().get(fact.sessions().get(0));
        assertEquals(end("231"), fact.end());
        assertEquals(Optional.of("SYN_SENT"), session.ends().get(end("231")).tcpState());
        assertEquals(Optional.of("SYN_RECV"), session.ends().get(end("219")).tcpState());
        assertTrue(fact.sentence().contains("SYN_SENT at 231, SYN_RECV at 219"), fact::sentence);
    }

    @Test
    void shouldShowTheStatesThatBirdcShowed() throws IOException {
        List<String> after = Files.readAllLines(INCIDENT.resolve("truth.txt")).stream()
                .filter(line -> line.startsWith("after on "))
                .toList();
        assertEquals(2, after.size());
        for (String line : after) {
            String host = line.substring("after on ".length(), line.indexOf(':'));
            String state = peering.speakers().get(end(host)).fsmState().orElseThrow();
            assertTrue(line.contains(state), () -> state + " instead of " + line);
        }
    }

    /** The session that was lost is still in the kernel, its FIN behind the KEEPALIVE that is not acknowledged. */
    @Test
    void shouldTellWhatTheKernelStillHolds() {
        BgpSession first = peering.sessions().get(0);
        for (BgpSession.End end : first.ends()) {
            assertEquals(Optional.of("FIN_WAIT1"), end.tcpState());
            assertEquals(19, end.unacknowledgedBytes());
            assertEquals(Optional.of("Idle or Active"), end.fsmState());
        }
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.TimeSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A asks B for connections, and SYN-ACKs come as far as A's capture point. */
class IgnoredAnswersScenarioTest {
    private static final long START = 30 * SECOND + 123_457;
    private static final Packet SYN = Packet.tcp(A, 40_000, B, 179, Packet.SYN).sequence(1000);
    private static final Packet SYN_ACK = Packet.tcp(B, 179, A, 40_000, Packet.SYN | Packet.ACK)
            .sequence(5000)
            .acknowledging(1001);
    private static final Packet ACK =
            Packet.tcp(A, 40_000, B, 179, Packet.ACK).sequence(1001).acknowledging(5001);

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory).quiet(0, 20);
    }

    private static void assertSilent(Result result) {
        Finding finding = only(result, "host-silent");
        assertEquals("host:a", finding.place());
        assertEquals(List.of(TypeP.TCP_SYN_ACK), finding.typeP());
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
        BgpPeering peering = result.diagnosis.bgp().get(0);
        assertEquals(Optional.of("Connect"), peering.speakers().get(0).fsmState());
        assertEquals(
                Optional.of("SYN_SENT"), peering.sessions().get(0).ends().get(0).tcpState());
        assertEquals(1, peering.facts(BgpFact.Kind.ANSWER_IGNORED).size(), peering.facts()::toString);
    }

    private static void assertNotSilent(Result result) {
        assertTrue(
                result.diagnosis.findings().stream()
                        .noneMatch(each -> each.kind().equals("host-silent")),
                result.diagnosis.findings().toString());
    }

    private void asked(long nanos) {
        scenario.delivered(nanos, SYN);
        scenario.delivered(nanos + 2 * DELAY, SYN_ACK);
    }

    @Test
    void shouldTellThatAHostAsksAgainWhatWasAnswered() throws IOException {
        asked(START);
        asked(START + SECOND);
        asked(START + 3 * SECOND);
        scenario.quiet(34, 35);
        Result result = scenario.run();
        assertSilent(result);
        Finding finding = result.diagnosis.findings().get(0);
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals(
                "3 SYN-ACKs from b reach a, which answers none of them; it sends its SYNs again.", finding.sentence());
        assertEquals(
                Optional.of(new TimeSpan(EPOCH + START + 3 * DELAY, EPOCH + START + 3 * SECOND + 3 * DELAY)),
                finding.when());
        assertEquals(
                "a:40000 -> b:179: SYN_SENT at a, SYN_RECV at b: 3 SYNs arrive at b; 3 SYN-ACKs arrive at a's capture"
                        + " point, and it acknowledges none: look at a.",
                result.diagnosis.bgp().get(0).facts().get(0).sentence());
        assertTrue(
                finding.rulesOut().contains("rp_filter on a: it answers between the same addresses"),
                finding.rulesOut().toString());
    }

    /** That A acknowledges none is sure only where its capture takes acknowledgments, as another connection shows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellThatSynAcksComeAgainInVain(boolean showsAcknowledgments) throws IOException {
        if (showsAcknowledgments) {
            scenario.delivered(
                    START - SECOND,
                    Packet.tcp(A, 39_000, B, 179, Packet.ACK).sequence(77).acknowledging(88));
        }
        asked(START);
        scenario.delivered(START + SECOND, SYN_ACK);
        scenario.delivered(START + 3 * SECOND, SYN_ACK);
        scenario.quiet(31, 33);
        Result result = scenario.run();
        assertSilent(result);
        assertEquals(
                showsAcknowledgments ? Grade.CERTAIN : Grade.LIKELY,
                result.diagnosis.findings().get(0).grade());
        assertEquals(
                "3 SYN-ACKs from b reach a, which answers none of them.",
                result.diagnosis.findings().get(0).sentence());
    }

    @Test
    void shouldNotAccuseWhoTakesAnAnswerInTheEnd() throws IOException {
        asked(START);
        asked(START + SECOND);
        asked(START + 3 * SECOND);
        scenario.delivered(START + 3 * SECOND + 4 * DELAY, ACK);
        scenario.quiet(36, 37);
        assertEquals(List.of(), scenario.run().diagnosis.findings());
    }

    /** B does not get the acknowledgments and sends its SYN-ACK again and again. */
    @Test
    void shouldNotAccuseWhoseAcknowledgmentsAreLost() throws IOException {
        asked(START);
        for (int i = 0; i < 5; i++) {
            scenario.delivered(START + (1 << i) * SECOND, SYN_ACK);
            scenario.lost(START + (1 << i) * SECOND + 2 * DELAY, ACK);
        }
        scenario.quiet(50, 51);
        only(scenario.run(), "one-way-loss");
    }

    /** The capture ends before it could hold what A does then; a SYN was about to leave when the SYN-ACKs came. */
    @Test
    void shouldNotAccuseAtTheEndOfACapture() throws IOException {
        scenario.quiet(31, 33);
        scenario.delivered(START + 3 * SECOND, SYN);
        for (int i = 0; i < 3; i++) {
            scenario.delivered(START + 3 * SECOND + (700 + 10 * i) * MILLIS, SYN_ACK);
        }
        scenario.delivered(START + 3 * SECOND + 731 * MILLIS, SYN);
        assertNotSilent(scenario.run());
    }

    /** A's capture takes only what arrives: what A answers it does not show. */
    @Test
    void shouldNotAccuseByACaptureOfOneDirection() throws IOException {
        for (int i = 0; i < 5; i++) {
            scenario.arrives(START + (1 << i) * SECOND, SYN);
            scenario.delivered(START + (1 << i) * SECOND + DELAY, SYN_ACK);
        }
        scenario.quiet(50, 51);
        assertNotSilent(scenario.run());
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that come to nothing while all else passes: nobody answers, or somebody refuses in the name of the other host. */
class RefusalScenarioTest {
    private static final int OPEN = 22;
    private static final int SHUT = 8080;

    @TempDir
    Path directory;

    private Scenario scenario;

    /** Pings both ways and connections to an open port, all of them well. */
    @BeforeEach
    void twoHostsThatTalk() {
        scenario = new Scenario(directory).analysing(OPEN, SHUT).quiet(0, 40);
        for (int i = 0; i < 8; i++) {
            accepted(i * 4 * SECOND + 500 * MILLIS, 40000 + i, OPEN);
        }
    }

    private static Packet syn(int port, int service) {
        return Packet.tcp(A, port, B, service, Packet.SYN).sequence(999);
    }

    private static Packet reset(int port, int service) {
        return Packet.tcp(B, service, A, port, Packet.RST | Packet.ACK).acknowledging(1000);
    }

    private void accepted(long nanos, int port, int service) {
        scenario.delivered(nanos, syn(port, service));
        scenario.delivered(
                nanos + 2 * DELAY,
                Packet.tcp(B, service, A, port, Packet.SYN | Packet.ACK)
                        .sequence(4999)
                        .acknowledging(1000));
        scenario.delivered(
                nanos + 4 * DELAY,
                Packet.tcp(A, port, B, service, Packet.ACK).sequence(1000).acknowledging(5000));
    }

    /** B's capture may have been taken without the port; it may as well show all that came. */
    @Test
    void shouldNotCallLossFreeAPortThatNobodyAnswersAndTheFarCaptureNeverShows() throws IOException {
        for (int i = 0; i < 5; i++) {
            scenario.lost((5 + i) * SECOND, syn(50000, SHUT));
        }
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertEquals(0, result.count(Fate.LOST));
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains(
                                "all 5 SYNs from a to TCP port 8080 of 10.0.0.2 go unanswered, and the capture at b shows"
                                        + " nothing of that port"),
                result.diagnosis.sentence());
    }

    @Test
    void shouldNotCallLossFreeAPortThatIsRefusedWhereTheFarCaptureNeverShowsIt() throws IOException {
        for (int i = 0; i < 5; i++) {
            scenario.lost((5 + i) * SECOND, syn(50000 + i, SHUT));
            scenario.arrives((5 + i) * SECOND + DELAY, reset(50000 + i, SHUT));
        }
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(
                result.diagnosis.sentence().contains("shows nothing of that port, nor of 5 RSTs that came back"),
                result.diagnosis.sentence());
    }

    /** What it ends works: a reset of B acknowledges all that came to B, in whatever transmission. */
    @Test
    void shouldCallLostTheFirstAnswersOfConnectionsThatEndByAReset() throws IOException {
        for (int i = 0; i < 8; i++) {
            long nanos = 2 * SECOND + i * 3 * SECOND;
            scenario.delivered(
                    nanos, Packet.tcp(B, 50000 + i, A, OPEN, Packet.SYN).sequence(999));
            Packet answer = Packet.tcp(A, OPEN, B, 50000 + i, Packet.SYN | Packet.ACK)
                    .sequence(4999)
                    .acknowledging(1000);
            scenario.lost(nanos + DELAY, answer.ipId(1 + 2 * i));
            scenario.delivered(nanos + SECOND, answer.ipId(1 + 2 * i + 1));
            scenario.delivered(
                    nanos + SECOND + 2 * DELAY,
                    Packet.tcp(B, 50000 + i, A, OPEN, Packet.ACK).sequence(1000).acknowledging(5000));
            scenario.delivered(
                    nanos + SECOND + 500 * MILLIS,
                    Packet.tcp(B, 50000 + i, A, OPEN, Packet.RST | Packet.ACK)
                            .sequence(1000)
                            .acknowledging(5000));
        }
        Result result = scenario.run();
        assertEquals(8, result.count(Fate.LOST, TypeP.TCP_SYN_ACK));
        assertEquals(8, result.count(Fate.DELIVERED, TypeP.TCP_SYN_ACK) - 8, "and those to A's own connections");
        assertEquals(1, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** B refuses each of A's attempts, as it does where a system asks again; its capture lacks its resets, and the first SYNs. */
    @Test
    void shouldNotCallLostWhatAResetAnswersBeforeTheNextTransmissionArrives() throws IOException {
        for (int i = 0; i < 8; i++) {
            long nanos = 2 * SECOND + i * 3 * SECOND;
            Packet syn = Packet.tcp(A, 50000 + i, B, OPEN, Packet.SYN).sequence(999);
            Packet reset = Packet.tcp(B, OPEN, A, 50000 + i, Packet.RST | Packet.ACK)
                    .sequence(0)
                    .acknowledging(1000);
            scenario.leaves(nanos, syn.ipId(1 + 2 * i));
            scenario.arrives(nanos + 2 * DELAY, reset);
            scenario.delivered(nanos + 500 * MILLIS, syn.ipId(1 + 2 * i + 1));
            scenario.arrives(nanos + 500 * MILLIS + 2 * DELAY, reset);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST, TypeP.TCP_SYN), result.diagnosis.sentence());
    }

    /** A filter at B leaves the port out, and connections to it open: they arrived. */
    @Test
    void shouldNotMindAPortThatTheFarCaptureLeavesOutWhereItIsAnswered() throws IOException {
        for (int i = 0; i < 5; i++) {
            scenario.leaves((5 + i) * SECOND, syn(50000 + i, SHUT));
            scenario.arrives(
                    (5 + i) * SECOND + 2 * DELAY,
                    Packet.tcp(B, SHUT, A, 50000 + i, Packet.SYN | Packet.ACK).acknowledging(1000));
        }
        Result result = scenario.run();
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** A rule comes in while the captures run: B is seen to be asked before, and then no more. */
    private void refuseOnTheWay(int connections) {
        for (int i = 0; i < 8; i++) {
            accepted(i * SECOND + 700 * MILLIS, 50000 + i, SHUT);
        }
        for (int i = 0; i < connections; i++) {
            scenario.lost((10 + i) * SECOND + 700 * MILLIS, syn(50100 + i, SHUT));
            scenario.arrives(
                    (10 + i) * SECOND + 700 * MILLIS + DELAY,
                    reset(50100 + i, SHUT).timeToLive(60));
        }
    }

    @Test
    void shouldTellOfTheLossWhereOnlyForgedResetsAnswerWhatNeverArrived() throws IOException {
        refuseOnTheWay(4);
        Result result = scenario.run();
        List<Finding> findings = result.diagnosis.findings();
        assertEquals(1, findings.size(), findings.toString());
        Finding finding = findings.get(0);
        assertEquals("one-way-loss", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
        assertEquals(Optional.of("a"), finding.from());
        assertEquals(List.of(TypeP.TCP_SYN), finding.typeP());
        String since = "4 SYNs from a to TCP port 8080 of b are refused on the way, from 22:13:30.700 on: ";
        assertTrue(finding.sentence().startsWith(since), finding.sentence());
        assertTrue(finding.sentence().contains(" with TTL 60 (segments of b arrive with 64) "), finding.sentence());
        assertTrue(finding.sentence().contains("count as unobservable, not as lost"), finding.sentence());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(4, result.count(Fate.UNOBSERVABLE));
        assertEquals(
                3 * SECOND,
                finding.when().orElseThrow().lastNanos()
                        - finding.when().orElseThrow().firstNanos());
        assertTrue(
                finding.cause()
                        .orElseThrow()
                        .evidenceFor()
                        .contains(
                                "8 other connections to TCP port 8080 of b are accepted before, and none since the first of"
                                        + " these"),
                finding.toString());
        assertEquals(Verdict.ONE_WAY_LOSS, result.diagnosis.verdict());
        assertEquals(1, result.diagnosis.exitCode());
        assertFalse(result.diagnosis.sentence().contains("No loss"), result.diagnosis.sentence());
    }

    /** What is let through in between has an end of its own: nothing is said to last. */
    @Test
    void shouldSayUntilWhenConnectionsAreRefusedOnTheWay() throws IOException {
        refuseOnTheWay(4);
        accepted(12 * SECOND + 200 * MILLIS, 50200, SHUT);
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.contains("are refused on the way, from 22:13:30.700 to 22:13:33.700 (3.0 s): "), sentence);
    }

    /** B's capture misses pings as well: it may have missed the SYNs and the resets that B itself answered with. */
    @Test
    void shouldNotTellOfALossThatTheFarCaptureMayHaveMissed() throws IOException {
        refuseOnTheWay(4);
        for (int i = 0; i < 40; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            scenario.leaves(i * SECOND + 900 * MILLIS, request);
            scenario.arrives(i * SECOND + 900 * MILLIS + 2 * DELAY, request.answer());
        }
        Result result = scenario.run();
        assertTrue(
                result.diagnosis.findings().stream()
                        .noneMatch(each -> each.kind().equals("one-way-loss")),
                result.diagnosis.findings().toString());
    }
}

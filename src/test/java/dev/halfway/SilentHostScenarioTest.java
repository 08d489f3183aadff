package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.TypeP;
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

/** Why a host does not answer, and when: it waits for an address that it is not told, or it stands still for a while. */
class SilentHostScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** A pings B, which asks for an address and does not answer. */
    private void unansweredForWantOf(String neighbour) {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            scenario.delivered((30 + i) * SECOND, Packet.request(A, B, 7003, i));
            scenario.b.seesArp(EPOCH + (30 + i) * SECOND + 300 * MILLIS, 1, B, neighbour);
        }
        scenario.quiet(60, 70);
    }

    /** What it asks for on its link is behind a router: its own netmask, or a route without a gateway. */
    @Test
    void shouldBlameAHostThatAsksOnItsLinkForWhatIsBehindARouter() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            scenario.leaves(i * SECOND, request);
            scenario.arrives(i * SECOND + DELAY, request.timeToLive(63));
            scenario.b.seesArp(EPOCH + i * SECOND + 300 * MILLIS, 1, B, A);
        }
        Result result = scenario.run();
        Finding finding = only(result, "host-silent");
        assertEquals(Optional.of("ARP or ND failure"), finding.cause().map(Finding.Cause::name));
        assertEquals("host:b", finding.place());
        assertTrue(
                finding.sentence()
                        .contains("what comes from 10.0.0.1 has passed 1 router, by its TTL: it is not on that link"),
                finding.sentence());
        assertFalse(
                finding.rulesOut().toString().contains("routing"),
                finding.rulesOut().toString());
        assertTrue(
                finding.remaining().toString().contains("netmask"),
                finding.remaining().toString());
        assertFalse(
                finding.remaining().toString().contains("nothing leaving"),
                "its requests leave: " + finding.remaining());
    }

    private static void assertNotAccused(Result result, String place, String words) {
        Finding finding = only(result, "host-silent");
        assertEquals(Optional.of("ARP or ND failure"), finding.cause().map(Finding.Cause::name));
        assertEquals(place, finding.place());
        assertTrue(finding.sentence().contains(words), finding.sentence());
        assertFalse(result.diagnosis.sentence().contains("Look at b"), result.diagnosis.sentence());
    }

    @Test
    void shouldTellThatItsRequestsForANeighbourAreLost() throws IOException {
        unansweredForWantOf(A);
        scenario.a.seesArp(EPOCH + 5 * SECOND, 1, A, "10.0.0.254");
        Result result = scenario.run();
        assertNotAccused(
                result,
                "between-taps",
                "it asks for 10.0.0.1 (ARP) 20 times and gets no answer; the requests do not reach a");
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
    }

    /** One is answered in the end: the capture at A shows that one, and none of the others. */
    @Test
    void shouldTellRequestsThatAreLostFromOneThatIsAnswered() throws IOException {
        unansweredForWantOf(A);
        scenario.b.seesArp(EPOCH + 58 * SECOND, 1, B, A);
        scenario.a.seesArp(EPOCH + 58 * SECOND + DELAY, 1, B, A);
        scenario.a.seesArp(EPOCH + 58 * SECOND + DELAY + 10_000, 2, A, B);
        scenario.b.seesArp(EPOCH + 58 * SECOND + 2 * DELAY, 2, A, B);
        assertNotAccused(scenario.run(), "between-taps", "of those without an answer none reaches a");
    }

    @Test
    void shouldTellThatTheNeighbourDoesNotAnswer() throws IOException {
        unansweredForWantOf(A);
        for (int i = 0; i < 20; i++) {
            scenario.a.seesArp(EPOCH + (30 + i) * SECOND + 300 * MILLIS + DELAY, 1, B, A);
        }
        assertNotAccused(scenario.run(), "host:a", "the requests reach a, which does not answer");
    }

    @Test
    void shouldNotTellWhereRequestsEndThatTheOtherCaptureLeavesOut() throws IOException {
        unansweredForWantOf(A);
        assertNotAccused(scenario.run(), "unknown", "the capture at a shows no such requests");
    }

    /** The capture at A begins before the one at B, with requests that were answered: these are not those that B's shows. */
    @Test
    void shouldCompareRequestsOfTheTimeThatBothWereCaptured() throws IOException {
        unansweredForWantOf(A);
        for (int i = 0; i < 60; i++) {
            scenario.a.seesArp(EPOCH - (100 - i) * SECOND, 1, B, A);
            scenario.a.seesArp(EPOCH - (100 - i) * SECOND + 10_000, 2, A, B);
        }
        assertNotAccused(scenario.run(), "between-taps", "the requests do not reach a");
    }

    /** Of a thousand requests that are answered the capture at B knows nothing: only it goes on when A does not answer. */
    @Test
    void shouldKnowRequestsBehindManyThatTheOtherCaptureCouldNotShow() throws IOException {
        unansweredForWantOf(A);
        for (int i = 0; i < 1000; i++) {
            scenario.b.seesArp(EPOCH - (1100 - i) * SECOND, 1, B, A);
        }
        for (int i = 0; i < 20; i++) {
            scenario.a.seesArp(EPOCH + (30 + i) * SECOND + 300 * MILLIS + DELAY, 1, B, A);
        }
        assertNotAccused(scenario.run(), "host:a", "the requests reach a, which does not answer");
    }

    /** A's capture shows twice as many as B's, of the same time: they are not the same. */
    @Test
    void shouldNotTellWhereRequestsEndOfWhichTheOtherCaptureShowsMore() throws IOException {
        unansweredForWantOf(A);
        for (int i = 0; i < 40; i++) {
            scenario.a.seesArp(EPOCH + (30 + i) * SECOND + 300 * MILLIS, 1, B, A);
        }
        assertNotAccused(scenario.run(), "unknown", "do not count the same requests");
    }

    @Test
    void shouldNotTellWhereRequestsForARouterEnd() throws IOException {
        unansweredForWantOf("10.0.0.254");
        assertNotAccused(scenario.run(), "unknown", "without a capture at 10.0.0.254");
    }

    /** It neither answers pings nor acknowledges data for 20 s; before and after it does. */
    @Test
    void shouldTellAStandstillOnce() throws IOException {
        for (int i = 0; i < 60; i++) {
            boolean stands = i >= 20 && i < 40;
            Packet ping = Packet.request(A, B, 7003, i);
            scenario.delivered(i * SECOND, ping);
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 100 * (stands ? 20 : i))
                    .acknowledging(5000)
                    .data(100)
                    .ipId(100 + i);
            scenario.delivered(i * SECOND + 500 * MILLIS, data);
            if (!stands) {
                scenario.delivered(i * SECOND + 2 * DELAY, ping.answer());
                scenario.delivered(
                        i * SECOND + 500 * MILLIS + 2 * DELAY,
                        Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(data.sequenceEnd()));
            }
        }
        Result result = scenario.run();
        Finding finding = only(result, "host-silent");
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals("host:b", finding.place());
        assertEquals(List.of(TypeP.ICMP_ECHO_REQUEST, TypeP.TCP_DATA), finding.typeP());
        long lastSent = EPOCH + 19 * SECOND + 500 * MILLIS + 2 * DELAY;
        assertEquals(Optional.of(new TimeSpan(lastSent, EPOCH + 40 * SECOND + 2 * DELAY)), finding.when());
        assertTrue(
                finding.sentence().contains("b sends nothing at all of what is analysed, while 20 echo requests and"),
                finding.sentence());
        assertTrue(finding.sentence().endsWith("at other times it answers."), finding.sentence());
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
    }

    private static Finding ofKind(Result result, String kind) {
        return result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What B sends is lost for 10 s, and then B sends nothing for 6 s more, until the way is back: as where its neighbour entry
     * for A expires, for ARP is lost on the same way.
     */
    @Test
    void shouldNotAccuseAHostThatFallsSilentWhileWhatItSendsIsLost() throws IOException {
        for (int i = 0; i < 600; i++) {
            long sent = i * SECOND / 10 + 13_717_111;
            Packet request = Packet.request(A, B, 7001, i);
            Packet back = Packet.request(B, A, 7002, i);
            if (i < 210 || i >= 370) {
                scenario.ping(sent, request);
                scenario.ping(sent + 41_503_219, back);
            } else {
                scenario.delivered(sent, request);
            }
            if (i >= 210 && i < 310) {
                scenario.lost(sent + 2 * DELAY, request.answer());
                scenario.lost(sent + 41_503_219, back);
            }
        }
        Result result = scenario.run();
        Finding silent = ofKind(result, "host-silent");
        assertEquals(Grade.LIKELY, silent.grade());
        assertEquals("unknown", silent.place());
        assertTrue(silent.sentence().contains("the same outage may go on"), silent.sentence());
        assertTrue(silent.remaining().get(0).contains("ARP or ND is lost on it as well"), silent.remaining()::toString);
        Finding lost = ofKind(result, "one-way-loss");
        assertEquals(Grade.CERTAIN, lost.grade());
        assertTrue(lost.sentence().contains(" s) or later (nothing that would tell leaves until "), lost.sentence());
        assertFalse(result.diagnosis.sentence().contains("Look at"), result.diagnosis.sentence());
    }

    /** The pings are unanswered, and meanwhile it acknowledges data. */
    @Test
    void shouldNotTakeUnansweredPingsForAStandstill() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            scenario.delivered((21 + i) * SECOND, Packet.request(A, B, 7001, 21 + i));
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            scenario.delivered((21 + i) * SECOND + 500 * MILLIS, data);
            scenario.delivered(
                    (21 + i) * SECOND + 500 * MILLIS + 2 * DELAY,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(data.sequenceEnd()));
        }
        scenario.quiet(42, 60);
        Finding finding = only(scenario.run(), "host-silent");
        assertTrue(finding.sentence().contains("leaves 20 of them without an answer"), finding.sentence());
        assertEquals(
                Optional.of(new TimeSpan(EPOCH + 21 * SECOND + DELAY, EPOCH + 40 * SECOND + DELAY)), finding.when());
    }

    @Test
    void shouldTellHowLateAndWhen() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            scenario.delivered((30 + i) * SECOND, request, (4 + i % 3) * SECOND);
            scenario.delivered((37 + i) * SECOND, request.answer());
        }
        Finding finding = only(scenario.run(), "lateness");
        assertTrue(
                finding.sentence().endsWith("later than the loss threshold (3.0 s), after 4.0 s to 6.0 s."),
                finding.sentence());
        assertEquals(Optional.of(new TimeSpan(EPOCH + 30 * SECOND, EPOCH + 49 * SECOND)), finding.when());
        // As many replies came in time: a clock that was set would show in them.
        assertEquals(1, finding.remaining().size(), finding.remaining().toString());
        assertTrue(
                finding.remaining().get(0).contains("a queue"),
                finding.remaining().toString());
        assertTrue(finding.nextExperiment().orElseThrow().contains("--loss-threshold 7s"));
    }

    /** Hardly anything comes back that would show whether a clock was set. */
    @Test
    void shouldNameAClockThatWasSetWhereNothingWouldShowIt() throws IOException {
        scenario.quiet(0, 5);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            scenario.delivered((30 + i) * SECOND, request, (4 + i % 3) * SECOND);
            if (i % 5 == 0) {
                scenario.delivered((37 + i) * SECOND, request.answer());
            }
        }
        Result result = scenario.run();
        Finding finding = result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals("lateness"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "a clock that was set meanwhile: only 16 packets from b to a would show it",
                finding.remaining().get(1));
    }

    /** All that left in five seconds arrives at once. */
    @Test
    void shouldTellWhatWasHeldAndLetGoTogether() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            long left = 30 * SECOND + i * 500 * MILLIS;
            scenario.delivered(left, request, 40 * SECOND + i * MILLIS - left);
            scenario.delivered(41 * SECOND + i * MILLIS, request.answer());
        }
        scenario.quiet(50, 60);
        Finding finding = only(scenario.run(), "lateness");
        assertTrue(
                finding.remaining().get(0).contains("held them"),
                finding.remaining().toString());
    }
}

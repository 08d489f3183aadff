package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that arrive and of which no answer is seen: the host leaves them out, or its capture does. */
class UnansweredScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    private static List<String> kinds(Result result) {
        return result.diagnosis.findings().stream().map(Finding::kind).toList();
    }

    /** A's capture keeps so little of each packet that none can be told. */
    @Test
    void shouldNotCallSilentWhomOneCaptureAloneShows() throws IOException {
        scenario.a.snapLength(20);
        for (int i = 0; i < 47; i++) {
            Packet request = Packet.request(A, B, 5, i);
            scenario.delivered(i * 100 * MILLIS, request);
            if (i % 15 != 7) {
                scenario.delivered(i * 100 * MILLIS + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(), kinds(result));
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertTrue(
                result.diagnosis.sentence().contains("receives 47 echo requests from a and sends 44 replies"),
                result.diagnosis.sentence());
    }

    /** All of them unanswered is not by chance, and yet nobody else tells of that capture. */
    @Test
    void shouldCallSilentByOneCaptureAloneWithCare() throws IOException {
        scenario.a.snapLength(20);
        for (int i = 0; i < 47; i++) {
            scenario.delivered(i * 100 * MILLIS, Packet.request(A, B, 5, i));
            scenario.ping(i * 100 * MILLIS + 50 * MILLIS, Packet.request(B, A, 6, i));
        }
        Finding finding = scenario.run().diagnosis.findings().get(0);
        assertEquals("host-silent", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
        assertTrue(
                finding.remaining().stream().anyMatch(each -> each.startsWith("the capture at b itself: too few")),
                () -> "remaining: " + finding.remaining());
    }

    /** A pings B; of B's capture 7 packets of 100 are known to be missing, and so may be 4 answers that A's misses, too. */
    @Test
    void shouldNotCallSilentWhoseCaptureMissesAsMuch() throws IOException {
        for (int i = 0; i < 100; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = i * 100 * MILLIS;
            scenario.leaves(nanos, request);
            if (i % 14 != 3) {
                scenario.arrives(nanos + DELAY, request);
            }
            if (i % 25 != 8) {
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(List.of("capture-gap"), kinds(result));
        assertEquals("capture:b", result.diagnosis.findings().get(0).place());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .startsWith("Cannot tell: 100 echo requests from a reach b, which leaves 4 of"),
                result.diagnosis.sentence());
    }

    /** A third is left out, and B's capture misses one in a hundred. */
    @Test
    void shouldCallSilentWhoLeavesOutMoreThanItsCaptureMisses() throws IOException {
        for (int i = 0; i < 100; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = i * 100 * MILLIS;
            scenario.leaves(nanos, request);
            if (i != 50) {
                scenario.arrives(nanos + DELAY, request);
            }
            if (i % 3 != 0) {
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(List.of("host-silent"), kinds(result));
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
    }

    /** Three of thirty pings, and nothing else: too little to be certain that no capture missed them. */
    @Test
    void shouldNotBeCertainWhereFewPacketsTellOfTheCapture() throws IOException {
        for (int i = 0; i < 30; i++) {
            Packet request = Packet.request(A, B, 5, i);
            scenario.delivered(i * SECOND, request);
            if (i % 10 != 4) {
                scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
            }
        }
        Finding finding = scenario.run().diagnosis.findings().get(0);
        assertEquals("host-silent", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
    }

    /**
     * A's capture ends early, and B's is damaged: a few of the answers that it holds are not known for what they are. Answers that
     * it does not hold at all are another thing.
     */
    @ParameterizedTest
    @CsvSource({"4, 0, ''", "4, 12, host-silent"})
    void shouldTellSilenceFromAnswersThatADamagedCaptureDoesNotShow(int damaged, int silent, String kind)
            throws IOException {
        scenario.a.watching(EPOCH, EPOCH + 2 * SECOND);
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(A, B, 5, i);
            Packet answer = request.answer();
            int place = i - 30;
            scenario.delivered(i * 100 * MILLIS, request);
            if (place < 0 || place >= damaged + silent) {
                scenario.delivered(i * 100 * MILLIS + 2 * DELAY, answer);
            } else if (place < damaged) {
                scenario.leaves(i * 100 * MILLIS + 2 * DELAY, place == 0 ? answer.malformed() : answer.strangeSource());
            }
        }
        assertEquals(kind, String.join(" ", kinds(scenario.run())));
    }

    /** A capture next to a router: what comes from b has passed one when it is captured there. A host sends 64, 128 or 255, or what its daemon sets. */
    @ParameterizedTest
    @CsvSource({"63, true", "127, true", "64, false", "1, false"})
    void shouldNotAccuseWhoseAnswersHavePassedARouter(int timeToLive, boolean fromBehind) throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(B, A, 7002, i).timeToLive(timeToLive));
            long nanos = i * SECOND + 600 * MILLIS + 137_913;
            Packet request = Packet.request(A, B, 5, i).timeToLive(64);
            scenario.delivered(nanos, request);
            if (i % 4 != 0) {
                scenario.delivered(nanos + 3 * DELAY, request.answer().timeToLive(timeToLive));
            }
        }
        Finding finding = Scenario.only(scenario.run(), "host-silent");
        assertEquals(fromBehind ? "unknown" : "host:b", finding.place());
        assertEquals(fromBehind, finding.sentence().endsWith("look beyond b."), finding.sentence());
        assertEquals(
                fromBehind ? List.of("the network from a to b: they arrive") : finding.rulesOut(), finding.rulesOut());
    }

    /** A router's capture on all interfaces shows what comes, and shows it go on; who is asked is behind it. */
    @ParameterizedTest
    @CsvSource({"7, 40, true", "40, 40, true", "40, 0, false", "40, 30, false"})
    void shouldNotAccuseWhoPassesItOn(int unanswered, int goOn, boolean passesOn) throws IOException {
        scenario.b.captureOnAny();
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(B, A, 7002, i));
            long nanos = i * SECOND + 600 * MILLIS + 137_913;
            Packet request = Packet.request(A, B, 5, i).timeToLive(64);
            scenario.delivered(nanos, request);
            if (i < goOn) {
                scenario.seenAt(scenario.b, nanos + DELAY + 11_000, request.timeToLive(63), true, 2);
                scenario.seenAt(scenario.b, nanos + DELAY + 12_000, request.timeToLive(63), true, 3);
            }
            if (i % 40 >= unanswered) {
                scenario.delivered(nanos + 3 * DELAY, request.answer());
            }
        }
        Finding finding = Scenario.only(scenario.run(), "host-silent");
        assertEquals(passesOn ? "unknown" : "host:b", finding.place());
        assertEquals(passesOn ? Grade.LIKELY : Grade.CERTAIN, finding.grade());
        assertEquals(passesOn, finding.sentence().endsWith("look beyond b."), finding.sentence());
    }

    /** A router that does not answer pings to an address of its own either is to be looked at for these alone. */
    @Test
    void shouldTellWhatARouterPassesOnFromWhatItLeavesUnanswered() throws IOException {
        scenario.b.captureOnAny();
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(B, A, 7002, i));
            long nanos = i * SECOND + 600 * MILLIS + 137_913;
            Packet request = Packet.request(A, "10.7.0.9", 5, i).timeToLive(64);
            scenario.seenAt(scenario.a, nanos, request, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, request, false, 1);
            scenario.seenAt(scenario.b, nanos + DELAY + 11_000, request.timeToLive(63), true, 2);
            scenario.delivered(nanos + 100 * MILLIS, Packet.request(A, B, 6, i).timeToLive(64));
        }
        assertEquals(
                List.of("host:b", "unknown"),
                scenario.run().diagnosis.findings().stream().map(Finding::place).toList());
    }

    /** Hosts answer no pings to all, or answer them by an address of their own. */
    @ParameterizedTest
    @CsvSource({
        "10.0.255.255, true, false, true, false",
        "10.0.255.255, true, false, false, false",
        "10.0.255.255, true, true, false, false",
        "10.0.255.255, false, false, true, false",
        "10.0.255.255, false, false, false, false",
        "10.0.255.255, false, true, false, false",
        "10.0.0.255, false, false, false, false",
        "10.0.4.255, false, false, false, true",
        "10.0.4.255, false, true, false, true",
        "10.0.0.127, true, false, true, false",
        "10.0.0.127, true, true, false, false",
        "224.0.0.1, false, false, false, false",
        "10.0.0.254, false, false, true, true"
    })
    void shouldNotAccuseOfPingsToMany(String address, boolean toAll, boolean any, boolean answered, boolean accuses)
            throws IOException {
        if (any) {
            scenario.b.captureOnAny();
        }
        scenario.quiet(0, 59);
        for (int i = 0; i < 30; i++) {
            Packet request = Packet.request(A, address, 5, i);
            request = toAll ? request.toAll() : request;
            long nanos = i * SECOND + 600 * MILLIS + 137_913;
            scenario.seenAt(scenario.a, nanos, request, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, request, false, 1);
            if (answered) {
                scenario.delivered(nanos + 2 * DELAY, Packet.request(A, B, 5, i).answer());
            }
        }
        assertEquals(accuses ? List.of("host-silent") : List.of(), kinds(scenario.run()));
    }
}

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
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing of what A sends reaches B, and for a while A's capture holds nothing: it stood still, or nothing came. B pings A
 * twice a second for a minute.
 */
class CapturePauseScenarioTest {
    private static final long FROM = 20 * SECOND;
    private static final long TO = 30 * SECOND;

    @TempDir
    Path directory;

    private Scenario scenario;
    /** B's requests that were sent in the pause. */
    private final List<Sent> inPause = new ArrayList<>();

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** @param answered from when to when, in seconds, answers reach B; never where both are alike */
    private void pings(long from, long to, int answeredFrom, int answeredTo) {
        for (int i = 0; i < 120; i++) {
            long sent = i * SECOND / 2 + 100 * MILLIS;
            Packet request = Packet.request(B, A, 7002, i);
            if (sent >= from && sent < to) {
                inPause.add(scenario.lost(sent, request));
                continue;
            }
            scenario.delivered(sent, request);
            if (sent >= answeredFrom * SECOND && sent < answeredTo * SECOND) {
                scenario.delivered(sent + 2 * DELAY, request.answer());
            } else {
                scenario.lost(sent + 2 * DELAY, request.answer());
            }
        }
    }

    /** A pings B, and all arrives; A's capture stands still for a second and counts fewer drops than there were. */
    @Test
    void shouldNotTellAnswersAsLostThatCameInASilenceOfWhichRequestsLeft() throws IOException {
        boolean[] still = new boolean[1];
        scenario.a.filter((packet, outgoing) -> !still[0]);
        for (int i = 0; i < 600; i++) {
            still[0] = i >= 200 && i < 220;
            scenario.ping(i * 50 * MILLIS, Packet.request(A, B, 7003, i));
        }
        scenario.a.countsDropped(Scenario.EPOCH + 31 * SECOND, 25);
        assertEquals(0, scenario.run().count(Fate.LOST));
    }

    /** A's own pings, which never arrive. */
    private void pingsOfA(long everyNanos, boolean inPauseToo) {
        for (int i = 0; i * everyNanos < 60 * SECOND; i++) {
            long sent = i * everyNanos + 30 * MILLIS;
            if (inPauseToo || sent < FROM || sent >= TO) {
                scenario.lost(sent, Packet.request(A, B, 7001, i));
            }
        }
    }

    private void assertOpen(Result result) {
        for (Sent each : inPause) {
            assertEquals(Fate.UNOBSERVABLE, result.of(each).fate());
            assertEquals(Reason.CAPTURE_PAUSED, result.of(each).reason());
        }
        assertTrue(lossOfB(result).isEmpty(), () -> result.diagnosis.findings().toString());
    }

    private void assertLost(Result result) {
        for (Sent each : inPause) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(Grade.CERTAIN, lossOfB(result).orElseThrow().grade());
    }

    private static Optional<Finding> lossOfB(Result result) {
        return result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals("one-way-loss"))
                .filter(each -> each.from().equals(Optional.of("b")))
                .findFirst();
    }

    /** What B sends arrives, and is answered: neither is in A's capture, and no answer ever arrives at B. */
    @Test
    void shouldNotCallLostWhatComesWhileTheCaptureOfAHostThatIsNotHeardHoldsNothing() throws IOException {
        pings(FROM, TO, 0, 0);
        Result result = scenario.run();
        assertEquals(20, inPause.size());
        assertOpen(result);
        Finding gap = result.diagnosis.findings().stream()
                .filter(each -> each.place().equals("capture:a"))
                .findFirst()
                .orElseThrow();
        assertEquals(Grade.LIKELY, gap.grade());
        assertTrue(gap.sentence().contains("cannot be told"), gap.sentence());
        String told = result.diagnosis.sentence();
        assertTrue(
                told.contains("Whether packets are lost the other way, too, cannot be told: 20 packets b -> a"), told);
        assertTrue(gap.sentence().contains("it shows nothing from "), gap.sentence());
    }

    /** A pings too, and its capture lacks pings of its own by their numbers. */
    @Test
    void shouldNotCallLostWhatComesWhileTheCaptureLacksWhatItsHostSends() throws IOException {
        pings(FROM, TO, 0, 0);
        pingsOfA(SECOND / 5, false);
        assertOpen(scenario.run());
    }

    /** One packet is no stretch of time, but A's own numbers show that the capture lacks packets about then. */
    @Test
    void shouldNotCallASinglePacketLostWhereTheNumbersOfTheFarHostLeap() throws IOException {
        pings(25 * SECOND, 25 * SECOND + 500 * MILLIS, 0, 0);
        for (int i = 0; i < 240; i++) {
            long sent = i * SECOND / 4 + 30 * MILLIS;
            if (sent < 25 * SECOND || sent > 25 * SECOND + 500 * MILLIS) {
                scenario.lost(sent, Packet.request(A, B, 7001, i));
            }
        }
        Result result = scenario.run();
        assertEquals(1, inPause.size());
        assertOpen(result);
    }

    /** Nothing speaks for a capture that stood still, and nothing but that capture for a loss. */
    @Test
    void shouldNotBeCertainOfASinglePacketOfWhichOnlyTheFarCaptureCouldTell() throws IOException {
        pings(25 * SECOND, 25 * SECOND + 500 * MILLIS, 0, 0);
        Result result = scenario.run();
        PacketFate fate = result.of(inPause.get(0));
        assertEquals(Fate.LOST, fate.fate());
        assertFalse(fate.confirmed());
        assertEquals(Grade.LIKELY, lossOfB(result).orElseThrow().grade());
    }

    /** An outage both ways: A's pings leave all the while, so that its capture ran. */
    @Test
    void shouldTellOfAnOutageInWhichTheFarCaptureShowsWhatItsHostSends() throws IOException {
        pings(FROM, TO, 0, 0);
        pingsOfA(SECOND, true);
        assertLost(scenario.run());
    }

    /** The same where what leaves A is for others. */
    @Test
    void shouldTellOfAnOutageInWhichTheFarCaptureShowsOtherTraffic() throws IOException {
        pings(FROM, TO, 0, 0);
        for (int i = 0; i < 60; i++) {
            scenario.a.seesUdp(Scenario.EPOCH + i * SECOND + 20 * MILLIS);
        }
        assertLost(scenario.run());
    }

    /** The same where the outage lasts to the end: what shows that A's capture ran comes behind the last packet from B. */
    @Test
    void shouldTellOfAnOutageThatLastsWhileTheFarCaptureShowsOtherTraffic() throws IOException {
        pings(FROM, 60 * SECOND, 0, 0);
        for (int i = 0; i < 650; i++) {
            scenario.a.seesUdp(Scenario.EPOCH + i * 100 * MILLIS + 20 * MILLIS);
        }
        assertLost(scenario.run());
    }

    /** One packet for others at its very end shows that it ran then, and not before. */
    @Test
    void shouldNotCallLostWhatComesWhileTheCaptureHoldsNothingUpToItsEnd() throws IOException {
        pings(FROM, 60 * SECOND, 0, 0);
        scenario.a.seesUdp(Scenario.EPOCH + 65 * SECOND);
        assertOpen(scenario.run());
    }

    /** The same where A's capture says that it runs. */
    @Test
    void shouldTellOfAnOutageInWhichTheFarCaptureSaysThatItRuns() throws IOException {
        pings(FROM, TO, 0, 0);
        assertLost(scenario.givingSignsOfLife(0, 60).run());
    }

    /** Until the outage answers arrived: if A's capture had stood still, they would have gone on to. */
    @Test
    void shouldTellOfAnOutageAfterWhichAnswersWouldHaveArrived() throws IOException {
        pings(FROM, TO, 0, 60);
        Result result = scenario.run();
        assertLost(result);
        assertTrue(result.of(inPause.get(5)).confirmed());
    }

    /** Single requests are lost here and there, and no answer arrives: likely, for only A's capture says so. */
    @Test
    void shouldStillTellOfRandomLossWhereNoAnswerArrives() throws IOException {
        for (int i = 0; i < 236; i++) {
            long sent = i * SECOND / 4 + 100 * MILLIS;
            Packet request = Packet.request(B, A, 7002, i);
            if (i % 13 == 5) {
                scenario.lost(sent, request);
            } else {
                scenario.delivered(sent, request);
                scenario.lost(sent + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(18, result.count(Fate.LOST, TypeP.ICMP_ECHO_REQUEST));
        assertEquals(Grade.LIKELY, lossOfB(result).orElseThrow().grade());
    }
}

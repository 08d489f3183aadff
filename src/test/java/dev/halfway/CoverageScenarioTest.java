package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What B's capture could have shown: its window, its filter, its drops (method.md section 6). */
class CoverageScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    @Test
    void shouldNotJudgeWhatLeftBeforeAndAfterTheOtherCapture() throws IOException {
        Sent before = scenario.lost(2 * SECOND, Packet.request(A, B, 5, 1));
        scenario.quiet(10, 20);
        Sent after = scenario.lost(30 * SECOND, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(before).fate());
        assertEquals(Reason.OUTSIDE_WINDOW, result.of(before).reason());
        assertEquals(Fate.UNOBSERVABLE, result.of(after).fate());
        assertEquals(Reason.OUTSIDE_WINDOW, result.of(after).reason());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.diagnosis.exitCode());
    }

    @Test
    void shouldGuardTheEdgesByTheUsualDelayAndNoMore() throws IOException {
        scenario.quiet(10, 20);
        long end = 20 * SECOND + 300 * MILLIS + 2 * DELAY; // the last packet of B's capture: a reply arrives
        Sent judged = scenario.lost(end - 100 * MILLIS, Packet.request(A, B, 5, 1));
        Sent tooNear = scenario.lost(end - DELAY / 2, Packet.request(A, B, 5, 2));
        Sent alsoJudged = scenario.lost(10 * SECOND + 100 * MILLIS, Packet.request(A, B, 5, 3));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(judged).fate());
        assertEquals(Fate.UNOBSERVABLE, result.of(tooNear).fate());
        assertEquals(Reason.NEAR_EDGE, result.of(tooNear).reason());
        assertEquals(Fate.LOST, result.of(alsoJudged).fate());
    }

    @Test
    void shouldNotJudgeAKindThatTheOtherCaptureNeverShows() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet keepalive = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19);
            scenario.delivered((10 + i) * SECOND, keepalive);
            scenario.delivered(
                    (10 + i) * SECOND + 2 * DELAY,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(2000).acknowledging(keepalive.sequenceEnd()));
        }
        Sent request = scenario.lost(20 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(request).fate());
        assertEquals(Reason.KIND_NOT_CAPTURED, result.of(request).reason());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldNotJudgeAnAddressThatTheOtherCaptureNeverShows() throws IOException {
        scenario.quiet(0, 30).owning("b", "10.0.0.2", "10.0.0.22");
        Sent request = scenario.lost(10 * SECOND, Packet.request(A, "10.0.0.22", 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(request).fate());
        assertEquals(Reason.ADDRESS_NOT_CAPTURED, result.of(request).reason());
    }

    @Test
    void shouldBlameTheCaptureForWhatItSaysItDropped() throws IOException {
        scenario.quiet(0, 30);
        Sent unseen = scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        scenario.delivered(10 * SECOND + 510 * MILLIS, Packet.request(A, B, 5, 2))
                .arrival()
                .afterDropping(1);
        Sent elsewhere = scenario.lost(20 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 3));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Reason.CAPTURE_DROPS, result.of(unseen).reason());
        assertEquals(Fate.LOST, result.of(elsewhere).fate(), "far from the drop");
    }

    @Test
    void shouldBlameTheCaptureForNoMoreThanItDropped() throws IOException {
        scenario.quiet(0, 30);
        scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        scenario.lost(10 * SECOND + 501 * MILLIS, Packet.request(A, B, 5, 2));
        scenario.delivered(10 * SECOND + 510 * MILLIS, Packet.request(A, B, 5, 3))
                .arrival()
                .afterDropping(1);
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.MISSED));
        assertEquals(1, result.count(Fate.LOST));
    }

    @Test
    void shouldBlameTheCaptureForWhatItsStatisticsCount() throws IOException {
        scenario.quiet(0, 30);
        for (int second = 0; second <= 30; second++) {
            scenario.countDropped(scenario.b, second * SECOND + 800 * MILLIS, second < 10 ? 0 : 1);
        }
        Sent unseen = scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        Sent elsewhere = scenario.lost(20 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Fate.LOST, result.of(elsewhere).fate());
        assertEquals(1, result.diagnosis.inputs().get(1).drops().orElse(-1));
    }

    @Test
    void shouldSayThatSomethingArrivedThatNeverLeft() throws IOException {
        scenario.quiet(0, 30);
        Tap.Record forged = scenario.arrives(10 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.APPEARED, result.of(forged).fate());
        assertEquals(Reason.NEVER_LEFT, result.of(forged).reason());
        assertEquals(1, result.appeared());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldCallNothingLostWhenTheWindowsDoNotOverlap() throws IOException {
        for (int second = 0; second < 5; second++) {
            Packet fromA = Packet.request(A, B, 5, 39 + second);
            scenario.leaves(second * SECOND, fromA);
            Packet fromB = Packet.request(A, B, 5, 1 + second);
            scenario.arrives((60 + second) * SECOND, fromB);
            scenario.leaves((60 + second) * SECOND + 40_000, fromB.answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(10, result.count(Fate.UNOBSERVABLE));
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(result.diagnosis.sentence().contains("do not overlap"), result.diagnosis.sentence());
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B's capture stands still for a while and does not say so; what is known to have passed there tells. */
class SilenceScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;
    private int sequence;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** A pings B, and is answered: it passed B twice. B's capture holds nothing of it. */
    private void answered(long nanos) {
        Packet request = Packet.request(A, B, 5, sequence++);
        scenario.leaves(nanos, request);
        scenario.arrives(nanos + 2 * DELAY, request.answer());
    }

    private void answered(long fromNanos, int count, long everyNanos) {
        for (int i = 0; i < count; i++) {
            answered(fromNanos + i * everyNanos);
        }
    }

    /** Nothing ever tells whether it arrived. */
    private Tap.Record unproven(long nanos) {
        return scenario.leaves(nanos, Packet.request(A, B, 6, sequence++));
    }

    private void assertMissed(Tap.Record record, Result result) {
        assertEquals(Fate.MISSED, result.of(record).fate());
        assertEquals(Reason.CAPTURE_SILENT, result.of(record).reason());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldJudgeByWhatPassedBeforeAndAfterIt() throws IOException {
        scenario.quiet(0, 40);
        answered(20 * SECOND + 400 * MILLIS, 10, MILLIS / 10);
        Tap.Record between = unproven(20 * SECOND + 700 * MILLIS);
        answered(20 * SECOND + 900 * MILLIS, 10, MILLIS / 10);
        assertMissed(between, scenario.run());
    }

    @Test
    void shouldJudgeByWhatPassedAfterTheFifth() throws IOException {
        scenario.quiet(0, 40);
        answered(20 * SECOND + 400 * MILLIS, 2, 10 * MILLIS);
        Tap.Record second = unproven(20 * SECOND + 425 * MILLIS);
        answered(20 * SECOND + 450 * MILLIS, 4, 10 * MILLIS);
        assertMissed(second, scenario.run());
    }

    /** What B sends meanwhile waits for the bytes that A sends again and again: B's capture is not all that lacks them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotSayThatOnlyTheCaptureMissedWhatTheOtherEndStillWaitsFor(boolean hasRoom) throws IOException {
        scenario.quiet(0, 19).quiet(30, 40);
        Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(1000)
                .acknowledging(5000)
                .data(19);
        Packet back = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                .sequence(5000)
                .acknowledging(1000)
                .data(19);
        scenario.delivered(10 * SECOND, segment.sequence(981));
        scenario.delivered(10 * SECOND + 2 * DELAY, back.sequence(4981));
        answered(20 * SECOND, 70, 100 * MILLIS);
        List<Tap.Record> vain = new ArrayList<>();
        for (long millis : new long[] {20_010, 20_210, 20_610, 21_410, 23_010}) {
            vain.add(scenario.leaves(millis * MILLIS, segment));
        }
        for (int i = 0; i < 15; i++) {
            scenario.arrives((20_050 + 400 * i) * MILLIS, hasRoom ? back : back.window(0));
        }
        Tap.Record unproven = unproven(24 * SECOND + 40 * MILLIS);
        scenario.delivered(29 * SECOND, segment);
        scenario.delivered(29 * SECOND + 2 * DELAY, back.acknowledging(1019));
        Result result = scenario.run();
        for (Tap.Record each : vain) {
            assertEquals(
                    hasRoom ? Fate.UNOBSERVABLE : Fate.MISSED, result.of(each).fate());
            assertEquals(Reason.CAPTURE_SILENT, result.of(each).reason());
        }
        assertEquals(Fate.MISSED, result.of(unproven).fate());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(
                hasRoom,
                result.diagnosis.notes().stream()
                        .anyMatch(each -> each.startsWith("While the captures at b showed nothing, 5 segments")),
                result.diagnosis.notes().toString());
    }

    /** Longer than a packet is waited for. */
    @Test
    void shouldWaitForTheEndOfALongSilence() throws IOException {
        scenario.quiet(0, 20).quiet(50, 60);
        answered(22 * SECOND, 10, 100 * MILLIS);
        Tap.Record between = unproven(32 * SECOND);
        answered(44 * SECOND, 10, 100 * MILLIS);
        assertMissed(between, scenario.run());
    }

    /** It left with the last packet before the pause, or came with the first behind it, by clocks that are a little off. */
    @ParameterizedTest
    @ValueSource(longs = {20_300_500, 21_000_000})
    void shouldNotCallLostWhatMayHaveComeInThePause(long micros) throws IOException {
        scenario.quiet(0, 40);
        answered(20 * SECOND + 400 * MILLIS, 6, 100 * MILLIS);
        Tap.Record atTheEdge = unproven(micros * MILLIS / 1_000);
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(atTheEdge).fate());
        assertEquals(Reason.CAPTURE_SILENT, result.of(atTheEdge).reason());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
    }

    /** B's capture stands still for a second; at other times four pings are lost, and one more passes unseen or none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellLossesAtOtherTimesThanTheOneThatItMisses(boolean missesMore) throws IOException {
        scenario.quiet(0, 40);
        answered(20 * SECOND + 400 * MILLIS, 5, 80 * MILLIS);
        for (int i = 0; i < 4; i++) {
            unproven((5 + 8 * i) * SECOND + 500 * MILLIS);
        }
        if (missesMore) {
            answered(10 * SECOND + 500 * MILLIS);
        }
        Result result = scenario.run();
        assertEquals(4, result.count(Fate.LOST));
        List<String> kinds =
                result.diagnosis.findings().stream().map(Finding::kind).toList();
        assertEquals(missesMore ? List.of("capture-gap") : List.of("one-way-loss", "capture-gap"), kinds);
        assertEquals(missesMore ? Verdict.INCONCLUSIVE : Verdict.ONE_WAY_LOSS, result.diagnosis.verdict());
    }
}

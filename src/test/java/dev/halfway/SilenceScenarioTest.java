package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.Scenario.Result;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
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

    /** Longer than a packet is waited for. */
    @Test
    void shouldWaitForTheEndOfALongSilence() throws IOException {
        scenario.quiet(0, 20).quiet(50, 60);
        answered(22 * SECOND, 10, 100 * MILLIS);
        Tap.Record between = unproven(32 * SECOND);
        answered(44 * SECOND, 10, 100 * MILLIS);
        assertMissed(between, scenario.run());
    }

    private static Packet segment(int sequence) {
        return Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(sequence)
                .acknowledging(5000)
                .data(100);
    }

    private static Packet acknowledgment(int acknowledged) {
        return Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(acknowledged);
    }

    /** B acknowledges what came behind it: whatever B's capture missed, this did not arrive. The silence is long, or short. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBelieveWhatTheOtherEndSaysItLacks(boolean manyPassed) throws IOException {
        scenario.quiet(0, 40);
        scenario.delivered(19 * SECOND, segment(900));
        scenario.delivered(19 * SECOND + 2 * DELAY, acknowledgment(1000));
        answered(20 * SECOND + 400 * MILLIS, manyPassed ? 10 : 1, 10 * MILLIS);
        Tap.Record lacking = scenario.leaves(20 * SECOND + 420 * MILLIS, segment(1000));
        Tap.Record behind = scenario.leaves(20 * SECOND + 421 * MILLIS, segment(1100));
        scenario.arrives(
                20 * SECOND + 421 * MILLIS + 2 * DELAY, acknowledgment(1000).sack(1100, 1200));
        scenario.delivered(22 * SECOND, segment(1000));
        scenario.delivered(22 * SECOND + 2 * DELAY, acknowledgment(1200));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lacking).fate());
        assertEquals(Fate.MISSED, result.of(behind).fate());
        assertEquals(1, result.count(Fate.LOST));
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every packet looks like others: a ping begun again and again with the same numbers and payload, without IP IDs. The clocks
 * cannot be measured, and what cannot be told is not told.
 */
class UnmeasuredClocksTest {
    private static final int ROUNDS = 30;
    private static final int EACH = 5;

    @TempDir
    Path directory;

    /** @param aheadMillis of B's clock */
    @ParameterizedTest
    @CsvSource({
        "0, false",
        "0, true",
        "-300, false",
        "300, true",
        "2500, false",
        "2500, true",
        "-2500, true",
        "40000, false",
        "-40000, true",
        "7200000, false",
        "-7200000, true"
    })
    void shouldLoseNothingThatArrived(long aheadMillis, boolean isRegular) throws IOException {
        Result result = pinged(aheadMillis, isRegular, 0);
        assertEquals(0, result.count(Fate.LOST), () -> result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LATE));
        assertEquals(List.of(), result.diagnosis.findings());
        if (Math.abs(aheadMillis) <= 300) {
            assertEquals(2 * ROUNDS * EACH, result.count(Fate.DELIVERED));
        }
    }

    /** Clocks that agree show themselves: what looks alike comes up at both hosts at the same time. */
    @Test
    void shouldLoseWhatIsLostWhereTheClocksAgree() throws IOException {
        Result result = pinged(0, false, 7);
        assertEquals(ROUNDS * EACH / 7, result.count(Fate.LOST), () -> result.diagnosis.sentence());
        assertEquals(Verdict.ONE_WAY_LOSS, result.diagnosis.verdict());
    }

    @Test
    void shouldNotTellWhatIsLostWhereTheClocksAreNotKnown() throws IOException {
        Result result = pinged(40_000, false, 7);
        assertEquals(0, result.count(Fate.LOST), () -> result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode(), () -> result.diagnosis.sentence());
        assertTrue(
                result.fates.stream().anyMatch(each -> each.reason() == Reason.CLOCK_UNKNOWN), result.fates::toString);
    }

    /** @param lostEvery this many requests one is lost; none where it is 0 */
    private Result pinged(long aheadMillis, boolean isRegular, int lostEvery) throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        scenario.setClock(scenario.b, aheadMillis * MILLIS, 0, aheadMillis * MILLIS);
        int sent = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = round * 10 * SECOND + (isRegular ? 0 : round * round % 7 * 311 * MILLIS);
            for (int sequence = 1; sequence <= EACH; sequence++) {
                // Microseconds more or less, as clocks show that do not go on in steps of half a millisecond.
                long nanos = begun + sequence * SECOND + (round * EACH + sequence) % 7 * 3_000;
                Packet request = Packet.request(A, B, 1, sequence);
                if (lostEvery > 0 && ++sent % lostEvery == 0) {
                    scenario.lost(nanos, request);
                } else {
                    scenario.ping(nanos, request);
                }
            }
        }
        return scenario.run();
    }
}

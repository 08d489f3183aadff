package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.agent.Health;
import dev.halfway.agent.WatchStatus;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hosts that ping each other, watched while the clock of one is set: nothing is lost, every packet is in one count, and
 * nearly all are judged, whichever capture is there first. Both say each second that they watch.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockSetTest {
    private static final int SECONDS = 100;
    private static final int PACKETS = 4 * SECONDS;

    private enum Coming {
        AS_IT_IS_READ("exec cat \"$F\"", "exec cat \"$F\""),
        A_LATE("sleep 1; exec cat \"$F\"", "exec cat \"$F\""),
        B_LATE("exec cat \"$F\"", "sleep 1; exec cat \"$F\""),
        A_IN_PIECES("head -c 12000 \"$F\"; sleep 1; tail -c +12001 \"$F\"", "exec cat \"$F\""),
        B_IN_PIECES("exec cat \"$F\"", "head -c 15000 \"$F\"; sleep 1; tail -c +15001 \"$F\"");

        private final String a;
        private final String b;

        Coming(String a, String b) {
            this.a = a;
            this.b = b;
        }
    }

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldJudgeNearlyAllWhereAClockIsSetBack(Coming coming) throws IOException {
        assertAreJudged(watched(coming, second -> second < 40 ? 0 : -3_600 * SECOND));
    }

    /** Somebody mistypes the time, and sets it right 20 s later. */
    @ParameterizedTest
    @EnumSource
    void shouldJudgeNearlyAllWhereAClockIsAheadForAWhile(Coming coming) throws IOException {
        WatchStatus status = watched(coming, second -> second >= 40 && second < 60 ? 3_600 * SECOND : 0);

        assertAreJudged(status);
        assertEquals(
                EPOCH + (SECONDS - 1) * SECOND,
                status.sources().get(1).latestNanos().orElseThrow() / SECOND * SECOND);
    }

    private static void assertAreJudged(WatchStatus status) {
        assertTrue(status.changes().stream()
                .map(WatchStatus.Change::verdict)
                .allMatch(verdict -> verdict == Verdict.NO_LOSS || verdict == Verdict.INCONCLUSIVE));
        assertEquals(0, sum(status, LossRow::lost));
        assertEquals(PACKETS, sum(status, LossRow::delivered) + sum(status, LossRow::unobservable));
        assertTrue(
                sum(status, LossRow::delivered) > PACKETS * 9 / 10,
                () -> status.totals().toString());
    }

    private static long sum(WatchStatus status, ToLongFunction<LossRow> count) {
        return status.totals().stream().mapToLong(count).sum();
    }

    /** @param ahead by second, how far the clock of b is ahead of that of a */
    private WatchStatus watched(Coming coming, LongUnaryOperator ahead) throws IOException {
        Scenario scenario =
                new Scenario(directory).inferringOwners().quiet(0, SECONDS - 1).givingSignsOfLife(0, SECONDS - 1);
        scenario.b.clock(nanos -> nanos + ahead.applyAsLong((nanos - EPOCH) / SECOND));
        return scenario.reading(scenario.a, coming.a)
                .reading(scenario.b, coming.b)
                .watched();
    }

    /** Both clocks are set now and then, and packets are lost: each is in one count, and none is lost that arrived. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldCountEachPacketOnceHoweverTheClocksAreSet(long seed) throws IOException {
        Random random = new Random(seed);
        Scenario scenario = new Scenario(directory).inferringOwners();
        int lost = 0;
        for (int i = 0; i < PACKETS; i++) {
            long nanos = i * SECOND / 4;
            if (random.nextInt(15) == 0) {
                scenario.lost(nanos, Packet.request(A, B, 7001, i));
                lost++;
            } else {
                scenario.delivered(nanos, Packet.request(A, B, 7001, i));
            }
            scenario.delivered(nanos + 100 * MILLIS, Packet.request(B, A, 7002, i));
        }
        scenario.givingSignsOfLife(0, SECONDS - 1);
        for (Tap tap : List.of(scenario.a, scenario.b)) {
            TreeMap<Long, Long> ahead = new TreeMap<>(Map.of(0L, (random.nextInt(20) - 10) * SECOND));
            for (int i = random.nextInt(3); i > 0; i--) {
                ahead.put(20L + random.nextInt(SECONDS - 25), (random.nextInt(7_200) - 3_600) * SECOND);
            }
            tap.clock(nanos -> nanos
                    + ahead.floorEntry(Math.max(0, (nanos - EPOCH) / SECOND)).getValue());
        }

        WatchStatus status = scenario.watched();

        assertEquals(2L * PACKETS, sum(status, LossRow::sent));
        assertEquals(PACKETS, sum(status, row -> row.from().equals("a") ? row.sent() : 0));
        assertEquals(0, sum(status, row -> row.from().equals("b") ? row.lost() : 0));
        long said = sum(status, LossRow::lost);
        assertTrue(said <= lost && said > lost * 3 / 4, said + " lost, and not " + lost);
        // How much is compared hangs on which of the two is read faster; that nothing else does is what matters here.
        assertTrue(
                sum(status, LossRow::delivered) > (2 * PACKETS - lost) / 2,
                () -> status.totals().toString());
        assertEquals(List.of(0L, 0L), status.notCompared());
    }

    /** Nothing of the other is there to wait for: what comes is in no count, and the watch ends all the same. */
    @Test
    void shouldEndWhereOnlyTheHostWhoseClockIsSetSendsAnything() throws IOException {
        Scenario scenario = new Scenario(directory).quiet(0, 49).givingSignsOfLife(0, 49);
        scenario.b.clock(nanos -> nanos - (nanos < EPOCH + 20 * SECOND ? 0 : 3_600 * SECOND));
        scenario.reading(scenario.a, "echo this is no capture, and there is more of it than its header");
        for (int second = 0; second < 50; second++) {
            scenario.b.seesUdp(EPOCH + second * SECOND); // none of what is counted
        }

        WatchStatus status = scenario.watched();

        assertEquals(Health.State.FAILED, status.sources().get(0).state());
        assertEquals(List.of(0L, 4L * 50), status.notCompared());
        assertEquals(List.of(), status.totals());
    }

    /** The two captures have nothing in common: each of their packets is told of all the same. */
    @Test
    void shouldCountWhatIsComparedWithNothing() throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        for (int second = 0; second < 40; second++) {
            scenario.leaves(second * SECOND, Packet.request("10.0.0.1", "10.9.0.1", 7001, second));
            scenario.seenAt(scenario.b, second * SECOND, Packet.request("10.1.0.2", "10.9.0.2", 7002, second), true, 1);
        }
        scenario.givingSignsOfLife(0, 39);

        WatchStatus status = scenario.watched();

        assertEquals(List.of(40L, 40L), status.notCompared());
        assertEquals(0, sum(status, LossRow::sent));
    }
}

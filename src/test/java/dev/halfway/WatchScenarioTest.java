package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.agent.WatchStatus;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a watch says as time goes by: minutes of packets, read as fast as they can be. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("slow")
class WatchScenarioTest {
    private static final long HOURS = 3_600 * SECOND;

    @TempDir
    Path directory;

    /** Of the end of the captures. */
    private static long sum(WatchStatus status, ToLongFunction<LossRow> count) {
        return status.totals().stream().mapToLong(count).sum();
    }

    private static List<Verdict> verdicts(WatchStatus status) {
        List<Verdict> all =
                status.changes().stream().map(WatchStatus.Change::verdict).toList();
        // While the cause of a loss becomes clear the same verdict may be told again.
        return java.util.stream.IntStream.range(0, all.size())
                .filter(at -> at == 0 || all.get(at) != all.get(at - 1))
                .mapToObj(all::get)
                .toList();
    }

    @Test
    void shouldKnowTheClocksWhereTheyAreHoursApart() throws Exception {
        Scenario scenario = new Scenario(directory).quiet(0, 150).givingSignsOfLife(0, 150);
        scenario.b.clock(nanos -> nanos + 2 * HOURS + (nanos - EPOCH) / 20_000);

        WatchStatus status = scenario.watched();

        assertEquals(List.of(Verdict.NO_LOSS), verdicts(status));
        assertEquals(4 * 151, sum(status, LossRow::sent));
        assertEquals(4 * 151, sum(status, LossRow::delivered));
    }

    /** Nothing arrives at B for longer than anything is kept, and B itself, which only answers, has nothing to say. */
    @Test
    void shouldCallAPathDeadForAsLongAsItIs() throws Exception {
        Scenario scenario = new Scenario(directory).inferringOwners().givingSignsOfLife(0, 400);
        for (int second = 0; second < 400; second++) {
            Packet request = Packet.request(A, B, 7001, second);
            if (second < 60 || second >= 340) {
                scenario.ping(second * SECOND + 500 * MILLIS, request);
            } else {
                scenario.lost(second * SECOND + 500 * MILLIS, request);
            }
        }
        // Microseconds more in four of five seconds: a clock that goes on in steps of half a millisecond would tell
        // owners later.
        scenario.a.clock(nanos -> nanos + 3_000 * ((nanos - EPOCH) / SECOND % 5));
        scenario.b.clock(nanos -> nanos - 1 * HOURS + (nanos - EPOCH) / 50_000);
        Scenario.Result analysed = scenario.run();

        WatchStatus status = scenario.watched();

        assertEquals(280, analysed.count(Fate.LOST));
        assertEquals(280, sum(status, LossRow::lost));
        assertEquals(analysed.count(Fate.DELIVERED), sum(status, LossRow::delivered));
        assertEquals(List.of(Verdict.NO_LOSS, Verdict.ONE_WAY_LOSS, Verdict.NO_LOSS), verdicts(status));
        List<WatchStatus.Change> changes = status.changes();
        assertEquals(EPOCH + 60 * SECOND + 500 * MILLIS, first(changes, Verdict.ONE_WAY_LOSS), 0.0);
        assertEquals(
                EPOCH + 340 * SECOND + 500 * MILLIS,
                changes.get(changes.size() - 1).timeNanos(),
                0.0);
    }

    /**
     * All that B sends in twelve seconds is lost, as is one packet later: read from files, all of it comes at once. What is
     * found is the spell, from its start to its end, and the later loss, each time.
     */
    @Test
    void shouldTellASpellOfLossThatComesWithABacklogAsOne() throws Exception {
        Scenario scenario = new Scenario(directory).quiet(0, 9).quiet(101, 120).givingSignsOfLife(0, 120);
        for (int tenth = 100; tenth < 1_000; tenth++) {
            Packet request = Packet.request(B, A, 7003, tenth);
            long at = tenth * 100 * MILLIS + 50 * MILLIS;
            if (tenth >= 333 && tenth < 453 || tenth == 871) {
                scenario.lost(at, request);
            } else {
                scenario.ping(at, request);
            }
        }

        WatchStatus status = scenario.watched();

        assertEquals(2, status.findings().size(), () -> status.findings().toString());
        String sentence = status.findings().get(0).finding().sentence();
        assertTrue(sentence.contains("none of the 120 packets"), sentence);
        String later = status.findings().get(1).finding().sentence();
        assertTrue(later.startsWith("1 echo request of "), later);
        assertEquals(status.changes(), scenario.watched().changes());
    }

    private static long first(List<WatchStatus.Change> changes, Verdict verdict) {
        return changes.stream()
                .filter(change -> change.verdict() == verdict)
                .findFirst()
                .orElseThrow()
                .timeNanos();
    }

    @Test
    void shouldStandByItsVerdictWhileNothingIsSent() throws Exception {
        Scenario scenario = new Scenario(directory)
                .quiet(0, 30)
                .quiet(120, 150)
                .quiet(400, 430)
                .givingSignsOfLife(0, 430);

        WatchStatus status = scenario.watched();

        assertEquals(
                List.of(Verdict.NO_LOSS),
                verdicts(status),
                () -> status.changes().toString());
        assertEquals(4 * 93, sum(status, LossRow::delivered));
    }

    /** A capture that is silent is a gap, whatever the other one sends. */
    @Test
    void shouldCallNothingLostThatASilentSourceCouldNotShow() throws Exception {
        Scenario scenario = new Scenario(directory).quiet(0, 60);
        for (int second = 0; second <= 60; second++) {
            scenario.countDropped(scenario.a, second * SECOND, 0);
            scenario.countDropped(scenario.b, second * SECOND, 0);
        }
        for (int second = 61; second < 180; second++) {
            scenario.countDropped(scenario.a, second * SECOND, 0);
            scenario.leaves(second * SECOND, Packet.request(A, B, 7001, second));
        }

        WatchStatus status = scenario.watched();

        assertEquals(0, sum(status, LossRow::lost));
        assertEquals(119, sum(status, LossRow::unobservable));
        assertTrue(verdicts(status).stream().noneMatch(each -> each == Verdict.ONE_WAY_LOSS), status::toString);
    }

    /** A SYN-ACK for the SYN and one for its retransmission, each in another portion of what came. */
    @Test
    void shouldCountPacketsAlikeOnBothSidesOfTheEndOfAPortion() throws Exception {
        Scenario scenario = new Scenario(directory).quiet(0, 30).givingSignsOfLife(0, 30);
        for (int i = 0; i < 1_500; i++) {
            Packet answer =
                    Packet.tcp(A, 179, B, 40_000, Packet.SYN | Packet.ACK).sequence(7);
            scenario.lost(10 * SECOND + i * 9 * MILLIS, answer);
        }

        WatchStatus status = scenario.watched();

        assertEquals(4 * 31 + 1_500, sum(status, LossRow::sent));
    }

    /** Some packets of a's pass two interfaces, of which the capture says no names. */
    @Test
    void shouldCountOnceWhatPassesTwoInterfacesWithoutNames() throws Exception {
        Scenario scenario = new Scenario(directory).quiet(0, 60).givingSignsOfLife(0, 60);
        scenario.a.captureOn(2);
        for (int i = 0; i < 600; i++) {
            long nanos = i * 100 * MILLIS + 20 * MILLIS;
            Packet request = Packet.request(A, B, 7003, i);
            if (i % 3 == 0) {
                scenario.seenAt(scenario.a, nanos - 20_000, request, true, 2);
            }
            scenario.ping(nanos, request);
        }

        WatchStatus status = scenario.watched();

        assertEquals(4 * 61 + 2 * 600, sum(status, LossRow::sent));
        assertEquals(0, sum(status, LossRow::lost));
    }
}

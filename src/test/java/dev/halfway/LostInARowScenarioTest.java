package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** B's capture misses a packet now and then, and packets in a row are lost on the way to it, or are missed as well. */
class LostInARowScenarioTest {
    private static final int PINGS = 700;
    private static final long EVERY = 90 * MILLIS;
    /** Twelve pings. */
    private static final long FROM = 31_437 * MILLIS;

    private static final long TO = FROM + 12 * EVERY;

    @TempDir
    Path directory;

    private Scenario scenario;
    private int passed;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    private static boolean isBetween(long nanos) {
        return FROM <= nanos && nanos < TO;
    }

    /** Every 17th packet that passes B is not in its capture. */
    private boolean isMissed() {
        return passed++ % 17 == 11;
    }

    private List<Finding> lossTo(Result result, String host) {
        return result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals("one-way-loss") && each.to().equals(Optional.of(host)))
                .toList();
    }

    /** The requests of A are not answered, the replies of A are not there, and B's own requests go on. */
    @ParameterizedTest
    @ValueSource(longs = {0, 17_000})
    void shouldTellAnOutageFromWhatTheCaptureMissesAnyway(long aheadSeconds) throws IOException {
        scenario.setClock(scenario.b, aheadSeconds * Scenario.SECOND, 0, aheadSeconds * Scenario.SECOND);
        scenario.b.leavesOut((nanos, outgoing) -> !isBetween(nanos - Scenario.EPOCH) && isMissed());
        for (int i = 0; i < PINGS; i++) {
            long nanos = i * EVERY;
            Packet own = Packet.request(B, A, 6, i);
            if (isBetween(nanos)) {
                scenario.lost(nanos, Packet.request(A, B, 5, i));
                scenario.delivered(nanos + 40 * MILLIS, own);
                scenario.lost(nanos + 40 * MILLIS + 2 * DELAY, own.answer());
            } else {
                scenario.ping(nanos, Packet.request(A, B, 5, i));
                scenario.ping(nanos + 40 * MILLIS, own);
            }
        }
        Result result = scenario.run();
        assertTrue(result.count(Fate.MISSED) > 20);
        assertEquals(1, lossTo(result, "b").size(), result.diagnosis.sentence());
        Finding loss = lossTo(result, "b").get(0);
        assertEquals(Grade.CERTAIN, loss.grade());
        assertEquals("outage", loss.cause().orElseThrow().name());
        assertEquals(Feature.TIME, loss.decidedBy().orElseThrow().feature());
        Decider.Sample inside = loss.decidedBy().orElseThrow().inside();
        assertEquals(inside.judged(), inside.lost());
        assertTrue(inside.lost() > 14, inside.toString());
        assertTrue(
                loss.sentence().contains("no more than the capture at b misses of those known to have arrived"),
                loss.sentence());
        assertEquals(1, result.diagnosis.exitCode());
    }

    /** The capture stands still as long, and every so-manieth reply of B is lost: what is answered then tells. */
    @ParameterizedTest
    @CsvSource({"2", "3", "1000"})
    void shouldNotTakeAStandstillForAnOutage(int everyLost) throws IOException {
        scenario.b.leavesOut((nanos, outgoing) -> isBetween(nanos - Scenario.EPOCH) || isMissed());
        for (int i = 0; i < PINGS; i++) {
            Packet request = Packet.request(A, B, 5, i);
            scenario.delivered(i * EVERY, request);
            if (i % everyLost == 1) {
                scenario.lost(i * EVERY + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(i * EVERY + 2 * DELAY, request.answer());
            }
            scenario.ping(i * EVERY + 40 * MILLIS, Packet.request(B, A, 6, i));
        }
        Result result = scenario.run();
        assertEquals(List.of(), lossTo(result, "b"), result.diagnosis.sentence());
    }

    /** Twelve packets a time are missed, and nothing of b arrives any more: that it does not answer then shows nothing. */
    @ParameterizedTest
    @CsvSource({"350, 100, 0", "350, 100, -17000", "500, 80, 0"})
    void shouldNotTakeStandstillsForOutagesWhereAnswersAreLostAnyway(int from, int percent, long aheadSeconds)
            throws IOException {
        scenario.setClock(scenario.b, aheadSeconds * Scenario.SECOND, 0, aheadSeconds * Scenario.SECOND);
        scenario.b.leavesOut((nanos, outgoing) -> {
            long number = (nanos - Scenario.EPOCH) / EVERY % 97;
            return number >= 60 && number < 72 || percent == 100 && isMissed();
        });
        Random random = new Random(5);
        for (int i = 0; i < PINGS; i++) {
            Packet request = Packet.request(A, B, 5, i);
            scenario.delivered(i * EVERY, request);
            toA(i * EVERY + 2 * DELAY, request.answer(), i >= from && random.nextInt(100) < percent);
            Packet own = Packet.request(B, A, 6, i);
            boolean lost = i >= from && random.nextInt(100) < percent;
            toA(i * EVERY + 40 * MILLIS, own, lost);
            if (!lost) {
                scenario.delivered(i * EVERY + 40 * MILLIS + 2 * DELAY, own.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(), lossTo(result, "b"), result.diagnosis.sentence());
        assertEquals(Grade.CERTAIN, lossTo(result, "a").get(0).grade());
    }

    private void toA(long nanos, Packet packet, boolean lost) {
        if (lost) {
            scenario.lost(nanos, packet);
        } else {
            scenario.delivered(nanos, packet);
        }
    }
}

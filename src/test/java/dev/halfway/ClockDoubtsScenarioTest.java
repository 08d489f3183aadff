package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.Packets;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that are set where too little tells of it: what cannot be found by its time is not lost. */
class ClockDoubtsScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;
    private List<Sent> lost;

    @BeforeEach
    void twoHostsThatLoseTwoPackets() {
        scenario = new Scenario(directory).quiet(0, 60);
        lost = List.of(
                scenario.lost(10 * SECOND + 700 * MILLIS, Packet.request(A, B, 8, 1)),
                scenario.lost(45 * SECOND + 700 * MILLIS, Packet.request(B, A, 9, 2)));
    }

    /** The last two or three packets each way tell of the step, and what looks like others is not known by anything but its time. */
    @ParameterizedTest
    @CsvSource({
        "a, 59400, 24400",
        "a, 59900, 24400",
        "b, 59400, 24400",
        "b, 59900, 86400000",
        "a, 59900, -24400",
        "b, 59400, -24400",
        "a, 59900, 3600000",
        "b, 59400, 700"
    })
    void shouldNotLoseWhatFollowsAStepJustBeforeTheEnd(String host, long atMillis, long stepMillis) throws IOException {
        List<Sent> behind = new ArrayList<>();
        for (int i = 0; i < 3; i++) { // alike: they cannot be told apart
            behind.add(scenario.delivered(59_910 * MILLIS + i * 30 * MILLIS, Packet.request(A, B, 77, 1)));
            behind.add(scenario.delivered(59_920 * MILLIS + i * 30 * MILLIS, Packet.request(B, A, 78, 1)));
        }
        scenario.setClock(host.equals("a") ? scenario.a : scenario.b, 0, atMillis * MILLIS, stepMillis * MILLIS);
        Result result = scenario.run();
        for (Sent each : behind) {
            assertNotEquals(Fate.LOST, result.of(each).fate());
            assertNotEquals(Fate.MISSED, result.of(each).fate(), "the far capture holds it");
        }
        assertLostAreJustThose(result);
    }

    /** The guard at the ends of the captures is as wide as it is without the step. */
    @Test
    void shouldJudgeAllThatIsNotNextToTheStep() throws IOException {
        Sent early = scenario.lost(400 * MILLIS, Packet.request(B, A, 10, 1));
        scenario.setClock(scenario.a, 0, 59_900 * MILLIS, 24_400 * MILLIS);
        assertEquals(Fate.LOST, scenario.run().of(early).fate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void shouldNotLoseWhatComesBeforeAStepJustBehindTheStart(String host) throws IOException {
        Sent before = scenario.delivered(100 * MILLIS, Packet.request(A, B, 77, 1));
        scenario.delivered(5 * SECOND + 100 * MILLIS, Packet.request(A, B, 77, 1));
        scenario.setClock(host.equals("a") ? scenario.a : scenario.b, 0, 350 * MILLIS, 41 * SECOND);
        Result result = scenario.run();
        assertNotEquals(Fate.LOST, result.of(before).fate());
        assertLostAreJustThose(result);
    }

    /**
     * How long the pause before a clock was set back took, only packets both ways tell; and of a clock set twice meanwhile, how
     * much of it the first was. Fragments tell nothing.
     */
    @ParameterizedTest
    @CsvSource({"b, -49000, -35000", "a, 57652, 57216", "b, -57652, -57216"})
    void shouldNotJudgeByTheTimesOfAClockSetTwiceWhileOneDirectionAloneIsHeard(String host, long first, long second)
            throws IOException {
        Scenario sparse = new Scenario(directory);
        sparse.quiet(0, 30).quiet(41, 60);
        List<Sent> fragmented = new ArrayList<>();
        Packet ping = Packet.request(A, B, 9, 1).payload(Packets.payload(2_000));
        for (int i = 0; i < 90; i++) {
            long nanos = 31 * SECOND + i * 100 * MILLIS;
            sparse.delivered(nanos, Packet.request(B, A, 11, i));
            fragmented.add(
                    sparse.delivered(nanos + 10 * MILLIS, ping.ipId(100 + i).fragment(0, 1480)));
            sparse.delivered(nanos + 10 * MILLIS + 1_000, ping.ipId(100 + i).fragment(1480, 528));
        }
        Tap tap = host.equals("a") ? sparse.a : sparse.b;
        tap.clock(nanos -> nanos
                + (nanos < Scenario.EPOCH + 31_300 * MILLIS
                                ? 0
                                : nanos < Scenario.EPOCH + 36_050 * MILLIS ? first : second)
                        * MILLIS);
        Result result = sparse.run();
        assertEquals(0, result.count(Fate.LOST), () -> "" + result.diagnosis.losses());
        assertTrue(
                fragmented.stream()
                        .skip(10)
                        .map(result::of)
                        .allMatch(each -> each.fate() == Fate.DELIVERED
                                || each.reason() == Reason.CLOCK_UNSURE
                                || each.reason() == Reason.CLOCK_STEPPED),
                () -> "" + fragmented.stream().map(result::of).toList());
    }

    private void assertLostAreJustThose(Result result) {
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(lost.size(), result.count(Fate.LOST), () -> "" + result.diagnosis.losses());
        assertEquals(0, result.count(Fate.MISSED));
        assertTrue(
                result.diagnosis.findings().stream()
                        .noneMatch(each -> each.kind().equals("injection")),
                () -> "" + result.diagnosis.findings());
        assertTrue(result.count(Fate.DELIVERED) > 230, () -> "" + result.diagnosis.losses());
    }

    /** What comes one way tells of the clock, too: else a dead path would never be found behind a clock set back. */
    @Test
    void shouldJudgeLossesBehindAClockSetBackWhereTheirWayIsDead() throws IOException {
        Scenario dead = new Scenario(directory);
        for (int second = 0; second < 60; second++) {
            Packet request = Packet.request(B, A, 7, second);
            dead.delivered(second * SECOND, request);
            dead.lost(second * SECOND + DELAY + 50_000, request.answer());
        }
        dead.setClock(dead.a, 0, 20 * SECOND, -30 * SECOND);
        Result result = dead.run();
        assertTrue(result.count(Fate.LOST) > 50, result.diagnosis.sentence());
    }

    /** B shows two pings at times that cannot be: the one that is lost between them is open, and no other. */
    @ParameterizedTest
    @ValueSource(ints = {10, 304, 402, 591})
    void shouldLeaveOpenWhatIsAmongPacketsAtTimesThatCannotBe(int between) throws IOException {
        Scenario pings = new Scenario(directory);
        List<Sent> arrived = new ArrayList<>();
        List<Sent> losses = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Packet request = Packet.request(A, B, 7, i).ipId(1000 + i);
            long nanos = i * 100 * MILLIS;
            if (i % 7 == 3) {
                losses.add(pings.lost(nanos, request));
            } else {
                arrived.add(pings.delivered(nanos, request));
                arrived.add(pings.delivered(
                        nanos + DELAY + 300_000, request.answer().ipId(3000 + i)));
            }
        }
        pings.b.clock(nanos -> {
            long i = (nanos - Scenario.EPOCH) / (100 * MILLIS);
            return Math.abs(i - between) == 1 ? nanos - 250 * MILLIS : nanos;
        });
        Result result = pings.run();
        for (Sent each : arrived) {
            assertNotEquals(Fate.LOST, result.of(each).fate());
        }
        for (Sent each : losses) {
            long i = result.of(each).headers().sequence();
            if (i > 3 && i < 595) {
                assertEquals(
                        i == between ? Fate.UNOBSERVABLE : Fate.LOST,
                        result.of(each).fate(),
                        "of " + i);
            }
        }
    }

    /** By its own times the one capture goes on as long as the other; in truth they have nothing in common behind the step. */
    @ParameterizedTest
    @CsvSource({"a, true", "a, false", "b, true", "b, false"})
    void shouldNotLoseWhatAClockSetBackALittlePutsIntoACaptureThatDidNotRunThen(String host, boolean runsUpToThere)
            throws IOException {
        long at = 10 * SECOND;
        Scenario pings = new Scenario(directory);
        Tap set = host.equals("a") ? pings.a : pings.b;
        Tap other = host.equals("a") ? pings.b : pings.a;
        set.clock(nanos -> nanos - (nanos < Scenario.EPOCH + at ? 0 : 550 * MILLIS));
        other.watching(
                runsUpToThere ? Long.MIN_VALUE : Scenario.EPOCH + at + 30 * MILLIS,
                runsUpToThere ? Scenario.EPOCH + at - 30 * MILLIS : Long.MAX_VALUE);
        List<Sent> losses = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long nanos = i * 50 * MILLIS;
            boolean isClear = Math.abs(nanos - at) > SECOND;
            if (i % 9 == 0 && isClear && nanos < at == runsUpToThere && i > 20 && i < 380) {
                losses.add(pings.lost(nanos, Packet.request(A, B, 7, i)));
            } else {
                pings.delivered(nanos, Packet.request(A, B, 7, i));
            }
            pings.delivered(nanos + 20 * MILLIS, Packet.request(B, A, 8, i));
        }
        Result result = pings.run();
        losses.forEach(each -> assertEquals(Fate.LOST, result.of(each).fate()));
        assertEquals(losses.size(), result.count(Fate.LOST), () -> "" + result.diagnosis.losses());
    }

    /** The same behind records that change places more often than is kept. */
    @Test
    void shouldNotLoseWhatFollowsAClockSetBackALittleBehindMuchDisorder() throws IOException {
        long at = 60 * SECOND;
        Scenario pings = new Scenario(directory);
        pings.a.clock(nanos -> nanos - (nanos < Scenario.EPOCH + at ? 0 : 550 * MILLIS));
        pings.b.watching(Long.MIN_VALUE, Scenario.EPOCH + at - 30 * MILLIS);
        for (int i = 0; i < 1_400; i++) {
            long nanos = i * 50 * MILLIS;
            Sent sent = pings.delivered(nanos, Packet.request(A, B, 7, i));
            if (nanos < 58 * SECOND) {
                sent.departure().writtenLater(60 * MILLIS);
            }
            pings.delivered(nanos + 20 * MILLIS, Packet.request(B, A, 8, i));
        }
        Result result = pings.run();
        assertEquals(0, result.count(Fate.LOST), () -> "" + result.diagnosis.losses());
        assertTrue(
                result.diagnosis.notes().stream().anyMatch(each -> each.contains("a: times run back at more places")),
                result.diagnosis.notes()::toString);
    }

    /** Records that change places are in common with the other capture, one by one, at their times. */
    @Test
    void shouldJudgeLossesAmongRecordsThatChangePlaces() throws IOException {
        Scenario pings = new Scenario(directory);
        int losses = 0;
        for (int i = 0; i < 400; i++) {
            long nanos = i * 50 * MILLIS;
            boolean isLost = i % 9 == 0 && i > 20 && i < 380;
            losses += isLost ? 1 : 0;
            Sent sent = isLost
                    ? pings.lost(nanos, Packet.request(A, B, 7, i))
                    : pings.delivered(nanos, Packet.request(A, B, 7, i));
            if (i % 7 == 0) {
                sent.departure().writtenLater(180 * MILLIS);
            }
            pings.delivered(nanos + 20 * MILLIS, Packet.request(B, A, 8, i));
        }
        assertEquals(losses, pings.run().count(Fate.LOST));
    }
}

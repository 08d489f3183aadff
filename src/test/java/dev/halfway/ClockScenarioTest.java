package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.Packets;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However wrong the clocks are, the fates are the same (method.md section 5). */
class ClockScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;
    private List<Sent> lost;

    @BeforeEach
    void twoHostsThatLoseAPacketNowAndThen() {
        scenario = new Scenario(directory);
        lost = disturb(scenario);
    }

    private static List<Sent> disturb(Scenario scenario) {
        scenario.quiet(0, 60);
        for (int i = 0; i < 30; i++) { // all at whole half milliseconds, the clocks would be taken for coarse ones
            scenario.ping(i * 2 * SECOND + 417_113 + i * 1_037_219, Packet.request(A, B, 7003, i));
        }
        Packet reply = Packet.request(A, B, 5, 1).answer();
        Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(1000)
                .acknowledging(5000)
                .data(19);
        scenario.delivered(5 * SECOND - 2 * DELAY, Packet.request(A, B, 5, 1));
        scenario.delivered(50 * SECOND, segment);
        return List.of(
                scenario.lost(5 * SECOND, reply),
                scenario.lost(10 * SECOND + 700 * MILLIS, segment),
                scenario.lost(45 * SECOND + 700 * MILLIS, Packet.request(B, A, 5, 2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7 * 3600, -2 * 3600, 37, -37, 3})
    void shouldGiveTheSameFatesWhateverTheOffset(long seconds) throws IOException {
        scenario.setClock(scenario.b, seconds * SECOND, 0, seconds * SECOND);
        Result result = scenario.run();
        assertLostAreJustThose(result);
        assertEquals(1, result.diagnosis.clocks().size());
        ClockFacts clock = result.diagnosis.clocks().get(0);
        assertEquals("both-ways", clock.basis());
        long error = Math.abs(clock.offsetNanos() - seconds * SECOND);
        assertTrue(error <= clock.boundNanos().orElseThrow(), () -> error + " ns off, bound " + clock.boundNanos());
        assertTrue(clock.boundNanos().getAsLong() <= DELAY + MILLIS / 10, "half the round trip");
        assertEquals(List.of(), clock.steps());
    }

    /** A step forwards is a leap of the times; a step back lets them run backwards. */
    @ParameterizedTest
    @ValueSource(longs = {5, -5, 3600})
    void shouldLoseNothingByAStepOfTheClock(long seconds) throws IOException {
        long at = 30 * SECOND + 500 * MILLIS;
        scenario.setClock(scenario.b, 0, at, seconds * SECOND);
        Result result = scenario.run();
        assertLostAreJustThose(result);
        List<ClockFacts.Step> steps = result.diagnosis.clocks().get(0).steps();
        assertEquals(1, steps.size(), () -> "steps " + steps);
        assertEquals(
                seconds * SECOND,
                steps.get(0).stepNanos(),
                steps.get(0).boundNanos().orElseThrow(),
                "right within its bound");
        assertTrue(steps.get(0).boundNanos().getAsLong() < 2 * MILLIS, "the delays");
    }

    /**
     * B's capture holds three packets, and its times run back by less than a clock that was set surely does: no packet in common
     * tells whether it was. What left for B just before need not have come while it ran.
     */
    @Test
    void shouldLoseNothingBeforeACaptureThatMayHaveBeenSetBack() throws IOException {
        Scenario late = new Scenario(directory);
        late.b.watching(EPOCH + 10_140 * MILLIS, EPOCH + 20 * SECOND);
        for (int i = 0; i < 12; i++) {
            late.ping(9 * SECOND + i * 104_113_000L, Packet.request(A, B, 7003, i));
            late.ping(9 * SECOND + i * 104_113_000L - 50_017_000, Packet.request(B, A, 7004, i));
        }
        late.setClock(late.b, 0, 9 * SECOND + 11 * 104_113_000L + DELAY + 1_000, -221_341_000);
        Result result = late.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis::sentence);
    }

    /**
     * Times are written down in nanoseconds and go on in milliseconds: where within them a packet came nobody knows, and no step of
     * the clock is what comes of it.
     */
    @ParameterizedTest
    @CsvSource({
        "10000000, 10000000, 3700000, 0",
        "1000, 1000000, 3000000000, 100e-6",
        "1000, 10000000, -3700000, 0",
        "15625000, 1000, 7000000, 0",
        "4000000, 10000000, 0, -40e-6"
    })
    void shouldBoundTheOffsetByTheTicksOfTheClocks(long tickOfA, long tickOfB, long ahead, double gain)
            throws IOException {
        Scenario coarse = new Scenario(directory);
        Random random = new Random(tickOfB + ahead);
        long end = 0;
        for (int i = 0; i < 200; i++) {
            end = i * SECOND / 4 + random.nextInt(100) * MILLIS + random.nextInt(1_000_000);
            coarse.delivered(end, Packet.request(A, B, 5, i), DELAY + random.nextInt(100_000));
            coarse.delivered(end + 2 * DELAY, Packet.request(A, B, 5, i).answer(), DELAY + random.nextInt(100_000));
        }
        coarse.setCoarseClock(coarse.a, 0, 0, tickOfA);
        coarse.setCoarseClock(coarse.b, ahead, gain, tickOfB);
        Result result = coarse.run();
        assertEquals(1, result.diagnosis.clocks().size(), result.diagnosis.sentence());
        ClockFacts clock = result.diagnosis.clocks().get(0);
        assertEquals(List.of(), clock.steps());
        long bound = clock.boundNanos().orElseThrow();
        double skew = clock.skewPpm().orElse(0) / 1e6;
        for (long nanos = 0; nanos <= end; nanos += SECOND) {
            double said = clock.offsetNanos() + skew * nanos;
            assertEquals(ahead + gain * nanos, said, bound, "after " + nanos + " ns");
        }
        assertTrue(bound >= Math.max(tickOfA, tickOfB), "a bound of " + bound + " ns");
        assertTrue(bound <= 2 * (tickOfA + tickOfB) + 4 * DELAY, "a bound of " + bound + " ns");
        List<ClockFacts.Tick> ticks = new ArrayList<>();
        if (tickOfA > 1_000) {
            ticks.add(new ClockFacts.Tick("a", tickOfA));
        }
        ticks.add(new ClockFacts.Tick("b", tickOfB));
        ticks.removeIf(each -> each.nanos() == 1_000);
        assertEquals(ticks, clock.ticks());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** Few packets, at whole milliseconds as it happens: what clocks tick like that, other ones show as well. */
    @Test
    void shouldKeepATightBoundWhereFewPacketsAreAtWholeMilliseconds() throws IOException {
        Scenario few = new Scenario(directory);
        for (int i = 0; i < 2; i++) {
            few.delivered(i * SECOND, Packet.request(A, B, 5, i), MILLIS);
            few.delivered(i * SECOND + MILLIS, Packet.request(A, B, 5, i).answer(), MILLIS);
        }
        ClockFacts clock = few.run().diagnosis.clocks().get(0);
        assertEquals(List.of(), clock.ticks());
        assertTrue(clock.boundNanos().orElseThrow() < 2 * MILLIS, "a bound of " + clock.boundNanos());
    }

    /** Other packets between them make the clock be found set back at another moment than its offset steps. */
    @Test
    void shouldGiveTheSizeOfAStepBackBetweenPacketsOfBothClocks() throws IOException {
        scenario.setClock(scenario.a, 0, 30 * SECOND + 500 * MILLIS, -5 * SECOND);
        Result result = scenario.run();
        assertLostAreJustThose(result);
        List<ClockFacts.Step> steps = result.diagnosis.clocks().get(0).steps();
        assertEquals(1, steps.size(), () -> "steps " + steps);
        assertEquals(
                5 * SECOND, steps.get(0).stepNanos(), steps.get(0).boundNanos().orElseThrow());
    }

    /** Six seconds pass unseen while the clock is set back: only the records themselves show between which two it was. */
    @Test
    void shouldLoseNothingByAStepBackBetweenSparsePackets() throws IOException {
        Scenario sparse = new Scenario(directory);
        long tenSeconds = 10 * SECOND;
        for (int i = 0; i < 60; i++) {
            sparse.ping(i * tenSeconds, Packet.request(A, B, 5, i));
            sparse.ping(i * tenSeconds + 4 * SECOND, Packet.request(B, A, 6, i));
        }
        sparse.setClock(sparse.b, 0, 300 * SECOND, -8 * SECOND);
        Result result = sparse.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.LATE));
        assertEquals(240, result.count(Fate.DELIVERED));
        List<ClockFacts.Step> steps = result.diagnosis.clocks().get(0).steps();
        assertEquals(1, steps.size(), () -> "steps " + steps);
        assertEquals(
                -8 * SECOND, steps.get(0).stepNanos(), steps.get(0).boundNanos().orElseThrow());
    }

    /** Fragments and the like, next to the moment, tell nothing of the clocks and must be matched by them all the same. */
    @ParameterizedTest
    @CsvSource({
        "a, 450",
        "a, -300",
        "a, 750",
        "a, -750",
        "a, -5000",
        "a, 76000",
        "b, 450",
        "b, -300",
        "b, 750",
        "b, -750",
        "b, -5000",
        "b, 76000"
    })
    void shouldFindWhatIsNextToAStep(String host, long millis) throws IOException {
        Packet ping = Packet.request(B, A, 9, 1).payload(Packets.payload(2_000)).ipId(77);
        List<Sent> next = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long nanos = 30 * SECOND + 400 * MILLIS + i * 5 * MILLIS;
            next.add(scenario.delivered(nanos, ping.ipId(100 + i).fragment(0, 1480)));
            next.add(scenario.delivered(nanos + 1_000, ping.ipId(100 + i).fragment(1480, 528)));
        }
        Sent lostBefore =
                scenario.lost(30 * SECOND + 497 * MILLIS, ping.ipId(98).fragment(0, 1480));
        Sent lostBehind =
                scenario.lost(30 * SECOND + 503 * MILLIS, ping.ipId(99).fragment(0, 1480));
        scenario.setClock(host.equals("a") ? scenario.a : scenario.b, 0, 30 * SECOND + 501 * MILLIS, millis * MILLIS);
        Result result = scenario.run();
        for (Sent each : next) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(DELAY, result.of(each).matches().get(0).delayNanos(), 2 * MILLIS);
        }
        assertEquals(Fate.LOST, result.of(lostBefore).fate());
        assertEquals(Fate.LOST, result.of(lostBehind).fate());
        assertEquals(0, result.appeared());
        assertEquals(1, result.diagnosis.clocks().get(0).steps().size());
        assertEquals(
                millis * MILLIS * (host.equals("a") ? -1 : 1),
                result.diagnosis.clocks().get(0).steps().get(0).stepNanos(),
                2 * MILLIS);
    }

    /** While a clock is off there are pings longer than the MTU alone, of which only fragments are seen. */
    @ParameterizedTest
    @CsvSource({
        "a, 300, false",
        "a, -300, false",
        "b, 300, false",
        "b, -300, false",
        "b, 5000, false",
        "a, 300, true",
        "b, 300, true",
        "b, -300, true",
        "b, 5000, true"
    })
    void shouldKnowTheClocksWhereThereAreFragmentsAlone(String host, long millis, boolean pingsBefore)
            throws IOException {
        Scenario pings = new Scenario(directory);
        List<Sent> whole = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            whole.addAll(fragmentedPing(pings, 20 * SECOND + i * 50 * MILLIS, 100 + i));
        }
        Sent lost = pings.lost(25 * SECOND + 7 * MILLIS, fragmented(99).fragment(0, 1480));
        for (int i = pingsBefore ? 0 : 40; i < 70; i += i == 12 ? 28 : 1) {
            pings.ping(i * SECOND, Packet.request(A, B, 10, i));
        }
        Tap tap = host.equals("a") ? pings.a : pings.b;
        tap.clock(nanos -> nanos - Scenario.EPOCH < 15 * SECOND || nanos - Scenario.EPOCH > 35 * SECOND
                ? nanos
                : nanos + millis * MILLIS);
        Result result = pings.run();
        for (Sent each : whole) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(0, result.appeared());
    }

    /** Before a clock was set by more than the captures overlap by there were fragments alone. */
    @ParameterizedTest
    @CsvSource({"a, -40", "a, 40", "b, -40", "b, 40", "b, 3600"})
    void shouldNotSayLostOfFragmentsAloneWhereAClockIsFarOff(String host, long seconds) throws IOException {
        Scenario pings = new Scenario(directory);
        for (int i = 0; i < 200; i++) {
            fragmentedPing(pings, 20 * SECOND + i * 50 * MILLIS, 100 + i);
        }
        for (int i = 40; i < 70; i++) {
            pings.ping(i * SECOND, Packet.request(A, B, 10, i));
        }
        Tap tap = host.equals("a") ? pings.a : pings.b;
        tap.clock(nanos -> nanos - Scenario.EPOCH > 35 * SECOND ? nanos : nanos + seconds * SECOND);
        Result result = pings.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** The captures ran at other times in part, and what alone one could hold has the IP IDs of what alone the other could. */
    @Test
    void shouldNotTakePacketsAlikeForOneWhereOnlyOneCaptureRan() throws IOException {
        Scenario pings = new Scenario(directory);
        pings.a.watching(Scenario.EPOCH, Scenario.EPOCH + 45 * SECOND);
        pings.b.watching(Scenario.EPOCH + 10 * SECOND, Scenario.EPOCH + 60 * SECOND);
        for (int i = 0; i < 120; i++) {
            int id = i < 10 ? 500 + 7 * i : i >= 100 ? 500 + 7 * ((3 * i) % 10) : 2_000 + i;
            fragmentedPing(pings, i * SECOND / 2, id);
            pings.ping(i * SECOND / 2 + 150 * MILLIS, Packet.request(A, B, 10, i));
        }
        Result result = pings.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
        assertEquals(0, result.diagnosis.clocks().get(0).offsetNanos(), MILLIS);
        assertEquals(6L * 70, result.count(Fate.DELIVERED), "of each ping four fragments, a request and a reply");
    }

    private static Packet fragmented(int id) {
        return Packet.request(A, B, 9, 7).payload(Packets.payload(2_000)).ipId(id);
    }

    private static List<Sent> fragmentedPing(Scenario scenario, long nanos, int id) {
        Packet ping = fragmented(id);
        Packet reply = ping.answer().ipId(20_000 + id);
        return List.of(
                scenario.delivered(nanos, ping.fragment(0, 1480)),
                scenario.delivered(nanos + 1_000, ping.fragment(1480, 528)),
                scenario.delivered(nanos + 2 * DELAY, reply.fragment(0, 1480)),
                scenario.delivered(nanos + 2 * DELAY + 1_000, reply.fragment(1480, 528)));
    }

    /** Set back while nothing came for longer: no record tells where. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void shouldNotJudgeWhatMayBeOnEitherSideOfAStep(String host) throws IOException {
        Packet ping = Packet.request(B, A, 9, 1).payload(Packets.payload(2_000));
        List<Sent> next = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            next.add(scenario.delivered(
                    30 * SECOND + (310 + i * 170) * MILLIS, ping.ipId(100 + i).fragment(0, 1480)));
        }
        Sent lost = scenario.lost(30 * SECOND + 600 * MILLIS, ping.ipId(99).fragment(0, 1480));
        scenario.setClock(host.equals("a") ? scenario.a : scenario.b, 0, 30 * SECOND + 570 * MILLIS, -120 * MILLIS);
        Result result = scenario.run();
        for (Sent each : next) {
            assertNotEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(Reason.CLOCK_UNSURE, result.of(lost).reason());
        assertEquals(this.lost.size(), result.count(Fate.LOST));
    }

    /** Records that say nothing of when they were are no step of the clock. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void shouldNotTakeRecordsWithoutATimeForSteps(String host) throws IOException {
        Tap tap = host.equals("a") ? scenario.a : scenario.b;
        tap.clock(nanos -> (nanos - Scenario.EPOCH) / SECOND % 7 == 3 ? 0 : nanos);
        Result result = scenario.run();
        ClockFacts clock = result.diagnosis.clocks().get(0);
        assertEquals(List.of(), clock.steps());
        assertEquals(0, clock.offsetNanos(), MILLIS);
        assertEquals(Fate.LOST, result.of(lost.get(0)).fate());
        assertFalse(result.of(lost.get(0)).ambiguous());
        assertEquals(
                2,
                result.count(Fate.LOST),
                "another one was due among records without a time, one more than these are");
        Sent other = lost.get(host.equals("a") ? 2 : 1);
        assertEquals(Fate.LOST, result.of(other).fate());
        assertTrue(result.of(other).ambiguous(), "which of those due then it was is not known");
        assertTrue(result.diagnosis.appeared().stream().allMatch(row -> row.count() == row.explained()));
        assertTrue(
                result.diagnosis.notes().stream()
                        .anyMatch(note -> note.matches(host + ": \\d+ records carry no usable.*")),
                () -> "notes: " + result.diagnosis.notes());
    }

    @Test
    void shouldSayThatACaptureHasNoTimes() throws IOException {
        scenario.b.clock(nanos -> 0);
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(result.diagnosis.sentence().contains("says of no packet when it was"), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
    }

    /** A file whose records have no time stands before one whose records have. */
    @Test
    void shouldReadOnBehindRecordsWithoutATime() throws IOException {
        scenario.b.clock(nanos -> nanos < Scenario.EPOCH + 20 * SECOND ? 0 : nanos);
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
        assertEquals(2 - 1, result.count(Fate.LOST), "the two before are not judged");
        assertTrue(result.count(Fate.DELIVERED) > 100);
    }

    @Test
    void shouldMatchWithClocksThatDrift() throws IOException {
        scenario.b.clock(nanos -> nanos + (nanos - Scenario.EPOCH) / 10_000);
        Result result = scenario.run();
        assertLostAreJustThose(result);
        assertEquals(100, result.diagnosis.clocks().get(0).skewPpm().orElseThrow(), 1);
    }

    /** The captures are given the other way round: the same packets have the same fates. */
    @Test
    void shouldGiveTheSameFatesInWhateverOrderTheCapturesAreGiven() throws IOException {
        Result straight = scenario.run();
        Result swapped = scenario.swapped().run();
        for (PacketFate each : straight.fates) {
            assertEquals(each, swapped.of(each));
        }
        assertEquals(straight.fates.size(), swapped.fates.size());
        assertEquals(Math.negateExact(offset(straight)), offset(swapped));
        assertEquals(
                straight.diagnosis.losses().stream()
                        .map(Object::toString)
                        .sorted()
                        .toList(),
                swapped.diagnosis.losses().stream()
                        .map(Object::toString)
                        .sorted()
                        .toList());
        assertEquals(straight.diagnosis.sentence(), swapped.diagnosis.sentence());
        assertEquals(straight.diagnosis.exitCode(), swapped.diagnosis.exitCode());
    }

    @Test
    void shouldInferTheOwnersInWhateverOrderTheCapturesAreGiven() throws IOException {
        Result straight = scenario.inferringOwners().run();
        assertLostAreJustThose(straight);
        assertEquals(List.of("10.0.0.1"), straight.diagnosis.inputs().get(0).addresses());
        Result swapped = scenario.swapped().run();
        assertLostAreJustThose(swapped);
        assertEquals(List.of("10.0.0.2"), swapped.diagnosis.inputs().get(0).addresses());
    }

    @ParameterizedTest
    @ValueSource(longs = {37, -2 * 3600})
    void shouldChangeNothingButTheClocksAndOwnTimesWhenOneCaptureIsShifted(long seconds) throws IOException {
        Result asItWas = scenario.run();
        Scenario again = new Scenario(Files.createDirectory(directory.resolve("shifted")));
        disturb(again);
        again.setClock(again.b, seconds * SECOND, 0, seconds * SECOND);
        Result shifted = again.run();
        assertEquals(asItWas.diagnosis.losses(), shifted.diagnosis.losses());
        assertEquals(asItWas.diagnosis.unjudged(), shifted.diagnosis.unjudged());
        assertEquals(asItWas.diagnosis.findings(), shifted.diagnosis.findings());
        assertEquals(offset(asItWas) + seconds * SECOND, offset(shifted));
        assertEquals(asItWas.fates.size(), shifted.fates.size());
        for (PacketFate each : asItWas.fates) {
            PacketFate other = shifted.of(each);
            long moved = each.host().equals("b") ? seconds * SECOND : 0;
            assertEquals(each.timeNanos() + moved, other.timeNanos());
            assertEquals(each.fate(), other.fate());
            assertEquals(each.reason(), other.reason());
            assertEquals(each.matches(), other.matches());
        }
    }

    private static long offset(Result result) {
        return result.diagnosis.clocks().get(0).offsetNanos();
    }

    private void assertLostAreJustThose(Result result) {
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(lost.size(), result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.MISSED) + result.count(Fate.LATE) + result.count(Fate.CORRUPTED));
        assertEquals(0, result.appeared());
        assertEquals(0, result.duplicates());
    }

    /** The last packets to arrive at A are some that were held up for seconds, while those behind them were not. */
    @Test
    void shouldNotTakePacketsThatComeTooLateForASetClock() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 6; i++) {
            scenario.delivered(
                    38 * SECOND + i * 300 * MILLIS, Packet.request(B, A, 7003, i), 4 * SECOND + i * 100 * MILLIS);
        }
        Sent lost = scenario.lost(38 * SECOND + 50 * MILLIS, Packet.request(A, B, 7004, 1));
        Sent back = scenario.lost(37 * SECOND + 50 * MILLIS, Packet.request(B, A, 7004, 1));
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(Fate.LOST, result.of(back).fate());
        assertEquals(6, result.count(Fate.LATE));
    }

    /** B's capture ends in the tick of the last packet that both hold; of that tick A's holds one more, which came behind it. */
    @Test
    void shouldNotTellOwnersByWhatCameInTheLastTick() throws IOException {
        Scenario coarse = new Scenario(directory).inferringOwners();
        for (int i = 0; i < 40; i++) {
            long at = i * 104 * MILLIS;
            Packet request = Packet.request(A, B, 9, i);
            if (i < 9) {
                coarse.delivered(at, request, 0);
                coarse.delivered(at, request.answer(), 0);
            } else if (i == 9) {
                coarse.delivered(at, request, 0);
                coarse.arrives(at, request.answer());
            } else {
                coarse.leaves(at + (i * 17 % 5) * MILLIS, request);
            }
        }
        Result result = coarse.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
    }
}

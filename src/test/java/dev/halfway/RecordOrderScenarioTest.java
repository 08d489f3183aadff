package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Captures whose records do not stand in the order of their times, as where captures were put one behind the other: they are
 * read in that order, and no clock is taken for set; or it is said that they cannot be.
 */
class RecordOrderScenarioTest {
    private static final int PINGS = 40;
    /** What leaves stands before all that comes. */
    private static final BiFunction<Long, Boolean, Integer> BY_DIRECTION = (nanos, outgoing) -> outgoing ? 0 : 1;

    @TempDir
    Path directory;

    private Scenario scenario;
    private final List<Sent> lost = new ArrayList<>();

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory).inferringOwners();
    }

    /** Three packets of B are lost. */
    private Result pings(boolean alike) throws IOException {
        for (int i = 0; i < PINGS; i++) {
            long nanos = i * SECOND + 417_113 + i * 1_037_219L;
            int sequence = alike ? 1 : i;
            Packet request = Packet.request(A, B, 7003, sequence);
            if (i == 11 || i == 29) {
                scenario.delivered(nanos, request);
                lost.add(scenario.lost(nanos + 2 * DELAY, request.answer()));
            } else {
                scenario.ping(nanos, request);
            }
            Packet other = Packet.request(B, A, 7004, sequence);
            if (i == 17) {
                lost.add(scenario.lost(nanos + 300 * MILLIS, other));
            } else {
                scenario.ping(nanos + 300 * MILLIS, other);
            }
        }
        return scenario.run();
    }

    private void assertLostAreJustThose(Result result) {
        assertEquals(lost.size(), result.count(Fate.LOST), result.diagnosis::sentence);
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(4 * PINGS - 1 - lost.size(), result.count(Fate.DELIVERED), result.diagnosis::sentence);
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
    }

    private static String notes(Result result) {
        return String.join(" ", result.diagnosis.notes());
    }

    private void writeByDirection(String hosts) {
        for (Tap tap : List.of(scenario.a, scenario.b)) {
            if (hosts.contains(tap.name)) {
                tap.writesInPieces(BY_DIRECTION);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "ab"})
    void shouldJudgeAllWhereWhatLeavesStandsBeforeWhatComes(String hosts) throws IOException {
        writeByDirection(hosts);
        scenario.setClock(scenario.b, 3_600 * SECOND, 0, 3_600 * SECOND);
        Result result = pings(false);
        assertLostAreJustThose(result);
        assertTrue(notes(result).contains("no clock was set"), () -> notes(result));
    }

    /** No packet that is in both captures tells of the clocks: the directions do. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "ab"})
    void shouldJudgePacketsThatLookAlikeAsWhereTheyStandInOrder(String hosts) throws IOException {
        Result inOrder = pings(true);
        scenario = new Scenario(directory).inferringOwners();
        writeByDirection(hosts);
        assertEquals(inOrder.diagnosis.losses(), pings(true).diagnosis.losses());
    }

    @Test
    void shouldJudgeAllWhereOlderRecordsStandBehindNewerOnes() throws IOException {
        scenario.b.writesInPieces((nanos, outgoing) -> nanos < EPOCH + 20 * SECOND + 150 * MILLIS ? 1 : 0);
        assertLostAreJustThose(pings(false));
    }

    /** By more than disorder is, or within the pieces. */
    @ParameterizedTest
    @ValueSource(longs = {-5_000, -400})
    void shouldNotCompareACaptureInPiecesWhoseClockWasSetBack(long millis) throws IOException {
        scenario.a.writesInPieces(BY_DIRECTION);
        scenario.setClock(scenario.a, 0, 20 * SECOND + 150 * MILLIS, millis * MILLIS);
        assertIsNotCompared(pings(false));
    }

    /** As by what both run on: times run back in both captures alike, and the packets are as far apart as before. */
    @ParameterizedTest
    @CsvSource({"-2500, 0", "-10000, 0", "-15000, 0", "-10000, 1700", "-10000, -1700"})
    void shouldTakeClocksThatWereBothSetBackForSet(long millis, long laterMillis) throws IOException {
        long at = 20 * SECOND + 150 * MILLIS;
        scenario.setClock(scenario.a, 0, at, millis * MILLIS);
        scenario.setClock(scenario.b, 0, at + laterMillis * MILLIS, millis * MILLIS);
        Result result = pings(false);
        assertEquals(lost.size(), result.count(Fate.LOST), result.diagnosis::sentence);
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertTrue(notes(result).contains("timestamps run back"), () -> notes(result));
        assertFalse(notes(result).contains("no clock was set"), () -> notes(result));
    }

    /** Times run back in both captures alike, but what goes one way stands before what goes the other. */
    @Test
    void shouldJudgeAllWhereBothHoldTheSameWayFirst() throws IOException {
        scenario.a.writesInPieces(BY_DIRECTION);
        scenario.b.writesInPieces((nanos, outgoing) -> outgoing ? 1 : 0);
        Result result = pings(false);
        assertLostAreJustThose(result);
        assertTrue(notes(result).contains("no clock was set"), () -> notes(result));
    }

    /** Both captures are rotated files in the order of their names, 1, 10, 2, but not of the same moments. */
    @ParameterizedTest
    @CsvSource({"13, 27, 11, 25", "13, 27, 15, 29", "13, 27, 11, 29", "0, 13, 0, 11", "0, 13, 0, 15"})
    void shouldJudgeAllWhereBothWerePutOneBehindTheOtherAlike(int second, int third, int secondOfB, int thirdOfB)
            throws IOException {
        scenario.a.writesInPieces((nanos, outgoing) -> place(nanos, second, third));
        scenario.b.writesInPieces((nanos, outgoing) -> place(nanos, secondOfB, thirdOfB));
        Result result = pings(false);
        assertLostAreJustThose(result);
        assertTrue(notes(result).contains("no clock was set"), () -> notes(result));
    }

    /** What is from the second file stands last. */
    private static int place(long nanos, int second, int third) {
        long at = nanos - EPOCH;
        return at < second * SECOND ? 0 : at < third * SECOND ? 2 : 1;
    }

    /** B knows A and its pings by other addresses and identifiers: no packet is in both captures as it is. */
    @ParameterizedTest
    @CsvSource({"31, 13", "13, 31", "23, 0", "0, 23"})
    void shouldJudgeAllWhereBothWerePutOneBehindTheOtherAndAddressesAreTranslated(int first, int firstOfB)
            throws IOException {
        scenario.a.writesInPieces((nanos, outgoing) -> nanos < EPOCH + first * SECOND ? 1 : 0);
        scenario.b.writesInPieces((nanos, outgoing) -> nanos < EPOCH + firstOfB * SECOND ? 1 : 0);
        for (int i = 0; i < PINGS; i++) {
            long at = i * SECOND + 417_113 + i * 1_037_219L;
            Packet request = Packet.request(A, B, 7003, i)
                    .ipId(5_001 + i)
                    .payload(ByteBuffer.allocate(56).putLong(at).array());
            Packet reply = request.answer().ipId(9_001 + i);
            scenario.seenAt(scenario.a, at, request, true, 1);
            scenario.seenAt(scenario.b, at + DELAY, request.translated("203.0.113.9", 881, B, 881), false, 1);
            scenario.seenAt(scenario.b, at + 2 * DELAY, reply.translated(B, 881, "203.0.113.9", 881), true, 1);
            if (i != 11 && i != 29) {
                scenario.seenAt(scenario.a, at + 3 * DELAY, reply, false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(2, result.count(Fate.LOST, TypeP.ICMP_ECHO_REPLY), result.diagnosis::sentence);
        assertEquals(2 * PINGS - 2, result.count(Fate.DELIVERED), result.diagnosis::sentence);
        assertEquals(List.of(), result.diagnosis.clocks().get(0).steps());
        assertTrue(notes(result).contains("no clock was set"), () -> notes(result));
    }

    /** The file ends in the midst of what comes: that arrives, and nothing shows it. */
    @Test
    void shouldJudgeOnlyWhileBothDirectionsWereRecorded() throws IOException {
        scenario.a.writesInPieces(BY_DIRECTION);
        long ends = EPOCH + 25 * SECOND;
        scenario.a.leavesOut((nanos, outgoing) -> !outgoing && nanos > ends);
        Result result = pings(false);
        assertEquals(2, result.count(Fate.LOST), result.diagnosis::sentence); // the one at 29 s is not judged
        assertTrue(result.count(Fate.UNOBSERVABLE) >= 2 * (PINGS - 26), result.diagnosis::sentence);
        assertEquals(0, result.count(Fate.MISSED), result.diagnosis::sentence);
    }

    /** A piece that was cut off: between the two nothing was recorded. */
    @Test
    void shouldNotJudgeWhatFallsBetweenPieces() throws IOException {
        long from = EPOCH + 8 * SECOND;
        long to = EPOCH + 15 * SECOND + 150 * MILLIS;
        scenario.b.writesInPieces((nanos, outgoing) -> nanos < to ? 1 : 0);
        scenario.b.leavesOut((nanos, outgoing) -> nanos > from && nanos < to);
        Result result = pings(false);
        assertEquals(2, result.count(Fate.LOST), result.diagnosis::sentence); // the one at 11 s is in no capture
        assertEquals(0, result.count(Fate.MISSED), result.diagnosis::sentence);
    }

    @Test
    void shouldNotCompareACaptureInManyPieces() throws IOException {
        scenario.a.writesInPieces((nanos, outgoing) -> (int) ((EPOCH - nanos) / (2 * SECOND)));
        assertIsNotCompared(pings(false));
    }

    /** The first one is in order; of the others, which pieces stand where is not known. */
    @Test
    void shouldNotCompareOneOfSeveralCapturesInPieces() throws IOException {
        long restart = EPOCH + 15 * SECOND + 150 * MILLIS;
        scenario.a.restart(restart);
        scenario.a.writesInPieces((nanos, outgoing) -> nanos < restart || outgoing ? 0 : 1);
        Result result = pings(false);
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis::sentence);
        assertEquals(0, result.count(Fate.LOST));
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.contains("a1.pcapng are not in the order of their times (from packet "), sentence);
    }

    private static void assertIsNotCompared(Result result) {
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis::sentence);
        assertEquals(0, result.count(Fate.LOST));
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.contains("a0.pcapng are not in the order of their times (from packet "), sentence);
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments with payload are matched by their bytes (method.md section 4), one test a rule. */
class TcpDataScenarioTest {
    /** What tells a transmission from the next. */
    enum Telling {
        TIMESTAMPS_AND_IP_ID,
        IP_ID,
        NOTHING;

        Packet on(Packet packet, int number) {
            return switch (this) {
                case TIMESTAMPS_AND_IP_ID ->
                    packet.timestamps(1000 + 300 * number, 7).ipId(500 + number);
                case IP_ID -> packet.ipId(500 + number);
                case NOTHING -> packet;
            };
        }
    }

    private static final Packet SEGMENT = Packet.tcp(A, 40000, B, 179, Packet.PSH)
            .sequence(1000)
            .acknowledging(5000)
            .data(1448);

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 30);
    }

    private static Packet acknowledgment(int number) {
        return Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(number);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseTheOriginalAndDeliverTheRetransmission(Telling telling) throws IOException {
        Sent original = scenario.lost(10 * SECOND, telling.on(SEGMENT, 0));
        Sent again = scenario.delivered(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT, 1));
        scenario.delivered(10 * SECOND + 300 * MILLIS + 2 * DELAY, acknowledgment(2448));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(original).fate());
        assertTrue(result.of(original).confirmed());
        assertEquals(Reason.RETRANSMITTED, result.of(original).reason());
        assertMatched(result, again);
        assertEquals(1, result.count(Fate.LOST));
    }

    /** A way that is slow for a while makes TCP send again what is not lost; all of it arrives, each as late as the next. */
    @Test
    void shouldDeliverAllThreeAlikeThatTakeAsLong() throws IOException {
        long slow = 705 * MILLIS;
        for (int i = 0; i < 40; i++) {
            scenario.delivered(9_500 * MILLIS + 50 * MILLIS * i + 317, Packet.request(A, B, 7003, i), slow + 1_009 * i);
        }
        List<Sent> all = List.of(
                scenario.delivered(10 * SECOND + 137_913, SEGMENT, slow),
                scenario.delivered(10 * SECOND + 484 * MILLIS + 3_177, SEGMENT, slow + 61_317),
                scenario.delivered(10 * SECOND + 968 * MILLIS + 8_531, SEGMENT, slow - 43_211));
        Result result = scenario.run();
        assertEquals(
                3,
                result.count(Fate.DELIVERED, TypeP.TCP_DATA),
                () -> all.stream().map(result::of).toList() + "");
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.duplicates());
    }

    /** A segment lost, and sent again on a slow way, of which the network makes two: they come much closer than they left. */
    @Test
    void shouldLoseTheFirstWhereTheSecondIsSlowAndComesTwice() throws IOException {
        scenario.lost(10 * SECOND + 137_913, SEGMENT);
        scenario.delivered(10 * SECOND + 200 * MILLIS + 3_177, SEGMENT, 2 * SECOND);
        scenario.arrives(12 * SECOND + 200 * MILLIS + 53_177, SEGMENT);
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.LOST, TypeP.TCP_DATA));
        assertEquals(1, result.duplicates());
    }

    /** One of them comes just before the end: the first, slowly, while those behind it are still on their way, for all that is known. */
    @Test
    void shouldLoseNoneOfThreeAlikeOfWhichOneArrivesAtTheEnd() throws IOException {
        Sent original = scenario.delivered(29 * SECOND + 400 * MILLIS + 137_913, SEGMENT, 795 * MILLIS);
        Sent again = scenario.lost(29 * SECOND + 700 * MILLIS + 3_177, SEGMENT);
        Sent last = scenario.lost(30 * SECOND + 70 * MILLIS + 8_531, SEGMENT);
        Result result = scenario.run();
        assertEquals(
                0, result.count(Fate.LOST), () -> "" + List.of(result.of(original), result.of(again), result.of(last)));
        assertEquals(1, result.count(Fate.DELIVERED, TypeP.TCP_DATA));
        assertEquals(2, result.count(Fate.UNOBSERVABLE, TypeP.TCP_DATA));
    }

    @Test
    void shouldLoseOneOfTwoAlikeWhereTheOtherArrivesLongBeforeTheEnd() throws IOException {
        scenario.lost(28 * SECOND + 137_913, SEGMENT);
        scenario.delivered(28 * SECOND + 670 * MILLIS + 8_531, SEGMENT);
        assertEquals(1, scenario.run().count(Fate.LOST, TypeP.TCP_DATA));
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverTheOriginalAndLoseTheNeedlessRetransmission(Telling telling) throws IOException {
        Sent original = scenario.delivered(10 * SECOND, telling.on(SEGMENT, 0));
        Sent again = scenario.lost(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT, 1));
        scenario.delivered(10 * SECOND + 400 * MILLIS, acknowledgment(2448));
        Result result = scenario.run();
        assertMatched(result, original);
        assertEquals(Fate.LOST, result.of(again).fate(), "the acknowledgment is explained by the original");
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverBothTransmissions(Telling telling) throws IOException {
        Sent original = scenario.delivered(10 * SECOND, telling.on(SEGMENT, 0));
        Sent again = scenario.delivered(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT, 1));
        Result result = scenario.run();
        assertMatched(result, original);
        assertMatched(result, again);
        assertEquals(2, result.count(Fate.DELIVERED, TypeP.TCP_DATA), "a retransmission is never merged away");
        assertEquals(0, result.duplicates());
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseBothTransmissions(Telling telling) throws IOException {
        Sent original = scenario.lost(10 * SECOND, telling.on(SEGMENT, 0));
        Sent again = scenario.lost(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT, 1));
        scenario.delivered(9 * SECOND, acknowledgment(1000));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(original).fate());
        assertEquals(Fate.LOST, result.of(again).fate());
        assertEquals(2, result.count(Fate.LOST));
    }

    /** The clocks would allow that the second arrived first, but then it would have been faster than any. */
    @Test
    void shouldNotCrossTransmissionsAlike() throws IOException {
        Sent original = scenario.delivered(10 * SECOND, SEGMENT, DELAY + 30_000);
        scenario.delivered(10 * SECOND + 10_000, SEGMENT.sequence(2448).data(1448));
        Sent again = scenario.delivered(10 * SECOND + 300_000, SEGMENT);
        scenario.delivered(10 * SECOND + 3 * DELAY, acknowledgment(3896));
        Result result = scenario.run();
        assertMatched(result, original);
        assertMatched(result, again);
        assertEquals(0, result.count(Fate.LOST));
    }

    /** Two lost segments are sent again as one. */
    @ParameterizedTest
    @EnumSource
    void shouldLoseWhatIsSentAgainInAnotherCut(Telling telling) throws IOException {
        Sent first = scenario.lost(10 * SECOND, telling.on(SEGMENT.data(700), 0));
        Sent second = scenario.lost(
                10 * SECOND + 20_000, telling.on(SEGMENT.sequence(1700).data(700), 1));
        Sent again = scenario.delivered(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT.data(1400), 2));
        scenario.delivered(10 * SECOND + 302 * MILLIS, acknowledgment(2400));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(first).fate());
        assertEquals(Fate.LOST, result.of(second).fate());
        assertTrue(result.of(first).confirmed() && result.of(second).confirmed());
        assertMatched(result, again);
        assertEquals(2, result.count(Fate.LOST));
    }

    /** The first of two arrives, both are sent again as one: the second transmission brings old and new bytes. */
    @ParameterizedTest
    @EnumSource
    void shouldDeliverASegmentThatBringsOldBytesAndNew(Telling telling) throws IOException {
        Sent first = scenario.delivered(10 * SECOND, telling.on(SEGMENT.data(700), 0));
        Sent second = scenario.lost(
                10 * SECOND + 20_000, telling.on(SEGMENT.sequence(1700).data(700), 1));
        Sent again = scenario.delivered(10 * SECOND + 300 * MILLIS, telling.on(SEGMENT.data(1400), 2));
        Result result = scenario.run();
        assertMatched(result, first);
        assertEquals(Fate.LOST, result.of(second).fate());
        assertMatched(result, again);
    }

    /** Three transmissions; the second arrives. */
    @ParameterizedTest
    @EnumSource
    void shouldTellWhichOfThreeTransmissionsArrived(Telling telling) throws IOException {
        Sent first = scenario.lost(10 * SECOND, telling.on(SEGMENT, 0));
        Sent second = scenario.delivered(10 * SECOND + 250 * MILLIS, telling.on(SEGMENT, 1));
        Sent third = scenario.lost(10 * SECOND + 750 * MILLIS, telling.on(SEGMENT, 2));
        scenario.delivered(11 * SECOND, acknowledgment(2448));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(first).fate());
        assertMatched(result, second);
        assertEquals(Fate.LOST, result.of(third).fate());
    }

    @Test
    void shouldSayHowMuchOfAnOffloadedSegmentWasLost() throws IOException {
        Tap.Record large = scenario.leaves(10 * SECOND, SEGMENT.data(3 * 1448).ipId(100));
        Tap.Record first = scenario.arrives(10 * SECOND + DELAY, SEGMENT.ipId(100));
        Tap.Record third = scenario.arrives(
                10 * SECOND + DELAY + 20_000,
                SEGMENT.sequence(1000 + 2 * 1448).data(1448).ipId(102));
        Result result = scenario.run();
        PacketFate fate = result.of(large);
        assertEquals(Fate.LOST, fate.fate());
        assertEquals(OptionalLong.of(1448), fate.bytesLost());
        assertEquals(
                List.of(first.frame, third.frame),
                fate.matches().stream().map(PacketFate.Match::frame).toList());
        assertEquals(Fate.ARRIVED, result.of(first).fate());
        assertEquals(Fate.ARRIVED, result.of(third).fate());
        assertEquals(0, result.appeared());
    }

    @Test
    void shouldDeliverThePartThatIsSentAgain() throws IOException {
        Tap.Record large = scenario.leaves(10 * SECOND, SEGMENT.data(3 * 1448).ipId(100));
        scenario.arrives(10 * SECOND + DELAY, SEGMENT.ipId(100));
        scenario.arrives(
                10 * SECOND + DELAY + 20_000,
                SEGMENT.sequence(1000 + 2 * 1448).data(1448).ipId(102));
        scenario.delivered(10 * SECOND + 2 * DELAY, acknowledgment(1000 + 1448).sack(1000 + 2 * 1448, 1000 + 3 * 1448));
        Sent middle = scenario.delivered(
                10 * SECOND + 5 * MILLIS,
                SEGMENT.sequence(1000 + 1448).data(1448).ipId(103));
        scenario.delivered(10 * SECOND + 6 * MILLIS, acknowledgment(1000 + 3 * 1448));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(large).fate());
        assertEquals(OptionalLong.of(1448), result.of(large).bytesLost());
        assertTrue(result.of(large).confirmed());
        assertMatched(result, middle);
    }

    @Test
    void shouldDeliverAnOffloadedSegmentThatArrivesWhole() throws IOException {
        Tap.Record large = scenario.leaves(10 * SECOND, SEGMENT.data(3 * 1448));
        for (int i = 0; i < 3; i++) {
            scenario.arrives(
                    10 * SECOND + DELAY + i * 10_000,
                    SEGMENT.sequence(1000 + i * 1448).data(1448));
        }
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(large).fate());
        assertEquals(3, result.of(large).matches().size());
        assertEquals(1, result.count(Fate.DELIVERED, TypeP.TCP_DATA), "one packet by its sender's capture");
        assertEquals(0, result.appeared());
    }

    @Test
    void shouldDeliverSegmentsThatAreMergedWhereTheyArrive() throws IOException {
        Tap.Record[] left = new Tap.Record[3];
        for (int i = 0; i < 3; i++) {
            left[i] = scenario.leaves(
                    10 * SECOND + i * 10_000, SEGMENT.sequence(1000 + i * 1448).data(1448));
        }
        Tap.Record merged = scenario.arrives(10 * SECOND + DELAY + 20_000, SEGMENT.data(3 * 1448));
        Result result = scenario.run();
        for (Tap.Record each : left) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(merged.frame, result.of(each).matches().get(0).frame());
        }
        assertEquals(Fate.ARRIVED, result.of(merged).fate());
        assertEquals(0, result.appeared());
        assertEquals(0, result.count(Fate.LOST));
    }

    /**
     * Large receive offload takes timestamps and acknowledgment of the last of the segments that it merges. A segment that was lost
     * before them is in none, nor is one in what was merged of its retransmission.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDeliverSegmentsThatAreMergedUnderTheTimestampsOfTheLast(boolean lost) throws IOException {
        Tap.Record[] left = new Tap.Record[4];
        for (int i = 0; i < 4; i++) {
            left[i] = scenario.leaves(10 * SECOND + i * 10_000, piece(i, 1000 + i / 2, i < 3 ? 5000 : 5100));
        }
        Tap.Record again = null;
        if (lost) {
            again = scenario.leaves(10 * SECOND + 100_000, piece(0, 1002, 5100));
            scenario.arrives(10 * SECOND + DELAY + 30_000, piece(1, 1001, 5100).data(3 * 1448));
            scenario.arrives(10 * SECOND + DELAY + 100_000, piece(0, 1002, 5100));
        } else {
            scenario.arrives(10 * SECOND + DELAY + 30_000, piece(0, 1001, 5100).data(4 * 1448));
        }
        Result result = scenario.run();
        assertEquals(lost ? Fate.LOST : Fate.DELIVERED, result.of(left[0]).fate());
        assertEquals(4, result.count(Fate.DELIVERED, TypeP.TCP_DATA));
        assertEquals(lost ? 1 : 0, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
        if (lost) {
            assertEquals(Fate.DELIVERED, result.of(again).fate());
        }
    }

    private static Packet piece(int number, int timestamp, int acknowledging) {
        return SEGMENT.sequence(1000 + number * 1448)
                .data(1448)
                .acknowledging(acknowledging)
                .timestamps(timestamp, acknowledging);
    }

    @Test
    void shouldFindTheLostOneOfSegmentsThatAreMergedDifferently() throws IOException {
        Tap.Record[] left = new Tap.Record[4];
        for (int i = 0; i < 4; i++) {
            left[i] = scenario.leaves(
                    10 * SECOND + i * 10_000, SEGMENT.sequence(1000 + i * 1000).data(1000));
        }
        scenario.arrives(10 * SECOND + DELAY, SEGMENT.data(2000));
        scenario.arrives(10 * SECOND + DELAY + 30_000, SEGMENT.sequence(4000).data(1000));
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(left[0]).fate());
        assertEquals(Fate.DELIVERED, result.of(left[1]).fate());
        assertEquals(Fate.LOST, result.of(left[2]).fate());
        assertEquals(Fate.DELIVERED, result.of(left[3]).fate());
    }

    @Test
    void shouldFollowSequenceNumbersOverTheirEnd() throws IOException {
        int start = -1500;
        Tap.Record lost = null;
        for (int i = 0; i < 4; i++) {
            Packet segment = SEGMENT.sequence(start + i * 1000).data(1000);
            if (i == 1) {
                lost = scenario.leaves(10 * SECOND + i * MILLIS, segment);
            } else {
                assertEquals(1000, segment.sequenceEnd() - (start + i * 1000));
                scenario.delivered(10 * SECOND + i * MILLIS, segment);
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate(), "the segment that holds sequence number 0");
        assertEquals(3, result.count(Fate.DELIVERED, TypeP.TCP_DATA));
    }

    @Test
    void shouldCallMissedWhatWasAcknowledged() throws IOException {
        scenario.delivered(9 * SECOND, SEGMENT.sequence(0).data(1000));
        scenario.delivered(9 * SECOND + 2 * DELAY, acknowledgment(1000));
        Tap.Record unseen = scenario.leaves(10 * SECOND, SEGMENT);
        scenario.delivered(10 * SECOND + 2 * DELAY, acknowledgment(2448));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Reason.ACKNOWLEDGED, result.of(unseen).reason());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, bytesLost(result), "they arrived");
    }

    private static long bytesLost(Result result) {
        return result.diagnosis.losses().stream().mapToLong(LossRow::bytesLost).sum();
    }

    @Test
    void shouldCallMissedWhatWasSelectivelyAcknowledged() throws IOException {
        Sent lost = scenario.lost(10 * SECOND, SEGMENT);
        Tap.Record unseen =
                scenario.leaves(10 * SECOND + 100_000, SEGMENT.sequence(2448).data(1448));
        scenario.delivered(
                10 * SECOND + 100_000 + 2 * DELAY, acknowledgment(1000).sack(2448, 3896));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(1448, bytesLost(result), "of the one that is lost");
    }

    @Test
    void shouldCallCorruptedASegmentThatArrivesWithOtherBytes() throws IOException {
        Tap.Record left = scenario.leaves(10 * SECOND, SEGMENT.ipId(500));
        Tap.Record arrived =
                scenario.arrives(10 * SECOND + DELAY, SEGMENT.ipId(500).spoiled());
        Result result = scenario.run();
        assertEquals(Fate.CORRUPTED, result.of(left).fate());
        assertEquals(Fate.ARRIVED, result.of(arrived).fate());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldTakeASecondArrivalWithTheSameIpIdForADuplicate() throws IOException {
        scenario.delivered(9 * SECOND, SEGMENT.sequence(0).data(1000).ipId(499));
        Sent sent = scenario.delivered(10 * SECOND, SEGMENT.ipId(500));
        Tap.Record again = scenario.arrives(10 * SECOND + DELAY + 50_000, SEGMENT.ipId(500));
        Result result = scenario.run();
        assertMatched(result, sent);
        assertEquals(Fate.COPY, result.of(again).fate());
        assertEquals(OptionalLong.of(sent.arrival().frame), result.of(again).copyOf());
        assertEquals(1, result.duplicates());
    }

    /** The original lost, the retransmission delivered twice: the two arrivals might as well be one of each. */
    @Test
    void shouldSayThatADuplicateMayStandInForTheLostOriginal() throws IOException {
        Sent original = scenario.lost(10 * SECOND, SEGMENT);
        Sent again = scenario.delivered(10 * SECOND + MILLIS, SEGMENT);
        Tap.Record duplicate = scenario.arrives(10 * SECOND + MILLIS + DELAY + 400_000, SEGMENT);
        Result result = scenario.run();
        assertTrue(result.of(original).ambiguous());
        assertTrue(result.of(again).ambiguous());
        assertTrue(result.of(duplicate).ambiguous());
    }

    @Test
    void shouldNotDoubtWhichOfTwoArrivedWhenBothDidInOrderAndTime() throws IOException {
        Sent original = scenario.delivered(10 * SECOND, SEGMENT);
        Sent again = scenario.delivered(10 * SECOND + MILLIS, SEGMENT);
        Result result = scenario.run();
        assertMatched(result, original);
        assertMatched(result, again);
        assertFalse(result.of(original).ambiguous());
        assertFalse(result.of(again).ambiguous());
    }

    /** It may have been the original, held back for as long as other packets are. */
    @Test
    void shouldDoubtWhichOfTwoArrivedWhenOnlyOneDid() throws IOException {
        Sent original = scenario.lost(10 * SECOND, SEGMENT);
        Sent again = scenario.delivered(10 * SECOND + MILLIS, SEGMENT);
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(original).fate());
        assertMatched(result, again);
        assertTrue(result.of(original).ambiguous());
        assertTrue(result.of(again).ambiguous());
    }

    @Test
    void shouldTellTransmissionsApartByWhatTheyAcknowledge() throws IOException {
        Sent original = scenario.lost(10 * SECOND, SEGMENT);
        Sent again = scenario.delivered(10 * SECOND + MILLIS, SEGMENT.acknowledging(5019));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(original).fate());
        assertMatched(result, again);
        assertFalse(result.of(original).ambiguous());
        assertFalse(result.of(again).ambiguous());
    }

    /** The capture at the sender has no record of the retransmission. */
    @Test
    void shouldNotTakeARetransmissionThatWasNotSeenLeavingForADuplicate() throws IOException {
        Sent original = scenario.delivered(10 * SECOND, SEGMENT.timestamps(1000, 7));
        Tap.Record again = scenario.arrives(10 * SECOND + 2 * MILLIS, SEGMENT.timestamps(1001, 7));
        Result result = scenario.run();
        assertMatched(result, original);
        assertEquals(Fate.APPEARED, result.of(again).fate());
        assertEquals(0, result.duplicates());
    }

    @Test
    void shouldNotTakeARetransmissionThatWasNotSeenLeavingForTheLostOriginal() throws IOException {
        scenario.delivered(9 * SECOND, SEGMENT.sequence(0).data(1000).ipId(499));
        Sent original = scenario.lost(10 * SECOND, SEGMENT.ipId(500));
        Tap.Record again = scenario.arrives(10 * SECOND + MILLIS + DELAY, SEGMENT.ipId(504));
        scenario.delivered(10 * SECOND + 2 * MILLIS, acknowledgment(2448));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(original).fate(), "what arrived explains the acknowledgment");
        assertEquals(Fate.APPEARED, result.of(again).fate());
    }

    @Test
    void shouldNameTheArrivalThatADuplicateRepeats() throws IOException {
        scenario.leaves(10 * SECOND, SEGMENT.data(3 * 1448));
        Tap.Record[] pieces = new Tap.Record[3];
        for (int i = 0; i < 3; i++) {
            pieces[i] = scenario.arrives(
                    10 * SECOND + DELAY + i * 10_000,
                    SEGMENT.sequence(1000 + i * 1448).data(1448));
        }
        Tap.Record again = scenario.arrives(
                10 * SECOND + DELAY + 100_000, SEGMENT.sequence(1000 + 1448).data(1448));
        Result result = scenario.run();
        assertEquals(Fate.COPY, result.of(again).fate());
        assertEquals(OptionalLong.of(pieces[1].frame), result.of(again).copyOf());
    }

    /** The same ports again with lower sequence numbers, and the sender's capture missed the SYN. */
    @Test
    void shouldTellANewConnectionByItsSynThoughOnlyTheReceiverSawIt() throws IOException {
        scenario.delivered(9 * SECOND, SEGMENT.sequence(900_000));
        scenario.delivered(9 * SECOND + 2 * DELAY, acknowledgment(901_448));
        scenario.arrives(10 * SECOND, Packet.tcp(A, 40000, B, 179, Packet.SYN).sequence(999));
        Tap.Record unseen = scenario.leaves(10 * SECOND + 10 * MILLIS, SEGMENT);
        scenario.delivered(10 * SECOND + 12 * MILLIS, acknowledgment(2448));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
    }

    private static void assertMatched(Result result, Sent sent) {
        assertEquals(Fate.DELIVERED, result.of(sent).fate());
        assertEquals(
                List.of(sent.arrival().frame),
                result.of(sent).matches().stream().map(PacketFate.Match::frame).toList());
        assertEquals(Fate.ARRIVED, result.of(sent.arrival()).fate());
    }
}

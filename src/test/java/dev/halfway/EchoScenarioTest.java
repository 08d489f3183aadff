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
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import dev.halfway.match.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of method.md sections 4 and 6 on echo packets, one by one. */
class EchoScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 30);
    }

    /** By the order in which they arrive: it takes longer to know what one is that took unusually long. */
    @ParameterizedTest
    @CsvSource({"40, 0", "99, 0", "110, 1", "800, 1", "2500, 1"})
    void shouldCallReorderedWhatArrivesBehindOneSentLater(long delayMillis, long reordered) throws IOException {
        for (int i = 0; i < 60; i++) {
            long delay = i == 30 ? delayMillis * MILLIS : DELAY + 1_000 * i;
            scenario.delivered(31 * SECOND + i * 100 * MILLIS + 7_000 * i, Packet.request(A, B, 9, i), delay);
        }
        assertEquals(
                reordered,
                scenario.run().diagnosis.losses().stream()
                        .mapToLong(LossRow::reordered)
                        .sum());
    }

    @Test
    void shouldDeliverWhatIsSeenAtBothEnds() throws IOException {
        Sent request = scenario.delivered(10 * SECOND, Packet.request(A, B, 5, 1));
        Sent reply = scenario.delivered(
                10 * SECOND + 2 * DELAY, Packet.request(A, B, 5, 1).answer());
        Result result = scenario.run();
        assertDelivered(result, request);
        assertDelivered(result, reply);
        PacketFate departure = result.of(request);
        assertEquals("a", departure.initiator());
        assertEquals(Role.REQUEST, departure.role());
        PacketFate answer = result.of(reply);
        assertEquals("a", answer.initiator());
        assertEquals(Role.RESPONSE, answer.role());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.diagnosis.exitCode());
    }

    @Test
    void shouldLoseTheReplyAndNotTheRequest() throws IOException {
        Packet asked = Packet.request(B, A, 5, 1);
        Sent request = scenario.delivered(10 * SECOND, asked);
        Sent reply = scenario.lost(10 * SECOND + DELAY, asked.answer());
        Result result = scenario.run();
        assertDelivered(result, request);
        assertEquals(Fate.LOST, result.of(reply).fate());
        assertEquals("b", result.of(reply).initiator());
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(1, result.diagnosis.exitCode());
    }

    @Test
    void shouldConfirmTheLossOfARequestThatIsNotAnswered() throws IOException {
        Sent request = scenario.lost(10 * SECOND, Packet.request(A, B, 7001, 1000));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(request).fate());
        assertTrue(result.of(request).confirmed());
        assertEquals(Reason.NO_ANSWER, result.of(request).reason());
    }

    @Test
    void shouldTellARestartedPingFromTheFirst() throws IOException {
        List<Sent> lost = new ArrayList<>();
        for (int sequence = 1; sequence <= 5; sequence++) {
            Packet request = Packet.request(A, B, 5, sequence);
            if (sequence == 3) {
                lost.add(scenario.lost((9 + sequence) * SECOND, request));
            } else {
                scenario.ping((9 + sequence) * SECOND, request);
            }
            if (sequence == 4) {
                lost.add(scenario.lost((19 + sequence) * SECOND, request));
            } else {
                scenario.ping((19 + sequence) * SECOND, request);
            }
        }
        assertLostAre(lost, scenario.run());
    }

    @Test
    void shouldTellARestartedPingFromTheFirstWithinTheLossThreshold() throws IOException {
        Sent first = scenario.lost(10 * SECOND, Packet.request(A, B, 5, 1));
        Sent second = scenario.delivered(11 * SECOND, Packet.request(A, B, 5, 1));
        scenario.delivered(11 * SECOND + 2 * DELAY, Packet.request(A, B, 5, 1).answer());
        Result result = scenario.run();
        assertLostAre(List.of(first), result);
        assertEquals(Fate.DELIVERED, result.of(second).fate());
    }

    @Test
    void shouldFollowTheSequenceNumberOverItsEnd() throws IOException {
        List<Sent> lost = new ArrayList<>();
        int[] sequences = {65_533, 65_534, 65_535, 0, 1, 2};
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < sequences.length; i++) {
                long nanos = (10 + 6 * round) * SECOND + i * 100 * MILLIS;
                Packet request = Packet.request(A, B, 5, sequences[i]);
                if (i == 2 + round) {
                    lost.add(scenario.lost(nanos, request));
                } else {
                    scenario.ping(nanos, request);
                }
            }
        }
        assertLostAre(lost, scenario.run());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4711})
    void shouldTakeASecondArrivalForADuplicate(int ipId) throws IOException {
        Packet request = Packet.request(A, B, 5, 1).ipId(ipId);
        Sent sent = scenario.delivered(10 * SECOND, request);
        Tap.Record again = scenario.arrives(10 * SECOND + DELAY + 50_000, request);
        scenario.delivered(10 * SECOND + 2 * DELAY, request.answer());
        Result result = scenario.run();
        assertDelivered(result, sent);
        PacketFate copy = result.of(again);
        assertEquals(Fate.COPY, copy.fate());
        assertEquals(OptionalLong.of(sent.arrival().frame), copy.copyOf());
        assertEquals(1, result.duplicates());
        assertEquals(0, result.appeared());
        assertEquals(0, result.count(Fate.LOST));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4711})
    void shouldTakeSightingsOnTwoInterfacesForOnePacket(int ipId) throws IOException {
        scenario = new Scenario(directory);
        scenario.a.captureOnAny();
        scenario.quiet(0, 30);
        Packet request = Packet.request(A, B, 5, 1).ipId(ipId);
        Tap.Record inner = scenario.seenAt(scenario.a, 10 * SECOND - 20_000, request, true, 7);
        Sent sent = scenario.delivered(10 * SECOND, request);
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(inner).fate());
        assertEquals(Fate.COPY, result.of(sent).fate());
        assertEquals(OptionalLong.of(inner.frame), result.of(sent).copyOf());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.duplicates(), "seen twice by one host is not delivered twice by the network");
        assertEquals(31 + 31 + 1, result.count(Fate.DELIVERED, TypeP.ICMP_ECHO_REQUEST));
    }

    @Test
    void shouldKeepALateArrivalApart() throws IOException {
        Sent sent = scenario.delivered(10 * SECOND, Packet.request(A, B, 5, 1), 5 * SECOND);
        Result result = scenario.run();
        assertEquals(Fate.LATE, result.of(sent).fate());
        assertEquals(Fate.ARRIVED, result.of(sent.arrival()).fate());
        assertEquals(1, result.count(Fate.LATE));
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldCallMissedWhatWasAnswered() throws IOException {
        Packet request = Packet.request(A, B, 5, 1);
        Tap.Record unseen = scenario.leaves(10 * SECOND, request);
        scenario.delivered(10 * SECOND + 2 * DELAY, request.answer());
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Reason.ANSWERED, result.of(unseen).reason());
        assertEquals(0, result.count(Fate.LOST));
        assertTrue(result.diagnosis.inputs().get(1).missRate().isPresent(), "a gap of B's capture, which is said");
    }

    @Test
    void shouldCallMissedWhatWasAnsweredThoughTheAnswerWasNotSeenLeaving() throws IOException {
        Packet request = Packet.request(A, B, 5, 1);
        Tap.Record unseen = scenario.leaves(10 * SECOND, request);
        Tap.Record answer = scenario.arrives(10 * SECOND + 3 * DELAY, request.answer());
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Fate.APPEARED, result.of(answer).fate());
    }

    @Test
    void shouldCallCorruptedWhatArrivedWithOtherContent() throws IOException {
        Packet request = Packet.request(A, B, 5, 1);
        Tap.Record left = scenario.leaves(10 * SECOND, request);
        Tap.Record arrived = scenario.arrives(10 * SECOND + DELAY, request.spoiled());
        Result result = scenario.run();
        assertEquals(Fate.CORRUPTED, result.of(left).fate());
        assertEquals(Fate.ARRIVED, result.of(arrived).fate());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
    }

    @Test
    void shouldJudgeEachFragmentByItself() throws IOException {
        Packet whole = Packet.request("2001:db8::1", "2001:db8::2", 5, 1)
                .payload(Packets.payload(2000))
                .ipId(0x12345678);
        Sent first = scenario.delivered(10 * SECOND, whole.fragment(0, 1448));
        Sent second = scenario.lost(10 * SECOND + 10_000, whole.fragment(1448, 560));
        Packet other = whole.ipId(0x12345679);
        Sent third = scenario.delivered(11 * SECOND, other.fragment(0, 1448));
        Sent fourth = scenario.delivered(11 * SECOND + 10_000, other.fragment(1448, 560));
        Result result = scenario.run();
        assertDelivered(result, first);
        assertEquals(Fate.LOST, result.of(second).fate());
        assertEquals(TypeP.FRAGMENT, result.of(second).typeP());
        assertEquals("a", result.of(second).initiator(), "known from the first fragment");
        assertDelivered(result, third);
        assertDelivered(result, fourth);
    }

    /** Only who has all fragments can answer: those that its capture does not show it missed. */
    @Test
    void shouldCallMissedTheFragmentsOfAnAnsweredDatagram() throws IOException {
        Packet ping = Packet.request(A, B, 5, 1).payload(Packets.payload(2000)).ipId(77);
        Sent head = scenario.lost(10 * SECOND, ping.fragment(0, 1480));
        Sent rest = scenario.delivered(10 * SECOND + 10_000, ping.fragment(1480, 528));
        scenario.delivered(10 * SECOND + 2 * DELAY, ping.answer().ipId(900).fragment(0, 1480));
        scenario.delivered(
                10 * SECOND + 2 * DELAY + 10_000, ping.answer().ipId(900).fragment(1480, 528));
        Packet unanswered =
                Packet.request(A, B, 5, 2).payload(Packets.payload(2000)).ipId(78);
        scenario.delivered(11 * SECOND, unanswered.fragment(0, 1480));
        Sent lost = scenario.lost(11 * SECOND + 10_000, unanswered.fragment(1480, 528));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(head).fate());
        assertEquals(Reason.ANSWERED, result.of(head).reason());
        assertDelivered(result, rest);
        assertEquals(Fate.LOST, result.of(lost).fate());
    }

    /** However many others are sent, and answered, until it is told what became of them. */
    @Test
    void shouldCallMissedTheFragmentsOfAnsweredDatagramsManyASecond() throws IOException {
        scenario.quiet(31, 43);
        for (int i = 0; i < 9_203; i++) {
            long nanos = 31 * SECOND + 590_000L * i;
            Packet ping = Packet.request(A, B, 5, i).payload(new byte[1400]).ipId(60_111 + i);
            scenario.delivered(nanos, ping.fragment(0, 800));
            scenario.leaves(nanos + 1_000, ping.fragment(800, 608));
            if (i % 1_009 != 77) {
                scenario.arrives(nanos + 1_000 + DELAY, ping.fragment(800, 608));
            }
            Packet pong = ping.answer().ipId(7_013 + i);
            scenario.delivered(nanos + 2 * DELAY, pong.fragment(0, 800));
            scenario.delivered(nanos + 2 * DELAY + 1_000, pong.fragment(800, 608));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(10, result.count(Fate.MISSED));
    }

    /** An answer to one of two that ask the same within the loss threshold may be for either. */
    @Test
    void shouldNotTakeAnAnswerForThatOfBothWhoAskTheSame() throws IOException {
        Packet ping = Packet.request(A, B, 5, 1).payload(Packets.payload(2000));
        scenario.delivered(10 * SECOND, ping.ipId(77).fragment(0, 1480));
        scenario.delivered(10 * SECOND + 10_000, ping.ipId(77).fragment(1480, 528));
        scenario.delivered(10 * SECOND + 2 * DELAY, ping.answer().ipId(900).fragment(0, 1480));
        scenario.delivered(10 * SECOND + 200 * MILLIS, ping.ipId(78).fragment(0, 1480));
        Sent lost =
                scenario.lost(10 * SECOND + 200 * MILLIS + 10_000, ping.ipId(78).fragment(1480, 528));
        assertEquals(Fate.LOST, scenario.run().of(lost).fate());
    }

    /** The others carry no ports: without it, the receiver's capture by itself does not show what they belong to. */
    @Test
    void shouldJudgeFragmentsOfASegmentWhoseFirstIsLostOrOvertaken() throws IOException {
        Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH | Packet.ACK)
                .sequence(1000)
                .acknowledging(5000)
                .data(1400);
        Packet another = segment.ipId(301);
        Packet foreign = Packet.tcp(A, 40000, B, 80, Packet.ACK).data(1400).ipId(302);
        Sent head = scenario.lost(10 * SECOND, segment.ipId(300).fragment(0, 800));
        Sent rest = scenario.delivered(10 * SECOND + 10_000, segment.ipId(300).fragment(800, 620));
        Sent overtaken = scenario.delivered(11 * SECOND, another.fragment(0, 800), DELAY + 200_000);
        Sent overtaking = scenario.delivered(11 * SECOND + 10_000, another.fragment(800, 620));
        scenario.lost(12 * SECOND, foreign.fragment(0, 800));
        scenario.delivered(12 * SECOND + 10_000, foreign.fragment(800, 620));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(head).fate());
        assertDelivered(result, rest);
        assertEquals(Fate.DELIVERED, result.of(overtaken).fate());
        assertDelivered(result, overtaking);
        assertEquals(0, result.appeared(), "of a port that is not analysed");
        assertEquals(
                4,
                result.fates.stream()
                        .filter(each -> each.host().equals("a") && isJudgedFragment(each))
                        .count());
        assertEquals(
                3,
                result.fates.stream()
                        .filter(each -> each.host().equals("b") && isJudgedFragment(each))
                        .count());
        assertEquals(
                2,
                result.fates.stream()
                        .filter(each -> each.reason() == Reason.DATAGRAM_UNKNOWN)
                        .count());
    }

    private static boolean isJudgedFragment(PacketFate packet) {
        return packet.typeP() == TypeP.FRAGMENT && packet.fate() != Fate.ASIDE;
    }

    /** The reply is to the request that its host's capture shows, though that was not seen leaving. */
    @Test
    void shouldLoseARequestWhenTheReplyIsToAnotherLikeIt() throws IOException {
        for (int i = 0; i < 20; i++) {
            scenario.delivered(
                    i * SECOND + 100 * MILLIS, Packet.request(A, B, 5, 2 + i).ipId(1000 + i));
        }
        Packet request = Packet.request(A, B, 5, 1);
        Sent lost = scenario.lost(10 * SECOND, request.ipId(7));
        scenario.arrives(11 * SECOND + DELAY, request.ipId(8));
        scenario.delivered(11 * SECOND + DELAY + 50_000, request.answer().ipId(9));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
    }

    @Test
    void shouldMatchWhatThePathChangedAndWrapped() throws IOException {
        Packet request = Packet.request(A, B, 5, 1);
        Tap.Record left = scenario.leaves(10 * SECOND, request.tunnelled("192.0.2.1", "192.0.2.2"));
        Tap.Record arrived = scenario.arrives(10 * SECOND + DELAY, request.forwarded());
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(left).fate());
        assertEquals(arrived.frame, result.of(left).matches().get(0).frame());
    }

    @Test
    void shouldCountAPacketThatWasOvertaken() throws IOException {
        Sent slow = scenario.delivered(10 * SECOND, Packet.request(A, B, 5, 1), 40 * MILLIS);
        Sent fast = scenario.delivered(10 * SECOND + MILLIS, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(slow).fate());
        assertEquals(Fate.DELIVERED, result.of(fast).fate());
        assertEquals(
                1,
                result.diagnosis.losses().stream().mapToLong(LossRow::reordered).sum());
    }

    private static void assertLostAre(List<Sent> lost, Result result) {
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(lost.size(), result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.MISSED) + result.count(Fate.LATE) + result.count(Fate.CORRUPTED));
        assertEquals(0, result.appeared());
    }

    /** Matched with just the packet that it is, after the delay that there was. */
    private static void assertDelivered(Result result, Sent sent) {
        PacketFate departure = result.of(sent);
        assertEquals(Fate.DELIVERED, departure.fate());
        assertFalse(departure.ambiguous());
        assertEquals(
                List.of(sent.arrival().frame),
                departure.matches().stream().map(PacketFate.Match::frame).toList());
        assertEquals(DELAY, departure.matches().get(0).delayNanos(), MILLIS / 10, "within what the clocks may err");
        assertEquals(Fate.ARRIVED, result.of(sent.arrival()).fate());
    }

    /** So many a second that thousands come behind each before it is told what became of it; some are lost. */
    @Test
    void shouldSeeThatPacketsArrivedOfWhichARouterCutsManyASecond() throws IOException {
        scenario.quiet(0, 20);
        int lost = 0;
        for (int i = 0; i < 5_003; i++) {
            Packet whole = Packet.request(A, B, 5, i).payload(new byte[1400]).ipId(60_111 + i);
            scenario.leaves(3 * SECOND + 900_000L * i, whole);
            if (i % 1_009 == 77) {
                lost++;
                continue;
            }
            scenario.arrives(3 * SECOND + 900_000L * i + DELAY, whole.fragment(0, 800));
            scenario.arrives(3 * SECOND + 900_000L * i + DELAY + 1_000, whole.fragment(800, 608));
        }
        Result result = scenario.run();
        assertEquals(lost, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
    }

    /** A long way, on which thousands of packets are underway, with IDs in no order. */
    @Test
    void shouldSeeThatPacketsArrivedOfWhichARouterCutsManyUnderway() throws IOException {
        long delay = 251 * MILLIS;
        scenario = new Scenario(directory);
        for (int i = 0; i < 90; i++) { // of these none is cut
            Packet request = Packet.request(A, B, 8, i);
            scenario.delivered(SECOND + 300 * MILLIS * i, request, delay);
            scenario.delivered(SECOND + 300 * MILLIS * i + delay, request.answer(), delay);
        }
        List<Integer> ids = new ArrayList<>(IntStream.range(1, 65_536).boxed().toList());
        Collections.shuffle(ids, new Random(5));
        int lost = 0;
        for (int i = 0; i < 6_007; i++) {
            long nanos = 3 * SECOND + 97_000L * i;
            Packet whole = Packet.request(A, B, 5, i).payload(new byte[1400]).ipId(ids.get(i));
            scenario.leaves(nanos, whole);
            if (i % 1_009 == 77) {
                lost++;
                continue;
            }
            scenario.arrives(nanos + delay, whole.fragment(0, 800));
            scenario.arrives(nanos + delay + 1_000, whole.fragment(800, 608));
        }
        Result result = scenario.run();
        assertEquals(lost, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
    }

    /** A clock that is wrong for a while, and nothing goes that way then but what a router cuts: the IP IDs tell. */
    @Test
    void shouldSeeThatFragmentsAreOfAPacketThatLeftLaterByAClockThatIsWrong() throws IOException {
        scenario.quiet(0, 20);
        List<Tap.Record> departures = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Packet whole = Packet.request(A, B, 5, i).payload(new byte[1400]).ipId(4711 + i);
            long wrongNanos = 10 * SECOND + (100 * i + 26) * MILLIS;
            departures.add(scenario.leaves(wrongNanos, whole));
            scenario.arrives(wrongNanos - 26 * MILLIS + DELAY, whole.fragment(0, 800));
            scenario.arrives(wrongNanos - 26 * MILLIS + DELAY + 1_000, whole.fragment(800, 608));
        }
        Result result = scenario.run();
        for (Tap.Record departure : departures) {
            assertEquals(Reason.IN_FRAGMENTS, result.of(departure).reason());
        }
        assertEquals(0, result.count(Fate.LOST));
    }

    /** What its sender had cut for its own link is cut again where the next one is narrower, or put together and cut otherwise. */
    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void shouldSeeThatFragmentsArrivedThatWereCutAgain(boolean nested, boolean delayed) throws IOException {
        scenario.quiet(0, 20);
        int edge = nested ? 1480 : 2480;
        long delay = delayed ? DELAY : DELAY - MILLIS / 100; // by clocks that are wrong they may come before they left
        List<Tap.Record> all = new ArrayList<>();
        List<Tap.Record> halfLost = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long nanos = (4 + i) * SECOND;
            Packet ping = Packet.request(A, B, 5, i).payload(new byte[2992]).ipId(4711 + i);
            all.add(scenario.leaves(nanos, ping.fragment(0, 1480)));
            Tap.Record second = scenario.leaves(nanos + 1_000, ping.fragment(1480, 1480));
            all.add(scenario.leaves(nanos + 2_000, ping.fragment(2960, 40)));
            all.add(scenario.arrives(nanos + delay, ping.fragment(0, 1240)));
            all.add(scenario.arrives(nanos + delay + 1_000, ping.fragment(1240, edge - 1240)));
            boolean isLost = i == 3;
            if (!isLost) {
                all.add(scenario.arrives(nanos + delay + 2_000, ping.fragment(edge, 2720 - edge)));
            }
            all.add(scenario.arrives(nanos + delay + 3_000, ping.fragment(2720, 240)));
            all.add(scenario.arrives(nanos + delay + 4_000, ping.fragment(2960, 40)));
            (isLost ? halfLost : all).add(second);
        }
        Result result = scenario.run();
        for (Tap.Record each : all) {
            assertTrue(
                    List.of(Fate.DELIVERED, Fate.ARRIVED)
                            .contains(result.of(each).fate()),
                    () -> result.of(each).toString());
        }
        assertEquals(Fate.LOST, result.of(halfLost.get(0)).fate());
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
    }

    /** Two datagrams have one IP ID: of which of them the pieces are that arrived is open. */
    @Test
    void shouldNotCallLostWhatMayHaveBeenCutAgainOfTwoDatagrams() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 2; i++) {
            Packet ping = ofTwo(i);
            scenario.leaves(10 * SECOND + i * MILLIS, ping.fragment(0, 1480));
            scenario.leaves(10 * SECOND + i * MILLIS + 1_000, ping.fragment(1480, 520));
        }
        Packet ping = ofTwo(1);
        scenario.arrives(10 * SECOND + MILLIS + DELAY, ping.fragment(0, 1240));
        scenario.arrives(10 * SECOND + MILLIS + DELAY + 1_000, ping.fragment(1480, 520));
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.LOST), "one of the last, and which is open");
        assertEquals(2, result.count(Fate.UNOBSERVABLE));
    }

    private static Packet ofTwo(int which) {
        byte[] payload = Packets.payload(1992);
        payload[0] = (byte) (100 + which);
        payload[1472] = (byte) (100 + which); // the first byte of the second fragment
        return Packet.request(A, B, 5, which).payload(payload).ipId(4711);
    }

    /** A filter that asks for ICMP types takes first fragments only, whoever sends. */
    @Test
    void shouldNotCallLostTheLaterFragmentsThatACaptureLeavesOut() throws IOException {
        List<Tap.Record> left = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long nanos = (4 + i) * SECOND;
            Packet ping = Packet.request(A, B, 5, i).payload(new byte[1992]).ipId(4711 + i);
            scenario.delivered(nanos, ping.fragment(0, 1480));
            left.add(scenario.leaves(nanos + 1_000, ping.fragment(1480, 520)));
            scenario.delivered(nanos + 3 * DELAY, ping.answer().ipId(900 + i).fragment(0, 1480));
            scenario.arrives(
                    nanos + 4 * DELAY + 1_000, ping.answer().ipId(900 + i).fragment(1480, 520));
            Packet asked = Packet.request(B, A, 6, i).payload(new byte[1992]).ipId(7000 + i);
            scenario.delivered(nanos + 500 * MILLIS, asked.fragment(0, 1480));
            left.add(scenario.leaves(
                    nanos + 501 * MILLIS, asked.answer().ipId(7100 + i).fragment(1480, 520)));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(Reason.KIND_NOT_CAPTURED, result.of(left.get(1)).reason());
    }

    /** The next link is narrower than the sender's: a router cuts what left in one piece. */
    @Test
    void shouldSeeThatAPacketArrivedThatARouterCut() throws IOException {
        scenario.quiet(0, 20);
        Packet whole = Packet.request(A, B, 5, 1).payload(new byte[1400]).ipId(4711);
        Tap.Record departure = scenario.leaves(10 * SECOND, whole);
        Tap.Record first = scenario.arrives(10 * SECOND + DELAY, whole.fragment(0, 800));
        Tap.Record second = scenario.arrives(10 * SECOND + DELAY + 1_000, whole.fragment(800, 608));
        Packet cut = Packet.request(A, B, 5, 2).payload(new byte[1400]).ipId(4712);
        Tap.Record halfLost = scenario.leaves(11 * SECOND, cut);
        scenario.arrives(11 * SECOND + DELAY, cut.fragment(0, 800));
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(departure).fate());
        assertEquals(Reason.IN_FRAGMENTS, result.of(departure).reason());
        assertEquals(first.frame, result.of(departure).matches().get(0).frame());
        assertEquals(Fate.ARRIVED, result.of(first).fate());
        assertEquals(Fate.ARRIVED, result.of(second).fate());
        assertEquals(Fate.LOST, result.of(halfLost).fate());
        assertEquals(0, result.appeared());
    }

    /** A device gives new IP IDs on the way, or an ID to what left without one, and a router cuts it then. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4700})
    void shouldNotSayLostOfWhatFragmentsUnderAnotherIdMayBeOf(int identification) throws IOException {
        scenario.quiet(0, 20);
        List<Tap.Record> departures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Packet whole = Packet.request(A, B, 5, i).payload(new byte[1400]);
            Packet renewed = Packet.request(A, B, 5, i).payload(new byte[1400]).ipId(9000 + 7 * i);
            long nanos = 5 * SECOND + i * 100 * MILLIS;
            departures.add(scenario.leaves(nanos, whole.ipId(identification == 0 ? 0 : identification + i)));
            scenario.arrives(nanos + DELAY, renewed.fragment(0, 800));
            scenario.arrives(nanos + DELAY + 1_000, renewed.fragment(800, 608));
        }
        Packet shorter = Packet.request(A, B, 5, 20).payload(new byte[200]).ipId(4720);
        Tap.Record tooShort = scenario.leaves(5 * SECOND + 50 * MILLIS, shorter);
        Packet later = Packet.request(A, B, 5, 21).payload(new byte[1400]).ipId(4721);
        Tap.Record alone = scenario.leaves(15 * SECOND, later);
        Result result = scenario.run();
        for (Tap.Record departure : departures) {
            assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, result.of(departure).reason());
        }
        assertEquals(Fate.LOST, result.of(tooShort).fate());
        assertEquals(Fate.LOST, result.of(alone).fate());
        assertEquals(2, result.count(Fate.LOST));
    }

    /** Two pings have the same ID under way, and their later fragments the same bytes: the second looks like the first again. */
    @Test
    void shouldNotSayLostOfWhatTheFragmentsOfAnotherOfItsIdMayBe() throws IOException {
        scenario.quiet(0, 20);
        List<Tap.Record> departures = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            int identification = i == 17 ? 4703 : 4700 + i;
            Packet whole =
                    Packet.request(A, B, 501 + i, 1).payload(new byte[1400]).ipId(identification);
            long nanos = 10 * SECOND + i * 17 * MILLIS;
            departures.add(scenario.leaves(nanos, whole));
            scenario.arrives(nanos + DELAY, whole.fragment(0, 800));
            scenario.arrives(nanos + DELAY + 1_000, whole.fragment(800, 608));
        }
        Packet alone = Packet.request(A, B, 601, 1).payload(new byte[1400]).ipId(4747);
        Tap.Record lost = scenario.leaves(11 * SECOND, alone);
        Result result = scenario.run();
        for (Tap.Record departure : departures) {
            Reason reason = result.of(departure).reason();
            assertTrue(reason == Reason.IN_FRAGMENTS || reason == Reason.SAME_ID, reason::toString);
        }
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.count(Fate.LOST));
    }

    /** Each pings somebody else at the same moments, by the same numbers, and all carry the same or hardly anything. */
    @ParameterizedTest
    @ValueSource(ints = {56, 9})
    void shouldTellLostAnswersFromThoseOfOthersThatLookAlike(int bytes) throws IOException {
        scenario = new Scenario(directory);
        List<Sent> lost = new ArrayList<>();
        for (int i = 1; i <= 23; i++) {
            long nanos = i * SECOND + i * 1_037_219L;
            byte[] payload = Packets.payload(bytes);
            if (bytes < 56) {
                payload[0] = (byte) (i / 3);
            }
            Packet request = Packet.request(A, B, 1_009, i).payload(payload);
            scenario.delivered(nanos, request);
            lost.add(scenario.lost(nanos + 2 * DELAY, request.answer()));
            scenario.ping(nanos + 7 * MILLIS, Packet.request(B, A, 2_011, i).payload(payload));
            Packet ofA = Packet.request(A, "10.0.0.200", 503, i).payload(payload);
            scenario.seenAt(scenario.a, nanos + 11 * MILLIS, ofA, true, 1);
            scenario.seenAt(scenario.a, nanos + 13 * MILLIS, ofA.answer(), false, 1);
            Packet ofB = Packet.request(B, "10.0.0.201", 503, i).payload(payload);
            scenario.seenAt(scenario.b, nanos + 11 * MILLIS, ofB, true, 1);
            scenario.seenAt(scenario.b, nanos + 13 * MILLIS, ofB.answer(), false, 1);
        }
        Result result = scenario.run();
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate(), result.diagnosis::sentence);
        }
        assertEquals(lost.size(), result.count(Fate.LOST), result.diagnosis::sentence);
    }
}

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
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of method.md sections 4 and 6 on TCP packets without payload, one by one. */
class TcpControlScenarioTest {
    private static final Packet SYN = Packet.tcp(A, 40000, B, 179, Packet.SYN).sequence(999);
    private static final Packet SYN_ACK =
            Packet.tcp(B, 179, A, 40000, Packet.SYN).sequence(4999).acknowledging(1000);
    private static final Packet PURE_ACK =
            Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(1000);

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 30);
    }

    /** SYNs are sent again after 1 s and 3 s (RFC 6298 section 5.7) and look all alike. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhichOfThreeSynsArrived(boolean distinctIpIds) throws IOException {
        Sent first = scenario.lost(10 * SECOND, SYN.ipId(distinctIpIds ? 71 : 0));
        Sent second = scenario.lost(11 * SECOND, SYN.ipId(distinctIpIds ? 72 : 0));
        Sent third = scenario.delivered(13 * SECOND, SYN.ipId(distinctIpIds ? 73 : 0));
        Sent answer = scenario.delivered(13 * SECOND + 2 * DELAY, SYN_ACK);
        scenario.delivered(
                13 * SECOND + 4 * DELAY,
                Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(1000).acknowledging(5000));
        Result result = scenario.run();
        assertLostAndConfirmed(result, first);
        assertLostAndConfirmed(result, second);
        assertEquals(Fate.DELIVERED, result.of(third).fate());
        assertEquals(third.arrival().frame, result.of(third).matches().get(0).frame());
        assertEquals("a", result.of(answer).initiator());
        assertEquals(2, result.count(Fate.LOST, TypeP.TCP_SYN));
        assertEquals(2, result.count(Fate.LOST));
    }

    /** Both open at once (RFC 9293 section 3.5): A, whose SYN is the first, began, wherever it is said. */
    @Test
    void shouldNameOneInitiatorOfASimultaneousOpen() throws IOException {
        Packet fromA = Packet.tcp(A, 179, B, 179, Packet.SYN).sequence(999);
        Packet fromB = Packet.tcp(B, 179, A, 179, Packet.SYN).sequence(4999);
        List<Sent> all = new ArrayList<>();
        all.add(scenario.delivered(10 * SECOND, fromA));
        all.add(scenario.delivered(10 * SECOND + DELAY / 4, fromB));
        all.add(scenario.delivered(10 * SECOND + DELAY, fromB.acknowledging(1000)));
        all.add(scenario.delivered(10 * SECOND + 5 * DELAY / 4, fromA.acknowledging(5000)));
        Packet data = Packet.tcp(A, 179, B, 179, Packet.ACK).sequence(1000).acknowledging(5000);
        all.add(scenario.delivered(10 * SECOND + 2 * DELAY + MILLIS / 100, data.data(30)));
        Result result = scenario.run();
        all.forEach(each -> assertEquals("a", result.of(each).initiator()));
        result.diagnosis.losses().stream()
                .filter(row -> row.typeP().isTcp())
                .forEach(row -> assertEquals("a", row.initiator(), row::toString));
    }

    @Test
    void shouldLoseTheSynAcksOfTheIncident() throws IOException {
        List<Sent> lost = new ArrayList<>();
        for (long second : new long[] {10, 11, 13, 17}) {
            scenario.delivered(second * SECOND, SYN);
            lost.add(scenario.lost(second * SECOND + 2 * DELAY, SYN_ACK));
        }
        Result result = scenario.run();
        for (Sent each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
            assertEquals("a", result.of(each).initiator());
        }
        assertTrue(result.of(lost.get(0)).confirmed(), "it was sent again");
        assertEquals(4, result.count(Fate.LOST));
        assertEquals(4, result.count(Fate.DELIVERED, TypeP.TCP_SYN));
    }

    @Test
    void shouldCallMissedASynThatWasAnswered() throws IOException {
        Tap.Record unseen = scenario.leaves(10 * SECOND, SYN);
        scenario.delivered(10 * SECOND + 2 * DELAY, SYN_ACK);
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldLoseTheNeedlessSecondSynAck() throws IOException {
        Packet answered =
                Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(1000).acknowledging(5000);
        scenario.delivered(10 * SECOND, SYN);
        Sent first = scenario.delivered(10 * SECOND + 2 * DELAY, SYN_ACK);
        Sent acknowledgment = scenario.lost(10 * SECOND + 4 * DELAY, answered);
        Sent second = scenario.lost(11 * SECOND, SYN_ACK);
        scenario.delivered(11 * SECOND + 500 * MILLIS, answered.data(29));
        Result result = scenario.run();
        assertMatched(result, first);
        assertEquals(Fate.LOST, result.of(acknowledgment).fate());
        assertEquals(Fate.LOST, result.of(second).fate(), "the acknowledgment is explained by the first");
        assertEquals(2, result.count(Fate.LOST));
    }

    @Test
    void shouldCountIdenticalAcksExactlyAndSayThatItCannotTellThemApart() throws IOException {
        List<Tap.Record> left = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            left.add(scenario.leaves(10 * SECOND + i * 50_000, PURE_ACK));
        }
        List<Tap.Record> came = List.of(
                scenario.arrives(10 * SECOND + DELAY + 20_000, PURE_ACK),
                scenario.arrives(10 * SECOND + DELAY + 80_000, PURE_ACK));
        Result result = scenario.run();
        for (Tap.Record each : came) {
            assertTrue(result.of(each).ambiguous(), "it may be another than the one it is matched with");
        }
        assertEquals(1, result.count(Fate.LOST, TypeP.TCP_ACK));
        assertEquals(2, result.count(Fate.DELIVERED, TypeP.TCP_ACK));
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
        for (Tap.Record each : left) {
            PacketFate fate = result.of(each);
            assertTrue(fate.ambiguous() || fate.fate() == Fate.DELIVERED, "whichever it calls lost, it is not sure");
        }
    }

    @Test
    void shouldNotDoubtIdenticalAcksThatAllArriveInTime() throws IOException {
        Sent first = scenario.delivered(10 * SECOND, PURE_ACK);
        Sent second = scenario.delivered(10 * SECOND + 30_000, PURE_ACK);
        Result result = scenario.run();
        for (Sent each : List.of(first, second)) {
            assertMatched(result, each);
            assertFalse(result.of(each).ambiguous());
        }
    }

    /** A segment that is lost and sent again at once must not pass for one that took so long, and make all seem possible. */
    @Test
    void shouldNotDoubtALostAckForAQuickRetransmissionElsewhere() throws IOException {
        Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH | Packet.ACK)
                .sequence(1000)
                .acknowledging(5000)
                .data(500);
        scenario.lost(5 * SECOND, segment);
        scenario.delivered(5 * SECOND + 9 * MILLIS, segment);
        Sent lost = scenario.lost(10 * SECOND, PURE_ACK);
        Sent delivered = scenario.delivered(10 * SECOND + 12 * MILLIS, PURE_ACK);
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertFalse(result.of(lost).ambiguous());
        assertMatched(result, delivered);
        assertFalse(result.of(delivered).ambiguous());
    }

    /** As many as left, but one late: it may be a duplicate of the other, and its packet lost. */
    @Test
    void shouldDoubtIdenticalAcksOfWhichOneIsHeldBack() throws IOException {
        Sent first = scenario.delivered(10 * SECOND, PURE_ACK);
        Sent second = scenario.delivered(10 * SECOND + 30_000, PURE_ACK, DELAY + 800_000);
        Result result = scenario.run();
        for (Sent each : List.of(first, second)) {
            assertMatched(result, each);
            assertTrue(result.of(each).ambiguous());
            assertTrue(result.of(each.arrival()).ambiguous());
        }
    }

    /** More arrived than left: both left, and one of the later two is a duplicate, whichever. */
    @Test
    void shouldDoubtWhichOfIdenticalAcksWasDuplicated() throws IOException {
        Sent first = scenario.delivered(10 * SECOND, PURE_ACK);
        Tap.Record extra = scenario.arrives(10 * SECOND + DELAY + 10_000, PURE_ACK);
        Sent second = scenario.delivered(10 * SECOND + 30_000, PURE_ACK);
        Result result = scenario.run();
        assertEquals(2, result.count(Fate.DELIVERED, TypeP.TCP_ACK));
        assertEquals(1, result.duplicates());
        assertFalse(result.of(first).ambiguous());
        assertFalse(result.of(second).ambiguous());
        assertTrue(result.of(extra).ambiguous());
        assertTrue(result.of(second.arrival()).ambiguous());
    }

    /** A duplicate without IP ID may be a packet that was not seen leaving, where the sender's capture misses some. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoubtDuplicatesWhereTheSendersCaptureMissesPackets(boolean missing) throws IOException {
        if (missing) {
            scenario.arrives(9 * SECOND, Packet.request(B, A, 9, 1));
        }
        scenario.delivered(10 * SECOND, PURE_ACK);
        Tap.Record again = scenario.arrives(10 * SECOND + DELAY + 10_000, PURE_ACK);
        Result result = scenario.run();
        assertEquals(Fate.COPY, result.of(again).fate());
        assertEquals(missing, result.of(again).ambiguous());
    }

    @Test
    void shouldTellIdenticalAcksApartByTheirIpIds() throws IOException {
        Sent first = scenario.delivered(10 * SECOND, PURE_ACK.ipId(101));
        Sent second = scenario.lost(10 * SECOND + 50_000, PURE_ACK.ipId(102));
        Sent third = scenario.delivered(10 * SECOND + 100_000, PURE_ACK.ipId(103), DELAY - 30_000);
        Result result = scenario.run();
        assertMatched(result, first);
        assertMatched(result, third);
        assertEquals(Fate.LOST, result.of(second).fate());
        assertFalse(result.of(second).ambiguous());
    }

    /** The first is lost, and the last comes before the one between: that one is no stand-in for the first. */
    @Test
    void shouldTellIdenticalAcksApartByTheirIpIdsHoweverTheyOvertake() throws IOException {
        Sent first = scenario.lost(10 * SECOND + 417_113, PURE_ACK.ipId(101));
        Sent second = scenario.delivered(10 * SECOND + 418_113, PURE_ACK.ipId(102), DELAY + 30_000);
        Sent third = scenario.delivered(10 * SECOND + 419_113, PURE_ACK.ipId(103), DELAY + 7_000);
        Result result = scenario.run();
        assertMatched(result, second);
        assertMatched(result, third);
        assertEquals(Fate.LOST, result.of(first).fate());
        assertFalse(result.of(first).ambiguous());
    }

    /** A burst of duplicate ACKs on a long path: more alike at once than any table for them holds. */
    @ParameterizedTest
    @ValueSource(ints = {10, 40, 120})
    void shouldCountALongBurstOfIdenticalAcksExactly(int burst) throws IOException {
        scenario.delivered(5 * SECOND, Packet.request(B, A, 9, 1), 100 * MILLIS);
        for (int i = 0; i < burst; i++) {
            if (i % 8 == 3) {
                scenario.lost(10 * SECOND + i * MILLIS, PURE_ACK);
            } else {
                scenario.delivered(10 * SECOND + i * MILLIS, PURE_ACK, 100 * MILLIS);
            }
        }
        Result result = scenario.run();
        int lost = (burst + 4) / 8;
        assertEquals(lost, result.count(Fate.LOST, TypeP.TCP_ACK));
        assertEquals(burst - lost, result.count(Fate.DELIVERED, TypeP.TCP_ACK));
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
    }

    @Test
    void shouldTellAConnectionFromTheNextOnTheSamePorts() throws IOException {
        scenario.delivered(10 * SECOND, SYN);
        scenario.delivered(10 * SECOND + 2 * DELAY, SYN_ACK);
        Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(1000)
                .acknowledging(5000)
                .data(500);
        Sent old = scenario.lost(10 * SECOND + 5 * MILLIS, data);
        scenario.delivered(11 * SECOND, SYN.sequence(500_999));
        scenario.delivered(11 * SECOND + 2 * DELAY, SYN_ACK.sequence(900_999).acknowledging(501_000));
        Sent fresh = scenario.delivered(
                11 * SECOND + 5 * MILLIS,
                data.sequence(501_000).acknowledging(901_000).data(500));
        scenario.delivered(11 * SECOND + 6 * MILLIS, PURE_ACK.sequence(901_000).acknowledging(501_500));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(old).fate(), "the new connection's acknowledgments say nothing of it");
        assertMatched(result, fresh);
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.MISSED));
    }

    @Test
    void shouldNotTakeAConstantIpIdForAnIdentity() throws IOException {
        for (int i = 0; i < 5; i++) {
            scenario.delivered((3 + i) * SECOND, PURE_ACK.acknowledging(100 * i).ipId(77));
        }
        scenario.delivered(10 * SECOND, PURE_ACK.ipId(77));
        Sent lost = scenario.lost(10 * SECOND + 20 * MILLIS, PURE_ACK.ipId(77));
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.LOST, TypeP.TCP_ACK), "two were sent; the IP ID says nothing");
        assertEquals(Fate.LOST, result.of(lost).fate());
    }

    @Test
    void shouldKeepDuplicateAcksApart() throws IOException {
        Packet first = Packet.tcp(A, 40000, B, 179, Packet.ACK)
                .sequence(1000)
                .acknowledging(5000)
                .data(1448);
        Sent lost = scenario.lost(10 * SECOND, first);
        List<Sent> acks = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Packet next = first.sequence(1000 + 1448 * i).data(1448);
            scenario.delivered(10 * SECOND + i * 100_000, next);
            acks.add(scenario.delivered(10 * SECOND + i * 100_000 + 2 * DELAY, PURE_ACK));
        }
        Sent again = scenario.delivered(10 * SECOND + 10 * MILLIS, first);
        Sent last = scenario.delivered(10 * SECOND + 12 * MILLIS, PURE_ACK.acknowledging(1000 + 4 * 1448));
        Result result = scenario.run();
        assertLostAndConfirmed(result, lost);
        for (Sent ack : acks) {
            assertMatched(result, ack);
        }
        assertMatched(result, again);
        assertMatched(result, last);
        assertEquals(1, result.count(Fate.LOST));
    }

    @Test
    void shouldSeeTheHoleInDuplicateAcksThoughNothingIsSentAgain() throws IOException {
        Packet first = Packet.tcp(A, 40000, B, 179, Packet.ACK)
                .sequence(1000)
                .acknowledging(5000)
                .data(1448);
        Sent lost = scenario.lost(10 * SECOND, first);
        scenario.delivered(10 * SECOND + 100_000, first.sequence(2448).data(1448));
        scenario.delivered(10 * SECOND + 100_000 + 2 * DELAY, PURE_ACK.sack(2448, 3896));
        Result result = scenario.run();
        assertLostAndConfirmed(result, lost);
        assertEquals(Reason.NOT_ACKNOWLEDGED, result.of(lost).reason());
    }

    @Test
    void shouldCountResetsThatLookAlike() throws IOException {
        Packet reset = Packet.tcp(A, 40000, B, 179, Packet.RST).sequence(1000);
        scenario.delivered(10 * SECOND, reset);
        Sent lost = scenario.lost(11 * SECOND, reset);
        scenario.delivered(12 * SECOND, reset);
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(2, result.count(Fate.DELIVERED, TypeP.TCP_RST));
        assertEquals(1, result.count(Fate.LOST));
    }

    private static void assertLostAndConfirmed(Result result, Sent sent) {
        assertEquals(Fate.LOST, result.of(sent).fate());
        assertTrue(result.of(sent).confirmed());
    }

    private static void assertMatched(Result result, Sent sent) {
        assertEquals(Fate.DELIVERED, result.of(sent).fate());
        assertEquals(
                List.of(sent.arrival().frame),
                result.of(sent).matches().stream().map(PacketFate.Match::frame).toList());
    }
}

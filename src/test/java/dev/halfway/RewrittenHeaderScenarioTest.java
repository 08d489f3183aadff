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
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices on the way that rewrite IP IDs, TCP timestamps or the packets that open a connection, and lose nothing by it. */
class RewrittenHeaderScenarioTest {
    private static final int PORT = 8080;
    private static final int CONNECTIONS = 6;
    private static final int MANY = 6_000;
    /** Segments of a connection, each acknowledged. */
    private static final int SEGMENTS = 5;

    /** What a device makes of what A sends, and of what B sends. */
    private UnaryOperator<Packet> there = packet -> packet;

    private UnaryOperator<Packet> back = packet -> packet;
    private boolean timestamps = true;
    private int identification = 100;
    /** By number of the connection and of the segment: lost, and sent again. */
    private final Set<List<Integer>> losing = new HashSet<>();

    private final List<Tap.Record> lost = new ArrayList<>();

    @TempDir
    Path directory;

    private Scenario scenario;

    /** Pings with IP IDs, which no device touches. */
    @BeforeEach
    void ping() {
        scenario = new Scenario(directory).analysing(PORT, 22);
        for (int second = 0; second < 40; second++) {
            Packet request = Packet.request(A, B, 7001, second).ipId(++identification);
            scenario.delivered(second * SECOND, request);
            scenario.delivered(second * SECOND + 2 * DELAY, request.answer().ipId(++identification));
        }
    }

    private static int clock(long nanos) {
        return (int) (nanos / MILLIS);
    }

    private Packet stamped(Packet packet, long nanos, int echo) {
        Packet identified = packet.ipId(++identification);
        return timestamps ? identified.timestamps(clock(nanos), echo) : identified;
    }

    private Tap.Record fromA(long nanos, Packet packet) {
        Tap.Record left = scenario.leaves(nanos, packet);
        scenario.arrives(nanos + DELAY, there.apply(packet));
        return left;
    }

    private void fromB(long nanos, Packet packet) {
        scenario.leaves(nanos, packet);
        scenario.arrives(nanos + DELAY, back.apply(packet));
    }

    /** A connects to B and sends segments, which B acknowledges. */
    private void connection(int number, int port, long nanos) {
        int sequence = 1_000_000 * (number + 1);
        int local = 40_000 + number;
        Packet syn = Packet.tcp(A, local, B, port, Packets.SYN).sequence(sequence);
        long at = nanos;
        if (losing.contains(List.of(number, 0))) {
            lost.add(scenario.leaves(at, stamped(syn, at, 0)));
            at += SECOND;
        }
        fromA(at, stamped(syn, at, 0));
        int theirs = 77_000_000 + number;
        Packet answer = Packet.tcp(B, port, A, local, Packets.SYN | Packet.ACK).sequence(theirs);
        fromB(at + MILLIS, stamped(answer.acknowledging(sequence + 1), at + MILLIS, clock(at)));
        for (int i = 1; i <= SEGMENTS; i++) {
            long then = at + i * 200 * MILLIS;
            Packet segment = Packet.tcp(A, local, B, port, Packet.PSH)
                    .sequence(sequence + 1 + 100 * (i - 1))
                    .acknowledging(theirs + 1)
                    .data(100);
            if (losing.contains(List.of(number, i))) {
                lost.add(scenario.leaves(then, stamped(segment, then, clock(at))));
                then += 90 * MILLIS;
            }
            fromA(then, stamped(segment, then, clock(at)));
            Packet ack = Packet.tcp(B, port, A, local, Packet.ACK)
                    .sequence(theirs + 1)
                    .acknowledging(segment.sequenceEnd());
            fromB(then + 2 * MILLIS, stamped(ack, then + 2 * MILLIS, clock(then)));
        }
    }

    private Result connections() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            connection(i, PORT, (5 + 4 * i) * SECOND);
        }
        return scenario.run();
    }

    private void assertLostAre(List<Tap.Record> these, Result result) {
        for (Tap.Record each : these) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(these.size(), result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.MISSED));
        assertEquals(0, result.count(Fate.UNOBSERVABLE));
        assertEquals(0, result.appeared());
        assertEquals(0, result.duplicates());
        assertEquals(these.isEmpty() ? 0 : 1, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    private void loseSome() {
        losing.addAll(List.of(List.of(1, 3), List.of(2, 5), List.of(4, 1)));
    }

    private int otherIdentification() {
        return 30_000 + 7 * ++identification % 30_000;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMatchTcpThatGetsNewIpIdsWherePingsKeepTheirs(boolean losesSome) throws IOException {
        there = packet -> packet.ipId(otherIdentification());
        back = there;
        if (losesSome) {
            loseSome();
        }
        assertLostAre(lost, connections());
    }

    /** The connections to another port keep theirs, so that IP IDs are trusted for TCP. */
    @Test
    void shouldMatchFlowsThatGetNewIpIdsWhereOtherFlowsKeepTheirs() throws IOException {
        for (int i = 0; i < 40; i++) {
            connection(100 + i, 22, i * SECOND / 10 + SECOND);
        }
        there = packet -> packet.ipId(otherIdentification());
        back = there;
        loseSome();
        assertLostAre(lost, connections());
    }

    /** One acknowledgment is lost, and of one like it, much later, A's capture missed that it left: that it arrives is not sure. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoubtWhatOnlyComesLateWhereIpIdsTellNothing(boolean haveIdentifications) throws IOException {
        timestamps = false;
        there = packet -> packet.ipId(otherIdentification());
        back = there;
        Packet ack = Packet.tcp(A, 40_001, B, PORT, Packet.ACK)
                .sequence(2_000_001)
                .acknowledging(99_000_000)
                .window(77);
        Packet identified = haveIdentifications ? ack.ipId(++identification) : ack.ipId(0);
        Packet another = haveIdentifications ? ack.ipId(otherIdentification()) : ack.ipId(0);
        Tap.Record left = scenario.leaves(30 * SECOND, identified);
        scenario.arrives(31 * SECOND, another);
        for (int i = 0; i < 3; i++) {
            scenario.arrives(
                    (20 + i) * SECOND, ack.acknowledging(98_000_000 + i).ipId(otherIdentification()));
        }
        Result result = connections();
        assertEquals(Fate.DELIVERED, result.of(left).fate());
        assertTrue(result.of(left).ambiguous());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAwayByWhatTimestampsAreMoved(boolean losesSome) throws IOException {
        there = packet -> packet.timestampsMoved(777_777, 0);
        back = packet -> packet.timestampsMoved(0, -777_777);
        if (losesSome) {
            loseSome();
        }
        Result result = connections();
        assertLostAre(lost, result);
        assertTrue(
                result.diagnosis.inferred().stream().anyMatch(each -> each.contains("timestamps")),
                result.diagnosis.inferred().toString());
    }

    /** Nothing else is in the captures, and one clock shows 100 s more: it takes these packets to tell. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKnowTheClocksByPacketsWithOtherTimestamps(boolean takenOut) throws IOException {
        scenario = new Scenario(directory).analysing(PORT);
        scenario.setClock(scenario.b, 100 * SECOND, 0, 100 * SECOND);
        there = takenOut ? Packet::withoutTimestamps : packet -> packet.timestampsMoved(777_777, 0);
        back = takenOut ? there : packet -> packet.timestampsMoved(0, -777_777);
        loseSome();
        assertLostAre(lost, connections());
    }

    /** By another amount for each packet. */
    @Test
    void shouldMatchWithoutTimestampsThatADeviceMakesUp() throws IOException {
        there = packet -> packet.timestampsMoved(31 * ++identification, 0);
        assertLostAre(List.of(), connections());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKnowASynWithoutItsTimestampOption(boolean losesSome) throws IOException {
        // Neither end uses timestamps then.
        timestamps = false;
        there = Packet::withoutTimestamps;
        UnaryOperator<Packet> asSent = packet -> packet;
        for (int i = 0; i < CONNECTIONS; i++) {
            long at = (5 + 4 * i) * SECOND;
            Packet syn = Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN).sequence(1_000_000 * (i + 1));
            if (losesSome && i % 2 == 0) {
                lost.add(scenario.leaves(at - SECOND, syn.ipId(++identification).timestamps(clock(at - SECOND), 0)));
            }
            fromA(at, syn.ipId(++identification).timestamps(clock(at), 0));
            Packet answer = Packet.tcp(B, PORT, A, 40_000 + i, Packets.SYN | Packet.ACK)
                    .sequence(77_000_000 + i)
                    .acknowledging(1_000_000 * (i + 1) + 1);
            fromB(at + MILLIS, answer);
            there = asSent;
            for (int k = 0; k < SEGMENTS; k++) {
                fromA(
                        at + (2 + k) * MILLIS,
                        Packet.tcp(A, 40_000 + i, B, PORT, Packet.PSH)
                                .sequence(1_000_000 * (i + 1) + 1 + 10 * k)
                                .acknowledging(77_000_001 + i)
                                .data(10)
                                .ipId(++identification));
            }
            there = Packet::withoutTimestamps;
        }
        assertLostAre(lost, scenario.run());
    }

    /** A proxy answers the SYN itself, and opens to B what A has asked for by a SYN of its own. */
    @Test
    void shouldNotTellWhatBecomesOfWhatASynProxyAnswers() throws IOException {
        timestamps = false;
        for (int i = 0; i < CONNECTIONS; i++) {
            long at = (5 + 4 * i) * SECOND;
            int sequence = 1_000_000 * (i + 1);
            Packet syn = Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN).sequence(sequence);
            scenario.leaves(at, syn.window(64_240));
            Packet answer = Packet.tcp(B, PORT, A, 40_000 + i, Packets.SYN | Packet.ACK)
                    .sequence(77_000_000 + i)
                    .acknowledging(sequence + 1);
            int shift = 5_000_000 + 1_000 * i;
            scenario.arrives(at + MILLIS, answer.window(0));
            scenario.arrives(at + 2 * MILLIS, syn.window(65_535));
            scenario.leaves(at + 2 * MILLIS, answer.window(64_240).shifted(shift, 0));
            for (int k = 0; k < SEGMENTS; k++) {
                Packet segment = Packet.tcp(A, 40_000 + i, B, PORT, Packet.PSH)
                        .sequence(sequence + 1 + 10 * k)
                        .acknowledging(77_000_001 + i)
                        .data(10);
                scenario.leaves(at + (4 + 2 * k) * MILLIS, segment);
                scenario.arrives(at + (4 + 2 * k) * MILLIS + DELAY, segment.shifted(0, shift));
                Packet ack = Packet.tcp(B, PORT, A, 40_000 + i, Packet.ACK)
                        .sequence(77_000_001 + i)
                        .acknowledging(segment.sequenceEnd());
                scenario.leaves(at + (5 + 2 * k) * MILLIS, ack.shifted(shift, 0));
                scenario.arrives(at + (5 + 2 * k) * MILLIS + DELAY, ack);
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.MISSED), result.diagnosis.sentence());
        assertEquals(CONNECTIONS, result.count(Fate.UNOBSERVABLE, TypeP.TCP_SYN));
        assertEquals(CONNECTIONS, result.count(Fate.UNOBSERVABLE, TypeP.TCP_SYN_ACK));
        assertEquals(CONNECTIONS * SEGMENTS, result.count(Fate.DELIVERED, TypeP.TCP_DATA));
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertFalse(result.diagnosis.findings().stream().anyMatch(each -> each.grade() == Grade.CERTAIN));
        assertTrue(result.diagnosis.sentence().contains("SYN proxy"), result.diagnosis.sentence());
    }

    /** B's timer runs off in the moment in which A's second SYN comes. */
    @Test
    void shouldCallNoSynAckDuplicatedThatLeftTwiceAtOnce() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            long at = (5 + 4 * i) * SECOND + 1_000;
            int sequence = 1_000_000 * (i + 1);
            Packet answer = Packet.tcp(B, PORT, A, 40_000 + i, Packets.SYN | Packet.ACK)
                    .sequence(77_000_000 + i)
                    .acknowledging(sequence + 1);
            scenario.delivered(
                    at, Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN).sequence(sequence));
            scenario.leaves(at + MILLIS, answer);
            scenario.leaves(at + MILLIS, answer);
            scenario.arrives(at + MILLIS + DELAY, answer);
            scenario.arrives(at + MILLIS + DELAY + 20_000, answer);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(0, result.duplicates());
    }

    /** More packets than the first reading holds: of some flows it has too few to tell, and of some none. */
    private void manyConnections() {
        for (int i = 0; i < MANY; i++) {
            connection(i, PORT, (2 + i % 40) * SECOND + (i % 97) * MILLIS);
        }
    }

    private void loseSomeOfMany() {
        for (int i = 0; i < MANY; i += MANY / 50) {
            losing.add(List.of(i, 1 + i % SEGMENTS));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMatchFlowsWithNewIpIdsOfWhichNothingWasLookedAt(boolean swapped) throws IOException {
        for (int i = 0; i < 40; i++) {
            connection(MANY + i, 22, i * SECOND / 10 + SECOND);
        }
        there = packet -> packet.ipId(otherIdentification());
        back = there;
        loseSomeOfMany();
        manyConnections();
        assertLostAre(lost, (swapped ? scenario.swapped() : scenario).run());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMatchFlowsOfWhoseTimestampsNothingWasLookedAt(boolean movedByTheSame) throws IOException {
        if (movedByTheSame) {
            there = packet -> packet.timestampsMoved(777_777, 0);
            back = packet -> packet.timestampsMoved(0, -777_777);
        } else {
            there = packet -> packet.timestampsMoved(31 * ++identification, 0);
        }
        loseSomeOfMany();
        manyConnections();
        assertLostAre(lost, scenario.run());
    }

    /** Where all options are taken out, data too. */
    @Test
    void shouldMatchFlowsOfWhoseOptionsNothingWasLookedAt() throws IOException {
        there = Packet::withoutTimestamps;
        back = there;
        loseSomeOfMany();
        manyConnections();
        assertLostAre(lost, scenario.run());
    }

    /** By how much is told by packets of the flow alone. */
    @Test
    void shouldCallNothingLostOfShiftedFlowsOfWhichNothingWasLookedAt() throws IOException {
        for (int i = 0; i < MANY; i++) {
            int by = 1_234_567 + 7_919 * i;
            there = packet -> packet.shifted(by, 0);
            back = packet -> packet.shifted(0, -by);
            connection(i, PORT, (2 + i % 40) * SECOND + (i % 97) * MILLIS);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.MISSED), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /**
     * A firewall gives each connection other numbers, and no answer to a SYN comes back. Where it makes packets of its own, with
     * IP IDs of its own, nothing tells what these are.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKnowSynsThatGetOtherNumbersThoughNothingIsAnswered(boolean keepsIdentification) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            int shift = 12_345_678 * (i + 1);
            Packet syn = Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN).sequence(1_000_000 * (i + 1));
            Packet answer = Packet.tcp(B, PORT, A, 40_000 + i, Packets.SYN | Packet.ACK)
                    .sequence(77_000_000 + i)
                    .acknowledging(syn.sequenceEnd() + shift);
            there = packet -> keepsIdentification
                    ? packet.shifted(shift, 0)
                    : packet.shifted(shift, 0).ipId(otherIdentification());
            for (int again = 0; again < 2; again++) {
                long at = (5 + 4 * i + again) * SECOND;
                fromA(at, syn.ipId(++identification));
                lost.add(scenario.leaves(at + DELAY + MILLIS / 10, answer));
            }
        }
        Result result = scenario.run();
        if (keepsIdentification) {
            assertLostAre(lost, result);
        } else {
            assertEquals(0, result.count(Fate.LOST));
            assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        }
    }

    /** The record of one SYN has a bit turned: it tells of a shift that the next packet of its connection contradicts. */
    @Test
    void shouldNotShiftAConnectionByASynThatIsDamaged() throws IOException {
        for (int i = 0; i < 12; i++) {
            int shift = 12_345_678 * (i + 1);
            int damage = i == 5 ? 1 << 27 : 0;
            Packet syn = Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN).sequence(1_000_000 * (i + 1));
            there = packet -> packet.shifted(shift + damage, 0);
            fromA((5 + 2 * i) * SECOND, syn.ipId(++identification));
            there = packet -> packet.shifted(shift, 0);
            fromA(
                    (5 + 2 * i) * SECOND + 37 * MILLIS,
                    Packet.tcp(A, 40_000 + i, B, PORT, Packets.ACK)
                            .sequence(syn.sequenceEnd())
                            .acknowledging(77_000_000 + i)
                            .payload(new byte[19])
                            .ipId(++identification));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
    }

    /** Another connection on the same ports has other numbers: a shift of the one says nothing of the other. */
    @Test
    void shouldNotShiftAConnectionByTheNumbersOfAnotherOnItsPorts() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            for (int again = 0; again < 2; again++) {
                int shift = 12_345_678 * (i + 1) + 777 * again;
                there = packet -> packet.shifted(shift, 0);
                fromA(
                        (5 + 2 * i + again) * SECOND,
                        Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN)
                                .sequence(1_000_000 * (i + 1) + 5_000 * again)
                                .ipId(++identification));
            }
        }
        assertEquals(0, scenario.run().count(Fate.LOST));
    }

    /** B refuses what its translated address is asked for; a device may give its resets other numbers besides, too few to tell. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotCallLostTheResetsOfATranslatedServiceThatGetOtherNumbers(boolean shifted) throws IOException {
        String asked = "198.51.100.5";
        scenario.owning("b", B, asked);
        for (int i = 0; i < 12; i++) {
            long at = (5 + 2 * i) * SECOND;
            Packet syn = Packet.tcp(A, 40_000 + i, B, PORT, Packets.SYN)
                    .sequence(1_000_000 * (i + 1))
                    .ipId(++identification);
            scenario.seenAt(scenario.a, at, syn.translated(A, 40_000 + i, asked, PORT), true, 1);
            scenario.seenAt(scenario.b, at + DELAY, syn, false, 1);
            Packet reset =
                    Packet.tcp(B, PORT, A, 40_000 + i, Packet.RST | Packet.ACK).acknowledging(syn.sequenceEnd());
            scenario.seenAt(scenario.b, at + 2 * DELAY, reset, true, 1);
            if (shifted) {
                Packet arriving = reset.translated(asked, PORT, A, 40_000 + i).shifted(7_654_321, 0);
                scenario.seenAt(scenario.a, at + 3 * DELAY, arriving, false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(shifted ? 0 : 12, result.count(Fate.LOST, TypeP.TCP_RST), result.diagnosis.sentence());
        assertEquals(shifted ? 12 : 0, result.count(Fate.UNOBSERVABLE, TypeP.TCP_RST));
    }
}

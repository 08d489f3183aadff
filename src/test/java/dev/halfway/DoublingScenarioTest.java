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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets seen twice: by a capture that takes everything twice, or since the network delivers them twice. */
class DoublingScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;
    private int identification = 1;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** From its sender to the other, at B seen twice. */
    private Sent twiceAtB(long nanos, Packet packet) {
        Sent sent = scenario.delivered(nanos, packet);
        if (packet.isFrom(B)) {
            scenario.leaves(nanos + 2_000, packet);
        } else {
            scenario.arrives(nanos + DELAY + 2_000, packet);
        }
        return sent;
    }

    private Packet numbered(Packet packet) {
        return packet.ipId(identification++);
    }

    /** A mirror of both directions at B, with few packets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTakeAMirrorForDuplicationWhereItShowsWhatLeavesTwice(boolean withIdentification) throws IOException {
        Sent lost = null;
        for (int i = 0; i < 5; i++) {
            Packet request = Packet.request(A, B, 5, i);
            Packet reply = request.answer();
            twiceAtB(i * SECOND, withIdentification ? numbered(request) : request);
            twiceAtB(i * SECOND + DELAY + 50_000, withIdentification ? numbered(reply) : reply);
            if (i == 2) {
                lost = scenario.lost(i * SECOND + 500 * MILLIS, Packet.request(A, B, 6, i));
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
        assertEquals(10, result.count(Fate.DELIVERED));
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertTrue(
                result.diagnosis.notes().stream().anyMatch(note -> note.startsWith("b's captures take packets twice")),
                () -> "notes: " + result.diagnosis.notes());
    }

    /** As A's timer sends a SYN-ACK again, B's SYN comes again, and A answers that, too: it sends two that are alike. */
    @Test
    void shouldNotTakeSynAcksSentByTimerAndForASynSentAgainForAMirror() throws IOException {
        List<Sent> twins = new ArrayList<>();
        scenario.quiet(0, 14);
        scenario.delivered(
                300 * MILLIS, Packet.tcp(A, 60_000, B, 179, Packet.SYN).sequence(7));
        scenario.delivered(
                400 * MILLIS,
                Packet.tcp(A, 179, B, 60_001, Packet.SYN | Packet.ACK)
                        .sequence(8)
                        .acknowledging(9));
        for (int i = 0; i < 12; i++) {
            long nanos = (i + 1) * SECOND + 1_237 * i;
            scenario.lost(
                    nanos + 300 * MILLIS,
                    Packet.tcp(A, 50_000 + i, B, 179, Packet.SYN).sequence(77 + i));
            Packet syn = Packet.tcp(B, 40_000 + i, A, 179, Packet.SYN).sequence(1000 + i);
            scenario.delivered(nanos, syn);
            Packet synAck = Packet.tcp(A, 179, B, 40_000 + i, Packet.SYN | Packet.ACK)
                    .sequence(5000)
                    .acknowledging(1001 + i);
            scenario.lost(nanos + 2 * DELAY, synAck);
            scenario.delivered(nanos + 100 * MILLIS, syn);
            scenario.lost(nanos + 100 * MILLIS + 2 * DELAY, synAck);
            twins.add(scenario.lost(nanos + 100 * MILLIS + 2 * DELAY + i % 3 * 9_000, synAck));
        }
        Result result = scenario.run();
        for (Sent twin : twins) {
            assertNotEquals(Fate.COPY, result.of(twin).fate());
        }
        assertEquals(
                List.of(),
                result.diagnosis.notes().stream()
                        .filter(note -> note.contains("twice"))
                        .toList());
    }

    /** All packets are fragments, which share the IP ID of their datagram. */
    @Test
    void shouldNotTakeAMirrorOfFragmentsForLossOrDuplication() throws IOException {
        Sent lost = null;
        for (int i = 0; i < 10; i++) {
            Packet request = numbered(Packet.request(A, B, 5, i).payload(Packets.payload(2000)));
            Packet reply = numbered(request.answer());
            twiceAtB(i * SECOND, request.fragment(0, 1480));
            twiceAtB(i * SECOND + 10_000, request.fragment(1480, 528));
            twiceAtB(i * SECOND + DELAY + 50_000, reply.fragment(0, 1480));
            if (i == 2) {
                lost = scenario.lost(i * SECOND + DELAY + 60_000, reply.fragment(1480, 528));
                scenario.leaves(i * SECOND + DELAY + 62_000, reply.fragment(1480, 528));
            } else {
                twiceAtB(i * SECOND + DELAY + 60_000, reply.fragment(1480, 528));
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
        assertEquals(39, result.count(Fate.DELIVERED));
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(Fate.LOST, result.of(lost).fate());
    }

    /** On 'any', a bond and its member show each packet; the cooked header does not say which was which. */
    @Test
    void shouldTakeASynAckWithoutIdentificationThatABondShowsTwiceForOne() throws IOException {
        for (int i = 0; i < 6; i++) {
            Packet request = numbered(Packet.request(A, B, 5, i));
            twiceAtB(i * SECOND, request);
            twiceAtB(i * SECOND + DELAY + 50_000, numbered(request.answer()));
        }
        Packet syn = Packet.tcp(B, 40000, A, 179, Packet.SYN).sequence(100).ipId(70);
        Packet synAck = Packet.tcp(A, 179, B, 40000, Packet.SYN | Packet.ACK)
                .sequence(900)
                .acknowledging(101);
        twiceAtB(2500 * MILLIS, syn);
        Sent once = twiceAtB(2501 * MILLIS, synAck);
        Sent lost = scenario.lost(3501 * MILLIS, synAck);
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(once).fate());
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
    }

    /** A capture that merges two which hold everything twice: so many records of each packet, within moments. */
    private Sent severalTimesAtB(int times, long nanos, Packet packet) {
        Sent sent = scenario.delivered(nanos, packet);
        for (int more = 1; more < times; more++) {
            if (packet.isFrom(B)) {
                scenario.leaves(nanos + more * 15_000, packet);
            } else {
                scenario.arrives(nanos + DELAY + more * 15_000, packet);
            }
        }
        return sent;
    }

    /** A mirror that misses many of the second records. */
    @Test
    void shouldTakeEachPacketForOneThoughACaptureMissesSomeOfItsRecords() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(A, B, 5, i);
            severalTimesAtB(i % 3 == 0 ? 2 : 1, i * SECOND, request);
            severalTimesAtB(i % 3 == 1 ? 2 : 1, i * SECOND + DELAY + 50_000, request.answer());
        }
        Result result = scenario.run();
        assertEquals(120, result.count(Fate.DELIVERED));
        assertEquals(0, result.count(Fate.LOST) + result.duplicates() + result.appeared());
    }

    /** Without IP IDs and timestamps a segment that is sent again at once looks like a further record of the first. */
    @Test
    void shouldTakeWhatIsSentAgainAtOnceForNoFurtherRecord() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 30; i++) {
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH | Packet.ACK)
                    .sequence(1000 + 100 * i)
                    .acknowledging(500)
                    .data(100);
            scenario.lost(i * SECOND + 500 * MILLIS, data);
            scenario.delivered(i * SECOND + 505 * MILLIS, data);
            scenario.delivered(
                    i * SECOND + 506 * MILLIS,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(500).acknowledging(1100 + 100 * i));
        }
        Result result = scenario.run();
        assertEquals(30, result.count(Fate.LOST));
        assertEquals(List.of(), result.diagnosis.notes());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void shouldTakeEachPacketForOneHoweverOftenACaptureHoldsIt(int times) throws IOException {
        List<Sent> delivered = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Packet request = Packet.request(A, B, 5, i);
            delivered.add(severalTimesAtB(times, i * SECOND, request));
            delivered.add(severalTimesAtB(times, i * SECOND + 2 * MILLIS, request.answer()));
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.ACK | Packet.PSH)
                    .sequence(100 + 50 * i)
                    .acknowledging(900 + 50 * i)
                    .data(50);
            Packet back = Packet.tcp(B, 179, A, 40000, Packet.ACK | Packet.PSH)
                    .sequence(900 + 50 * i)
                    .acknowledging(150 + 50 * i)
                    .data(50);
            Packet acknowledgment = Packet.tcp(A, 40000, B, 179, Packet.ACK)
                    .sequence(150 + 50 * i)
                    .acknowledging(950 + 50 * i);
            delivered.add(severalTimesAtB(times, i * SECOND + 100 * MILLIS, data));
            delivered.add(severalTimesAtB(times, i * SECOND + 110 * MILLIS, back));
            delivered.add(severalTimesAtB(times, i * SECOND + 120 * MILLIS, acknowledgment));
        }
        Packet syn = Packet.tcp(A, 40001, B, 179, Packet.SYN).sequence(7);
        delivered.add(severalTimesAtB(times, 5300 * MILLIS, syn));
        Sent lost = scenario.lost(6300 * MILLIS, syn);
        Result result = scenario.run();
        for (Sent each : delivered) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(Fate.ARRIVED, result.of(each.arrival()).fate());
        }
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(delivered.size(), result.count(Fate.DELIVERED));
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
        assertEquals(
                (times - 1) * delivered.size(),
                result.fates.stream()
                        .filter(each -> each.fate() == Fate.COPY && each.host().equals("b"))
                        .count());
        String said = times == 2 ? "twice" : times + " times";
        assertTrue(
                result.diagnosis.notes().stream()
                        .anyMatch(note -> note.startsWith("b's captures take packets " + said + " (")),
                () -> "notes: " + result.diagnosis.notes());
    }

    /** Most of what B sends is one SYN, again and again; or pings alike at a pace, which are no further records. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellFurtherRecordsFromPacketsThatAreSentAgain(boolean severalTimes) throws IOException {
        int times = severalTimes ? 4 : 1;
        long apart = severalTimes ? SECOND : 4 * MILLIS;
        scenario.quiet(0, 1);
        Packet syn = Packet.tcp(B, 40000, A, 179, Packet.SYN).sequence(100);
        Packet ping = Packet.request(B, A, 5, 1);
        for (int i = 0; i < 40; i++) {
            severalTimesAtB(times, 2 * SECOND + i * apart, severalTimes ? syn : ping);
        }
        for (int i = 0; i < 3; i++) {
            severalTimesAtB(times, 60 * SECOND + i * SECOND, Packet.request(A, B, 6, i));
            severalTimesAtB(
                    times,
                    60 * SECOND + i * SECOND + 2 * MILLIS,
                    Packet.request(A, B, 6, i).answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(8 + 40 + 6, result.count(Fate.DELIVERED));
        assertEquals(0, result.appeared());
        assertEquals(0, result.duplicates());
    }

    /** Two resets alike that a host sent within moments are two, in a capture that holds each three times. */
    @Test
    void shouldTellPacketsAlikeFromTheirFurtherSightings() throws IOException {
        for (int i = 0; i < 10; i++) {
            Packet request = Packet.request(A, B, 5, i);
            severalTimesAtB(3, i * SECOND, request);
            severalTimesAtB(3, i * SECOND + 2 * MILLIS, request.answer());
        }
        Packet reset = Packet.tcp(B, 179, A, 40000, Packet.RST).sequence(77);
        List<Sent> delivered =
                List.of(severalTimesAtB(3, 4500 * MILLIS, reset), severalTimesAtB(3, 4501 * MILLIS, reset));
        Result result = scenario.run();
        for (Sent each : delivered) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        assertEquals(22, result.count(Fate.DELIVERED));
        assertEquals(0, result.appeared());
    }

    /**
     * A capture that holds some packets twice, and resets alike: a second record that is taken for a further one of an earlier
     * reset may be the next. Only where nothing else came near it is a reset lost.
     */
    @Test
    void shouldNotCallLostWhatMayBeTheSecondRecordOfAPacketAlike() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(A, B, 5, i);
            severalTimesAtB(i % 3 == 0 ? 2 : 1, i * SECOND, request);
            severalTimesAtB(i % 3 == 1 ? 2 : 1, i * SECOND + DELAY + 50_000, request.answer());
        }
        Packet reset = Packet.tcp(A, 179, B, 40000, Packet.RST).sequence(77);
        scenario.delivered(4500 * MILLIS, reset);
        scenario.delivered(4500 * MILLIS + 24_000, reset);
        scenario.arrives(4500 * MILLIS + DELAY + 24_000, reset);
        scenario.delivered(4506 * MILLIS, reset);
        Sent lost = scenario.lost(4600 * MILLIS, reset);
        severalTimesAtB(2, 4700 * MILLIS, reset);
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(Reason.RECORDED_TWICE, onlyUnobservable(result).reason());
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
    }

    /** Two records of one moment, alike and without IP IDs, of which one arrived: they may be two of one packet. */
    @Test
    void shouldNotCallLostWhatMayBeASecondRecordOfTheSameMoment() throws IOException {
        scenario.quiet(0, 9);
        Packet acknowledgment = Packet.tcp(A, 179, B, 40000, Packet.ACK).sequence(77);
        scenario.delivered(4_500_013_000L, acknowledgment);
        scenario.leaves(4_500_013_000L, acknowledgment);
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(Reason.SAME_MOMENT, onlyUnobservable(result).reason());
    }

    /** One of two that nothing arrived of is lost for sure; and a microsecond apart there are two. */
    @Test
    void shouldCallLostWhatIsNoSecondRecord() throws IOException {
        scenario.quiet(0, 9);
        Packet acknowledgment = Packet.tcp(A, 179, B, 40000, Packet.ACK).sequence(77);
        scenario.lost(4_500_013_000L, acknowledgment);
        scenario.lost(4_500_013_000L, acknowledgment);
        scenario.delivered(4_600_029_000L, acknowledgment);
        scenario.lost(4_600_030_000L, acknowledgment);
        Result result = scenario.run();
        assertEquals(2, result.count(Fate.LOST));
        assertEquals(Reason.SAME_MOMENT, onlyUnobservable(result).reason());
    }

    /** A segment is sent again after a round trip at the soonest; of one recorded twice in less, one arrives: whichever fits better. */
    @ParameterizedTest
    @ValueSource(longs = {0, 15_000, 30_000, 60_000, 150_000})
    void shouldNotCallASegmentLostThatIsRecordedAgainAtOnce(long slowerNanos) throws IOException {
        scenario.quiet(0, 9);
        Packet segment = Packet.tcp(A, 179, B, 40000, Packet.PSH).sequence(77).data(19);
        scenario.delivered(4_500_013_000L, segment, DELAY + slowerNanos);
        scenario.leaves(4_500_053_000L, segment);
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(Reason.SAME_MOMENT, onlyUnobservable(result).reason());
    }

    /** In one rack a round trip takes less than 0.1 ms, and what is lost is sent again as soon: 12 or 30 of 60 bursts of four lose their first. */
    @ParameterizedTest
    @CsvSource({"5, 120000", "5, 500000", "2, 120000", "2, 500000"})
    void shouldCallLostWhatIsSentAgainARoundTripLater(int every, long againNanos) throws IOException {
        long delay = 30_000;
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(i % 2 == 0 ? A : B, i % 2 == 0 ? B : A, 5, i);
            scenario.delivered(i * SECOND + 113_457, request, delay);
            scenario.delivered(i * SECOND + 113_457 + delay + 3_000, request.answer(), delay);
        }
        int lost = 0;
        for (int i = 0; i < 60; i++) {
            long nanos = SECOND + i * 150 * MILLIS + 7_311;
            for (int part = 0; part < 4; part++) {
                Packet data = Packet.tcp(A, 40000, B, 179, Packet.ACK)
                        .sequence(1000 + 400 * i + 100 * part)
                        .acknowledging(500)
                        .data(100);
                if (part == 0 && i % every == 0) {
                    scenario.lost(nanos, data);
                    scenario.delivered(nanos + againNanos, data, delay);
                    lost++;
                } else {
                    scenario.delivered(nanos + part * 8_000, data, delay);
                }
            }
            long heard = nanos + (i % every == 0 ? againNanos : 24_000) + delay;
            scenario.delivered(
                    heard + 5_000,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(500).acknowledging(1400 + 400 * i),
                    delay);
        }
        Result result = scenario.run();
        assertEquals(lost, result.count(Fate.LOST));
        assertEquals(List.of(), result.diagnosis.notes());
    }

    /** One flow of many, by a bridge and its port, say; of what came twice both answers would arrive. */
    @Test
    void shouldNotCallLostWhatIsRecordedTwiceSoonerThanItCouldBeSentAgain() throws IOException {
        scenario.quiet(0, 60);
        for (int i = 0; i < 5; i++) {
            long nanos = (3 * i + 2) * SECOND + 41_137_913;
            Packet request = Packet.request(A, B, 9, i);
            scenario.delivered(nanos, request);
            scenario.delivered(nanos + 2 * DELAY, request.answer());
            scenario.leaves(nanos + 2 * DELAY + 3_000 + 9_000L * i, request.answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(5, result.count(Fate.UNOBSERVABLE));
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** As by a program that sends the same ping a thousand times a second. */
    @Test
    void shouldTakeForTwoWhatIsSentAgainLater() throws IOException {
        scenario.quiet(0, 30);
        Packet request = Packet.request(A, B, 9, 0);
        scenario.delivered(5 * SECOND + 137_913, request);
        scenario.lost(5 * SECOND + 1_137_917, request);
        assertEquals(1, scenario.run().count(Fate.LOST));
    }

    private static PacketFate onlyUnobservable(Result result) {
        List<PacketFate> unobservable = result.fates.stream()
                .filter(each -> each.fate() == Fate.UNOBSERVABLE)
                .toList();
        assertEquals(1, unobservable.size());
        return unobservable.get(0);
    }

    /** Where a capture holds each packet as often, so many records are of so many packets. */
    @Test
    void shouldCallLostOneOfTwoPacketsAlikeWhereACaptureHoldsEachTwice() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 5, i);
            twiceAtB(i * SECOND, request);
            twiceAtB(i * SECOND + DELAY + 50_000, request.answer());
        }
        Packet reset = Packet.tcp(A, 179, B, 40000, Packet.RST).sequence(77);
        twiceAtB(4500 * MILLIS, reset);
        scenario.lost(4500 * MILLIS + 500_000, reset);
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(41, result.count(Fate.DELIVERED));
    }

    /** The network delivers every packet to B twice, while B's capture shows once what B sends. */
    @Test
    void shouldTellDuplicationByTheNetworkFromAMirror() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request = numbered(Packet.request(A, B, 5, i));
            scenario.delivered(i * SECOND, request);
            scenario.arrives(i * SECOND + DELAY + 2_000, request);
            scenario.delivered(i * SECOND + DELAY + 50_000, numbered(request.answer()));
        }
        Result result = scenario.run();
        assertEquals(20, result.duplicates());
        assertEquals("duplication", result.diagnosis.findings().get(0).kind());
        assertEquals(List.of(), furtherRecords(result), "the network delivered them");
    }

    /**
     * The network delivers every packet to B twice, or every third; SYNs are lost and sent again, and nothing but the time tells a
     * copy of the second from the first.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldNotTakeTheCopyOfASynSentAgainForTheLostOne(int oneIn) throws IOException {
        int duplicates = pingsOfWhichArriveTwice(oneIn);
        List<Sent> lost = new ArrayList<>();
        List<Sent> delivered = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long nanos = 3 * i * SECOND + 217_000 * i + 300 * MILLIS;
            Packet syn = syn(i);
            if (i % 2 == 0) {
                lost.add(scenario.lost(nanos, syn));
                nanos += SECOND + 11_000;
            }
            delivered.add(scenario.delivered(nanos, syn));
            if (i / 2 % oneIn == 0) {
                scenario.arrives(nanos + DELAY + 103_000, syn);
                duplicates++;
            }
            synAck(nanos + DELAY + 300_000, i);
        }
        Result result = scenario.run();
        int open = 0;
        for (Sent each : lost) {
            PacketFate fate = result.of(each);
            open += fate.fate() == Fate.UNOBSERVABLE ? 1 : 0;
            assertTrue(fate.fate() == Fate.LOST || fate.reason() == Reason.ARRIVED_TWICE, fate::toString);
            assertTrue(fate.fate() != Fate.LOST || fate.ambiguous() == (oneIn == 1), fate::toString);
        }
        for (Sent each : delivered) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        assertEquals(oneIn == 1 ? 0 : lost.size() / oneIn, open);
        assertEquals(lost.size() - open, result.count(Fate.LOST));
        assertEquals(duplicates, result.duplicates());
    }

    /** A router holds SYNs back until ARP is answered, for a second, and then lets them go with those that were sent again. */
    @ParameterizedTest
    @CsvSource({"12, 1, 1", "12, 6, 1", "36, 1, 1", "1, 6, 2"})
    void shouldNotCallLostWhatWasHeldUpWhereSomePacketsArriveTwice(int oneIn, int syns, int times) throws IOException {
        pingsOfWhichArriveTwice(oneIn);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < syns; i++) {
            long nanos = 3 * i * SECOND + 217_000 * i + 300 * MILLIS;
            long again = nanos + SECOND + 11_000;
            sent.add(scenario.delivered(nanos, syn(i), again + 2 * DELAY - nanos));
            sent.add(scenario.delivered(again, syn(i), 2 * DELAY + 20_000));
            for (int more = 1; more < times; more++) {
                scenario.arrives(again + 2 * DELAY + 40_000, syn(i));
                scenario.arrives(again + 2 * DELAY + 60_000, syn(i));
            }
            synAck(again + 2 * DELAY + 300_000, i);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis::sentence);
        assertEquals(
                syns,
                sent.stream()
                        .filter(each -> result.of(each).fate() == Fate.UNOBSERVABLE)
                        .count());
    }

    /** Once a second, to B; returns how many arrived there once more. */
    private int pingsOfWhichArriveTwice(int oneIn) {
        int duplicates = 0;
        for (int i = 0; i < 36; i++) {
            long nanos = i * SECOND + 7_000 * i;
            Packet request = numbered(Packet.request(A, B, 5, i));
            scenario.delivered(nanos, request);
            scenario.delivered(nanos + DELAY + 50_000, numbered(request.answer()));
            if (i % oneIn == 0) {
                scenario.arrives(nanos + DELAY + 103_000, request);
                duplicates++;
            }
        }
        return duplicates;
    }

    private static Packet syn(int connection) {
        return Packet.tcp(A, 40_000 + connection, B, 179, Packet.SYN).sequence(1000 + connection);
    }

    private void synAck(long nanos, int connection) {
        scenario.delivered(
                nanos,
                Packet.tcp(B, 179, A, 40_000 + connection, Packet.SYN | Packet.ACK)
                        .sequence(5000)
                        .acknowledging(1001 + connection));
    }

    /** A node that routes to a pod: segments come in bursts, each burst once on the way in and once on the way out. */
    @Test
    void shouldTakeABurstSeenOnTwoInterfacesForOne() throws IOException {
        scenario.b.captureOnAny();
        List<Packet> burst = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            burst.add(numbered(Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100)));
        }
        for (int i = 0; i < burst.size(); i++) {
            scenario.leaves(i * 1_000, burst.get(i));
            scenario.seenAt(scenario.b, i * 1_000 + DELAY, burst.get(i), false, 1);
            scenario.seenAt(scenario.b, i * 1_000 + DELAY + 50_000, burst.get(i), true, 2);
        }
        Result result = scenario.run();
        assertEquals(40, result.count(Fate.DELIVERED));
        assertEquals(0, result.duplicates());
        assertEquals(
                List.of(
                        "Of 80 packets analysed at b 40 are further records of one that is there already, as from another"
                                + " interface (any): each packet counts once."),
                furtherRecords(result));
    }

    private static List<String> furtherRecords(Result result) {
        return result.diagnosis.notes().stream()
                .filter(each -> each.contains("further records"))
                .toList();
    }

    /** Each packet comes twice, and passes two interfaces of B both times. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountWhatComesTwiceOnceHoweverManyInterfacesItPasses(boolean data) throws IOException {
        scenario.b.captureOnAny();
        for (int i = 0; i < 20; i++) {
            Packet packet = numbered(
                    data
                            ? Packet.tcp(A, 40000, B, 179, Packet.PSH)
                                    .sequence(1000 + 100 * i)
                                    .acknowledging(5000)
                                    .data(100)
                            : Packet.request(A, B, 5, i));
            scenario.leaves(i * SECOND, packet);
            for (int times = 0; times < 2; times++) {
                long came = i * SECOND + DELAY + times * 20_000;
                scenario.seenAt(scenario.b, came, packet, false, 1);
                scenario.seenAt(scenario.b, came + 3_000, packet, true, 2);
            }
        }
        Result result = scenario.run();
        assertEquals(20, result.count(Fate.DELIVERED));
        assertEquals(20, result.duplicates());
    }
}

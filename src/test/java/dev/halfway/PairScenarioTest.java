package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.Packets;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures that are no pair, and pairs between which a device rewrites packets (method.md sections 3 and 4). */
class PairScenarioTest {
    private static final String OUTSIDE = "203.0.113.9";

    @TempDir
    Path directory;

    @Test
    void shouldRefuseTheSameCaptureTwice() throws IOException {
        Scenario scenario = new Scenario(directory);
        for (int second = 0; second < 20; second++) {
            Packet request = Packet.request(A, B, 5, second);
            for (Tap tap : new Tap[] {scenario.a, scenario.b}) {
                scenario.seenAt(tap, second * 1_001_037_219L, request, true, 1);
                scenario.seenAt(tap, second * 1_001_037_219L + 2 * DELAY, request.answer(), false, 1);
            }
        }
        Result result = scenario.inferringOwners().run();
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(result.diagnosis.sentence().contains("same capture"), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldTellNothingOfUnrelatedCaptures() throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        for (int second = 0; second < 20; second++) {
            Packet here = Packet.request("192.0.2.1", "192.0.2.2", 5, second).payload(new byte[56]);
            scenario.seenAt(scenario.a, second * SECOND, here, true, 1);
            scenario.seenAt(scenario.a, second * SECOND + 2 * DELAY, here.answer(), false, 1);
            Packet there = Packet.request("198.51.100.1", "198.51.100.2", 6, second);
            scenario.seenAt(scenario.b, second * SECOND, there, true, 1);
            scenario.seenAt(scenario.b, second * SECOND + 2 * DELAY, there.answer(), false, 1);
        }
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode());
        assertEquals(0, result.count(Fate.LOST));
        assertTrue(result.diagnosis.sentence().contains("no pair of addresses in common"), result.diagnosis.sentence());
    }

    @Test
    void shouldSeeThroughTranslationOfAddressAndEchoIdentifier() throws IOException {
        Scenario scenario = new Scenario(directory);
        Tap.Record lostRequest = null;
        Tap.Record lostReply = null;
        for (int sequence = 1; sequence <= 20; sequence++) {
            long nanos = sequence * SECOND;
            Packet inside = Packet.request(A, B, 5, sequence);
            Packet outside = inside.translated(OUTSIDE, 60005, B, 0);
            Tap.Record request = scenario.seenAt(scenario.a, nanos, inside, true, 1);
            if (sequence == 7) {
                lostRequest = request;
                continue;
            }
            scenario.seenAt(scenario.b, nanos + DELAY, outside, false, 1);
            Tap.Record reply = scenario.seenAt(scenario.b, nanos + DELAY + 40_000, outside.answer(), true, 1);
            if (sequence == 12) {
                lostReply = reply;
            } else {
                scenario.seenAt(scenario.a, nanos + 2 * DELAY + 40_000, inside.answer(), false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lostRequest).fate());
        assertEquals(Fate.LOST, result.of(lostReply).fate());
        assertEquals(2, result.count(Fate.LOST));
        assertEquals(19 + 18, result.count(Fate.DELIVERED));
        assertEquals(0, result.appeared());
        assertEquals(1, result.diagnosis.inferred().size(), () -> "said once: " + result.diagnosis.inferred());
    }

    /** The same, one a little faster than the other and as if behind routers: no clock drifts so. */
    @Test
    void shouldNotTakePingsOfBothHostsForTranslationThatDriftApart() throws IOException {
        Scenario scenario = new Scenario(directory).quiet(0, 60).inferringOwners();
        for (int sequence = 1; sequence <= 6; sequence++) {
            Packet fromA = Packet.request(A, OUTSIDE, 77, sequence);
            Packet fromB = Packet.request(B, OUTSIDE, 77, sequence).timeToLive(60);
            long atA = 3 * sequence * SECOND;
            long atB = atA + (sequence - 3) * 400 * MILLIS;
            scenario.seenAt(scenario.a, atA, fromA, true, 1);
            scenario.seenAt(scenario.a, atA + MILLIS, fromA.answer().timeToLive(50), false, 1);
            scenario.seenAt(scenario.b, atB, fromB, true, 1);
            scenario.seenAt(scenario.b, atB + MILLIS, fromB.answer().timeToLive(54), false, 1);
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.inferred());
    }

    /** Both hosts ping a third at times of their own; that the pings look alike is no translation. */
    @Test
    void shouldNotTakePingsOfBothHostsToAThirdForTranslation() throws IOException {
        Scenario scenario = new Scenario(directory).quiet(0, 60).inferringOwners();
        for (int sequence = 1; sequence <= 6; sequence++) {
            Packet fromA = Packet.request(A, OUTSIDE, 77, sequence);
            Packet fromB = Packet.request(B, OUTSIDE, 77, sequence);
            long atA = 3 * sequence * SECOND;
            long atB = (40 - 4 * sequence) * SECOND;
            scenario.seenAt(scenario.a, atA, fromA, true, 1);
            scenario.seenAt(scenario.a, atA + MILLIS, fromA.answer(), false, 1);
            scenario.seenAt(scenario.b, atB, fromB, true, 1);
            scenario.seenAt(scenario.b, atB + MILLIS, fromB.answer(), false, 1);
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.inferred());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(4 * 61, result.count(Fate.DELIVERED));
    }

    /** The same program pings with the same payload and numbers, from two hosts, and not at the same time. */
    @ParameterizedTest
    @CsvSource({"192.0.2.2, 198.51.100.2, false", "203.0.113.9, 203.0.113.9, false", "203.0.113.9, 203.0.113.9, true"})
    void shouldNotTakeUnrelatedPingsForTranslation(String pinged, String alsoPinged, boolean clockKnown)
            throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        if (clockKnown) {
            scenario.quiet(0, 30);
        }
        for (int sequence = 1; sequence <= 20; sequence++) {
            long nanos = sequence * SECOND;
            Packet here = Packet.request("192.0.2.1", pinged, 1, sequence);
            scenario.seenAt(scenario.a, nanos, here, true, 1);
            scenario.seenAt(scenario.a, nanos + 20 * MILLIS, here.answer(), false, 1);
            Packet there = Packet.request("198.51.100.1", alsoPinged, 1, sequence);
            long later = nanos + 2 * SECOND;
            scenario.seenAt(scenario.b, later, there, true, 1);
            if (sequence != 7) {
                scenario.seenAt(scenario.b, later + 5 * MILLIS, there.answer(), false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.inferred());
        assertEquals(0, result.count(Fate.LOST));
    }

    /**
     * Two hosts that both watch a third, at the same time and by the same program: one of them is no translator's other side.
     * The IP IDs tell; where there are none, nothing does.
     */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldNotTakeTwoHostsThatWatchAThirdForOneBehindATranslator(boolean identified, boolean clockKnown)
            throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        if (clockKnown) {
            scenario.quiet(0, 40);
        }
        for (int sequence = 1; sequence <= 30; sequence++) {
            long nanos = sequence * SECOND + 100 * MILLIS;
            int id = identified ? sequence : 0;
            Packet here = Packet.request(A, OUTSIDE, 1, sequence).ipId(7 * id);
            scenario.seenAt(scenario.a, nanos, here, true, 1);
            scenario.seenAt(scenario.a, nanos + 8 * MILLIS, here.answer().ipId(11 * id), false, 1);
            Packet there = Packet.request(B, OUTSIDE, 1, sequence).ipId(3_000 + 7 * id);
            scenario.seenAt(scenario.b, nanos + 2 * MILLIS, there, true, 1);
            if (sequence < 20) {
                scenario.seenAt(scenario.b, nanos + 5 * MILLIS, there.answer().ipId(4_000 + 11 * id), false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.inferred());
        assertEquals(0, result.count(Fate.LOST), () -> result.diagnosis.sentence());
        assertEquals(clockKnown ? 4 * 41 : 0, result.count(Fate.DELIVERED));
        assertEquals(clockKnown ? 0 : 3, result.diagnosis.exitCode(), () -> result.diagnosis.sentence());
    }

    /** Their KEEPALIVEs carry the same, at the same time. */
    @Test
    void shouldNotTakeTwoHostsThatSpeakBgpWithAThirdForOneBehindATranslator() throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        for (int i = 0; i < 30; i++) {
            for (Tap tap : new Tap[] {scenario.a, scenario.b}) {
                boolean isA = tap == scenario.a;
                long nanos = i * SECOND + (isA ? 0 : MILLIS);
                int start = isA ? 1_000_000 : 7_000_000;
                Packet keepalive = Packet.tcp(isA ? A : B, isA ? 40_001 : 40_777, OUTSIDE, 179, Packet.PSH)
                        .sequence(start + 19 * i)
                        .acknowledging(start / 2 + 19 * i)
                        .ipId(start / 1000 + i)
                        .data(19);
                Packet ack = Packet.tcp(OUTSIDE, 179, isA ? A : B, isA ? 40_001 : 40_777, Packet.ACK)
                        .sequence(start / 2 + 19 * i)
                        .acknowledging(keepalive.sequenceEnd());
                scenario.seenAt(tap, nanos, keepalive, true, 1);
                scenario.seenAt(tap, nanos + MILLIS, ack, false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.inferred());
        assertEquals(3, result.diagnosis.exitCode(), () -> result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.DELIVERED));
    }

    /** The hosts' clocks are hours apart; what ping writes into its packets tells them apart. */
    @Test
    void shouldSeeThroughTranslationWithClocksFarApartWherePayloadsDiffer() throws IOException {
        Scenario scenario = new Scenario(directory);
        scenario.setClock(scenario.b, 7200 * SECOND, 0, 7200 * SECOND);
        for (int sequence = 1; sequence <= 20; sequence++) {
            long nanos = sequence * SECOND;
            byte[] payload = new byte[56];
            payload[0] = (byte) (sequence * 37);
            Packet inside = Packet.request(A, B, 5, sequence).payload(payload);
            Packet outside = inside.translated(OUTSIDE, 60005, B, 0);
            scenario.seenAt(scenario.a, nanos, inside, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, outside, false, 1);
            scenario.seenAt(scenario.b, nanos + DELAY + 40_000, outside.answer(), true, 1);
            scenario.seenAt(scenario.a, nanos + 2 * DELAY + 40_000, inside.answer(), false, 1);
        }
        Result result = scenario.run();
        assertEquals(1, result.diagnosis.inferred().size());
        assertEquals(40, result.count(Fate.DELIVERED));
    }

    /** They show no identifier that could tell: what is known of the addresses must do. */
    @Test
    void shouldSeeThroughTranslationOfFragmentsWhereIdentifiersAreTranslatedToo() throws IOException {
        Scenario scenario = new Scenario(directory);
        Tap.Record lost = null;
        for (int sequence = 1; sequence <= 20; sequence++) {
            long nanos = sequence * SECOND;
            Packet small = Packet.request(A, B, 5, sequence);
            Packet large = Packet.request(A, B, 6, sequence)
                    .payload(Packets.payload(2000))
                    .ipId(100 + sequence);
            Packet outside = large.translated(OUTSIDE, 60006, B, 0);
            scenario.seenAt(scenario.a, nanos, small, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, small.translated(OUTSIDE, 60005, B, 0), false, 1);
            scenario.seenAt(scenario.a, nanos + 300 * MILLIS, large.fragment(0, 1480), true, 1);
            scenario.seenAt(scenario.b, nanos + 300 * MILLIS + DELAY, outside.fragment(0, 1480), false, 1);
            Tap.Record rest = scenario.seenAt(scenario.a, nanos + 301 * MILLIS, large.fragment(1480, 528), true, 1);
            if (sequence == 7) {
                lost = rest;
            } else {
                scenario.seenAt(scenario.b, nanos + 301 * MILLIS + DELAY, outside.fragment(1480, 528), false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(20 + 39, result.count(Fate.DELIVERED));
        assertEquals(0, result.appeared());
    }

    @Test
    void shouldSeeThroughTranslationOfPorts() throws IOException {
        Scenario scenario = new Scenario(directory).quiet(0, 30);
        Tap.Record lost = null;
        for (int i = 0; i < 10; i++) {
            long nanos = (10 + i) * SECOND;
            Packet inside = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(5000)
                    .timestamps(100 + i, 200 + i)
                    .data(19);
            Tap.Record left = scenario.seenAt(scenario.a, nanos, inside, true, 1);
            if (i == 4) {
                lost = left;
            } else {
                scenario.seenAt(scenario.b, nanos + DELAY, inside.translated(OUTSIDE, 1024, B, 179), false, 1);
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
    }

    /** One capture was taken with "tcp port 179", and the addresses are others there: that it has no echo is no loss. */
    @Test
    void shouldNotCallLostWhatTheFilterBehindATranslationLeavesOut() throws IOException {
        Scenario scenario = new Scenario(directory).inferringOwners();
        for (int i = 0; i < 20; i++) {
            long nanos = i * SECOND;
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(5000 + 19 * i)
                    .timestamps(100 + i, 200 + i)
                    .data(19);
            Packet answer = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(5000 + 19 * i)
                    .acknowledging(data.sequenceEnd())
                    .timestamps(300 + i, 100 + i)
                    .data(19);
            Packet outside = data.translated(OUTSIDE, 40000, B, 179);
            scenario.seenAt(scenario.a, nanos, data, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, outside, false, 1);
            scenario.seenAt(scenario.b, nanos + 2 * DELAY, answer.translated(B, 179, OUTSIDE, 40000), true, 1);
            scenario.seenAt(scenario.a, nanos + 3 * DELAY, answer, false, 1);
            Packet ping = Packet.request(OUTSIDE, B, 5, i);
            scenario.seenAt(scenario.b, nanos + 500 * MILLIS, ping, false, 1);
            scenario.seenAt(scenario.b, nanos + 500 * MILLIS + 40_000, ping.answer(), true, 1);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(40, result.count(Fate.DELIVERED), result.diagnosis.sentence());
    }

    /** As some firewalls do it: the numbers in the headers are shifted, those in the options are not, and nothing fits them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSeeThroughShiftedNumbersWhateverBecomesOfSelectiveAcknowledgments(boolean shifted) throws IOException {
        int shift = 0x12345678;
        Scenario scenario = new Scenario(directory).quiet(0, 30);
        List<Scenario.Sent> acks = new ArrayList<>();
        Scenario.Sent hole = null;
        Tap.Record missed = null;
        for (int i = 0; i < 20; i++) {
            long nanos = (5 + i) * SECOND;
            Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(5000)
                    .timestamps(100 + i, 200 + i)
                    .data(19);
            Tap.Record left = scenario.leaves(nanos, segment);
            hole = i == 10 ? new Scenario.Sent(left, null) : hole;
            missed = i == 15 ? left : missed;
            if (i != 10 && i != 15) {
                scenario.arrives(nanos + DELAY, segment.shifted(shift, 0));
            }
            int holeAt = 1000 + 19 * 10;
            Packet ack = Packet.tcp(B, 179, A, 40000, Packet.ACK)
                    .sequence(5000)
                    .acknowledging(i < 10 ? segment.sequenceEnd() : holeAt)
                    .timestamps(300 + i, 100 + i);
            Packet atB = ack.shifted(0, shift);
            if (i > 10) {
                int from = holeAt + 19;
                int to = segment.sequenceEnd();
                atB = atB.sack(from + shift, to + shift);
                ack = shifted ? ack.sack(from, to) : ack.sack(from + shift, to + shift);
            }
            // What the capture at B lacks both of, only what A hears of it tells.
            Tap.Record ackLeft = i >= 15 ? null : scenario.leaves(nanos + 400 * MILLIS, atB);
            Tap.Record arrived = i == 14 ? null : scenario.arrives(nanos + 400 * MILLIS + DELAY, ack);
            if (ackLeft != null) {
                acks.add(new Scenario.Sent(ackLeft, arrived));
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(hole).fate());
        assertEquals(Fate.MISSED, result.of(missed).fate());
        for (Scenario.Sent each : acks) {
            assertEquals(
                    each.arrival() == null ? Fate.LOST : Fate.DELIVERED,
                    result.of(each).fate());
        }
        assertEquals(2, result.count(Fate.LOST));
    }

    @Test
    void shouldSeeThroughShiftedSequenceNumbers() throws IOException {
        int shift = 0x70000000;
        Scenario scenario = new Scenario(directory).quiet(0, 30);
        Tap.Record lost = null;
        Tap.Record lostAck = null;
        for (int i = 0; i < 10; i++) {
            long nanos = (10 + i) * SECOND;
            Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(5000)
                    .timestamps(100 + i, 200 + i)
                    .data(19);
            Packet ack = Packet.tcp(B, 179, A, 40000, Packet.ACK)
                    .sequence(5000)
                    .acknowledging(segment.sequenceEnd())
                    .timestamps(300 + i, 100 + i);
            Tap.Record left = scenario.leaves(nanos, segment);
            if (i == 4) {
                lost = left;
                Packet again = segment.timestamps(109, 204);
                scenario.leaves(nanos + 300 * MILLIS, again);
                scenario.arrives(nanos + 300 * MILLIS + DELAY, again.shifted(shift, 0));
            } else {
                scenario.arrives(nanos + DELAY, segment.shifted(shift, 0));
            }
            Tap.Record ackLeft = scenario.leaves(nanos + 400 * MILLIS, ack.shifted(0, shift));
            if (i == 6) {
                lostAck = ackLeft;
            } else {
                scenario.arrives(nanos + 400 * MILLIS + DELAY, ack);
            }
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(Fate.LOST, result.of(lostAck).fate());
        assertEquals(2, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
        assertEquals(0, result.count(Fate.MISSED));
    }
}

package dev.halfway;

import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that hosts send again and all alike, where nothing tells one from the other: each is one (method.md section 4). */
class AlikeScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** A segment is missing, and each that comes after it is acknowledged alike; IPv6 has no IP IDs. Some share one time. */
    @ParameterizedTest
    @CsvSource({"16, 12000", "16, 0", "4, 12000", "4, 0"})
    void shouldTakeAcknowledgmentsAlikeForAsManyPackets(int flags, long apart) throws IOException {
        String from = "2001:db8::2";
        String to = "2001:db8::1";
        for (int second = 0; second < 10; second++) {
            scenario.ping(second * SECOND, Packet.request(to, from, 7, second));
        }
        for (int i = 0; i < 40; i++) {
            scenario.delivered(
                    5 * SECOND + 100 * MILLIS + i * apart,
                    Packet.tcp(from, 179, to, 40000, flags).sequence(5000).acknowledging(1000));
        }
        Result result = scenario.run();
        assertEquals(
                50,
                result.diagnosis.losses().stream()
                        .filter(row -> row.from().equals("b"))
                        .mapToLong(row -> row.delivered())
                        .sum());
        assertEquals(0, result.duplicates());
        assertEquals(List.of(), result.diagnosis.findings());
        assertTrue(
                result.diagnosis.notes().stream().noneMatch(note -> note.contains("twice")),
                () -> "notes: " + result.diagnosis.notes());
    }

    /** The far capture has them all, with the times of their own; here and there one is lost: each is counted. */
    @Test
    @Tag("slow")
    void shouldCountEachLossAmongAcknowledgmentsAlikeOfOneMoment() throws IOException {
        String from = "2001:db8::2";
        String to = "2001:db8::1";
        for (int second = 0; second < 10; second++) {
            scenario.ping(second * SECOND, Packet.request(to, from, 7, second));
        }
        for (int i = 0; i < 30; i++) {
            Packet ack =
                    Packet.tcp(from, 179, to, 40000, Packet.ACK).sequence(5000).acknowledging(1000 + i / 3);
            long sent = 5 * SECOND + i / 3 * 10 * MILLIS + 1_000;
            if (i % 3 == 1) {
                scenario.lost(sent, ack);
            } else {
                scenario.delivered(sent, ack);
            }
        }
        Result result = scenario.run();
        assertEquals(10, result.count(Fate.LOST));
    }

    /** Two left 0.2 ms apart and came 4 ms apart: as many as left. */
    @ParameterizedTest
    @ValueSource(ints = {Packet.ACK, Packet.RST})
    void shouldNotCallOneLostAndAnotherDuplicatedOfAsManyAsLeft(int flags) throws IOException {
        scenario.quiet(0, 9);
        Packet packet = Packet.tcp(Scenario.B, 179, Scenario.A, 40000, flags).sequence(77);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 17_000, packet);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 217_000, packet, DELAY + 3_800_000);
        assertAllDelivered(scenario.run(), 42);
    }

    /** A way that stands still lets go of a SYN and its retry at the same moment, and of their answers likewise. */
    @ParameterizedTest
    @ValueSource(longs = {0, 13_000})
    void shouldCountWhatIsHeldUpAndComesAtOnce(long apart) throws IOException {
        String from = "2001:db8::1";
        String to = "2001:db8::2";
        for (int second = 0; second < 30; second++) {
            scenario.ping(second * SECOND + 7_000, Packet.request(from, to, 7, second));
        }
        for (int i = 0; i < 3; i++) {
            Packet syn = Packet.tcp(from, 40000 + i, to, 179, Packet.SYN).sequence(100);
            Packet synAck = Packet.tcp(to, 179, from, 40000 + i, Packet.SYN | Packet.ACK)
                    .sequence(900)
                    .acknowledging(101);
            long sent = (5 + 8 * i) * SECOND + 123_457_000;
            long came = sent + 2_200 * MILLIS;
            scenario.leaves(sent, syn);
            scenario.leaves(sent + SECOND, syn);
            scenario.arrives(came, syn);
            scenario.arrives(came + apart, syn);
            scenario.leaves(came + apart + 31_000, synAck);
            scenario.leaves(came + apart + 33_000, synAck);
            scenario.arrives(came + apart + DELAY, synAck);
            scenario.arrives(came + apart + DELAY, synAck);
        }
        assertAllDelivered(scenario.run(), 60 + 12);
    }

    /** Twice at one moment in both captures: no more came than left. */
    @Test
    void shouldNotCallDuplicatedASegmentThatIsThereTwiceWhereItLeft() throws IOException {
        scenario.quiet(0, 9);
        Packet segment = Packet.tcp(Scenario.B, 179, Scenario.A, 40000, Packet.PSH)
                .sequence(77)
                .data(19);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 17_000, segment);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 17_000, segment);
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** The same ping over and over, and for a while the capture of who pings stands still. */
    @Test
    void shouldNotCallDuplicatedWhatLeftWhileItsSendersCaptureStoodStill() throws IOException {
        scenario.quiet(0, 6).quiet(11, 19);
        for (int i = 0; i < 40; i++) {
            long sent = i * 500 * MILLIS + i % 7 * 3_000;
            Packet request = Packet.request("2001:db8::1", "2001:db8::2", 7, 1);
            if (i < 15 || i >= 20) {
                scenario.ping(sent, request);
            } else {
                scenario.arrives(sent + DELAY, request);
                scenario.leaves(sent + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(5, result.appeared());
        assertEquals(0, result.count(Fate.LOST));
        assertTrue(result.diagnosis.findings().stream()
                .noneMatch(finding -> finding.kind().equals("one-way-loss")));
    }

    /** One segment that leaves twice, and comes twice at one moment, shows no capture that takes its records twice. */
    @Test
    void shouldNotLayAcknowledgmentsAlikeTogetherForOneSegmentThatCameTwice() throws IOException {
        scenario.quiet(0, 9);
        Packet segment = Packet.tcp(Scenario.B, 179, Scenario.A, 40000, Packet.PSH)
                .sequence(77)
                .data(19);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 17_000, segment);
        scenario.delivered(4 * SECOND + 500 * MILLIS + 19_000, segment, DELAY - 2_000);
        Packet ack = Packet.tcp(Scenario.A, 40000, Scenario.B, 179, Packet.ACK)
                .sequence(5000)
                .acknowledging(1000);
        for (int i = 0; i < 3; i++) {
            scenario.delivered(6 * SECOND + 500 * MILLIS + 17_000, ack);
        }
        assertAllDelivered(scenario.run(), 40 + 5);
    }

    private static void assertAllDelivered(Result result, int packets) {
        assertEquals(packets, result.count(Fate.DELIVERED));
        assertEquals(0, result.duplicates());
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** Before the sender's capture begins nothing is seen leaving, and its packets all have one IP ID. */
    @Test
    void shouldNotTellPacketsByAnIpIdThatAllHave() throws IOException {
        for (int second = 5; second < 15; second++) {
            scenario.ping(
                    second * SECOND,
                    Packet.request(Scenario.A, Scenario.B, 7, second).ipId(0x1234));
        }
        for (int i = 0; i < 12; i++) {
            Packet ack = Packet.tcp(Scenario.A, 179, Scenario.B, 40000, Packet.ACK)
                    .sequence(5000)
                    .acknowledging(1000 + i / 6 * 500)
                    .ipId(0x1234);
            scenario.arrives(SECOND + i * 20_000, ack);
            Packet data = Packet.tcp(Scenario.A, 179, Scenario.B, 40000, Packet.PSH)
                    .sequence(5000 + i / 2 * 100)
                    .acknowledging(1500)
                    .data(100)
                    .ipId(0x1234);
            scenario.arrives(2 * SECOND + i * 300 * MILLIS / 2, data);
        }
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(24, result.appeared());
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** The same ping once more each second, while only the far capture is still there; then the same before it began. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotCallDuplicatedWhatLeftOutsideItsSendersCapture(boolean after) throws IOException {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 5; i++) {
                long sent = round * SECOND + i * 100 * MILLIS;
                Packet request = Packet.request("2001:db8::2", "2001:db8::1", 7, i);
                if (after ? round < 3 : round >= 5) {
                    scenario.ping(sent, request);
                } else {
                    scenario.arrives(sent + DELAY, request);
                    scenario.leaves(sent + 2 * DELAY, request.answer());
                }
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.duplicates());
        assertEquals(25, result.appeared());
        assertEquals(List.of(), result.diagnosis.findings());
    }
}

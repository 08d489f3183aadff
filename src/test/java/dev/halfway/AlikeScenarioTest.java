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

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets that arrive with bits turned in their headers: neither is the one lost nor the other one nobody sent. */
class DamageScenarioTest {
    private static final Packet SEGMENT = Packet.tcp(A, 40000, B, 179, Packet.PSH)
            .sequence(1000)
            .acknowledging(5000)
            .timestamps(777, 888)
            .data(100);

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 30);
        scenario.delivered(9 * SECOND, SEGMENT.sequence(900).data(100).ipId(499));
    }

    private Sent damaged(Packet packet, int at, int bits) {
        return new Sent(
                scenario.leaves(10 * SECOND, packet), scenario.arrives(10 * SECOND + DELAY, packet.turned(at, bits)));
    }

    private static void assertDamaged(Result result, Sent sent) {
        assertEquals(Fate.CORRUPTED, result.of(sent.departure()).fate());
        assertEquals(Fate.ARRIVED, result.of(sent.arrival()).fate());
        assertEquals(
                sent.arrival().frame,
                result.of(sent.departure()).matches().get(0).frame());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
        assertEquals("corruption", only(result, "corruption").kind());
    }

    /** By its IP ID or, where it has none, by its checksum, which fits only what was sent. */
    @ParameterizedTest
    @CsvSource({
        "500, 1, 4", // source port
        "500, 4, 32", // sequence number
        "500, 8, 1", // acknowledgment
        "500, 14, 16", // window
        "500, 27, 2", // timestamps
        "0, 1, 4",
        "0, 8, 1",
        "0, 15, 3"
    })
    void shouldKnowASegmentWithADamagedHeader(int identification, int at, int bits) throws IOException {
        Sent sent = damaged(SEGMENT.ipId(identification), at, bits);
        scenario.delivered(10 * SECOND + 300 * MILLIS, SEGMENT.ipId(501));
        assertDamaged(scenario.run(), sent);
    }

    @ParameterizedTest
    @CsvSource({"500, 7, 8", "500, 11, 64", "500, 14, 1", "500, 13, 8", "0, 9, 4"})
    void shouldKnowAnAcknowledgmentWithADamagedHeader(int identification, int at, int bits) throws IOException {
        Packet acknowledgment = Packet.tcp(A, 40000, B, 179, 0).sequence(1000).acknowledging(6000);
        assertDamaged(damaged(acknowledgment.ipId(identification), at, bits));
    }

    private void assertDamaged(Sent sent) throws IOException {
        assertDamaged(scenario.run(), sent);
    }

    @ParameterizedTest
    @CsvSource({
        "500, 0, 8", // a request becomes a reply
        "500, 5, 2", // identifier
        "500, 7, 128", // sequence number
        "0, 4, 1",
        "0, 6, 3"
    })
    void shouldKnowAPingWithADamagedHeader(int identification, int at, int bits) throws IOException {
        assertDamaged(damaged(Packet.request(A, B, 5, 3).ipId(identification), at, bits));
    }

    /** Without checksum and IP ID another packet may look so; with both, a device that changes fields. */
    @ParameterizedTest
    @CsvSource({"0, 5001", "500, 305419896"})
    void shouldNotTakeAnotherPacketForADamagedOne(int identification, int acknowledgment) throws IOException {
        Packet one = Packet.tcp(A, 40000, B, 179, 0)
                .sequence(1000)
                .acknowledging(5000)
                .ipId(identification);
        Sent lost = scenario.lost(10 * SECOND, one);
        scenario.arrives(10 * SECOND + DELAY, one.acknowledging(acknowledgment));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.appeared());
    }

    /** Nor one whose turn it was not, by the delays that are usual. */
    @Test
    void shouldNotTakeForDamagedWhatComesTooLate() throws IOException {
        Sent lost = scenario.lost(10 * SECOND, SEGMENT.ipId(500));
        scenario.arrives(11 * SECOND, SEGMENT.ipId(500).turned(15, 1));
        assertEquals(Fate.LOST, scenario.run().of(lost).fate());
    }

    /** Some more pings are unanswered than came damaged: a few of many that is, and no limit of the host. */
    @Test
    void shouldNotAskForAnswersToDamagedPings() throws IOException {
        for (int i = 0; i < 500; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = (40 + i) * SECOND;
            scenario.leaves(nanos, request);
            scenario.arrives(nanos + DELAY, i % 20 == 5 ? request.turned(12, 1) : request);
            if (i % 20 != 5 && i % 200 != 7) {
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(25, result.count(Fate.CORRUPTED, TypeP.ICMP_ECHO_REQUEST));
        only(result, "corruption");
    }

    /** A device changes what it sends on and makes the checksum fit: what is answered was not dropped. */
    @Test
    void shouldFindPingsUnansweredBehindADeviceThatChangesThem() throws IOException {
        for (int i = 0; i < 100; i++) {
            Packet request = Packet.request(A, B, 5, i);
            Packet arrives = i < 10 ? request.spoiled() : request;
            long nanos = (40 + i) * SECOND;
            scenario.leaves(nanos, request);
            scenario.arrives(nanos + DELAY, arrives);
            if (i < 10 || i % 3 == 1) {
                scenario.delivered(nanos + 2 * DELAY, arrives.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(
                List.of("host-silent", "corruption"),
                result.diagnosis.findings().stream().map(each -> each.kind()).toList());
    }

    /** One is missing while others come damaged: it may have come with a port that is not analysed. */
    @Test
    void shouldNotBeCertainOfOneThatMayHaveComeUnknown() throws IOException {
        for (int i = 0; i < 100; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = (40 + i) * SECOND;
            scenario.leaves(nanos, request);
            if (i % 20 == 5) {
                scenario.arrives(nanos + DELAY, request.turned(i == 25 ? 0 : 12, i == 25 ? 32 : 1));
            } else {
                scenario.arrives(nanos + DELAY, request);
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
        Finding lost = scenario.run().diagnosis.findings().get(0);
        assertEquals("one-way-loss", lost.kind());
        assertEquals(Grade.LIKELY, lost.grade());
    }
}

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
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture takes frames that are for another station of the host's link, as a promiscuous one does. */
class StrayFramesScenarioTest {
    private static final String ROUTER = "02000000000f";
    private static final String STATION_OF_B = "02000000000b";
    private static final String ANOTHER = "020000000077";
    /** Of two routers that share an address (RFC 9568): nobody sends by it. */
    private static final String SHARED = "00005e000107";

    private static final String THIRD = "10.0.0.58";

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void setUp() {
        scenario = new Scenario(directory).inferringOwners();
    }

    /** Each second, both ways, in frames as they are to be. */
    private void pings(int seconds) {
        for (int second = 0; second < seconds; second++) {
            ping(second * SECOND, Packet.request(A, B, 7001, second), STATION_OF_B);
            Packet asking = Packet.request(B, A, 7002, second);
            long nanos = second * SECOND + 300 * MILLIS;
            scenario.leaves(nanos, asking.inFrame(STATION_OF_B, ROUTER));
            scenario.arrives(nanos + DELAY, asking.timeToLive(63));
            scenario.leaves(nanos + DELAY, asking.answer());
            scenario.arrives(nanos + 2 * DELAY, asking.answer().timeToLive(63).inFrame(ROUTER, STATION_OF_B));
        }
    }

    private void ping(long nanos, Packet request, String station) {
        asks(nanos, request, station);
        scenario.leaves(nanos + DELAY, request.answer().inFrame(STATION_OF_B, ROUTER));
        scenario.arrives(nanos + 2 * DELAY, request.answer().timeToLive(63));
    }

    private Scenario.Sent asks(long nanos, Packet request, String station) {
        return new Scenario.Sent(
                scenario.leaves(nanos, request),
                scenario.seenAt(
                        scenario.b, nanos + DELAY, request.timeToLive(63).inFrame(ROUTER, station), false, 1));
    }

    @Test
    void shouldTellThatFramesForAnotherStationDoNotReachTheHost() throws IOException {
        pings(40);
        for (int sequence = 0; sequence < 20; sequence++) {
            ping(10 * SECOND + sequence * 200 * MILLIS, Packet.request(A, B, 9, sequence), STATION_OF_B);
        }
        Scenario.Sent stray = null;
        for (int sequence = 20; sequence < 60; sequence++) {
            stray = asks(14 * SECOND + sequence * 200 * MILLIS, Packet.request(A, B, 9, sequence), ANOTHER);
        }
        Result result = scenario.run();
        Finding finding = Scenario.only(result, "one-way-loss");
        assertEquals(Optional.of("wrong neighbour entry"), finding.cause().map(Finding.Cause::name));
        assertEquals(Grade.CERTAIN, finding.grade());
        assertTrue(
                finding.cause()
                        .orElseThrow()
                        .evidenceFor()
                        .get(0)
                        .contains("40 frames for 10.0.0.2 addressed to 02:00:00:00:00:77 and not to 02:00:00:00:00:0b"),
                finding.toString());
        assertTrue(finding.nextExperiment().orElseThrow().contains("02:00:00:00:00:0f"), finding.toString());
        assertTrue(
                result.diagnosis.sentence().endsWith("They come as far as the link of b, and are not for it there."),
                result.diagnosis.sentence());
        assertEquals(40, result.count(Fate.LOST));
        assertEquals(Fate.LOST, result.of(stray).fate());
        assertEquals(Fate.ASIDE, result.of(stray.arrival()).fate());
    }

    /** A cooked capture says only that a frame is for another station. */
    @Test
    void shouldTellTheSameOfACookedCapture() throws IOException {
        scenario.b.captureOnAny();
        pings(40);
        for (int sequence = 0; sequence < 40; sequence++) {
            long nanos = 14 * SECOND + sequence * 200 * MILLIS;
            Packet request = Packet.request(A, B, 9, sequence);
            scenario.leaves(nanos, request);
            scenario.arrives(nanos + DELAY, request.timeToLive(63).forAnother());
        }
        Result result = scenario.run();
        Finding finding = Scenario.only(result, "one-way-loss");
        assertEquals(Optional.of("wrong neighbour entry"), finding.cause().map(Finding.Cause::name));
        assertTrue(
                finding.cause().orElseThrow().evidenceFor().get(0).contains("addressed to another machine"),
                finding.toString());
        assertEquals(40, result.count(Fate.LOST));
    }

    @Test
    void shouldNotGiveAHostTheAddressOfAnotherMachineWhoseFramesAreFlooded() throws IOException {
        pings(40);
        for (int sequence = 0; sequence < 60; sequence++) {
            Packet request = Packet.request(A, THIRD, 9, sequence);
            if (sequence < 20) {
                asks(10 * SECOND + sequence * 200 * MILLIS, request, ANOTHER);
            } else { // the switch has learned its port
                scenario.leaves(10 * SECOND + sequence * 200 * MILLIS, request);
            }
            scenario.seenAt(scenario.a, 10 * SECOND + sequence * 200 * MILLIS + 2 * DELAY, request.answer(), false, 1);
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(Verdict.NO_LOSS, result.diagnosis.verdict());
        assertEquals(0, result.count(Fate.LOST) + result.count(Fate.MISSED));
        assertFalse(result.diagnosis.inputs().get(1).addresses().contains(THIRD));
        assertEquals(
                List.of("Not judged: packets to 10.0.0.58. The capture at b holds 20 of them, in frames for another"
                        + " machine of its link, by their link address, as a switch floods them: the address is not b's."
                        + " If it is, say --address b=10.0.0.58."),
                result.diagnosis.notes());
    }

    /** The same, and nobody has the address. */
    @Test
    void shouldNotBlameAHostForFloodedFramesThatNobodyAnswers() throws IOException {
        pings(40);
        for (int sequence = 0; sequence < 60; sequence++) {
            asks(10 * SECOND + sequence * 200 * MILLIS, Packet.request(A, THIRD, 9, sequence), ANOTHER);
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(
                1, result.diagnosis.notes().size(), result.diagnosis.notes().toString());
    }

    /** The same, and the user says that the address is b's: so it may be, of a machine inside that does not answer. */
    @Test
    void shouldNotCallLostWhatComesToAnAddressThatIsGivenByItsOwnStationAlone() throws IOException {
        scenario.owning("b", B, THIRD);
        pings(40);
        for (int sequence = 0; sequence < 60; sequence++) {
            asks(10 * SECOND + sequence * 200 * MILLIS, Packet.request(A, THIRD, 9, sequence), ANOTHER);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals("host-silent", result.diagnosis.findings().get(0).kind());
        assertEquals(
                List.of(
                        "Packets to 10.0.0.58 come to b in frames for another machine of its link, by their link address;"
                                + " since --address says that it is b's, they count as arrived."),
                result.diagnosis.notes());
    }

    /** Answered once, an address is the host's, whatever it sends by. */
    @Test
    void shouldTakeALinkAddressThatIsAnsweredForTheHosts() throws IOException {
        pings(40);
        ping(9 * SECOND + 500 * MILLIS, Packet.request(A, B, 9, 0), ANOTHER);
        for (int sequence = 1; sequence < 60; sequence++) {
            asks(10 * SECOND + sequence * 200 * MILLIS, Packet.request(A, B, 9, sequence), ANOTHER);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals("host-silent", result.diagnosis.findings().get(0).kind());
    }

    @Test
    void shouldTakeALinkAddressThatRoutersShareForTheHosts() throws IOException {
        pings(40);
        for (int sequence = 1; sequence < 60; sequence++) {
            asks(10 * SECOND + sequence * 200 * MILLIS, Packet.request(A, B, 9, sequence), SHARED);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
    }
}

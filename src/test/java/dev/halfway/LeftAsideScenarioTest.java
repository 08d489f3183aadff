package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets in scope that are compared with none: each is told of, and counted once. */
class LeftAsideScenarioTest {
    private static final String ROUTER = "192.0.2.1";
    private static final String STRANGER = "198.51.100.7";
    private static final long MOMENT = 5 * SECOND + 100 * MILLIS;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void setUp() {
        scenario = new Scenario(directory).quiet(0, 10);
    }

    /** Runs it, and holds every file's counts against its packets and lines. */
    private Result run() throws IOException {
        Result result = scenario.run();
        for (InputFacts input : result.diagnosis.inputs()) {
            long ignored =
                    input.ignored().values().stream().mapToLong(Long::longValue).sum();
            assertEquals(input.point().source().packets(), input.analysed() + input.undecodedCount() + ignored);
            long lines = result.fates.stream()
                    .filter(each -> each.host().equals(input.point().host())
                            && each.file() == input.point().file())
                    .count();
            long outside = input.ignored().getOrDefault(Reason.OUTSIDE_RANGE.words(""), 0L);
            assertEquals(input.inScope() - outside, lines, input::toString);
        }
        return result;
    }

    private static void assertAside(PacketFate fate, Reason why, String from, String to, String flow) {
        assertEquals(Fate.ASIDE, fate.fate());
        assertEquals(why, fate.reason());
        assertEquals(from, fate.from());
        assertEquals(to, fate.to());
        assertEquals(flow, fate.flow().words());
    }

    @Test
    void shouldSayWhichPacketTheErrorOfARouterQuotes() throws IOException {
        Packet request = Packet.request(A, B, 9, 3);
        scenario.lost(MOMENT, request);
        Tap.Record error =
                scenario.seenAt(scenario.a, MOMENT + MILLIS, Packet.error(ROUTER, 11, 0, 0, request), false, 1);
        assertAside(
                run().of(error),
                Reason.NOT_BETWEEN_HOSTS,
                "",
                "a",
                "192.0.2.1 to 10.0.0.1, about a packet from 10.0.0.1 to 10.0.0.2 echo identifier 9, sequence 3");
    }

    @Test
    void shouldNotSayItOfWhatItDoesNotKnow() throws IOException {
        Packet unknown = Packet.request(A, STRANGER, 9, 3);
        Tap.Record error =
                scenario.seenAt(scenario.a, MOMENT + MILLIS, Packet.error(ROUTER, 11, 0, 0, unknown), false, 1);
        assertAside(run().of(error), Reason.NOT_BETWEEN_HOSTS, "", "a", "192.0.2.1 to 10.0.0.1");
    }

    @Test
    void shouldCountByFile() throws IOException {
        Packet early = Packet.request(A, STRANGER, 9, 1);
        Packet late = Packet.request(A, STRANGER, 9, 2);
        scenario.seenAt(scenario.a, MOMENT, early, true, 1);
        scenario.restart(scenario.a, 11 * SECOND);
        scenario.quiet(11, 20);
        Tap.Record second = scenario.seenAt(scenario.a, 15 * SECOND + 100 * MILLIS, late, true, 1);
        scenario.seenAt(scenario.a, 15 * SECOND + 200 * MILLIS, late.answer(), false, 1);
        Result result = run();
        assertEquals(
                Map.of(Reason.NOT_BETWEEN_HOSTS.words(""), 1L),
                result.diagnosis.inputs().get(0).ignored());
        assertEquals(
                Map.of(Reason.NOT_BETWEEN_HOSTS.words(""), 2L),
                result.diagnosis.inputs().get(1).ignored());
        assertEquals(1, result.of(second).file());
    }

    @Test
    void shouldTellNothingOfWhatIsOutsideTheTimeAskedFor() throws IOException {
        scenario.seenAt(scenario.a, MOMENT, Packet.request(A, STRANGER, 9, 1), true, 1);
        Tap.Record inside = scenario.seenAt(scenario.a, MOMENT + SECOND, Packet.request(A, STRANGER, 9, 2), true, 1);
        Result result = scenario.from(6 * SECOND).run();
        assertEquals(
                1,
                result.fates.stream().filter(each -> each.fate() == Fate.ASIDE).count());
        assertAside(result.of(inside), Reason.NOT_BETWEEN_HOSTS, "a", "", "10.0.0.1 to 198.51.100.7 echo identifier 9");
        run();
    }

    @Test
    void shouldTellOfFragmentsOfWhichNothingElseIsKnown() throws IOException {
        Packet whole =
                Packet.tcp(A, 5_000, B, 179, 0x18).payload(new byte[2_000]).ipId(77);
        Tap.Record leaving = scenario.seenAt(scenario.a, MOMENT, whole.fragment(1_000, 1_000), true, 1);
        Packet back =
                Packet.tcp(B, 179, A, 5_000, 0x18).payload(new byte[2_000]).ipId(78);
        Tap.Record arriving = scenario.seenAt(scenario.a, MOMENT + SECOND, back.fragment(1_000, 1_000), false, 1);
        Result result = run();
        assertAside(result.of(leaving), Reason.DATAGRAM_UNKNOWN, "a", "b", "10.0.0.1 to 10.0.0.2");
        assertAside(result.of(arriving), Reason.DATAGRAM_UNKNOWN, "b", "a", "10.0.0.2 to 10.0.0.1");
    }

    @Test
    void shouldTellOfAllWhereTheCapturesAreNotCompared() throws IOException {
        Packet request = Packet.request(A, B, 5, 5);
        Scenario same = new Scenario(directory).inferringOwners();
        for (int second = 0; second < 20; second++) {
            for (Tap tap : new Tap[] {same.a, same.b}) {
                same.seenAt(tap, second * SECOND, request, true, 1);
                same.seenAt(tap, second * SECOND + 2 * DELAY, request.answer(), false, 1);
            }
        }
        scenario = same;
        Result result = run();
        assertEquals(0, result.diagnosis.inputs().get(0).analysed());
        assertEquals(80, result.fates.size());
        for (PacketFate fate : result.fates) {
            assertEquals(Reason.NOT_COMPARED, fate.reason());
        }
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
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
import dev.halfway.match.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that is told of one packet, by what a reader of {@code -o packets} looks it up. */
class PacketFateScenarioTest {
    private static final Packet SEGMENT = Packet.tcp(A, 40000, B, 179, Packet.PSH)
            .sequence(-2000) // as large as four bytes go
            .acknowledging(5000)
            .data(1000);

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 30);
    }

    private static void assertEnds(PacketFate packet, String host, String from, String to, long nanos) {
        assertEquals(host, packet.host());
        assertEquals(from, packet.from());
        assertEquals(to, packet.to());
        assertEquals(EPOCH + nanos, packet.timeNanos());
        assertEquals(EPOCH + nanos, packet.referenceNanos(), 100_000.0);
    }

    private static void assertMatch(String host, Tap.Record record, long delay, PacketFate packet) {
        PacketFate.Match match = packet.matches().get(0);
        assertEquals(1, packet.matches().size());
        assertEquals(host, match.host());
        assertEquals(record.file, match.file());
        assertEquals(record.frame, match.frame());
        assertEquals(delay, match.delayNanos(), 100_000.0);
    }

    @Test
    void shouldTellOfAPacketAtBothEnds() throws IOException {
        Packet reply = Packet.request(A, B, 77, 3).answer();
        scenario.delivered(10 * SECOND, Packet.request(A, B, 77, 3));
        Sent sent = scenario.delivered(10 * SECOND + 2 * DELAY, reply);
        Result result = scenario.run();
        PacketFate left = result.of(sent.departure());
        PacketFate came = result.of(sent.arrival());
        assertEnds(left, "b", "b", "a", 10 * SECOND + 2 * DELAY);
        assertEnds(came, "a", "b", "a", 10 * SECOND + 3 * DELAY);
        assertEquals(Fate.DELIVERED, left.fate());
        assertEquals(Fate.ARRIVED, came.fate());
        assertMatch("a", sent.arrival(), DELAY, left);
        assertMatch("b", sent.departure(), DELAY, came);
        for (PacketFate each : List.of(left, came)) {
            assertEquals(TypeP.ICMP_ECHO_REPLY, each.typeP());
            assertEquals(Role.RESPONSE, each.role());
            assertEquals("a", each.initiator());
            assertEquals(OptionalLong.empty(), each.copyOf());
            assertEquals(OptionalLong.empty(), each.bytesLost());
            assertEquals(3, each.headers().sequence());
            assertEquals("10.0.0.2 to 10.0.0.1 echo identifier 77", each.flow().words());
        }
        assertEquals(left.flow().number(), came.flow().number());
    }

    @Test
    void shouldTellOfASegmentByItsHeader() throws IOException {
        Sent lost = scenario.lost(10 * SECOND, SEGMENT);
        Sent again = scenario.delivered(10 * SECOND + 300 * MILLIS, SEGMENT);
        Result result = scenario.run();
        PacketFate packet = result.of(lost);
        assertEnds(packet, "a", "a", "b", 10 * SECOND);
        assertEquals(Fate.LOST, packet.fate());
        assertEquals(List.of(), packet.matches());
        assertEquals(OptionalLong.of(1000), packet.bytesLost());
        assertEquals(new PacketFate.Headers(-2000, 5000, 1000), packet.headers());
        assertEquals("10.0.0.1 port 40000 to 10.0.0.2 port 179", packet.flow().words());
        assertEquals(Role.REQUEST, packet.role());
        assertEquals("a", packet.initiator());
        assertEquals(Fate.DELIVERED, result.of(again).fate());
        assertEquals(OptionalLong.empty(), result.of(again).bytesLost());
        assertEquals(packet.flow().number(), result.of(again).flow().number());
    }

    /** The network card cut it into pieces: each is a match, and what is lost of it is told. */
    @Test
    void shouldTellOfASegmentThatArrivesInPieces() throws IOException {
        Packet whole = SEGMENT.data(3000);
        Tap.Record left = scenario.leaves(10 * SECOND, whole);
        Tap.Record first = scenario.arrives(10 * SECOND + DELAY, SEGMENT.data(1000));
        Tap.Record third =
                scenario.arrives(10 * SECOND + DELAY, SEGMENT.sequence(0).data(1000));
        Result result = scenario.run();
        PacketFate packet = result.of(left);
        assertEquals(Fate.LOST, packet.fate());
        assertEquals(OptionalLong.of(1000), packet.bytesLost());
        assertEquals(
                List.of(first.frame, third.frame),
                packet.matches().stream().map(PacketFate.Match::frame).toList());
        for (PacketFate.Match match : packet.matches()) {
            assertEquals("b", match.host());
            assertEquals(DELAY, match.delayNanos(), 100_000.0);
        }
        for (Tap.Record piece : List.of(first, third)) {
            assertMatch("a", left, DELAY, result.of(piece));
            assertEquals(1000, result.of(piece).headers().payloadBytes());
        }
    }

    /** Each packet once, by file and frame, in the order of its capture; flows are numbered as they come up. */
    @Test
    void shouldTellOfEachPacketOnceInOrder() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.delivered(i * 500 * MILLIS, Packet.request(B, A, 100 + i, 1));
            scenario.lost(i * 500 * MILLIS + 100 * MILLIS, Packet.request(A, B, 200 + i, 1));
        }
        Result result = scenario.run();
        Map<String, List<PacketFate>> byHost = result.fates.stream().collect(Collectors.groupingBy(PacketFate::host));
        for (Map.Entry<String, List<PacketFate>> each : byHost.entrySet()) {
            long before = 0;
            for (PacketFate packet : each.getValue()) {
                assertEquals(before + 1, packet.frame(), "at " + each.getKey());
                assertEquals(0, packet.file());
                before = packet.frame();
            }
        }
        Map<Integer, Long> flows = result.fates.stream()
                .collect(Collectors.groupingBy(p -> p.flow().number(), Collectors.counting()));
        assertEquals(82, flows.size(), "2 quiet ones, 40 each way");
        assertTrue(flows.keySet().stream().allMatch(number -> number >= 0 && number < 82));
        assertEquals(
                40,
                result.fates.stream()
                        .filter(p -> p.fate() == Fate.LOST)
                        .map(p -> p.flow().number())
                        .distinct()
                        .count());
    }

    /** Where another capture goes on, its frames begin anew. */
    @Test
    void shouldNameTheFileThatAPacketIsIn() throws IOException {
        scenario.delivered(31 * SECOND, Packet.request(A, B, 5, 1));
        scenario.restart(scenario.b, 31 * SECOND + 100 * MILLIS);
        Sent later = scenario.delivered(31 * SECOND + 200 * MILLIS, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(1, later.arrival().file);
        assertMatch("b", later.arrival(), DELAY, result.of(later.departure()));
        assertEquals(1, result.of(later.arrival()).file());
        assertEquals(1, result.of(later.arrival()).frame());
    }

    @Test
    void shouldTellWhyAPacketCouldNotBeJudged() throws IOException {
        scenario.quiet(31, 40);
        Tap.Record outside = scenario.leaves(60 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        PacketFate packet = result.of(outside);
        assertEquals(Fate.UNOBSERVABLE, packet.fate());
        assertEquals(Reason.OUTSIDE_WINDOW, packet.reason());
        assertFalse(packet.ambiguous());
        assertFalse(packet.confirmed());
    }
}

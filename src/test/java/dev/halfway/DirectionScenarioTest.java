package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures of one direction, and filters that leave one direction out, are no loss and turn no owners round. */
class DirectionScenarioTest {
    private static final int PING_COUNT = 30;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    private static BiPredicate<Packet, Boolean> filter(String name) {
        return switch (name) {
            case "-Q out" -> (packet, outgoing) -> outgoing;
            case "-Q in" -> (packet, outgoing) -> !outgoing;
            case "icmp" -> (packet, outgoing) -> !packet.isTcp();
            case "dst port 179" -> (packet, outgoing) -> packet.isTcp() && packet.destinationPort() == 179;
            case "icmp or dst port 179" -> (packet, outgoing) -> !packet.isTcp() || packet.destinationPort() == 179;
            default -> (packet, outgoing) -> true;
        };
    }

    /** More services than are told one from the other: what the capture at B does not show leaving is missed in none of them. */
    /** What arrives in fragments is answered whole: nothing is left out. */
    @Test
    void shouldNotTakeFragmentsThatAreAnsweredForADirectionLeftOut() throws IOException {
        Scenario scenario = new Scenario(directory);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 5, i).ipId(100 + i).payload(new byte[1992]);
            scenario.delivered(i * SECOND, request.fragment(0, 1480));
            scenario.delivered(i * SECOND + 1_000, request.fragment(1480, 520));
            scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.notes());
    }

    @Test
    void shouldKnowOneDirectionOfMoreServicesThanAreKept() throws IOException {
        int first = 10_000;
        int services = 4_500;
        scenario.analysing(IntStream.range(first, first + services).toArray());
        scenario.quiet(0, PING_COUNT - 1);
        for (int i = 0; i < services; i++) {
            Packet syn = Packet.tcp(A, 40_000, B, first + i, Packet.SYN).sequence(999 + i);
            scenario.delivered(100 * MILLIS + i * MILLIS, syn);
            Packet synAck = Packet.tcp(B, first + i, A, 40_000, Packet.SYN | Packet.ACK)
                    .sequence(4999 + i)
                    .acknowledging(1000 + i);
            scenario.delivered(100 * MILLIS + i * MILLIS + DELAY + 50_000, synAck);
        }
        scenario.b.filter(filter("-Q in"));
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** Each pings the other, and they exchange BGP messages over a connection that A opened; nothing is lost. */
    private void everything() {
        scenario.quiet(0, PING_COUNT - 1);
        bgp();
    }

    private void bgp() {
        Packet syn = Packet.tcp(A, 40000, B, 179, Packet.SYN).sequence(999);
        scenario.delivered(100 * MILLIS, syn);
        Packet synAck = Packet.tcp(B, 179, A, 40000, Packet.SYN | Packet.ACK)
                .sequence(4999)
                .acknowledging(1000);
        scenario.delivered(100 * MILLIS + DELAY + 50_000, synAck);
        int atA = 1000;
        int atB = 5000;
        for (int i = 0; i < PING_COUNT; i++) {
            long nanos = 200 * MILLIS + i * SECOND;
            Packet fromA = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(atA)
                    .acknowledging(atB)
                    .data(19);
            atA += 19;
            scenario.delivered(nanos, fromA);
            scenario.delivered(
                    nanos + DELAY + 60_000,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(atB).acknowledging(atA));
            Packet fromB = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(atB)
                    .acknowledging(atA)
                    .data(19);
            atB += 19;
            scenario.delivered(nanos + 200 * MILLIS, fromB);
            scenario.delivered(
                    nanos + 200 * MILLIS + DELAY + 60_000,
                    Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(atA).acknowledging(atB));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-Q out, none",
        "none, -Q out",
        "-Q out, -Q out",
        "-Q in, none",
        "none, -Q in",
        "-Q in, -Q in",
        "-Q out, -Q in",
        "dst port 179, none",
        "none, dst port 179",
        "icmp, none",
        "none, icmp",
        "icmp or dst port 179, none",
        "none, icmp or dst port 179",
        "dst port 179, icmp"
    })
    @Tag("slow")
    void shouldLoseNothingAndTurnNoOwnersRoundWhateverTheCapturesLeaveOut(String atA, String atB) throws IOException {
        for (boolean given : new boolean[] {true, false}) {
            for (boolean swapped : new boolean[] {true, false}) {
                twoHosts();
                scenario.a.filter(filter(atA));
                scenario.b.filter(filter(atB));
                everything();
                Result result = run(given, swapped);
                String which = given + " " + swapped + " " + result.diagnosis.sentence();
                assertEquals(0, result.count(Fate.LOST), which);
                assertEquals(
                        List.of(),
                        result.fates.stream()
                                .filter(each -> each.fate() == Fate.APPEARED && each.reason() == Reason.NEVER_LEFT)
                                .toList(),
                        which);
                result.diagnosis
                        .inputs()
                        .forEach(input -> assertTrue(
                                input.addresses().isEmpty()
                                        || input.addresses()
                                                .contains(input.point().host().equals("a") ? A : B),
                                which));
            }
        }
    }

    private Result run(boolean given, boolean swapped) throws IOException {
        if (!given) {
            scenario.inferringOwners();
        }
        if (swapped) {
            scenario.swapped();
        }
        return scenario.run();
    }

    /** A host answers at once; what it asks comes back after a round trip. */
    @ParameterizedTest
    @CsvSource({"-Q out, none", "none, -Q out", "-Q in, none", "none, -Q in", "dst port 179, none"})
    void shouldTellTheOwnersByWhoAnswersSooner(String atA, String atB) throws IOException {
        scenario.a.filter(filter(atA));
        scenario.b.filter(filter(atB));
        bgp();
        for (int second = 0; second < PING_COUNT; second++) {
            ping(second * SECOND, Packet.request(A, B, 5, second));
            ping(second * SECOND + 300 * MILLIS, Packet.request(B, A, 6, second));
        }
        Result result = run(false, false);
        assertEquals(List.of(A), result.diagnosis.inputs().get(0).addresses());
        assertEquals(List.of(B), result.diagnosis.inputs().get(1).addresses());
        assertTrue(result.count(Fate.DELIVERED) > PING_COUNT);
        assertEquals(0, result.count(Fate.LOST));
    }

    /** Of what B answers within a tick the answer stands first: only those answers are timed there that a tick made slow. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTellOwnersByThoseAnswersAloneThatTicksMadeSlow(boolean swapped) throws IOException {
        scenario.setCoarseClock(scenario.b, 0, 0, MILLIS);
        int lost = 12;
        for (int i = 0; i < 120; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long asked = i * SECOND + i * 137_000;
            long arrived = asked + 300_000;
            long answered = arrived + 200_000;
            scenario.leaves(asked, request);
            Tap.Record atB = scenario.arrives(arrived, request);
            scenario.leaves(answered, request.answer());
            if (arrived / MILLIS == answered / MILLIS) {
                atB.writtenLater(250_000);
            }
            if (i % 10 != 5) {
                scenario.arrives(answered + 300_000, request.answer());
            }
        }
        Result result = run(false, swapped);
        assertEquals(List.of(A), result.diagnosis.inputs().get(swapped ? 1 : 0).addresses());
        assertEquals(lost, result.count(Fate.LOST, TypeP.ICMP_ECHO_REPLY));
        assertEquals(lost, result.count(Fate.LOST));
    }

    private void ping(long nanos, Packet request) {
        scenario.delivered(nanos, request);
        scenario.delivered(nanos + DELAY + 50_000, request.answer());
    }

    /** The captures have each other's addresses by what the user says: nothing is told of the packets, and why. */
    @Test
    void shouldRefuseOwnersThatThePacketsContradict() throws IOException {
        scenario.owning("a", B).owning("b", A);
        for (int second = 0; second < PING_COUNT; second++) {
            scenario.ping(second * SECOND, Packet.request(A, B, 5, second));
            Packet request = Packet.request(B, A, 6, second);
            scenario.delivered(second * SECOND + 300 * MILLIS, request);
            if (second % 3 == 0) {
                scenario.lost(second * SECOND + 300 * MILLIS + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(second * SECOND + 300 * MILLIS + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict(), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode());
        assertEquals(List.of(), result.diagnosis.findings());
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.startsWith("The captures contradict --address: it says that b owns " + A), sentence);
        assertTrue(sentence.contains("the time from request to answer ("), sentence);
        assertTrue(sentence.contains("--address a=" + A), sentence);
    }

    /** Two addresses that both captures show one way only, beside a pair that is decided. */
    @Test
    void shouldSayWhichAddressesAreNotJudgedForWantOfAnOwner() throws IOException {
        scenario.quiet(0, 20);
        for (int second = 0; second < 10; second++) {
            Packet mirrored = Packet.request("192.0.2.1", "192.0.2.2", 9, second);
            scenario.seenAt(scenario.a, second * SECOND + 500 * MILLIS, mirrored, true, 1);
            scenario.seenAt(scenario.b, second * SECOND + 500 * MILLIS, mirrored, true, 1);
        }
        Result result = run(false, false);
        assertEquals(84, result.count(Fate.DELIVERED));
        assertTrue(
                result.diagnosis.notes().stream()
                        .anyMatch(note -> note.startsWith("Not judged, packets between 192.0.2.1 and 192.0.2.2:")
                                && note.contains("--address HOST=192.0.2.1")),
                () -> "notes: " + result.diagnosis.notes());
        assertEquals(
                List.of(10L),
                List.copyOf(result.diagnosis.inputs().get(0).ignored().values()));
    }

    /** One bit flipped in a TTL is no router: that tells nothing against all the others. */
    @Test
    void shouldNotGoByTheTimeToLiveOfOnePacket() throws IOException {
        scenario = new Scenario(directory).inferringOwners();
        Packet rewritten = Packet.request(B, A, 9, 1);
        scenario.leaves(5 * SECOND + 500 * MILLIS, rewritten.timeToLive(62));
        scenario.arrives(5 * SECOND + 500 * MILLIS + DELAY, rewritten.timeToLive(63));
        everything();
        Sent lost = scenario.lost(7 * SECOND + 500 * MILLIS, Packet.request(A, B, 10, 1));
        Result result = scenario.run();
        assertEquals(List.of(A), result.diagnosis.inputs().get(0).addresses());
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(1, result.count(Fate.LOST));
    }

    @Test
    void shouldSayThatTheDirectionIsNotCaptured() throws IOException {
        scenario.b.filter(filter("-Q out"));
        Sent request = scenario.delivered(5 * SECOND + 500 * MILLIS, Packet.request(A, B, 9, 1));
        everything();
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(request).fate());
        assertEquals(Reason.DIRECTION_NOT_CAPTURED, result.of(request).reason());
        assertTrue(
                result.diagnosis.notes().stream().anyMatch(note -> note.startsWith("Direction not captured: b")),
                () -> "notes: " + result.diagnosis.notes());
        assertEquals(PING_COUNT, result.count(Fate.DELIVERED, TypeP.ICMP_ECHO_REPLY), "those that B sent");
    }

    @Test
    void shouldSayThatWhatAppearedWasNotCapturedLeaving() throws IOException {
        scenario.a.filter(filter("-Q in"));
        Sent request = scenario.delivered(5 * SECOND + 500 * MILLIS, Packet.request(A, B, 9, 1));
        everything();
        Result result = scenario.run();
        assertEquals(
                Reason.SENDER_DIRECTION_NOT_CAPTURED,
                result.of(request.arrival()).reason());
    }

    /** What B sends is lost here and there, and nobody can tell: its capture holds nothing of it. */
    @Test
    void shouldNotCallAWayFreeOfLossThatWasNotCapturedLeaving() throws IOException {
        scenario.b.filter(filter("-Q in"));
        for (int second = 0; second < PING_COUNT; second++) {
            Packet request = Packet.request(B, A, 6, second);
            if (second % 3 == 1) {
                scenario.lost(second * SECOND, request);
            } else {
                ping(second * SECOND, request);
            }
        }
        Result result = scenario.run();
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict(), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis.sentence().contains("the capture at b shows nothing of what b sends"),
                result.diagnosis::sentence);
    }

    /** A's capture takes what leaves, B's what arrives: what A acknowledges tells that B answers. */
    @Test
    void shouldNotCallAHostSilentWhoseAnswersAreAcknowledged() throws IOException {
        scenario.a.filter(filter("-Q out"));
        scenario.b.filter(filter("-Q in"));
        everything();
        for (int i = 0; i < 3; i++) {
            long nanos = (3 + 5 * i) * SECOND;
            Packet syn = Packet.tcp(A, 41000 + i, B, 179, Packet.SYN).sequence(999);
            scenario.delivered(nanos, syn, DELAY + i);
            scenario.delivered(
                    nanos + 2 * DELAY,
                    Packet.tcp(B, 179, A, 41000 + i, Packet.SYN).sequence(4999).acknowledging(1000));
            scenario.delivered(
                    nanos + 4 * DELAY,
                    Packet.tcp(A, 41000 + i, B, 179, Packet.ACK).sequence(1000).acknowledging(5000));
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(
                result.diagnosis.sentence().contains("the capture at b shows nothing of what b sends"),
                result.diagnosis::sentence);
    }

    /** Nothing tells of an answer, not even what A sends: that is a silent host. */
    @Test
    void shouldCallAHostSilentThatNobodyHearsOf() throws IOException {
        for (int second = 0; second < PING_COUNT; second++) {
            scenario.delivered(second * SECOND, Packet.request(A, B, 6, second), DELAY + second % 7);
        }
        Result result = scenario.run();
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict(), result.diagnosis.sentence());
    }

    /** All that is sent to B is lost; B itself only asks. */
    private void deadTowardsB() {
        for (int second = 0; second < PING_COUNT; second++) {
            scenario.lost(second * SECOND, Packet.request(A, B, 5, second));
            Packet request = Packet.request(B, A, 6, second);
            scenario.delivered(second * SECOND + 300 * MILLIS, request);
            scenario.lost(second * SECOND + 300 * MILLIS + DELAY + 50_000, request.answer());
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldCallADeadPathLikelyLostWhereNothingElseArrives(boolean given, boolean swapped) throws IOException {
        deadTowardsB();
        Result result = run(given, swapped);
        assertTrue(result.count(Fate.LOST) >= 2 * PING_COUNT - 4, "all but those at the edges");
        assertEquals("b", result.diagnosis.findings().get(0).to().orElseThrow());
        assertEquals(Grade.LIKELY, result.diagnosis.findings().get(0).grade());
    }

    @Test
    void shouldCallADeadPathCertainlyLostWhereAnythingElseArrives() throws IOException {
        deadTowardsB();
        scenario.b.seesUdp(Scenario.EPOCH + 3 * SECOND, "192.0.2.7", B);
        Result result = scenario.run();
        assertTrue(result.count(Fate.LOST) >= 2 * PING_COUNT - 4, "all but those at the edges");
        assertEquals(Grade.CERTAIN, result.diagnosis.findings().get(0).grade());
    }

    @Test
    void shouldNotBelieveInADeadPathWhereTheOtherCaptureIsKnownToTakeOneDirection() throws IOException {
        scenario.a.filter(filter("-Q out"));
        scenario.b.filter(filter("-Q out"));
        for (int second = 0; second < PING_COUNT; second++) {
            scenario.ping(second * SECOND, Packet.request(A, B, 5, second));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(3, result.diagnosis.exitCode());
    }

    /** What left and is not there B's capture alone holds, as if it were B's; but to B's pings A answers a round trip later. */
    @Test
    void shouldNotTurnOwnersRoundByWhatACaptureOfOneDirectionMisses() throws IOException {
        scenario.inferringOwners();
        scenario.a.filter(filter("-Q out"));
        for (int i = 0; i < PING_COUNT; i++) {
            pingAnsweredAtOnce(i * SECOND, Packet.request(A, B, 5, i));
            pingAnsweredAtOnce(i * SECOND + 300 * MILLIS, Packet.request(B, A, 6, i));
            if (i % 6 == 0) {
                Packet missed = Packet.request(A, B, 9, i);
                scenario.arrives(i * SECOND + 700 * MILLIS, missed);
                scenario.leaves(i * SECOND + 700 * MILLIS + 40_000, missed.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(List.of(A), result.diagnosis.inputs().get(0).addresses());
        assertEquals(List.of(B), result.diagnosis.inputs().get(1).addresses());
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    private void pingAnsweredAtOnce(long nanos, Packet request) {
        scenario.delivered(nanos, request);
        scenario.delivered(nanos + DELAY + 40_000, request.answer());
    }

    /** Every packet is a fragment, some arrive twice, and one capture runs longer: by number, B would be the sender. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellOwnersByFragmentsAlone(boolean routed) throws IOException {
        scenario.inferringOwners();
        for (int i = 0; i < PING_COUNT; i++) {
            long nanos = i * SECOND;
            Packet ping =
                    Packet.request(A, B, 5, i).payload(Packets.payload(2000)).ipId(100 + i);
            if (i < 10) { // before A's capture begins
                arrivesInFragments(nanos, ping, routed);
                continue;
            }
            scenario.leaves(nanos, ping.fragment(0, 1480));
            scenario.leaves(nanos + 1_000, ping.fragment(1480, 528));
            arrivesInFragments(nanos, ping, routed);
            arrivesInFragments(nanos + 100_000, ping, routed);
            Packet reply = ping.answer().ipId(900 + i);
            scenario.delivered(nanos + DELAY + 40_000, reply.fragment(0, 1480));
            scenario.delivered(nanos + DELAY + 41_000, reply.fragment(1480, 528));
        }
        Result result = scenario.run();
        assertTrue(result.count(Fate.DELIVERED) > 70, result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
    }

    private void arrivesInFragments(long leftNanos, Packet packet, boolean routed) {
        Packet there = routed ? packet.forwarded() : packet;
        scenario.arrives(leftNanos + DELAY, there.fragment(0, 1480));
        scenario.arrives(leftNanos + DELAY + 1_000, there.fragment(1480, 528));
    }

    /** Both captures take what A sends, A's misses some of it: that B's alone holds these does not make it A's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellNoOwnersByWhatTheSendersCaptureMissedOfOneDirection(boolean stops) throws IOException {
        scenario.inferringOwners();
        int[] count = {0};
        scenario.a.filter((packet, outgoing) ->
                packet.isFrom(A) && (stops ? count[0]++ < 20 || count[0] > 35 : ++count[0] % 10 != 0));
        scenario.b.filter((packet, outgoing) -> packet.isFrom(A));
        everything();
        for (int second = 0; second < PING_COUNT; second++) {
            pingAnsweredAtOnce(second * SECOND + 600 * MILLIS, Packet.request(B, A, 8, second));
        }
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.findings(), result.diagnosis.sentence());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(result.diagnosis.sentence().contains("--address HOST=" + A), result.diagnosis.sentence());
    }

    /** A only asks, and nothing shows whether it is answered: a loss is likely at most, and --address settles it. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldBeCertainOfNothingWhereOwnersGoByWhatOneCaptureLacksOfOneDirection(boolean lost, boolean given)
            throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet syn = Packet.tcp(A, 40_000 + i, B, 179, Packet.SYN).sequence(999);
            scenario.delivered(i * SECOND, syn.timestamps(100 + i, 0));
            Packet again = syn.timestamps(200 + i, 0);
            if (i % 4 != 1) {
                scenario.delivered((i + 1) * SECOND, again);
            } else if (lost) {
                scenario.lost((i + 1) * SECOND, again);
            } else {
                scenario.arrives((i + 1) * SECOND + DELAY, again);
            }
            scenario.delivered((i + 3) * SECOND, syn.timestamps(300 + i, 0));
        }
        Result result = run(given, false);
        List<Finding> certain = result.diagnosis.findings().stream()
                .filter(each -> each.grade() == Grade.CERTAIN)
                .toList();
        assertEquals(given && !lost ? 0 : 5, result.count(Fate.LOST), result.diagnosis.sentence());
        assertTrue(given || certain.isEmpty(), () -> "findings: " + result.diagnosis.findings());
        assertEquals(
                given && lost,
                certain.stream().anyMatch(each -> each.kind().equals("one-way-loss")),
                () -> "findings: " + result.diagnosis.findings());
        String owner = lost ? "a" : "b";
        assertEquals(
                !given,
                result.diagnosis.notes().stream()
                        .anyMatch(note -> note.startsWith("Only packets from " + A + " to " + B)
                                && note.contains("That " + A + " is at " + owner)
                                && note.contains("--address a=" + A)),
                () -> "notes: " + result.diagnosis.notes());
    }

    /** One a second, in two fragments: the request is delivered, of the reply {@code back} says what becomes. */
    private void pingInFragments(int i, String from, String to, BiConsumer<Long, Packet> back) {
        Packet request =
                Packet.request(from, to, 5, i).payload(Packets.payload(2000)).ipId(100 + i);
        Packet reply = request.answer().ipId(900 + i);
        scenario.delivered(i * SECOND, request.fragment(0, 1480));
        scenario.delivered(i * SECOND + 1_000, request.fragment(1480, 528));
        back.accept(i * SECOND + DELAY + 40_000, reply.fragment(0, 1480));
        back.accept(i * SECOND + DELAY + 41_000, reply.fragment(1480, 528));
    }

    /** Only the replies are in B's capture alone, in fragments: it was taken where they were sent, as of whole ones. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldTellOwnersByLostAnswersInFragments(boolean onlyFragments, boolean swapped) throws IOException {
        for (int i = 0; i < PING_COUNT; i++) {
            pingInFragments(i, A, B, (nanos, fragment) -> scenario.lost(nanos, fragment));
            if (!onlyFragments) {
                scenario.delivered(i * SECOND + 300 * MILLIS, Packet.request(A, B, 6, i));
            }
        }
        Result result = run(false, swapped);
        assertEquals(Verdict.ONE_WAY_LOSS, result.diagnosis.verdict(), result.diagnosis.sentence());
        assertEquals(Optional.of("b"), result.diagnosis.findings().get(0).from());
        assertEquals(2L * PING_COUNT - 2, result.count(Fate.LOST), 2);
        assertTrue(result.count(Fate.DELIVERED, TypeP.FRAGMENT) >= 2 * PING_COUNT - 4, result.diagnosis.sentence());
    }

    /** A's capture holds the replies only: that B's alone holds the requests shows nothing, A answered for having sent them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTurnNoOwnersRoundByFragmentsOfADirectionThatOneCaptureLeavesOut(boolean swapped) throws IOException {
        scenario.a.filter(filter("-Q in"));
        for (int i = 0; i < PING_COUNT; i++) {
            pingInFragments(i, A, B, (nanos, fragment) -> scenario.delivered(nanos, fragment));
        }
        Result result = run(false, swapped);
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** B's pings are in fragments, A's are whole: that B answers these shows that A's capture takes what arrives only. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTurnNoOwnersRoundByFragmentsWhereWholePacketsShowWhatIsLeftOut(boolean swapped) throws IOException {
        scenario.a.filter(filter("-Q in"));
        for (int i = 0; i < PING_COUNT; i++) {
            pingInFragments(i, B, A, (nanos, fragment) -> scenario.delivered(nanos, fragment));
            pingAnsweredAtOnce(i * SECOND + 300 * MILLIS, Packet.request(A, B, 6, i));
        }
        Result result = run(false, swapped);
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(
                result.diagnosis.inputs().stream()
                        .filter(each -> each.point().host().equals("a"))
                        .allMatch(each -> each.addresses().equals(List.of(A))),
                result.diagnosis.sentence());
    }

    /** Each capture holds pieces of its own where a router cuts anew: their number says nothing of where they left. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellNoOwnersByFragmentsThatARouterCut(boolean whole) throws IOException {
        scenario.inferringOwners();
        for (int i = 0; i < PING_COUNT; i++) {
            Packet request =
                    Packet.request(A, B, 5, i).payload(Packets.payload(2952)).ipId(100 + i);
            if (whole) {
                scenario.leaves(i * SECOND, request);
            } else {
                scenario.leaves(i * SECOND, request.fragment(0, 1480));
                scenario.leaves(i * SECOND + 1_000, request.fragment(1480, 1480));
            }
            for (int at = 0; at < 2960; at += 80) {
                scenario.arrives(i * SECOND + DELAY + at, request.fragment(at, 80));
            }
            scenario.delivered(i * SECOND + 300 * MILLIS, Packet.request(A, B, 6, i));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(
                whole ? List.of(A) : List.of(), result.diagnosis.inputs().get(0).addresses());
    }
}

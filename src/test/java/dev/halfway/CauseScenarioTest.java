package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens on the path and at the hosts, and the cause that is named for it; no other may be certain. */
class CauseScenarioTest {
    private static final String ROUTER = "192.0.2.7";
    private static final long GAP = 100 * MILLIS;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** One finding about packets from b to a. */
    private static void assertCause(Finding finding, String name) {
        assertEquals(Optional.of(name), finding.cause().map(Finding.Cause::name), finding.toString());
    }

    private static void assertCause(Finding finding, String name, Grade grade) {
        assertCause(finding, name);
        assertEquals(grade, finding.cause().orElseThrow().grade(), finding.toString());
    }

    /** A's attempt at a connection of its own number. */
    private static Packet syn(int number) {
        return Packet.tcp(A, 41000 + number, B, 179, Packet.SYN).sequence(999);
    }

    /** What B answers it with. */
    private static Packet synAck(int number) {
        return Packet.tcp(B, 179, A, 41000 + number, Packet.SYN).sequence(4999).acknowledging(1000);
    }

    /** What B answers it with where it does not accept. */
    private static Packet refusal(int number) {
        return Packet.tcp(B, 179, A, 41000 + number, Packet.RST).acknowledging(1000);
    }

    /** A segment of a connection that A opened long ago. */
    private static Packet segment(int number, int length) {
        return Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(1000 + 100 * number)
                .acknowledging(5000)
                .data(length);
    }

    private static Packet acknowledgment(Packet segment) {
        return Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(segment.sequenceEnd());
    }

    /** Data from A and its acknowledgments, all delivered. */
    private void talk(int fromSecond, int seconds) {
        for (int i = 0; i < 2 * seconds; i++) {
            long at = fromSecond * SECOND + i * SECOND / 2 + 50 * MILLIS;
            Packet segment = segment(i, 100);
            scenario.delivered(at, segment);
            scenario.delivered(at + 2 * DELAY, acknowledgment(segment));
        }
    }

    @Test
    void shouldGiveTheBoundsOfAHealthyPair() throws IOException {
        Result result = scenario.quiet(0, 60).run();
        assertEquals(Verdict.NO_LOSS, result.diagnosis.verdict());
        assertEquals("No loss in 244 packets; below 2.5 % each way.", result.diagnosis.sentence());
        assertEquals(0, result.diagnosis.exitCode());
    }

    @Test
    void shouldFindTheStatefulDevice() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(i * SECOND, fromA);
            scenario.lost(i * SECOND + 2 * DELAY, fromA.answer());
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            Packet syn = syn(i);
            scenario.delivered(i * SECOND + 500 * MILLIS, syn);
            scenario.lost(i * SECOND + 501 * MILLIS, synAck(i));
            Packet back = Packet.tcp(B, 42000 + i, A, 179, Packet.SYN).sequence(999);
            scenario.delivered(i * SECOND + 600 * MILLIS, back);
            scenario.delivered(
                    i * SECOND + 601 * MILLIS,
                    Packet.tcp(A, 179, B, 42000 + i, Packet.SYN).sequence(4999).acknowledging(1000));
            Packet ofA = segment(i, 100);
            scenario.delivered(i * SECOND + 700 * MILLIS, ofA);
            scenario.lost(i * SECOND + 701 * MILLIS, acknowledgment(ofA));
            Packet ofB = Packet.tcp(A, 179, B, 50000, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            scenario.delivered(i * SECOND + 800 * MILLIS, ofB);
            scenario.delivered(
                    i * SECOND + 801 * MILLIS,
                    Packet.tcp(B, 50000, A, 179, Packet.ACK).sequence(5000).acknowledging(ofB.sequenceEnd()));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "stateful device without the state", Grade.CERTAIN);
        assertEquals(Optional.of("b"), finding.from());
        assertEquals(
                Optional.of("on a: nc -vz -w 5 " + B
                        + " 22 (another port: no answer either, then it goes by who began; opened"
                        + " or refused, then by the port)"),
                finding.nextExperiment(),
                "what b opens is seen to pass");
        assertTrue(
                finding.rulesOut().toString().contains("netfilter and rp_filter on both hosts"),
                finding.rulesOut().toString());
    }

    /** Pings of many identifiers each way are lost, and this many connections pass. */
    private Finding lossOfIcmpAlone(int connections) throws IOException {
        talk(0, 20);
        for (int i = 0; i < 20; i++) {
            scenario.lost(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7001 + i, 1));
            Packet fromB = Packet.request(B, A, 8001 + i, 1);
            scenario.delivered(i * SECOND + 600 * MILLIS, fromB);
            scenario.lost(i * SECOND + 600 * MILLIS + 2 * DELAY, fromB.answer());
        }
        for (int i = 0; i < connections; i++) {
            long at = i * 20 * SECOND / connections + 700 * MILLIS;
            scenario.delivered(at, syn(i));
            scenario.delivered(at + 2 * DELAY, synAck(i));
        }
        return only(scenario.run(), "one-way-loss");
    }

    @Test
    void shouldFindTheAccessList() throws IOException {
        assertCause(lossOfIcmpAlone(40), "ACL or anti-spoofing", Grade.CERTAIN);
    }

    /** ICMP has no ports: all of it may take one of eight paths, a bad one, which eight connections need not take. */
    @Test
    void shouldNotBeSureOfTheAccessListWhereAllOfIcmpMayTakeOneOfSeveralPaths() throws IOException {
        Finding finding = lossOfIcmpAlone(8);
        assertCause(finding, "ACL or anti-spoofing", Grade.LIKELY);
        assertTrue(
                finding.remaining().stream().anyMatch(each -> each.contains("(ECMP)")),
                finding.remaining().toString());
    }

    @Test
    void shouldFindTheDeadPath() throws IOException {
        scenario.quiet(0, 20);
        talk(0, 20);
        for (int i = 21; i < 45; i++) {
            scenario.lost(i * SECOND, Packet.request(A, B, 7001, i));
            Packet fromB = Packet.request(B, A, 7002, i);
            scenario.delivered(i * SECOND + 300 * MILLIS, fromB);
            scenario.lost(i * SECOND + 300 * MILLIS + 2 * DELAY, fromB.answer());
            scenario.lost(i * SECOND + 500 * MILLIS, segment(40 + i, 100));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "dead path one way", Grade.CERTAIN);
        assertEquals(Optional.of("a"), finding.from());
    }

    /** Too few for the test of time, and yet nothing else than a way that is gone. */
    @Test
    void shouldFindTheDeadPathBehindOneConnection() throws IOException {
        for (int i = 0; i < 14; i++) {
            long at = i * SECOND;
            Packet segment = segment(i, 19);
            scenario.delivered(at, segment);
            if (i < 8) {
                scenario.delivered(at + 2 * DELAY, acknowledgment(segment));
            } else {
                scenario.lost(at + 2 * DELAY, acknowledgment(segment));
            }
        }
        scenario.seenAt(scenario.a, 30 * SECOND, Packet.request(A, "10.0.0.77", 1, 1), true, 1);
        scenario.seenAt(scenario.b, 30 * SECOND, Packet.request("10.0.0.77", B, 1, 1), false, 1);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "dead path one way");
    }

    @Test
    void shouldFindTheMemberThatLosesAnswers() throws IOException {
        for (int i = 0; i < 40; i++) {
            Packet syn = syn(i);
            Packet answer = synAck(i);
            scenario.delivered(i * 300 * MILLIS, syn);
            for (int j = 0; j < 3; j++) {
                long at = i * 300 * MILLIS + 2 * DELAY + ((1 << j) - 1) * SECOND;
                if (i % 4 == 1) {
                    scenario.lost(at, answer);
                } else if (j == 0) {
                    scenario.delivered(at, answer);
                }
            }
        }
        scenario.quiet(0, 30);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "ECMP or LAG member");
        assertEquals("five-tuple", finding.decidedBy().orElseThrow().feature().id());
    }

    /** A fault that begins while the captures run lets the same packets pass before. */
    @Test
    void shouldFindTheStatefulDeviceThatForgetsInTheMiddle() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            Packet ofA = segment(i, 100);
            scenario.delivered(i * SECOND, fromA);
            scenario.delivered(i * SECOND + 700 * MILLIS, ofA);
            if (i < 20 || i >= 50) {
                scenario.delivered(i * SECOND + 2 * DELAY, fromA.answer());
                scenario.delivered(i * SECOND + 702 * MILLIS, acknowledgment(ofA));
            } else {
                scenario.lost(i * SECOND + 2 * DELAY, fromA.answer());
                scenario.lost(i * SECOND + 702 * MILLIS, acknowledgment(ofA));
            }
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            Packet ofB = Packet.tcp(A, 179, B, 50000, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            scenario.delivered(i * SECOND + 800 * MILLIS, ofB);
            scenario.delivered(
                    i * SECOND + 801 * MILLIS,
                    Packet.tcp(B, 50000, A, 179, Packet.ACK).sequence(5000).acknowledging(ofB.sequenceEnd()));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "stateful device without the state", Grade.CERTAIN);
        assertEquals("initiator", finding.decidedBy().orElseThrow().feature().id());
        assertEquals(60, finding.decidedBy().orElseThrow().inside().lost());
        assertEquals(60, finding.decidedBy().orElseThrow().inside().judged());
    }

    @Test
    void shouldFindTheAccessListThatIsSetInTheMiddle() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(i * SECOND, fromA);
            Packet fromB = Packet.request(B, A, 7002, i);
            if (i < 25) {
                scenario.delivered(i * SECOND + 2 * DELAY, fromA.answer());
                scenario.ping(i * SECOND + 300 * MILLIS, fromB);
            } else {
                scenario.lost(i * SECOND + 2 * DELAY, fromA.answer());
                scenario.lost(i * SECOND + 300 * MILLIS, fromB);
            }
        }
        talk(0, 64);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "ACL or anti-spoofing");
        assertEquals("kind", finding.decidedBy().orElseThrow().feature().id());
        assertTrue(
                finding.sentence()
                        .startsWith(
                                "ICMP packets (70 of 70) leave b and never reach a, from the first loss at 22:13:45"),
                finding.sentence());
    }

    /** The first fragment shows the ports and passes, those behind it are dropped. */
    @Test
    void shouldFindTheFilterThatDropsFragments() throws IOException {
        for (int i = 0; i < 25; i++) {
            Packet request =
                    Packet.request(B, A, 7001, i).payload(Packets.payload(2952)).ipId(1000 + i);
            scenario.delivered(i * SECOND, request.fragment(0, 1480));
            scenario.lost(i * SECOND + 2000, request.fragment(1480, 1480));
        }
        scenario.quiet(0, 30);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(
                "fragment", finding.decidedBy().map(each -> each.feature().id()).orElse("none"), finding.toString());
        assertCause(finding, "ACL or anti-spoofing");
        assertEquals(
                Optional.of("on b: ping -c 20 -s 3000 " + A + " (and -s 1000: does that pass?)"),
                finding.nextExperiment());
    }

    /** Hosts that speak both, of which the way for IPv6 is dead: whoever began, of every flow of it. */
    @Test
    void shouldTellThatAllOfIpv6IsLost() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet six = Packet.request("2001:db8::1", "2001:db8::2", 7001 + i % 3, i);
            Packet back = Packet.request("2001:db8::2", "2001:db8::1", 7011 + i % 3, i);
            scenario.lost(i * SECOND + 400 * MILLIS + 137, six);
            scenario.delivered(i * SECOND + 600 * MILLIS + 371, back);
            scenario.lost(i * SECOND + 650 * MILLIS + 931, back.answer());
        }
        Finding finding = only(scenario.quiet(0, 21).run(), "one-way-loss");
        assertEquals("ipv6", finding.decidedBy().map(Decider::value).orElse("none"), finding.toString());
        assertTrue(
                finding.sentence().startsWith("All 40 packets of IPv6 leave a and never reach b"), finding.sentence());
        assertTrue(finding.nextExperiment().orElse("").contains("ping -c 20 -6 2001:db8::2"), finding.toString());
    }

    /** Sent at four a second and at one: of the faster ones more than half is lost, but each loss is the fourth packet. */
    @Test
    void shouldTellEveryFourthPacketThoughTheRateSeparatesSome() throws IOException {
        long nanos = 137_913;
        for (int i = 0; i < 140; i++) {
            boolean fast = i % 40 < 20;
            Packet packet =
                    i % 4 == 1 || i % 2 == 0 ? Packet.request(A, B, 7003, i) : Packet.request(A, B, 7004 + i % 3, i);
            if (i % 4 == 1) {
                scenario.lost(nanos, packet);
            } else {
                scenario.delivered(nanos, packet);
                scenario.delivered(nanos + 3 * DELAY, packet.answer());
            }
            nanos += fast ? 171_391_717L : i % 4 == 0 ? 93_117_311L : 1_019_117_311L;
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "periodic loss", Grade.LIKELY);
        assertTrue(finding.sentence().contains("every 4th"), finding.sentence());
    }

    /** Only the first fragment shows the ICMP type, and is dropped by it; those behind it pass, the middle one as long as the first. */
    @Test
    void shouldFindTheFilterThatDropsFirstFragments() throws IOException {
        for (int i = 0; i < 25; i++) {
            Packet request =
                    Packet.request(B, A, 7001, i).payload(Packets.payload(3992)).ipId(1000 + i);
            scenario.lost(i * SECOND + 137, request.fragment(0, 1480));
            scenario.delivered(i * SECOND + 2113, request.fragment(1480, 1480));
            scenario.delivered(i * SECOND + 4391, request.fragment(2960, 1040));
        }
        scenario.quiet(0, 30);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("first fragments", finding.decidedBy().map(Decider::value).orElse("none"), finding.toString());
        assertCause(finding, "ACL or anti-spoofing");
    }

    /** A says so many bytes to B's port 179, and is answered. */
    private void keepTalking(int i, int bytes) throws IOException {
        scenario.delivered(
                i * SECOND + 700 * MILLIS,
                Packet.tcp(A, 40_000, B, 179, Packet.ACK)
                        .sequence(1000 + bytes * i)
                        .acknowledging(5000 + 19 * i)
                        .data(bytes));
        scenario.delivered(
                i * SECOND + 710 * MILLIS,
                Packet.tcp(B, 179, A, 40_000, Packet.ACK)
                        .sequence(5000 + 19 * i)
                        .acknowledging(1000 + bytes * (i + 1))
                        .data(19));
    }

    /** Short pings are lost whole; of long ones the first fragment is, and those behind it arrive, longer than the short pings. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindTheFilterByTheIcmpHeaderThatLaterFragmentsPass(boolean answers) throws IOException {
        String by = answers ? "ICMP packets" : "Echo requests";
        for (int i = 0; i < 20; i++) {
            Packet request =
                    Packet.request(A, B, 7001, i).payload(Packets.payload(3992)).ipId(1000 + i);
            scenario.lost(i * SECOND + 137, request.fragment(0, 1480));
            scenario.delivered(i * SECOND + 2113, request.fragment(1480, 1480));
            scenario.delivered(i * SECOND + 4391, request.fragment(2960, 1040));
            scenario.lost(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7002, i));
            Packet asked = Packet.request(B, A, 7003, i);
            scenario.delivered(i * SECOND + 500 * MILLIS, asked);
            if (answers) {
                scenario.lost(i * SECOND + 500 * MILLIS + 2 * DELAY, asked.answer());
            } else {
                scenario.delivered(i * SECOND + 500 * MILLIS + 2 * DELAY, asked.answer());
            }
            keepTalking(i, 19);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("kind", finding.decidedBy().orElseThrow().feature().id(), finding.toString());
        assertTrue(
                finding.sentence()
                                .startsWith(by + " or first fragments of such (" + (answers ? "59 of 59" : "39 of 39")
                                        + ") leave a and never reach b")
                        && finding.sentence().contains("(fragments behind the first, which have no such header, too)"),
                finding.sentence());
        assertCause(finding, "ACL or anti-spoofing", answers ? Grade.CERTAIN : Grade.LIKELY);
        assertTrue(finding.cause().orElseThrow().evidenceAgainst().isEmpty(), finding.toString());
    }

    /** What looks at the protocol drops all fragments with the whole ones: it does not go by the size. */
    @Test
    void shouldFindTheFilterByTheProtocolOfFragmentsToo() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request =
                    Packet.request(A, B, 7001, i).payload(Packets.payload(1492)).ipId(1000 + i);
            scenario.lost(i * SECOND + 137, request.fragment(0, 1480));
            scenario.lost(i * SECOND + 2113, request.fragment(1480, 20));
            Packet asked = Packet.request(B, A, 7003, i);
            scenario.delivered(i * SECOND + 500 * MILLIS, asked);
            scenario.lost(i * SECOND + 500 * MILLIS + 2 * DELAY, asked.answer());
            keepTalking(i, 900);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(
                "icmp or fragments", finding.decidedBy().map(Decider::value).orElse("none"), finding.toString());
        assertCause(finding, "ACL or anti-spoofing", Grade.LIKELY);
    }

    /** Whole pings that show the same header arrive: the first fragments are lost for their length. */
    @Test
    void shouldFindTheMtuBlackHoleThatShortLaterFragmentsPass() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request =
                    Packet.request(A, B, 7001, i).payload(Packets.payload(1592)).ipId(1000 + i);
            scenario.lost(i * SECOND + 137, request.fragment(0, 1480));
            scenario.delivered(i * SECOND + 2113, request.fragment(1480, 120));
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7002, i));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("size", finding.decidedBy().orElseThrow().feature().id(), finding.toString());
        assertCause(finding, "MTU black hole", Grade.LIKELY);
    }

    /** All pings are long, and so are the first fragments, while those behind them are short: nothing says that it is the header. */
    @Test
    void shouldFindTheMtuBlackHoleWhereOnlyShortFragmentsOfPingsPass() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request =
                    Packet.request(A, B, 7001, i).payload(Packets.payload(1972)).ipId(1000 + i);
            scenario.lost(i * SECOND + 137, request.fragment(0, 1480));
            scenario.delivered(i * SECOND + 2113, request.fragment(1480, 500));
            scenario.lost(
                    i * SECOND + 300 * MILLIS, Packet.request(A, B, 7002, i).payload(Packets.payload(1472)));
            keepTalking(i, 19);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("size", finding.decidedBy().orElseThrow().feature().id(), finding.toString());
        assertCause(finding, "MTU black hole", Grade.LIKELY);
    }

    @Test
    void shouldFindTheOutageAndSayWhen() throws IOException {
        for (int i = 0; i < 200; i++) {
            Packet request = Packet.request(A, B, 7003 + i, 1);
            if (i >= 100 && i < 130) {
                scenario.lost(i * GAP, request);
            } else {
                scenario.ping(i * GAP, request);
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "outage", Grade.LIKELY); // of what else would have passed meanwhile nothing is seen
        assertTrue(finding.sentence().contains("22:13:30.000"), finding.sentence());
        assertTrue(
                finding.sentence().startsWith("From 22:13:30.000 to 22:13:32.900 (2.9 s) none of the 30"),
                finding.sentence());
    }

    /** B records nothing for ten seconds, within which the way to it fails: what is answered till then arrived. */
    @Test
    void shouldSayThatAnOutageMayHaveBegunWhileTheFarCaptureWasSilent() throws IOException {
        boolean[] silent = new boolean[1];
        scenario.b.filter((packet, outgoing) -> !silent[0]);
        for (int i = 0; i < 600; i++) {
            long at = i * SECOND / 10;
            Packet fromA = Packet.request(A, B, 7003, i);
            Packet fromB = Packet.request(B, A, 7004, i);
            silent[0] = i >= 200 && i < 300;
            if (i < 250 || i >= 450) {
                scenario.ping(at, fromA);
                scenario.ping(at + 37 * MILLIS, fromB);
            } else {
                scenario.lost(at, fromA);
                scenario.delivered(at + 37 * MILLIS, fromB);
                scenario.lost(at + 38 * MILLIS, fromB.answer());
            }
        }
        List<Finding> findings = scenario.run().diagnosis.findings();
        assertEquals(
                "The capture at b lacks packets that b handled: 50 of 750 that reached it and 150 of 1,000 that it sent; it"
                        + " shows nothing from 22:13:39.938 to 22:13:50.037 (10 s); of 150 packets sent to it meanwhile"
                        + " nothing is known.",
                findings.get(1).sentence());
        Finding finding = findings.get(0);
        assertCause(finding, "outage", Grade.LIKELY);
        assertTrue(
                finding.sentence()
                        .startsWith("From 22:13:50.100 to 22:14:04.938 (15 s), or earlier (nothing that leaves after"
                                + " 22:13:44.900 tells) none of the 298"),
                finding.sentence());
        assertTrue(
                finding.nextExperiment().orElseThrow().contains("--since '2023-11-14 22:13:44 UTC'"),
                finding.nextExperiment().orElseThrow());
    }

    /** Of every ten seconds but the first ten the way is down for three. */
    private static boolean isDown(long nanos) {
        return nanos >= 10 * SECOND && nanos % (10 * SECOND) < 3 * SECOND;
    }

    /** Pings from both sides, four a second each, over a way that is down again and again. */
    private void pingOver(boolean downFromB, boolean routerTells) {
        for (int i = 0; i < 240; i++) {
            long at = i * SECOND / 4;
            Packet fromA = Packet.request(A, B, 7001, i);
            Packet fromB = Packet.request(B, A, 7002, i);
            if (!isDown(at)) {
                scenario.ping(at, fromA);
                scenario.ping(at + 3 * MILLIS, fromB);
                continue;
            }
            scenario.lost(at, fromA);
            if (routerTells && i % 12 == 11) {
                scenario.seenAt(scenario.a, at + MILLIS, Packet.error(ROUTER, 3, 1, 0, fromA), false, 1);
            }
            if (downFromB) {
                scenario.lost(at + 3 * MILLIS, fromB);
            } else {
                scenario.delivered(at + 3 * MILLIS, fromB);
                scenario.lost(at + 3 * MILLIS + 2 * DELAY, fromB.answer());
            }
        }
    }

    /** While it is down nobody answers, so that requests alone are lost: it is not for being requests. */
    @Test
    void shouldFindTheWayThatIsDownAgainAndAgain() throws IOException {
        pingOver(true, false);
        Result result = scenario.run();
        assertEquals(Verdict.LOSS_BOTH_WAYS, result.diagnosis.verdict());
        for (Finding finding : result.diagnosis.findings()) {
            assertCause(finding, "outage", Grade.LIKELY);
            assertEquals(Optional.empty(), finding.decidedBy(), finding.toString());
        }
        String sentence = result.diagnosis.sentence();
        assertTrue(
                sentence.startsWith(
                        "Loss both ways. In 5 spells of 2.8 s, one every 10 s, the first at 22:13:30.000, the last at"
                                + " 22:14:10.000,"
                                + " none of the 60 packets that leave a reaches b (60 echo requests); at other times 360 of 360"
                                + " arrive."),
                sentence);
    }

    @Test
    void shouldUseWhatTheLastRouterSaysOfAHostThatIsDownAgainAndAgain() throws IOException {
        pingOver(false, true);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "outage", Grade.LIKELY);
        Finding.Cause cause = finding.cause().orElseThrow();
        assertTrue(
                cause.evidenceFor().toString().contains("\"host unreachable\" of 5 lost packets: the way ended there"),
                finding.toString());
        assertEquals(List.of(), cause.rivals());
        assertTrue(
                finding.remaining().get(0).startsWith("the link from router " + ROUTER + " to b"), finding.toString());
    }

    /** One packet gets through every two seconds: something limits, and nothing is down. */
    @Test
    void shouldNotTakeALimitForAWayThatIsDown() throws IOException {
        talk(0, 60);
        for (int i = 0; i < 240; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i % 8 == 0) {
                scenario.ping(i * SECOND / 4, request);
            } else {
                scenario.lost(i * SECOND / 4, request);
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "ICMP rate limit");
    }

    /** All that is large is of one ping process: one bad link of several would look the same. */
    @Test
    void shouldNotBeCertainOfTheBlackHoleWhereOneFlowAloneIsLarge() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i));
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7002, i));
            scenario.lost(
                    i * SECOND + 600 * MILLIS, Packet.request(A, B, 7003, i).payload(new byte[1_000]));
        }
        assertCause(only(scenario.run(), "one-way-loss"), "MTU black hole", Grade.LIKELY);
    }

    @Test
    void shouldFindTheBlackHole() throws IOException {
        bySize(false);
        assertCause(only(scenario.run(), "one-way-loss"), "MTU black hole", Grade.CERTAIN);
    }

    /** What is in a tunnel is longer on the way: plain packets as long as those that are lost in it pass. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindTheBlackHoleOfATunnel(boolean df) throws IOException {
        int[] sizes = {100, 600, 1100, 1300, 1422};
        for (int i = 0; i < 70; i++) {
            byte[] payload = new byte[sizes[i % sizes.length]];
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i).payload(payload));
            Packet inTunnel = Packet.request(A, B, 7002, i).payload(payload).tunnelled("192.0.2.1", "192.0.2.2");
            inTunnel = df ? inTunnel : inTunnel.cuttable();
            if (payload.length < 1422) {
                scenario.ping(i * SECOND + 500 * MILLIS, inTunnel);
            } else {
                scenario.lost(i * SECOND + 500 * MILLIS, inTunnel);
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "MTU black hole", df ? Grade.CERTAIN : Grade.LIKELY);
        assertTrue(finding.sentence().contains("(13 echo requests, all in IP-in-IP)"), finding::sentence);
        assertEquals(
                Optional.of("over 1450 bytes"),
                finding.decidedBy().map(Decider::value),
                "the longest plain one, of IP");
    }

    @Test
    void shouldNameTheRouterThatSaysTooBig() throws IOException {
        bySize(true);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "packet too big, said by a router", Grade.CERTAIN);
        assertTrue(finding.cause().orElseThrow().evidenceFor().toString().contains(ROUTER), finding.toString());
        assertTrue(finding.cause().orElseThrow().evidenceFor().toString().contains("1,400"), finding.toString());
    }

    private void bySize(boolean told) {
        int[] sizes = {100, 600, 1100, 1300, 1390, 1450, 1472};
        for (int i = 0; i < 70; i++) {
            int size = sizes[i % sizes.length];
            Packet request = Packet.request(A, B, 7001, i).payload(new byte[size]);
            long at = i * 500 * MILLIS;
            if (size < 1400) {
                scenario.ping(at, request);
            } else {
                scenario.lost(at, request);
                if (told) {
                    scenario.seenAt(scenario.a, at + MILLIS, Packet.error(ROUTER, 3, 4, 1400, request), false, 1);
                }
            }
        }
    }

    @Test
    void shouldFindThePolicer() throws IOException {
        double tokens = 10;
        long last = 0;
        int number = 0;
        for (int burst = 0; burst < 20; burst++) {
            boolean fast = burst % 2 == 1;
            for (int i = 0; i < (fast ? 60 : 6); i++) {
                long at = burst * 2 * SECOND + i * (fast ? 20 : 300) * MILLIS;
                tokens = Math.min(10, tokens + (at - last) / 1e9 * 10);
                last = at;
                Packet request = Packet.request(A, B, 7001, number++);
                if (tokens >= 1) {
                    tokens -= 1;
                    scenario.ping(at, request);
                } else {
                    scenario.lost(at, request);
                }
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertTrue(
                List.of("policer", "ICMP rate limit")
                        .contains(finding.cause().orElseThrow().name()),
                finding.toString());
    }

    @Test
    void shouldFindTheLimitOnIcmp() throws IOException {
        talk(0, 30);
        for (int i = 0; i < 300; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            scenario.delivered(i * GAP, request);
            if (i < 6 || i % 5 == 0) {
                scenario.delivered(i * GAP + 2 * DELAY, request.answer());
            } else {
                scenario.lost(i * GAP + 2 * DELAY, request.answer());
            }
        }
        assertCause(only(scenario.run(), "one-way-loss"), "ICMP rate limit");
    }

    /** Most of what A begins is lost, pings and connections; all else passes, and most of that is TCP. */
    @Test
    void shouldNotTakeWhatLosesSynsAsWellForALimitOnIcmp() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        talkOfB(60);
        for (int i = 0; i < 300; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            Packet syn = syn(i);
            if (random.nextInt(8) == 0) {
                scenario.ping(i * GAP, request);
            } else {
                scenario.lost(i * GAP, request);
            }
            if (i % 10 == 0 && random.nextInt(8) == 0) {
                scenario.delivered(i * GAP + 30 * MILLIS, syn);
            } else if (i % 10 == 0) {
                scenario.lost(i * GAP + 30 * MILLIS, syn);
            }
        }
        Finding finding = result("one-way-loss");
        assertFalse(
                finding.cause()
                        .filter(cause -> cause.name().equals("ICMP rate limit"))
                        .isPresent(),
                finding.toString());
    }

    /** Of the findings the one of this kind. */
    private Finding result(String kind) throws IOException {
        return scenario.run().diagnosis.findings().stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Data of a connection that B opened, acknowledged by A ten times a second: packets of TCP that pass. */
    private void talkOfB(int seconds) {
        for (int i = 0; i < 10 * seconds; i++) {
            Packet data = Packet.tcp(B, 42000, A, 179, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            scenario.delivered(i * GAP + 60 * MILLIS, data);
            scenario.delivered(
                    i * GAP + 61 * MILLIS,
                    Packet.tcp(A, 179, B, 42000, Packet.ACK).sequence(5000).acknowledging(data.sequenceEnd()));
        }
    }

    @Test
    void shouldFindRandomLossAndNotBeSure() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 600; i++) {
            Packet request = Packet.request(i % 2 == 0 ? A : B, i % 2 == 0 ? B : A, 7001 + i % 2, i);
            boolean lost = i % 2 == 0 && random.nextInt(10) == 0;
            if (lost) {
                scenario.lost(i * GAP, request);
            } else {
                scenario.delivered(i * GAP, request);
                Packet reply = request.answer();
                if (i % 2 == 1 && random.nextInt(10) == 0) {
                    scenario.lost(i * GAP + 2 * DELAY, reply);
                } else {
                    scenario.delivered(i * GAP + 2 * DELAY, reply);
                }
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "random loss", Grade.LIKELY);
    }

    /** Pings at one pace: what counts them and what limits their rate cannot be told apart. */
    @Test
    void shouldFindEveryFifthLost() throws IOException {
        for (int i = 0; i < 42; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            scenario.delivered(i * GAP, request);
            if (i % 5 == 2) {
                scenario.lost(i * GAP + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(i * GAP + 2 * DELAY, request.answer());
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "periodic loss", Grade.LIKELY);
        assertTrue(finding.sentence().contains("every 5th echo reply"), finding.sentence());
        assertTrue(finding.remaining().contains("as likely by these packets: policer"), finding.toString());
        assertTrue(finding.remaining().toString().contains("one of 5 equal paths"), finding.toString());
    }

    /** Every fourth packet, whatever it is and whenever it comes: no limit on a rate does that. */
    @Test
    void shouldFindThatPacketsAreCounted() throws IOException {
        Random random = new Random(11);
        long at = 0;
        int sent = 0;
        for (int i = 0; i < 60; i++) {
            at += GAP + random.nextInt(10) * GAP;
            boolean byA = random.nextBoolean();
            Packet request = Packet.request(byA ? A : B, byA ? B : A, byA ? 7001 : 7002, i);
            Packet counted = byA ? request : request.answer();
            long leaves = byA ? at : at + 2 * DELAY;
            if (!byA) {
                scenario.delivered(at, request);
            }
            if (sent++ % 4 == 0) {
                scenario.lost(leaves, counted);
            } else {
                scenario.delivered(leaves, counted);
                if (byA) {
                    scenario.delivered(at + 2 * DELAY, request.answer());
                }
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "periodic loss", Grade.LIKELY);
        assertTrue(finding.sentence().contains("every 4th packet"), finding.sentence());
        assertTrue(!finding.remaining().toString().contains("policer"), finding.toString());
    }

    @Test
    void shouldFindBursts() throws IOException {
        Random random = new Random(7);
        int left = 0;
        for (int i = 0; i < 1000; i++) {
            left = left > 0 ? left - 1 : random.nextInt(60) == 0 ? 4 + random.nextInt(4) : 0;
            Packet request = Packet.request(A, B, 7001, i);
            if (left > 0) {
                scenario.lost(i * GAP, request);
            } else {
                scenario.ping(i * GAP, request);
            }
        }
        assertCause(only(scenario.run(), "one-way-loss"), "bursts of loss", Grade.LIKELY);
    }

    @Test
    void shouldFindTheHostThatIsSilent() throws IOException {
        for (int i = 0; i < 20; i++) {
            scenario.delivered(i * SECOND, Packet.request(A, B, 7001, i));
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            scenario.delivered(i * SECOND + 500 * MILLIS, syn(i));
        }
        Result result = scenario.run();
        Finding finding = only(result, "host-silent");
        assertCause(finding, "host does not answer", Grade.LIKELY);
        assertEquals("host:b", finding.place());
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
        assertEquals(
                "20 echo requests and 20 SYNs from a reach b, which answers none of them. Look at b, not at the"
                        + " network.",
                result.diagnosis.sentence());
    }

    @Test
    void shouldFindTheHostThatFallsSilent() throws IOException {
        for (int i = 0; i < 40; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i < 25) {
                scenario.ping(i * SECOND, request);
            } else {
                scenario.delivered(i * SECOND, request);
            }
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
        }
        Result result = scenario.run();
        Finding finding = only(result, "host-silent");
        assertCause(finding, "host does not answer");
        assertEquals("host:b", finding.place());
        assertEquals(Verdict.HOST_SILENT, result.diagnosis.verdict());
    }

    @Test
    void shouldTakeAnswersHereAndThereForALimit() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i % 3 == 0 || i > 56) {
                scenario.ping(i * GAP, request);
            } else {
                scenario.delivered(i * GAP, request);
            }
            scenario.ping(i * GAP + 30 * MILLIS, Packet.request(B, A, 7002, i));
        }
        assertCause(only(scenario.run(), "host-silent"), "ICMP rate limit");
    }

    /** All of one connection is dropped from a moment on, after the longest of its pauses so far: as keepalives lie by chance. */
    @Test
    void shouldNotBlameThePauseBeforeAConnectionDies() throws IOException {
        scenario.quiet(0, 40);
        long at = SECOND;
        for (int i = 0; i < 4; i++) {
            Packet segment = segment(i, 19);
            scenario.delivered(at, segment);
            scenario.delivered(at + 2 * DELAY, acknowledgment(segment));
            at += 2_400 * MILLIS + i * 100 * MILLIS;
        }
        for (int again = 0; again < 7; again++) {
            scenario.lost(at + (1L << again) * 200 * MILLIS, segment(4, 19).ipId(900 + again));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(Feature.KIND, finding.decidedBy().orElseThrow().feature(), finding.toString());
        assertCause(finding, "ACL or anti-spoofing");
    }

    /** A device resets in B's name what it does not let through: that B refused it, and so had it, is not shown. */
    @Test
    void shouldNotTakeAForgedResetForASignThatASynArrived() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 8; i++) {
            Packet syn = syn(i);
            scenario.leaves(i * SECOND + 500 * MILLIS, syn);
            scenario.arrives(i * SECOND + 500 * MILLIS + DELAY, refusal(i));
        }
        Result result = scenario.run();
        assertTrue(
                result.diagnosis.losses().stream()
                        .filter(row -> row.typeP() == TypeP.TCP_SYN)
                        .allMatch(row -> row.unobservable() == 8 && row.missed() == 0 && row.lost() == 0),
                result.diagnosis.losses().toString());
        assertTrue(
                result.diagnosis.findings().stream()
                        .noneMatch(each -> each.kind().equals("capture-gap")),
                result.diagnosis.findings().toString());
    }

    @Test
    void shouldFindTheListenerThatWentAway() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 10; i++) {
            Packet syn = syn(i).timeToLive(63);
            scenario.delivered(i * SECOND + 500 * MILLIS, syn);
            scenario.delivered(
                    i * SECOND + 500 * MILLIS + 2 * DELAY,
                    Packet.tcp(B, 179, A, 41000 + i, i == 0 ? Packet.SYN : Packet.RST)
                            .sequence(4999)
                            .acknowledging(1000)
                            .timeToLive(255));
        }
        Finding finding = only(scenario.run(), "host-refuses");
        assertCause(finding, "no listener");
        assertTrue(finding.sentence().contains("refuses 9 of the 10 connections"), finding.sentence());
    }

    @Test
    void shouldFindThatNobodyListens() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 10; i++) {
            Packet syn = syn(i);
            scenario.delivered(i * SECOND + 500 * MILLIS, syn);
            scenario.delivered(i * SECOND + 500 * MILLIS + 2 * DELAY, refusal(i));
        }
        Result result = scenario.run();
        assertCause(only(result, "host-refuses"), "no listener");
        assertEquals(1, result.diagnosis.exitCode());
        assertEquals(Verdict.NO_LOSS, result.diagnosis.verdict());
    }

    @Test
    void shouldNotMindTheRefusalBeforeTheServiceStarted() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 10; i++) {
            Packet syn = syn(i);
            scenario.delivered(i * SECOND + 500 * MILLIS, syn);
            scenario.delivered(
                    i * SECOND + 500 * MILLIS + 2 * DELAY,
                    Packet.tcp(B, 179, A, 41000 + i, i < 5 ? Packet.RST : Packet.SYN)
                            .acknowledging(1000));
        }
        assertEquals(0, scenario.run().diagnosis.exitCode());
    }

    @Test
    void shouldBlameTheChecksumsThatArriveWrong() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 10; i++) {
            scenario.delivered(i * SECOND + 500 * MILLIS, syn(i).badChecksum());
        }
        assertCause(only(scenario.run(), "host-silent"), "bad checksum at arrival", Grade.CERTAIN);
    }

    @Test
    void shouldFindTheSignatureOfOneSide() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 10; i++) {
            scenario.delivered(i * SECOND + 500 * MILLIS, syn(i).signed());
            scenario.delivered(
                    i * SECOND + 700 * MILLIS,
                    Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999));
        }
        for (Finding finding : scenario.run().diagnosis.findings()) {
            assertEquals("host-silent", finding.kind());
            if (finding.to().equals(Optional.of("b"))) {
                assertCause(finding, "TCP-MD5");
            }
        }
    }

    @Test
    void shouldFindTheInjectedReset() throws IOException {
        talk(0, 30);
        Packet forged = Packet.tcp(A, 40000, B, 179, Packet.RST)
                .sequence(1000 + 100 * 30)
                .timeToLive(40);
        scenario.arrives(15 * SECOND + 10 * MILLIS, forged);
        Finding finding = only(scenario.run(), "injection");
        assertCause(finding, "injected packet", Grade.CERTAIN);
        assertEquals(Grade.CERTAIN, finding.grade());
    }

    /** Pings pass; from the middle on a device drops the TCP of a connection and answers it in the name of the other host. */
    private void refuseOnTheWay(boolean drops) {
        for (int i = 0; i < 30; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i));
            Packet segment = segment(i, 100);
            if (i < 10) {
                scenario.delivered(i * SECOND + 50 * MILLIS, segment);
                scenario.delivered(i * SECOND + 51 * MILLIS, acknowledgment(segment));
                continue;
            }
            if (drops) {
                scenario.lost(
                        i * SECOND + 50 * MILLIS,
                        Packet.tcp(A, 40000, B, 179, Packet.RST).sequence(1000 + i));
            }
            Packet syn = syn(i);
            scenario.lost(i * SECOND + 300 * MILLIS, syn);
            scenario.arrives(
                    i * SECOND + 301 * MILLIS,
                    Packet.tcp(B, 179, A, 41000 + i, Packet.RST | Packet.ACK)
                            .acknowledging(1000)
                            .timeToLive(200));
        }
        scenario.ping(30 * SECOND, Packet.request(A, B, 7001, 30));
    }

    @Test
    void shouldTellOnceThatADeviceDropsAndRefuses() throws IOException {
        for (int i = 0; i < 10; i++) { // resets of B's own arrive: the captures show such packets
            Packet stray = Packet.tcp(B, 43000 + i, A, 179, Packet.RST).sequence(77 + i);
            scenario.delivered(i * SECOND + 700 * MILLIS, stray);
            scenario.delivered(
                    i * SECOND + 800 * MILLIS,
                    Packet.tcp(A, 43000 + i, B, 179, Packet.RST).sequence(77 + i));
        }
        refuseOnTheWay(true);
        Result result = scenario.run();
        Finding finding = only(result, "one-way-loss");
        assertEquals(Optional.of("a"), finding.from());
        assertTrue(
                finding.sentence().contains("20 RSTs in the name of b come back, not seen leaving there"),
                finding.toString());
        assertTrue(
                finding.remaining().get(0).startsWith("firewalls, intrusion prevention"),
                finding.remaining().toString());
    }

    /** None of what such resets answer is seen at the other end, whose capture shows all else: it was dropped. */
    @Test
    void shouldTellOfTheLossWhereForgedResetsAnswerWhatIsNowhereToBeSeen() throws IOException {
        refuseOnTheWay(false);
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(Grade.LIKELY, finding.grade());
        assertTrue(
                finding.sentence().startsWith("20 SYNs from a to TCP port 179 of b are refused on the way"),
                finding.toString());
    }

    /** What somebody sends in the name of a host is a finding of its own where nothing is dropped. */
    @Test
    void shouldTellOfForgedResetsAloneWhereNothingIsLost() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 20; i++) {
            scenario.delivered(
                    i * SECOND + 300 * MILLIS,
                    Packet.tcp(A, 41000 + i, B, 179, Packet.SYN).sequence(999));
            scenario.arrives(
                    i * SECOND + 301 * MILLIS,
                    Packet.tcp(B, 179, A, 41000 + i, Packet.RST | Packet.ACK)
                            .acknowledging(1000)
                            .timeToLive(200));
        }
        assertTrue(scenario.run().diagnosis.findings().stream()
                .noneMatch(each -> each.kind().equals("one-way-loss")));
    }

    /** Of TCP only the answers of B are seen on their way, and they are lost: rules on what they are would do the same. */
    @Test
    void shouldNameTheFilterBesideTheStatefulDeviceWhereOneProtocolIsAnsweredOnly() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(i * SECOND, fromA);
            scenario.lost(i * SECOND + 2 * DELAY, fromA.answer());
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            Packet segment = segment(i, 100);
            scenario.delivered(i * SECOND + 700 * MILLIS, segment);
            Packet answer = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(5000 + 20 * i)
                    .acknowledging(segment.sequenceEnd())
                    .data(20);
            scenario.lost(i * SECOND + 701 * MILLIS, answer);
        }
        Result result = scenario.run();
        Finding finding = only(result, "one-way-loss");
        assertCause(finding, "stateful device without the state", Grade.LIKELY);
        assertEquals(
                List.of("ACL or anti-spoofing"), finding.cause().orElseThrow().rivals(), finding.toString());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains("Most likely: stateful device without the state, or as likely ACL or anti-spoofing."),
                result.diagnosis.sentence());
    }

    @Test
    void shouldNotBeSureOfInjectionWithoutATtlOfItsOwn() throws IOException {
        talk(0, 30);
        scenario.arrives(
                15 * SECOND + 10 * MILLIS,
                Packet.tcp(A, 40000, B, 179, Packet.RST).sequence(1000 + 100 * 30));
        Finding finding = only(scenario.run(), "injection");
        assertEquals(Grade.LIKELY, finding.grade());
        assertCause(finding, "injected packet", Grade.LIKELY);
    }

    @Test
    void shouldBlameTheCaptureThatWasNotWatching() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 30; i++) { // B answers what its capture does not show
            Packet request = Packet.request(A, B, 7003, i);
            scenario.leaves(21 * SECOND + i * GAP, request);
            scenario.arrives(21 * SECOND + i * GAP + 2 * DELAY, request.answer());
        }
        scenario.quiet(25, 45);
        Result result = scenario.run();
        Finding finding = only(result, "capture-gap");
        assertCause(finding, "capture gap");
        assertEquals("capture:b", finding.place());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertEquals(3, result.diagnosis.exitCode());
    }

    @Test
    void shouldCallNothingLostWhileTheFarCaptureStoodStill() throws IOException {
        for (int i = 0; i < 300; i++) {
            Packet ofA = Packet.request(A, B, 7001, i);
            Packet ofB = Packet.request(B, A, 7002, i);
            long at = i * 100 * MILLIS;
            if (i < 100 || i >= 130) {
                scenario.ping(at, ofA);
                scenario.ping(at + 30 * MILLIS, ofB);
            } else {
                scenario.leaves(at, ofA);
                scenario.arrives(at + 2 * DELAY, ofA.answer());
                scenario.arrives(at + 30 * MILLIS + DELAY, ofB);
                scenario.leaves(at + 30 * MILLIS + DELAY, ofB.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(60, result.count(Fate.MISSED));
        Finding finding = only(result, "capture-gap");
        assertEquals("capture:b", finding.place());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
    }

    @Test
    void shouldStillSeeTheLossBesideAForgedReset() throws IOException {
        for (int i = 1; i <= 60; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i % 3 == 0) {
                scenario.lost(i * SECOND, request);
                for (int j = 0; j < 6; j++) {
                    Packet reset =
                            Packet.tcp(B, 179, A, 41000 + 6 * i + j, Packet.RST).sequence(77);
                    scenario.arrives(i * SECOND - 300 * MILLIS + j * 100 * MILLIS, reset);
                }
            } else {
                scenario.ping(i * SECOND, request);
            }
        }
        talk(0, 65);
        assertEquals(20, scenario.run().count(Fate.LOST));
    }

    @Test
    void shouldFindCorruptionThatGrowsWithSize() throws IOException {
        Random random = new Random(4);
        int[] sizes = {28, 400, 900, 1400};
        for (int i = 0; i < 1200; i++) {
            int bytes = sizes[i % 4];
            Packet request = Packet.request(B, A, 7001, i).payload(Packets.payload(bytes));
            if (random.nextDouble() < 1 - Math.exp(-bytes / 12_000.0)) {
                scenario.lost(i * GAP, request);
            } else {
                scenario.ping(i * GAP, request);
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "random corruption", Grade.LIKELY);
    }

    @Test
    void shouldNameTheRouterThatProhibits() throws IOException {
        talk(0, 20);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            scenario.lost(i * SECOND, request);
            scenario.seenAt(scenario.a, i * SECOND + MILLIS, Packet.error(ROUTER, 3, 13, 0, request), false, 1);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "administratively prohibited", Grade.CERTAIN);
        assertTrue(
                finding.remaining().toString().contains(ROUTER),
                finding.remaining().toString());
    }

    /** A first fragment is quoted, whether the ping left in fragments or a router cut it; other pings do leave in fragments. */
    @ParameterizedTest
    @CsvSource({"3, 13, true", "3, 13, false", "11, 0, true", "11, 0, false"})
    void shouldLayAnErrorToTheFirstFragmentThatItQuotes(int type, int code, boolean leavesInFragments)
            throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet request =
                    Packet.request(A, B, 7001, i).payload(Packets.payload(1592)).ipId(1000 + i);
            Packet other =
                    Packet.request(A, B, 7002, i).payload(Packets.payload(1592)).ipId(2000 + i);
            Packet first = request.fragment(0, 1480);
            scenario.lost(i * SECOND, leavesInFragments ? first : request);
            scenario.seenAt(scenario.a, i * SECOND + MILLIS, Packet.error(ROUTER, type, code, 0, first), false, 1);
            scenario.delivered(i * SECOND + 300 * MILLIS, other.fragment(0, 1480));
            scenario.delivered(i * SECOND + 301 * MILLIS, other.fragment(1480, 120));
            scenario.ping(i * SECOND + 500 * MILLIS, Packet.request(B, A, 7003, i));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, type == 3 ? "administratively prohibited" : "TTL exceeded", Grade.CERTAIN);
        assertTrue(
                finding.cause().orElseThrow().evidenceFor().get(0).endsWith("of 19 lost packets"), finding.toString());
    }

    /** By chance three lost packets are hardly ever just the SYNs, among so many others. */
    @Test
    void shouldNotTakeForRandomWhatLosesAllOfAClassAndNothingElse() throws IOException {
        talk(0, 25);
        for (long millis : new long[] {10_100, 10_200, 12_100}) {
            scenario.lost(
                    millis * MILLIS + 137_000,
                    Packet.tcp(B, 41000, A, 179, Packet.SYN).sequence(999));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(Optional.empty(), finding.cause(), finding.toString());
    }

    /** The capture at A never shows TCP: whether it takes any only the router tells, and not of the SYNs on which it is silent. */
    @Test
    void shouldTakeARoutersWordForWhatTheFarCaptureNeverShows() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet syn = Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999 + i);
            scenario.lost(i * SECOND, syn);
            if (i < 7) {
                scenario.seenAt(
                        scenario.b,
                        i * SECOND + MILLIS,
                        Packet.error(ROUTER, 3, 13, 0, syn).timeToLive(254),
                        false,
                        1);
            }
        }
        Scenario.Result result = scenario.run();
        LossRow syns = synsOf(result);
        assertEquals(7, syns.lost());
        assertEquals(3, syns.unobservable());
        assertCause(only(result, "one-way-loss"), "administratively prohibited", Grade.CERTAIN);
    }

    /** The errors are A's own, by another of its addresses, as its capture shows or as their TTL does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTakeAHostsWordForARouters(boolean shown) throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet syn = Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999 + i);
            scenario.lost(i * SECOND, syn);
            Packet error = Packet.error(ROUTER, 3, 13, 0, syn);
            if (shown) {
                scenario.delivered(i * SECOND + MILLIS, error.timeToLive(254));
            } else {
                scenario.seenAt(scenario.b, i * SECOND + MILLIS, error, false, 1);
            }
        }
        assertEquals(0, synsOf(scenario.run()).lost());
    }

    private static LossRow synsOf(Scenario.Result result) {
        return result.diagnosis.losses().stream()
                .filter(row -> row.typeP() == TypeP.TCP_SYN)
                .findFirst()
                .orElseThrow();
    }

    /** Each SYN is sent twice, and the router speaks of the first only. */
    @Test
    void shouldLayEachErrorToOneTransmissionOnly() throws IOException {
        talk(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet syn = Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999);
            scenario.lost(i * SECOND, syn);
            scenario.seenAt(scenario.b, i * SECOND + MILLIS, Packet.error(ROUTER, 3, 13, 0, syn), false, 1);
            scenario.lost((i + 1) * SECOND + 100 * MILLIS, syn);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertTrue(finding.toString().contains("of 10 lost packets"), finding.toString());
    }

    @Test
    void shouldNameTheRouterWhereTheTtlRanOut() throws IOException {
        talk(0, 20);
        for (int i = 0; i < 20; i++) {
            Packet syn =
                    Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999).timeToLive(1);
            scenario.lost(i * SECOND, syn);
            scenario.seenAt(scenario.b, i * SECOND + MILLIS, Packet.error(ROUTER, 11, 0, 0, syn), false, 1);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "TTL exceeded", Grade.CERTAIN);
        assertEquals(Optional.of("b"), finding.from());
    }

    /** What three routers on the way leave of a packet. */
    private void passesRouters(long nanos, Packet packet) {
        scenario.leaves(nanos, packet);
        scenario.arrives(nanos + DELAY, packet.forwarded());
    }

    private static Packet connecting(int number, int timeToLive) {
        return syn(number).timeToLive(timeToLive);
    }

    /** No router says so; from which host on others reach, their TTLs at the two ends tell. */
    @Test
    void shouldFindTheTtlThatIsTooSmallForTheWay() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            passesRouters(i * SECOND, fromA);
            passesRouters(i * SECOND + 2 * DELAY, fromA.answer());
            passesRouters(i * SECOND + 200 * MILLIS, connecting(i, 4 + i % 2 * 60));
            scenario.lost(i * SECOND + 300 * MILLIS, connecting(100 + i, 1 + i % 3));
        }
        passesRouters(20 * SECOND, Packet.request(A, B, 7001, 20));
        Result result = scenario.run();
        Finding finding = result.diagnosis.findings().get(0);
        assertCause(finding, "TTL exceeded", Grade.LIKELY); // no router says so
        assertEquals(Optional.of(Feature.TTL), finding.decidedBy().map(Decider::feature), finding.toString());
        assertEquals(20, finding.decidedBy().orElseThrow().inside().lost());
        String sentence = result.diagnosis.sentence();
        assertTrue(
                sentence.startsWith(
                        "All 20 packets with TTL 1 to 3 leave a and never reach b (20 SYNs); of all others"),
                sentence);
        assertFalse(sentence.contains("look at a, not at the network"), sentence);
    }

    /** A speaker that sends with TTL 1 next door, and a filter that drops what it sends. */
    @Test
    void shouldNotBlameASmallTtlWhereNoRouterIsOnTheWay() throws IOException {
        for (int i = 0; i < 20; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i));
            Packet back = Packet.tcp(B, 42000 + i, A, 179, Packet.SYN).sequence(999);
            scenario.delivered(i * SECOND + 100 * MILLIS, back);
            scenario.delivered(
                    i * SECOND + 101 * MILLIS,
                    Packet.tcp(A, 179, B, 42000 + i, Packet.SYN).sequence(4999).acknowledging(1000));
            scenario.lost(i * SECOND + 300 * MILLIS, connecting(100 + i, 1));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "ACL or anti-spoofing");
        assertEquals(Optional.of(Feature.KIND), finding.decidedBy().map(Decider::feature), finding.toString());
    }

    /** Nothing arrives that would tell how far it is; the way back does. */
    @Test
    void shouldFindThatEverythingIsSentWithTooSmallATtl() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet fromB = Packet.request(B, A, 7002, i);
            passesRouters(i * SECOND, fromB);
            scenario.lost(i * SECOND + 2 * DELAY, fromB.answer().timeToLive(2));
            scenario.lost(i * SECOND + 300 * MILLIS, connecting(i, 1));
        }
        assertCause(only(scenario.run(), "one-way-loss"), "TTL exceeded", Grade.LIKELY); // by the way back alone
    }

    @Test
    void shouldFindTheHostThatRejects() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet syn = syn(i);
            scenario.delivered(i * SECOND + 500 * MILLIS, syn);
            scenario.delivered(i * SECOND + 500 * MILLIS + 2 * DELAY, Packet.error(B, 3, 10, 0, syn));
        }
        Finding finding = only(scenario.run(), "host-refuses");
        assertCause(finding, "administratively prohibited", Grade.CERTAIN);
        assertEquals("host:b", finding.place());
    }

    /** A is stopped for a while and runs again: no limit takes twenty pings in a row, one a second, and then none. */
    @Test
    void shouldNotTakeAHostThatStopsForALimit() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(B, A, 7003, i);
            if (i < 25 || i >= 45) {
                scenario.ping(i * SECOND, request);
            } else {
                scenario.delivered(i * SECOND, request);
            }
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7004, i));
        }
        assertCause(only(scenario.run(), "host-silent"), "host does not answer", Grade.LIKELY);
    }

    /** Each pings the other with the same identifier, and only one of them answers. */
    @Test
    void shouldTellASilentHostFromOneThatAsksWithTheSameIdentifier() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 1; i <= 20; i++) {
            scenario.delivered(30 * SECOND + i * SECOND, Packet.request(B, A, 7003, i));
            scenario.ping(30 * SECOND + i * SECOND + 300 * MILLIS, Packet.request(A, B, 7003, i));
        }
        assertEquals("host:a", only(scenario.run(), "host-silent").place());
    }

    @Test
    void shouldTellThatPacketsComeAfterTheLossThreshold() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            scenario.delivered(30 * SECOND + i * SECOND, request, 4 * SECOND);
            scenario.delivered(34 * SECOND + i * SECOND + DELAY, request.answer());
        }
        Result result = scenario.run();
        Finding finding = only(result, "lateness");
        assertEquals(Optional.of("b"), finding.to());
        assertEquals(List.of(TypeP.ICMP_ECHO_REQUEST), finding.typeP());
        assertTrue(finding.sentence().startsWith("20 echo requests (of "), finding.sentence());
        assertEquals(1, result.diagnosis.exitCode());
    }

    @Test
    void shouldFindTheNeighbourThatIsNotFound() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            scenario.delivered(30 * SECOND + i * SECOND, Packet.request(A, B, 7003, i));
            scenario.b.seesArp(EPOCH + 30 * SECOND + i * SECOND + 300 * MILLIS, 1, B, A);
        }
        Finding finding = only(scenario.run(), "host-silent");
        assertCause(finding, "ARP or ND failure");
    }

    /** B asks for TTL 255 once the connection is open; what A's daemon sends comes from afar, whatever its kernel sends. */
    @ParameterizedTest
    @ValueSource(ints = {64, 255})
    void shouldFindTheHostThatTakesNoNoticeOfData(int timeToLiveOfSynAcks) throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 3; i++) {
            Packet syn =
                    Packet.tcp(B, 41000 + i, A, 179, Packet.SYN).sequence(999).timeToLive(255);
            scenario.delivered((1 + i) * SECOND, syn);
            scenario.delivered(
                    (1 + i) * SECOND + 2 * DELAY,
                    Packet.tcp(A, 179, B, 41000 + i, Packet.SYN)
                            .sequence(4999)
                            .acknowledging(1000)
                            .timeToLive(timeToLiveOfSynAcks));
            Packet data = Packet.tcp(A, 179, B, 41000 + i, Packet.PSH)
                    .sequence(5000)
                    .acknowledging(1000)
                    .data(53);
            for (int again = 0; again < 6; again++) {
                scenario.delivered((2 + i) * SECOND + (1L << again) * 200 * MILLIS, data.ipId(10 + again));
            }
        }
        Finding finding = only(scenario.run(), "host-silent");
        assertEquals(Optional.of("b"), finding.to());
        assertEquals("host:b", finding.place());
        assertCause(finding, "GTSM");
        assertTrue(finding.sentence().startsWith("Data of 3 connections from a reach b"), finding.sentence());
    }

    /** As before, but for seconds B acknowledged what A sent on the same connection: its TTL is no hindrance. */
    @Test
    void shouldNotTakeASilenceThatBeginsLaterForTtlSecurity() throws IOException {
        scenario.quiet(0, 40);
        Packet syn = Packet.tcp(B, 41000, A, 179, Packet.SYN).sequence(999).timeToLive(255);
        scenario.delivered(SECOND, syn);
        scenario.delivered(
                SECOND + 2 * DELAY,
                Packet.tcp(A, 179, B, 41000, Packet.SYN).sequence(4999).acknowledging(1000));
        for (int i = 0; i < 2; i++) {
            Packet heard = Packet.tcp(A, 179, B, 41000, Packet.PSH)
                    .sequence(5000 + 19 * i)
                    .acknowledging(1000)
                    .data(19);
            scenario.delivered((2 + 3 * i) * SECOND, heard);
            scenario.delivered(
                    (2 + 3 * i) * SECOND + 2 * DELAY,
                    Packet.tcp(B, 41000, A, 179, Packet.ACK)
                            .sequence(1000)
                            .acknowledging(heard.sequenceEnd())
                            .timeToLive(255));
        }
        Packet ignored = Packet.tcp(A, 179, B, 41000, Packet.PSH)
                .sequence(5038)
                .acknowledging(1000)
                .data(19);
        for (int again = 0; again < 6; again++) {
            scenario.delivered(8 * SECOND + (1L << again) * 200 * MILLIS, ignored.ipId(10 + again));
        }
        Finding finding = only(scenario.run(), "host-silent");
        assertEquals("host:b", finding.place());
        assertCause(finding, "host does not answer");
    }

    @Test
    void shouldNotMindDataThatIsSentAgainForALostAcknowledgment() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 20; i++) {
            Packet segment = segment(i, 100);
            scenario.delivered(i * SECOND + 100 * MILLIS, segment);
            scenario.lost(i * SECOND + 101 * MILLIS, acknowledgment(segment));
            scenario.delivered(i * SECOND + 500 * MILLIS, segment.ipId(7));
            scenario.delivered(i * SECOND + 501 * MILLIS, acknowledgment(segment));
        }
        only(scenario.run(), "one-way-loss");
    }

    @Test
    void shouldSayWhereTheNeighbourIsLost() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 20; i++) {
            long at = EPOCH + (30 + i) * SECOND;
            scenario.a.seesArp(at, 1, A, B);
            scenario.b.seesArp(at + DELAY, 1, A, B);
            scenario.b.seesArp(at + DELAY + 10_000, 2, B, A);
        }
        Result result = scenario.run();
        Finding finding = only(result, "no-neighbour");
        assertCause(finding, "ARP or ND failure", Grade.CERTAIN);
        assertEquals("between-taps", finding.place());
        assertTrue(finding.sentence().contains("b answers, and the answers do not come back"), finding.sentence());
        assertEquals(Verdict.ONE_WAY_LOSS, result.diagnosis.verdict());
        assertEquals(1, result.diagnosis.exitCode());
    }

    @Test
    void shouldNotMindANeighbourThatAnswersLate() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            scenario.a.seesArp(EPOCH + 2 * i * SECOND, 1, A, B);
            scenario.a.seesArp(EPOCH + 2 * i * SECOND + SECOND, 1, A, B);
            scenario.a.seesArp(EPOCH + 2 * i * SECOND + SECOND + DELAY, 2, B, A);
        }
        assertEquals(0, scenario.run().diagnosis.exitCode());
    }

    @Test
    void shouldFindTheIdleTimeout() throws IOException {
        int number = 0;
        long at = SECOND;
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 8; i++) {
                Packet segment = segment(number++, 100);
                boolean first = i == 0 && round > 0;
                if (first) {
                    scenario.lost(at, segment);
                    at += SECOND;
                }
                scenario.delivered(at, segment);
                scenario.delivered(at + 2 * DELAY, acknowledgment(segment));
                at += 200 * MILLIS;
            }
            at += 60 * SECOND;
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "conntrack or NAT idle timeout");
    }

    /** Three connections pause and are dead from then on, others and the pings go on: too few to show it, and no chance. */
    @Test
    void shouldNotCallItChanceWhereFlowsDieAfterAPause() throws IOException {
        scenario.quiet(0, 50);
        for (int flow = 0; flow < 6; flow++) {
            boolean pauses = flow < 3;
            for (int i = 0; i < 24; i++) {
                long at = (pauses && i >= 5 ? i + 13 : i) * SECOND + (100 + 400 * flow) * MILLIS;
                Packet segment = Packet.tcp(A, 42000 + flow, B, 179, Packet.PSH)
                        .sequence(1000 + 100 * i)
                        .acknowledging(5000)
                        .data(100);
                if (!pauses || i < 5) {
                    scenario.delivered(at, segment);
                    scenario.delivered(
                            at + 2 * DELAY,
                            Packet.tcp(B, 179, A, 42000 + flow, Packet.ACK)
                                    .sequence(5000)
                                    .acknowledging(segment.sequenceEnd()));
                } else if (i < 11) {
                    scenario.lost(
                            (18 + (1L << (i - 5)) / 2) * SECOND + (100 + 400 * flow) * MILLIS,
                            Packet.tcp(A, 42000 + flow, B, 179, Packet.PSH)
                                    .sequence(1500)
                                    .acknowledging(5000)
                                    .data(100)
                                    .ipId(700 + i));
                }
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "conntrack or NAT idle timeout", Grade.LIKELY);
    }

    /** Five connections pause, and what they say then is lost each time that it is sent; a sixth may go on all the time. */
    private Finding fiveThatPause(boolean another) throws IOException {
        scenario.quiet(0, 160);
        for (int i = 0; i < 5; i++) {
            Packet first = Packet.tcp(B, 50_000 + i, A, 179, Packet.PSH)
                    .sequence(1_000)
                    .acknowledging(5_000)
                    .data(60 + 10 * i);
            long at = SECOND + i * 311 * MILLIS + 12_347;
            scenario.delivered(at, first);
            scenario.delivered(at + 2 * DELAY, acknowledging(50_000 + i, first));
            Packet second = first.sequence(first.sequenceEnd()).data(40 + 10 * i);
            long again = 90 * SECOND + i * 2_311 * MILLIS + 12_347;
            for (long later = 0; later < 30 * SECOND; later = later == 0 ? 211 * MILLIS : 2 * later) {
                scenario.lost(again + later, second);
            }
        }
        for (int i = 0; i < 60 && another; i++) {
            Packet segment = Packet.tcp(B, 51_000, A, 179, Packet.PSH)
                    .sequence(1_000 + 80 * i)
                    .acknowledging(5_000)
                    .data(80);
            scenario.delivered(SECOND + i * 2_011 * MILLIS + 17_001, segment);
            scenario.delivered(SECOND + i * 2_011 * MILLIS + 17_001 + 2 * DELAY, acknowledging(51_000, segment));
        }
        return only(scenario.run(), "one-way-loss");
    }

    private static Packet acknowledging(int portOfB, Packet segment) {
        return Packet.tcp(A, 179, B, portOfB, Packet.ACK).sequence(5_000).acknowledging(segment.sequenceEnd());
    }

    /** The wait before each retransmission is no pause of the flow. */
    @Test
    void shouldTellAPauseFromTheWaitForAnAnswer() throws IOException {
        Finding finding = fiveThatPause(true);
        assertCause(finding, "conntrack or NAT idle timeout", Grade.LIKELY);
        assertTrue(
                finding.sentence().contains("idle for 89 s or more; of all others (idle for at most 2.0 s)"),
                finding::sentence);
        assertEquals(List.of(), finding.cause().orElseThrow().rivals());
    }

    /** Where no connection goes on all the time, one that is forgotten with all others fits as well. */
    @Test
    void shouldNameWhatForgetsBesideWhatTimesOut() throws IOException {
        Finding finding = fiveThatPause(false);
        assertCause(finding, "conntrack or NAT idle timeout", Grade.LIKELY);
        assertEquals(
                List.of("stateful device without the state"),
                finding.cause().orElseThrow().rivals());
    }

    /** The first SYN-ACK of each connection is lost, while replies to a ping go to the same address. */
    @Test
    void shouldNotLookForANeighbourWhereOnlyAnswersGoThereAndOthersPass() throws IOException {
        for (int second = 0; second <= 30; second++) {
            scenario.ping(second * SECOND, Packet.request(A, B, 7001, second));
        }
        for (int i = 0; i < 8; i++) {
            Packet syn = Packet.tcp(A, 40000 + i, B, 179, Packet.SYN).sequence(1000 * i);
            Packet answer = Packet.tcp(B, 179, A, 40000 + i, Packet.SYN | Packet.ACK)
                    .sequence(7000 * i)
                    .acknowledging(1000 * i + 1);
            long at = (2 + 3 * i) * SECOND + 500 * MILLIS;
            scenario.delivered(at, syn);
            scenario.lost(at + MILLIS, answer);
            scenario.delivered(at + SECOND, answer);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertNotEquals(Optional.of("ARP or ND failure"), finding.cause().map(Finding.Cause::name), finding.toString());
    }

    /** Every flow loses its first packet, while a ping runs on to the same address: that address is known all the time. */
    @Test
    void shouldNotLookForANeighbourWhereOtherPacketsPassMeanwhile() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 24; i++) {
            scenario.lost((2 + i) * SECOND + 500 * MILLIS, Packet.request(A, B, 7100 + i, 0));
            for (int sequence = 1; sequence < 4; sequence++) {
                scenario.ping(
                        (2 + i) * SECOND + (500 + 20 * sequence) * MILLIS, Packet.request(A, B, 7100 + i, sequence));
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "flow set-up on the way");
        assertTrue(finding.cause().orElseThrow().rivals().isEmpty(), finding.toString());
    }

    /**
     * Flows that lose their first packet, 13 s apart: long enough for a neighbour to be forgotten. Where other packets arrive
     * just before, it is not.
     */
    @ParameterizedTest
    @CsvSource({"730, flow set-up on the way", "4310, ARP or ND failure"})
    void shouldLookForANeighbourOnlyAfterAPause(int pauseMillis, String cause) throws IOException {
        for (int i = 0; i < 24; i++) {
            long at = (3 + 13 * i) * SECOND + 170 * MILLIS;
            scenario.ping(at - pauseMillis * MILLIS, Packet.request(A, B, 7001, i));
            scenario.lost(at, Packet.request(A, B, 7100 + i, 0));
            for (int sequence = 1; sequence < 4; sequence++) {
                scenario.ping(at + 210 * sequence * MILLIS, Packet.request(A, B, 7100 + i, sequence));
            }
        }
        assertCause(only(scenario.run(), "one-way-loss"), cause);
    }

    /** Flows of eight packets that begin one after the other: what drops every eighth packet would look the same. */
    @Test
    void shouldNotTakeTheFirstOfEachFlowForChance() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 39 * 8; i++) {
            long at = 2 * SECOND + i * 50 * MILLIS;
            Packet request = Packet.request(A, B, 7100 + i / 8, i % 8);
            if (i % 8 == 0) {
                scenario.lost(at, request);
            } else {
                scenario.ping(at, request);
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "flow set-up on the way");
    }

    @Test
    void shouldFindDuplicateDelivery() throws IOException {
        for (int i = 0; i < 40; i++) {
            Packet request = Packet.request(A, B, 7001, i).ipId(100 + i);
            scenario.ping(i * SECOND, request);
            if (i % 4 == 0) {
                scenario.arrives(i * SECOND + DELAY + MILLIS / 4, request);
            }
        }
        Finding finding = only(scenario.run(), "duplication");
        assertCause(finding, "duplicate delivery");
    }

    @Test
    void shouldSayWhatCouldNotBeJudged() throws IOException {
        for (int i = 0; i < 30; i++) {
            Packet keepalive = segment(i, 19);
            scenario.delivered(i * SECOND, keepalive);
            scenario.delivered(i * SECOND + 2 * DELAY, acknowledgment(keepalive));
            scenario.leaves(i * SECOND + 300 * MILLIS, Packet.request(A, B, 7001, i)); // B's filter leaves it out
        }
        Result result = scenario.run();
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis.sentence().contains("30 echo requests a -> b could not be judged"),
                result.diagnosis.sentence());
    }

    /** Data from one of A's ports, and an acknowledgment of it where it arrives. */
    private void send(long at, int port, int number, boolean passes) {
        Packet segment = Packet.tcp(A, port, B, 8080, Packet.PSH)
                .sequence(1000 + 100 * number)
                .acknowledging(5000)
                .data(100);
        if (passes) {
            scenario.delivered(at, segment);
            scenario.delivered(
                    at + 2 * DELAY,
                    Packet.tcp(B, 8080, A, port, Packet.ACK).sequence(5000).acknowledging(segment.sequenceEnd()));
        } else {
            scenario.lost(at, segment);
        }
    }

    /** A firewall loses its table: what was open then fails, what is opened afterwards passes. */
    @Test
    void shouldFindTheDeviceThatLostItsTable() throws IOException {
        scenario.analysing(8080);
        scenario.quiet(0, 40);
        for (int old = 0; old < 5; old++) {
            for (int i = 0; i < 8; i++) {
                send(i * 4 * SECOND + old * 100 * MILLIS, 41000 + old, i, i < 5);
            }
        }
        for (int i = 0; i < 10; i++) {
            int port = 42000 + i;
            long at = (21 + i) * SECOND + 50 * MILLIS;
            scenario.delivered(at, Packet.tcp(A, port, B, 8080, Packet.SYN).sequence(999));
            scenario.delivered(
                    at + 2 * DELAY,
                    Packet.tcp(B, 8080, A, port, Packet.SYN).sequence(4999).acknowledging(1000));
            send(at + 200 * MILLIS, port, 0, true);
            send(at + 300 * MILLIS, port, 1, true);
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertCause(finding, "stateful device without the state", Grade.LIKELY);
        assertTrue(
                finding.cause().orElseThrow().evidenceFor().get(0).startsWith("the 5 connections opened before "),
                () -> "for it: " + finding.cause().orElseThrow().evidenceFor());
    }
}

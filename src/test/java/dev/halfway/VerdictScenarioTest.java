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
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.Verdict;
import dev.halfway.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdict's sentence says what the finding under it says, and no more. */
class VerdictScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    /** A segment of a connection that A opened long ago. */
    private static Packet segment(int sequence, int length) {
        return Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(sequence)
                .acknowledging(5000)
                .data(length);
    }

    private static Packet acknowledgment(int sequence) {
        return Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(sequence);
    }

    /** Small segments that arrive and are acknowledged, so many from this second on. */
    private int talk(int fromSecond, int messages, int sequence) {
        int next = sequence;
        for (int i = 0; i < messages; i++) {
            long at = (fromSecond + i) * SECOND;
            scenario.delivered(at, segment(next, 19));
            next += 19;
            scenario.delivered(at + 2 * DELAY, acknowledgment(next));
        }
        return next;
    }

    private Finding loss(Result result) {
        return result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals("one-way-loss"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldNameTheSizeOfOneMessageThatIsLostEachTimeItIsSent() throws IOException {
        int large = talk(1, 14, 1000);
        long[] times = {15_000, 15_200, 15_600, 16_400};
        for (int i = 0; i < times.length; i++) {
            scenario.lost(times[i] * MILLIS, segment(large, 1400));
            if (i == 0) {
                continue;
            }
            Packet small = segment(large + 1400 + 19 * i, 19); // behind the hole
            scenario.delivered((times[i] + 50) * MILLIS, small);
            scenario.delivered((times[i] + 50) * MILLIS + 2 * DELAY, acknowledgment(large));
        }
        Result result = scenario.run();
        Finding finding = loss(result);
        assertEquals(Optional.of("MTU black hole"), finding.cause().map(Finding.Cause::name), finding.toString());
        assertEquals(Grade.LIKELY, finding.cause().orElseThrow().grade());
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.contains("Data segments (4 of 21)"), sentence);
        assertTrue(sentence.contains("all of them longer than 59 bytes"), sentence);
        assertFalse(sentence.contains("random"), sentence);
        assertTrue(finding.nextExperiment().orElse("").contains("-M do"), finding.toString());
        // The loss is certain; what is open is what decides, and no more is said to be.
        assertEquals(Grade.CERTAIN, finding.grade());
        List<String> open = result.diagnosis.evidence().get(0).openQuestions();
        assertEquals(1, open.size(), open.toString());
        assertTrue(
                open.get(0).startsWith("What decides is not sure: of packets longer than 59 bytes"), open.toString());
    }

    @Test
    void shouldNameSizeAndOutageAlikeWhereTheTransmissionsAreInARow() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND / 2, Packet.request(B, A, 7002, i));
        }
        int large = talk(1, 10, 1000);
        for (int i = 0; i < 4; i++) {
            scenario.lost(11 * SECOND + (100 + i * 20) * MILLIS, segment(large, 1400));
        }
        Finding finding = loss(scenario.run());
        assertTrue(
                finding.cause()
                        .map(cause -> cause.evidenceAgainst().toString())
                        .orElse("")
                        .contains("in a row"),
                finding.toString());
    }

    @Test
    void shouldSayFromWhenAndUntilWhenAShareIsLost() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        int lost = 0;
        for (int i = 0; i < 600; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            if (i >= 200 && i < 400 && (i == 200 || i == 399 || random.nextDouble() < 0.2)) {
                scenario.lost(i * 50 * MILLIS, request);
                lost++;
            } else {
                scenario.ping(i * 50 * MILLIS, request);
            }
        }
        Result result = scenario.run();
        String sentence = result.diagnosis.sentence();
        assertTrue(
                sentence.startsWith("From 22:13:30.000 to 22:13:39.950, " + lost + " of 200 packets that leave a"),
                sentence);
        assertTrue(sentence.contains("at other times 400 of 400 arrive. Most likely: random loss."), sentence);
    }

    @Test
    void shouldNotTakeABeginningByChanceForOne() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 600; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            if (i > 10 && i < 590 && random.nextDouble() < 0.1) {
                scenario.lost(i * 50 * MILLIS, request);
            } else {
                scenario.ping(i * 50 * MILLIS, request);
            }
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.startsWith("Echo requests ("), sentence);
    }

    @Test
    void shouldCountWhatIsLostAmongThePacketsOfTheTimeThatItNames() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(i * SECOND / 2, fromA);
            if (i >= 20 && i < 45) {
                scenario.lost(i * SECOND / 2 + 2 * DELAY, fromA.answer());
            } else {
                scenario.delivered(i * SECOND / 2 + 2 * DELAY, fromA.answer());
            }
            scenario.ping(i * SECOND / 2 + 200 * MILLIS, Packet.request(B, A, 7002, i));
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(
                sentence.startsWith("From the first loss at 22:13:30.001 to the last at 22:13:42.001, all 25 packets"
                        + " (25 echo replies) of exchanges that a began leave b and never reach a; "),
                sentence);
    }

    /** As where a kernel answers SYNs with a TTL of 255 and sends all else with 64, and a router in between resets with 64. */
    @Test
    void shouldSeeThatAResetHasATtlBetweenThoseThatItsHostSends() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 20; i++) {
            Packet data = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19)
                    .timeToLive(i == 0 ? 254 : 63);
            scenario.delivered(i * SECOND + 500 * MILLIS, data);
        }
        scenario.arrives(
                25 * SECOND,
                Packet.tcp(B, 179, A, 40000, Packet.RST).sequence(5000).timeToLive(64));
        Finding finding = scenario.run().diagnosis.findings().get(0);
        assertEquals("injection", finding.kind());
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals("1 RST in the name of b arrives at a and never left b.", finding.sentence());
    }

    /** A host sends resets with another TTL than its daemon. */
    @Test
    void shouldNotBeSureOfInjectionByTtlWhereTheCaptureMissesPackets() throws IOException {
        scenario.quiet(0, 30);
        for (int i = 0; i < 20; i++) {
            Packet data = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19)
                    .timeToLive(254);
            if (i == 7) {
                scenario.arrives(i * SECOND + 500 * MILLIS, data);
            } else {
                scenario.delivered(i * SECOND + 500 * MILLIS, data);
            }
        }
        scenario.arrives(
                25 * SECOND,
                Packet.tcp(B, 179, A, 40000, Packet.RST).sequence(5000).timeToLive(63));
        Finding finding = scenario.run().diagnosis.findings().get(0);
        assertEquals("injection", finding.kind());
        assertEquals(Grade.LIKELY, finding.grade());
        assertEquals(Grade.LIKELY, finding.cause().orElseThrow().grade(), finding.toString());
    }

    /** A tunnel's packets are seen to leave by the tunnel, and what holds them may be dropped on the same host. */
    @Test
    void shouldLeaveOpenWhatComesBehindAnInterfaceOfACaptureOnAny() throws IOException {
        scenario.a.captureOnAny();
        scenario.quiet(0, 30);
        for (int i = 0; i < 20; i++) {
            scenario.lost(i * SECOND + 500 * MILLIS, Packet.request(A, B, 7003, i));
        }
        assertTrue(
                loss(scenario.run()).remaining().stream().anyMatch(each -> each.contains("a bridge or a tunnel")),
                "on a");
    }

    @Test
    void shouldSpeakOfOnePacketInTheSingular() throws IOException {
        scenario.quiet(0, 20);
        Packet request = Packet.request(A, B, 7003, 1);
        scenario.ping(5 * SECOND + 500 * MILLIS, request);
        scenario.arrives(5 * SECOND + 510 * MILLIS, request);
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.startsWith("1 echo request (of 22) from a arrives at b once more."), sentence);
    }

    @Test
    void shouldSayOnceWhatIsLostAlikeBothWays() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND / 2, Packet.request(A, B, 7001, i));
            scenario.ping(i * SECOND / 2 + 100 * MILLIS, Packet.request(B, A, 7002, i));
            for (boolean byA : new boolean[] {true, false}) {
                Packet syn = Packet.tcp(byA ? A : B, 41000 + i, byA ? B : A, 179, Packet.SYN)
                        .sequence(999);
                scenario.lost(i * SECOND / 2 + (byA ? 200 : 250) * MILLIS, syn);
            }
        }
        Result result = scenario.run();
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.startsWith("Loss both ways, alike. "), sentence);
        assertEquals(sentence.indexOf("ACL"), sentence.lastIndexOf("ACL"), sentence);
    }

    /** Of four addresses of b the replies of one are lost from 10.3 s on. */
    @Test
    void shouldNameTheAddressWhoseRepliesAreLostAndSinceWhen() throws IOException {
        List<String> addresses = List.of("10.0.0.2", "10.0.0.12", "10.0.0.13", "10.0.0.14");
        scenario.owning("b", addresses.toArray(new String[0]));
        for (int i = 0; i < 160; i++) {
            String asked = addresses.get(i % 4);
            long at = i * 231 * MILLIS + 17_123;
            Packet request = Packet.request(A, asked, 7001 + i % 8, i / 4);
            if (i % 4 == 2 && i > 44) {
                scenario.delivered(at, request);
                scenario.lost(at + DELAY + 31_457, request.answer());
            } else {
                scenario.ping(at, request);
            }
        }
        Result result = scenario.run();
        Finding finding = loss(result);
        Decider decider = finding.decidedBy().orElseThrow();
        assertEquals(Feature.ADDRESS, decider.feature(), result.diagnosis.sentence());
        assertEquals("from address 10.0.0.13", decider.value());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .matches(
                                "From the first loss at .* all 29 packets from 10\\.0\\.0\\.13 leave b and never reach a \\(29 echo"
                                        + " replies\\); of all others 131 of 131 arrive.*"),
                result.diagnosis.sentence());
        assertTrue(
                finding.nextExperiment().orElse("").startsWith("on b: ping -c 20 -I 10.0.0.13 10.0.0.1 "),
                finding.toString());
    }

    /** Of a's SYNs none arrives, and of its pings one in forty does not. */
    @Test
    void shouldTellTheLossThatWhatDecidesDoesNotExplain() throws IOException {
        talk(1, 40, 1000);
        for (int i = 0; i < 480; i++) {
            long at = i * 97 * MILLIS + 11_321;
            Packet request = Packet.request(A, B, 7001, i);
            if (i * 7919 % 487 % 40 == 3) {
                scenario.lost(at, request);
            } else {
                scenario.ping(at, request);
            }
            if (i % 12 == 5) {
                scenario.lost(
                        at + 20 * MILLIS,
                        Packet.tcp(A, 41000 + i / 36, B, 179, Packet.SYN).sequence(999));
            }
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.startsWith("SYNs (40 of 40) leave a and never reach b; "), sentence);
        assertTrue(
                sentence.matches(
                        ".*; the \\d+ that do not \\(\\d+ echo requests; .* %, 95 % range .* to .*\\) are lost apart"
                                + " from that, by nothing that was tested\\..*"),
                sentence);
    }

    @Test
    void shouldSayThatARuleMayGoByThePortAsWellAsByWhatOpensAConnection() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND / 2, Packet.request(A, B, 7001, i));
            scenario.lost(
                    i * SECOND / 2 + 200 * MILLIS,
                    Packet.tcp(A, 41000 + i, B, 179, Packet.SYN).sequence(999));
            Packet back = Packet.tcp(B, 42000 + i, A, 179, Packet.SYN).sequence(999);
            scenario.delivered(i * SECOND / 2 + 300 * MILLIS, back);
            scenario.delivered(
                    i * SECOND / 2 + 301 * MILLIS,
                    Packet.tcp(A, 179, B, 42000 + i, Packet.SYN).sequence(4999).acknowledging(1000));
        }
        Finding finding = loss(scenario.run());
        assertEquals(Optional.of("ACL or anti-spoofing"), finding.cause().map(Finding.Cause::name), finding.toString());
        assertTrue(
                finding.cause().orElseThrow().evidenceAgainst().toString().contains("the port asked for, 179"),
                finding.toString());
        assertTrue(
                finding.nextExperiment().orElse("").startsWith("on a: nc -vz -w 3 " + B + " 22 (another port"),
                finding.toString());
    }

    /** B's capture ends behind its first packet, which arrived spoiled: of all others nothing is known. */
    @Test
    void shouldNotSayNoLossByOnePacketThatIsOdd() throws IOException {
        scenario.b.watching(Scenario.EPOCH, Scenario.EPOCH + 100 * MILLIS);
        Packet first = Packet.request(A, B, 5, 0);
        scenario.leaves(0, first);
        scenario.arrives(DELAY, first.spoiled());
        for (int i = 1; i < 40; i++) {
            scenario.delivered(i * SECOND, Packet.request(A, B, 5, i));
        }
        Result result = scenario.run();
        assertEquals("corruption", result.diagnosis.findings().get(0).kind());
        assertEquals(Verdict.INCONCLUSIVE, result.diagnosis.verdict());
        assertEquals(1, result.diagnosis.exitCode());
        assertTrue(result.diagnosis.sentence().contains("Cannot tell: "), result.diagnosis.sentence());
    }

    private static String text(Result result) throws IOException {
        StringWriter out = new StringWriter();
        TextReport.write(result.diagnosis, new TextReport.Style(false, false), out);
        return out.toString();
    }

    /** Of ten pings the first arrives: what nine of ten are counted against, and from when on all are lost, are two things. */
    @Test
    void shouldSayOfWhichPacketsAllAreLost() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet request = Packet.request(A, B, 7003, i);
            if (i == 0) {
                scenario.ping(30 * SECOND, request);
            } else {
                scenario.lost((30 + i) * SECOND, request);
            }
        }
        scenario.b.seesUdp(Scenario.EPOCH + 60 * SECOND);
        String sentence = loss(scenario.run()).sentence();
        assertTrue(sentence.contains("22:13:51.000 on"), sentence);
        assertTrue(
                sentence.contains("every one sent from 22:13:51.000 on") || sentence.startsWith("From 22:13:51.000 on"),
                sentence);
    }

    /** Pings longer than 84 bytes are lost: the table has them apart, and says nothing more of a loss that is certain. */
    @Test
    void shouldShowTheCountsBehindWhatDecides() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i));
        }
        for (int i = 0; i < 6; i++) {
            scenario.lost(
                    i * 5 * SECOND + 500 * MILLIS, Packet.request(A, B, 7003, i).payload(new byte[1000]));
        }
        String text = text(scenario.run());
        assertTrue(text.contains("\n a -> b      size over 84 bytes       6     6     100  50 to 100\n"), text);
        assertTrue(text.contains("\n a -> b      all others              40     0       0  0 to 7.5\n"), text);
        assertTrue(text.contains("certain: one-way loss"), text);
        assertFalse(text.contains("by the captures alone"), text);
    }

    /** Both ways large pings are lost: neither host's firewall did it, which is said once. */
    @Test
    void shouldRuleOutOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 7001, i));
            scenario.ping(i * SECOND + 200 * MILLIS, Packet.request(B, A, 7002, i));
            scenario.lost(
                    i * SECOND + 500 * MILLIS, Packet.request(A, B, 7003, i).payload(new byte[1000]));
            scenario.lost(
                    i * SECOND + 700 * MILLIS, Packet.request(B, A, 7004, i).payload(new byte[1000]));
        }
        Result result = scenario.run();
        assertEquals(2, result.diagnosis.findings().size());
        String fact = "netfilter and rp_filter on both hosts";
        result.diagnosis
                .findings()
                .forEach(each -> assertTrue(each.rulesOut().get(0).startsWith(fact)));
        String text = text(result);
        assertTrue(text.contains(fact), text);
        assertEquals(text.indexOf(fact), text.lastIndexOf(fact), text);
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.TimeSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From some time on B takes no TCP of A, and answers its pings; some of the replies are lost by chance. */
class LastingSilenceScenarioTest {
    private static final long START = 10 * SECOND + 123_457;
    private static final int OLD = 40_001;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void connectionThatIsTaken() {
        scenario = new Scenario(directory);
        opened(SECOND, A, OLD, B, 1000, 5000);
        scenario.delivered(2 * SECOND, data(0));
        scenario.delivered(2 * SECOND + 2 * DELAY, acknowledgment(1));
        scenario.delivered(4 * SECOND, data(1));
        scenario.delivered(4 * SECOND + 2 * DELAY, acknowledgment(2));
    }

    private void opened(long nanos, String from, int port, String to, int sequence, int other) {
        scenario.delivered(nanos, syn(from, port, to).sequence(sequence));
        scenario.delivered(
                nanos + 2 * DELAY, synAck(to, port, from).sequence(other).acknowledging(sequence + 1));
        scenario.delivered(
                nanos + 4 * DELAY,
                Packet.tcp(from, port, to, 179, Packet.ACK)
                        .sequence(sequence + 1)
                        .acknowledging(other + 1));
    }

    private static Packet syn(String from, int port, String to) {
        return Packet.tcp(from, port, to, 179, Packet.SYN);
    }

    private static Packet synAck(String from, int port, String to) {
        return Packet.tcp(from, 179, to, port, Packet.SYN | Packet.ACK);
    }

    private static Packet data(int number) {
        return Packet.tcp(A, OLD, B, 179, Packet.ACK)
                .sequence(1001 + 19 * number)
                .acknowledging(5001)
                .data(19);
    }

    private static Packet acknowledgment(int segments) {
        return Packet.tcp(B, 179, A, OLD, Packet.ACK).sequence(5001).acknowledging(1001 + 19 * segments);
    }

    /** @param lostOfAHundred of the replies, by chance */
    private void pings(int lostOfAHundred) {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = i * 100 * MILLIS + 7_919L * i;
            scenario.delivered(nanos, request);
            if (random.nextInt(100) < lostOfAHundred) {
                scenario.lost(nanos + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
    }

    private void stalls() {
        for (int i = 0; i < 5; i++) {
            scenario.delivered(START + ((1L << i) - 1) * 200 * MILLIS, data(2));
        }
    }

    /** A asks B with two SYNs each for three connections, B asks A for one and takes none of the answers. */
    private void asked() {
        for (int i = 0; i < 6; i++) {
            long nanos = START + 5 * SECOND + i * 1_013 * MILLIS;
            scenario.delivered(nanos, syn(A, 41_000 + i / 2, B).sequence(9_000 + i / 2));
            scenario.delivered(nanos + 400 * MILLIS, syn(B, 42_000, A).sequence(7_000));
            scenario.delivered(
                    nanos + 400 * MILLIS + 2 * DELAY,
                    synAck(A, 42_000, B).sequence(8_000).acknowledging(7_001));
        }
    }

    /** Segments that overtake each other do not arrive again, though they are acknowledged only with the last. */
    @Test
    void shouldNotTakeSegmentsOutOfOrderForUnanswered() throws IOException {
        pings(0);
        for (int i = 0; i < 6; i++) {
            scenario.delivered(START + i * MILLIS, data(2 + i), DELAY + (i == 0 ? 12 : 10 - 2 * i) * MILLIS);
        }
        Diagnosis diagnosis = scenario.run().diagnosis;
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(Verdict.NO_LOSS, diagnosis.verdict());
    }

    @Test
    void shouldTellFirstAndOnceWhatIsNotAnsweredAnyMore() throws IOException {
        pings(6);
        stalls();
        asked();
        Diagnosis diagnosis = scenario.run().diagnosis;
        assertEquals(
                List.of("host-silent", "one-way-loss"),
                diagnosis.findings().stream().map(Finding::kind).toList());
        assertEquals(Verdict.HOST_SILENT, diagnosis.verdict());
        Finding silent = diagnosis.findings().get(0);
        assertEquals(
                "From 22:13:30.200 on b answers nothing that a sends on TCP port 179: data of 1 connection (again and"
                        + " again), 6 SYNs of 3 connections and 6 SYN-ACKs reach it, and it acknowledges none of them.",
                silent.sentence());
        assertEquals(
                Optional.of(new TimeSpan(
                        EPOCH + START + 200 * MILLIS + DELAY,
                        EPOCH + START + 5 * SECOND + 5 * 1_013 * MILLIS + 400 * MILLIS + 3 * DELAY)),
                silent.when());
        assertEquals(List.of("netfilter for what comes in on b"), silent.remaining());
        assertEquals("TCP port 179 unanswered a -> b", silent.brief());
        assertTrue(
                diagnosis.sentence().endsWith(" Look at b. There is one more finding: one-way loss b -> a."),
                diagnosis.sentence());
    }

    /** Where most is lost, that is the greater trouble; what follows it says what and since when. */
    @Test
    void shouldTellFirstALossOfMost() throws IOException {
        scenario = new Scenario(directory);
        pings(70);
        asked();
        Diagnosis diagnosis = scenario.run().diagnosis;
        assertEquals("one-way-loss", diagnosis.findings().get(0).kind());
        assertEquals(Verdict.ONE_WAY_LOSS, diagnosis.verdict());
        assertTrue(
                diagnosis
                        .sentence()
                        .endsWith(" There is one more finding: TCP port 179 unanswered a -> b since 22:13:35.000."),
                diagnosis.sentence());
    }

    /** B accepts a connection in between: these are two events. */
    @Test
    void shouldNotMakeOneEventOfTwo() throws IOException {
        pings(0);
        stalls();
        opened(START + 4 * SECOND, A, 40_777, B, 3_000, 6_000);
        asked();
        List<Finding> findings = scenario.run().diagnosis.findings();
        assertTrue(
                findings.stream().noneMatch(each -> each.sentence().contains("answers nothing")), findings::toString);
        assertTrue(
                findings.stream()
                        .anyMatch(each -> each.sentence()
                                .equals("8 SYNs from a reach b, which leaves 3 of the 5 connections without an answer:"
                                        + " 6 SYNs.")),
                findings::toString);
    }

    /** B drops its own replies to A's pings, and goes on with a connection of its own to A. */
    @Test
    void shouldRuleOutTheRouteBackWhereTheHostSpeaksTcpBetweenTheSameAddresses() throws IOException {
        scenario = new Scenario(directory);
        opened(SECOND, B, 43_000, A, 100, 200);
        for (int i = 0; i < 20; i++) {
            scenario.delivered(2 * SECOND + i * 300 * MILLIS + 7_919L * i, Packet.request(A, B, 5, i));
            scenario.ping(2 * SECOND + i * 300 * MILLIS + 150 * MILLIS, Packet.request(B, A, 6, i));
        }
        Finding silent = scenario.run().diagnosis.findings().get(0);
        assertEquals("host-silent", silent.kind());
        assertEquals("pings unanswered a -> b", silent.brief());
        assertEquals(List.of("netfilter or icmp_echo_ignore_all on b"), silent.remaining());
        assertTrue(
                silent.rulesOut()
                        .contains(
                                "rp_filter and the route back on b: it goes on with connections of its own between the"
                                        + " same addresses"),
                silent.rulesOut()::toString);
        assertTrue(
                silent.nextExperiment().filter(each -> !each.contains("route")).isPresent(), silent::toString);
    }
}

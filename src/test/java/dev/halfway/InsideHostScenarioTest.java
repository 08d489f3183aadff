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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that passes packets on, captured where they come in and where they go out: what is lost between the two. */
class InsideHostScenarioTest {
    private static final String POD = "10.0.5.2";
    private static final String OUTER_A = "192.0.2.1";
    private static final String OUTER_B = "192.0.2.2";
    private static final int OUTSIDE = 1;
    private static final int INSIDE = 2;
    private static final long HANDOVER = 5_000;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void podBehindA() {
        scenario = new Scenario(directory).owning("a", A, POD);
    }

    private void onAnyDevice() {
        scenario.a.captureOnAny();
        scenario.quiet(0, 40);
    }

    private void inFilesOfTheirOwn() {
        scenario.a.captureOn(2);
        scenario.a.eachInterfaceApart();
        scenario.quiet(0, 40);
    }

    private void comesIn(long nanos, Packet packet) {
        scenario.seenAt(scenario.a, nanos, packet.timeToLive(64), false, INSIDE);
    }

    private void goesOut(long nanos, Packet packet) {
        scenario.seenAt(scenario.a, nanos + HANDOVER, packet.timeToLive(63), true, OUTSIDE);
    }

    private Packet ping(int number) {
        return Packet.request(POD, B, 8001, number);
    }

    private static long at(int number) {
        return number * 500 * MILLIS + 130 * MILLIS;
    }

    private void passes(int number) {
        comesIn(at(number), ping(number));
        goesOut(at(number), ping(number));
        scenario.seenAt(scenario.b, at(number) + HANDOVER + DELAY, ping(number).timeToLive(63), false, OUTSIDE);
        Packet reply = ping(number).answer();
        long answered = at(number) + HANDOVER + DELAY + 10_000;
        scenario.seenAt(scenario.b, answered, reply.timeToLive(64), true, OUTSIDE);
        scenario.seenAt(scenario.a, answered + DELAY, reply.timeToLive(64), false, OUTSIDE);
        scenario.seenAt(scenario.a, answered + DELAY + HANDOVER, reply.timeToLive(63), true, INSIDE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPlaceWhatComesInAndNeverGoesOutInTheHost(boolean anyDevice) throws IOException {
        if (anyDevice) {
            onAnyDevice();
        } else {
            inFilesOfTheirOwn();
        }
        for (int i = 0; i < 70; i++) {
            if (i < 30) {
                passes(i);
            } else {
                comesIn(at(i), ping(i));
            }
        }
        Result result = scenario.run();
        Finding finding = Scenario.only(result, "one-way-loss");
        assertEquals("host:a", finding.place());
        // Files of their own are of the interfaces that somebody chose: what is lost may have left by another.
        assertEquals(anyDevice ? Grade.CERTAIN : Grade.LIKELY, finding.grade());
        assertTrue(
                finding.sentence().contains("come in at a and never leave it by its outer interface"),
                finding.sentence());
        assertEquals(anyDevice, result.diagnosis.sentence().contains("Look at a"), result.diagnosis.sentence());
        assertEquals(
                anyDevice,
                finding.rulesOut().toString().contains("the network"),
                finding.rulesOut().toString());
        assertEquals(
                !anyDevice,
                finding.remaining().toString().contains("another interface of a"),
                finding.remaining().toString());
        assertFalse(result.diagnosis.sentence().contains("Neither"), result.diagnosis.sentence());
        assertFalse(
                finding.rulesOut().toString().contains("netfilter"),
                finding.rulesOut().toString());
        assertTrue(
                finding.remaining().toString().contains("FORWARD"),
                finding.remaining().toString());
    }

    /** None of them ever goes out: the capture marks which way packets go. */
    @Test
    void shouldPlaceWhatOnlyComesInInTheHostWhereOthersGoOut() throws IOException {
        onAnyDevice();
        for (int i = 0; i < 70; i++) {
            comesIn(at(i), ping(i));
        }
        assertEquals("host:a", Scenario.only(scenario.run(), "one-way-loss").place());
    }

    @Test
    void shouldPlaceWhatIsSeenGoingOutOnTheWay() throws IOException {
        onAnyDevice();
        for (int i = 0; i < 70; i++) {
            if (i < 30) {
                passes(i);
            } else {
                comesIn(at(i), ping(i));
                goesOut(at(i), ping(i));
            }
        }
        Result result = scenario.run();
        assertEquals("between-taps", Scenario.only(result, "one-way-loss").place());
        assertTrue(result.diagnosis.sentence().contains("Neither host's firewall"), result.diagnosis.sentence());
    }

    @Test
    void shouldClearNoHostWhereAPartIsLostInIt() throws IOException {
        onAnyDevice();
        for (int i = 0; i < 70; i++) {
            if (i < 30) {
                passes(i);
            } else {
                comesIn(at(i), ping(i));
                if (i % 2 == 0) {
                    goesOut(at(i), ping(i));
                }
            }
        }
        Result result = scenario.run();
        Finding finding = Scenario.only(result, "one-way-loss");
        assertEquals("unknown", finding.place());
        assertTrue(
                finding.sentence().endsWith("of these 20 come in at a and never leave it by its outer interface."),
                finding.sentence());
        assertFalse(result.diagnosis.sentence().contains("Neither"), result.diagnosis.sentence());
        assertFalse(
                finding.rulesOut().toString().contains("both hosts"),
                finding.rulesOut().toString());
    }

    /** The capture where they go out ended before: it cannot tell. */
    @Test
    void shouldNotPlaceInTheHostWhatLeftBehindTheEndOfTheOuterCapture() throws IOException {
        scenario.a.captureOn(2);
        scenario.a.eachInterfaceApart();
        scenario.quiet(0, 15);
        for (int i = 0; i < 70; i++) {
            if (i < 30) {
                passes(i);
            } else {
                comesIn(at(i), ping(i));
            }
        }
        for (int second = 16; second < 40; second++) {
            scenario.b.seesUdp(Scenario.EPOCH + second * SECOND);
        }
        assertEquals(
                "between-taps", Scenario.only(scenario.run(), "one-way-loss").place());
    }

    /** What goes into the tunnel is captured, and what the tunnel sends is dropped. */
    @Test
    void shouldPlaceWhatATunnelDoesNotSendInTheHost() throws IOException {
        onAnyDevice();
        for (int i = 0; i < 70; i++) {
            Packet packet = Packet.request(A, B, 8001, i);
            scenario.seenAt(scenario.a, at(i), packet, true, INSIDE);
            if (i < 30) {
                scenario.seenAt(scenario.a, at(i) + HANDOVER, packet.tunnelled(OUTER_A, OUTER_B), true, OUTSIDE);
                scenario.arrives(at(i) + HANDOVER + DELAY, packet.tunnelled(OUTER_A, OUTER_B));
                Packet reply = packet.answer();
                scenario.delivered(at(i) + HANDOVER + DELAY + 10_000, reply);
            }
        }
        Finding finding = Scenario.only(scenario.run(), "one-way-loss");
        assertEquals("host:a", finding.place());
        assertTrue(
                finding.sentence().contains("are seen inside a and never leave it by its outer interface"),
                finding.sentence());
        assertTrue(
                finding.remaining().toString().contains("OUTPUT"),
                finding.remaining().toString());
    }

    /** Some pings from A are lost, at any time. */
    private void someLost() {
        for (int i = 0; i < 70; i++) {
            Packet packet = Packet.request(A, B, 8001, i);
            if (i % 7 == 3) {
                scenario.lost(at(i), packet);
            } else {
                scenario.ping(at(i), packet);
            }
        }
    }

    private static void assertCleared(Result result, String... hosts) {
        Finding finding = Scenario.only(result, "one-way-loss");
        assertEquals("between-taps", finding.place());
        assertEquals(List.of(hosts), finding.clearedHosts());
        assertEquals(
                hosts.length == 2,
                result.diagnosis.sentence().contains("Neither host's firewall"),
                result.diagnosis.sentence());
        assertEquals(
                hosts.length == 2,
                finding.rulesOut().toString().contains("both hosts"),
                finding.rulesOut().toString());
        for (String host : List.of("a", "b")) {
            assertEquals(
                    !List.of(hosts).contains(host),
                    finding.remaining().toString().contains("netfilter on " + host),
                    finding.remaining().toString());
        }
    }

    @Test
    void shouldClearBothHostsCapturedOnTheirOuterInterfaces() throws IOException {
        scenario.quiet(0, 40);
        someLost();
        assertCleared(scenario.run(), "a", "b");
    }

    /** What the hosts do with the packets of the tunnel is behind the one capture, and in front of the other. */
    @Test
    void shouldNotClearHostsThatWereCapturedOnATunnelDevice() throws IOException {
        scenario.a.captureOnTunnelDevice();
        scenario.b.captureOnTunnelDevice();
        scenario.quiet(0, 40);
        someLost();
        Result result = scenario.run();
        assertCleared(result);
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains("whether the firewall of either host dropped them there is not known"),
                result.diagnosis.sentence());
    }

    /** At A in the tunnel, at B without: its capture may be of the tunnel's inner side. */
    @Test
    void shouldNotClearAHostThatShowsWithoutItsTunnelWhatTheOtherShowsInIt() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 70; i++) {
            Packet packet = Packet.request(A, B, 8001, i);
            scenario.seenAt(scenario.a, at(i), packet.tunnelled(OUTER_A, OUTER_B), true, OUTSIDE);
            if (i % 7 != 3) {
                scenario.arrives(at(i) + DELAY, packet);
                scenario.delivered(at(i) + DELAY + 10_000, packet.answer());
            }
        }
        assertCleared(scenario.run(), "a");
    }

    /** It is no first TTL with which they leave A, and its capture does not say whether they come in or go out. */
    @Test
    void shouldNotClearAHostThatPassesOnWhatIsLostWhereItMayBeCapturedInFront() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 70; i++) {
            scenario.seenAt(scenario.a, at(i), ping(i).timeToLive(63), true, OUTSIDE);
            if (i % 7 != 3) {
                Packet reply = ping(i).answer().timeToLive(64);
                scenario.seenAt(scenario.b, at(i) + DELAY, ping(i).timeToLive(62), false, OUTSIDE);
                scenario.seenAt(scenario.b, at(i) + DELAY + 10_000, reply, true, OUTSIDE);
                scenario.seenAt(scenario.a, at(i) + 2 * DELAY + 10_000, reply.timeToLive(63), false, OUTSIDE);
            }
        }
        Result result = scenario.run();
        assertCleared(result, "b");
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains("whether the firewall of a dropped them behind its capture point is not known"),
                result.diagnosis.sentence());
    }

    /** A translates what the pod sends, and from some moment on drops it: nothing of it leaves by either address. */
    @ParameterizedTest
    @CsvSource({"30, INCONCLUSIVE", "70, NO_LOSS"})
    void shouldNotTellOfNoLossWhereWhatANodeTranslatesIsAnsweredNoMore(int passing, Verdict verdict)
            throws IOException {
        scenario.owning("a", A);
        onAnyDevice();
        for (int i = 0; i < 70; i++) {
            comesIn(at(i), ping(i));
            if (i < passing) {
                Packet translated = Packet.request(A, B, 8001, i).timeToLive(63);
                Packet reply = translated.answer().timeToLive(64);
                goesOut(at(i), translated);
                scenario.arrives(at(i) + HANDOVER + DELAY, translated);
                scenario.leaves(at(i) + HANDOVER + DELAY + 10_000, reply);
                long back = at(i) + HANDOVER + 2 * DELAY + 10_000;
                scenario.arrives(back, reply);
                scenario.seenAt(scenario.a, back + HANDOVER, ping(i).answer().timeToLive(63), true, INSIDE);
            }
        }
        Result result = scenario.run();
        assertEquals(verdict, result.diagnosis.verdict(), result.diagnosis.sentence());
        assertEquals(
                passing < 70,
                result.diagnosis.sentence().contains("40 of 70 echo requests from " + POD + " to " + B),
                result.diagnosis.sentence());
    }

    /** A translates what the pod sends, and B hears all of it and answers none: nothing is lost. */
    @Test
    void shouldNotCallLostWhatANodeTranslatesAndNobodyAnswers() throws IOException {
        scenario = new Scenario(directory).inferringOwners();
        scenario.a.captureOn(2);
        for (int i = 0; i < 40; i++) {
            Packet translated = Packet.request(A, B, 8001, i).timeToLive(63);
            scenario.seenAt(scenario.a, at(i), ping(i), true, INSIDE);
            scenario.leaves(at(i) + HANDOVER, translated);
            scenario.arrives(at(i) + HANDOVER + DELAY, translated);
            scenario.ping(at(i) + 50 * MILLIS, Packet.request(A, B, 17, i));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), result.diagnosis.sentence());
        assertEquals(
                List.of("host-silent"),
                result.diagnosis.findings().stream().map(Finding::kind).toList());
    }
}

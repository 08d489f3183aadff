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
import dev.halfway.Scenario.Sent;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What B's capture could have shown: its window, its filter, its drops (method.md section 6). */
class CoverageScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    @Test
    void shouldNotJudgeWhatLeftBeforeAndAfterTheOtherCapture() throws IOException {
        Sent before = scenario.lost(2 * SECOND, Packet.request(A, B, 5, 1));
        scenario.quiet(10, 20);
        Sent after = scenario.lost(30 * SECOND, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(before).fate());
        assertEquals(Reason.UNANSWERED_OUTSIDE_WINDOW, result.of(before).reason());
        assertEquals(Fate.UNOBSERVABLE, result.of(after).fate());
        assertEquals(Reason.OUTSIDE_WINDOW, result.of(after).reason());
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.diagnosis.exitCode());
    }

    /** The way to B dies, and B has nothing to say either: its capture runs on and ends, as a file, with the last packet. */
    @Test
    void shouldNotCallAWayFreeOfLossWhereNothingAnswersPastTheEndOfTheOtherCapture() throws IOException {
        scenario.quiet(0, 20);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(scenario.lost((21 + i) * SECOND, Packet.request(A, B, 7001, 21 + i)));
        }
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(sent.get(0)).fate());
        assertEquals(Reason.UNANSWERED_OUTSIDE_WINDOW, result.of(sent.get(0)).reason());
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis.sentence().contains("9 packets a -> b went unanswered, outside the time"),
                result.diagnosis.sentence());
    }

    /** Somebody refuses connections in B's name: that is an answer, whoever gave it. */
    @Test
    void shouldNotCallUnansweredWhatIsRefusedPastTheEndOfTheOtherCapture() throws IOException {
        scenario.quiet(0, 20);
        scenario.delivered(5 * SECOND, Packet.tcp(A, 39000, B, 179, Packet.SYN).sequence(100));
        scenario.delivered(
                5 * SECOND + 2 * DELAY,
                Packet.tcp(B, 179, A, 39000, Packet.RST | Packet.ACK).acknowledging(101));
        for (int i = 0; i < 6; i++) {
            Packet syn = Packet.tcp(A, 40000 + i, B, 179, Packet.SYN).sequence(100);
            scenario.leaves((22 + i) * SECOND, syn);
            scenario.arrives(
                    (22 + i) * SECOND + 2 * DELAY,
                    Packet.tcp(B, 179, A, 40000 + i, Packet.RST | Packet.ACK).acknowledging(101));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertFalse(result.diagnosis.sentence().contains("went unanswered"), result.diagnosis.sentence());
    }

    /** What is answered has arrived, whatever the other capture still shows. */
    @Test
    void shouldNotMindPacketsPastTheEndOfTheOtherCaptureThatAreAnswered() throws IOException {
        scenario.quiet(0, 20);
        for (int i = 0; i < 10; i++) {
            Packet request = Packet.request(A, B, 7001, 21 + i);
            scenario.leaves((21 + i) * SECOND, request);
            scenario.arrives((21 + i) * SECOND + 2 * DELAY, request.answer());
        }
        Result result = scenario.run();
        assertEquals(10, result.count(Fate.UNOBSERVABLE));
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** A's capture begins when the session is up, and is stopped long before B's: what B sends meanwhile is answered. */
    @Test
    void shouldNotMindTheHandshakeBeforeTheOtherCaptureBegan() throws IOException {
        scenario.a.watching(Scenario.EPOCH + 10 * SECOND, Scenario.EPOCH + 20 * SECOND);
        scenario.quiet(0, 30);
        handshakes(SECOND, 1, true);
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.UNOBSERVABLE, TypeP.TCP_SYN_ACK));
        assertEquals("no-loss", result.diagnosis.verdict().id(), result.diagnosis.sentence());
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
        long answered = result.diagnosis.unjudged().stream()
                .filter(each -> each.reason() == Reason.ANSWERED_OUTSIDE_WINDOW)
                .mapToLong(each -> each.count())
                .sum();
        assertEquals(21 + 1, answered, "the pings of seconds 0 to 9 and 20 to 30, and the SYN-ACK");
    }

    /** Of a kind of which nothing was judged there are many, and each opened a connection. */
    @Test
    void shouldNotMindManyHandshakesBeforeTheOtherCaptureBegan() throws IOException {
        scenario.a.watching(Scenario.EPOCH + 10 * SECOND, Scenario.EPOCH + 60 * SECOND);
        scenario.quiet(0, 60);
        handshakes(SECOND, 12, true);
        Result result = scenario.run();
        assertEquals(12, result.count(Fate.UNOBSERVABLE, TypeP.TCP_SYN_ACK));
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** The same, and nothing comes of it: the way back may have been dead then. */
    @Test
    void shouldMindHandshakesBeforeTheOtherCaptureBeganThatNothingCameOf() throws IOException {
        scenario.a.watching(Scenario.EPOCH + 10 * SECOND, Scenario.EPOCH + 60 * SECOND);
        scenario.quiet(0, 60);
        handshakes(SECOND, 4, false);
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertTrue(
                result.diagnosis.sentence().contains("4 packets b -> a went unanswered, outside the time"),
                result.diagnosis.sentence());
    }

    /** A opens connections to B, half a second apart; another one is open all the time. */
    private void handshakes(long nanos, int count, boolean completed) {
        for (int i = 0; i < 6; i++) {
            Packet keepalive = Packet.tcp(A, 39_999, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19);
            scenario.delivered((12 + i) * SECOND + 700 * MILLIS, keepalive);
            scenario.delivered(
                    (12 + i) * SECOND + 700 * MILLIS + 2 * DELAY,
                    Packet.tcp(B, 179, A, 39_999, Packet.ACK).sequence(2000).acknowledging(keepalive.sequenceEnd()));
        }
        for (int i = 0; i < count; i++) {
            long at = nanos + i * SECOND / 2 + 50 * MILLIS;
            int port = 40_000 + i;
            scenario.delivered(at, Packet.tcp(A, port, B, 179, Packet.SYN).sequence(999));
            Packet answer =
                    Packet.tcp(B, 179, A, port, Packet.SYN).sequence(4999).acknowledging(1000);
            if (completed) {
                scenario.delivered(at + 2 * DELAY, answer);
                scenario.delivered(
                        at + 4 * DELAY,
                        Packet.tcp(A, port, B, 179, Packet.ACK).sequence(1000).acknowledging(5000));
            } else {
                scenario.lost(at + 2 * DELAY, answer);
            }
        }
    }

    @Test
    void shouldSayThatTheTimeAskedForLiesOutsideWhatTheCapturesCover() throws IOException {
        Result result = scenario.quiet(0, 20).from(90 * SECOND).run();
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis.sentence().startsWith("Cannot tell: the time asked for, from 2023-11-14 22:14:50"),
                result.diagnosis.sentence());
        assertEquals(0, result.diagnosis.losses().size());
    }

    @Test
    void shouldGuardTheEdgesByTheUsualDelayAndNoMore() throws IOException {
        scenario.quiet(10, 20);
        long end = 20 * SECOND + 300 * MILLIS + 3 * DELAY; // the last packet of B's capture: a reply arrives
        Sent judged = scenario.lost(end - 100 * MILLIS, Packet.request(A, B, 5, 1));
        Sent tooNear = scenario.lost(end - DELAY + 100_000, Packet.request(A, B, 5, 2));
        Sent alsoJudged = scenario.lost(10 * SECOND + 100 * MILLIS, Packet.request(A, B, 5, 3));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(judged).fate());
        assertEquals(Fate.UNOBSERVABLE, result.of(tooNear).fate());
        assertEquals(Reason.NEAR_EDGE, result.of(tooNear).reason());
        assertEquals(Fate.LOST, result.of(alsoJudged).fate());
    }

    /** A queue grows until packets take longer than the loss threshold; the last ones are in it when B's capture ends. */
    @Test
    void shouldNotCallLostWhatIsOnItsWayForAsLongAsOthersTakeLonger() throws IOException {
        Scenario scenario = new Scenario(directory).quiet(0, 19);
        scenario.b.watching(Scenario.EPOCH, Scenario.EPOCH + 34 * SECOND);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            Packet request = Packet.request(A, B, 5, i);
            long nanos = 20 * SECOND + i * 100 * MILLIS;
            long delay = DELAY + Math.min(119, i) * 30 * MILLIS;
            sent.add(i == 60 || i == 95 ? scenario.lost(nanos, request) : scenario.delivered(nanos, request, delay));
            scenario.delivered(nanos + 50 * MILLIS, Packet.request(B, A, 6, i));
        }
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(sent.get(60)).fate());
        assertEquals(Fate.LOST, result.of(sent.get(95)).fate());
        assertEquals(Fate.LATE, result.of(sent.get(104)).fate());
        assertEquals(Reason.NEAR_EDGE, result.of(sent.get(108)).reason());
        assertEquals(2, result.count(Fate.LOST));
    }

    /** What neither capture shows is no loss to any comparison; the numbers that go on meanwhile tell of it. */
    @ParameterizedTest
    @CsvSource({"0, 0, false", "11, 0, true", "0, 500, true", "1, 500, true", "1, 0, false"})
    void shouldSayThatNeitherCaptureShowsWhatWasSent(int skipped, int bytes, boolean told) throws IOException {
        Scenario scenario = new Scenario(directory);
        for (int i = 0; i < 60; i++) {
            long nanos = (i + (i < 30 ? 0 : 12)) * SECOND;
            scenario.ping(nanos, Packet.request(A, B, 7, i + (i < 30 ? 0 : skipped)));
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i + (i < 30 ? 0 : bytes))
                    .acknowledging(5000 + 19 * i + (i < 30 ? 0 : bytes))
                    .data(19);
            Packet back = Packet.tcp(B, 179, A, 40000, Packet.PSH)
                    .sequence(5000 + 19 * i + (i < 30 ? 0 : bytes))
                    .acknowledging(data.sequenceEnd())
                    .data(19);
            scenario.delivered(nanos + 100 * MILLIS, data);
            scenario.delivered(nanos + 200 * MILLIS, back);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(
                told,
                result.diagnosis.notes().stream()
                        .anyMatch(
                                each -> each.startsWith("No capture shows anything between the hosts from 22:13:49.")),
                result.diagnosis.notes().toString());
    }

    /** Captures of what begins and ends connections alone: what lies between is in none, and nothing was silent. */
    @Test
    void shouldNotTakeAConnectionOfWhichOnlyTheEndsAreCapturedForASilence() throws IOException {
        Scenario scenario = new Scenario(directory);
        for (int i = 0; i < 12; i++) {
            long nanos = (10 + 7 * i) * SECOND + 37 * MILLIS * i;
            int port = 40017 + i;
            scenario.delivered(nanos, Packet.tcp(A, port, B, 179, Packet.SYN).sequence(900 * i));
            scenario.delivered(
                    nanos + 2 * DELAY,
                    Packet.tcp(B, 179, A, port, Packet.SYN | Packet.ACK)
                            .sequence(700 * i)
                            .acknowledging(900 * i + 1));
            Packet end = Packet.tcp(A, port, B, 179, Packet.FIN | Packet.ACK)
                    .sequence(900 * i + 411)
                    .acknowledging(700 * i + 223);
            scenario.delivered(nanos + 4 * SECOND, end);
            scenario.delivered(
                    nanos + 4 * SECOND + 2 * DELAY,
                    Packet.tcp(B, 179, A, port, Packet.FIN | Packet.ACK)
                            .sequence(700 * i + 223)
                            .acknowledging(end.sequenceEnd()));
        }
        assertEquals(List.of(), scenario.run().diagnosis.notes());
    }

    /** A flood of packets that are all alike; B's capture begins and ends within it, and the next one alike is near. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 50", "true, 1", "true, 50"})
    @Tag("slow")
    void shouldLoseNothingAtTheEdgesOfAFloodOfPacketsAlike(boolean resets, int delaysApart) throws IOException {
        Random random = new Random(7);
        long gap = 200_000;
        for (int i = 0; i < 10_000; i++) {
            Packet packet =
                    resets ? Packet.tcp(A, 40000, B, 179, Packet.RST).sequence(77) : Packet.request(A, B, 9, i % 3);
            long sent = i * gap;
            long arrives = sent + DELAY + random.nextInt((int) gap * delaysApart);
            scenario.leaves(sent, packet);
            if (arrives > 500 * MILLIS && arrives < 1500 * MILLIS) {
                scenario.arrives(arrives, packet);
            }
            if (!resets && arrives + 50_000 > 500 * MILLIS && arrives + 50_000 < 1500 * MILLIS) {
                scenario.leaves(arrives + 50_000, packet.answer());
                scenario.arrives(arrives + 50_000 + DELAY, packet.answer());
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST), () -> result.diagnosis.sentence());
    }

    @Test
    void shouldNotJudgeAKindThatTheOtherCaptureNeverShows() throws IOException {
        for (int i = 0; i < 20; i++) {
            Packet keepalive = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19);
            scenario.delivered((10 + i) * SECOND, keepalive);
            scenario.delivered(
                    (10 + i) * SECOND + 2 * DELAY,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(2000).acknowledging(keepalive.sequenceEnd()));
        }
        Sent request = scenario.lost(20 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(request).fate());
        assertEquals(Reason.KIND_NOT_CAPTURED, result.of(request).reason());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldNotJudgeAnAddressThatTheOtherCaptureNeverShows() throws IOException {
        scenario.quiet(0, 30).owning("b", "10.0.0.2", "10.0.0.22");
        Sent request = scenario.lost(10 * SECOND, Packet.request(A, "10.0.0.22", 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.UNOBSERVABLE, result.of(request).fate());
        assertEquals(Reason.ADDRESS_NOT_CAPTURED, result.of(request).reason());
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** As the requests show that were answered, the capture misses as many; the replies show nothing of the sort. */
    @Test
    void shouldNotSayThatPacketsAreLostWhereTheCaptureMissesAsManyAnyway() throws IOException {
        int[] seen = new int[1];
        scenario.b.filter((packet, outgoing) -> seen[0]++ % 19 != 7);
        for (int i = 0; i < 400; i++) {
            scenario.ping(i * 100 * MILLIS, Packet.request(A, B, 5, i));
            scenario.ping(i * 100 * MILLIS + 50 * MILLIS, Packet.request(B, A, 6, i));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST, TypeP.ICMP_ECHO_REQUEST), "each was answered");
        assertTrue(result.count(Fate.MISSED, TypeP.ICMP_ECHO_REQUEST) > 10);
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    /** For 60 ms the capture at B lacks most of what passes; what is answered shows it, and ACKs have no answer. */
    @ParameterizedTest
    @CsvSource({"true, LIKELY", "false, CERTAIN"})
    void shouldNotBeCertainOfALossInTheShortTimeInWhichTheFarCaptureLacksOtherPackets(boolean lacks, Grade grade)
            throws IOException {
        scenario.quiet(0, 100);
        for (int i = 0; i < 28; i++) {
            long nanos = 50_500 * MILLIS + i * 2 * MILLIS;
            Packet ack = Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(77).acknowledging(1_000 + 50 * i);
            if (i % 5 == 0) {
                scenario.delivered(nanos, ack);
            } else {
                scenario.lost(nanos, ack);
            }
            if (i % 3 == 0 && lacks) {
                Packet request = Packet.request(A, B, 7003, i);
                scenario.leaves(nanos, request);
                scenario.arrives(nanos + 2 * DELAY, request.answer());
            }
        }
        Finding loss = scenario.run().diagnosis.findings().get(0);
        assertEquals("one-way-loss", loss.kind());
        assertEquals(grade, loss.grade(), loss.sentence());
    }

    /**
     * For 11 s another machine has B's address: it answers what A sends, also to B's own pings.
     *
     * @param missed of B's own packets meanwhile, which its capture misses
     */
    private Finding gapWhileBsAddressIsElsewhere(int missed) throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 13; i++) {
            long nanos = 41_137 * MILLIS + i * 853 * MILLIS;
            Packet request = Packet.request(A, B, 7003, 219 + i).payload(new byte[131]);
            scenario.leaves(nanos, request);
            scenario.arrives(nanos + 2 * DELAY, request.answer());
            for (int pinger = 0; pinger < 3; pinger++) {
                long later = nanos + 211 * MILLIS + pinger * 97 * MILLIS;
                Packet own = Packet.request(B, A, 7004 + pinger, 83 + i);
                if (pinger == 1 && i >= 13 - missed) {
                    scenario.arrives(later + DELAY, own);
                } else {
                    scenario.delivered(later, own);
                }
                scenario.leaves(later + DELAY, own.answer());
            }
        }
        scenario.quiet(53, 80);
        Result result = scenario.run();
        assertEquals(13, result.count(Fate.MISSED, TypeP.ICMP_ECHO_REQUEST));
        return result.diagnosis.findings().stream()
                .filter(each -> each.kind().equals("capture-gap"))
                .findFirst()
                .orElseThrow();
    }

    /** No capture lacks all that comes and all answers, and nothing of what its host sends by itself. */
    @Test
    void shouldNotBeCertainOfAGapWhereAnotherMachineMayHaveAnswered() throws IOException {
        Finding gap = gapWhileBsAddressIsElsewhere(0);
        assertEquals(Grade.LIKELY, gap.grade());
        assertTrue(
                gap.sentence()
                        .startsWith(
                                "The capture at b lacks packets that b, or another machine in its name, handled: 13 of"),
                gap.sentence());
        assertEquals(
                List.of("of 36 packets that b sent by itself meanwhile its capture lacks none, and of what was sent to"
                        + " it it holds nothing"),
                gap.cause().orElseThrow().evidenceAgainst());
        assertEquals(List.of(), gap.rulesOut());
        assertTrue(gap.remaining().get(0).startsWith("another machine that answered in the name of b"), gap.toString());
        assertTrue(
                gap.nextExperiment().orElseThrow().startsWith("on b: arping -D -c 3 -I IFACE 10.0.0.2 "),
                gap.toString());
    }

    @Test
    void shouldBeCertainOfAGapWhereTheCaptureLacksWhatItsHostSentByItselfToo() throws IOException {
        Finding gap = gapWhileBsAddressIsElsewhere(2);
        assertEquals(Grade.CERTAIN, gap.grade());
        assertTrue(gap.sentence().startsWith("The capture at b lacks packets that b handled: 13 of"), gap.sentence());
        assertEquals(List.of(), gap.cause().orElseThrow().evidenceAgainst());
    }

    /** What leaves it misses never: that says nothing of what arrives. */
    @Test
    void shouldHoldALossAgainstWhatTheCaptureMissesOfPacketsThatArrive() throws IOException {
        int[] seen = new int[1];
        scenario.b.filter((packet, outgoing) -> outgoing || seen[0]++ % 13 != 7);
        for (int i = 0; i < 400; i++) {
            scenario.ping(i * 100 * MILLIS, Packet.request(A, B, 5, i));
            scenario.ping(i * 100 * MILLIS + 50 * MILLIS, Packet.request(B, A, 6, i));
            Packet own = Packet.request(B, A, 7, i); // only to make what leaves B more than what arrives there
            scenario.delivered(i * 100 * MILLIS + 70 * MILLIS, own);
            scenario.delivered(i * 100 * MILLIS + 80 * MILLIS, Packet.request(B, A, 8, i));
        }
        Result result = scenario.run();
        assertTrue(result.count(Fate.MISSED, TypeP.ICMP_ECHO_REQUEST) > 10);
        assertEquals(
                List.of("capture-gap"),
                result.diagnosis.findings().stream()
                        .filter(each -> each.to().equals(Optional.of("b")))
                        .map(Finding::kind)
                        .toList());
    }

    /** Three of a few packets that nobody answers, and the capture is not known to miss any: it may. */
    @Test
    void shouldNotBeCertainOfALossThatMissesMightMake() throws IOException {
        for (int i = 0; i < 60; i++) {
            scenario.ping(i * SECOND, Packet.request(A, B, 5, i));
            Packet reply = Packet.request(A, B, 6, i).answer();
            scenario.delivered(i * SECOND + 300 * MILLIS, Packet.request(A, B, 6, i));
            if (i % 20 == 7) {
                scenario.lost(i * SECOND + 301 * MILLIS, reply);
            } else {
                scenario.delivered(i * SECOND + 301 * MILLIS, reply);
            }
        }
        Result result = scenario.run();
        assertEquals(3, result.count(Fate.LOST));
        assertEquals(Grade.LIKELY, result.diagnosis.findings().get(0).grade());
    }

    /** The user says whose it is, and no filter kept it from the capture: what is sent there never arrives. */
    @Test
    void shouldLoseWhatIsSentToASecondAddressOfAHostWhereTheCaptureTakesEverything() throws IOException {
        scenario.quiet(0, 30).owning("b", "10.0.0.2", "10.0.0.22");
        scenario.b.seesUdp(Scenario.EPOCH + SECOND);
        scenario.b.seesArp(Scenario.EPOCH + 2 * SECOND, 1, B, "10.0.0.9");
        scenario.delivered(3 * SECOND, Packet.tcp(A, 50000, B, 22, Packet.ACK));
        Sent request = scenario.lost(10 * SECOND, Packet.request(A, "10.0.0.22", 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(request).fate());
    }

    /** Whether it is another host's or a third machine's, the captures do not show; but they are spoken of. */
    @Test
    void shouldTellOfPacketsToAnAddressThatNeverAnswers() throws IOException {
        scenario.quiet(0, 30).inferringOwners();
        for (int i = 0; i < 4; i++) {
            scenario.leaves(10 * SECOND + i * SECOND, Packet.request(A, "10.0.0.22", 5, i));
        }
        Result result = scenario.run();
        assertTrue(
                result.diagnosis.notes().stream()
                        .anyMatch(note -> note.startsWith("Not judged: 4 echo requests from a to 10.0.0.22,")
                                && note.contains("--address HOST=10.0.0.22")),
                () -> "notes: " + result.diagnosis.notes());
    }

    /** B's capture writes some packets late, and is cut: what it would have written late may stand behind that. */
    @Test
    void shouldNotJudgeWhatMayStandBehindTheEndOfACaptureThatIsCut() throws IOException {
        scenario.quiet(0, 9);
        Sent late = scenario.delivered(10 * SECOND, Packet.request(A, B, 5, 1));
        late.arrival().writtenLater(400 * MILLIS);
        scenario.quiet(10, 20);
        Sent judged = scenario.lost(19 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 2));
        Sent behind = scenario.delivered(21 * SECOND, Packet.request(A, B, 5, 3));
        behind.arrival().writtenLater(400 * MILLIS);
        scenario.delivered(21 * SECOND + 300 * MILLIS, Packet.request(B, A, 6, 1));
        scenario.b.cutShort(4);
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(late).fate());
        assertEquals(Fate.UNOBSERVABLE, result.of(behind).fate());
        assertEquals(Fate.LOST, result.of(judged).fate());
    }

    @Test
    void shouldNotJudgeWhatFellBetweenTwoCapturesOfOneHost() throws IOException {
        scenario.quiet(0, 10);
        scenario.restart(scenario.b, 15 * SECOND);
        Sent between = scenario.lost(14 * SECOND, Packet.request(A, B, 5, 1));
        Sent alsoBetween = scenario.lost(19 * SECOND, Packet.request(A, B, 5, 2));
        scenario.quiet(20, 30);
        Sent judged = scenario.lost(25 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 3));
        Result result = scenario.run();
        assertEquals(Reason.BETWEEN_CAPTURES, result.of(between).reason());
        assertEquals(Reason.BETWEEN_CAPTURES, result.of(alsoBetween).reason());
        assertEquals(2, result.count(Fate.UNOBSERVABLE));
        assertEquals(Fate.LOST, result.of(judged).fate());
    }

    @Test
    void shouldJudgeWhatFellIntoAPauseNoLongerThanTheTrafficMakesWhereFilesFollowEachOther() throws IOException {
        scenario.quiet(0, 30);
        scenario.restart(scenario.b, 15 * SECOND + 100 * MILLIS);
        Sent judged = scenario.lost(15 * SECOND + 50 * MILLIS, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(judged).fate());
        assertEquals(0, result.count(Fate.UNOBSERVABLE));
    }

    @Test
    void shouldNotSayThatAPacketNeverLeftWhileItsSendersCaptureWasStopped() throws IOException {
        scenario.quiet(0, 10);
        scenario.restart(scenario.a, 15 * SECOND);
        Tap.Record unseenLeaving = scenario.arrives(14 * SECOND, Packet.request(A, B, 5, 1));
        scenario.quiet(20, 30);
        Result result = scenario.run();
        assertEquals(Reason.SENDER_OUTSIDE_WINDOW, result.of(unseenLeaving).reason());
    }

    @Test
    void shouldBlameTheCaptureForWhatItSaysItDropped() throws IOException {
        scenario.quiet(0, 30);
        Sent unseen = scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        scenario.delivered(10 * SECOND + 510 * MILLIS, Packet.request(A, B, 5, 2))
                .arrival()
                .afterDropping(1);
        Sent elsewhere = scenario.lost(20 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 3));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Reason.CAPTURE_DROPS, result.of(unseen).reason());
        assertEquals(Fate.LOST, result.of(elsewhere).fate(), "far from the drop");
    }

    @Test
    void shouldBlameTheCaptureForNoMoreThanItDropped() throws IOException {
        scenario.quiet(0, 30);
        scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        scenario.lost(10 * SECOND + 501 * MILLIS, Packet.request(A, B, 5, 2));
        scenario.delivered(10 * SECOND + 510 * MILLIS, Packet.request(A, B, 5, 3))
                .arrival()
                .afterDropping(1);
        Result result = scenario.run();
        assertEquals(1, result.count(Fate.MISSED));
        assertEquals(1, result.count(Fate.LOST));
    }

    @Test
    void shouldBlameTheCaptureForWhatItsStatisticsCount() throws IOException {
        scenario.quiet(0, 30);
        for (int second = 0; second <= 30; second++) {
            scenario.countDropped(scenario.b, second * SECOND + 800 * MILLIS, second < 10 ? 0 : 1);
        }
        Sent unseen = scenario.lost(10 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 1));
        Sent elsewhere = scenario.lost(20 * SECOND + 500 * MILLIS, Packet.request(A, B, 5, 2));
        Result result = scenario.run();
        assertEquals(Fate.MISSED, result.of(unseen).fate());
        assertEquals(Fate.LOST, result.of(elsewhere).fate());
        assertEquals(1, result.diagnosis.inputs().get(1).drops().orElse(-1));
    }

    /** Of what the capture stood still for the rest is known: what left unseen, and what was answered. Losses come before and after. */
    @Test
    void shouldLetEachDropExplainOnePacketOnly() throws IOException {
        scenario.countDropped(scenario.b, 0, 0);
        for (int i = 0; i < 200; i++) {
            long sent = i * 100 * MILLIS;
            Packet request = Packet.request(A, B, 5, i);
            if (i >= 100 && i < 120) {
                scenario.leaves(sent, request);
                scenario.arrives(sent + 3 * DELAY, request.answer());
            } else if (i % 10 == 3) {
                scenario.lost(sent, request);
            } else {
                scenario.ping(sent, request);
            }
        }
        scenario.countDropped(scenario.b, 20 * SECOND, 40);
        Result result = scenario.run();
        assertEquals(20, result.count(Fate.MISSED));
        assertEquals(18, result.count(Fate.LOST));
        assertEquals(1, result.diagnosis.exitCode(), result.diagnosis.sentence());
    }

    @Test
    void shouldMatchByWhatBothCapturesHoldOfEachPacket() throws IOException {
        scenario.quiet(0, 30);
        scenario.b.snapLength(68);
        Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                .sequence(1000)
                .acknowledging(5000)
                .timestamps(1, 2)
                .data(1448);
        Sent arrived = scenario.delivered(10 * SECOND, segment);
        Sent lost = scenario.lost(11 * SECOND, segment.sequence(2448).data(1448));
        Sent request = scenario.lost(12 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.DELIVERED, result.of(arrived).fate());
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(Fate.LOST, result.of(request).fate());
        assertEquals(2, result.count(Fate.LOST));
        assertEquals(0, result.appeared() + result.count(Fate.CORRUPTED));
    }

    /** Replies leave and never arrive; requests do arrive: the clocks are known by one direction only. */
    @ParameterizedTest
    @ValueSource(longs = {0, 7 * 3600})
    void shouldLoseEveryReplyOfAPathThatIsDeadOneWay(long aheadSeconds) throws IOException {
        scenario.setClock(scenario.b, aheadSeconds * SECOND, 0, aheadSeconds * SECOND);
        for (int sequence = 0; sequence < 30; sequence++) {
            Packet request = Packet.request(A, B, 5, sequence);
            scenario.delivered(sequence * SECOND, request);
            scenario.lost(sequence * SECOND + DELAY + 50_000, request.answer());
        }
        Result result = scenario.run();
        assertEquals(30, result.count(Fate.DELIVERED, TypeP.ICMP_ECHO_REQUEST));
        assertEquals(30, result.count(Fate.LOST) + result.count(Fate.UNOBSERVABLE));
        assertTrue(result.count(Fate.LOST) >= 28, "all but those at the edges");
        assertEquals(1, result.diagnosis.exitCode());
        assertEquals(Optional.of("b"), result.diagnosis.findings().get(0).from());
    }

    /** Nothing arrives either way: both captures show only what their own hosts send. */
    @Test
    void shouldLoseEverythingOfAPathThatIsDeadBothWays() throws IOException {
        for (int sequence = 0; sequence < 60; sequence++) {
            scenario.lost(sequence * SECOND, Packet.request(A, B, 5, sequence));
            scenario.lost(sequence * SECOND + 300 * MILLIS, Packet.request(B, A, 6, sequence));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.DELIVERED) + result.appeared());
        long edges = 2 * (2 + 4); // each way: 1 s that wall clocks may err, and at the end 3 s that a packet may take
        assertTrue(result.count(Fate.LOST) >= 120 - edges, "all but those at the edges");
        assertEquals(1, result.diagnosis.exitCode());
    }

    @Test
    void shouldSayThatSomethingArrivedThatNeverLeft() throws IOException {
        scenario.quiet(0, 30);
        Tap.Record forged = scenario.arrives(10 * SECOND, Packet.request(A, B, 5, 1));
        Result result = scenario.run();
        assertEquals(Fate.APPEARED, result.of(forged).fate());
        assertEquals(Reason.NEVER_LEFT, result.of(forged).reason());
        assertEquals(1, result.appeared());
        assertEquals(0, result.count(Fate.LOST));
    }

    @Test
    void shouldCallNothingLostWhenTheWindowsDoNotOverlap() throws IOException {
        for (int second = 0; second < 5; second++) {
            Packet fromA = Packet.request(A, B, 5, 39 + second);
            scenario.leaves(second * SECOND, fromA);
            Packet fromB = Packet.request(A, B, 5, 1 + second);
            scenario.arrives((60 + second) * SECOND, fromB);
            scenario.leaves((60 + second) * SECOND + 40_000, fromB.answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(10, result.count(Fate.UNOBSERVABLE));
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(result.diagnosis.sentence().contains("do not overlap"), result.diagnosis.sentence());
    }

    @Test
    void shouldTakeTheTwinsOfAMirrorForOnePacketEach() throws IOException {
        scenario.quiet(10, 20);
        for (int i = 0; i < 20; i++) {
            Packet request = Packet.request("2001:db8::1", "2001:db8::2", 9, i);
            long sent = (11 + i) * 300 * MILLIS + 8 * SECOND;
            scenario.delivered(sent, request);
            scenario.leaves(sent + 2_000, request); // the mirror at A shows each packet twice; IPv6 has no IP ID
            scenario.delivered(sent + 2 * DELAY, request.answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.diagnosis.exitCode());
    }

    @Test
    void shouldNotCallLostWhatTheFilterOfTheOtherCaptureLeavesOut() throws IOException {
        for (int i = 0; i < 20; i++) {
            long sent = (10 + i) * SECOND;
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(sent, fromA);
            scenario.arrives(sent + 3 * DELAY, fromA.answer()); // B's capture shows requests only
            Packet fromB = Packet.request(B, A, 7002, i);
            scenario.delivered(sent + 100 * MILLIS, fromB);
            scenario.leaves(sent + 100 * MILLIS + 2 * DELAY, fromB.answer());
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(20, result.count(Fate.UNOBSERVABLE));
        assertEquals(3, result.diagnosis.exitCode(), "half of what A sends is of a kind that nothing is known of");
    }

    @Test
    void shouldNotSayNoLossOfAConnectionThatTheOtherCaptureLeavesOut() throws IOException {
        scenario.quiet(0, 60);
        for (int i = 0; i < 60; i++) {
            Packet data = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 19 * i)
                    .acknowledging(2000)
                    .data(19);
            scenario.leaves(i * SECOND + 500 * MILLIS, data); // B's capture takes icmp only
            scenario.arrives(
                    i * SECOND + 500 * MILLIS + 2 * DELAY,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(2000).acknowledging(data.sequenceEnd()));
            scenario.leaves(
                    i * SECOND + 600 * MILLIS,
                    Packet.tcp(A, 40000, B, 179, Packet.ACK)
                            .sequence(data.sequenceEnd())
                            .acknowledging(2000));
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(3, result.diagnosis.exitCode(), result.diagnosis.sentence());
        String sentence = result.diagnosis.sentence();
        assertTrue(sentence.startsWith("Cannot tell: no loss in the "), sentence);
        assertTrue(
                sentence.contains("ACKs a -> b could not be judged: the capture at b shows nothing of this"), sentence);
    }
}

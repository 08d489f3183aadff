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
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.bgp.BgpBytes;
import dev.halfway.diagnose.BgpEvent;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.TimeSpan;
import dev.halfway.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader with the report alone must be able to tell: what else it may be, when, which of two, and what to do next. */
class WordingScenarioTest {
    private static final String A6 = "2001:db8::1";
    private static final String B6 = "2001:db8::2";

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    private static String text(Result result) throws IOException {
        StringWriter out = new StringWriter();
        TextReport.write(result.diagnosis, new TextReport.Style(false, true), out);
        return out.toString();
    }

    /** Large pings only are sent from 20 s to 40 s, and all are lost: by size, or for the time. */
    @Test
    void shouldNameTheOutageThatExplainsAsMuchAsTheSize() throws IOException {
        for (int i = 0; i < 60; i++) {
            boolean large = i >= 20 && i < 40;
            Packet request = Packet.request(A, B, large ? 7002 : 7001, i).payload(new byte[large ? 1000 : 56]);
            scenario.delivered(i * SECOND, request);
            if (large) {
                scenario.lost(i * SECOND + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        Finding.Cause cause = finding.cause().orElseThrow();
        assertEquals("MTU black hole", cause.name());
        assertEquals(Grade.LIKELY, cause.grade());
        assertEquals(List.of("an outage from 22:13:40.001 to 22:13:59.001"), cause.rivals());
        assertTrue(cause.evidenceAgainst().get(0).contains("one stretch of time"), cause.toString());
    }

    /** The same, and small ones arrive meanwhile: then it is the size. */
    @Test
    void shouldNotNameAnOutageInWhichPacketsArrive() throws IOException {
        for (int i = 0; i < 60; i++) {
            boolean large = i >= 20 && i < 40;
            Packet request = Packet.request(A, B, large ? 7002 : 7001, i).payload(new byte[large ? 1000 : 56]);
            scenario.delivered(i * SECOND, request);
            if (large) {
                scenario.lost(i * SECOND + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
            }
            scenario.ping(i * SECOND + 500 * MILLIS, Packet.request(A, B, 7003, i));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals(List.of(), finding.cause().orElseThrow().rivals());
    }

    /** Ten data segments of one flow, all lost, while its SYN and two acknowledgments arrive. */
    @Test
    void shouldSayWhatSeparatesFewPacketsAndNotCallItRandom() throws IOException {
        Packet syn = Packet.tcp(A, 40000, B, 179, Packet.SYN).sequence(999);
        scenario.delivered(SECOND, syn);
        scenario.delivered(
                SECOND + 2 * DELAY,
                Packet.tcp(B, 179, A, 40000, Packet.SYN).sequence(4999).acknowledging(1000));
        Packet ack = Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(1000);
        scenario.delivered(SECOND + 4 * DELAY, ack.acknowledging(5000));
        long at = 2 * SECOND;
        for (int i = 0; i < 10; i++) {
            scenario.lost(
                    at,
                    Packet.tcp(A, 40000, B, 179, Packet.PSH)
                            .sequence(1000)
                            .acknowledging(5000)
                            .data(100)
                            .ipId(10 + i));
            at += 200 * MILLIS;
        }
        Packet from = Packet.tcp(B, 179, A, 40000, Packet.PSH).sequence(5000).acknowledging(1000);
        scenario.delivered(3 * SECOND + 50 * MILLIS, from.data(50));
        scenario.delivered(3 * SECOND + 51 * MILLIS, ack.acknowledging(5050));
        scenario.b.seesUdp(EPOCH + 20 * SECOND);
        scenario.a.seesUdp(EPOCH + 20 * SECOND);
        Result result = scenario.run();
        Finding finding = only(result, "one-way-loss");
        assertEquals(
                "Data segments (10 of 10) leave a and never reach b; all 3 others (of other kinds than data segments and of 40"
                        + " bytes or less) arrive, too few to be sure that the kind or the size decides.",
                finding.sentence());
        assertTrue(
                finding.remaining().get(0).contains("by kind or size"),
                finding.remaining().toString());
        assertFalse(result.diagnosis.sentence().contains("random"), result.diagnosis.sentence());
    }

    /** B answers pings that its capture does not hold. */
    @Test
    void shouldSayWhatACaptureLacksEachWayAndWhen() throws IOException {
        for (int i = 0; i < 40; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i == 10 || i == 13 || i == 20) {
                scenario.leaves(i * SECOND, request);
                scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
            } else if (i == 30) {
                scenario.delivered(i * SECOND, request);
                scenario.arrives(i * SECOND + 3 * DELAY, request.answer());
            } else {
                scenario.ping(i * SECOND, request);
            }
        }
        Finding finding = only(scenario.run(), "capture-gap");
        assertTrue(
                finding.sentence()
                        .startsWith(
                                "The capture at b lacks packets that b handled: 3 of 40 that reached it and 1 of 40 that it sent,"
                                        + " from 22:13:30.000 to 22:13:50.00"),
                finding.sentence());
        TimeSpan when = finding.when().orElseThrow();
        assertEquals(EPOCH + 10 * SECOND + DELAY, when.firstNanos(), MILLIS);
        assertEquals(EPOCH + 30 * SECOND + 2 * DELAY, when.lastNanos(), MILLIS);
    }

    /** B's capture stands still for a second, and misses another packet long before. */
    @Test
    void shouldTellOfAStandingCaptureAndOfWhatItLacksBesides() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 10; i++) {
            answeredUnseen(20 * SECOND + 400 * MILLIS + i * 50 * MILLIS, 100 + i);
        }
        String pause = "; it shows nothing from 22:13:40.301 to 22:13:41.000 (699 ms).";
        String alone = only(scenario.run(), "capture-gap").sentence();
        assertEquals(
                "The capture at b lacks packets that b handled: 10 of 92 that reached it and 10 of 92 that it sent"
                        + pause,
                alone);
        answeredUnseen(5 * SECOND + 600 * MILLIS, 99);
        String both = only(scenario.run(), "capture-gap").sentence();
        assertTrue(both.contains(", from 22:13:25.60"), both);
        assertTrue(both.endsWith(pause), both);
    }

    private void answeredUnseen(long nanos, int sequence) {
        Packet request = Packet.request(A, B, 7005, sequence);
        scenario.leaves(nanos, request);
        scenario.arrives(nanos + 2 * DELAY, request.answer());
    }

    /** A goes on asking when B's capture shows nothing any more. */
    @Test
    void shouldSayWhatToDoWhereNothingAnswersBehindTheEndOfTheOtherCapture() throws IOException {
        scenario.quiet(0, 40);
        for (int i = 0; i < 20; i++) {
            scenario.leaves((50 + i) * SECOND, Packet.request(A, B, 7003, i));
        }
        scenario.a.seesUdp(EPOCH + 80 * SECOND);
        Result result = scenario.run();
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains("To know, capture until after it fails, on a and on b, at the same"),
                result.diagnosis.sentence());
    }

    @Test
    void shouldTellPeeringsOverTheTwoIpVersionsApart() throws IOException {
        scenario.quiet(0, 20);
        opens(SECOND, A, B);
        opens(2 * SECOND, A6, B6);
        Result result = scenario.run();
        assertEquals(
                List.of(Optional.of("IPv4"), Optional.of("IPv6")),
                result.diagnosis.bgp().stream().map(BgpPeering::over).toList());
        String text = text(result);
        assertTrue(text.contains(" a and b over IPv4: "), text);
        assertTrue(text.contains(" a and b over IPv6: "), text);
        assertTrue(text.contains("a:41000 -> b:179 (IPv6)"), text);
    }

    private void opens(long nanos, String from, String to) {
        scenario.delivered(nanos, Packet.tcp(from, 41000, to, 179, Packet.SYN).sequence(999));
        scenario.delivered(
                nanos + 2 * DELAY,
                Packet.tcp(to, 179, from, 41000, Packet.SYN).sequence(4999).acknowledging(1000));
        scenario.delivered(
                nanos + 4 * DELAY,
                Packet.tcp(from, 41000, to, 179, Packet.ACK).sequence(1000).acknowledging(5000));
        scenario.delivered(
                nanos + 6 * DELAY,
                Packet.tcp(from, 41000, to, 179, Packet.PSH)
                        .sequence(1000)
                        .acknowledging(5000)
                        .payload(BgpBytes.open(64512, 9, A)));
    }

    /** An OPEN is lost four times; whether it arrives when it is sent once more B's capture, over by then, cannot show. */
    @Test
    void shouldTellOfAMessageLostAndSentAgainTooLateToBeJudged() throws IOException {
        scenario.quiet(0, 20);
        BgpSpeaker bgp = new BgpSpeaker(scenario, true, 40_000).connects(10 * SECOND);
        Packet open = bgp.message(true, BgpSpeaker.OPEN_A);
        for (int i = 0; i < 4; i++) {
            scenario.lost(10 * SECOND + (1L << i) * SECOND / 2, open.ipId(20 + i));
        }
        scenario.leaves(30 * SECOND, open.ipId(30));
        scenario.a.seesUdp(EPOCH + 40 * SECOND);
        Result result = scenario.run();
        BgpEvent said = result.diagnosis.bgp().get(0).sessions().get(0).events().stream()
                .filter(each -> each.what().equals("OPEN"))
                .findFirst()
                .orElseThrow();
        assertEquals("unobservable", said.fate());
        assertEquals(4, said.lostTransmissions());
        String text = text(result);
        assertTrue(text.contains("lost 4 of 5 times, else cannot be judged"), text);
    }

    /** One packet alone: the verdict stands, and says what is left open. */
    @Test
    void shouldNameTheClockThatWasSetWhereNothingElseIsFound() throws IOException {
        scenario.quiet(0, 60);
        scenario.leaves(30 * SECOND + 600 * MILLIS, Packet.request(A, B, 7001, 999));
        scenario.setClock(scenario.b, 0, 30 * SECOND + 570 * MILLIS, -120 * MILLIS);
        Result result = scenario.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .contains("1 packet a -> b is left open, as a clock was set meanwhile (b against a: -0.1"),
                result.diagnosis.sentence());
    }

    /** B's clock is set back while nothing comes: a packet lost about then is left open, and the finding says why. */
    @Test
    void shouldNameTheClockThatWasSetWhereItLeavesPacketsOpen() throws IOException {
        scenario.quiet(0, 60);
        for (int i = 0; i < 30; i++) {
            scenario.lost(i * 2 * SECOND + 700 * MILLIS, Packet.request(A, B, 7003, i));
        }
        scenario.lost(30 * SECOND + 600 * MILLIS, Packet.request(A, B, 7004, 1));
        scenario.setClock(scenario.b, 0, 30 * SECOND + 570 * MILLIS, -120 * MILLIS);
        Result result = scenario.run();
        Finding finding = only(result, "one-way-loss");
        assertTrue(
                finding.remaining().stream()
                        .anyMatch(each -> each.contains("not judged, as a clock was set meanwhile (b against a: -0.1")),
                finding.remaining().toString());
    }

    /** A device loses what answers A; besides, a connection of B itself loses some data, which is not of what A began. */
    @Test
    void shouldCountNoKindUnderAHostThatDidNotBeginIt() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet fromA = Packet.request(A, B, 7001, i);
            scenario.delivered(i * SECOND, fromA);
            scenario.lost(i * SECOND + 2 * DELAY, fromA.answer());
            scenario.ping(i * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, i));
            scenario.ping(i * SECOND + 600 * MILLIS, Packet.request(B, A, 7003, i));
        }
        scenario.delivered(SECOND, Packet.tcp(B, 41000, A, 179, Packet.SYN).sequence(999));
        scenario.delivered(
                SECOND + 2 * DELAY,
                Packet.tcp(A, 179, B, 41000, Packet.SYN | Packet.ACK)
                        .sequence(4999)
                        .acknowledging(1000));
        for (int i = 0; i < 40; i++) {
            Packet segment = Packet.tcp(B, 41000, A, 179, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            if (i % 8 == 3) {
                scenario.lost((3 + i) * SECOND + 500 * MILLIS, segment.ipId(100 + i));
            }
            scenario.delivered((3 + i) * SECOND + 800 * MILLIS, segment.ipId(200 + i));
            scenario.delivered(
                    (3 + i) * SECOND + 800 * MILLIS + 2 * DELAY,
                    Packet.tcp(A, 179, B, 41000, Packet.ACK).sequence(5000).acknowledging(segment.sequenceEnd()));
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.startsWith("Echo replies (60 of 60) of exchanges that a began leave b"), sentence);
    }

    /** Pings arrive with a bit turned and a checksum that does not fit any more, and just these are not answered. */
    @Test
    void shouldTellOfTheDamageWhereTheHostLeavesJustThatUnanswered() throws IOException {
        for (int i = 0; i < 120; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            scenario.leaves(i * SECOND, request);
            if (i % 10 == 5) {
                scenario.arrives(i * SECOND + DELAY, request.spoiled().badChecksum());
            } else {
                scenario.arrives(i * SECOND + DELAY, request);
                scenario.delivered(i * SECOND + 2 * DELAY, request.answer());
            }
        }
        Result result = scenario.run();
        Finding finding = only(result, "corruption");
        assertEquals(
                "Damaged on the way, not lost: 12 echo requests (of 120) from a arrive at b with other content than they left with, and b answers none of"
                        + " them.",
                finding.sentence());
        assertEquals("bad checksum at arrival", finding.cause().orElseThrow().name());
        assertEquals(
                0,
                result.diagnosis.losses().stream()
                        .mapToLong(row -> row.reordered())
                        .sum());
    }

    /** Nothing from A arrives for ten seconds; B's clock is two hours ahead. */
    @Test
    void shouldAskEachHostForItsLogByItsOwnClock() throws IOException {
        for (int i = 0; i < 60; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            Packet back = Packet.request(B, A, 7002, i);
            if (i >= 20 && i < 40) {
                scenario.lost(i * SECOND / 2, request);
                scenario.delivered(i * SECOND / 2 + 100 * MILLIS, back);
                scenario.lost(i * SECOND / 2 + 101 * MILLIS, back.answer());
            } else {
                scenario.ping(i * SECOND / 2, request);
                scenario.ping(i * SECOND / 2 + 100 * MILLIS, back);
            }
        }
        assertTrue(
                next(scenario.run()).contains("journalctl --utc --since '2023-11-14 22:13:30 UTC' on both hosts"),
                next(scenario.run()));
        scenario.setClock(scenario.b, 7200 * SECOND, 0, 7200 * SECOND);
        assertTrue(
                next(scenario.run())
                        .contains("on a: journalctl --utc --since '2023-11-14 22:13:30 UTC'; on b: journalctl --utc"
                                + " --since '2023-11-15 00:13:30 UTC'"),
                next(scenario.run()));
    }

    private static String next(Result result) {
        return only(result, "one-way-loss").nextExperiment().orElseThrow();
    }

    /** Nothing is in B's capture, and of A's pings, which nothing answers, nobody says whose addresses they go between. */
    @Test
    void shouldTellOfPingsWithoutAnswerBesideAnEmptyCapture() throws IOException {
        for (int i = 0; i < 40; i++) {
            scenario.leaves(i * SECOND, Packet.request(A, B, 7001, i));
        }
        scenario.inferringOwners();
        String unanswered =
                "The capture at a shows 40 echo requests from 10.0.0.1 to 10.0.0.2, and no answer. Where they"
                        + " ended the capture at b cannot confirm";
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.contains(" holds no packets. " + unanswered), sentence);
        scenario.b.seesUdp(EPOCH);
        sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.contains(unanswered), sentence);
        scenario.arrives(41 * SECOND, Packet.request(A, B, 7001, 40).answer());
        sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.contains("10.0.0.2, and answers. Look for why the capture at b has none"), sentence);
    }

    /** "No loss" of a few pings does not stand for all the rest, which nobody looked at. */
    @ParameterizedTest
    @CsvSource({"300, true", "60, false"})
    void shouldSayAtOnceThatMostWasNotLookedAt(int segments, boolean said) throws IOException {
        scenario.quiet(0, 29);
        for (int i = 0; i < segments; i++) {
            scenario.delivered(
                    i * 90 * MILLIS + 17_113,
                    Packet.tcp(A, 40_000, B, 22, Packet.ACK)
                            .sequence(1_000 + 10 * i)
                            .data(10));
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(sentence.startsWith("No loss in 120 packets"), sentence);
        assertEquals(
                said,
                sentence.endsWith(
                        " TCP on other ports was not looked at: 600 packets, all on port 22 (--tcp-port 22)."),
                sentence);
    }

    /** TCP is lost for a time, pings here and there: the table by kinds alone shows neither. */
    @Test
    void shouldShowTheCountsOfAKindThatIsLostForATime() throws IOException {
        for (int i = 0; i < 120; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            Packet segment = Packet.tcp(A, 40_000, B, 179, Packet.ACK)
                    .sequence(1_000 + 10 * i)
                    .data(10);
            if (i % 30 == 11) {
                scenario.lost(i * SECOND, request);
            } else {
                scenario.ping(i * SECOND, request);
            }
            if (i >= 80) {
                scenario.lost(i * SECOND + 300 * MILLIS, segment);
            } else {
                scenario.delivered(i * SECOND + 300 * MILLIS, segment);
            }
        }
        String text = text(scenario.run()).replaceAll(" +", " ");
        assertTrue(text.contains("kind tcp-data, from 22:14:40.300 on 39 39 100"), text);
        assertTrue(text.contains("a -> b all others 200 4 2"), text);
        assertTrue(text.contains("pattern of all that is lost this way: "), text);
    }
}

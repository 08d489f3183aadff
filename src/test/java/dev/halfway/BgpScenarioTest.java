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

import dev.halfway.bgp.BgpBytes;
import dev.halfway.decode.Packets;
import dev.halfway.diagnose.BgpEvent;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.HoldTimer;
import dev.halfway.diagnose.Verdict;
import dev.halfway.report.JunitReport;
import dev.halfway.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of BGP sessions between two hosts whose path and captures do this and that. */
class BgpScenarioTest {
    private static final int FROM_A = 0;
    private static final int FROM_B = 1;

    @TempDir
    private Path directory;

    private Scenario s;

    @BeforeEach
    void watchFor40Seconds() {
        s = new Scenario(directory).quiet(0, 40);
    }

    /** The passive speaker says OPEN and KEEPALIVE in one segment, and the captures keep no more than the OPEN's header. */
    @ParameterizedTest
    @ValueSource(ints = {96, 128, 262_144})
    void shouldNotAccuseWhoseAnswerToTheOpenIsCutOff(int snapLength) throws IOException {
        s.a.snapLength(snapLength);
        s.b.snapLength(snapLength);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        long at = 20 * SECOND + 137_913;
        bgp.connects(at);
        s.delivered(at + 3 * MILLIS, bgp.message(true, BgpBytes.open(64512, 180, A)));
        byte[] open =
                BgpBytes.open(64513, 180, B, BgpBytes.capability(70), BgpBytes.capability(2), BgpBytes.capability(6));
        s.delivered(at + 4 * MILLIS, bgp.message(false, Packets.concat(open, BgpBytes.keepalive())));
        bgp.keepalive(true, at + 5 * MILLIS);
        assertEquals(List.of(), s.run().diagnosis.findings());
    }

    /** In a quiet session each KEEPALIVE comes after a pause, and is all that does: a device that forgets is the likelier. */
    @Test
    void shouldTellAnIdleTimeoutThoughWhatIsLostIsKeepalives() throws IOException {
        s = new Scenario(directory);
        long at = SECOND + 137_913;
        for (int i = 0; i < 8; i++) {
            BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000 + i);
            bgp.connects(at);
            s.delivered(at + 3 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
            s.delivered(
                    at + 4 * MILLIS,
                    bgp.message(false, Packets.concat(BgpBytes.open(64513, 180, B), BgpBytes.keepalive())));
            s.delivered(at + 5 * MILLIS, bgp.message(true, Packets.concat(BgpBytes.keepalive(), BgpBytes.update(60))));
            s.delivered(at + 6 * MILLIS, bgp.segment(false, Packet.ACK));
            Packet keepalive = bgp.message(true, BgpBytes.keepalive());
            for (long again : new long[] {0, 200, 600, 1400}) {
                s.lost(at + 60 * SECOND + again * MILLIS, keepalive);
            }
            at += 75 * SECOND;
        }
        for (Tap tap : List.of(s.a, s.b)) {
            tap.seesUdp(EPOCH);
            tap.seesUdp(EPOCH + at + 10 * SECOND);
        }
        Finding finding = s.run().diagnosis.findings().get(0);
        assertEquals(Optional.of(Feature.IDLE_GAP), finding.decidedBy().map(Decider::feature), finding.toString());
        assertEquals(
                Optional.of("conntrack or NAT idle timeout"),
                finding.cause().map(Finding.Cause::name),
                finding.toString());
    }

    private BgpPeering only() throws IOException {
        List<BgpPeering> all = s.run().diagnosis.bgp();
        assertEquals(1, all.size());
        return all.get(0);
    }

    private static BgpSession.Count messages(BgpSession session, int from, String type) {
        return session.ends().get(from).messages().stream()
                .filter(each -> each.kind().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type));
    }

    private static HoldTimer timer(BgpSession session, int end) {
        return session.ends().get(end).holdTimer().orElseThrow();
    }

    private static BgpFact fact(BgpPeering peering, BgpFact.Kind kind) {
        assertEquals(1, peering.facts(kind).size(), () -> kind + " in " + peering.facts());
        return peering.facts(kind).get(0);
    }

    private static List<String> what(BgpSession session) {
        return session.events().stream()
                .map(each -> (each.end() == FROM_A ? "a " : "b ")
                        + each.what()
                        + (each.count() > 1 ? " x" + each.count() : "")
                        + (each.fate().isEmpty() || each.fate().equals("delivered") ? "" : " " + each.fate()))
                .toList();
    }

    private static String text(Scenario.Result result) throws IOException {
        StringWriter out = new StringWriter();
        TextReport.write(result.diagnosis, new TextReport.Style(false, true), out);
        return out.toString();
    }

    @Test
    void shouldTellOfASessionThatIsUp() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 1; i <= 12; i++) {
            bgp.keepalive(true, SECOND + i * 3 * SECOND);
            bgp.keepalive(false, SECOND + i * 3 * SECOND + 200 * MILLIS);
        }
        BgpPeering peering = only();
        BgpSession session = peering.sessions().get(0);
        assertEquals(Optional.of("Established"), peering.speakers().get(FROM_A).fsmState());
        assertEquals(Optional.of("Established"), peering.speakers().get(FROM_B).fsmState());
        assertEquals(Optional.of("ESTABLISHED"), session.ends().get(FROM_A).tcpState());
        assertEquals(OptionalInt.of(9), session.holdTimeSeconds());
        assertEquals(OptionalInt.of(FROM_A), session.opener());
        assertEquals(new BgpSession.Count("KEEPALIVE", 13, 13, 0, 0, 0, 0), messages(session, FROM_B, "KEEPALIVE"));
        assertEquals(
                3 * SECOND, session.ends().get(FROM_A).keepalive().orElseThrow().medianNanos());
        assertEquals(64_513, session.ends().get(FROM_B).open().orElseThrow().as());
        assertEquals(HoldTimer.State.RUNNING, timer(session, FROM_A).state());
        assertEquals(EPOCH + SECOND + 6 * MILLIS, session.establishedNanos().orElseThrow(), MILLIS);
        fact(peering, BgpFact.Kind.UP);
        assertEquals(
                List.of(
                        "a SYN",
                        "b SYN-ACK",
                        "a OPEN",
                        "b OPEN",
                        "a KEEPALIVE",
                        "b KEEPALIVE",
                        "b Established",
                        "a Established",
                        "a KEEPALIVE x12",
                        "b KEEPALIVE x12"),
                what(session));
        assertEquals(0, peering.flaps());
    }

    /** B's capture begins later: what it shows first is not the beginning of the session. */
    @Test
    void shouldNotTakeTheStartOfTheShorterCaptureForThatOfTheSession() throws IOException {
        s = new Scenario(directory).quiet(20, 40);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        long start = SECOND + 123_457;
        s.leaves(start, bgp.segment(true, Packet.SYN));
        s.arrives(start + MILLIS, bgp.segment(false, Packet.SYN | Packet.ACK));
        s.leaves(start + 2 * MILLIS, bgp.segment(true, Packet.ACK));
        s.leaves(start + 3 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
        s.arrives(start + 4 * MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
        s.leaves(start + 5 * MILLIS, bgp.message(true, BgpBytes.keepalive()));
        s.arrives(start + 6 * MILLIS, bgp.message(false, BgpBytes.keepalive()));
        for (int i = 0; i < 5; i++) {
            bgp.keepalive(true, (21 + 3 * i) * SECOND + 123_457);
            bgp.keepalive(false, (22 + 3 * i) * SECOND + 123_457);
        }
        BgpPeering peering = only();
        assertEquals(
                EPOCH + start + 6 * MILLIS,
                peering.sessions().get(0).establishedNanos().orElseThrow());
        assertTrue(
                fact(peering, BgpFact.Kind.UP).sentence().contains("Established since 22:13:21.006"),
                () -> peering.facts().toString());
    }

    /** B's KEEPALIVEs are lost; its first is sent again and again, the others wait behind it. */
    @Test
    void shouldTellAHoldTimerThatExpiresByLoss() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        bgp.keepalive(true, 4 * SECOND + 500 * MILLIS);
        int arrived = bgp.position(false);
        Packet lost = bgp.message(false, BgpBytes.keepalive());
        for (long nanos : new long[] {7_000, 7_200, 7_600, 8_400, 10_000, 12_500}) {
            s.lost(nanos * MILLIS, lost);
        }
        s.lost(12_600 * MILLIS, bgp.message(false, BgpBytes.keepalive()));
        s.delivered(
                13_001 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)).acknowledging(arrived));
        s.delivered(13_002 * MILLIS, bgp.segment(true, Packet.FIN | Packet.ACK).acknowledging(arrived));
        BgpPeering peering = only();
        BgpSession session = peering.sessions().get(0);
        HoldTimer timer = timer(session, FROM_A);
        assertEquals(HoldTimer.State.FIRED, timer.state());
        assertEquals(EPOCH + 4 * SECOND + DELAY, timer.lastHeardNanos().orElseThrow());
        assertEquals(EPOCH + 13 * SECOND + DELAY, timer.dueNanos().orElseThrow());
        assertEquals(EPOCH + 13_001 * MILLIS, timer.firedNanos().orElseThrow());
        assertEquals(2, timer.sent());
        assertEquals(2, timer.lost());
        assertEquals(0, timer.arrived());
        assertEquals(7, timer.transmissions());
        assertFalse(timer.borrowed());
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_LOSS);
        assertEquals(FROM_A, fact.end());
        assertTrue(
                fact.sentence()
                        .contains(
                                "a's hold timer (9 s) is due at 22:13:33.000, b last heard at 22:13:24.000, and"
                                        + " expires at 22:13:33.001 (NOTIFICATION): 2 KEEPALIVEs left b, sent 7 times, and did not arrive."),
                fact::sentence);
        assertEquals(new BgpSession.Count("KEEPALIVE", 4, 2, 2, 0, 0, 0), messages(session, FROM_B, "KEEPALIVE"));
        BgpSession.Closing closing = session.closing().orElseThrow();
        assertEquals(FROM_A, closing.end());
        assertEquals("NOTIFICATION", closing.what());
        assertEquals("Hold Timer Expired", closing.detail());
        assertEquals(
                Optional.of("Idle or Active"), peering.speakers().get(FROM_A).fsmState());
        assertEquals(1, peering.flaps());
        BgpEvent event = session.events().stream()
                .filter(each -> each.fate().equals("lost"))
                .findFirst()
                .orElseThrow();
        assertEquals(6, event.transmissions());
    }

    /** Session after session: B's KEEPALIVEs are lost each time they are sent, its OPENs and UPDATEs pass. */
    private void loseKeepalives(byte[]... updates) {
        for (int session = 0; session < 4; session++) {
            long start = SECOND + 10 * session * SECOND + 123_457;
            BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000 + session).connects(start);
            s.delivered(start + 3 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
            s.delivered(start + 4 * MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
            bgp.keepalive(true, start + 5 * MILLIS);
            int arrived = bgp.position(false);
            Packet keepalive = bgp.message(false, BgpBytes.keepalive());
            for (long nanos : new long[] {6, 207, 619, 1_431}) {
                s.lost(start + nanos * MILLIS, keepalive);
            }
            for (int i = 0; i < updates.length; i++) {
                s.delivered(start + (50 + 600 * i) * MILLIS + 1_313, bgp.message(false, updates[i]));
            }
            s.delivered(
                    start + 9 * SECOND,
                    bgp.message(true, BgpBytes.notification(4, 0)).acknowledging(arrived));
        }
    }

    @Test
    void shouldTellThatOnlyKeepalivesAreLost() throws IOException {
        loseKeepalives(BgpBytes.update(61), BgpBytes.update(23), BgpBytes.update(307));
        Finding finding = s.run().diagnosis.findings().stream()
                .filter(each -> each.kind().equals("one-way-loss"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                finding.sentence()
                        .startsWith("All 16 segments that carry only KEEPALIVEs leave b and never reach a (16 data"
                                + " segments); of all others "),
                finding::sentence);
        Decider decider = finding.decidedBy().orElseThrow();
        assertEquals(Feature.MESSAGE, decider.feature());
        assertEquals("KEEPALIVE", decider.value());
        // A KEEPALIVE is 19 bytes, and nothing else is.
        assertEquals(
                List.of("payload of 19 bytes"),
                decider.rivals().stream()
                        .filter(each -> each.feature() == Feature.PAYLOAD)
                        .map(each -> each.feature().id() + " " + each.value())
                        .toList());
        assertEquals(Optional.of("filter by content or length"), finding.cause().map(Finding.Cause::name));
        assertTrue(
                finding.nextExperiment().orElseThrow().startsWith("on b: head -c 19 /dev/zero | nc -w 2 " + A + " 179"),
                () -> finding.nextExperiment().orElseThrow());
    }

    /** The same where data that is no BGP has one length: nothing but that is known of it. */
    @Test
    void shouldTellThatSegmentsOfOneLengthAreLost() throws IOException {
        byte[] nothing = new byte[67];
        s.analysing(179, 4_000);
        for (int i = 0; i < 30; i++) {
            Packet segment = Packet.tcp(B, 50_000 + i % 10, A, 4_000, Packet.PSH)
                    .sequence(1_000 + 100 * i)
                    .acknowledging(5_000);
            long nanos = SECOND + i * 997 * MILLIS + 123_457;
            s.lost(nanos, segment.payload(nothing));
            s.lost(nanos + 211 * MILLIS, segment.payload(nothing));
            s.delivered(nanos + 400 * MILLIS, segment.sequence(9_000 + 100 * i).data(31 + i % 3));
            s.delivered(nanos + 500 * MILLIS, segment.sequence(19_000 + 100 * i).data(90 + i % 3));
        }
        Finding finding = s.run().diagnosis.findings().get(0);
        Decider decider = finding.decidedBy().orElseThrow(() -> new AssertionError(finding));
        assertEquals(Feature.PAYLOAD, decider.feature(), finding::toString);
        assertTrue(
                finding.sentence()
                        .startsWith("All 60 segments with a payload of 67 bytes leave b and never reach a (60 data"
                                + " segments); of all others "),
                finding::sentence);
    }

    /** A long UPDATE is lost however often it is sent; the KEEPALIVEs behind it come, and TCP keeps them from A's daemon. */
    @Test
    void shouldTellAHoldTimerThatExpiresBehindAHole() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        int arrived = bgp.position(false);
        Packet update = bgp.message(false, BgpBytes.update(1_019));
        s.lost(5 * SECOND, update);
        int behind = bgp.position(false);
        for (int second = 6; second <= 12; second++) {
            s.delivered(second * SECOND, bgp.message(false, BgpBytes.keepalive()));
            s.delivered(
                    second * SECOND + 2 * DELAY,
                    bgp.segment(true, Packet.ACK).acknowledging(arrived).sack(behind, bgp.position(false)));
            s.lost(second * SECOND + 300 * MILLIS, update);
        }
        s.delivered(
                13_001 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)).acknowledging(arrived));
        Scenario.Result result = s.run();
        BgpPeering peering = result.diagnosis.bgp().get(0);
        HoldTimer timer = timer(peering.sessions().get(0), FROM_A);
        assertEquals(8, timer.sent());
        assertEquals(1, timer.lost());
        assertEquals(7, timer.behind());
        assertEquals(0, timer.arrived());
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_LOSS);
        assertTrue(fact.sentence().contains("7 more came, behind the hole"), fact::sentence);
        assertEquals(
                List.of(),
                result.diagnosis.findings().stream()
                        .filter(each -> each.kind().equals("bgp"))
                        .toList());
    }

    /** UPDATEs in a row, long and short ones: what comes of them is behind the first that is lost. */
    @Test
    void shouldTellAHoldTimerThatExpiresWhileSomeOfManyUpdatesCome() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        int arrived = bgp.position(false);
        for (int i = 0; i < 30; i++) {
            boolean isLost = i % 3 == 0;
            Packet update = bgp.message(false, BgpBytes.update(isLost ? 1_019 : 60));
            if (isLost) {
                s.lost(5 * SECOND + i * 200 * MILLIS, update);
            } else {
                s.delivered(5 * SECOND + i * 200 * MILLIS, update);
                s.delivered(
                        5 * SECOND + i * 200 * MILLIS + 2 * DELAY,
                        bgp.segment(true, Packet.ACK).acknowledging(arrived));
            }
        }
        s.delivered(
                13_001 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)).acknowledging(arrived));
        BgpPeering peering = only();
        HoldTimer timer = timer(peering.sessions().get(0), FROM_A);
        assertEquals(10, timer.lost());
        assertEquals(20, timer.behind());
        assertEquals(0, timer.arrived());
        fact(peering, BgpFact.Kind.HOLD_TIMER_LOSS);
    }

    /** The same, but that the last transmission of the UPDATE comes in time: A's daemon has all of it. */
    @Test
    void shouldCountWhatCameBehindAHoleThatWasFilled() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        Packet update = bgp.message(false, BgpBytes.update(1_019));
        s.lost(5 * SECOND, update);
        s.delivered(6 * SECOND, bgp.message(false, BgpBytes.keepalive()));
        s.delivered(7 * SECOND, update);
        s.delivered(7 * SECOND + 2 * DELAY, bgp.segment(true, Packet.ACK));
        bgp.keepalive(false, 9 * SECOND);
        s.delivered(19 * SECOND, bgp.message(true, BgpBytes.notification(4, 0)));
        HoldTimer timer = timer(only().sessions().get(0), FROM_A);
        assertEquals(EPOCH + 9 * SECOND + DELAY, timer.lastHeardNanos().orElseThrow());
        assertEquals(0, timer.behind());
    }

    @Test
    void shouldTellAHoldTimerThatExpiresSinceThePeerSaysNothing() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 10; i += 3) {
            bgp.keepalive(true, i * SECOND);
        }
        s.delivered(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_SILENCE);
        assertEquals(FROM_A, fact.end());
        assertTrue(fact.sentence().contains("no BGP message left b meanwhile"), fact::sentence);
        assertEquals(0, timer(peering.sessions().get(0), FROM_A).sent());
        assertEquals(
                HoldTimer.State.ENDED, timer(peering.sessions().get(0), FROM_B).state());
    }

    /** As where several processors take packets. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "ab"})
    void shouldFollowASessionOfWhichTheSynStandsBehindTheSynAck(String hosts) throws IOException {
        s = new Scenario(directory);
        for (Tap tap : List.of(s.a, s.b)) {
            if (hosts.contains(tap.name)) {
                long from = EPOCH + 2_137 * MILLIS;
                tap.writesInPieces((nanos, outgoing) ->
                        nanos < from ? 0 : nanos >= from + 9 * DELAY / 2 ? 3 : outgoing == (tap == s.a) ? 2 : 1);
            }
        }
        s.quiet(0, 40);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(2_137 * MILLIS);
        for (int i = 1; i <= 12; i++) {
            bgp.keepalive(true, 2_137 * MILLIS + i * 3 * SECOND);
            bgp.keepalive(false, 2_337 * MILLIS + i * 3 * SECOND);
        }
        BgpPeering peering = only();
        assertEquals(1, peering.sessions().size());
        assertEquals(OptionalInt.of(FROM_A), peering.sessions().get(0).opener());
        assertEquals(Optional.of("Established"), peering.speakers().get(FROM_A).fsmState());
        assertEquals(Optional.of("Established"), peering.speakers().get(FROM_B).fsmState());
    }

    /** B's daemon falls silent; its clock is two hours ahead, and its log goes by it. */
    @Test
    void shouldAskTheLogOfAHostByTheClockOfThatHost() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 10; i += 3) {
            bgp.keepalive(true, i * SECOND);
        }
        s.delivered(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        s.setClock(s.b, 7200 * SECOND, 0, 7200 * SECOND);
        String next = bgpFinding().nextExperiment().orElseThrow();
        assertTrue(
                next.startsWith("on b: ")
                        && next.endsWith(
                                "--since '2023-11-15 00:12:30 UTC' --until '2023-11-15 00:14:30 UTC' (by b's clock)"),
                next);
    }

    private Finding bgpFinding() throws IOException {
        return s.run().diagnosis.findings().stream()
                .filter(each -> each.kind().equals("bgp"))
                .findFirst()
                .orElseThrow();
    }

    /** What the packets exclude is not among what remains: a daemon that speaks again is not gone, a clock that went on was not set. */
    @Test
    void shouldLeaveOfASilentDaemonOnlyWhatThePacketsDo() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 10; i += 3) {
            bgp.keepalive(true, i * SECOND);
        }
        s.delivered(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        assertEquals(
                List.of("the daemon on b: stopped, hung, starved of CPU, waiting for a disk or a lock"),
                bgpFinding().remaining());
        s.delivered(12 * SECOND, bgp.message(false, BgpBytes.keepalive()));
        assertEquals(
                List.of("the daemon on b for that time, as it speaks again: stopped, starved of CPU, waiting for a disk"
                        + " or a lock"),
                bgpFinding().remaining());
    }

    /** B's capture is out of order, each 450 ms of it before the 450 ms that were earlier. */
    @Test
    void shouldNotBeCertainOfASilentDaemonWhereTheRecordsAreOutOfOrder() throws IOException {
        s = new Scenario(directory);
        s.b.writesInPieces((nanos, outgoing) -> (int) (nanos / (450 * MILLIS) ^ 1));
        s.quiet(0, 40);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 10; i += 3) {
            bgp.keepalive(true, i * SECOND);
        }
        s.delivered(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        Finding finding = bgpFinding();
        assertEquals(Grade.LIKELY, finding.grade());
        assertTrue(
                finding.remaining().stream()
                        .anyMatch(
                                each -> each.contains("stands elsewhere in the capture at b: its records are out of")),
                () -> finding.remaining().toString());
    }

    /** A goes on sending in time, so it was not stopped; its session expires though messages came. */
    @Test
    void shouldNotSuspectADaemonOfHavingStoppedThatGoesOnSending() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 19; i += 3) {
            bgp.keepalive(false, i * SECOND);
            bgp.keepalive(true, i * SECOND + 500 * MILLIS);
        }
        s.delivered(19_800 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        List<String> remaining = bgpFinding().remaining();
        assertEquals(1, remaining.size(), remaining.toString());
        assertTrue(remaining.get(0).startsWith("the daemon on a, which runs, "), remaining.toString());
        assertFalse(remaining.get(0).contains("stopped"), remaining.toString());
    }

    /** A finding about a session is about no kind of packet: the tests of all that arrived pass. */
    @Test
    void shouldFailOneTestBesidesTheVerdictWhereNothingIsLostAndASessionEnds() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 10; i += 3) {
            bgp.keepalive(true, i * SECOND);
        }
        s.delivered(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        StringWriter xml = new StringWriter();
        JunitReport.write(s.run().diagnosis, xml);
        assertTrue(
                xml.toString()
                        .contains(
                                "journalctl --utc -u bird --since '2023-11-14 22:12:30 UTC' --until '2023-11-14 22:14:30 UTC'"),
                xml::toString);
        assertEquals(3, xml.toString().split("<failure type=\"bgp\"", -1).length, xml::toString);
        assertEquals(3, xml.toString().split("<failure ", -1).length, xml::toString);
    }

    @Test
    void shouldTellAHoldTimerThatExpiresAlthoughEverythingArrives() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 4; i <= 19; i += 3) {
            bgp.keepalive(false, i * SECOND);
        }
        s.delivered(19_800 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL);
        assertEquals(FROM_A, fact.end());
        assertEquals(
                HoldTimer.State.FIRED, timer(peering.sessions().get(0), FROM_A).state());
    }

    /** What A says arrives; B's acknowledgments do not, so that A says it again and nothing else. */
    @Test
    void shouldTellAHoldTimerThatExpiresSinceThePeerIsNotAcknowledged() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        bgp.keepalive(false, 4 * SECOND);
        Packet said = bgp.message(true, BgpBytes.keepalive());
        for (long nanos : new long[] {4_100, 4_300, 4_700, 5_500, 7_100, 10_300}) {
            s.delivered(nanos * MILLIS, said);
            s.lost(nanos * MILLIS + MILLIS, bgp.segment(false, Packet.ACK));
        }
        s.lost(13_200 * MILLIS, bgp.message(false, BgpBytes.notification(4, 0)));
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_BLOCKED);
        assertEquals(FROM_B, fact.end());
        assertEquals(5, timer(peering.sessions().get(0), FROM_B).again());
        assertTrue(timer(peering.sessions().get(0), FROM_B).acknowledged());
        assertTrue(fact.sentence().contains("b acknowledges it, and a does not seem to hear that"), fact::sentence);
        BgpSession session = peering.sessions().get(0);
        assertEquals(new BgpSession.Count("KEEPALIVE", 2, 2, 0, 0, 0, 0), messages(session, FROM_A, "KEEPALIVE"));
        assertEquals(new BgpSession.Count("NOTIFICATION", 1, 0, 1, 0, 0, 0), messages(session, FROM_B, "NOTIFICATION"));
        assertEquals(19, session.ends().get(FROM_A).unacknowledgedBytes());
    }

    /** What A says comes as far as B's capture, and B's host drops it: B's daemon has last heard what was acknowledged. */
    @Test
    void shouldTellAHoldTimerThatExpiresSinceTheHostItselfDoesNotHear() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        int heard = bgp.position(true);
        Packet said = bgp.message(true, BgpBytes.keepalive());
        s.delivered(4 * SECOND, said);
        Packet next = bgp.message(true, BgpBytes.keepalive());
        s.delivered(7 * SECOND, next);
        for (long nanos : new long[] {4_300, 4_700, 5_500, 7_100, 10_300}) {
            s.delivered(nanos * MILLIS, said);
        }
        s.delivered(
                10_050 * MILLIS, bgp.message(false, BgpBytes.notification(4, 0)).acknowledging(heard));
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.HOLD_TIMER_DEAF);
        assertEquals(FROM_B, fact.end());
        HoldTimer timer = timer(peering.sessions().get(0), FROM_B);
        assertEquals(2, timer.unheard());
        assertEquals(0, timer.arrived());
        assertEquals(
                EPOCH + SECOND + 5 * MILLIS + Scenario.DELAY,
                timer.lastHeardNanos().orElseThrow(),
                1_000_000);
        assertTrue(
                fact.sentence().contains("2 KEEPALIVEs came as far as b's capture point, and it acknowledges none"),
                fact::sentence);
    }

    /** B's capture cuts what A said last: that came all the same, and A fell silent behind it. */
    @Test
    void shouldCountWhatWasCutAsHeard() throws IOException {
        s.b.snapLength(120);
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        byte[] updates = new byte[8 * 40];
        for (int i = 0; i < 8; i++) {
            System.arraycopy(BgpBytes.message(2, new byte[21]), 0, updates, i * 40, 40);
        }
        s.delivered(2 * SECOND, bgp.message(true, updates));
        s.delivered(2 * SECOND + MILLIS, bgp.segment(false, Packet.ACK));
        bgp.keepalive(false, 5 * SECOND);
        bgp.keepalive(false, 8 * SECOND);
        s.delivered(11_050 * MILLIS, bgp.message(false, BgpBytes.notification(4, 0)));
        BgpPeering peering = only();
        assertEquals(FROM_B, fact(peering, BgpFact.Kind.HOLD_TIMER_SILENCE).end());
        long heard = timer(peering.sessions().get(0), FROM_B).lastHeardNanos().orElseThrow();
        assertEquals(EPOCH + 2 * SECOND, heard, MILLIS);
    }

    /** A's OPEN never comes to B, which has to wait for it: no daemon is at fault. */
    @Test
    void shouldTellAHoldTimerThatExpiresSinceItsOwnOpenIsLost() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, false, 40_000).connects(SECOND);
        s.delivered(SECOND + 3 * MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
        Packet open = bgp.message(true, BgpSpeaker.OPEN_A);
        for (long nanos : new long[] {1_005, 1_305, 1_905, 3_105, 5_505}) {
            s.lost(nanos * MILLIS, open);
        }
        s.lost(10_100 * MILLIS, bgp.message(true, BgpBytes.notification(4, 0)));
        BgpFact fact = fact(only(), BgpFact.Kind.HOLD_TIMER_OPEN_LOST);
        assertEquals(FROM_A, fact.end());
    }

    @Test
    void shouldNotCallAHoldTimerExpiredThatWasNotDueYet() throws IOException {
        new BgpSpeaker(s, true, 40_000).establishes(32 * SECOND);
        BgpPeering peering = only();
        assertEquals(
                HoldTimer.State.RUNNING,
                timer(peering.sessions().get(0), FROM_A).state());
        fact(peering, BgpFact.Kind.UP);
    }

    @Test
    void shouldTellOfAHoldTimerThatIsOverdue() throws IOException {
        new BgpSpeaker(s, true, 40_000).establishes(20 * SECOND);
        BgpPeering peering = only();
        assertEquals(
                HoldTimer.State.OVERDUE,
                timer(peering.sessions().get(0), FROM_A).state());
        assertEquals(2, peering.facts(BgpFact.Kind.HOLD_TIMER_SILENCE).size());
        assertEquals(
                Optional.of("Idle or Active"), peering.speakers().get(FROM_A).fsmState());
    }

    /** Without OPENs the hold time is not known, but for another connection's. */
    @Test
    void shouldNotGuessAHoldTime() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        bgp.keepalive(true, SECOND);
        bgp.keepalive(false, 2 * SECOND);
        BgpSession alone = only().sessions().get(0);
        assertEquals(OptionalInt.empty(), alone.opener());
        assertEquals(OptionalInt.empty(), alone.holdTimeSeconds());
        assertEquals(HoldTimer.State.UNKNOWN, timer(alone, FROM_A).state());
        assertEquals(Optional.of("Established"), alone.ends().get(FROM_A).fsmState());

        s = new Scenario(directory).quiet(0, 40);
        bgp = new BgpSpeaker(s, true, 40_000);
        bgp.keepalive(true, SECOND);
        bgp.keepalive(false, 2 * SECOND);
        new BgpSpeaker(s, true, 40_001).establishes(30 * SECOND);
        BgpPeering peering = only();
        HoldTimer timer = timer(peering.sessions().get(0), FROM_A);
        assertEquals(HoldTimer.State.FIRED_UNSEEN, timer.state());
        assertTrue(timer.borrowed());
        assertEquals(EPOCH + 30 * SECOND, timer.firedNanos().orElseThrow());
        assertEquals(EPOCH + 11 * SECOND + DELAY, timer.dueNanos().orElseThrow());
    }

    /** B's kernel accepts and acknowledges; its daemon has sent its OPEN, or not even that, and then does nothing. */
    private void hangsBehindTheOpen(long nanos, boolean sendsOpen) {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).connects(nanos);
        s.delivered(nanos + 3_123_457, bgp.message(true, BgpBytes.open(64512, 240, Scenario.A)));
        s.delivered(nanos + 4_123_457, bgp.segment(false, Packet.ACK));
        if (sendsOpen) {
            s.delivered(nanos + 5_123_457, bgp.message(false, BgpBytes.open(64513, 240, Scenario.B)));
            bgp.keepalive(true, nanos + 6_123_457);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, OpenSent", "false,"})
    void shouldTellThatAnOpenIsNotAnswered(boolean sendsOpen, String state) throws IOException {
        hangsBehindTheOpen(10 * SECOND, sendsOpen);
        Scenario.Result result = s.run();
        BgpPeering peering = result.diagnosis.bgp().get(0);
        assertEquals(
                sendsOpen ? "OpenConfirm" : "OpenSent",
                peering.speakers().get(FROM_A).fsmState().orElseThrow());
        assertEquals(Optional.ofNullable(state), peering.speakers().get(FROM_B).fsmState());
        BgpFact fact = fact(peering, BgpFact.Kind.OPEN_UNANSWERED);
        assertEquals(FROM_B, fact.end());
        Finding finding = Scenario.only(result, "bgp");
        assertEquals("host:b", finding.place());
        assertTrue(finding.sentence().startsWith("BGP on b does not answer the OPEN of a. a:40000 -> b:179: the OPEN"));
    }

    /** Who has not even sent its OPEN waits for nobody, though another connection between the two tells the hold time. */
    @Test
    void shouldNotAccuseWhoWaitsForTheOpenOfItsPeer() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 39_871).establishes(2 * SECOND);
        s.delivered(3 * SECOND, bgp.segment(true, Packet.FIN | Packet.ACK));
        s.delivered(3 * SECOND + MILLIS, bgp.segment(false, Packet.FIN | Packet.ACK));
        s.delivered(3 * SECOND + 2 * MILLIS, bgp.segment(true, Packet.ACK));
        hangsBehindTheOpen(10 * SECOND, false);
        BgpPeering peering = only();
        assertEquals(
                Optional.empty(), peering.sessions().get(1).ends().get(FROM_B).holdTimer());
        assertEquals(FROM_B, fact(peering, BgpFact.Kind.OPEN_UNANSWERED).end());
        assertTrue(peering.facts().stream().noneMatch(each -> each.kind() == BgpFact.Kind.HOLD_TIMER_SILENCE));
    }

    @Test
    void shouldNotAccuseADaemonThatMayAnswerYet() throws IOException {
        hangsBehindTheOpen(36 * SECOND, true);
        Scenario.Result result = s.run();
        assertEquals(List.of(), result.diagnosis.findings());
        assertEquals(
                Optional.of("OpenSent"),
                result.diagnosis.bgp().get(0).speakers().get(FROM_B).fsmState());
    }

    @Test
    void shouldTellALostSynAck() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        Packet syn = bgp.segment(true, Packet.SYN);
        Packet answer = bgp.segment(false, Packet.SYN | Packet.ACK);
        for (long second : new long[] {20, 21, 23, 27, 35}) {
            s.delivered(second * SECOND, syn);
            s.lost(second * SECOND + MILLIS, answer);
        }
        BgpPeering peering = only();
        BgpSession session = peering.sessions().get(0);
        assertEquals(Optional.of("SYN_SENT"), session.ends().get(FROM_A).tcpState());
        assertEquals(Optional.of("SYN_RECV"), session.ends().get(FROM_B).tcpState());
        assertEquals(Optional.of("Connect"), peering.speakers().get(FROM_A).fsmState());
        BgpFact fact = fact(peering, BgpFact.Kind.HALF_OPEN);
        assertEquals(
                "a:40000 -> b:179: SYN_SENT at a, SYN_RECV at b: 5 SYNs arrive at b; of b's 5 SYN-ACKs none arrives at a,"
                        + " 5 are lost.",
                fact.sentence());
        assertEquals(List.of("a SYN x5", "b SYN-ACK x5 lost"), what(session));
    }

    @Test
    void shouldTellSynsThatNobodyAnswers() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        Packet syn = bgp.segment(true, Packet.SYN);
        s.lost(33 * SECOND, syn);
        s.lost(34 * SECOND, syn);
        s.delivered(36 * SECOND, syn);
        BgpPeering peering = only();
        assertEquals(
                "a:40000 -> b:179: SYN_SENT at a: of 3 SYNs 1 arrives at b, 2 are lost; no SYN-ACK leaves b.",
                fact(peering, BgpFact.Kind.UNANSWERED).sentence());
    }

    @Test
    void shouldTellARefusal() throws IOException {
        for (int i = 0; i < 3; i++) {
            BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000 + i);
            s.delivered((10 + i) * SECOND, bgp.segment(true, Packet.SYN));
            s.delivered((10 + i) * SECOND + MILLIS, bgp.segment(false, Packet.RST | Packet.ACK));
        }
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.REFUSED);
        assertEquals(List.of(0, 1, 2), fact.sessions());
        assertEquals(FROM_B, fact.end());
        assertEquals(0, peering.flaps());
        assertTrue(
                fact.sentence().startsWith("a -> b:179, 3 connections from 22:13:30.000 to 22:13:32.000: refused by b"),
                fact::sentence);
    }

    /** The daemon at B takes connections and closes them, every three seconds. */
    @Test
    void shouldTellFlapsAndWhoEndsThem() throws IOException {
        for (int i = 0; i < 5; i++) {
            BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000 + i).connects((10 + 3 * i) * SECOND);
            long then = (10 + 3 * i) * SECOND + 5 * MILLIS;
            s.delivered(then, bgp.segment(false, Packet.FIN | Packet.ACK));
            s.delivered(then + MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
            s.delivered(then + 2 * MILLIS, bgp.segment(false, Packet.RST));
        }
        BgpPeering peering = only();
        BgpFact fact = fact(peering, BgpFact.Kind.CLOSED_EARLY);
        assertEquals(List.of(0, 1, 2, 3, 4), fact.sessions());
        assertEquals(FROM_B, fact.end());
        assertTrue(fact.sentence().endsWith("closed by b within 0.005 s (FIN) without an OPEN."), fact::sentence);
        assertEquals(5, peering.flaps());
        assertEquals(5, peering.sessions().size());
        assertEquals(
                Optional.of("Idle or Active"), peering.speakers().get(FROM_A).fsmState());
    }

    @Test
    void shouldTellWhoseConfigurationEndsTheSession() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).connects(10 * SECOND);
        s.delivered(10 * SECOND + 10 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
        s.delivered(10 * SECOND + 12 * MILLIS, bgp.message(false, BgpBytes.notification(2, 2)));
        Scenario.Result result = s.run();
        Finding finding = result.diagnosis.findings().get(0);
        assertEquals("bgp", finding.kind());
        assertEquals("host:b", finding.place());
        assertTrue(result.diagnosis.sentence().contains("closed by b within"), result.diagnosis.sentence());
        assertTrue(
                finding.remaining().toString().contains("OPEN Message Error / Bad Peer AS"),
                finding.remaining().toString());
    }

    /** Some replies of A are lost by chance, and B ends the session by a Cease, or its TCP does, for good. */
    @ParameterizedTest
    @ValueSource(strings = {"shut down", "without a subcode", "killed"})
    void shouldTellLossBeforeASessionThatAHostEnds(String how) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Packet request = Packet.request(B, A, 7003, i);
            long nanos = SECOND + i * 100 * MILLIS + 7_919L * i;
            s.delivered(nanos, request);
            if (random.nextInt(100) < 10) {
                s.lost(nanos + 2 * DELAY, request.answer());
            } else {
                s.delivered(nanos + 2 * DELAY, request.answer());
            }
        }
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(10 * SECOND);
        bgp.keepalive(true, 13 * SECOND);
        bgp.keepalive(false, 13 * SECOND + MILLIS / 2);
        if (!how.equals("killed")) {
            s.delivered(15 * SECOND, bgp.message(false, BgpBytes.notification(6, how.equals("shut down") ? 2 : 0)));
        }
        s.delivered(15 * SECOND + MILLIS, bgp.segment(false, Packet.FIN | Packet.ACK));
        s.delivered(15 * SECOND + 2 * MILLIS, bgp.segment(true, Packet.FIN | Packet.ACK));
        s.delivered(15 * SECOND + 3 * MILLIS, bgp.segment(false, Packet.ACK));
        Diagnosis diagnosis = s.run().diagnosis;
        assertEquals(
                List.of("one-way-loss", "bgp"),
                diagnosis.findings().stream().map(Finding::kind).toList());
        assertEquals(Verdict.ONE_WAY_LOSS, diagnosis.verdict());
        assertTrue(diagnosis.sentence().startsWith("Echo replies ("), diagnosis.sentence());
        assertTrue(diagnosis.sentence().endsWith(" There is one more finding: bgp a -> b."), diagnosis.sentence());
    }

    /** A shuts a session down in its capture, and B's begins a minute later: nothing can be laid beside each other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotLetASessionThatAHostEndsHideThatNothingCanBeTold(boolean shutDown) throws IOException {
        s = new Scenario(directory);
        for (int second = 0; second < 20; second++) {
            Packet request = Packet.request(A, B, 7001, second);
            s.leaves(second * SECOND, request);
            s.arrives(second * SECOND + 2 * DELAY, request.answer());
            Packet later = Packet.request(B, A, 7002, second);
            s.leaves((80 + second) * SECOND, later);
            s.arrives((80 + second) * SECOND + 2 * DELAY, later.answer());
        }
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        s.leaves(SECOND, bgp.segment(true, Packet.SYN));
        s.arrives(SECOND + MILLIS, bgp.segment(false, Packet.SYN | Packet.ACK));
        s.leaves(SECOND + 2 * MILLIS, bgp.segment(true, Packet.ACK));
        s.leaves(SECOND + 3 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
        s.arrives(SECOND + 4 * MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
        s.leaves(SECOND + 5 * MILLIS, bgp.message(true, BgpBytes.keepalive()));
        s.arrives(SECOND + 6 * MILLIS, bgp.message(false, BgpBytes.keepalive()));
        if (shutDown) {
            s.leaves(5 * SECOND, bgp.message(true, BgpBytes.notification(6, 2)));
        }
        s.leaves(5 * SECOND + MILLIS, bgp.segment(true, Packet.FIN | Packet.ACK));
        s.arrives(5 * SECOND + 2 * MILLIS, bgp.segment(false, Packet.FIN | Packet.ACK));
        s.leaves(5 * SECOND + 3 * MILLIS, bgp.segment(true, Packet.ACK));
        Diagnosis diagnosis = s.run().diagnosis;
        assertEquals(
                List.of("bgp"), diagnosis.findings().stream().map(Finding::kind).toList());
        assertEquals(Verdict.INCONCLUSIVE, diagnosis.verdict());
        assertEquals(3, diagnosis.exitCode());
        assertTrue(
                diagnosis
                        .sentence()
                        .startsWith("Cannot tell packet by packet: the captures of a and b do not overlap in time"),
                diagnosis.sentence());
        assertTrue(
                diagnosis
                        .sentence()
                        .contains(
                                shutDown
                                        ? " Found all the same: a ends its BGP session with b on purpose. "
                                        : " Found all the same: a's TCP closes its Established BGP session with b by a FIN"),
                diagnosis.sentence());
    }

    /** B's daemon is killed: its kernel closes the connection, and A's daemon follows. */
    @Test
    void shouldTellADaemonThatDies() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(10 * SECOND);
        for (int second = 13; second <= 19; second += 3) {
            bgp.keepalive(true, second * SECOND);
            bgp.keepalive(false, second * SECOND + MILLIS / 2);
        }
        s.delivered(20 * SECOND, bgp.segment(false, Packet.FIN | Packet.ACK));
        s.delivered(20 * SECOND + MILLIS, bgp.segment(true, Packet.FIN | Packet.ACK));
        s.delivered(20 * SECOND + 2 * MILLIS, bgp.segment(false, Packet.ACK));
        Scenario.Result result = s.run();
        Finding finding = Scenario.only(result, "bgp");
        assertTrue(
                finding.sentence()
                        .startsWith(
                                "b's TCP closes its Established BGP session with a by a FIN at 22:13:40.000, without a"
                                        + " NOTIFICATION; no message was lost before"),
                finding.sentence());
        assertEquals("host:b", finding.place());
        assertEquals(Grade.CERTAIN, finding.grade());
        assertEquals(1, result.diagnosis.exitCode());
        s.setClock(s.b, 7200 * SECOND, 0, 7200 * SECOND);
        String next = Scenario.only(s.run(), "bgp").nextExperiment().orElseThrow();
        assertTrue(next.contains("--since '2023-11-15 00:12:40 UTC'"), next);
    }

    /** The NOTIFICATION may be what is missing before the FIN, and an OPEN that is not answered makes no session. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTakeForADeathWhatMayHaveBeenAnnounced(boolean established) throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        if (established) {
            bgp.establishes(10 * SECOND);
            s.arrives(11 * SECOND, bgp.message(false, BgpBytes.keepalive()));
            bgp.message(false, BgpBytes.notification(6, 4));
        } else {
            bgp.connects(10 * SECOND);
            s.delivered(11 * SECOND, bgp.message(true, BgpSpeaker.OPEN_A));
            s.delivered(11 * SECOND + MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
        }
        s.delivered(12 * SECOND, bgp.segment(false, Packet.FIN | Packet.ACK));
        s.delivered(12 * SECOND + MILLIS, bgp.segment(true, Packet.FIN | Packet.ACK));
        List<Finding> findings = s.run().diagnosis.findings();
        assertTrue(findings.stream().noneMatch(each -> each.kind().equals("bgp")), findings::toString);
    }

    /** RFC 4271 section 6.8: both open, one is closed by its NOTIFICATION; an earlier one was refused. */
    @Test
    void shouldTellACollision() throws IOException {
        BgpSpeaker early = new BgpSpeaker(s, true, 40_000);
        s.delivered(9 * SECOND, early.segment(true, Packet.SYN));
        s.delivered(9 * SECOND + MILLIS, early.segment(false, Packet.RST | Packet.ACK));
        BgpSpeaker byA = new BgpSpeaker(s, true, 40_001).connects(10 * SECOND);
        BgpSpeaker byB = new BgpSpeaker(s, false, 50_000).establishes(10 * SECOND + MILLIS / 4);
        s.delivered(10 * SECOND + 10 * MILLIS, byA.message(true, BgpSpeaker.OPEN_A));
        s.delivered(10 * SECOND + 11 * MILLIS, byA.message(false, BgpBytes.notification(6, 7)));
        s.delivered(10 * SECOND + 12 * MILLIS, byA.segment(false, Packet.FIN | Packet.ACK));
        for (int i = 1; i < 10; i++) {
            byB.keepalive(true, (10 + 3 * i) * SECOND);
            byB.keepalive(false, (10 + 3 * i) * SECOND + MILLIS / 2);
        }
        BgpPeering peering = only();
        assertEquals(3, peering.sessions().size());
        fact(peering, BgpFact.Kind.REFUSED);
        assertTrue(
                fact(peering, BgpFact.Kind.CLOSED_EARLY)
                        .sentence()
                        .contains("NOTIFICATION Cease / Connection Collision Resolution"),
                () -> peering.facts().toString());
        assertEquals(List.of(2), fact(peering, BgpFact.Kind.UP).sessions());
        assertEquals(Optional.of("Established"), peering.speakers().get(FROM_A).fsmState());
    }

    /** B's capture does not hold a segment that B acknowledged: it was missed, and the messages behind it are read on. */
    @Test
    void shouldNotCallLostWhatACaptureMissed() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        Packet missed = bgp.message(true, BgpBytes.keepalive());
        s.leaves(4 * SECOND, missed);
        s.delivered(4 * SECOND + MILLIS, bgp.segment(false, Packet.ACK));
        bgp.keepalive(true, 7 * SECOND);
        bgp.keepalive(true, 8 * SECOND);
        BgpSession session = only().sessions().get(0);
        assertEquals(new BgpSession.Count("KEEPALIVE", 4, 3, 0, 1, 0, 0), messages(session, FROM_A, "KEEPALIVE"));
    }

    @Test
    void shouldSayWhatTheOtherCaptureCouldNotShow() throws IOException {
        s = new Scenario(directory);
        for (int i = 0; i <= 40; i++) {
            Packet request = Packet.request(A, B, 7001, i);
            if (i >= 10) {
                s.ping(i * SECOND, request);
            } else {
                s.leaves(i * SECOND, request);
            }
        }
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        s.leaves(SECOND, bgp.message(true, BgpBytes.keepalive()));
        s.leaves(4 * SECOND, bgp.message(true, BgpBytes.keepalive()));
        bgp.keepalive(true, 20 * SECOND);
        bgp.keepalive(false, 21 * SECOND);
        BgpSession session = only().sessions().get(0);
        assertEquals(new BgpSession.Count("KEEPALIVE", 3, 1, 0, 0, 2, 0), messages(session, FROM_A, "KEEPALIVE"));
    }

    @Test
    void shouldFollowASessionThroughShiftedSequenceNumbers() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        BgpSpeaker.Path shifted = (nanos, packet) -> {
            boolean fromA = packet.isFrom(A);
            s.leaves(nanos, packet);
            return s.arrives(nanos + DELAY, packet.shifted(fromA ? 1_000_000 : 0, fromA ? 0 : 1_000_000));
        };
        shifted.send(SECOND, bgp.segment(true, Packet.SYN));
        shifted.send(SECOND + MILLIS, bgp.segment(false, Packet.SYN | Packet.ACK));
        shifted.send(SECOND + 2 * MILLIS, bgp.segment(true, Packet.ACK));
        shifted.send(SECOND + 3 * MILLIS, bgp.message(true, BgpSpeaker.OPEN_A));
        shifted.send(SECOND + 4 * MILLIS, bgp.message(false, BgpSpeaker.OPEN_B));
        for (int i = 2; i < 12; i++) {
            byte[] update = BgpBytes.update(30 + i);
            shifted.send(i * SECOND, bgp.message(true, Packets.concat(BgpBytes.keepalive(), update)));
            shifted.send(i * SECOND + MILLIS, bgp.message(false, Packets.concat(BgpBytes.keepalive(), update)));
        }
        BgpSession session = only().sessions().get(0);
        assertEquals(new BgpSession.Count("KEEPALIVE", 10, 10, 0, 0, 0, 0), messages(session, FROM_A, "KEEPALIVE"));
        assertEquals(new BgpSession.Count("UPDATE", 10, 10, 0, 0, 0, 0), messages(session, FROM_B, "UPDATE"));
    }

    /** A session with a host that has no capture is told by the one side there is. */
    @Test
    void shouldTellOneSideOfASessionWithAHostWithoutCapture() throws IOException {
        String third = "10.0.0.58";
        Packet syn = Packet.tcp(A, 41_000, third, 179, Packet.SYN).sequence(1);
        Packet answer =
                Packet.tcp(third, 179, A, 41_000, Packet.SYN).sequence(500).acknowledging(2);
        s.seenAt(s.a, 10 * SECOND, syn, true, 1);
        s.seenAt(s.a, 10 * SECOND + MILLIS, answer, false, 1);
        Packet open = Packet.tcp(A, 41_000, third, 179, Packet.ACK)
                .sequence(2)
                .acknowledging(501)
                .payload(BgpSpeaker.OPEN_A);
        s.seenAt(s.a, 10 * SECOND + 2 * MILLIS, open, true, 1);
        Packet reset = Packet.tcp(third, 179, A, 41_000, Packet.RST).sequence(501);
        s.seenAt(s.a, 10 * SECOND + 3 * MILLIS, reset, false, 1);
        BgpPeering peering = only();
        assertEquals("a", peering.speakers().get(0).name());
        assertEquals(third, peering.speakers().get(1).name());
        BgpSession session = peering.sessions().get(0);
        assertEquals(Optional.empty(), session.ends().get(1).tcpState());
        assertEquals(Optional.of("CLOSED"), session.ends().get(0).tcpState());
        assertEquals(new BgpSession.Count("OPEN", 1, 0, 0, 0, 1, 0), messages(session, 0, "OPEN"));
        assertEquals(1, fact(peering, BgpFact.Kind.CLOSED_EARLY).end());
        assertEquals(
                List.of("a SYN unobservable", "b SYN-ACK appeared", "a OPEN unobservable", "b RST appeared"),
                what(session));
    }

    /** Two connections from the same port; of the first, B's capture holds nothing. */
    @Test
    void shouldTellConnectionsOnTheSamePortsApart() throws IOException {
        BgpSpeaker first = new BgpSpeaker(s, true, 40_000);
        s.lost(30 * SECOND, first.segment(true, Packet.SYN));
        new BgpSpeaker(s, true, 40_000).from(700_000, 800_000).establishes(33 * SECOND);
        BgpPeering peering = only();
        assertEquals(2, peering.sessions().size());
        assertEquals(
                Optional.empty(), peering.sessions().get(0).ends().get(FROM_B).tcpState());
        assertEquals(
                Optional.of("ESTABLISHED"),
                peering.sessions().get(1).ends().get(FROM_B).tcpState());
        assertEquals(
                new BgpSession.Count("KEEPALIVE", 1, 1, 0, 0, 0, 0),
                messages(peering.sessions().get(1), FROM_A, "KEEPALIVE"));
    }

    @Test
    void shouldNotCountCopies() throws IOException {
        s.a.captureOnAny();
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000);
        Packet syn = bgp.segment(true, Packet.SYN);
        s.delivered(33 * SECOND, syn);
        s.seenAt(s.a, 33 * SECOND + 5_000, syn, true, 2);
        Packet keepalive = bgp.message(true, BgpBytes.keepalive());
        s.delivered(34 * SECOND, keepalive);
        s.seenAt(s.a, 34 * SECOND + 5_000, keepalive, true, 2);
        BgpSession session = only().sessions().get(0);
        assertEquals(
                List.of(new BgpSession.Count("SYN", 1, 1, 0, 0, 0, 0)),
                session.ends().get(FROM_A).segments());
        assertEquals(
                List.of(1, 1),
                session.events().stream().map(BgpEvent::transmissions).toList());
    }

    @Test
    void shouldSayNothingOfWhatIsNotBgp() throws IOException {
        BgpSpeaker web = new BgpSpeaker(s, true, 40_000).connects(SECOND);
        s.delivered(
                2 * SECOND, web.message(true, "GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        BgpSpeaker bulk = new BgpSpeaker(s, true, 40_001);
        s.delivered(3 * SECOND, bulk.message(true, new byte[1_000]));
        s.delivered(3 * SECOND + MILLIS, bulk.segment(false, Packet.ACK));
        assertEquals(List.of(), s.run().diagnosis.bgp());
    }

    @Test
    void shouldHearBgpOnAnotherPort() throws IOException {
        s.analysing(1790);
        new BgpSpeaker(s, true, 40_000, 1790).establishes(32 * SECOND);
        Packet unanswered = new BgpSpeaker(s, true, 40_001, 1790).segment(true, Packet.SYN);
        s.lost(38 * SECOND, unanswered);
        BgpPeering peering = only();
        assertEquals(2, peering.sessions().size(), "where BGP is spoken, an unanswered SYN is of BGP too");

        s = new Scenario(directory).quiet(0, 40).analysing(1790);
        s.lost(38 * SECOND, unanswered);
        assertEquals(List.of(), s.run().diagnosis.bgp(), "nothing says that this is BGP");
    }

    @Test
    void shouldSpellOutHostileText() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        s.delivered(2 * SECOND, bgp.message(true, BgpBytes.shutdown("\u001b]0;owned\u0007\u202e")));
        Scenario.Result result = s.run();
        String text = text(result);
        assertTrue(text.contains("Cease / Administrative Shutdown: \"\\x1b]0;owned\\x07\\x{202e}\""), text);
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f));
    }

    /** Segments of every kind, out of sequence, lost, spoiled and again; whatever is told of them, nothing breaks. */
    @Test
    @Tag("slow")
    void shouldBearAnything() throws IOException {
        int told = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            s = new Scenario(directory).quiet(0, 20);
            BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
            for (int i = 0; i < 200; i++) {
                long nanos = 2 * SECOND + i * 90 * MILLIS;
                byte[] bytes = Packets.concat(
                        BgpBytes.keepalive(), BgpBytes.shutdown("x"), BgpBytes.update(23 + random.nextInt(300)));
                if (random.nextInt(4) == 0) {
                    bytes[random.nextInt(60)] = (byte) random.nextInt();
                }
                int flags = random.nextInt(12) == 0 ? random.nextInt(32) : Packet.ACK;
                Packet packet = bgp.segment(random.nextBoolean(), flags, bytes);
                if (random.nextInt(6) == 0) {
                    packet = packet.shifted(random.nextInt(3_000) - 1_500, random.nextInt(3_000) - 1_500);
                }
                switch (random.nextInt(5)) {
                    case 0 -> s.lost(nanos, packet);
                    case 1 -> s.arrives(nanos, packet);
                    case 2 -> {
                        s.delivered(nanos, packet);
                        s.delivered(nanos + 5 * MILLIS, packet);
                    }
                    default -> s.delivered(nanos, packet);
                }
            }
            Scenario.Result result = s.run();
            told += text(result).contains("BGP") ? 1 : 0;
            for (BgpSession session : result.diagnosis.bgp().get(0).sessions()) {
                for (BgpSession.End end : session.ends()) {
                    for (BgpSession.Count each : end.messages()) {
                        assertEquals(
                                each.sent(),
                                each.delivered() + each.lost() + each.missed() + each.unobservable(),
                                "seed " + seed);
                    }
                }
            }
        }
        assertEquals(40, told);
    }

    @Test
    void shouldTellAFloodOfUpdatesInFewWords() throws IOException {
        BgpSpeaker bgp = new BgpSpeaker(s, true, 40_000).establishes(SECOND);
        for (int i = 0; i < 400; i++) {
            byte[] three = Packets.concat(BgpBytes.update(400), BgpBytes.update(400), BgpBytes.update(500));
            s.delivered(2 * SECOND + i * MILLIS, bgp.message(true, three));
        }
        byte[] lost = Packets.concat(BgpBytes.update(400), BgpBytes.update(400));
        s.lost(3 * SECOND, bgp.message(true, lost));
        BgpSession session = only().sessions().get(0);
        assertEquals(new BgpSession.Count("UPDATE", 1_202, 1_200, 2, 0, 0, 0), messages(session, FROM_A, "UPDATE"));
        assertTrue(
                what(session).containsAll(List.of("a UPDATE x1200", "a UPDATE x2 lost")),
                () -> what(session).toString());
    }

    /** A's capture takes only what leaves: its KEEPALIVEs show that it had B's OPEN, and nothing shows what it had then. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void shouldTellNoStateThatACaptureOfWhatLeavesDoesNotShow(boolean openedByA, boolean routes) throws IOException {
        s = new Scenario(directory);
        s.a.filter((packet, outgoing) -> outgoing);
        s.quiet(0, 40);
        BgpSpeaker bgp = new BgpSpeaker(s, openedByA, 40_000).establishes(SECOND);
        if (routes) {
            s.delivered(1_500 * MILLIS, bgp.message(true, BgpBytes.update(23)));
        }
        for (int i = 1; i <= 12; i++) {
            bgp.keepalive(true, SECOND + i * 3 * SECOND);
            bgp.keepalive(false, SECOND + i * 3 * SECOND + 200 * MILLIS);
        }
        BgpPeering peering = only();
        BgpSession session = peering.sessions().get(0);
        Optional<String> established = Optional.of("Established");
        assertEquals(
                routes ? established : Optional.empty(),
                session.ends().get(FROM_A).fsmState());
        assertEquals(
                routes ? established : Optional.empty(),
                peering.speakers().get(FROM_A).fsmState());
        assertEquals(established, peering.speakers().get(FROM_B).fsmState());
        assertEquals(Optional.of("ESTABLISHED"), session.ends().get(FROM_A).tcpState());
    }

    /** It has closed the session itself: that its own messages prove. */
    @Test
    void shouldTellTheStateThatWhatLeavesProves() throws IOException {
        s = new Scenario(directory);
        s.a.filter((packet, outgoing) -> outgoing);
        s.quiet(0, 40);
        BgpSpeaker bgp = new BgpSpeaker(s, false, 40_000).establishes(SECOND);
        s.delivered(5 * SECOND, bgp.message(true, BgpBytes.notification(6, 2)));
        assertEquals(
                Optional.of("Idle or Active"), only().speakers().get(FROM_A).fsmState());
    }

    /** Of thirty peers one falls silent: that one is told first, the others in one line, and its daemon is known to run. */
    @Test
    void shouldTellTheBrokenPeerFirstAndTheOthersTogether() throws IOException {
        s.owning("b", B, "10.0.1.0/24");
        for (int peer = 1; peer <= 30; peer++) {
            talksTo("10.0.1." + peer, 40_000 + peer, SECOND + peer * 10 * MILLIS, peer == 17);
        }
        StringWriter out = new StringWriter();
        TextReport.write(s.run().diagnosis, new TextReport.Style(false, false), out);
        String bgp = out.toString().substring(out.toString().indexOf("\nBGP\n"));
        assertTrue(bgp.startsWith("\nBGP\n a and b over 10.0.0.1 and 10.0.1.17: both are Idle"), bgp);
        assertTrue(
                bgp.contains("\n 29 other pairs of speakers: Established to the end, never ended, no message lost"),
                bgp);
        assertFalse(bgp.contains("10.0.1.16"), bgp);
        String remaining = bgpFinding().remaining().toString();
        assertTrue(remaining.contains("not all of it, as it goes on with 29 other sessions"), remaining);
    }

    /** A's session with a peer of B; a silent one says nothing after 7 s, and is given up. */
    private void talksTo(String peer, int port, long nanos, boolean fallsSilent) {
        s.delivered(nanos, Packet.tcp(A, port, peer, 179, Packet.SYN).sequence(999));
        s.delivered(
                nanos + MILLIS,
                Packet.tcp(peer, 179, A, port, Packet.SYN | Packet.ACK)
                        .sequence(1_999)
                        .acknowledging(1_000));
        int own = 1_000;
        int theirs = 2_000;
        for (int i = 0; i < (fallsSilent ? 7 : 14); i++) {
            long at = nanos + (i < 2 ? (3 + 2 * i) * MILLIS : 3 * (i - 1) * SECOND);
            byte[] said = i == 0 ? BgpSpeaker.OPEN_A : BgpBytes.keepalive();
            s.delivered(at, data(A, port, peer, 179, own, theirs, said));
            own += said.length;
            if (!fallsSilent || i < 4) {
                byte[] answer = i == 0 ? BgpSpeaker.OPEN_B : BgpBytes.keepalive();
                s.delivered(at + MILLIS, data(peer, 179, A, port, theirs, own, answer));
                theirs += answer.length;
            }
        }
        if (fallsSilent) {
            s.delivered(nanos + 15_500 * MILLIS, data(A, port, peer, 179, own, theirs, BgpBytes.notification(4, 0)));
        }
    }

    private static Packet data(
            String from, int port, String to, int other, int sequence, int acknowledged, byte[] said) {
        return Packet.tcp(from, port, to, other, Packet.PSH | Packet.ACK)
                .sequence(sequence)
                .acknowledging(acknowledged)
                .payload(said);
    }
}

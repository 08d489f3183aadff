package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSurveyTest {
    private static final int REPORT_COUNT = 100_000;

    /** A capture that drops for hours says so more often than can be kept. */
    @Test
    void shouldForgetNoDropsAndStayNearThemInTime() {
        HostSurvey survey = new HostSurvey("a", HostSurvey.Settings.USUAL, 2);
        for (int i = 0; i < REPORT_COUNT; i++) {
            survey.dropped(i * 1_000L, i * 1_000L + 10, 3);
        }

        assertTrue(survey.drops().size() <= 1 << 14, "bounded");
        assertEquals(
                3L * REPORT_COUNT,
                survey.drops().stream().mapToLong(DropReports.Report::count).sum());
        for (DropReports.Report each : survey.drops()) {
            long reports = each.count() / 3;
            assertEquals((reports - 1) * 1_000 + 10, each.endNanos() - each.startNanos(), "no more than it tells of");
            assertTrue(reports <= 16, "none takes in all the rest");
        }
    }

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Survey a = new Survey("a");

    private Route route() {
        return a.host.route(Survey.address(A), Survey.address(B));
    }

    @Test
    void shouldKnowTheTimeThatIsCovered() {
        assertTrue(a.host.isEmpty());
        a.host.covers(50);
        a.host.covers(20);
        a.host.covers(30);
        assertFalse(a.host.isEmpty());
        assertEquals(20, a.host.startNanos());
        assertEquals(50, a.host.endNanos());
        assertTrue(a.host.hasFineClock());
    }

    @Test
    void shouldCountByRouteAndMark() {
        a.marking(DecodedPacket.MARK_OUTBOUND).sees(0, Survey.request(A, B, 1));
        a.marking(DecodedPacket.MARK_INBOUND).sees(5, Survey.reply(B, A, 1));
        a.marking(DecodedPacket.MARK_NONE).sees(10, Survey.request(A, B, 2));
        assertEquals(3, a.host.inScope());
        assertEquals(2, route().packets);
        assertEquals(1, route().outbound);
        assertEquals(0, route().inbound);
        assertEquals(1, route().reverse.inbound);
        assertEquals(Set.of(TypeP.ICMP_ECHO_REQUEST), route().kinds);
        assertEquals(2, a.host.talk(Survey.tuple(Tuple.ECHO, A, 19_809, B, 19_809)).packets);
        assertNull(a.host.route(Survey.address(A), Survey.address("10.0.0.9")));
    }

    /** What the other side asks for by itself, and what comes of that, answers nothing. */
    @ParameterizedTest
    @CsvSource({"0, false", "18, true", "20, true", "16, false"})
    void shouldKnowWhatIsAnswered(int flags, boolean isAnswered) {
        a.sees(0, Survey.segment(B, 50_000, A, 179, Packets.SYN, 3, 0, 0));
        a.sees(1, Survey.segment(A, 179, B, 50_000, Packets.SYN | Packets.ACK, 5, 4, 0));
        a.sees(2, Survey.segment(B, 50_000, A, 179, Packets.ACK, 4, 6, 0));
        a.sees(3, Survey.segment(A, 40_000, B, 179, Packets.SYN, 7, 0, 0));
        if (flags != 0) {
            a.sees(4, Survey.segment(B, 179, A, 40_000, flags, 0, 8, 0));
        }
        assertEquals(
                List.of(
                        new AskedRow("a", B, A, TypeP.TCP_SYN, 179, 1, true),
                        new AskedRow("a", A, B, TypeP.TCP_SYN, 179, 1, isAnswered)),
                a.host.talks().asked("a"));
    }

    @Test
    void shouldKnowWhichOfTwoThatPingEachOtherIsAnswered() {
        a.sees(0, Survey.request(A, B, 1)).sees(5, Survey.request(B, A, 1)).sees(6, Survey.reply(A, B, 1));
        assertEquals(
                List.of(
                        new AskedRow("a", A, B, TypeP.ICMP_ECHO_REQUEST, 0, 1, false),
                        new AskedRow("a", B, A, TypeP.ICMP_ECHO_REQUEST, 0, 1, true)),
                a.host.talks().asked("a"));
    }

    /** What is blind at an end is not covered at all. */
    @Test
    void shouldNotCoverWhatIsBlindAtAnEnd() {
        a.host.covers(107);
        a.host.covers(9_013);
        a.host.blind(107, 307);
        a.host.blind(4_001, 4_003);
        a.host.blind(8_011, 9_013);
        assertEquals(307, a.host.startNanos());
        assertEquals(8_011, a.host.endNanos());
        assertEquals(List.of(new HostSurvey.BlindSpot(4_001, 4_003)), a.host.blindSpots());
        a.host.blind(307, 8_500);
        assertEquals(8_011, a.host.startNanos());
        assertEquals(8_011, a.host.endNanos());
    }

    /** What stood before the first record may be later than that, and what stood behind the last one earlier. */
    @Test
    void shouldCoverLessAtBothEndsWhereTimesRunBack() {
        a.host.covers(107);
        a.host.covers(9_013);
        a.host.runBack(703, 810, 8_310);
        assertEquals(810, a.host.startNanos());
        assertEquals(8_310, a.host.endNanos());
        assertEquals(703, a.host.disorderNanos());
        a.host.runBack(9_001, 9_108, 12);
        assertFalse(a.host.isEmpty());
        assertEquals(8_310, a.host.startNanos());
        assertEquals(8_310, a.host.endNanos());
        a.host.covers(9_999);
        assertEquals(9_999, a.host.endNanos(), "the file says so itself");
    }

    /** The shortest of all. */
    @Test
    void shouldKnowHowSoonIsAnswered() {
        a.sees(0, Survey.request(A, B, 1)).sees(5, Survey.reply(B, A, 1));
        a.sees(100, Survey.request(A, B, 2)).sees(103, Survey.reply(B, A, 2));
        a.sees(200, Survey.segment(A, 40_000, B, 179, Packets.SYN, 7, 0, 0));
        a.sees(202, Survey.segment(B, 179, A, 40_000, Packets.SYN | Packets.ACK, 9, 8, 0));
        assertEquals(3 * Survey.MILLIS, route().reverse.leastEchoGapNanos);
        assertEquals(2 * Survey.MILLIS, route().reverse.leastGapNanos);
        assertEquals(Long.MAX_VALUE, route().leastGapNanos);
    }

    /** From before a clock was set to behind, the times say nothing of how long it was. */
    @Test
    void shouldNotTellHowSoonIsAnsweredAcrossAStepOfTheClock() {
        a.sees(0, Survey.request(A, B, 1)).sees(7, Survey.reply(B, A, 1));
        a.sees(100, Survey.request(A, B, 2)).sees(110, Survey.segment(A, 40_000, B, 179, Packets.SYN, 7, 0, 0));
        a.host.clockSet(110 * Survey.MILLIS);
        a.sees(111, Survey.reply(B, A, 2));
        a.sees(112, Survey.segment(B, 179, A, 40_000, Packets.SYN | Packets.ACK, 9, 8, 0));
        assertEquals(7 * Survey.MILLIS, route().reverse.leastEchoGapNanos);
        assertEquals(7 * Survey.MILLIS, route().reverse.leastGapNanos);
        a.sees(120, Survey.request(A, B, 3)).sees(123, Survey.reply(B, A, 3));
        assertEquals(3 * Survey.MILLIS, route().reverse.leastEchoGapNanos);
    }

    /** Nor do they where it was set back by too little to be told from disorder: an answer would be there before its request. */
    @Test
    void shouldNotTellHowSoonIsAnsweredWhereTimesRunBack() {
        a.sees(0.013, Survey.request(A, B, 1)).sees(7.013, Survey.reply(B, A, 1));
        a.sees(400.017, Survey.request(A, B, 2)).sees(400.731, Survey.segment(A, 40_000, B, 179, Packets.SYN, 7, 0, 0));
        a.sees(85.303, Survey.reply(B, A, 2));
        a.sees(85.719, Survey.segment(B, 179, A, 40_000, Packets.SYN | Packets.ACK, 9, 8, 0));
        assertEquals(7 * Survey.MILLIS, route().reverse.leastEchoGapNanos);
        assertEquals(7 * Survey.MILLIS, route().reverse.leastGapNanos);
    }

    /** So it is of requests in fragments. */
    @Test
    void shouldTellHowSoonFragmentsAreAnsweredUnlessTheClockWasSet() {
        a.sees(0.013, fragment(A, B, 8, 1)).sees(7.013, fragment(B, A, 0, 1));
        a.sees(10.017, fragment(A, B, 8, 2));
        a.host.clockSet((long) (10.017 * Survey.MILLIS));
        a.sees(10.019, fragment(B, A, 0, 2));
        assertEquals(7 * Survey.MILLIS, route().reverse.leastEchoGapNanos);
        assertEquals(7 * Survey.MILLIS, route().reverse.leastGapNanos);
    }

    /** The first of an echo message. */
    private static byte[] fragment(String from, String to, int type, int sequence) {
        byte[] message = Packets.echo(type, sequence, Packets.payload(40));
        return Packets.ipv4(from, to, 1, 100 + sequence, 0x2000, new byte[0], message);
    }

    /** A reply to a request that came twice may be to either. */
    @Test
    void shouldNotTellByRepeatedRequestsHowSoonIsAnswered() {
        a.sees(0, Survey.request(A, B, 1)).sees(50, Survey.request(A, B, 1)).sees(55, Survey.reply(B, A, 1));
        assertEquals(Long.MAX_VALUE, route().reverse.leastEchoGapNanos);
    }

    /** Checksums of so many that it can be told; those left to the card are no wrong ones. */
    @Test
    void shouldVerifyChecksums() {
        byte[] syn = Survey.segment(A, 40_000, B, 179, Packets.SYN, 7, 0, 0);
        a.sees(0, syn).sees(100, Survey.withoutChecksum(syn, A, B));
        byte[] wrong = Packets.put16(syn.clone(), 36, 0x1234);
        a.sees(200, wrong);
        assertEquals(1, route().checksumsPartial);
        assertEquals(1, route().tcp.checksumsValid);
        assertEquals(1, route().tcp.checksumsInvalid);
        a.sees(300, Survey.request(A, B, 1));
        assertEquals(1, route().echo.checksumsValid);
    }

    @Test
    void shouldKnowHowMuchIsHeldOfEveryPacket() {
        assertEquals(Integer.MAX_VALUE, a.host.digestLimit());
        a.sees(0, Survey.request(A, B, 1));
        assertEquals(Integer.MAX_VALUE, a.host.digestLimit());
    }

    /** So that the same goes into the hashes at all hosts. */
    @Test
    void shouldSuitAllCaptures() {
        a.sees(0, Survey.request(A, B, 1));
        assertEquals(
                HostSurvey.Settings.USUAL,
                HostSurvey.Settings.suiting(List.of(a.host, new Survey("b").host), ContentKey.PUBLIC));
    }

    @Test
    void shouldSayWhatHasNoTime() {
        assertEquals(List.of(), a.host.notes());
        DecodedPacket packet = new DecodedPacket();
        int outcome = a.decode(Survey.request(A, B, 1), packet);
        a.host.noteUntimed(packet, outcome, DecodedPacket.MARK_NONE);
        assertTrue(a.host.notes().get(0).startsWith("a: 1 record carries no usable time"), a.host.notes()::toString);
        a.host.noteUntimed(packet, outcome, DecodedPacket.MARK_NONE);
        assertTrue(a.host.notes().get(0).startsWith("a: 2 records carry no usable time"), a.host.notes()::toString);
        assertTrue(a.host.scope.shows(TypeP.ICMP_ECHO_REQUEST));
        assertEquals(0, a.host.inScope());
    }

    /** Beyond a bound packets are counted; they help to find nothing. */
    @Test
    void shouldSayThatThereAreTooManyPairsOfAddresses() {
        int pairs = 1 << 12;
        for (int i = 0; i < pairs + 3; i++) {
            a.sees(i, Survey.request("10.1." + i / 250 + "." + i % 250, B, 1));
        }
        assertTrue(
                a.host.notes().get(0).contains("more pairs of addresses than are kept (4096); 3 packets"),
                a.host.notes()::toString);
    }

    @Test
    void shouldSayThatThereAreTooManyServices() {
        for (int i = 0; i < (1 << 12) + 3; i++) {
            a.sees(i, Survey.segment(A, 1 + i, B, 8080, Packets.SYN, 7, 0, 0));
        }
        assertEquals(1, a.host.notes().size(), a.host.notes()::toString);
        assertTrue(
                a.host.notes()
                        .get(0)
                        .contains("more services of pairs of addresses than are kept (4096); of 3 packets"),
                a.host.notes()::toString);
    }

    @Test
    void shouldLetGoOfWhatIsCompared() {
        a.sees(0, Survey.request(A, B, 1)).sees(100, Survey.request(A, B, 1));
        assertEquals(5, a.host.kept(), "a leg, two routes, a packet, and the same by its IP ID");
        a.host.forgetSample();
        assertEquals(2, a.host.kept());
        assertEquals(2, a.host.inScope());
    }

    /** The same moment where the clock is fine, at the same place: the same record twice. */
    @ParameterizedTest
    @CsvSource({"100, true", "100.001, false"})
    void shouldKnowRecordsThatAreThereTwice(double second, boolean twice) {
        a.sees(100, Survey.request(A, B, 1)).sees(second, Survey.request(A, B, 1));
        assertEquals(twice, a.host.takesRecordsTwice());
        assertEquals(1, route().twins);
        assertEquals(2, route().sampled);
    }

    /** Acknowledgments that are alike hosts do send in a row. */
    @Test
    void shouldNotTakeAcknowledgmentsForTwins() {
        byte[] ack = Survey.segment(A, 40_000, B, 179, Packets.ACK, 7, 5, 0);
        a.sees(0, ack).sees(0, ack);
        assertEquals(0, route().twins + route().sampled);
        assertFalse(a.host.takesRecordsTwice());
    }

    /** One that comes later than a host hands packets on is another. */
    @ParameterizedTest
    @CsvSource({"10, 1", "10.1, 2"})
    void shouldCountWhatLooksAlike(double millis, int count) {
        a.sees(0, Survey.identified(Survey.request(A, B, 1), 0));
        a.sees(millis, Survey.identified(Survey.request(A, B, 1), 0));
        assertEquals(1, a.host.sample.sketch().size());
        assertEquals(
                count,
                a.host.sample.sketch().comparableWith(a.host.sample.sketch()).get(0).count);
        assertEquals(
                count == 1,
                a.host.sample.sketch().comparableWith(a.host.sample.sketch()).get(0).twinned);
    }

    @Test
    void shouldRememberBlindSpotsAndDrops() {
        a.host.covers(0);
        a.host.covers(10);
        a.host.blind(5, 9);
        a.host.dropped(1, 2, 0);
        a.host.dropped(1, 2, 3);
        assertEquals(List.of(new HostSurvey.BlindSpot(5, 9)), a.host.blindSpots());
        assertEquals(List.of(new DropReports.Report(1, 2, 3)), a.host.drops());
    }
}

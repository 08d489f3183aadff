package dev.halfway.match;

import static dev.halfway.match.Survey.identified;
import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static dev.halfway.match.Survey.segment;
import static dev.halfway.match.Survey.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device between g and h makes of flows: of the client, at g, it makes the outside address, at h. */
class RewritingTest {
    private static final String CLIENT = "10.0.0.1";
    private static final String OUTSIDE = "192.0.2.7";
    private static final String SERVER = "198.51.100.9";
    private static final int PORT = 8080;
    private static final Tuple AT_G = tuple(Tuple.TCP, CLIENT, 40_000, SERVER, PORT);
    private static final Tuple AT_H = tuple(Tuple.TCP, OUTSIDE, 50_000, SERVER, PORT);
    private static final Tuple PINGS_AT_G = tuple(Tuple.ECHO, CLIENT, 19_809, SERVER, 19_809);
    private static final Tuple PINGS_AT_H = tuple(Tuple.ECHO, OUTSIDE, 19_809, SERVER, 19_809);

    private final Survey g = new Survey("g");
    private final Survey h = new Survey("h");
    private boolean areTwo;
    private boolean endAtBoth;

    private Alignment align() {
        return new Alignment(0, 1, g.host, h.host, new FlowKnowledge() {
            @Override
            public boolean isElsewhere(Tuple tuple) {
                return false;
            }

            @Override
            public boolean areTwo(Tuple atG, Tuple atH) {
                return areTwo;
            }

            @Override
            public boolean endAtBoth(Tuple atG, Tuple atH) {
                return endAtBoth;
            }
        });
    }

    private Rewriting rewriting() {
        return align().rewriting;
    }

    private boolean mayBeOne(Anchor atG, Anchor atH) {
        Rewriting rewriting = rewriting();
        return Math.abs(atH.timeNanos - atG.timeNanos - rewriting.times().usualNanos())
                <= rewriting.times().slackNanos();
    }

    /** The i-th segment from the client: at g after so many milliseconds, at h so much later. */
    private void translated(int i, double millis, double later) {
        translated(40_000, 50_000, i, millis, later);
    }

    private void translated(int portAtG, int portAtH, int i, double millis, double later) {
        int sequence = 1_000 * portAtG + 100 * i;
        g.sees(millis, segment(CLIENT, portAtG, SERVER, PORT, Packets.ACK, sequence, 7, 100));
        h.sees(millis + later, segment(OUTSIDE, portAtH, SERVER, PORT, Packets.ACK, sequence, 7, 100));
    }

    /** Of a flow that both know by one name. */
    private void inCommon(int count, double later) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = segment(CLIENT, 1_023, "198.51.100.8", 1_024, Packets.ACK, 100 * i, 7, 100);
            g.sees(100 * i, bytes);
            h.sees(100 * i + later, bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void shouldTellATranslationByThreePackets(int packets, boolean told) {
        for (int i = 0; i < packets; i++) {
            translated(i, 100 * i, 1);
        }
        Alignment alignment = align();
        Map<Tuple, Tuple> both = Map.of(AT_H, AT_G, AT_H.reversed(), AT_G.reversed());
        assertEquals(told ? both : Map.of(), alignment.rewriting.translations());
        assertEquals(told ? packets : 0, alignment.joined.size());
        assertEquals(told ? packets : 0, alignment.rewriting.joinedAtG().size());
        assertEquals(told ? packets : 0, alignment.rewriting.joinedAtH().size());
        assertEquals(
                told ? Set.of() : Set.of(AT_G, AT_G.reversed()),
                alignment.rewriting.doubts().atG(each -> true));
        assertEquals(
                told ? Set.of() : Set.of(AT_H, AT_H.reversed()),
                alignment.rewriting.doubts().atH(each -> true));
    }

    /** Two there and one back. */
    @Test
    void shouldCountPacketsOfBothDirections() {
        translated(0, 0, 1);
        translated(1, 100, 1);
        h.sees(200, segment(SERVER, PORT, OUTSIDE, 50_000, Packets.ACK, 7, 99, 100));
        g.sees(201, segment(SERVER, PORT, CLIENT, 40_000, Packets.ACK, 7, 99, 100));
        assertEquals(AT_G, rewriting().translations().get(AT_H));
        assertEquals(3, align().joined.size());
    }

    /** Half a second more or less than the others: what is beyond is no delay of this flow. */
    @ParameterizedTest
    @CsvSource({"1, 501, true", "1, 9000, true", "2, 501, true", "2, 502, false", "2, 9000, false"})
    void shouldNeedDelaysThatAgreeButForOneInTen(int others, double later, boolean told) {
        for (int i = 0; i < 10; i++) {
            translated(i, 10_000 * i, others > 0 && (i == 3 || others > 1 && i == 7) ? later : 1);
        }
        assertEquals(told, rewriting().translations().containsKey(AT_H));
    }

    /** h's clock is set forward by a minute half way: each is as late as the one before, but for one. */
    @Test
    void shouldAllowForAClockThatIsSet() {
        for (int i = 0; i < 20; i++) {
            translated(i, 1_000 * i, i < 10 ? 1 : 60_001);
        }
        assertTrue(rewriting().translations().containsKey(AT_H));
    }

    /** Each is 400 ms later than the one before: no clock drifts like that. */
    @ParameterizedTest
    @CsvSource({"400, false", "0.4, true"})
    void shouldNotTakeWhatDriftsApartForOneFlow(double more, boolean told) {
        for (int i = 0; i < 20; i++) {
            translated(i, 1_000 * i, 1 + more * i);
        }
        assertEquals(told, rewriting().translations().containsKey(AT_H));
    }

    /** Half a second either way, by what the packets in common tell of the clocks: those of h are five seconds ahead. */
    @ParameterizedTest
    @CsvSource({"5001, true", "5501, true", "4501, true", "5502, false", "4500, false", "1, false"})
    void shouldNeedTheTimesOfPacketsInCommon(double later, boolean told) {
        inCommon(5, 5_001);
        for (int i = 0; i < 3; i++) {
            translated(i, 100 * i, later);
        }
        assertEquals(told, rewriting().translations().containsKey(AT_H));
        assertEquals(told, mayBeOne(one(g, AT_G), one(h, AT_H)));
    }

    /** The first one of a flow. */
    private static Anchor one(Survey survey, Tuple tuple) {
        return survey.host.sample.sketch().comparableWith(survey.host.sample.sketch()).stream()
                .filter(each -> each.tuple.equals(tuple))
                .min(Comparator.comparingLong(each -> each.timeNanos))
                .orElseThrow();
    }

    @Test
    void shouldNotTranslateAFlowThatBothKnowByOneName() {
        byte[] common = segment(CLIENT, 40_000, SERVER, PORT, Packets.ACK, 99, 7, 60);
        g.sees(0, common);
        h.sees(1, common);
        for (int i = 0; i < 5; i++) {
            translated(i, 100 + 100 * i, 1);
        }
        Rewriting rewriting = rewriting();
        assertEquals(Map.of(), rewriting.translations());
        assertFalse(rewriting.doubts().atG(each -> true).contains(AT_G));
    }

    /** Two hosts that do the same to each other. */
    @Test
    void shouldNotMakeTheSenderTheReceiver() {
        Tuple flow = tuple(Tuple.TCP, CLIENT, PORT, SERVER, PORT);
        for (int i = 0; i < 5; i++) {
            g.sees(100 * i, segment(CLIENT, PORT, SERVER, PORT, Packets.ACK, 100 * i, 7, 100));
            h.sees(100 * i + 1, segment(SERVER, PORT, CLIENT, PORT, Packets.ACK, 100 * i, 7, 100));
        }
        Rewriting rewriting = rewriting();
        assertEquals(Map.of(), rewriting.translations());
        assertFalse(rewriting.mayTranslate(flow, flow.reversed()));
        assertFalse(rewriting.mayTranslate(flow, flow), "itself");
        assertFalse(rewriting.mayTranslate(flow, tuple(Tuple.TCP, OUTSIDE, PORT, CLIENT, PORT)));
        assertFalse(rewriting.mayTranslate(flow, tuple(Tuple.TCP, SERVER, PORT, OUTSIDE, PORT)));
        assertTrue(rewriting.mayTranslate(flow, tuple(Tuple.TCP, OUTSIDE, PORT, SERVER, PORT)));
        assertFalse(rewriting.mayTranslate(flow, tuple(Tuple.TCP, "2001:db8::1", PORT, "2001:db8::2", PORT)));
    }

    @Test
    void shouldHearThatTheyAreTwoFlows() {
        areTwo = true;
        for (int i = 0; i < 5; i++) {
            translated(i, 100 * i, 1);
        }
        assertEquals(Map.of(), rewriting().translations());
        assertEquals(Set.of(), rewriting().doubts().atG(each -> true));
    }

    /** One flow at g would be two at h: the one that more packets tell of it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeTheTranslationThatMorePacketsTell(boolean fewerFirst) {
        for (int i = 0; i < 8; i++) {
            boolean fewer = fewerFirst ? i < 3 : i >= 5;
            translated(40_000, fewer ? 50_001 : 50_000, i, 100 * i, 1);
        }
        Map<Tuple, Tuple> translations = rewriting().translations();
        assertEquals(AT_G, translations.get(AT_H));
        assertFalse(translations.containsKey(tuple(Tuple.TCP, OUTSIDE, 50_001, SERVER, PORT)));
        assertEquals(5, align().joined.size());
    }

    /** One packet of each of several flows between the same addresses. */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 6"})
    void shouldHearAllFlowsBetweenTheSameAddresses(int flows, int translations) {
        for (int i = 0; i < flows; i++) {
            translated(40_000 + i, 50_000 + i, i, 100 * i, 1);
        }
        assertEquals(translations, rewriting().translations().size());
        assertEquals(translations / 2, align().joined.size());
    }

    @Test
    void shouldTellTheUserEachFlowOnce() {
        for (int i = 0; i < 3; i++) {
            translated(i, 100 * i, 1);
            h.sees(100 * i + 50, segment(SERVER, PORT, OUTSIDE, 50_000, Packets.ACK, 7, i, 100));
            g.sees(100 * i + 51, segment(SERVER, PORT, CLIENT, 40_000, Packets.ACK, 7, i, 100));
            shifted(i, -1, 0);
        }
        assertEquals(
                List.of(
                        "Sequence numbers of 10.0.0.1 port 1023 to 198.51.100.9 port 1024 are shifted on the way: at right"
                                + " they are 4294967295 more than at left.",
                        "Translated on the way: what left sees as 10.0.0.1 port 40000 to 198.51.100.9 port 8080, right"
                                + " sees as 192.0.2.7 port 50000 to 198.51.100.9 port 8080."),
                rewriting().sentences("left", "right"));
    }

    private static final Tuple SHIFTED = tuple(Tuple.TCP, CLIENT, 1_023, SERVER, 1_024);

    /** The i-th segment of a flow, known by its length: at h its numbers are so much more. */
    private void shifted(int i, int bySequence, int byAcknowledgment) {
        g.sees(100 * i, segment(CLIENT, 1_023, SERVER, 1_024, Packets.ACK, 5_000, 70, 10 + i));
        h.sees(
                100 * i + 1,
                segment(CLIENT, 1_023, SERVER, 1_024, Packets.ACK, 5_000 + bySequence, 70 + byAcknowledgment, 10 + i));
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void shouldTellAShiftByThreePackets(int packets, boolean told) {
        for (int i = 0; i < packets; i++) {
            shifted(i, 12, 0);
        }
        assertEquals(told ? Map.of(SHIFTED, 12) : Map.of(), rewriting().shifts());
        assertEquals(told ? packets : 0, align().joined.size());
        assertEquals(
                told ? Set.of() : Set.of(SHIFTED, SHIFTED.reversed()),
                rewriting().doubts().atG(each -> true));
    }

    @ParameterizedTest
    @CsvSource({"9, 1, true", "8, 1, false", "3, 3, false"})
    void shouldNotTellAShiftWhereOneInTenContradicts(int agree, int contradict, boolean told) {
        for (int i = 0; i < agree + contradict; i++) {
            shifted(i, i < agree ? 12 : 13, 0);
        }
        assertEquals(told ? Map.of(SHIFTED, 12) : Map.of(), rewriting().shifts());
    }

    /** What a packet acknowledges is of the other direction. */
    @Test
    void shouldTellTheOtherDirectionsShiftByWhatIsAcknowledged() {
        for (int i = 0; i < 3; i++) {
            shifted(i, 0, 9);
        }
        assertEquals(Map.of(SHIFTED.reversed(), 9), rewriting().shifts());
        assertEquals(3, align().joined.size());
    }

    /** The i-th segment of the other direction: it acknowledges so much more at h. */
    private void shiftedBack(int i, int byAcknowledgment) {
        h.sees(100 * i + 50, segment(SERVER, 1_024, CLIENT, 1_023, Packets.ACK, 70, 5_000 + byAcknowledgment, 10 + i));
        g.sees(100 * i + 51, segment(SERVER, 1_024, CLIENT, 1_023, Packets.ACK, 71, 5_000, 10 + i));
    }

    /** What acknowledges shifted numbers, and keeps its own, has its counterpart too, and tells the clocks from the other side. */
    @Test
    void shouldJoinWhatAcknowledgesShiftedNumbers() {
        for (int i = 0; i < 3; i++) {
            shifted(i, 12, 0);
            h.sees(100 * i + 50, segment(SERVER, 1_024, CLIENT, 1_023, Packets.ACK, 70, 5_012, 10 + i));
            g.sees(100 * i + 51, segment(SERVER, 1_024, CLIENT, 1_023, Packets.ACK, 70, 5_000, 10 + i));
        }
        Alignment alignment = align();
        assertEquals(Map.of(SHIFTED, 12), alignment.rewriting.shifts());
        assertEquals(6, alignment.joined.size());
    }

    /** Its own are too few. */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void shouldHearBothDirectionsForAShift(int own, int back) {
        for (int i = 0; i < own; i++) {
            shifted(i, 12, 0);
        }
        for (int i = 0; i < back; i++) {
            shiftedBack(i, 12);
        }
        assertEquals(12, rewriting().shifts().get(SHIFTED));
    }

    /** Whatever the other direction acknowledges. */
    @Test
    void shouldTellAShiftByItsOwnPacketsAlone() {
        for (int i = 0; i < 3; i++) {
            shifted(i, 12, 0);
            shiftedBack(i, 99);
        }
        assertEquals(12, rewriting().shifts().get(SHIFTED));
    }

    /** Which is which cannot be told. */
    @Test
    void shouldNotTellAShiftByPacketsAlike() {
        for (int i = 0; i < 3; i++) {
            shifted(0, 12 * i, 0);
        }
        assertEquals(Map.of(), rewriting().shifts());
    }

    private void ping(int i, int identificationAtG, int identificationAtH, double later) {
        g.sees(1_000 * i, identified(request(CLIENT, SERVER, i), identificationAtG));
        h.sees(1_000 * i + later, identified(request(OUTSIDE, SERVER, i), identificationAtH));
    }

    /** Every program counts pings from 1: their IP IDs show that they are the same, or that they are not. */
    @ParameterizedTest
    @CsvSource({"77, 77, true", "77, 78, false", "0, 0, false", "77, 0, false"})
    void shouldTellPingsByTheirIdentifications(int atG, int atH, boolean told) {
        for (int i = 0; i < 4; i++) {
            ping(i, atG == 0 ? 0 : atG + 2 * i, atH == 0 ? 0 : atH + 2 * i, 1);
        }
        assertEquals(told ? PINGS_AT_G : null, rewriting().translations().get(PINGS_AT_H));
    }

    /** They are seen with 64 hops left at g, and nine in ten of them with fewer at h, or all with more: by one way round. */
    @ParameterizedTest
    @CsvSource({
        "63, 0, true",
        "33, 0, true",
        "32, 0, false",
        "64, 0, false",
        "63, 1, true",
        "63, 2, false",
        "63, 10, true"
    })
    void shouldTellPingsByTheRoutersBetween(int leftAtH, int moreAtH, boolean told) {
        for (int i = 0; i < 10; i++) {
            h.timeToLive(i < moreAtH ? 65 : leftAtH);
            ping(i, 77 + i, 177 + i, 1);
        }
        assertEquals(told ? PINGS_AT_G : null, rewriting().translations().get(PINGS_AT_H));
    }

    /** Half of them go back, from h to g, and have more left at h. */
    @Test
    void shouldTellRoutersBetweenInTheDirectionOfEachPacket() {
        for (int i = 0; i < 4; i++) {
            g.timeToLive(64);
            h.timeToLive(63);
            ping(i, 77 + i, 177 + i, 1);
            g.timeToLive(63);
            h.timeToLive(64);
            h.sees(1_000 * i + 2, identified(reply(SERVER, OUTSIDE, i), 277 + i));
            g.sees(1_000 * i + 3, identified(reply(SERVER, CLIENT, i), 377 + i));
        }
        assertEquals(PINGS_AT_G, rewriting().translations().get(PINGS_AT_H));
    }

    /** They carry something else each time, as TCP does; unless their IP IDs show that they are others. */
    @ParameterizedTest
    @CsvSource({"0, 0, true", "77, 78, false"})
    void shouldTellPingsByWhatTheyCarry(int atG, int atH, boolean told) {
        for (int i = 0; i < 4; i++) {
            byte[] payload = Packets.payload(56);
            payload[0] = (byte) i;
            byte[] echo = Packets.echo(8, i, payload);
            g.sees(1_000 * i, identified(Packets.ipv4(CLIENT, SERVER, 1, echo), atG));
            h.sees(1_000 * i + 1, identified(Packets.ipv4(OUTSIDE, SERVER, 1, echo), atH));
        }
        assertEquals(told ? PINGS_AT_G : null, rewriting().translations().get(PINGS_AT_H));
    }

    @Test
    void shouldTellPingsByWhereTheyEnd() {
        endAtBoth = true;
        for (int i = 0; i < 4; i++) {
            ping(i, 77 + i, 177 + i, 1);
        }
        assertEquals(PINGS_AT_G, rewriting().translations().get(PINGS_AT_H));
    }

    /** Nothing ties the clocks together. */
    @ParameterizedTest
    @CsvSource({"1000, true", "1001, false", "-1000, true", "-1001, false"})
    void shouldNeedWallClocksThatAgreeForPings(double later, boolean told) {
        for (int i = 0; i < 4; i++) {
            ping(i, 77 + i, 77 + i, later);
        }
        assertEquals(told ? PINGS_AT_G : null, rewriting().translations().get(PINGS_AT_H));
        assertEquals(told, mayBeOne(one(g, PINGS_AT_G), one(h, PINGS_AT_H)));
    }
}

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two captures laid beside each other: which packets both hold, which only one, and what a device between them rewrites. */
class AlignmentTest {
    private static final String X = "10.0.0.1";
    private static final String Y = "10.0.0.2";
    /** What a translator makes of X. */
    private static final String N = "192.0.2.7";

    private static final int BGP = 179;

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");

    private Alignment align() {
        return Survey.align(0, 1, List.of(a.host, b.host));
    }

    private void bothSee(double millis, byte[] atA, byte[] atB) {
        a.sees(millis, atA);
        b.sees(millis + 1, atB);
    }

    private void bothSee(double millis, byte[] packet) {
        bothSee(millis, packet, packet);
    }

    /** Every tenth of a second, those between the first and the tenth by a clock that tells microseconds. */
    private static double between(int i) {
        return 100 * i + i % 9 * 0.137;
    }

    @Test
    void shouldFindWhatBothHold() {
        for (int i = 0; i < 10; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        a.sees(450, request(X, Y, 20));
        b.sees(460, request(X, Y, 21));
        Alignment alignment = align();
        assertEquals(10, alignment.joined.size());
        assertTrue(alignment.joined.stream().allMatch(each -> each.apartNanos() == Survey.MILLIS));
        assertEquals(
                List.of(20),
                alignment.onlyAtG.stream().map(each -> each.sequence).toList());
        assertEquals(
                List.of(21),
                alignment.onlyAtH.stream().map(each -> each.sequence).toList());
    }

    /** What came before the other capture began, or went on after its end, is none that only one holds. */
    @ParameterizedTest
    @CsvSource({"-0.1, 0", "0, 1", "900, 1", "900.1, 0"})
    void shouldAskOnlyForWhatTheOtherCovers(double millis, int only) {
        for (int i = 0; i < 10; i++) {
            bothSee(between(i), request(X, Y, i));
        }
        a.sees(millis, request(X, Y, 20));
        assertEquals(only, align().onlyAtG.size());
    }

    /** The time of the other capture's edges is known as far as delays differ. */
    @Test
    void shouldNotAskForWhatIsNearerToAnEdgeThanDelaysDiffer() {
        for (int i = 0; i < 9; i++) {
            bothSee(between(i), request(X, Y, i));
        }
        a.sees(900, request(X, Y, 9));
        b.sees(951, request(X, Y, 9));
        a.sees(899, request(X, Y, 20)).sees(901, request(X, Y, 21));
        assertEquals(
                List.of(20), align().onlyAtG.stream().map(each -> each.sequence).toList());
    }

    @Test
    void shouldKeepApartWhatLooksAlike() {
        bothSee(0, request(X, Y, 1));
        bothSee(100, identified(request(X, Y, 2), 0));
        bothSee(200, identified(request(X, Y, 2), 0));
        Alignment alignment = align();
        assertEquals(1, alignment.joined.size());
        assertEquals(1, alignment.alike.size());
        assertEquals(List.of(), alignment.toldApart);
    }

    /** Alike but for their IP IDs: these tell which is which, also where the other capture has only one of them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellApartWhatLooksAlikeByItsIdentification(boolean bothAtB) {
        bothSee(0, request(X, Y, 1));
        a.sees(100, identified(request(X, Y, 2), 21)).sees(200, identified(request(X, Y, 2), 22));
        if (bothAtB) {
            b.sees(101, identified(request(X, Y, 2), 21));
        }
        b.sees(201, identified(request(X, Y, 2), 22));
        Alignment alignment = align();
        assertEquals(bothAtB ? 2 : 1, alignment.toldApart.size());
        assertTrue(alignment.toldApart.stream().allMatch(each -> each.apartNanos() == Survey.MILLIS));
        assertEquals(
                alignment.joined.size() + alignment.toldApart.size(),
                alignment.inBoth().size());
    }

    /** Where packets keep their IP IDs, another one is another packet. */
    @ParameterizedTest
    @CsvSource({"10, 11", "11, 11"})
    void shouldNotTakeForOneWhatHasAnotherIdentification(int kept, int joined) {
        for (int i = 0; i < kept; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        bothSee(2_000, identified(request(X, Y, 50), 1), identified(request(X, Y, 50), 2));
        bothSee(2_100, identified(request(X, Y, 51), 0), identified(request(X, Y, 51), 2));
        assertEquals(kept == joined ? kept + 1 : kept + 2, align().joined.size());
    }

    @Test
    void shouldKnowTheSameCaptureGivenTwice() {
        for (int i = 0; i < 3; i++) {
            bothSee(100.25 * i, request(X, Y, i));
        }
        assertTrue(align().isSameCapture(), "shifted as a whole");
        a.sees(300, request(X, Y, 9));
        b.sees(301.000001, request(X, Y, 9));
        assertFalse(align().isSameCapture(), "by a nanosecond");
    }

    /** All that took less than a tick of both clocks has the same time at both. */
    @Test
    void shouldNotTakeForTheSameWhatTheTicksOfClocksMakeAlike() {
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        assertFalse(align().isSameCapture());
    }

    @Test
    void shouldNotTakeForTheSameWhatOneLacksOrHoldsAtOtherTimes() {
        assertFalse(align().isSameCapture(), "nothing in common");
        bothSee(0, request(X, Y, 1));
        assertFalse(align().isSameCapture(), "one packet that took a millisecond");
        bothSee(100, request(X, Y, 2));
        bothSee(200, request(X, Y, 3));
        b.sees(150, request(X, Y, 4));
        assertFalse(align().isSameCapture(), "only one holds it");
    }

    /** A router has passed it on in between, however evenly. */
    @Test
    void shouldNotTakeForTheSameWhatHasAnotherTimeToLive() {
        b.timeToLive(Survey.TIME_TO_LIVE - 1);
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        assertFalse(align().isSameCapture());
    }

    @Test
    void shouldTakeASinglePacketOfOneMomentForTheSameCapture() {
        a.sees(0.25, request(X, Y, 1));
        b.sees(0.25, request(X, Y, 1));
        assertTrue(align().isSameCapture());
    }

    /** X asks, and Y answers a little later; b sees each so many microseconds after a, or before it. */
    private void bothDirections(int count, double requestMicros, double replyMicros) {
        for (int i = 0; i < count; i++) {
            double millis = 101.0373 * i + i % 7 * 0.3713;
            a.sees(millis, request(X, Y, i)).sees(millis + 0.4177, reply(Y, X, i));
            b.sees(millis + requestMicros / 1_000, request(X, Y, i));
            b.sees(millis + 0.4177 + replyMicros / 1_000, reply(Y, X, i));
        }
    }

    /** A capture may cut times to microseconds, and the kernel reads its clock twice for a few packets. */
    @Test
    void shouldKnowTwoCapturesOfOneHost() {
        bothDirections(20, 0, 0);
        a.sees(3_000.0373, request(X, Y, 30));
        b.sees(3_000.0412, request(X, Y, 30));
        Alignment alignment = align();
        assertFalse(alignment.isSameCapture(), "not one capture");
        assertTrue(alignment.isSameHost());
    }

    /** However short the way is, and though clocks may stand so that one direction seems to take no time. */
    @ParameterizedTest
    @CsvSource({"20, 1.1, -1.1", "20, 0, -2.2", "20, 100, 100", "9, 0, 0"})
    void shouldNotTakeForOneHostWhatAWayLiesBetween(int count, double requestMicros, double replyMicros) {
        bothDirections(count, requestMicros, replyMicros);
        assertFalse(align().isSameHost());
    }

    /** Of times that are the same at both ends, as one who makes captures may write them; a capture may miss some. */
    @ParameterizedTest
    @CsvSource({"9, true", "10, false"})
    void shouldNotTakeForOneHostWhereOneLacksADirectionOfAFlow(int missing, boolean isSameHost) {
        bothDirections(20, 0, 0);
        for (int i = 0; i < missing; i++) {
            byte[] segment = segment(Y, 40_000, X, BGP, TcpFlags.ACK, 100 * i, 7, 0);
            b.sees(500.0373 + 7 * i, segment);
            a.sees(500.0373 + 7 * i, segment);
            a.sees(501.0373 + 7 * i, segment(X, BGP, Y, 40_000, TcpFlags.ACK, 7, 100 * i, 0));
        }
        assertEquals(isSameHost, align().isSameHost());
    }

    @Test
    void shouldNotTakeForOneHostWhatTheTicksOfClocksMakeAlike() {
        for (int i = 0; i < 40; i++) {
            a.sees(20 * i, request(X, Y, i)).sees(20 * i + 10, reply(Y, X, i));
            b.sees(20 * i, request(X, Y, i)).sees(20 * i + 10, reply(Y, X, i));
        }
        assertFalse(align().isSameHost());
    }

    /** A segment of X on its flow to Y as a sees it, and as b does behind a translator. */
    private void translated(double millis, int flags, int sequence, int port) {
        bothSee(
                millis,
                segment(X, port, Y, BGP, flags, sequence, 0, 0),
                segment(N, port + 10_000, Y, BGP, flags, sequence, 0, 0));
    }

    private static Tuple atA(int port) {
        return tuple(Tuple.TCP, X, port, Y, BGP);
    }

    private static Tuple atB(int port) {
        return tuple(Tuple.TCP, N, port + 10_000, Y, BGP);
    }

    /** A translation needs three packets and no conflict; fewer cast doubt. */
    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void shouldFindTranslationsByThreePackets(int packets, boolean found) {
        for (int i = 0; i < packets; i++) {
            translated(100 * i, Packets.SYN, i, 40_000);
        }
        Rewriting rewriting = align().rewriting;
        assertEquals(
                found
                        ? Map.of(
                                atB(40_000),
                                atA(40_000),
                                atB(40_000).reversed(),
                                atA(40_000).reversed())
                        : Map.of(),
                rewriting.translations());
        assertEquals(
                found ? Set.of() : Set.of(atA(40_000), atA(40_000).reversed()),
                rewriting.doubts().atG(each -> true));
        assertEquals(
                found ? Set.of() : Set.of(atB(40_000), atB(40_000).reversed()),
                rewriting.doubts().atH(each -> true));
        assertEquals(found ? packets : 0, rewriting.joinedAtG().size());
    }

    @Test
    void shouldSayWhatIsTranslatedOnce() {
        for (int i = 0; i < 3; i++) {
            translated(100 * i, Packets.SYN, i, 40_000);
        }
        assertEquals(
                List.of("Translated on the way: what a sees as " + atA(40_000).words() + ", b sees as "
                        + atB(40_000).words() + "."),
                align().rewriting.sentences("a", "b"));
    }

    /** One packet of each of three connections between the same addresses: that the addresses are translated is told. */
    @Test
    void shouldFindTranslationsByAllFlowsBetweenTheSameAddresses() {
        for (int i = 0; i < 3; i++) {
            translated(100 * i, Packets.SYN, i, 40_000 + i);
        }
        Alignment alignment = align();
        assertEquals(6, alignment.rewriting.translations().size());
        assertEquals(
                Map.of(
                        atB(0).addresses(),
                        atA(0).addresses(),
                        atB(0).reversed().addresses(),
                        atA(0).reversed().addresses()),
                alignment.rewriting.addresses().toG());
        assertEquals(
                Set.of(atB(0).addresses(), atB(0).reversed().addresses()),
                alignment.rewriting.addresses().renumbered(),
                "their ports, too");
    }

    /** Wall clocks that nothing ties together are taken to agree within a second; TCP tells by its numbers. */
    @Test
    void shouldFindTranslationsByTheNumbersOfTcpWhateverTheClocksSay() {
        for (int i = 0; i < 3; i++) {
            a.sees(100 * i, segment(X, 40_000, Y, BGP, Packets.SYN, i, 0, 0));
            b.sees(100_000 + 100 * i, segment(N, 50_000, Y, BGP, Packets.SYN, i, 0, 0));
        }
        assertEquals(2, align().rewriting.translations().size());
    }

    /** Packets in common tell the clocks: what is half a second from them is another. */
    @ParameterizedTest
    @CsvSource({"500, true", "502, false"})
    void shouldNotFindTranslationsThatTheClocksContradict(int apartMillis, boolean found) {
        for (int i = 0; i < 3; i++) {
            bothSee(1_000 * i, request(X, Y, i));
            a.sees(1_000 * i + 10, segment(X, 40_000, Y, BGP, Packets.SYN, i, 0, 0));
            b.sees(1_000 * i + 11 + apartMillis, segment(N, 50_000, Y, BGP, Packets.SYN, i, 0, 0));
        }
        assertEquals(found, !align().rewriting.translations().isEmpty());
    }

    /** Every ping counts from 1: what looks like one translated may be two hosts' that do the same. */
    @ParameterizedTest
    @CsvSource({"0x1234, 0x1234, 64, true", "0, 0, 64, false", "1, 2, 64, false", "0, 0, 62, true", "1, 2, 62, true"})
    void shouldFindTranslatedEchoesByTheirIdentificationsOrTheHopsBetween(
            int sent, int arrived, int timeToLive, boolean found) {
        b.timeToLive(timeToLive);
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, identified(request(X, Y, i), sent), identified(request(N, Y, i), arrived));
        }
        assertEquals(found, !align().rewriting.translations().isEmpty());
    }

    /** No device makes the sender the receiver. */
    @Test
    void shouldNotTakeForTranslatedWhatGoesTheOtherWay() {
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, request(X, Y, i), request(Y, X, i));
        }
        assertEquals(Map.of(), align().rewriting.translations());
    }

    private void shifted(double millis, int sequence, int shift, int flags, int length) {
        bothSee(
                millis,
                segment(X, 40_000, Y, BGP, flags, sequence, 7, length),
                segment(X, 40_000, Y, BGP, flags, sequence + shift, 7, length));
    }

    /** A device that randomises initial sequence numbers adds the same to all of a direction. */
    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void shouldFindShiftedSequenceNumbersByThreePackets(int packets, boolean found) {
        int shift = -5;
        for (int i = 0; i < packets; i++) {
            shifted(100 * i, 1_000 * i, shift, Packets.ACK, 10 + i);
        }
        Rewriting rewriting = align().rewriting;
        Map<Tuple, Integer> expected = found ? Map.of(atA(40_000), shift) : Map.of();
        assertEquals(expected, rewriting.shifts());
        assertEquals(
                found
                        ? List.of("Sequence numbers of " + atA(40_000).words()
                                + " are shifted on the way: at b they are 4294967291 more than at a.")
                        : List.of(),
                rewriting.sentences("a", "b"));
        assertEquals(found ? packets : 0, rewriting.joinedAtH().size());
    }

    /** One in ten may be of something else. */
    @ParameterizedTest
    @CsvSource({"8, false", "9, true"})
    void shouldNotFindAShiftOnWhichPacketsDoNotAgree(int agreeing, boolean found) {
        for (int i = 0; i < agreeing; i++) {
            shifted(100 * i, 1_000 * i, 5, Packets.ACK, 10 + i);
        }
        shifted(2_000, 50_000, 6, Packets.ACK, 60);
        assertEquals(found, !align().rewriting.shifts().isEmpty());
    }

    /** Of a flow that both know by one name what lacks its counterpart is lost, not translated. */
    @Test
    void shouldNotLookForTranslationsOfAFlowThatBothKnow() {
        bothSee(0, segment(X, 40_000, Y, BGP, Packets.SYN, 0, 0, 0));
        for (int i = 1; i < 4; i++) {
            a.sees(100 * i, segment(X, 40_000, Y, BGP, Packets.ACK, i, 0, 0));
            b.sees(100 * i + 1, segment(N, 50_000, Y, BGP, Packets.ACK, i, 0, 0));
        }
        Rewriting rewriting = align().rewriting;
        assertEquals(Map.of(), rewriting.translations());
        assertEquals(Set.of(), rewriting.doubts().atG(each -> true));
    }

    /** Both hold at about the same time a flow that differs in one address, and nothing of it is the same. */
    @ParameterizedTest
    @CsvSource({"999, true", "1001, false"})
    void shouldDoubtFlowsThatMayBeOneThoughNoPacketIs(int apartMillis, boolean doubted) {
        a.sees(5_000, segment(X, 40_000, Y, BGP, Packets.SYN, 1, 0, 0));
        b.sees(5_000 + apartMillis, segment(N, 40_000, Y, BGP, Packets.ACK, 77, 5, 0));
        assertEquals(doubted, align().rewriting.doubts().atG(each -> true).contains(atA(40_000)));
    }
}

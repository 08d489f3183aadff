package dev.halfway.diagnose;

import static dev.halfway.diagnose.BgpTap.ACK;
import static dev.halfway.diagnose.BgpTap.FIRST;
import static dev.halfway.diagnose.BgpTap.KEEPALIVE;
import static dev.halfway.diagnose.BgpTap.SECOND;
import static dev.halfway.diagnose.BgpTap.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.bgp.MessageType;
import dev.halfway.decode.Packets;
import dev.halfway.diagnose.Transmission.Kind;
import dev.halfway.match.Fate;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two taps make of one connection; packets take no time. */
class JoinedConnectionTest {
    private static final byte[] OPEN = BgpBytes.open(65_000, 9, "10.0.0.1");

    private final BgpTap zero = new BgpTap(0, 1);
    private final BgpTap one = new BgpTap(1, 0);

    private JoinedConnection both() {
        JoinedConnection joined = new JoinedConnection(zero.flow, zero.tapped);
        joined.join(one.flow, one.tapped);
        joined.close();
        return joined;
    }

    private static JoinedConnection only(BgpTap tap) {
        JoinedConnection joined = new JoinedConnection(tap.flow, tap.tapped);
        joined.close();
        return joined;
    }

    private void bothSay(int from, double second, int offset, byte[] payload) {
        zero.says(from, second, offset, Fate.DELIVERED, payload);
        one.says(from, second, offset, Fate.DELIVERED, payload);
    }

    /** {@code KEEPALIVE LOST 1x2}: one, sent twice. */
    private static List<String> words(JoinedConnection joined, int from) {
        return joined.messages(from).stream()
                .map(each ->
                        each.message().type() + " " + each.fate() + " " + each.count() + "x" + each.transmissions())
                .toList();
    }

    @Test
    void shouldDeliverWhatBothTapsSee() {
        zero.opened();
        one.opened();
        bothSay(0, 1, 0, OPEN);
        bothSay(1, 2, 0, OPEN);
        JoinedConnection joined = both();
        assertEquals(List.of("OPEN DELIVERED 1x1"), words(joined, 0));
        assertEquals(List.of("OPEN DELIVERED 1x1"), words(joined, 1));
        assertEquals(OptionalLong.of(SECOND), joined.messages(0).get(0).arrivedNanos());
        assertEquals(SECOND, joined.messages(0).get(0).nanos());
        assertEquals(0, joined.opener());
        assertEquals(0, joined.firstNanos());
        assertEquals(2 * SECOND, joined.lastNanos());
        assertTrue(joined.speaksBgp());
        assertFalse(joined.isMute() || joined.isSigned() || joined.isAuthenticated());
        assertEquals(1, joined.count(0, Kind.SYN));
        assertEquals(1, joined.count(0, Kind.SYN, Fate.DELIVERED));
        assertEquals(0, joined.count(0, Kind.SYN, Fate.LOST));
        assertEquals(0, joined.count(1, Kind.SYN));
        assertEquals(1, joined.count(1, Kind.SYN_ACK));
    }

    @Test
    void shouldBeMuteWhereNobodySendsAnything() {
        zero.opened();
        one.opened();
        assertTrue(both().isMute());
        assertFalse(both().speaksBgp());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldNotBeMuteWhereEitherEndSendsSomething(int from) {
        zero.opened();
        one.opened().says(from, 1, 0, Fate.LOST, OPEN);
        assertFalse(both().isMute());
    }

    /** As became of the segments that carried it. */
    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"LOST", "MISSED", "UNOBSERVABLE"})
    void shouldTellWhatBecameOfAMessageThatDidNotArrive(Fate fate) {
        bothSay(1, 1, 0, OPEN);
        one.says(1, 2, OPEN.length, fate, KEEPALIVE).says(1, 3, OPEN.length, fate, KEEPALIVE);
        JoinedConnection joined = both();
        assertEquals(List.of("OPEN DELIVERED 1x1", "KEEPALIVE " + fate + " 1x2"), words(joined, 1));
        assertEquals(OptionalLong.empty(), joined.messages(1).get(1).arrivedNanos());
        assertEquals(1, joined.again(1, 2 * SECOND, 3 * SECOND, Long.MIN_VALUE));
        assertEquals(0, joined.again(1, 3 * SECOND, 9 * SECOND, Long.MIN_VALUE), "later than that only");
        assertEquals(0, joined.again(1, 0 * SECOND, 2 * SECOND, Long.MIN_VALUE), "up to then");
        assertEquals(1, joined.again(1, 0 * SECOND, 9 * SECOND, OPEN.length));
        assertEquals(0, joined.again(1, 0 * SECOND, 9 * SECOND, OPEN.length + 1), "bytes from there on");
        assertEquals(0, joined.again(0, 0 * SECOND, 9 * SECOND, Long.MIN_VALUE), "the other end");
    }

    /** By the segments up to a moment only: what is sent again later says nothing of then. */
    @Test
    void shouldTellWhatHadBecomeOfAMessageByThen() {
        bothSay(1, 1, 0, OPEN);
        one.says(1, 2, OPEN.length, Fate.LOST, KEEPALIVE).says(1, 5, OPEN.length, Fate.MISSED, KEEPALIVE);
        JoinedConnection joined = both();
        JoinedMessage keepalive = joined.messages(1).get(1);
        assertEquals(Fate.MISSED, keepalive.fate());
        assertEquals(Fate.LOST, joined.missing(1, keepalive.message(), 4 * SECOND));
    }

    /** It was acknowledged: the capture there has missed it. */
    @ParameterizedTest
    @CsvSource({"0, MISSED", "-1, LOST"})
    void shouldCallMissedWhatIsAcknowledged(int more, Fate fate) {
        bothSay(1, 1, 0, OPEN);
        one.says(1, 2, OPEN.length, Fate.LOST, KEEPALIVE);
        int end = FIRST[1] + OPEN.length + KEEPALIVE.length;
        one.sees(0, 3, ACK, FIRST[0], end + more, Fate.DELIVERED);
        assertEquals(fate, both().messages(1).get(1).fate());
    }

    @Test
    void shouldJudgeNothingThatGoesToAHostWithoutACapture() {
        BgpTap alone = new BgpTap(0, -1).opened().says(0, 1, 0, null, OPEN).says(1, 1, 0, null, OPEN);
        JoinedConnection joined = only(alone);
        assertEquals(List.of("OPEN UNOBSERVABLE 1x1"), words(joined, 0));
        assertEquals(List.of("OPEN APPEARED 1x1"), words(joined, 1));
        assertEquals(1, joined.appeared(1, Kind.SYN_ACK));
        assertEquals(0, joined.appeared(0, Kind.SYN));
        assertEquals(0, joined.count(1, Kind.SYN_ACK));
        assertEquals(0, joined.unlisted(1, MessageType.OPEN));
        assertEquals(0, joined.unlistedArrivals(0, MessageType.OPEN));
        assertEquals(2, joined.sent(0).size() + joined.sent(1).size(), "SYN and SYN-ACK");
    }

    /** The capture at the sender began later, or ended sooner. */
    @Test
    void shouldTakeForAppearedWhatTheSendersCaptureDoesNotCover() {
        int second = OPEN.length;
        int third = second + KEEPALIVE.length;
        zero.says(1, 1, 0, null, OPEN).says(1, 2, second, null, KEEPALIVE).says(1, 3, third, null, KEEPALIVE);
        one.says(1, 2, second, Fate.DELIVERED, KEEPALIVE);
        assertEquals(
                List.of("OPEN APPEARED 1x1", "KEEPALIVE DELIVERED 1x1", "KEEPALIVE APPEARED 1x1"), words(both(), 1));
    }

    @Test
    void shouldTakeAllForAppearedWhereTheSenderSawNothing() {
        one.opened();
        zero.opened().says(1, 1, 0, null, OPEN);
        JoinedConnection joined = both();
        assertEquals(List.of("OPEN APPEARED 1x1"), words(joined, 1));
        assertEquals(0, joined.unlistedArrivals(1, MessageType.OPEN));
    }

    /** Taps that begin to read at different bytes count from there. */
    @Test
    void shouldCountBytesAlikeAtBothTaps() {
        zero.says(1, 1, 0, null, OPEN).says(1, 2, OPEN.length, null, KEEPALIVE);
        one.says(1, 2, OPEN.length, Fate.DELIVERED, KEEPALIVE);
        JoinedConnection joined = both();
        assertEquals(-OPEN.length, joined.offsetShift(0, 1));
        assertEquals(0, joined.offsetShift(1, 1));
        assertEquals(joined.base(1, 1), joined.base(0, 1) + OPEN.length);
    }

    /** Of UPDATEs in a row that did not all come as such, as many as came. */
    @Test
    void shouldCountUpdatesInARow() {
        byte[] update = BgpBytes.update(50);
        bothSay(1, 1, 0, OPEN);
        int at = OPEN.length;
        one.says(1, 2, at, Fate.DELIVERED, update).says(1, 3, at + 50, Fate.LOST, update);
        zero.says(1, 2, at, null, update);
        JoinedConnection joined = both();
        assertEquals(List.of("OPEN DELIVERED 1x1", "UPDATE DELIVERED 1x1", "UPDATE LOST 1x1"), words(joined, 1));
        assertEquals(OptionalLong.of(2 * SECOND), joined.messages(1).get(1).arrivedNanos());
        zero.says(1, 4, at + 50, null, update);
        assertEquals(List.of("OPEN DELIVERED 1x1", "UPDATE DELIVERED 2x1"), words(both(), 1));
    }

    /** As the sender's tap saw them leave; as the other saw them arrive where they were not seen leaving. */
    @Test
    void shouldTellEachSegmentThatWasSentOnce() {
        zero.opened();
        one.sees(0, 0, SYN, 100, 0, Fate.ARRIVED)
                .sees(1, 0, SYN | ACK, 500, 101, Fate.DELIVERED)
                .sees(1, 1, SYN | ACK, 500, 101, Fate.COPY);
        zero.sees(1, 5, Packets.RST, 501, 0, Fate.APPEARED);
        JoinedConnection joined = both();
        assertEquals(
                List.of(Kind.SYN),
                joined.sent(0).stream().map(each -> each.kind).toList());
        assertEquals(
                List.of(Kind.RST, Kind.SYN_ACK),
                joined.sent(1).stream().map(each -> each.kind).toList());
        assertEquals(1, joined.appeared(1, Kind.RST));
        assertEquals(0, joined.appeared(1, Kind.SYN_ACK));
        assertEquals(1, joined.count(1, Kind.SYN_ACK), "a copy is none");
    }
}

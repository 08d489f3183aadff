package dev.halfway.diagnose;

import static dev.halfway.diagnose.BgpTap.ACK;
import static dev.halfway.diagnose.BgpTap.FIN;
import static dev.halfway.diagnose.BgpTap.FIRST;
import static dev.halfway.diagnose.BgpTap.KEEPALIVE;
import static dev.halfway.diagnose.BgpTap.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.bgp.MessageType;
import dev.halfway.diagnose.HoldTimer.State;
import dev.halfway.match.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hold timer of end 0: it last hears something of end 1 three seconds after the session has opened, and the hold time is
 * nine seconds, so it is due at twelve. Packets take no time; both captures run for a minute.
 */
class HoldTimersTest {
    private static final int HOLD_SECONDS = 9;
    private static final double DUE = 12;
    private static final byte[] EXPIRED = BgpBytes.notification(4, 0);

    private double captureSeconds = 60;
    private final BgpTalk session = new BgpTalk();

    /** As far as all that end 0 hears. */
    private BgpTalk heard() {
        return session.opened(0, HOLD_SECONDS).says(0, 2, KEEPALIVE).says(1, 3, KEEPALIVE);
    }

    private Optional<HoldTimer> timer(BgpTalk... others) {
        JoinedConnection joined = session.joined();
        List<JoinedConnection> all = new ArrayList<>(List.of(joined));
        for (BgpTalk each : others) {
            all.add(each.joined());
        }
        return new HoldTimers(BgpTalk.plan(captureSeconds), all).of(joined, 0);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * SECOND);
    }

    private void assertState(State state) {
        assertEquals(state, timer().orElseThrow().state());
    }

    @Test
    void shouldBeOverdueWhereNothingShowsThatItFired() {
        heard();
        HoldTimer timer = timer().orElseThrow();
        assertEquals(State.OVERDUE, timer.state());
        assertEquals(OptionalInt.of(HOLD_SECONDS), timer.seconds(), "the smaller of both");
        assertFalse(timer.borrowed());
        assertEquals(OptionalLong.of(nanos(3)), timer.lastHeardNanos());
        assertEquals(OptionalLong.of(nanos(DUE)), timer.dueNanos());
        assertEquals(OptionalLong.empty(), timer.firedNanos());
        assertEquals(OptionalLong.of(nanos(2)), timer.ownNanos());
        assertTrue(timer.peerSeen());
        assertEquals(0, timer.sent() + timer.lost() + timer.arrived() + timer.again() + timer.behind());
        assertFalse(timer.acknowledged() || timer.peerMute());
    }

    @ParameterizedTest
    @CsvSource({"11.999, RUNNING", "12, OVERDUE"})
    void shouldBeRunningWhereTheCaptureEndsBeforeItIsDue(double seconds, State state) {
        captureSeconds = seconds;
        heard();
        assertState(state);
    }

    @Test
    void shouldHaveNoneWhereItsEndHeardNothing() {
        session.says(0, 1, KEEPALIVE);
        assertEquals(Optional.empty(), timer());
    }

    @Test
    void shouldBeUnknownWhereNoOpenTellsTheHoldTime() {
        session.says(1, 3, KEEPALIVE);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(State.UNKNOWN, timer.state());
        assertEquals(OptionalInt.empty(), timer.seconds());
        assertEquals(OptionalLong.empty(), timer.dueNanos());
    }

    @Test
    void shouldBeOffWhereTheHoldTimeIsNone() {
        session.opened(0, 0).says(1, 3, KEEPALIVE);
        assertState(State.OFF);
    }

    @Test
    void shouldHaveFiredWhereANotificationSaysSo() {
        heard().says(0, 10, EXPIRED).says(1, 11, KEEPALIVE);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(State.FIRED, timer.state());
        assertEquals(OptionalLong.of(nanos(10)), timer.firedNanos());
        assertEquals(OptionalLong.of(nanos(3)), timer.lastHeardNanos(), "not what came later");
    }

    /** Another NOTIFICATION ends the session, and so does a FIN, whoever sends it: before it is due. */
    @ParameterizedTest
    @CsvSource({"11.5, ENDED", "12, ENDED", "12.5, OVERDUE"})
    void shouldHaveEndedWithTheSession(double seconds, State state) {
        heard().says(0, seconds, BgpBytes.notification(6, 2));
        assertState(state);
    }

    @ParameterizedTest
    @CsvSource({"false, OVERDUE", "true, ENDED"})
    void shouldHaveEndedByAFinOfThePeerThatWasSeenLeaving(boolean seenLeaving, State state) {
        heard();
        int end = FIRST[1] + session.said[1];
        session.zero.sees(1, 5, ACK | FIN, end, FIRST[0], Fate.ARRIVED);
        if (seenLeaving) {
            session.one.sees(1, 5, ACK | FIN, end, FIRST[0], Fate.DELIVERED);
        }
        assertState(state);
    }

    /** It goes on as if it had heard something: a second after it was due. */
    @ParameterizedTest
    @CsvSource({"13, OVERDUE", "13.001, NOT_FIRED"})
    void shouldNotHaveFiredWhereItsEndGoesOn(double seconds, State state) {
        heard().says(0, seconds, KEEPALIVE);
        assertState(state);
    }

    private static BgpTalk opening(int from, double second) {
        BgpTalk other = new BgpTalk();
        for (BgpTap tap : List.of(other.zero, other.one)) {
            tap.sees(from, second, BgpTap.SYN, 900, 0, Fate.DELIVERED);
        }
        return other;
    }

    /** A daemon opens another connection once it has given this one up; it may draw up to a quarter less. */
    @ParameterizedTest
    @CsvSource({"0, 9.75, FIRED_UNSEEN", "0, 9.7, OVERDUE", "1, 20, OVERDUE"})
    void shouldHaveFiredUnseenWhereItsEndOpensAnotherConnection(int from, double second, State state) {
        heard();
        HoldTimer timer = timer(opening(from, second)).orElseThrow();
        assertEquals(state, timer.state());
        assertEquals(
                state == State.FIRED_UNSEEN ? OptionalLong.of(nanos(second)) : OptionalLong.empty(),
                timer.firedNanos());
    }

    /** From the connection that is nearest in time and shows the OPENs. */
    @Test
    void shouldBorrowTheHoldTimeOfAnotherSession() {
        session.says(1, 3, KEEPALIVE);
        HoldTimer timer = timer(
                        new BgpTalk().opened(50, 30), new BgpTalk().opened(20, 6), new BgpTalk().says(0, 4, KEEPALIVE))
                .orElseThrow();
        assertTrue(timer.borrowed());
        assertEquals(OptionalInt.of(6), timer.seconds());
        assertEquals(OptionalLong.of(nanos(9)), timer.dueNanos());
    }

    /** What left the peer after the last heard, and before it was due. */
    @Test
    void shouldCountWhatDidNotArrive() {
        byte[] update = BgpBytes.update(60);
        heard().acknowledges(0, 4)
                .says(1, 6, KEEPALIVE, Fate.LOST)
                .saysAgain(1, 7, KEEPALIVE, Fate.LOST)
                .says(1, 9, update, Fate.LOST)
                .says(1, 12.5, KEEPALIVE, Fate.LOST);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(2, timer.sent());
        assertEquals(1, timer.updates());
        assertEquals(2, timer.lost());
        assertEquals(3, timer.transmissions());
        assertEquals(1, timer.again());
        assertEquals(0, timer.arrived());
    }

    /** It came as far as the tap; what comes behind a hole TCP keeps from the daemon. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountWhatArrivedAllTheSame(boolean hole) {
        heard();
        if (hole) {
            session.says(1, 5, KEEPALIVE, Fate.LOST);
        }
        session.says(1, 6, KEEPALIVE, Fate.MISSED);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(hole ? 2 : 1, timer.sent());
        assertEquals(hole ? 1 : 0, timer.lost());
        assertEquals(hole ? 0 : 1, timer.arrived());
    }

    /** The capture of this end lacks what the peer said at 5 s, and reads nothing behind it; that came, as the timer fires late. */
    @ParameterizedTest
    @CsvSource({"24, 15, 0", "11, 3, 2"})
    void shouldHaveHeardWhatItsCaptureMissedWhereItFiresSoLongAfter(double fired, double heardAt, int arrived) {
        heard().says(1, 5, KEEPALIVE, Fate.MISSED)
                .says(1, 9, KEEPALIVE)
                .says(1, 12, KEEPALIVE)
                .says(1, 15, KEEPALIVE)
                .says(0, fired, EXPIRED);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(OptionalLong.of(nanos(heardAt)), timer.lastHeardNanos());
        assertEquals(arrived, timer.arrived());
    }

    /** Whether it came nobody knows, so TCP may hold back what did come behind it. */
    @Test
    void shouldNotCountAsArrivedWhatCameBehindWhatCannotBeJudged() {
        heard().says(1, 5, KEEPALIVE, Fate.UNOBSERVABLE).says(1, 6, KEEPALIVE).says(0, 12, EXPIRED);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(2, timer.sent());
        assertEquals(0, timer.arrived() + timer.lost());
    }

    /** The peer's capture takes only what comes there: it says nothing of what the peer sent. */
    @Test
    void shouldNotGoByTheCaptureOfAPeerThatShowsNothingOfWhatThatSaid() {
        session.zero.says(1, 1, 0, Fate.APPEARED, BgpBytes.open(65_001, HOLD_SECONDS, "10.0.0.2"));
        session.says(0, 1.1, BgpBytes.open(65_000, HOLD_SECONDS, "10.0.0.1")).says(0, 10, EXPIRED);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(State.FIRED, timer.state());
        assertFalse(timer.peerSeen());
    }

    @Test
    void shouldSayWhetherWhatWasHeardIsAcknowledged() {
        heard();
        int heard = FIRST[1] + session.said[1];
        session.zero.sees(0, 4, ACK, FIRST[0] + session.said[0], heard - 1, Fate.DELIVERED);
        assertFalse(timer().orElseThrow().acknowledged());
        session.zero.sees(0, 5, ACK, FIRST[0] + session.said[0], heard, Fate.DELIVERED);
        assertTrue(timer().orElseThrow().acknowledged());
    }

    /** What this end sent came to the peer's tap, was sent again, came again, and is not acknowledged there. */
    @Test
    void shouldSayThatThePeerIsMute() {
        heard().acknowledges(1, 4).says(0, 5, KEEPALIVE).saysAgain(0, 6, KEEPALIVE, Fate.DELIVERED);
        assertTrue(timer().orElseThrow().peerMute());
        int all = FIRST[0] + session.said[0];
        session.one.sees(1, 7, ACK, FIRST[1] + session.said[1], all, Fate.DELIVERED);
        assertFalse(timer().orElseThrow().peerMute());
    }

    /** What is lost again and again, and what is held back behind it, tells nothing of the peer. */
    @Test
    void shouldNotCallThePeerMuteForWhatDidNotComeAgain() {
        heard().acknowledges(1, 4).says(0, 5, KEEPALIVE).saysAgain(0, 6, KEEPALIVE, Fate.LOST);
        assertFalse(timer().orElseThrow().peerMute());
        session.says(0, 7, KEEPALIVE).saysAgain(0, 8, KEEPALIVE, Fate.DELIVERED);
        assertFalse(timer().orElseThrow().peerMute(), "it waits for what was lost before");
    }

    /** It came as far as this end's tap, more than once, and this end acknowledges what came before it only. */
    @Test
    void shouldCountWhatThisEndIsDeafTo() {
        heard().acknowledges(0, 4).says(1, 5, KEEPALIVE).saysAgain(1, 6, KEEPALIVE, Fate.DELIVERED);
        HoldTimer timer = timer().orElseThrow();
        assertEquals(OptionalLong.of(nanos(3)), timer.lastHeardNanos());
        assertEquals(1, timer.unheard());
        assertEquals(0, timer.arrived() + timer.lost());
    }

    /** A peer that has not heard the OPEN says nothing but its own, and begins with nothing before a KEEPALIVE answers that. */
    @ParameterizedTest
    @CsvSource({"LOST, LOST, OPEN", "DELIVERED, LOST, KEEPALIVE", "DELIVERED, DELIVERED, "})
    void shouldSayWhatTheSessionOfThisEndWaitsFor(Fate ofOpen, Fate ofAnswer, MessageType lost) {
        byte[] open = BgpBytes.open(65_000, HOLD_SECONDS, "10.0.0.1");
        session.says(0, 0, open, ofOpen).says(1, 1, open).says(0, 2, KEEPALIVE, ofAnswer);
        session.says(0, 3, KEEPALIVE, Fate.LOST);
        assertEquals(Optional.ofNullable(lost), timer().orElseThrow().openingLost());
    }
}

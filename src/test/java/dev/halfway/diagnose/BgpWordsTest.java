package dev.halfway.diagnose;

import static dev.halfway.diagnose.MadeSession.appeared;
import static dev.halfway.diagnose.MadeSession.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.MessageType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of BGP sessions, word by word: 231 connects to port 179 of 219. */
class BgpWordsTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long START = MadeSession.START;

    // What became of segments

    @Test
    void shouldSayWhatArrives() {
        assertEquals("8 SYNs arrive at 219", BgpWords.arrivals(count("SYN", 8, 0, 0, 0), "219"));
        assertEquals("1 SYN arrives at 219", BgpWords.arrivals(count("SYN", 1, 0, 0, 0), "219"));
        assertEquals("3 SYNs arrive at 219", BgpWords.arrivals(appeared("SYN", 3), "219"));
        assertEquals("1 SYN arrives at 219", BgpWords.arrivals(appeared("SYN", 1), "219"));
        assertEquals("of 3 SYNs 2 arrive at 219, 1 is lost", BgpWords.arrivals(count("SYN", 2, 1, 0, 0), "219"));
    }

    @Test
    void shouldSayWhatBecameOfEach() {
        assertEquals(
                "12 SYN-ACKs none arrives at 231, 11 are lost, 1 cannot be judged",
                BgpWords.fates(count("SYN-ACK", 0, 11, 0, 1), "231"));
        assertEquals(
                "4 FINs 1 arrives at 231, 1 is lost, 2 are missed by the capture there",
                BgpWords.fates(count("FIN", 1, 1, 2, 0), "231"));
        assertEquals("2 FINs 2 arrive at 231", BgpWords.fates(count("FIN", 2, 0, 0, 0), "231"));
        assertEquals(
                "1 FIN none arrives at 231, 1 is missed by the capture there",
                BgpWords.fates(count("FIN", 0, 0, 1, 0), "231"));
    }

    // Handshakes

    @Test
    void shouldSayHowManyConnectionsAreGivenUp() {
        BgpSession waiting = new MadeSession()
                .state(1, "SYN_SENT")
                .segments(1, count("SYN", 0, 3, 0, 0))
                .make();
        BgpSession over = new MadeSession()
                .state(1, "CLOSED")
                .segments(1, count("SYN", 0, 3, 0, 0))
                .make();
        String one = BgpWords.handshake(List.of(over, waiting), BgpFact.Kind.UNANSWERED);
        assertTrue(one.contains(": SYN_SENT at 231 in 1, the other given up: of 6 SYNs none arrives at 219"), one);
        String two = BgpWords.handshake(List.of(over, over, waiting), BgpFact.Kind.UNANSWERED);
        assertTrue(two.contains(" in 1, the others given up: "), two);
    }

    @Test
    void shouldTellOfAHandshakeThatStaysHalfOpen() {
        MadeSession one = new MadeSession()
                .state(1, "SYN_SENT")
                .state(0, "SYN_RECV")
                .segments(1, count("SYN", 8, 0, 0, 0))
                .segments(0, count("SYN-ACK", 0, 11, 0, 1));
        assertEquals(
                "231:51215 -> 219:179: SYN_SENT at 231, SYN_RECV at 219: 8 SYNs arrive at 219; of 219's 12 SYN-ACKs"
                        + " none arrives at 231, 11 are lost, 1 cannot be judged",
                BgpWords.handshake(List.of(one.make()), BgpFact.Kind.HALF_OPEN));
        MadeSession givenUp = new MadeSession()
                .from(START + 90 * SECOND)
                .segments(1, count("SYN", 2, 0, 0, 0))
                .segments(0, count("SYN-ACK", 0, 1, 0, 0));
        assertEquals(
                "231 -> 219:179, 2 connections from 22:00:00.000 to 22:01:30.000: SYN_SENT at 231 in 1, the other given"
                        + " up, SYN_RECV at 219: 10 SYNs arrive at 219; of 219's 13 SYN-ACKs none arrives at 231, 12 are"
                        + " lost, 1 cannot be judged",
                BgpWords.handshake(List.of(one.make(), givenUp.make()), BgpFact.Kind.HALF_OPEN));
        assertEquals(
                "231:51215 -> 219:179: 231 gives up: 2 SYNs arrive at 219; of 219's 1 SYN-ACK none arrives at 231, 1 is"
                        + " lost",
                BgpWords.handshake(List.of(givenUp.make()), BgpFact.Kind.HALF_OPEN));
    }

    @Test
    void shouldTellOfAHandshakeThatIsNotAnswered() {
        MadeSession asked = new MadeSession().state(1, "SYN_SENT").segments(1, count("SYN", 2, 1, 0, 0));
        assertEquals(
                "231:51215 -> 219:179: SYN_SENT at 231: of 3 SYNs 2 arrive at 219, 1 is lost; no SYN-ACK leaves 219",
                BgpWords.handshake(List.of(asked.make()), BgpFact.Kind.UNANSWERED));
        asked.withoutCapture(0);
        assertEquals(
                "231:51215 -> 10.39.1.219:179: SYN_SENT at 231: of 3 SYNs 2 arrive at 10.39.1.219, 1 is lost",
                BgpWords.handshake(List.of(asked.make()), BgpFact.Kind.UNANSWERED),
                "nobody knows what leaves there");
    }

    // Who closes, and how

    @Test
    void shouldTellWhoClosesASession() {
        MadeSession closed = new MadeSession().closed(0, "NOTIFICATION", "Cease", START + 30 * SECOND);
        assertEquals(
                "231:51215 -> 219:179: 219 closes it at 22:00:30.000 (NOTIFICATION Cease)",
                BgpWords.closing(List.of(closed.make()), BgpFact.Kind.CLOSED));
        MadeSession fin = new MadeSession().closed(1, "FIN", "", START + 12_345_678);
        assertEquals(
                "231:51215 -> 219:179, opened at 22:00:00.000: closed by 231 within 0.013 s (FIN) without an OPEN",
                BgpWords.closing(List.of(fin.make()), BgpFact.Kind.CLOSED_EARLY));
        fin.messages(1, count("OPEN", 1, 0, 0, 0));
        assertEquals(
                "231:51215 -> 219:179, opened at 22:00:00.000: closed by 231 within 0.013 s (FIN)",
                BgpWords.closing(List.of(fin.make()), BgpFact.Kind.CLOSED_EARLY));
    }

    /** Of several the longest, from the first to the last of them. */
    @Test
    void shouldTellOfSeveralThatWentAlike() {
        MadeSession one =
                new MadeSession().closed(0, "RST", "", START + 2 * MILLI).segments(0, count("RST", 1, 0, 0, 0));
        MadeSession other = new MadeSession()
                .from(START + 4 * SECOND)
                .closed(0, "RST", "", START + 4 * SECOND + MILLI)
                .segments(0, count("RST", 1, 0, 0, 0));
        assertEquals(
                "231 -> 219:179, 2 connections from 22:00:00.000 to 22:00:04.000: refused by 219 within 0.002 s (RST)",
                BgpWords.closing(List.of(one.make(), other.make()), BgpFact.Kind.REFUSED));
    }

    /** A reset arrives, and the capture at 219 shows no such packets. */
    @Test
    void shouldLeaveOpenWhoSentAResetThatACaptureCouldNotHaveShown() {
        MadeSession reset =
                new MadeSession().resetNotShown(0, START + 2 * MILLI).segments(0, appeared("RST", 1));
        assertEquals(
                "231:51215 -> 219:179, opened at 22:00:00.000: refused by whoever answers in the name of 219 within 0.002 s"
                        + " (RST)",
                BgpWords.closing(List.of(reset.make()), BgpFact.Kind.REFUSED));
    }

    /** A reset arrives that 219, whose capture was watching, did not send. */
    @Test
    void shouldNotAccuseAHostOfAResetThatItDidNotSend() {
        MadeSession reset =
                new MadeSession().resetInTheNameOf(0, START + SECOND).segments(0, appeared("RST", 1));
        assertEquals(
                "231:51215 -> 219:179: somebody in the name of 219 closes it at 22:00:01.000 (RST)",
                BgpWords.closing(List.of(reset.make()), BgpFact.Kind.CLOSED));
        MadeSession own = new MadeSession()
                .closed(0, "RST", "", START + SECOND)
                .segments(0, appeared("RST", 1))
                .segments(0, count("RST", 1, 0, 0, 0));
        assertTrue(BgpWords.closing(List.of(own.make()), BgpFact.Kind.CLOSED).contains(": 219 closes it"));
        MadeSession unwatched = new MadeSession()
                .cutOff(0, "RST", BgpSession.Origin.UNWATCHED, START + SECOND)
                .segments(0, appeared("RST", 1))
                .withoutCapture(0);
        assertTrue(
                BgpWords.closing(List.of(unwatched.make()), BgpFact.Kind.CLOSED).contains(": 10.39.1.219 closes it"));
    }

    @Test
    void shouldTakeSessionsTogetherThatWereClosedAlike() {
        BgpSession one = new MadeSession().closed(0, "FIN", "", START).make();
        assertTrue(BgpWords.wentAlike(
                one, new MadeSession().closed(0, "FIN", "", START + 9).make()));
        for (MadeSession other : List.of(
                new MadeSession().closed(1, "FIN", "", START),
                new MadeSession().closed(0, "RST", "", START),
                new MadeSession().closed(0, "FIN", "Cease", START),
                new MadeSession().closed(0, "FIN", "", START).metInMidStream(),
                new MadeSession().cutOff(0, "FIN", BgpSession.Origin.LEFT, START),
                new MadeSession())) {
            assertFalse(BgpWords.wentAlike(one, other.make()));
            assertFalse(BgpWords.wentAlike(other.make(), one));
        }
    }

    // Sessions that are up

    @Test
    void shouldTellSinceWhenASessionIsUp() {
        assertEquals(
                "231:51215 -> 219:179: Established since 22:00:05.000, hold time 9 s",
                BgpWords.up(new MadeSession().established(START + 5 * SECOND, 9).make()));
        assertEquals("231:51215 -> 219:179: Established", BgpWords.up(new MadeSession().make()));
        assertEquals(
                "231:51215 -> 219:179: Established when the captures begin, and at their end",
                BgpWords.up(new MadeSession().metInMidStream().make()));
    }

    @Test
    void shouldTellWhatDidNotArriveOnASessionThatIsUp() {
        MadeSession lossy = new MadeSession()
                .messages(0, count("OPEN", 1, 0, 0, 0))
                .messages(1, count("OPEN", 1, 0, 0, 0))
                .messages(0, count("KEEPALIVE", 3, 2, 0, 0))
                .messages(0, count("UPDATE", 3, 1, 0, 0))
                .messages(1, count("KEEPALIVE", 5, 0, 0, 0));
        assertEquals(
                "231:51215 -> 219:179: Established; 2 KEEPALIVEs, 1 UPDATE of 219 did not arrive at 231",
                BgpWords.up(lossy.make()));
        lossy.timer(
                1,
                new MadeTimer(HoldTimer.State.RUNNING).due(START + 9 * SECOND).make());
        assertTrue(BgpWords.up(lossy.make())
                .endsWith("did not arrive at 231: its hold timer expires by 22:00:09.000 unless one does"));
        lossy.timer(
                1,
                new MadeTimer(HoldTimer.State.NOT_FIRED).due(START + 9 * SECOND).make());
        assertTrue(BgpWords.up(lossy.make()).endsWith("did not arrive at 231"));
    }

    /** An end that has heard no OPEN is not Established, whatever the other one sends. */
    @Test
    void shouldTellTheStateOfEachEndWhereTheyDiffer() {
        MadeSession oneWay = new MadeSession()
                .shows(0, "Established")
                .shows(1, "OpenSent")
                .messages(1, count("OPEN", 1, 0, 0, 0))
                .messages(0, count("OPEN", 0, 1, 0, 0));
        assertEquals(
                "231:51215 -> 219:179: Established at 219, OpenSent at 231; 1 OPEN of 219 did not arrive at 231",
                BgpWords.up(oneWay.make()));
    }

    @Test
    void shouldSayWhichOpenIsNotSeen() {
        MadeSession begun =
                new MadeSession().messages(1, count("UPDATE", 1, 0, 0, 0)).messages(0, count("OPEN", 1, 0, 0, 0));
        assertEquals("231:51215 -> 219:179: Established (no OPEN of 231 is seen)", BgpWords.up(begun.make()));
        begun.messages(1, appeared("OPEN", 1));
        assertEquals("231:51215 -> 219:179: Established", BgpWords.up(begun.make()));
    }

    /** What came after the last loss has restarted the timer: it runs as in any session. */
    @Test
    void shouldNotWarnOfAHoldTimerOnASessionThatHasGotOverItsLosses() {
        MadeSession lossy = new MadeSession()
                .messages(0, count("OPEN", 1, 0, 0, 0))
                .messages(1, count("OPEN", 1, 0, 0, 0))
                .messages(0, count("UPDATE", 3, 1, 0, 0))
                .lostAt(0, START + SECOND);
        lossy.timer(
                1,
                new MadeTimer(HoldTimer.State.RUNNING)
                        .heard(START)
                        .due(START + 9 * SECOND)
                        .make());
        assertTrue(BgpWords.up(lossy.make()).endsWith("its hold timer expires by 22:00:09.000 unless one does"));
        lossy.timer(
                1,
                new MadeTimer(HoldTimer.State.RUNNING)
                        .heard(START + 2 * SECOND)
                        .due(START + 11 * SECOND)
                        .make());
        assertTrue(BgpWords.up(lossy.make()).endsWith("1 UPDATE of 219 did not arrive at 231"));
    }

    // Hold timers

    private static String words(MadeTimer timer, BgpFact.Kind kind) {
        return BgpWords.holdTimer(new MadeSession().make(), 1, timer.make(), kind);
    }

    private static final String DUE =
            "231:51215 -> 219:179: 231's hold timer (9 s) is due at 22:00:09.000, 219 last heard at 22:00:00.000";

    @Test
    void shouldTellWhatBecameOfTheTimer() {
        String silence = ": no BGP message left 219 meanwhile, nothing was lost: look at the daemon there";
        MadeTimer overdue = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9);
        assertEquals(DUE + silence + "; no NOTIFICATION is seen", words(overdue, BgpFact.Kind.HOLD_TIMER_SILENCE));
        MadeTimer fired = new MadeTimer(HoldTimer.State.FIRED).seconds(9).fired(START + 9 * SECOND);
        assertEquals(
                DUE + ", and expires at 22:00:09.000 (NOTIFICATION)" + silence,
                words(fired, BgpFact.Kind.HOLD_TIMER_SILENCE));
        MadeTimer unseen =
                new MadeTimer(HoldTimer.State.FIRED_UNSEEN).seconds(9).fired(START + 30 * SECOND);
        assertEquals(
                DUE + silence + "; no NOTIFICATION is seen, 231 connects again at 22:00:30.000",
                words(unseen, BgpFact.Kind.HOLD_TIMER_SILENCE));
        assertEquals(
                "231:51215 -> 219:179: 231's hold timer expires at 22:00:07.000 (NOTIFICATION)" + silence,
                words(new MadeTimer(HoldTimer.State.FIRED).fired(START + 7 * SECOND), BgpFact.Kind.HOLD_TIMER_SILENCE));
        MadeTimer borrowed = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9);
        borrowed.borrowed = true;
        assertTrue(words(borrowed, BgpFact.Kind.HOLD_TIMER_SILENCE)
                .contains("hold timer (9 s in another session) is due"));
    }

    @Test
    void shouldTellOfMessagesThatLeftAndDidNotArrive() {
        MadeTimer timer = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9);
        timer.sent = 1;
        timer.lost = 1;
        timer.transmissions = 1;
        assertEquals(
                DUE + ": 1 KEEPALIVE left 219 and did not arrive; no NOTIFICATION is seen",
                words(timer, BgpFact.Kind.HOLD_TIMER_LOSS));
        timer.transmissions = 6;
        timer.behind = 2;
        assertEquals(
                DUE
                        + ": 1 KEEPALIVE left 219, sent 6 times, and did not arrive; 2 more came, behind the hole, where TCP"
                        + " holds them back from the daemon; no NOTIFICATION is seen",
                words(timer, BgpFact.Kind.HOLD_TIMER_LOSS));
        timer.sent = 3;
        timer.lost = 3;
        timer.updates = 3;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_LOSS).contains(": 3 UPDATEs left 219"));
        timer.updates = 1;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_LOSS).contains(": 3 messages left 219"));
    }

    @Test
    void shouldTellOfAPeerThatSaysTheSameAgain() {
        MadeTimer timer = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9);
        timer.again = 1;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_BLOCKED)
                .contains(
                        ": 219 sent nothing new, but 1 time again what it had said, which 231 does not acknowledge;"));
        timer.again = 6;
        timer.acknowledged = true;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_BLOCKED)
                .contains(
                        ": 219 sent nothing new, but 6 times again what it had said; 231 acknowledges it, and 219 does"
                                + " not seem to hear that;"));
    }

    @Test
    void shouldTellOfADaemonThatIsSlow() {
        MadeTimer mute = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9);
        assertTrue(words(mute, BgpFact.Kind.HOLD_TIMER_MUTE)
                .contains(
                        "no acknowledgment of what came there again and again: look at 219, not at the daemon alone"));
        mute.openingLost = Optional.of(MessageType.KEEPALIVE);
        assertTrue(words(mute, BgpFact.Kind.HOLD_TIMER_OPEN_LOST)
                .contains("the KEEPALIVE with which 231 answers the OPEN did not arrive"));
        MadeTimer late = new MadeTimer(HoldTimer.State.FIRED).seconds(9).fired(START + 12_500 * MILLI);
        assertTrue(words(late, BgpFact.Kind.HOLD_TIMER_SILENCE)
                .endsWith("nothing was lost; the timer fires 3.5 s late: look at the daemon there"));
        // BIRD says so three seconds after its timer has expired.
        late.fired(START + 12_500 * MILLI - 1);
        assertTrue(words(late, BgpFact.Kind.HOLD_TIMER_SILENCE).endsWith("nothing was lost: look at the daemon there"));
        // Half the hold time without a message of its own is longer than a daemon at work lets it be.
        MadeTimer both = new MadeTimer(HoldTimer.State.OVERDUE).seconds(9).own(START + 4_500 * MILLI - 1);
        assertTrue(words(both, BgpFact.Kind.HOLD_TIMER_SILENCE)
                .contains("; 231 itself had sent none for 4.5 s: look at the daemons at both ends"));
        both.own(START + 4_500 * MILLI);
        assertTrue(words(both, BgpFact.Kind.HOLD_TIMER_SILENCE).contains("nothing was lost: look at the daemon there"));
        MadeTimer bothLate =
                new MadeTimer(HoldTimer.State.FIRED).seconds(9).own(START).fired(START + 13 * SECOND);
        assertTrue(words(bothLate, BgpFact.Kind.HOLD_TIMER_SILENCE)
                .endsWith(
                        "; 231 itself had sent none for 9.0 s, and its timer fires 4.0 s late: look at the daemons at both"
                                + " ends"));
        // What it does not say when its timer has expired already, it does not keep back.
        MadeTimer bird = new MadeTimer(HoldTimer.State.FIRED)
                .seconds(9)
                .own(START + 6 * SECOND)
                .fired(START + 11 * SECOND);
        assertTrue(words(bird, BgpFact.Kind.HOLD_TIMER_SILENCE).endsWith("nothing was lost: look at the daemon there"));
    }

    @Test
    void shouldTellOfATimerThatExpiresAllTheSame() {
        MadeTimer timer = new MadeTimer(HoldTimer.State.FIRED).seconds(9).fired(START + 8 * SECOND);
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL)
                .endsWith(": that is too soon: look at the daemon at 231"));
        timer.sent = 2;
        timer.arrived = 2;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL)
                .endsWith(": 2 KEEPALIVEs came meanwhile: look at the daemon at 231"));
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_UNEXPLAINED)
                .endsWith(": 2 KEEPALIVEs left 219, which cannot be judged"));
        timer.peerSeen = false;
        assertTrue(words(timer, BgpFact.Kind.HOLD_TIMER_UNEXPLAINED)
                .endsWith(": the captures do not show what 219 sent meanwhile"));
    }
}

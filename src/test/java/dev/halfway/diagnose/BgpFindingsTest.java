package dev.halfway.diagnose;

import static dev.halfway.diagnose.MadeSession.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.TimeSpan;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found of sessions in which nothing was lost: 231, end 1, connects to port 179 of 219, end 0. */
class BgpFindingsTest {
    private static final long SECOND = 1_000_000_000L;

    private static BgpPeering peering(List<BgpSession> sessions, BgpFact... facts) {
        return new BgpPeering(
                List.of(
                        new BgpPeering.Speaker(Optional.of("219"), "10.39.1.219", Optional.empty()),
                        new BgpPeering.Speaker(Optional.empty(), "10.39.1.231", Optional.empty())),
                sessions,
                0,
                Optional.empty(),
                List.of(facts));
    }

    /** Both ends have captures. */
    private static BgpPeering betweenTwoCaptures(BgpSession session, BgpFact fact) {
        return new BgpPeering(
                List.of(
                        new BgpPeering.Speaker(Optional.of("219"), "10.39.1.219", Optional.empty()),
                        new BgpPeering.Speaker(Optional.of("231"), "10.39.1.231", Optional.empty())),
                List.of(session),
                0,
                Optional.empty(),
                List.of(fact));
    }

    private static BgpSession closed(int end, String what, String detail) {
        return new MadeSession().closed(end, what, detail, START + 9 * SECOND).make();
    }

    private static BgpFact fact(BgpFact.Kind kind, int end, String sentence, Integer... sessions) {
        return new BgpFact(kind, end, List.of(sessions), START, sentence);
    }

    private static List<Finding> findings(BgpPeering peering) {
        return findings(peering, List.of());
    }

    private static List<Finding> findings(BgpPeering peering, List<Down> downs) {
        return new BgpFindings(List.of(peering), downs, new HostTimes("219", List.of(), List.of())).all();
    }

    private static Finding only(BgpPeering peering) {
        List<Finding> found = findings(peering);
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cease, Administrative Shutdown",
                "Cease, Administrative Reset",
                "Cease, Peer De-configured",
                "Cease, Other Configuration Change"
            })
    void shouldTellWhatIsDoneOnPurpose(String said) {
        Finding finding = only(
                peering(List.of(closed(0, "NOTIFICATION", said)), fact(BgpFact.Kind.CLOSED, 0, "219 says so.", 0)));
        assertEquals("219 ends its BGP session with 10.39.1.231 on purpose. 219 says so.", finding.sentence());
        assertEquals("host:219", finding.place());
        assertEquals(Optional.empty(), finding.from());
        assertEquals(Optional.of("219"), finding.to());
        assertEquals(List.of("the network between the two: the NOTIFICATION says why"), finding.rulesOut());
        assertEquals(List.of("who or what restarted, reset or shut it down on 219: " + said), finding.remaining());
    }

    @Test
    void shouldTellAnErrorByTheEndThatHasNoCapture() {
        Finding finding = only(peering(
                List.of(closed(1, "NOTIFICATION", "OPEN Message Error, Bad Peer AS")),
                fact(BgpFact.Kind.CLOSED_EARLY, 1, "It says so.", 0)));
        assertEquals(
                "10.39.1.231 ends its BGP session with 219 for an error that it names. It says so.",
                finding.sentence());
        assertEquals("unknown", finding.place());
        assertEquals(List.of("the network between the two: the NOTIFICATION answers what arrived"), finding.rulesOut());
        assertEquals(
                List.of("the configuration of the session on 10.39.1.231 and on 219: OPEN Message Error, Bad Peer AS"),
                finding.remaining());
    }

    /** A Cease without a subcode names no error, so it does not speak for the network. */
    @ParameterizedTest
    @CsvSource({
        "Cease, 'for no error that it names', host:219",
        "Cease / Hard Reset, 'for no error that it names', host:219",
        "Cease / BFD Down, since BFD tells it that the way is down, unknown"
    })
    void shouldRuleNothingOutByACeaseThatNamesNoError(String said, String how, String place) {
        Finding finding = only(
                peering(List.of(closed(0, "NOTIFICATION", said)), fact(BgpFact.Kind.CLOSED, 0, "219 says so.", 0)));
        assertTrue(finding.sentence().contains(", " + how + ". 219 says so."), finding.sentence());
        assertEquals(List.of(), finding.rulesOut());
        assertEquals(place, finding.place());
    }

    /** It ends at 9 s; nothing from 219 reaches 231, or the other way, from 3.017 s up to some time before. */
    @ParameterizedTest
    @CsvSource({
        "Cease, true, 8.713, true",
        "Cease, false, 8.713, true",
        "Cease, true, 11.337, true",
        "Cease / Out of Resources, true, 3.917, false",
        "Cease / Out of Resources, true, 8.713, false",
        "Cease / BFD Down, true, 8.713, true",
        "Cease / Hard Reset, true, 8.713, true",
        "Cease / Hard Reset: Cease / Out of Resources, true, 8.713, false",
        "Cease / Administrative Reset, true, 8.713, false",
        "UPDATE Message Error, true, 8.713, false"
    })
    void shouldTieACeaseToAnOutage(String said, boolean toCloser, double lastLost, boolean tied) {
        BgpSession session = new MadeSession()
                .closed(0, "NOTIFICATION", said, START + 9 * SECOND)
                .make();
        BgpPeering peering = betweenTwoCaptures(session, fact(BgpFact.Kind.CLOSED, 0, "219 says so.", 0));
        TimeSpan span = new TimeSpan(START + 3_017_113_407L, START + (long) (lastLost * SECOND) + 117_223);
        Down down = toCloser ? new Down("231", "219", span) : new Down("219", "231", span);
        Finding finding = findings(peering, List.of(down)).get(0);
        assertEquals(tied, finding.sentence().contains("just behind the time in which nothing from"));
        assertEquals(tied, finding.rulesOut().isEmpty());
        assertEquals(tied ? "unknown" : "host:219", finding.place());
        assertEquals(tied, finding.remaining().get(0).contains("lost from"), finding.remaining()::toString);
    }

    /** A run of losses, not losses here and there. */
    @ParameterizedTest
    @CsvSource({"30, 30, 1", "30, 4, 0"})
    void shouldTakeOneRunOfLossesForAnOutage(long lost, long longest, int downs) {
        Symptoms symptoms = new Trouble()
                .pattern(200, lost, 1 + lost - longest, longest, true)
                .symptoms();
        assertEquals(downs, Down.of(symptoms).size());
    }

    /** A timer is told by itself, a collision is as it should be, and what was reset or closed without a word says nothing. */
    @ParameterizedTest
    @CsvSource({
        "NOTIFICATION, Hold Timer Expired",
        "NOTIFICATION, Send Hold Timer Expired",
        "NOTIFICATION, 'Cease, Connection Collision Resolution'",
        "RST, ''"
    })
    void shouldFindNothingInOtherEndings(String what, String said) {
        assertEquals(
                List.of(),
                findings(peering(List.of(closed(0, what, said)), fact(BgpFact.Kind.CLOSED, 0, "219 ends it.", 0))));
    }

    /** Where one of the sessions that a fact sums up ended otherwise, the fact is not of errors. */
    @Test
    void shouldWantAnErrorInEverySession() {
        List<BgpSession> sessions =
                List.of(closed(0, "NOTIFICATION", "Cease, Administrative Reset"), closed(0, "FIN", ""));
        assertEquals(List.of(), findings(peering(sessions, fact(BgpFact.Kind.CLOSED, 0, "219 ends them.", 0, 1))));
    }

    @Test
    void shouldTellTheLatestAndHowOftenElse() {
        List<BgpSession> sessions = List.of(
                closed(0, "NOTIFICATION", "Cease, Administrative Reset"),
                closed(0, "NOTIFICATION", "UPDATE Message Error, Malformed AS_PATH"));
        Finding finding = only(peering(
                sessions, fact(BgpFact.Kind.CLOSED, 0, "First.", 0), fact(BgpFact.Kind.CLOSED, 0, "Second.", 1)));
        assertEquals(
                "219 ends its BGP session with 10.39.1.231 for an error that it names. Second. So it went 1 more time.",
                finding.sentence());
    }

    /** Of an Established session; by a segment that no capture saw leave. */
    @ParameterizedTest
    @CsvSource({
        "FIN, LEFT, CERTAIN",
        "RST, LEFT, CERTAIN",
        "FIN, UNWATCHED, LIKELY",
        "RST, UNWATCHED, LIKELY",
    })
    void shouldTellASessionThatEndsWithoutANotification(String what, BgpSession.Origin origin, Grade grade) {
        BgpSession session = new MadeSession()
                .messages(0, MadeSession.count("KEEPALIVE", 5, 0, 0, 0))
                .cutOff(0, what, origin, START + 9 * SECOND)
                .make();
        Finding finding = only(peering(List.of(session), fact(BgpFact.Kind.CLOSED, 0, "219 closes it.", 0)));
        assertEquals(
                "219's TCP closes its Established BGP session with 10.39.1.231 by a " + what
                        + " at 22:00:09.000, without a NOTIFICATION; no message was lost before: as when its daemon"
                        + " dies, is killed or restarts. 219 closes it.",
                finding.sentence());
        assertEquals("host:219", finding.place());
        assertEquals(grade, finding.grade());
        assertEquals(1, finding.rulesOut().size());
        assertEquals(what.equals("RST"), finding.remaining().toString().contains("a restart of 219 itself"));
        assertEquals(
                grade == Grade.LIKELY,
                finding.remaining().toString().contains("somebody on the way"),
                finding::toString);
    }

    /** What was lost, or cannot be judged, before a session ends without a word may be why. */
    @ParameterizedTest
    @CsvSource({"1, 0, false", "0, 1, false", "0, 0, true"})
    void shouldNotLayToADaemonAloneWhatMayFollowALoss(long lost, long unobservable, boolean down) {
        BgpSession session = new MadeSession()
                .messages(1, MadeSession.count("KEEPALIVE", 5, lost, 0, unobservable))
                .cutOff(0, "FIN", BgpSession.Origin.LEFT, START + 9 * SECOND)
                .make();
        BgpPeering peering = betweenTwoCaptures(session, fact(BgpFact.Kind.CLOSED, 0, "219 closes it.", 0));
        TimeSpan span = new TimeSpan(START + 3_017_113_407L, START + 8_713_117_223L);
        Finding finding = findings(peering, down ? List.of(new Down("231", "219", span)) : List.of())
                .get(0);
        assertTrue(finding.sentence().contains("without a NOTIFICATION. 219 closes it."), finding.sentence());
        assertEquals(List.of(), finding.rulesOut());
        assertEquals(down ? "unknown" : "host:219", finding.place());
        assertEquals(down, finding.sentence().contains("nothing from 231 reached 219"));
    }

    private static BgpSession withTimer(boolean ownSilence) {
        MadeTimer timer = new MadeTimer(HoldTimer.State.FIRED).seconds(90).fired(START + 90 * SECOND);
        if (ownSilence) {
            timer.own(80 * SECOND);
        }
        return new MadeSession().timer(0, timer.make()).make();
    }

    @Test
    void shouldTellADaemonThatFellSilent() {
        Finding finding = only(peering(
                List.of(withTimer(false)),
                fact(BgpFact.Kind.HOLD_TIMER_SILENCE, 0, "One.", 0),
                fact(BgpFact.Kind.HOLD_TIMER_SILENCE, 0, "Two.", 0)));
        assertEquals(
                "BGP on 10.39.1.231 fell silent, and the network lost none of its messages. One. So it went 1 more time.",
                finding.sentence());
        Finding three = only(peering(
                List.of(withTimer(false), withTimer(false), withTimer(false)),
                fact(BgpFact.Kind.HOLD_TIMER_SILENCE, 0, "One.", 0),
                fact(BgpFact.Kind.HOLD_TIMER_SILENCE, 0, "Two.", 1, 2)));
        assertTrue(three.sentence().endsWith("One. So it went 2 more times."), three.sentence());
        assertEquals("unknown", finding.place());
        assertEquals(Grade.CERTAIN, finding.grade());
    }

    @Test
    void shouldTellADaemonThatHeardAndLetItExpire() {
        Finding finding =
                only(peering(List.of(withTimer(false)), fact(BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL, 0, "One.", 0)));
        assertEquals("BGP on 219 let its session expire though messages came. One.", finding.sentence());
        assertEquals("host:219", finding.place());
    }

    /** Each of the two by its own. */
    @Test
    void shouldTellBothEndsApart() {
        List<Finding> found = findings(peering(
                List.of(closed(0, "NOTIFICATION", "Cease, Administrative Reset")),
                fact(BgpFact.Kind.CLOSED, 1, "One.", 0),
                fact(BgpFact.Kind.CLOSED, 0, "Other.", 0)));
        assertEquals(2, found.size());
        assertTrue(found.get(0).sentence().startsWith("219 ends "));
        assertTrue(found.get(1).sentence().startsWith("10.39.1.231 ends "));
    }

    /** Where the other end fell silent, too, neither daemon is the only suspect. */
    @Test
    void shouldNotLayASilenceOfBothToOne() {
        BgpFact fact = fact(BgpFact.Kind.HOLD_TIMER_SILENCE, 0, "One.", 0);
        Finding one = only(peering(List.of(withTimer(false)), fact));
        Finding both = only(peering(List.of(withTimer(true)), fact));
        assertFalse(one.equals(both), both.toString());
    }

    private static BgpSession turnedAway(int opener, String said, String asked, int lost) {
        MadeSession session = new MadeSession().closed(0, "FIN", "", START + SECOND);
        if (opener != 1) {
            session.metInMidStream();
        }
        if (!said.isEmpty()) {
            session.messages(0, MadeSession.count(said, 1, 0, 0, 0));
        }
        if (!asked.isEmpty()) {
            session.messages(1, MadeSession.count(asked, 1 - lost, lost, 0, 0));
        }
        return session.make();
    }

    /** Not who said something itself, nor who is only probed or has not heard the OPEN, nor once, nor what began before the capture. */
    @ParameterizedTest
    @CsvSource({
        "2, 1, '', OPEN, 0, true",
        "2, 1, '', OPEN, 1, false",
        "1, 1, '', OPEN, 0, false",
        "2, 1, OPEN, OPEN, 0, false",
        "2, 1, '', '', 0, false",
        "2, 0, '', OPEN, 0, false"
    })
    void shouldFindWhoClosesWithoutAWord(int times, int opener, String said, String asked, int lost, boolean found) {
        List<BgpSession> sessions = Collections.nCopies(times, turnedAway(opener, said, asked, lost));
        Integer[] all = IntStream.range(0, times).boxed().toArray(Integer[]::new);
        List<Finding> findings =
                findings(peering(sessions, fact(BgpFact.Kind.CLOSED_EARLY, 0, "219 closes them.", all)));
        assertEquals(found ? 1 : 0, findings.size(), findings.toString());
        if (found) {
            assertEquals(
                    "219 accepts connections for BGP from 10.39.1.231 and closes each without a word. 219 closes them.",
                    findings.get(0).sentence());
            assertEquals(Grade.CERTAIN, findings.get(0).grade());
            assertEquals("host:219", findings.get(0).place());
        }
    }
}

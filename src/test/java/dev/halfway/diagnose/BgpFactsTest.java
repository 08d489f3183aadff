package dev.halfway.diagnose;

import static dev.halfway.diagnose.MadeSession.START;
import static dev.halfway.diagnose.MadeSession.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.halfway.bgp.MessageType;
import dev.halfway.diagnose.HoldTimer.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which facts there are to tell of BGP sessions: 231, end 1, connects to port 179 of 219, end 0. */
class BgpFactsTest {
    private static final long SECOND = 1_000_000_000L;

    private static List<BgpFact> facts(MadeSession... sessions) {
        List<BgpSession> made = new ArrayList<>();
        for (MadeSession each : sessions) {
            made.add(each.make());
        }
        return new BgpFacts(made).all();
    }

    private static BgpFact only(MadeSession... sessions) {
        List<BgpFact> facts = facts(sessions);
        assertEquals(1, facts.size(), facts.toString());
        return facts.get(0);
    }

    private static Arguments timer(BgpFact.Kind kind, Consumer<MadeTimer> given) {
        return arguments(kind, given);
    }

    /** What left the peer meanwhile decides, in this order. */
    private static Stream<Arguments> timers() {
        return Stream.of(
                timer(BgpFact.Kind.HOLD_TIMER_SILENCE, t -> {}),
                timer(BgpFact.Kind.HOLD_TIMER_MUTE, t -> t.peerMute = true),
                timer(BgpFact.Kind.HOLD_TIMER_OPEN_LOST, t -> {
                    t.openingLost = Optional.of(MessageType.KEEPALIVE);
                    t.peerMute = true;
                }),
                timer(BgpFact.Kind.HOLD_TIMER_BLOCKED, t -> {
                    t.again = 1;
                    t.openingLost = Optional.of(MessageType.OPEN);
                }),
                timer(BgpFact.Kind.HOLD_TIMER_UNEXPLAINED, t -> {
                    t.peerSeen = false;
                    t.again = 1;
                }),
                timer(BgpFact.Kind.HOLD_TIMER_UNEXPLAINED, t -> t.sent = 1),
                timer(BgpFact.Kind.HOLD_TIMER_LOSS, t -> t.sent = t.lost = 1),
                timer(BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL, t -> {
                    t.sent = 2;
                    t.lost = 1;
                    t.arrived = 1;
                }),
                timer(BgpFact.Kind.HOLD_TIMER_DEAF, t -> t.unheard = t.arrived = 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timers")
    void shouldTellWhyAHoldTimerExpires(BgpFact.Kind kind, Consumer<MadeTimer> given) {
        MadeTimer timer = new MadeTimer(State.OVERDUE).seconds(9);
        given.accept(timer);
        BgpFact fact = only(new MadeSession().timer(1, timer.make()));
        assertEquals(kind, fact.kind());
        assertEquals(1, fact.end());
        assertEquals(START + 9 * SECOND, fact.nanos(), "when it is due");
        assertEquals(List.of(0), fact.sessions());
        assertTrue(fact.sentence().endsWith("."));
    }

    /** A daemon may draw up to a quarter less (RFC 4271 section 10): one that fires sooner has not waited. */
    @ParameterizedTest
    @CsvSource({"6300000000, HOLD_TIMER_SILENCE", "6299999999, HOLD_TIMER_DESPITE_ARRIVAL"})
    void shouldNotExplainATimerThatFiresTooSoonByWhatDidNotArrive(long afterNanos, BgpFact.Kind kind) {
        HoldTimer timer =
                new MadeTimer(State.FIRED).seconds(9).fired(START + afterNanos).make();
        BgpFact fact = only(new MadeSession().timer(0, timer));
        assertEquals(kind, fact.kind());
        assertEquals(START + afterNanos, fact.nanos(), "when it fired");
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN", "OFF", "RUNNING", "ENDED", "NOT_FIRED"})
    void shouldTellNothingOfATimerThatDidNotExpire(State state) {
        assertEquals(
                List.of(),
                facts(new MadeSession().timer(1, new MadeTimer(state).seconds(9).make())));
    }

    /** The close that follows an expired timer is its consequence. */
    @Test
    void shouldNotTellOfTheEndOfASessionWhoseTimerExpired() {
        MadeSession session = new MadeSession()
                .timer(1, new MadeTimer(State.OVERDUE).seconds(9).make())
                .closed(1, "FIN", "", START + 9 * SECOND);
        assertEquals(BgpFact.Kind.HOLD_TIMER_SILENCE, only(session).kind());
    }

    private static MadeSession opening() {
        return new MadeSession().state(1, "SYN_SENT").segments(1, count("SYN", 3, 0, 0, 0));
    }

    @Test
    void shouldTellThatSynAcksDoNotArrive() {
        BgpFact fact = only(opening().segments(0, count("SYN-ACK", 0, 3, 0, 0)));
        assertEquals(BgpFact.Kind.HALF_OPEN, fact.kind());
        assertEquals(1, fact.end());
        assertEquals(START, fact.nanos());
    }

    @Test
    void shouldTellThatSynsAreNotAnswered() {
        assertEquals(BgpFact.Kind.UNANSWERED, only(opening()).kind());
        MadeSession givenUp = new MadeSession().state(1, "CLOSED");
        assertEquals(BgpFact.Kind.UNANSWERED, only(givenUp).kind());
    }

    @Test
    void shouldTellThatASynAckThatComesIsNotTaken() {
        MadeSession answered = opening().segments(0, count("SYN-ACK", 1, 2, 0, 0));
        assertEquals(BgpFact.Kind.ANSWER_IGNORED, only(answered).kind());
    }

    /** Attempts that fail alike are one fact, though others were made between them. */
    @Test
    void shouldTellAttemptsThatFailAlikeTogether() {
        MadeSession halfOpen = opening().segments(0, count("SYN-ACK", 0, 3, 0, 0));
        List<BgpFact> facts = facts(halfOpen, opening(), halfOpen);
        assertEquals(2, facts.size());
        assertEquals(List.of(0, 2), facts.get(0).sessions());
        assertEquals(List.of(1), facts.get(1).sessions());
    }

    /** Met in mid-stream, or where messages went, the handshake is no matter. */
    @Test
    void shouldTellNothingOfAHandshakeThatIsDone() {
        assertEquals(List.of(), facts(opening().metInMidStream()));
        assertEquals(List.of(), facts(opening().messages(0, count("OPEN", 1, 0, 0, 0))));
        assertEquals(List.of(), facts(new MadeSession().state(1, "ESTABLISHED")));
        MadeSession reset = new MadeSession().state(1, "CLOSED").closed(1, "FIN", "", START + 60 * SECOND);
        assertEquals(BgpFact.Kind.CLOSED, only(reset).kind());
    }

    /** A reset from the other end, which has answered nothing. */
    @ParameterizedTest
    @CsvSource({"0, RST, REFUSED", "1, RST, CLOSED", "0, FIN, CLOSED"})
    void shouldTellAConnectionThatIsRefused(int end, String what, BgpFact.Kind kind) {
        BgpFact fact = only(new MadeSession().closed(end, what, "", START + SECOND));
        assertEquals(kind, fact.kind());
        assertEquals(end, fact.end());
        assertEquals(START + SECOND, fact.nanos());
    }

    @Test
    void shouldNotCallRefusedWhatWasAnsweredFirst() {
        MadeSession answered =
                new MadeSession().segments(0, count("SYN-ACK", 1, 0, 0, 0)).closed(0, "RST", "", START + SECOND);
        assertEquals(BgpFact.Kind.CLOSED, only(answered).kind());
        MadeSession spoken =
                new MadeSession().messages(0, count("OPEN", 1, 0, 0, 0)).closed(0, "RST", "", START + SECOND);
        assertEquals(BgpFact.Kind.CLOSED_EARLY, only(spoken).kind());
    }

    /** Within ten seconds of its opening, on a connection that was one. */
    @ParameterizedTest
    @CsvSource({"10000000000, CLOSED_EARLY", "10000000001, CLOSED"})
    void shouldTellASessionThatClosesEarly(long afterNanos, BgpFact.Kind kind) {
        MadeSession session =
                new MadeSession().messages(1, count("OPEN", 1, 0, 0, 0)).closed(0, "FIN", "", START + afterNanos);
        assertEquals(kind, only(session).kind());
    }

    @ParameterizedTest
    @CsvSource({"ESTABLISHED, CLOSED_EARLY", "SYN_RECV, CLOSED"})
    void shouldTakeForConnectedWhatNetstatShowsSo(String state, BgpFact.Kind kind) {
        assertEquals(
                kind,
                only(new MadeSession().state(0, state).closed(0, "FIN", "", START + SECOND))
                        .kind());
    }

    @Test
    void shouldNotTakeForConnectedAnEndThatResets() {
        MadeSession reset = new MadeSession()
                .state(0, "CLOSED")
                .segments(0, count("RST", 1, 0, 0, 0))
                .closed(1, "FIN", "", START + SECOND);
        assertEquals(BgpFact.Kind.CLOSED, only(reset).kind());
    }

    private static MadeSession flap(long fromSecond, int end) {
        return new MadeSession()
                .from(START + fromSecond * SECOND)
                .messages(1, count("OPEN", 1, 0, 0, 0))
                .closed(end, "FIN", "", START + (fromSecond + 3) * SECOND);
    }

    /** In a row; one that went otherwise begins anew. */
    @Test
    void shouldTellSessionsThatCloseAlikeTogether() {
        List<BgpFact> facts = facts(flap(0, 0), flap(10, 0), flap(20, 1), flap(30, 0));
        assertEquals(
                List.of(List.of(0, 1), List.of(2), List.of(3)),
                facts.stream().map(BgpFact::sessions).toList());
    }

    @Test
    void shouldTellEachOfTheSessionsThatDidNotCloseEarly() {
        MadeSession one = new MadeSession().closed(0, "FIN", "", START + 60 * SECOND);
        MadeSession other = new MadeSession().from(START + SECOND).closed(0, "FIN", "", START + 50 * SECOND);
        List<BgpFact> facts = facts(one, other);
        assertEquals(
                List.of(List.of(1), List.of(0)),
                facts.stream().map(BgpFact::sessions).toList(),
                "by time");
    }

    @ParameterizedTest
    @CsvSource({"Established, true", "OpenConfirm, false"})
    void shouldTellThatASessionIsUp(String state, boolean up) {
        MadeSession session = new MadeSession().shows(1, state);
        assertEquals(up, facts(session).stream().anyMatch(each -> each.kind() == BgpFact.Kind.UP));
        if (up) {
            assertEquals(START, only(session).nanos());
            assertEquals(
                    START + SECOND, only(session.established(START + SECOND, 9)).nanos());
        }
    }
}

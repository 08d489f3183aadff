package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfway.decode.TypeP;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted of packets whose fate is known: by direction, kind and who began. */
class LedgerTest {
    private static final int TIME_TO_LIVE = 60;

    private final HostView[] hosts = {view("a"), view("b")};
    private final Ledger ledger = new Ledger(hosts, new QuotedErrors());
    private final Lane lane;

    LedgerTest() {
        Path path = new Path(0, 1);
        Path back = new Path(1, 0);
        path.reverse = back;
        back.reverse = path;
        lane = new Flow(Tuple.TCP, path, back, 0).forward;
        lane.flow.initiator = 0;
    }

    private static HostView view(String name) {
        return new HostView(name, new Scope(), new CutRecords());
    }

    private Sighting sighting(TypeP typeP, Fate fate, Reason reason) {
        Sighting s = Sightings.at(50, 0, 1, 1);
        s.leg.lane = lane;
        s.typeP = typeP;
        s.fate = fate;
        s.reason = reason;
        s.timeToLive = TIME_TO_LIVE;
        return s;
    }

    private void left(TypeP typeP, Fate fate, Reason reason) {
        Sighting s = sighting(typeP, fate, reason);
        s.tally = ledger.tallyOf(s);
        s.ordinal = s.tally.nextOrdinal();
        ledger.left(s);
    }

    private Sighting arrived(TypeP typeP, Fate fate, Reason reason) {
        Sighting r = sighting(typeP, fate, reason);
        ledger.arrived(r);
        return r;
    }

    /** The kind tells who began an exchange of echoes, the flow who began a connection. */
    @ParameterizedTest
    @CsvSource({
        "ICMP_ECHO_REQUEST, 1, REQUEST, a",
        "ICMP_ECHO_REPLY, 0, RESPONSE, b",
        "TCP_DATA, 0, REQUEST, a",
        "TCP_DATA, 1, RESPONSE, b",
        "TCP_DATA, -1, UNKNOWN, ''"
    })
    void shouldCountByRoleAndInitiator(TypeP typeP, int initiator, Role role, String name) {
        lane.flow.initiator = initiator;
        left(typeP, Fate.DELIVERED, Reason.MATCHED);
        LossRow row = ledger.losses().get(0);
        assertEquals(List.of("a", "b", name), List.of(row.from(), row.to(), row.initiator()));
        assertEquals(role, row.role());
        assertEquals(1, row.delivered());
    }

    @ParameterizedTest
    @CsvSource({"REQUEST, 0", "RESPONSE, 1", "UNKNOWN, -1"})
    void shouldTellWhoBeganByTheFirstFragment(Role role, int initiator) {
        Sighting s = sighting(TypeP.FRAGMENT, Fate.DELIVERED, Reason.MATCHED);
        s.fragmentRole = role;
        lane.flow.initiator = -1;
        assertEquals(initiator, Ledger.initiatorOf(s));
    }

    /** Of directions in the order of the hosts, then of kinds. */
    @Test
    void shouldTellRowsInAFixedOrder() {
        left(TypeP.TCP_ACK, Fate.LOST, Reason.NO_COPY);
        left(TypeP.TCP_SYN, Fate.DELIVERED, Reason.MATCHED);
        assertEquals(
                List.of(TypeP.TCP_SYN, TypeP.TCP_ACK),
                ledger.losses().stream().map(LossRow::typeP).toList());
    }

    /** What answers it is not counted yet: so many requests stand open. */
    @Test
    void shouldCountRequestsAndAnswers() {
        left(TypeP.TCP_SYN, Fate.DELIVERED, Reason.MATCHED);
        left(TypeP.TCP_SYN, Fate.LOST, Reason.NO_COPY);
        left(TypeP.TCP_DATA, Fate.DELIVERED, Reason.MATCHED);
        arrived(TypeP.TCP_SYN, Fate.ARRIVED, Reason.MATCHED);
        assertEquals(2, lane.requests);
        assertEquals(1, lane.requestsArrived);
        assertEquals(1, lane.requestsSinceAnswer);
        Sighting answer = sighting(TypeP.TCP_SYN_ACK, Fate.DELIVERED, Reason.MATCHED);
        answer.leg.lane = lane.reverse;
        answer.tally = ledger.tallyOf(answer);
        ledger.left(answer);
        assertEquals(1, lane.reverse.answers);
        assertEquals(50, lane.reverse.answeredNanos);
        assertEquals(0, lane.requestsSinceAnswer);
        assertEquals(0, lane.reverse.resets);
    }

    @Test
    void shouldCountResetsAndAcknowledgments() {
        left(TypeP.TCP_RST, Fate.DELIVERED, Reason.MATCHED);
        left(TypeP.TCP_ACK, Fate.DELIVERED, Reason.MATCHED);
        left(TypeP.ICMP_ECHO_REPLY, Fate.DELIVERED, Reason.MATCHED);
        assertEquals(1, lane.resets);
        assertEquals(50, lane.resetNanos);
        assertEquals(1, lane.acks);
        assertEquals(1, lane.answers);
    }

    /** By behaviour the arrival of a request is known; by drops and silence of the capture it is only likely. */
    @ParameterizedTest
    @CsvSource({"ANSWERED, 1", "ACKNOWLEDGED, 1", "CAPTURE_DROPS, 0", "CAPTURE_SILENT, 0"})
    void shouldTakeForArrivedTheRequestsThatAreKnownTo(Reason reason, long arrived) {
        left(TypeP.TCP_SYN, Fate.MISSED, reason);
        assertEquals(arrived, lane.requestsArrived);
        assertEquals(List.of(new Unjudged("a", "b", reason, 1)), ledger.unjudged());
        assertEquals(1, ledger.missedAt(1));
        assertEquals(1, ledger.arrivedAt(1));
        assertEquals(0, ledger.missedAt(0));
    }

    @Test
    void shouldCountWhatCouldNotBeJudgedByReason() {
        left(TypeP.TCP_DATA, Fate.UNOBSERVABLE, Reason.NEAR_EDGE);
        left(TypeP.TCP_DATA, Fate.UNOBSERVABLE, Reason.NEAR_EDGE);
        left(TypeP.TCP_DATA, Fate.UNOBSERVABLE, Reason.OUTSIDE_WINDOW);
        left(TypeP.TCP_DATA, Fate.LOST, Reason.NO_COPY);
        assertEquals(
                List.of(new Unjudged("a", "b", Reason.OUTSIDE_WINDOW, 1), new Unjudged("a", "b", Reason.NEAR_EDGE, 2)),
                ledger.unjudged());
        assertEquals(0, lane.requestsArrived);
    }

    /** Of kinds of which it would be known without the capture there. */
    @ParameterizedTest
    @CsvSource({"TCP_DATA, 1", "ICMP_ECHO_REQUEST, 1", "TCP_RST, 0"})
    void shouldCountWhatArrivesThatWouldBeKnownTo(TypeP typeP, long count) {
        arrived(typeP, Fate.ARRIVED, Reason.MATCHED);
        assertEquals(count, ledger.arrivedAt(1));
        assertEquals(0, ledger.arrivedAt(0));
    }

    /** After one that was sent later (RFC 4737). */
    @Test
    void shouldCountWhatWasOvertaken() {
        for (long ordinal : new long[] {0, 2, 1, 3}) {
            Sighting r = sighting(TypeP.TCP_ACK, Fate.ARRIVED, Reason.MATCHED);
            r.laneOrdinal = ordinal;
            ledger.arrived(r);
        }
        left(TypeP.TCP_ACK, Fate.DELIVERED, Reason.MATCHED);
        assertEquals(1, ledger.losses().get(0).reordered());
        assertEquals(3, lane.latestArrived);
    }

    /** Of which it was not known at first what they are. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1"})
    void shouldCountWhatIsToldOutOfItsTurnByWhatHadArrivedBefore(long latestBefore, long reordered) {
        for (long ordinal : new long[] {0, 2, 3, 1}) {
            Sighting r = sighting(TypeP.TCP_ACK, Fate.ARRIVED, Reason.MATCHED);
            r.laneOrdinal = ordinal;
            r.latestBefore = ordinal == 1 ? latestBefore : Long.MAX_VALUE;
            ledger.arrived(r);
        }
        left(TypeP.TCP_ACK, Fate.DELIVERED, Reason.MATCHED);
        assertEquals(reordered, ledger.losses().get(0).reordered());
        assertEquals(3, lane.latestArrived);
    }

    /** A second sighting at the same host is none. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void shouldCountDuplicates(boolean duplicate, long count) {
        Sighting r = sighting(TypeP.TCP_ACK, Fate.COPY, Reason.REPEATED_SIGHTING);
        r.duplicate = duplicate;
        ledger.arrived(r);
        left(TypeP.TCP_ACK, Fate.DELIVERED, Reason.MATCHED);
        assertEquals(count, ledger.losses().get(0).duplicates());
    }

    @Test
    void shouldFollowTheDataAndTheTimeToLiveThatArrive() {
        Sighting r = arrived(TypeP.TCP_DATA, Fate.ARRIVED, Reason.MATCHED);
        assertEquals(false, lane.isStrangeTimeToLive(TIME_TO_LIVE));
        ledger.arrived(r);
        assertEquals(1, lane.ignored, "it came twice, and nothing acknowledged it");
    }

    /** What never left is strange by a TTL of its own; else it tells of requests and answers like all that arrives. */
    @ParameterizedTest
    @CsvSource({
        "NEVER_LEFT, 60, 0, 0, 1",
        "NEVER_LEFT, 250, 0, 1, 0",
        "SENDER_OUTSIDE_WINDOW, 250, 1, 0, 1",
        "SENDER_CAPTURE_DROPS, 60, 1, 0, 1"
    })
    void shouldCountWhatNeverLeft(Reason reason, int timeToLive, long explained, long strange, long requests) {
        lane.noteTimeToLive(TIME_TO_LIVE);
        Sighting r = sighting(TypeP.TCP_SYN, Fate.APPEARED, reason);
        r.timeToLive = timeToLive;
        ledger.arrived(r);
        AppearedRow row = ledger.appeared().get(0);
        assertEquals(List.of("a", "b", "a"), List.of(row.from(), row.to(), row.initiator()));
        assertEquals(List.of(1L, explained, strange), List.of(row.count(), row.explained(), row.strange()));
        assertEquals(requests, lane.requestsArrived);
        assertEquals(List.of(), ledger.losses());
    }

    /** Before the capture at a began, and a takes nothing that arrives: whether it was answered nobody can see. */
    @Test
    void shouldAwaitNoAnswerThatNobodyCouldSee() {
        lane.reverse.departuresTaken = false;
        arrived(TypeP.TCP_SYN, Fate.APPEARED, Reason.SENDER_OUTSIDE_WINDOW);
        assertEquals(0, lane.requestsArrived);
    }

    @Test
    void shouldNotTakeWhatLeftForAnArrival() {
        assertThrows(IllegalStateException.class, () -> arrived(TypeP.TCP_ACK, Fate.LOST, Reason.NO_COPY));
    }
}

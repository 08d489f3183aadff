package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What came of the exchanges that a began with services of b. */
class ExchangesTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final int BGP = 179;

    private final Exchanges exchanges = new Exchanges();
    private final HostView[] hosts = {view("a"), view("b")};
    private int flows;

    private static HostView view(String name) {
        return new HostView(name, new Scope(), new CutRecords());
    }

    private Lane lane(int kind) {
        Lane lane = new Flow(kind, new Path(0, 1), new Path(1, 0), flows++).forward;
        lane.flow.initiator = kind == Tuple.TCP ? 0 : Flow.UNKNOWN_HOST;
        return lane;
    }

    /** A connection of which so many SYNs arrived, and so many answers and resets came back. */
    private Lane connection(long arrived, long answers, long resets) {
        Lane lane = lane(Tuple.TCP);
        lane.requests = arrived;
        lane.requestsArrived = arrived;
        lane.reverse.answers = answers;
        lane.reverse.resets = resets;
        lane.reverse.sent = answers + resets;
        return lane;
    }

    private void add(Lane lane) {
        add(lane, Survey.tuple(lane.flow.kind, A, 40_000 + flows, B, lane.flow.kind == Tuple.TCP ? BGP : 0));
    }

    private void add(Lane lane, Tuple name) {
        exchanges.add(name, lane);
        exchanges.add(name.reversed(), lane.reverse);
    }

    private ExchangeRow only() {
        List<ExchangeRow> rows = exchanges.rows(hosts);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    @Test
    void shouldSumUpConnectionsToOneService() {
        add(connection(3, 1, 0));
        add(connection(2, 0, 0));
        add(connection(4, 0, 2));
        add(connection(0, 0, 0));
        ExchangeRow row = only();
        assertEquals(List.of("a", "b", A, B), List.of(row.from(), row.to(), row.fromAddress(), row.toAddress()));
        assertEquals(TypeP.TCP_SYN, row.request());
        assertEquals(BGP, row.port());
        assertEquals(4, row.flows());
        assertEquals(9, row.requests());
        assertEquals(9, row.arrived());
        assertEquals(1, row.answers());
        assertEquals(1, row.accepted());
        assertEquals(1, row.silent());
        assertEquals(1, row.refused());
        assertEquals(0, row.stalled() + row.stalledBack() + row.stalledLater());
    }

    /** What else came back shows that it is not silent. */
    @Test
    void shouldNotCallSilentWhatSendsAnything() {
        Lane lane = connection(2, 0, 0);
        lane.reverse.sent = 1;
        add(lane);
        assertEquals(0, only().silent());
    }

    /** Refused first and accepted later, or the other way round. */
    @ParameterizedTest
    @CsvSource({"10, 20, true", "20, 10, false"})
    void shouldTellWhetherTheLastAnswerWasARefusal(long acceptedNanos, long refusedNanos, boolean refusedLast) {
        Lane accepted = connection(1, 1, 0);
        accepted.reverse.answeredNanos = acceptedNanos;
        Lane refused = connection(1, 0, 1);
        refused.reverse.resetNanos = refusedNanos;
        add(accepted);
        add(refused);
        assertEquals(refusedLast, only().refusedLast());
    }

    private Lane ping(long arrived, long sinceAnswer, long answers) {
        Lane lane = lane(Tuple.ECHO);
        lane.requests = arrived;
        lane.requestsArrived = arrived;
        lane.requestsSinceAnswer = sinceAnswer;
        lane.reverse.answers = answers;
        lane.reverse.sent = answers;
        return lane;
    }

    /** Five at the end that were not answered are more than a capture cuts off. */
    @ParameterizedTest
    @CsvSource({"4, 0", "5, 1"})
    void shouldTellThatAHostFellSilent(long sinceAnswer, long silent) {
        add(ping(20, sinceAnswer, 12));
        ExchangeRow row = only();
        assertEquals(TypeP.ICMP_ECHO_REQUEST, row.request());
        assertEquals(0, row.port());
        assertEquals(1, row.accepted());
        assertEquals(silent, row.silent());
    }

    /** Pings of the other host with the same identifier are no answers. */
    @Test
    void shouldNotTakeRequestsTheOtherWayForAnswers() {
        Lane lane = ping(5, 5, 0);
        lane.reverse.requests = 3;
        lane.reverse.sent = 3;
        add(lane);
        assertEquals(2, exchanges.rows(hosts).size());
        assertEquals(1, exchanges.rows(hosts).get(0).silent());
    }

    /** It was counted before it was forgotten: only its packets are. */
    @Test
    void shouldCountAFlowThatComesBackOnce() {
        Lane lane = connection(2, 1, 0);
        lane.flow.resumed = true;
        add(lane);
        ExchangeRow row = only();
        assertEquals(0, row.flows());
        assertEquals(0, row.accepted());
        assertEquals(2, row.arrived());
        assertEquals(1, row.answers());
    }

    @Test
    void shouldNotTellOfConnectionsOfWhichNobodyKnowsWhoBegan() {
        Lane lane = connection(2, 1, 0);
        lane.flow.initiator = Flow.UNKNOWN_HOST;
        add(lane);
        assertEquals(List.of(), exchanges.rows(hosts));
    }

    /** Data that comes again three times and is not acknowledged; it may have been before. */
    @ParameterizedTest
    @CsvSource({"2, false, 0, 0", "3, false, 1, 0", "3, true, 1, 1"})
    void shouldTellOfDataThatIsNotTakenNoticeOf(long ignored, boolean heeded, long stalled, long later) {
        Lane lane = connection(1, 1, 0);
        lane.ignored = ignored;
        lane.heeded = heeded;
        add(lane);
        assertEquals(stalled, only().stalled());
        assertEquals(later, only().stalledLater());
        assertEquals(0, only().stalledBack());
        Lane back = connection(1, 1, 0);
        back.reverse.ignored = ignored;
        back.reverse.heeded = heeded;
        add(back);
        assertEquals(stalled, only().stalledBack());
        assertEquals(2 * later, only().stalledLater());
    }

    /** As the sender itself names it; of several addresses that ask the first is told. */
    @Test
    void shouldGoByTheAddressesOfTheSender() {
        Lane translated = connection(1, 1, 0);
        translated.asSent = Survey.tuple(Tuple.TCP, "10.0.0.5", 40_000, B, BGP);
        add(translated, Survey.tuple(Tuple.TCP, "192.0.2.7", 50_000, B, BGP));
        assertEquals("10.0.0.5", only().fromAddress());
        add(connection(1, 1, 0));
        assertEquals(A, only().fromAddress());
    }

    @Test
    void shouldTellRowsInAFixedOrder() {
        add(connection(1, 1, 0), Survey.tuple(Tuple.TCP, A, 1, B, 8080));
        add(connection(1, 1, 0), Survey.tuple(Tuple.TCP, A, 1, B, BGP));
        add(ping(1, 0, 1));
        add(connection(1, 1, 0), Survey.tuple(Tuple.TCP, A, 1, "10.0.0.1", BGP));
        assertEquals(
                List.of("10.0.0.2 0", "10.0.0.1 179", "10.0.0.2 179", "10.0.0.2 8080"),
                exchanges.rows(hosts).stream()
                        .map(each -> each.toAddress() + " " + each.port())
                        .toList());
    }

    /** Beyond a bound they are counted and told. */
    @Test
    void shouldTellHowManyServicesAreTooMany() {
        for (int i = 0; i < 4_096 + 3; i++) {
            add(connection(1, 1, 0), Survey.tuple(Tuple.TCP, A, 50_000, B, i));
        }
        assertEquals(4_096, exchanges.rows(hosts).size());
        assertTrue(exchanges.notes().get(0).contains("what came of 3 flows"), exchanges.notes()::toString);
        assertFalse(exchanges.notes().size() > 1);
        assertEquals(List.of(), new Exchanges().notes());
    }
}

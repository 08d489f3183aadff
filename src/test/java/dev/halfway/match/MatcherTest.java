package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When packets between a and b are settled, and what they tell each other meanwhile. All that is known of took 1 to 2 ms, by
 * clocks that agree within 1 ms: what usually comes has come after 250 ms, and what is late up to 8 s later.
 */
class MatcherTest {
    private static final long MILLIS = 1_000_000;
    private static final long THRESHOLD = 3_000 * MILLIS;
    private static final long END = 1_000_000 * MILLIS;
    private static final int SYN = TcpFlags.SYN;
    private static final int FIN = TcpFlags.FIN;
    private static final int RST = TcpFlags.RST;
    private static final int ACK = TcpFlags.ACK;

    private final HostView[] hosts = {Views.ofEverything("a", -END, END), Views.ofEverything("b", -END, END)};
    private final Path[][] paths = {{null, path(0, 1)}, {path(1, 0), null}};
    private final List<Sighting> done = new ArrayList<>();
    private final List<Sighting> judged = new ArrayList<>();
    private final LeftAside leftAside = new LeftAside(2);
    private final Flow flow;
    private final Matcher matcher;
    private long frames;

    MatcherTest() {
        paths[0][1].reverse = paths[1][0];
        paths[1][0].reverse = paths[0][1];
        flow = new Flow(Tuple.TCP, paths[0][1], paths[1][0], 0);
        matcher = matcher(null);
    }

    private Matcher matcher(PacketFates fates) {
        return new Matcher(
                hosts,
                paths,
                THRESHOLD,
                fates,
                judged::add,
                new QuotedErrors(),
                false,
                new Overload(THRESHOLD),
                leftAside,
                new Room(1_000),
                done::add);
    }

    private static Path path(int from, int to) {
        Path path = new Path(from, to);
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(2 * MILLIS);
        return path;
    }

    /** From a to b, or back. */
    private Sighting sighting(boolean fromA, boolean leaving, double millis, TypeP typeP, long key) {
        Sighting s = Sightings.at((long) (millis * MILLIS), key, 1, ++frames);
        s.typeP = typeP;
        s.host = fromA == leaving ? 0 : 1;
        s.leg.lane = fromA ? flow.forward : flow.backward;
        s.leg.from = fromA ? 0 : 1;
        s.leg.to = fromA ? 1 : 0;
        s.leg.name = s.leg.tuple;
        s.leg.position = leaving ? Leg.Position.SENDER : Leg.Position.RECEIVER;
        s.counted = true;
        s.flags = typeP.isTcp() ? ACK : 0;
        flow.live++;
        return s;
    }

    private Sighting ping(boolean leaving, double millis, int sequence) {
        Sighting s = sighting(true, leaving, millis, TypeP.ICMP_ECHO_REQUEST, 1_000 + sequence);
        s.sequence = sequence;
        return s;
    }

    private Sighting segment(boolean fromA, boolean leaving, double millis, int sequence, int length) {
        Sighting s = sighting(fromA, leaving, millis, TypeP.TCP_DATA, 100_000L * length + sequence);
        s.sequence = sequence;
        s.length = length;
        return s;
    }

    private Sighting control(boolean fromA, boolean leaving, double millis, int flags, int sequence) {
        Sighting s = segment(fromA, leaving, millis, sequence, 0);
        s.typeP = (flags & SYN) != 0 ? TypeP.TCP_SYN : TypeP.TCP_FIN;
        s.flags = flags;
        return s;
    }

    private Sighting acknowledgment(boolean leaving, double millis, int number) {
        Sighting s = segment(false, leaving, millis, 5_000, 0);
        s.typeP = TypeP.TCP_ACK;
        s.acknowledgment = number;
        return s;
    }

    private Sighting accept(Sighting s) {
        matcher.advance(s.timeNanos);
        matcher.accept(s);
        return s;
    }

    private void assertTold(Fate fate, Sighting s) {
        assertEquals(fate, s.fate);
        assertTrue(done.contains(s), "told and given back");
    }

    @Test
    void shouldSettleWhatArrivedOnceWhatUsuallyComesHasCome() {
        Sighting sent = accept(ping(true, 0, 1));
        Sighting came = accept(ping(false, 1, 1));
        assertEquals(2, matcher.inFlight());
        matcher.advance(250 * MILLIS - 1);
        assertEquals(List.of(), done);
        matcher.advance(250 * MILLIS);
        assertEquals(List.of(sent), done);
        assertTold(Fate.DELIVERED, sent);
        assertEquals(1, matcher.inFlight());
        matcher.advance(251 * MILLIS);
        assertTold(Fate.ARRIVED, came);
        assertEquals(0, matcher.inFlight());
        assertEquals(0, flow.live);
        assertEquals(List.of(sent), judged);
    }

    @Test
    void shouldWaitForWhatIsLate() {
        assertEquals(8_250 * MILLIS, matcher.longestWaitNanos());
        Sighting sent = accept(ping(true, 0, 1));
        matcher.advance(8_250 * MILLIS - 1);
        assertEquals(List.of(), done);
        matcher.advance(8_250 * MILLIS);
        assertTold(Fate.LOST, sent);
        assertEquals(List.of(sent), judged);
        assertEquals(0, matcher.inFlight());
    }

    /** Of what it could be nothing can come any more. */
    @Test
    void shouldWaitLessForWhatWasNotSeenLeaving() {
        Sighting came = accept(ping(false, 0, 1));
        matcher.advance(3_250 * MILLIS - 1);
        assertEquals(List.of(), done);
        matcher.advance(3_250 * MILLIS);
        assertTold(Fate.APPEARED, came);
        assertEquals(List.of(), judged);
    }

    @Test
    void shouldSettleAllAtTheEnd() {
        Sighting lost = accept(ping(true, 0, 1));
        Sighting segment = accept(segment(true, true, 0, 1, 100));
        Sighting arrival = accept(segment(true, false, 1, 1, 100));
        matcher.finishAll();
        assertTold(Fate.LOST, lost);
        assertTold(Fate.DELIVERED, segment);
        assertTold(Fate.ARRIVED, arrival);
        assertEquals(0, matcher.inFlight());
        assertEquals(0, matcher.listed());
    }

    /** The clocks may be off by so much that it seems to have come before it left. */
    @Test
    void shouldHoldArrivingSegmentsBackForTheClocksError() {
        Sighting arrival = accept(segment(true, false, 0, 1, 100));
        Sighting sent = accept(segment(true, true, 0.1, 1, 100));
        matcher.finishAll();
        assertTold(Fate.DELIVERED, sent);
        assertTold(Fate.ARRIVED, arrival);
    }

    /** Of the same packet at the same host, moments later at another place. */
    @Test
    void shouldTellCopiesAtOnce() {
        Sighting first = accept(ping(true, 0, 1));
        Sighting second = ping(true, 0.001, 1);
        second.places = 2;
        accept(second);
        assertTold(Fate.COPY, second);
        assertEquals(1, matcher.inFlight());
        assertEquals(1, flow.live);
        assertFalse(done.contains(first));
        matcher.finishAll();
        assertEquals(List.of(first), judged);
    }

    /** Outside of the time asked for, they are matched and that is all. */
    @Test
    void shouldNotTellOfWhatIsNotCounted() {
        Sighting sent = ping(true, 0, 1);
        sent.counted = false;
        accept(sent);
        Sighting came = ping(false, 1, 1);
        came.counted = false;
        accept(came);
        matcher.finishAll();
        assertTold(Fate.DELIVERED, sent);
        assertEquals(List.of(), judged);
        assertEquals(null, sent.tally);
    }

    @Test
    void shouldNumberWhatLeavesInItsConnection() {
        Sighting before = accept(segment(true, true, 0, 1, 100));
        assertEquals(0, before.laneOrdinal);
        accept(control(true, true, 10, SYN, 9_000));
        Sighting after = accept(segment(true, true, 20, 9_001, 100));
        assertEquals(2, after.laneOrdinal);
        assertEquals(1, after.flowOrdinal, "behind the SYN of a new one");
        assertEquals(0, after.ordinal, "a's first, of what it is known to have begun");
        assertEquals(1, accept(segment(true, true, 30, 9_101, 100)).ordinal);
    }

    @Test
    void shouldTellWhoAsked() {
        List<Fate> told = new ArrayList<>();
        Sighting sent = ping(true, 0, 1);
        sent.watch((one, note, heard, why) -> told.add(heard), 0);
        accept(sent);
        accept(ping(false, 1, 1));
        matcher.finishAll();
        assertEquals(List.of(Fate.DELIVERED), told);
    }

    /** Without its first fragment it is not known to be in scope: seen leaving in none that is, it is left aside. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveAsideFragmentsOfDatagramsThatAreNotKnown(boolean counted) {
        Sighting came = ping(false, 0, 1);
        came.orphan = true;
        came.counted = counted;
        accept(came);
        matcher.finishAll();
        assertTold(Fate.ASIDE, came);
        assertEquals(Reason.DATAGRAM_UNKNOWN, came.reason);
        assertEquals(counted ? 1 : 0, leftAside.sum(Reason.DATAGRAM_UNKNOWN));
    }

    /** Time goes on, and a capture that shows it does not stand still. */
    @Test
    void shouldLetTimePassWithWhatIsLeftAside() {
        Sighting sent = accept(ping(true, 0, 1));
        matcher.pass(ping(true, 8_250, 2));
        assertTold(Fate.LOST, sent);
    }

    @ParameterizedTest
    @CsvSource({"true, UNOBSERVABLE, TOO_MANY_AT_ONCE", "false, APPEARED, SENDER_TOO_MANY_AT_ONCE"})
    void shouldSayOfWhatThereIsNoRoomForThatItIsNotKnown(boolean leaving, Fate fate, Reason reason) {
        List<Fate> told = new ArrayList<>();
        Sighting s = ping(leaving, 0, 1);
        s.watch((one, note, heard, why) -> told.add(heard), 0);
        matcher.leaveAside(s);
        assertTold(fate, s);
        assertEquals(reason, s.reason);
        assertEquals(List.of(fate), told);
        assertEquals(0, flow.live);
        assertEquals(0, matcher.inFlight());
    }

    /** Of one kind, at one host. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeCrowdedByPacketsAlike(boolean leaving) {
        for (int i = 0; i < 3; i++) {
            assertFalse(matcher.isCrowded(ping(leaving, 10 * i, 1), 3));
            accept(ping(leaving, 10 * i, 1));
        }
        assertTrue(matcher.isCrowded(ping(leaving, 30, 1), 3));
        assertFalse(matcher.isCrowded(ping(leaving, 30, 2), 3));
        assertFalse(matcher.isCrowded(ping(!leaving, 30, 1), 3));
    }

    @Test
    void shouldBeCrowdedByControlsThatAreOpen() {
        for (int i = 0; i < 3; i++) {
            assertFalse(matcher.isCrowded(control(true, true, 10 * i, SYN, 100), 3));
            accept(control(true, true, 10 * i, SYN, 100 + i));
        }
        assertTrue(matcher.isCrowded(control(true, true, 30, SYN, 999), 3));
        assertFalse(matcher.isCrowded(control(true, false, 30, SYN, 999), 3), "one that arrives");
    }

    /** Of data sent again; new data are never too many. */
    @Test
    void shouldBeCrowdedByDataSentAgain() {
        accept(segment(true, true, 0, 1, 100));
        accept(segment(true, true, 1, 101, 100));
        for (int i = 0; i < 3; i++) {
            assertFalse(matcher.isCrowded(segment(true, true, 10 + 10 * i, 1, 100), 3));
            accept(segment(true, true, 10 + 10 * i, 1, 100));
        }
        assertTrue(matcher.isCrowded(segment(true, true, 50, 101, 100), 3));
        assertFalse(matcher.isCrowded(segment(true, true, 50, 201, 100), 3));
        assertFalse(matcher.isCrowded(segment(true, false, 50, 101, 100), 3));
    }

    /** SYN and FIN take up a sequence number each, and are sent again like data. */
    @ParameterizedTest
    @CsvSource({"2, 2, 100, true", "2, 2, 101, false", "2, 1, 100, false", "17, 17, 100, true"})
    void shouldNoticeControlsSentAgain(int flags, int later, int sequence, boolean again) {
        Sighting first = accept(control(true, true, 0, flags, 100));
        Sighting second = accept(control(true, true, 1_000, later, sequence));
        assertEquals(again, first.resent);
        assertEquals(again ? 1_000 * MILLIS : Long.MIN_VALUE, first.resentNanos);
        assertFalse(second.resent);
        Sighting third = accept(control(true, true, 3_000, later, sequence));
        assertEquals(again ? 1_000 * MILLIS : Long.MIN_VALUE, first.resentNanos, "when it was first sent again");
        assertEquals(third.timeNanos, second.resentNanos);
    }

    /** By the number behind it, up to the last that was sent, for the first time. */
    @ParameterizedTest
    @CsvSource({"100, false", "101, true", "201, true", "202, false"})
    void shouldHearThatAControlIsAcknowledged(int number, boolean acknowledged) {
        Sighting syn = accept(control(true, true, 0, SYN, 100));
        accept(segment(true, true, 10, 101, 100));
        accept(acknowledgment(true, 20, number));
        accept(acknowledgment(true, 30, number));
        assertEquals(acknowledged ? 20 * MILLIS : Long.MIN_VALUE, syn.ackedNanos);
    }

    /** The clocks may be off. */
    @Test
    void shouldAllowForTheClocksErrorWhereAnAcknowledgmentArrives() {
        Sighting syn = accept(control(true, true, 0, SYN, 100));
        accept(acknowledgment(false, 20, 101));
        assertEquals(20 * MILLIS + paths[1][0].epsilonNanos(), syn.ackedNanos);
    }

    /** It is not known whether its sender sent it, or a device in its name. */
    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void shouldNotTakeAResetThatArrivesForAnAcknowledgment(boolean leaving, boolean refused) {
        Sighting syn = accept(control(true, true, 0, SYN, 100));
        Sighting reset = acknowledgment(leaving, 20, 101);
        reset.flags = RST | ACK;
        accept(reset);
        assertEquals(refused, Judge.isRefused(syn));
        assertEquals(refused ? Long.MIN_VALUE : 20 * MILLIS, syn.ackedNanos);
    }

    /** Acknowledgments of a new connection on the same ports say nothing of the one before. */
    @ParameterizedTest
    @CsvSource({"true, 9000, true", "true, 100, false"})
    void shouldNoticeThatAConnectionBegins(boolean leaving, int sequence, boolean anew) {
        Sighting syn = accept(control(true, true, 0, SYN, 100));
        accept(segment(true, true, 1, 101, 100));
        Sighting data = accept(segment(true, true, 2, 201, 100));
        accept(control(true, leaving, 1_000, SYN, sequence));
        assertEquals(anew, syn.pastAcks);
        assertEquals(anew, data.pastAcks);
        assertEquals(anew ? 3 : 0, flow.forward.sentBefore);
    }

    /** It tells of one as long as nothing of the one before is open: its sender's capture may have missed it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNoticeAConnectionThatIsSeenBeginningAtItsFarEndOnly(boolean open) {
        if (open) {
            accept(segment(true, true, 0, 1, 100));
        }
        accept(control(true, false, 1_000, SYN, 9_000));
        assertEquals(open ? 101 : 9_001, flow.forward.sentEnd);
    }

    @Test
    void shouldRememberWhatSegmentsAreTaken() {
        Sighting syn = control(true, true, 0, SYN, 100);
        syn.maximumSegment = 1_400;
        accept(syn);
        accept(segment(true, true, 10, 101, 100));
        assertEquals(1_400, flow.forward.maximumSegment);
        assertEquals(0, flow.initiator);
        assertTrue(flow.isInUse());
    }

    /** They are done with: what is sent again from there on is another packet. */
    @ParameterizedTest
    @ValueSource(ints = {SYN, FIN})
    void shouldForgetControlsThatAreDoneWith(int flags) {
        accept(control(true, true, 0, flags, 100));
        accept(control(true, false, 1, flags, 100));
        assertEquals(1, flow.forward.controls.size());
        matcher.advance(300 * MILLIS);
        assertEquals(0, flow.forward.controls.size());
    }

    /** All of its bytes have arrived by another one. */
    @Test
    void shouldKnowThatAControlWasThereBefore() {
        flow.forward.noteArrivedUpTo(101);
        Sighting there = accept(control(true, true, 10, FIN, 100));
        Sighting not = accept(control(true, true, 20, FIN, 101));
        assertEquals(10 * MILLIS, there.elsewhereNanos);
        assertEquals(Long.MAX_VALUE, not.elsewhereNanos);
    }

    @Test
    void shouldMoveTimeOnWithEachPacket() {
        Sighting first = accept(ping(true, 0, 1));
        accept(ping(false, 1, 1));
        accept(ping(true, 250, 2));
        assertEquals(List.of(first), done);
    }

    /** Nothing of one before remains where packets look alike. */
    @Test
    void shouldForgetPacketsThatAreDoneWith() {
        accept(ping(true, 0, 1));
        accept(ping(false, 1, 1));
        accept(segment(true, true, 2, 1, 100));
        accept(segment(true, false, 3, 1, 100));
        accept(segment(true, true, 4, 1, 100));
        assertTrue(matcher.isCrowded(ping(true, 5, 1), 1));
        assertEquals(1, flow.forward.resent.size());
        matcher.finishAll();
        assertFalse(matcher.isCrowded(ping(true, 5, 1), 1));
        assertEquals(0, flow.forward.resent.size());
        assertEquals(null, flow.forward.fresh.first);
    }

    /** Before all is heard, whichever way. */
    @ParameterizedTest
    @CsvSource({"true, false, LOST", "true, true, MISSED", "false, false, APPEARED"})
    void shouldJudgeSegmentsThatHaveNoCounterpart(boolean leaving, boolean acknowledged, Fate fate) {
        Sighting s = accept(segment(true, leaving, 0, 1, 100));
        if (acknowledged) {
            accept(acknowledgment(true, 20, 101));
            accept(acknowledgment(false, 21, 101));
        }
        matcher.advance((leaving ? 8_250 : 3_250) * MILLIS - 1);
        assertFalse(done.contains(s));
        matcher.finishAll();
        assertTold(fate, s);
    }

    /** It cannot have been answered by chance: the far capture missed it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHearThatARequestWasAnswered(boolean leaving) {
        Sighting request = accept(ping(true, 0, 1));
        Sighting reply = sighting(false, leaving, 10, TypeP.ICMP_ECHO_REPLY, 7_000);
        reply.answeredKey = request.key;
        accept(reply);
        assertFalse(request.answered, "held back for the clocks' error");
        matcher.finishAll();
        assertTold(Fate.MISSED, request);
        assertEquals(Reason.ANSWERED, request.reason);
    }

    @Test
    void shouldCountWhatBecameOfAll() {
        accept(ping(true, 0, 1));
        accept(ping(false, 1, 1));
        accept(ping(true, 100, 2));
        accept(ping(false, 200, 3));
        matcher.finishAll();
        LossRow row = matcher.ledger().losses().get(0);
        assertEquals(2, row.sent());
        assertEquals(1, row.delivered());
        assertEquals(1, row.lost());
        assertEquals(1, matcher.ledger().appeared().get(0).count());
        assertEquals(2, matcher.ledger().arrivedAt(1));
    }

    /** In the order of each capture: what is not known yet keeps those behind waiting. */
    @Test
    void shouldListAllInTheOrderOfTheirFrames() {
        List<String> told = new ArrayList<>();
        Matcher listing = matcher(each -> told.add(each.host() + each.frame() + " " + each.fate()));
        Sighting lost = ping(true, 0, 1);
        Sighting aside = ping(true, 1, 2);
        Sighting crowded = ping(true, 2, 3);
        listing.expect(lost, 0);
        listing.accept(lost);
        aside.setAside(Reason.NOT_BETWEEN_HOSTS);
        listing.tellAtOnce(aside);
        listing.expect(crowded, 0);
        listing.leaveAside(crowded);
        assertEquals(3, listing.listed());
        assertEquals(List.of(), told);
        listing.finishAll();
        assertEquals(List.of("a1 LOST", "a2 ASIDE", "a3 UNOBSERVABLE"), told);
        assertEquals(0, listing.listed());
    }

    /** How long nothing left, either way, and how much did. */
    @Test
    void shouldSayWhatWasBeforeAPacket() {
        Sighting first = accept(ping(true, 0, 1));
        accept(sighting(false, true, 300, TypeP.ICMP_ECHO_REPLY, 7_000));
        Sighting second = accept(ping(true, 400, 2));
        assertEquals(Sighting.UNKNOWN, first.idleNanos);
        assertEquals(100 * MILLIS, second.idleNanos);
        assertEquals(300 * MILLIS, second.longestIdleNanos);
        assertEquals(1, second.pathOrdinal);
    }

    /** Eight pass in a second of which the capture shows one moment, whatever becomes of that: four are too few for a silence. */
    @ParameterizedTest
    @ValueSource(strings = {"accept", "pass", "leave aside"})
    void shouldNoticeThatACaptureShowsSomething(String how) {
        hosts[1].silences.seen(0);
        Sighting s = ping(false, 450, 1);
        switch (how) {
            case "accept" -> matcher.accept(s);
            case "pass" -> matcher.pass(s);
            default -> matcher.leaveAside(s);
        }
        hosts[1].silences.seen(1_000 * MILLIS);
        for (int at : new int[] {100, 200, 300, 400, 600, 700, 800, 900}) {
            hosts[1].silences.passed(at * MILLIS);
        }
        assertFalse(hosts[1].silences.cover(500 * MILLIS));
    }
}

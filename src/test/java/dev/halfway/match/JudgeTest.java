package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which rule holds for a packet from a to b, rule by rule. All that is known of took 1 to 2 ms, by clocks that agree within
 * 1 ms; both captures take everything, from 0 to 60 s.
 */
class JudgeTest {
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;
    private static final long SECOND = 1_000 * MILLIS;
    private static final long THRESHOLD = 3 * SECOND;
    private static final long END = 60 * SECOND;
    private static final long SENT = 30 * SECOND;
    private static final int LENGTH = 100;

    private final HostView a = Views.ofEverything("a", 0, END);
    private final HostView b = Views.ofEverything("b", 0, END);
    private final Path path = new Path(0, 1);
    private final Path back = new Path(1, 0);
    private final Overload overload = new Overload(THRESHOLD);
    private final QuotedErrors errors = new QuotedErrors();
    private final Judge judge;
    private final Lane lane;

    JudgeTest() {
        HostView[] hosts = {a, b};
        judge = new Judge(hosts, new PacketLog(null, hosts), THRESHOLD, overload, errors);
        path.reverse = back;
        back.reverse = path;
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(2 * MILLIS);
        lane = new Flow(Tuple.TCP, path, back, 0).forward;
    }

    private Sighting sighting(long nanos, Leg.Position position) {
        Sighting s = Sightings.at(nanos, 0, 1, 1);
        s.leg.lane = lane;
        s.leg.name = s.leg.tuple;
        s.leg.position = position;
        s.ipVersion = 4;
        s.length = LENGTH;
        return s;
    }

    private Sighting missing(long nanos) {
        Sighting s = sighting(nanos, Leg.Position.SENDER);
        judge.missing(s);
        return s;
    }

    private Sighting appeared(long nanos) {
        Sighting r = sighting(nanos, Leg.Position.RECEIVER);
        judge.appeared(r);
        return r;
    }

    private static void assertJudged(Fate fate, Reason reason, Sighting s) {
        assertEquals(fate, s.fate);
        assertEquals(reason, s.reason);
    }

    /** A step before the judgment of a packet that left. */
    private static Arguments rule(Fate fate, Reason reason, BiConsumer<JudgeTest, Sighting> given) {
        return arguments(fate, reason, given);
    }

    private static Stream<Arguments> rulesOfMissing() {
        return Stream.of(
                rule(Fate.LOST, Reason.NO_COPY, (t, s) -> {}),
                rule(Fate.LOST, Reason.RETRANSMITTED, (t, s) -> s.resent = true),
                rule(Fate.LOST, Reason.NOT_ACKNOWLEDGED, (t, s) -> s.hole = true),
                rule(Fate.LOST, Reason.NO_ANSWER, (t, s) -> {
                    s.typeP = TypeP.ICMP_ECHO_REQUEST;
                    t.lane.answersSeen = true;
                }),
                rule(Fate.LOST, Reason.NO_COPY, (t, s) -> s.typeP = TypeP.ICMP_ECHO_REQUEST),
                rule(Fate.LOST, Reason.NO_COPY, (t, s) -> t.lane.answersSeen = true),
                rule(Fate.LOST, Reason.NO_COPY, (t, s) -> s.ackedNanos = s.elsewhereNanos = SENT + SECOND),
                rule(Fate.MISSED, Reason.ANSWERED, (t, s) -> s.answered = true),
                rule(Fate.MISSED, Reason.ACKNOWLEDGED, (t, s) -> s.ackedNanos = SENT + SECOND),
                rule(Fate.UNOBSERVABLE, Reason.REWRITTEN, (t, s) -> t.lane.flow.doubtful = true),
                rule(Fate.UNOBSERVABLE, Reason.REFUSED_UNSEEN, (t, s) -> s.refusedNanos = 0),
                rule(Fate.UNOBSERVABLE, Reason.DIRECTION_NOT_CAPTURED, (t, s) -> t.lane.arrivalsTaken = false),
                rule(Fate.UNOBSERVABLE, Reason.BETWEEN_CAPTURES, (t, s) -> t.b.addBlindSpot(SENT, SENT + SECOND)),
                rule(Fate.UNOBSERVABLE, Reason.TOO_MANY_AT_ONCE, (t, s) -> t.overload.leftAside(SENT)),
                rule(Fate.UNOBSERVABLE, Reason.CLOCK_STEPPED, (t, s) -> t.a.addDisplaced(s.leg.tuple, SENT)),
                rule(Fate.UNOBSERVABLE, Reason.CLOCK_UNKNOWN, (t, s) -> t.a.addTimeless(s.leg.tuple, s.sequence)),
                rule(Fate.UNOBSERVABLE, Reason.CLOCK_UNSURE, (t, s) -> t.a.addUnsure(SENT - 1, SENT + 1)),
                rule(Fate.UNOBSERVABLE, Reason.CLOCK_UNSURE, (t, s) -> t.b.addUnsure(SENT, SENT + SECOND)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rulesOfMissing")
    void shouldJudgeAMissingPacketByTheFirstRuleThatHolds(
            Fate fate, Reason reason, BiConsumer<JudgeTest, Sighting> given) {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        given.accept(this, s);
        judge.missing(s);
        assertJudged(fate, reason, s);
        assertEquals(fate == Fate.LOST ? LENGTH : 0, s.bytesLost);
        assertEquals(fate == Fate.LOST && reason != Reason.NO_COPY, s.confirmed);
    }

    /** Expected between 0.8 ms (the fastest, less the slack of timestamps) and 2.2 ms (the slowest, and the slack). */
    @ParameterizedTest
    @CsvSource({
        "-2201, OUTSIDE_WINDOW", "-2200, NEAR_EDGE", "-801, NEAR_EDGE", "-800, NO_COPY",
        "59997800, NO_COPY", "59997801, NEAR_EDGE", "59999200, NEAR_EDGE", "59999201, OUTSIDE_WINDOW"
    })
    void shouldJudgeNothingNearTheEdgesOfTheFarCapture(long sentMicros, Reason reason) {
        assertEquals(reason, missing(sentMicros * MICROS).reason);
    }

    /** Whatever else is wrong with it, what the far capture never shows it could not have shown just then. */
    @Test
    void shouldSayThatTheKindIsNotCapturedRatherThanWhen() {
        lane.arrivalsTaken = false;
        assertJudged(Fate.UNOBSERVABLE, Reason.DIRECTION_NOT_CAPTURED, missing(-SECOND));
    }

    @Test
    void shouldKnowWhichAddressesAndKindsTheFarCaptureTakes() {
        HostView filtered = new HostView("b", new Scope(), new CutRecords());
        filtered.windowEndNanos = END;
        filtered.windowStartNanos = 0;
        HostView[] hosts = {a, filtered};
        Judge judgeOfFiltered = new Judge(hosts, new PacketLog(null, hosts), THRESHOLD, overload, errors);
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        judgeOfFiltered.missing(s);
        assertJudged(Fate.UNOBSERVABLE, Reason.ADDRESS_NOT_CAPTURED, s);
        lane.flow.translated = true;
        judgeOfFiltered.missing(s);
        assertJudged(Fate.UNOBSERVABLE, Reason.KIND_NOT_CAPTURED, s);
        Views.note(filtered, Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(40_000, 179, Packets.ACK)));
        judgeOfFiltered.missing(s);
        assertJudged(Fate.LOST, Reason.NO_COPY, s);
    }

    /** An acknowledgment is of the last transmission that can have arrived by then. */
    @Test
    void shouldNotTakeForArrivedWhatIsAcknowledgedOnceItsRetransmissionCanHaveArrived() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        s.resent = true;
        s.resentNanos = SENT + SECOND;
        s.ackedNanos = s.resentNanos - 1;
        judge.missing(s);
        assertJudged(Fate.MISSED, Reason.ACKNOWLEDGED, s);
        s.ackedNanos = s.resentNanos + SECOND;
        judge.missing(s);
        assertJudged(Fate.LOST, Reason.RETRANSMITTED, s);
    }

    @Test
    void shouldLoseTheBytesThatDidNotArrive() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        s.covered = new ByteRanges();
        s.covered.add(0, 60);
        judge.missing(s);
        assertJudged(Fate.LOST, Reason.PARTLY_COVERED, s);
        assertEquals(LENGTH - 60, s.bytesLost);
    }

    @Test
    void shouldBlameTheSilenceOfTheFarCapture() {
        b.silences.seen(SENT - SECOND);
        b.silences.seen(SENT + SECOND);
        for (int i = 0; i < 5; i++) {
            b.silences.passed(SENT - 20 * MILLIS + 10 * i * MILLIS);
        }
        assertJudged(Fate.MISSED, Reason.CAPTURE_SILENT, missing(SENT));
    }

    /** Known only once all others that passed there have been heard of. */
    @Test
    void shouldWeighALossAgainstASilenceThatIsHeardOfLater() {
        Sighting lost = missing(SENT);
        Sighting hole = missing(SENT);
        hole.hole = true;
        b.silences.seen(SENT - SECOND);
        b.silences.seen(SENT + SECOND);
        assertFalse(judge.isOpen(lost, SENT + SECOND, THRESHOLD), "nothing passed");
        b.silences.passed(SENT);
        assertTrue(judge.isOpen(lost, SENT + SECOND, THRESHOLD));
        assertFalse(judge.isOpen(hole, SENT + SECOND, THRESHOLD), "the receiver itself says that it lacks it");
        judge.weigh(lost);
        judge.weigh(hole);
        assertJudged(Fate.UNOBSERVABLE, Reason.CAPTURE_SILENT, lost);
        assertEquals(0, lost.bytesLost);
        assertEquals(Fate.LOST, hole.fate);
    }

    @Test
    void shouldLayAsManyToTheFarCaptureAsItDropped() {
        b.addGap(SENT, SENT + SECOND, 1);
        Sighting first = missing(SENT);
        Sighting second = missing(SENT + MILLIS);
        assertTrue(first.awaitsDrops);
        assertTrue(judge.isOpen(first, SENT + SECOND, THRESHOLD));
        assertFalse(judge.isOpen(first, SENT + SECOND + THRESHOLD, THRESHOLD));
        judge.weigh(first);
        judge.weigh(second);
        assertJudged(Fate.MISSED, Reason.CAPTURE_DROPS, first);
        assertEquals(0, first.bytesLost);
        assertFalse(first.ambiguous, "the capture names so short a time");
        assertJudged(Fate.LOST, Reason.NO_COPY, second);
        assertTrue(second.ambiguous, "it may be this one that was dropped, and the first that was lost");
        assertEquals(Fate.LOST, missing(SENT + 10 * SECOND).fate);
    }

    /** What is known to have arrived was one of those dropped: it explains no other. */
    @Test
    void shouldLayWhatIsKnownToHaveArrivedToTheDropsFirst() {
        b.addGap(SENT, SENT + SECOND, 1);
        Sighting answered = sighting(SENT, Leg.Position.SENDER);
        answered.answered = true;
        judge.missing(answered);
        Sighting other = missing(SENT + MILLIS);
        judge.weigh(other);
        assertEquals(Reason.ANSWERED, answered.reason);
        assertJudged(Fate.LOST, Reason.NO_COPY, other);
    }

    /** Which of many packets in a long time were dropped is open. */
    @Test
    void shouldNotSayWhichWereDroppedInALongTime() {
        b.addGap(SENT, SENT + 10 * SECOND, 1);
        Sighting s = missing(SENT + SECOND);
        judge.weigh(s);
        assertJudged(Fate.MISSED, Reason.CAPTURE_DROPS, s);
        assertTrue(s.ambiguous);
    }

    private static Stream<Arguments> rulesOfAppeared() {
        return Stream.of(
                rule(Fate.APPEARED, Reason.NEVER_LEFT, (t, r) -> {}),
                rule(Fate.APPEARED, Reason.NEVER_LEFT, (t, r) -> {
                    r.orphan = true;
                    t.lane.departuresTaken = false;
                }),
                rule(Fate.APPEARED, Reason.SENDER_DIRECTION_NOT_CAPTURED, (t, r) -> t.lane.departuresTaken = false),
                rule(Fate.APPEARED, Reason.SENDER_OUTSIDE_WINDOW, (t, r) -> r.timeNanos = 2 * MILLIS),
                rule(Fate.APPEARED, Reason.SENDER_OUTSIDE_WINDOW, (t, r) -> t.a.addBlindSpot(SENT - SECOND, SENT)),
                rule(Fate.APPEARED, Reason.REWRITTEN, (t, r) -> t.lane.flow.doubtful = true),
                rule(Fate.APPEARED, Reason.CLOCK_STEPPED, (t, r) -> t.b.addDisplaced(r.leg.tuple, SENT)),
                rule(Fate.APPEARED, Reason.CLOCK_UNKNOWN, (t, r) -> t.b.addTimeless(r.leg.tuple, r.sequence)),
                rule(Fate.APPEARED, Reason.CLOCK_UNSURE, (t, r) -> t.b.addUnsure(SENT - 1, SENT + 1)),
                rule(Fate.APPEARED, Reason.CLOCK_UNSURE, (t, r) -> t.a.addUnsure(SENT - SECOND, SENT)),
                rule(Fate.APPEARED, Reason.SENDER_TOO_MANY_AT_ONCE, (t, r) -> t.overload.leftAside(SENT)),
                rule(Fate.APPEARED, Reason.SENDER_CAPTURE_DROPS, (t, r) -> t.a.addGap(SENT - SECOND, SENT, 1)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rulesOfAppeared")
    void shouldJudgeAnArrivalThatNeverLeftByTheFirstRuleThatHolds(
            Fate fate, Reason reason, BiConsumer<JudgeTest, Sighting> given) {
        Sighting r = sighting(SENT, Leg.Position.RECEIVER);
        given.accept(this, r);
        judge.appeared(r);
        assertJudged(fate, reason, r);
        boolean misses = reason == Reason.SENDER_CAPTURE_DROPS || reason == Reason.NEVER_LEFT && !r.orphan;
        assertEquals(misses, a.missesDepartures);
    }

    /** A reset may be forged, and so may be what comes from farther away than all else: it does not show a capture silent. */
    @Test
    void shouldHearOfASilenceByWhatIsSureToHaveLeft() {
        a.silences.seen(SENT - SECOND);
        a.silences.seen(SENT + SECOND);
        lane.noteTimeToLive(60);
        for (int i = 0; i < 5; i++) {
            Sighting reset = sighting(SENT, Leg.Position.RECEIVER);
            reset.typeP = TypeP.TCP_RST;
            reset.timeToLive = 60;
            judge.appeared(reset);
            Sighting strange = sighting(SENT, Leg.Position.RECEIVER);
            strange.timeToLive = 250;
            judge.appeared(strange);
        }
        assertFalse(a.silences.mayCover(SENT - path.usualNanos()));
        Sighting ordinary = sighting(SENT, Leg.Position.RECEIVER);
        ordinary.timeToLive = 60;
        judge.appeared(ordinary);
        assertTrue(a.silences.mayCover(SENT - path.usualNanos()));
    }

    @Test
    void shouldSayWhatMayHaveLeftUnseen() {
        Sighting r = sighting(SENT, Leg.Position.RECEIVER);
        assertFalse(judge.mayHaveLeftUnseen(r));
        a.addGap(SENT - SECOND, SENT, 1);
        assertTrue(judge.mayHaveLeftUnseen(r), "the capture dropped one");
        appeared(SENT);
        assertFalse(judge.mayHaveLeftUnseen(r), "it was another");
        a.addUnsure(SENT - SECOND, SENT);
        assertTrue(judge.mayHaveLeftUnseen(r), "a clock was set");
        assertTrue(judge.mayHaveLeftUnseen(sighting(0, Leg.Position.RECEIVER)), "before the capture began");
        lane.departuresTaken = false;
        assertTrue(judge.mayHaveLeftUnseen(sighting(SENT + 10 * SECOND, Leg.Position.RECEIVER)));
    }

    @ParameterizedTest
    @CsvSource({"0, DELIVERED", "3000000000, DELIVERED", "3000000001, LATE"})
    void shouldDeliverWhatArrivesWithinTheLossThreshold(long delayNanos, Fate fate) {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        Sighting r = sighting(SENT + delayNanos, Leg.Position.RECEIVER);
        r.frame = 7;
        r.orphan = true;
        judge.matched(s, r);
        assertJudged(fate, Reason.MATCHED, s);
        assertJudged(Fate.ARRIVED, Reason.MATCHED, r);
        assertFalse(r.orphan);
        assertEquals(7, s.matchFrame);
        assertEquals(1, r.matchFrame);
        assertEquals(delayNanos, s.delayNanos);
        assertEquals(delayNanos, r.delayNanos);
        assertFalse(lane.arrivedAny, "of data it is told elsewhere, byte by byte");
    }

    /** What arrives late may be another that was left aside, or a clock may be to blame. */
    @Test
    void shouldNotCallLateWhatMayBeAnother() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        Sighting r = sighting(SENT + THRESHOLD + 1, Leg.Position.RECEIVER);
        a.addTimeless(s.leg.tuple, s.sequence);
        judge.matched(s, r);
        assertJudged(Fate.UNOBSERVABLE, Reason.CLOCK_UNKNOWN, s);
        overload.leftAside(SENT);
        judge.matched(s, r);
        assertJudged(Fate.UNOBSERVABLE, Reason.TOO_MANY_AT_ONCE, s);
        assertEquals(Fate.APPEARED, r.fate);
    }

    @Test
    void shouldTellByTheFirstArrivalWhenASegmentCame() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        for (int i = 1; i <= 2; i++) {
            Sighting part = sighting(SENT + i * MILLIS, Leg.Position.RECEIVER);
            part.frame = 10 + i;
            judge.partlyMatched(s, part);
            assertJudged(Fate.ARRIVED, Reason.COVERED, part);
        }
        assertEquals(11, s.matchFrame);
        assertEquals(MILLIS, s.delayNanos);
    }

    /** Of two transmissions of a SYN that one has arrived says when the other's bytes were there. */
    @Test
    void shouldTellOtherTransmissionsOfAControlThatItArrived() {
        Sighting first = sighting(SENT, Leg.Position.SENDER);
        Sighting second = sighting(SENT + SECOND, Leg.Position.SENDER);
        Sighting other = sighting(SENT + SECOND, Leg.Position.SENDER);
        other.sequence = 99;
        for (Sighting each : new Sighting[] {first, second, other}) {
            each.flags = TcpFlags.SYN;
            lane.controls.add(each);
        }
        judge.matched(second, sighting(SENT + SECOND + MILLIS, Leg.Position.RECEIVER));
        assertEquals(SENT + SECOND + MILLIS, first.elsewhereNanos);
        assertEquals(Long.MAX_VALUE, second.elsewhereNanos);
        assertEquals(Long.MAX_VALUE, other.elsewhereNanos);
        assertTrue(lane.hasArrivedUpTo(second.sequenceEnd()));
    }

    @Test
    void shouldCallCorruptedWhatArrivesWithOtherContentUnlessItMayBeAnother() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        Sighting r = sighting(SENT + MILLIS, Leg.Position.RECEIVER);
        judge.corrupted(s, r);
        assertJudged(Fate.CORRUPTED, Reason.CONTENT_DIFFERS, s);
        assertJudged(Fate.ARRIVED, Reason.CONTENT_DIFFERS, r);
        assertEquals(MILLIS, s.delayNanos);
        overload.leftAside(SENT);
        judge.corrupted(s, r);
        assertJudged(Fate.UNOBSERVABLE, Reason.TOO_MANY_AT_ONCE, s);
    }

    @Test
    void shouldNotCallDuplicatedWhatMayBeTheFirst() {
        Sighting r = sighting(SENT, Leg.Position.RECEIVER);
        r.duplicate = true;
        judge.copied(r);
        assertJudged(Fate.COPY, Reason.REPEATED_SIGHTING, r);
        assertTrue(r.duplicate);
        b.addTimeless(r.leg.tuple, r.sequence);
        judge.copied(r);
        assertFalse(r.duplicate);
        Sighting later = sighting(SENT + SECOND, Leg.Position.RECEIVER);
        later.sequence = 5;
        later.duplicate = true;
        judge.crowded(later);
        judge.copied(later);
        assertFalse(later.duplicate, "too many to compare with just then");
    }

    /** Where the sender's capture misses packets, one that came out of time may be one of these. */
    @Test
    void shouldDoubtWhatMayStandInForAPacketThatWasNotSeenLeaving() {
        Sighting s = sighting(SENT, Leg.Position.SENDER);
        s.mayStandIn = true;
        judge.weighOrigin(s);
        assertFalse(s.ambiguous);
        a.missesDepartures = true;
        judge.weighOrigin(s);
        assertTrue(s.ambiguous);
    }
}

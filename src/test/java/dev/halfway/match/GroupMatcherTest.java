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

/**
 * Which packets that look alike are one, from a to b. All that is known of took 1 to 2 ms, by clocks that agree within 1 ms,
 * and kept its IP ID. Frames of what leaves are below 100, of what arrives above.
 */
class GroupMatcherTest {
    private static final long MILLIS = 1_000_000;
    private static final long THRESHOLD = 3_000 * MILLIS;
    private static final long LATENESS = 2 * THRESHOLD;
    private static final long KEY = 77;

    private final FoundPairs pairs = new FoundPairs();
    private final GroupMatcher matcher = new GroupMatcher(pairs, THRESHOLD, LATENESS);
    private final Path path = new Path(0, 1);
    private final Lane lane;
    private final List<Sighting> all = new ArrayList<>();
    /** How many of all have waited for what usually comes. */
    private int settled;

    GroupMatcherTest() {
        Path back = new Path(1, 0);
        path.reverse = back;
        back.reverse = path;
        path.trustClocksWithin(MILLIS, MILLIS, 0);
        back.trustClocksWithin(MILLIS, MILLIS, 0);
        path.observe(MILLIS);
        path.observe(2 * MILLIS);
        path.noteIdentification(false, 5, 5);
        lane = new Flow(Tuple.ECHO, path, back, 0).forward;
    }

    private Sighting sighting(boolean leaving, double millis, long frame, int identification) {
        Sighting s = Sightings.at((long) (millis * MILLIS), KEY, 1, frame);
        s.typeP = TypeP.ICMP_ECHO_REQUEST;
        s.leg.lane = lane;
        s.leg.position = leaving ? Leg.Position.SENDER : Leg.Position.RECEIVER;
        s.identification = identification;
        return s;
    }

    private Sighting take(Sighting s, boolean leaving) {
        if (matcher.add(s, leaving)) {
            all.add(s);
        } else {
            pairs.copied(s);
        }
        return s;
    }

    private Sighting left(double millis, long frame, int identification) {
        return take(sighting(true, millis, frame, identification), true);
    }

    private Sighting came(double millis, long frame, int identification) {
        return take(sighting(false, millis, frame, identification), false);
    }

    private Sighting left(double millis, long frame) {
        return left(millis, frame, 0);
    }

    private Sighting came(double millis, long frame) {
        return came(millis, frame, 0);
    }

    /** All that usually comes has come. */
    private void settled() {
        while (settled < all.size()) {
            matcher.settle(all.get(settled++));
        }
    }

    /** The wait for all is over. */
    private void concluded() {
        settled();
        all.forEach(matcher::conclude);
    }

    private void assertFound(String... found) {
        assertEquals(List.of(found), pairs.found);
    }

    /** By clocks that agree within 1.2 ms it may seem to have come before it left; later than the threshold it is late. */
    @ParameterizedTest
    @CsvSource({"1500, true", "-1200, true", "-1201, false", "3000000, true", "3000001, false"})
    void shouldMatchAtOnceOneThatIsAlone(long delayMicros, boolean atOnce) {
        left(10, 1);
        came(10 + delayMicros / 1_000.0, 101);
        settled();
        assertEquals(atOnce ? List.of("1>101") : List.of(), pairs.found);
    }

    /** One alike that came half a second before it left: by clocks of which nothing is known it may be the same. */
    @ParameterizedTest
    @CsvSource({"true, 0, 0, true", "true, 5, 6, false", "false, 0, 0, false", "false, 5, 5, false"})
    void shouldSayWhereTheClocksAloneKeepTwoFromBeingOne(
            boolean unbounded, int leftIdentification, int cameIdentification, boolean noted) {
        if (unbounded) {
            path.distrustClocks();
        }
        Sighting came = came(9_500, 101, cameIdentification);
        Sighting left = left(10_000, 1, leftIdentification);
        concluded();
        assertEquals(noted, left.cameByOtherClocks);
        assertEquals(noted, came.cameByOtherClocks);
    }

    /** Of one with the same IP ID such clocks are no reason to take it for another, within the loss threshold. */
    @ParameterizedTest
    @CsvSource({
        "7000, 1>101",
        "10000, 1>101",
        "13000, 1>101",
        "6999, 101 appeared;1 missing",
        "16001, 1 missing;101 appeared"
    })
    void shouldMatchByIdentificationWhatClocksOfWhichNothingIsKnownKeepApart(double cameMillis, String found) {
        path.distrustClocks();
        boolean before = cameMillis < 10_000;
        if (before) {
            came(cameMillis, 101, 5);
        }
        left(10_000, 1, 5);
        if (!before) {
            came(cameMillis, 101, 5);
        }
        concluded();
        assertFound(found.split(";"));
    }

    @ParameterizedTest
    @CsvSource({"3000001, 1>101", "6000000, 1>101", "6000001, 1 missing", "-1201, 1 missing"})
    void shouldMatchLateWhatIsAloneUpToAnotherThreshold(long delayMicros, String found) {
        left(10, 1);
        came(10 + delayMicros / 1_000.0, 101);
        concluded();
        assertEquals(found, pairs.found.get(0));
    }

    /** What it learns from it: how long packets take. */
    @Test
    void shouldLearnFromWhatIsBeyondDoubt() {
        left(0, 1);
        came(2_000, 101);
        settled();
        assertEquals(2_000 * MILLIS, path.slowestNanos(THRESHOLD));
        assertFalse(path.isFasterThanAny(MILLIS));
    }

    @Test
    void shouldNotMatchPacketsThatTheirIdentificationsTellApart() {
        left(0, 1, 7);
        came(1.5, 101, 8);
        concluded();
        assertFound("1 missing", "101 appeared");
    }

    @Test
    void shouldMatchOtherIdentificationsWhereThePathChangesThem() {
        for (int i = 0; i < 20; i++) {
            path.noteIdentification(false, 3, 4);
        }
        left(0, 1, 7);
        came(1.5, 101, 8);
        settled();
        assertFound("1>101");
    }

    /** First in, first out would shift every match behind a loss. */
    @Test
    void shouldLoseTheOneInTheMiddle() {
        left(0, 1);
        left(100, 2);
        left(200, 3);
        came(1.5, 101);
        came(201.5, 102);
        concluded();
        assertFound("1>101", "3>102", "2 missing");
    }

    @Test
    void shouldFindByIdentificationWhatOvertook() {
        left(0, 1, 11);
        left(0.1, 2, 12);
        came(1.2, 101, 12);
        came(1.3, 102, 11);
        concluded();
        assertFound("1>102", "2>101");
    }

    /** Two left and one came: which one is open, and that one is lost is not. */
    @Test
    void shouldSayThatItIsOpenWhichOfTwoThatTimeDoesNotTellApartIsLost() {
        Sighting first = left(0, 1);
        Sighting second = left(0.3, 2);
        came(1.6, 101);
        concluded();
        assertEquals(2, pairs.found.size());
        assertTrue(first.ambiguous && second.ambiguous);
    }

    /** The same ID at the same place is a second delivery or departure; elsewhere it is the same packet passing on. */
    @Test
    void shouldTellCopiesByWhereTheyAreSeen() {
        left(0, 1, 7);
        Sighting elsewhere = sighting(true, 0.1, 2, 7);
        elsewhere.places = 2;
        take(elsewhere, true);
        left(0.2, 3, 7);
        came(1.5, 101, 7);
        settled();
        assertFound("2 copies 1", "3 duplicates 1", "1>101");
    }

    /** A mirror shows each twice: the second is no duplicate. */
    @Test
    void shouldNotCallDuplicatedWhatTheCaptureTakesTwice() {
        left(0, 1, 7);
        Sighting twin = sighting(true, 0, 2, 7);
        twin.leg.recordsOfEach = 2;
        take(twin, true);
        assertFound("2 copies 1");
    }

    @Test
    void shouldTakeASecondArrivalForADuplicate() {
        left(0, 1);
        came(1.5, 101);
        settled();
        came(2.5, 102);
        concluded();
        assertFound("1>101", "102 duplicates 101");
    }

    /** Unless its IP ID is another, or others alike may have left that nobody could see. */
    @ParameterizedTest
    @CsvSource({"7, 8, false, 102 appeared", "0, 0, true, 102 appeared", "7, 7, false, 102 duplicates 101"})
    void shouldNotTakeForADuplicateWhatMayBeAnother(int first, int second, boolean leftUnseen, String found) {
        pairs.leftUnseen = leftUnseen;
        left(0, 1, first);
        came(1.5, 101, first);
        settled();
        came(1_000, 102, second);
        concluded();
        assertFound("1>101", found);
    }

    /** So long behind the match it is none of its copies. */
    @ParameterizedTest
    @CsvSource({"3001.5, 102 duplicates 101", "3001.6, 102 appeared"})
    void shouldTakeForADuplicateOnlyWhatComesWithinTheThreshold(double millis, String found) {
        left(0, 1);
        came(1.5, 101);
        settled();
        came(millis, 102);
        concluded();
        assertFound("1>101", found);
    }

    /** As many came as left: one lost and one duplicated is less than both held up. What left too long before is lost. */
    @ParameterizedTest
    @CsvSource({
        "1, 2>101;1>102, true",
        "-1996.9, 2>101;1>102, true",
        "-1997.1, 2>101;1 missing;102 duplicates 101, false"
    })
    void shouldPairWhatIsOverdueBeforeItDropsLikelyCopies(double firstMillis, String found, boolean open) {
        Sighting first = left(firstMillis, 1);
        settled();
        left(1_000, 2);
        came(1_001.5, 101);
        settled();
        Sighting last = came(1_003, 102);
        concluded();
        assertFound(found.split(";"));
        assertEquals(open, first.ambiguous);
        assertEquals(open, last.ambiguous);
    }

    /**
     * What comes longer behind than packets take, and about as long as packets alike leave apart, is no copy where the sender's
     * capture shows nothing of that time.
     */
    @ParameterizedTest
    @CsvSource({
        "8, 8.6, true, 103 appeared",
        "8, 8.4, true, 103 duplicates 102",
        "8, 8.6, false, 103 duplicates 102",
        "7, 7.8, true, 103 appeared",
        "7, 7.6, true, 103 duplicates 102",
        "9, 8.6, true, 103 duplicates 102"
    })
    void shouldNotTakeForADuplicateWhatComesLaterThanCopies(
            double leftApart, double millis, boolean silent, String found) {
        pairs.leftInSilence = silent;
        left(0, 1);
        came(1.5, 101);
        left(leftApart, 2);
        came(leftApart + 1.5, 102);
        settled();
        came(leftApart + millis, 103);
        concluded();
        assertFound("1>101", "2>102", found);
    }

    /** What is held up arrives at one moment: how many these are what left tells, but in a capture that takes records twice. */
    @ParameterizedTest
    @CsvSource({
        "false, false, 1>101;2>102",
        "false, true, 2 duplicates 1;1>101;102 copies 101",
        "true, false, 102 duplicates 101;2>101"
    })
    void shouldCountWhatArrivesAtOneMoment(boolean recordsTwice, boolean sentAtOneMoment, String found) {
        Sighting one = sighting(true, 0, 1, 0);
        one.leg.fineClock = true;
        take(one, true);
        Sighting other = sighting(true, sentAtOneMoment ? 0 : 0.3, 2, 0);
        other.leg.fineClock = true;
        take(other, true);
        for (int frame = 101; frame <= 102; frame++) {
            Sighting r = sighting(false, 1.7, frame, 0);
            r.leg.fineClock = true;
            r.leg.recordsTwice = recordsTwice;
            take(r, false);
        }
        settled();
        assertFound(found.split(";"));
    }

    private Sighting other(Sighting s, int sequence) {
        s.key = KEY + 1;
        s.sequence = sequence;
        return s;
    }

    /** The header is the same and the content is not. */
    @ParameterizedTest
    @CsvSource({"0, 1.5, 1#101", "1, 1.5, 1 missing", "0, 400, 1 missing"})
    void shouldFindWhatArrivesWithOtherContent(int sequence, double millis, String found) {
        left(0, 1);
        take(other(sighting(false, millis, 101, 0), sequence), false);
        settled();
        matcher.conclude(all.get(1));
        matcher.conclude(all.get(0));
        assertEquals(found, pairs.found.get(pairs.found.size() - 1));
    }

    @Test
    void shouldNotTakeASegmentForOneThatArrivesWithOtherContent() {
        left(0, 1).typeP = TypeP.TCP_SYN;
        take(other(sighting(false, 1.5, 101, 0), 0), false).typeP = TypeP.TCP_SYN;
        settled();
        matcher.conclude(all.get(1));
        assertFound("101 appeared");
    }

    private Sighting answer(double millis) {
        Sighting reply = sighting(true, millis, 200, 0);
        reply.leg.lane = lane.reverse;
        reply.answeredKey = KEY;
        return reply;
    }

    /** It shows that the latest request before it arrived, and no other. */
    @Test
    void shouldTakeAReplyForAnAnswerToTheLatestRequestBeforeIt() {
        Sighting first = left(0, 1);
        Sighting second = left(1_000, 2);
        Sighting third = left(2_000, 3);
        matcher.noteAnswer(answer(1_500), true);
        assertFalse(first.answered);
        assertTrue(second.answered);
        assertFalse(third.answered);
        assertTrue(lane.answersSeen);
    }

    @Test
    void shouldTakeAReplyForAnAnswerToARequestThatIsOverdue() {
        Sighting request = left(0, 1);
        settled();
        matcher.noteAnswer(answer(2_000), false);
        assertTrue(request.answered);
        assertFalse(lane.answersSeen, "it was not seen leaving");
    }

    /** Where the responder's capture has a request, it is this one that it answers. */
    @ParameterizedTest
    @CsvSource({"1.5, 10, false", "1.5, 1, true", "-0.5, 10, true"})
    void shouldNotTakeAReplyForAnAnswerToWhatElseExplains(double cameMillis, double repliedMillis, boolean answered) {
        Sighting request = left(0, 1);
        came(cameMillis, 101);
        matcher.noteAnswer(answer(repliedMillis - 1.2), true);
        assertEquals(answered, request.answered);
    }

    @Test
    void shouldNotTakeAReplyForAnAnswerToARequestBeforeOneThatArrived() {
        Sighting first = left(0, 1);
        left(1_000, 2);
        came(1_001, 101);
        settled();
        matcher.noteAnswer(answer(1_100), true);
        assertFalse(first.answered);
    }

    /** At its own end, whether they are overdue or not. */
    @Test
    void shouldCountHowManyAlikeAreThere() {
        assertFalse(matcher.isFull(sighting(true, 0, 9, 0), true, 1));
        left(0, 1);
        settled();
        left(1_000, 2);
        came(5_000, 101);
        assertTrue(matcher.isFull(sighting(true, 0, 9, 0), true, 2));
        assertFalse(matcher.isFull(sighting(true, 0, 9, 0), true, 3));
        assertTrue(matcher.isFull(sighting(false, 0, 9, 0), false, 1));
        assertFalse(matcher.isFull(sighting(false, 0, 9, 0), false, 2));
    }

    /** In unusual time any other that is left might have been it as well; unless its IP ID is another. */
    @ParameterizedTest
    @CsvSource({"0, 0, true", "8, 7, false"})
    void shouldSayThatAnotherMightHaveBeenALateArrival(int first, int second, boolean open) {
        Sighting one = left(0, 1, first);
        Sighting other = left(100, 2, second);
        settled();
        Sighting late = came(2_000, 101, second);
        settled();
        matcher.conclude(late);
        matcher.conclude(one);
        assertFound("2>101", "1 missing");
        assertEquals(open, one.ambiguous);
        assertEquals(open, other.ambiguous);
    }

    /** Up to the loss threshold, and not before it can have arrived. */
    @ParameterizedTest
    @CsvSource({"-0.2, true", "-0.21, false", "3000, true", "3000.01, false"})
    void shouldGoByIdentificationsOfWhatCanHaveArrived(double millis, boolean matched) {
        left(0, 1, 11);
        left(0.05, 2, 12);
        came(millis, 101, 11);
        settled();
        assertEquals(matched ? List.of("1>101") : List.of(), pairs.found);
    }

    /** Twice as long as the slowest, and what the clocks may hide: what takes longer is another packet. */
    @ParameterizedTest
    @CsvSource({"6.2, 1#101", "6.21, 101 appeared", "-0.2, 1#101", "-0.21, 101 appeared"})
    void shouldTakeForCorruptedOnlyWhatCanUsuallyHaveArrived(double millis, String found) {
        left(0, 1);
        take(other(sighting(false, millis, 101, 0), 0), false);
        settled();
        matcher.conclude(all.get(1));
        assertFound(found);
    }

    @ParameterizedTest
    @CsvSource({"5, 0, 0, 1#101", "6, 0, 0, 101 appeared", "5, 1, 0, 101 appeared", "5, 0, 1, 101 appeared"})
    void shouldTakeForCorruptedOnlyWhatHasTheSameHeader(int length, int acknowledgment, int kind, String found) {
        left(0, 1).length = 5;
        Sighting r = other(sighting(false, 1.5, 101, 0), 0);
        r.length = length;
        r.acknowledgment = acknowledgment;
        r.typeP = kind == 0 ? TypeP.ICMP_ECHO_REQUEST : TypeP.ICMP_ECHO_REPLY;
        take(r, false);
        settled();
        matcher.conclude(r);
        assertFound(found);
    }

    /** Once all are done with, nothing of them is remembered: what is alone is beyond doubt, however slow. */
    @Test
    void shouldForgetWhatIsDoneWith() {
        left(0, 1);
        came(1.5, 101);
        concluded();
        all.forEach(matcher::release);
        all.clear();
        settled = 0;
        left(1_000, 2);
        came(3_500, 102);
        settled();
        assertFound("1>101", "2>102");
    }
}

package dev.halfway.match;

import static dev.halfway.match.Survey.MILLIS;
import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.TimeUnwrapper;
import dev.halfway.decode.AddressBlock;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which times of a's and b's packets are not to be believed. Between the two a packet takes a millisecond. */
class ClockDoubtsTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final int SECOND = 1_000;

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final HostView viewOfA = new HostView("a", new Scope(), new CutRecords());
    private final HostView viewOfB = new HostView("b", new Scope(), new CutRecords());
    private int sequence;

    private Alignment align() {
        return Survey.align(0, 1, List.of(a.host, b.host));
    }

    private ClockDoubts doubts(Alignment alignment) {
        List<HostSurvey> surveys = List.of(a.host, b.host);
        List<List<AddressBlock>> owned = List.of(List.of(AddressBlock.parse(A)), List.of(AddressBlock.parse(B)));
        OwnerVotes votes = new OwnerVotes(surveys, List.of(alignment), owned);
        Owners owners = votes.count();
        PointsBetween between = new PointsBetween(surveys, owners, votes);
        ClockPlan clocks = new ClockPlan(surveys, List.of(alignment), owners, between, OptionalLong.empty());
        return new ClockDoubts(surveys, clocks, new HostView[] {viewOfA, viewOfB});
    }

    private void note() {
        Alignment alignment = align();
        doubts(alignment).note(List.of(alignment));
    }

    /** From a to b, leaving at this millisecond and arriving so much later. */
    private void there(double millis, double later) {
        a.sees(millis, request(A, B, ++sequence));
        b.sees(millis + later, request(A, B, sequence));
    }

    private void back(double millis, double later) {
        b.sees(millis, reply(B, A, ++sequence));
        a.sees(millis + later, reply(B, A, sequence));
    }

    private void bothWays(int fromSecond, int toSecond) {
        for (int i = fromSecond; i < toSecond; i++) {
            there(i * SECOND, 1);
            back(i * SECOND + 2, 1);
        }
    }

    private static boolean isUnsure(HostView view, double millis) {
        long nanos = (long) (millis * MILLIS);
        return view.isUnsure(nanos - MILLIS / 10, nanos + MILLIS / 10);
    }

    @Test
    void shouldDoubtNothingOfClocksThatWereNotSet() {
        bothWays(0, 60);
        note();
        assertFalse(viewOfA.isUnsure(Long.MIN_VALUE, Long.MAX_VALUE));
        assertFalse(viewOfB.isUnsure(Long.MIN_VALUE, Long.MAX_VALUE));
        assertFalse(viewOfA.isDisplaced(Survey.tuple(Tuple.ECHO, A, 19_809, B, 19_809), 0));
    }

    /** How long the pause before it was the capture does not tell: packets there and back do, the later of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDoubtWhatIsBehindAClockSetBackUntilBothWaysAreHeard(boolean atA) {
        bothWays(0, 20);
        there(22 * SECOND, 1);
        back(25 * SECOND, 1);
        bothWays(27, 50);
        (atA ? a : b).host.setBack(List.of(new TimeUnwrapper.StepBack(21 * SECOND * MILLIS, SECOND * MILLIS)));
        note();
        HostView set = atA ? viewOfA : viewOfB;
        assertFalse(isUnsure(set, 20.9 * SECOND));
        assertTrue(isUnsure(set, 21.1 * SECOND));
        assertTrue(isUnsure(set, 24.9 * SECOND));
        assertFalse(isUnsure(set, 25.1 * SECOND));
        assertFalse((atA ? viewOfB : viewOfA).isUnsure(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** The other way is dead from there on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHearTheOneWayWhereTheOtherIsDead(boolean there) {
        bothWays(0, 20);
        for (int i = 23; i < 40; i++) {
            if (there) {
                there(i * SECOND, 1);
            } else {
                back(i * SECOND, 1);
            }
        }
        b.host.setBack(List.of(new TimeUnwrapper.StepBack(21 * SECOND * MILLIS, SECOND * MILLIS)));
        note();
        assertTrue(isUnsure(viewOfB, 22.9 * SECOND));
        assertFalse(isUnsure(viewOfB, 23.1 * SECOND));
    }

    @Test
    void shouldDoubtAllThatIsBehindAClockSetBackWhereNothingIsHeardAnyMore() {
        bothWays(0, 20);
        b.host.setBack(List.of(new TimeUnwrapper.StepBack(21 * SECOND * MILLIS, SECOND * MILLIS)));
        note();
        assertFalse(isUnsure(viewOfB, 20.9 * SECOND));
        assertTrue(isUnsure(viewOfB, 86_400.0 * SECOND));
    }

    /** It arrived 30 s before it left: what is around it may be as far from its time, up to the next ones that are not. */
    @Test
    void shouldDoubtWhatIsAroundAPacketThatArrivedBeforeItLeft() {
        bothWays(0, 20);
        there(50 * SECOND, -15 * SECOND);
        bothWays(70, 90);
        note();
        assertTrue(isUnsure(viewOfA, 20 * SECOND));
        assertTrue(isUnsure(viewOfA, 69.9 * SECOND));
        assertTrue(isUnsure(viewOfB, 69.9 * SECOND));
        assertFalse(isUnsure(viewOfA, 18.9 * SECOND));
        assertFalse(isUnsure(viewOfB, 18.9 * SECOND));
        assertFalse(isUnsure(viewOfA, 70.1 * SECOND));
        assertFalse(isUnsure(viewOfB, 70.1 * SECOND));
    }

    /** There is none at its time behind it, or before it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDoubtAllThatFollowsWhereNoneIsAtItsTimeAnyMore(boolean last) {
        bothWays(20, 40);
        there(last ? 60 * SECOND : 15 * SECOND, -13 * SECOND);
        note();
        assertEquals(last, isUnsure(viewOfA, 86_400.0 * SECOND));
        assertEquals(!last, isUnsure(viewOfA, -86_400.0 * SECOND));
        assertEquals(last, isUnsure(viewOfB, 86_400.0 * SECOND));
        assertFalse(isUnsure(viewOfA, 30 * SECOND));
    }

    private static final Tuple THERE = Survey.tuple(Tuple.ECHO, A, 19_809, B, 19_809);
    private static final Tuple BACK = Survey.tuple(Tuple.ECHO, B, 19_809, A, 19_809);

    /** A second and the clocks' error, of a millisecond or so, more than the clocks explain. */
    @ParameterizedTest
    @CsvSource({"1100, true", "900, false", "-100, true", "1, false"})
    void shouldRememberWhatIsFarFromItsTime(int later, boolean displaced) {
        bothWays(0, 60);
        there(60 * SECOND + 500, later);
        back(60 * SECOND + 600, later);
        bothWays(70, 90);
        note();
        assertEquals(displaced, viewOfA.isDisplaced(THERE, (60 * SECOND + 500) * MILLIS));
        assertEquals(displaced, viewOfB.isDisplaced(THERE, (60 * SECOND + 500 + later) * MILLIS));
        assertEquals(displaced, viewOfB.isDisplaced(BACK, (60 * SECOND + 600) * MILLIS));
        assertEquals(displaced, viewOfA.isDisplaced(BACK, (60 * SECOND + 600 + later) * MILLIS));
    }

    /**
     * b's clock is set forward by a minute between two packets: where in between is not known. By the one clock, what b saw
     * half way, at 72 s of its own, was at 72 s; by the other, at 12 s.
     */
    @Test
    void shouldDoubtWhatIsAroundAStepOfUnknownTime() {
        bothWays(0, 40);
        for (int i = 45; i < 90; i++) {
            there(i * SECOND, 60_001);
            b.sees(i * SECOND + 60_002, reply(B, A, ++sequence));
            a.sees(i * SECOND + 3, reply(B, A, sequence));
        }
        note();
        assertFalse(isUnsure(viewOfA, 37.9 * SECOND));
        assertTrue(isUnsure(viewOfA, 39.1 * SECOND));
        assertTrue(isUnsure(viewOfA, 44.9 * SECOND));
        assertFalse(isUnsure(viewOfA, 46.1 * SECOND));
        assertFalse(isUnsure(viewOfB, 11.9 * SECOND));
        assertTrue(isUnsure(viewOfB, 12.1 * SECOND));
        assertTrue(isUnsure(viewOfB, 71.9 * SECOND));
        assertFalse(isUnsure(viewOfB, 72.1 * SECOND));
    }

    /** They look alike, and nothing else is there to tell the clocks. */
    private Alignment alike(int kinds, double apart, int atOtherTimes) {
        for (int i = 0; i < kinds; i++) {
            for (int k = 0; k < 2; k++) {
                double millis = 10_000 * k + 100 * i;
                a.sees(millis, request(A, B, i));
                b.sees(millis + (i < atOtherTimes ? 5_000 : apart), request(A, B, i));
            }
        }
        return align();
    }

    /** As by clocks that agree, at least three and half of them: else nothing tells which is which. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 0, false",
        "2, 1, 0, true",
        "3, 1000, 0, false",
        "3, 1001, 0, true",
        "6, 1, 3, false",
        "7, 1, 4, true"
    })
    void shouldDoubtPacketsAlikeOfWhichNothingTellsTheTime(int kinds, double apart, int atOtherTimes, boolean doubted) {
        Alignment alignment = alike(kinds, apart, atOtherTimes);
        assertEquals(kinds, alignment.alike.size());
        doubts(alignment).noteTimeless(List.of(alignment));
        for (int i = 0; i < kinds; i++) {
            assertEquals(doubted, viewOfA.isTimeless(THERE, i));
            assertEquals(doubted, viewOfB.isTimeless(THERE, i));
        }
        assertFalse(viewOfA.isTimeless(BACK, 0));
    }
}

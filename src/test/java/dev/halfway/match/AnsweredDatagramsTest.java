package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An echo request in fragments, sent at 1,000, that an answer shows to have arrived whole. */
class AnsweredDatagramsTest {
    private static final long SENT = 1_000;
    private static final long THRESHOLD = 100;
    private static final long EPSILON = 5;
    private static final int ID = 7;
    private static final int ECHO = 55;

    private final AnsweredDatagrams datagrams = new AnsweredDatagrams();
    private final Lane lane = new Flow(Tuple.FRAGMENTS, new Path(0, 1), new Path(1, 0), 0).forward;

    private Sighting fragment(long nanos, int identification) {
        Sighting s = Sightings.at(nanos, 0, 1, 1);
        s.leg.lane = lane;
        s.leg.name = s.leg.tuple;
        s.acknowledgment = identification;
        s.echo = ECHO;
        return s;
    }

    private Sighting reply(long nanos) {
        Sighting s = fragment(nanos, 99);
        s.leg = new Leg(s.leg.tuple.reversed(), 5);
        s.leg.lane = lane.reverse;
        s.leg.name = s.leg.tuple;
        return s;
    }

    private Sighting asked(long nanos, int identification) {
        return left(fragment(nanos, identification), true);
    }

    private Sighting further(long nanos, int identification) {
        return left(fragment(nanos, identification), false);
    }

    private Sighting left(Sighting fragment, boolean asks) {
        datagrams.left(fragment, asks, THRESHOLD);
        return fragment;
    }

    /** Within the threshold, and not before it was sent but for the error of the clocks. */
    @ParameterizedTest
    @CsvSource({"994, false", "995, true", "1100, true", "1101, false"})
    void shouldTakeAReplyInTimeForAnAnswer(long nanos, boolean answered) {
        Sighting first = asked(SENT, ID);
        Sighting second = further(SENT + 3, ID);
        assertFalse(AnsweredDatagrams.isAnswered(first));
        datagrams.answered(reply(nanos), EPSILON, THRESHOLD);
        assertEquals(answered, AnsweredDatagrams.isAnswered(first));
        assertEquals(answered, AnsweredDatagrams.isAnswered(second));
    }

    /** The others of the datagram have its identification, and are near it in time, before the first or behind it. */
    @ParameterizedTest
    @CsvSource({"7, 1100, true", "7, 900, true", "7, 1101, false", "7, 899, false", "8, 1000, false"})
    void shouldKnowTheFragmentsOfADatagram(int identification, long nanos, boolean answered) {
        Sighting before = nanos < SENT ? further(nanos, identification) : null;
        asked(SENT, ID);
        Sighting other = before == null ? further(nanos, identification) : before;
        datagrams.answered(reply(SENT + 10), EPSILON, THRESHOLD);
        assertEquals(answered, AnsweredDatagrams.isAnswered(other));
    }

    /** Asked again within the threshold: the answer is for either. */
    @ParameterizedTest
    @CsvSource({"1100, false", "1101, true"})
    void shouldNotGoByAnAnswerThatMayBeForAnother(long again, boolean answered) {
        Sighting first = asked(SENT, ID);
        Sighting other = asked(again, ID + 1);
        datagrams.answered(reply(again + 10), EPSILON, THRESHOLD);
        assertEquals(answered, AnsweredDatagrams.isAnswered(other));
        assertFalse(AnsweredDatagrams.isAnswered(first));
    }

    /** However many others come behind it until it is judged. */
    @Test
    void shouldKnowThatADatagramWasAnsweredOfManyMoreThanItHolds() {
        Sighting first = asked(SENT, ID);
        datagrams.answered(reply(SENT + 10), EPSILON, THRESHOLD);
        askedMany(1, AnsweredDatagrams.MOST + 1);
        assertTrue(AnsweredDatagrams.isAnswered(first));
        assertFalse(AnsweredDatagrams.isForgotten(first));
    }

    @Test
    void shouldSayOfWhichItForgotWhetherTheyWereAnswered() {
        Sighting first = asked(SENT, ID);
        Sighting second = further(SENT + 1, ID);
        Sighting third = askedMany(1, 1);
        askedMany(2, AnsweredDatagrams.MOST - 1);
        datagrams.answered(reply(SENT + 10), EPSILON, THRESHOLD);
        assertFalse(AnsweredDatagrams.isAnswered(first));
        assertTrue(AnsweredDatagrams.isForgotten(first));
        assertTrue(AnsweredDatagrams.isForgotten(second));
        assertFalse(AnsweredDatagrams.isForgotten(third));
    }

    /** That of what left so long ago no answer comes any more is known. */
    @Test
    void shouldLetGoOfWhatNoAnswerComesToAnyMore() {
        Sighting first = asked(SENT - THRESHOLD - 1, ID);
        askedMany(1, AnsweredDatagrams.MOST + 1);
        assertFalse(AnsweredDatagrams.isForgotten(first));
    }

    /** Each with an echo and an identification of its own; returns the last. */
    private Sighting askedMany(int from, int count) {
        Sighting last = null;
        for (int i = from; i < from + count; i++) {
            last = fragment(SENT + 2, ID + i);
            last.echo = ECHO + i;
            left(last, true);
        }
        return last;
    }
}

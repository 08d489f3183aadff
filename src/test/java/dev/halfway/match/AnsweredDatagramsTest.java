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

    private boolean isAnswered(long nanos, int identification) {
        return datagrams.isAnswered(fragment(nanos, identification), THRESHOLD);
    }

    private void asked(long nanos, int identification) {
        datagrams.asked(fragment(nanos, identification), THRESHOLD);
    }

    /** Within the threshold, and not before it was sent but for the error of the clocks. */
    @ParameterizedTest
    @CsvSource({"994, false", "995, true", "1100, true", "1101, false"})
    void shouldTakeAReplyInTimeForAnAnswer(long nanos, boolean answered) {
        asked(SENT, ID);
        assertFalse(isAnswered(SENT, ID));
        datagrams.answered(reply(nanos), EPSILON, THRESHOLD);
        assertEquals(answered, isAnswered(SENT + 3, ID));
    }

    /** The others of the datagram have its identification, and are near it in time. */
    @ParameterizedTest
    @CsvSource({"7, 1100, true", "7, 900, true", "7, 1101, false", "7, 899, false", "8, 1000, false"})
    void shouldKnowTheFragmentsOfADatagram(int identification, long nanos, boolean answered) {
        asked(SENT, ID);
        datagrams.answered(reply(SENT + 10), EPSILON, THRESHOLD);
        assertEquals(answered, isAnswered(nanos, identification));
    }

    /** Asked again within the threshold: the answer is for either. */
    @ParameterizedTest
    @CsvSource({"1100, false", "1101, true"})
    void shouldNotGoByAnAnswerThatMayBeForAnother(long again, boolean answered) {
        asked(SENT, ID);
        asked(again, ID + 1);
        datagrams.answered(reply(again + 10), EPSILON, THRESHOLD);
        assertEquals(answered, isAnswered(again, ID + 1));
        assertFalse(isAnswered(SENT, ID));
    }

    @Test
    void shouldForgetTheOldest() {
        int most = 1 << 13;
        for (int i = 0; i <= most; i++) {
            Sighting first = fragment(SENT, i);
            first.echo = i;
            datagrams.asked(first, THRESHOLD);
            Sighting reply = reply(SENT + 10);
            reply.echo = i;
            datagrams.answered(reply, EPSILON, THRESHOLD);
        }
        assertFalse(isAnswered(SENT, 0));
        assertTrue(isAnswered(SENT, 1));
        assertTrue(isAnswered(SENT, most));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.TypeP;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader of the report reads in numbers, times and shares. */
class WordsTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void shouldCountInTheSingularAndInThePlural() {
        assertEquals("1 packet", Words.count(1, "packet"));
        assertEquals("0 packets", Words.count(0, "packet"));
        assertEquals("1,234 packets", Words.count(1_234, "packet"));
        assertEquals("1 echo reply", Words.count(1, TypeP.ICMP_ECHO_REPLY));
        assertEquals("12 echo replies", Words.count(12, TypeP.ICMP_ECHO_REPLY));
        assertEquals("1 data segment", Words.count(1, TypeP.TCP_DATA));
        assertEquals("2 data segments", Words.count(2, TypeP.TCP_DATA));
        assertEquals("1 SYN-ACK", Words.count(1, TypeP.TCP_SYN_ACK));
        assertEquals("2 SYN-ACKs", Words.count(2, TypeP.TCP_SYN_ACK));
    }

    @Test
    void shouldListWithAnAnd() {
        assertEquals("", Words.list(List.of()));
        assertEquals("a", Words.list(List.of("a")));
        assertEquals("a and b", Words.list(List.of("a", "b")));
        assertEquals("a, b and c", Words.list(List.of("a", "b", "c")));
    }

    @Test
    void shouldMakeASentence() {
        assertEquals("Nothing is lost.", Words.sentence("nothing is lost"));
        assertEquals("of 3 flows", Words.brief("of 3 flows (a to b; c to d)"));
        assertEquals("of 3 flows", Words.brief("of 3 flows"));
        assertEquals("", Words.brief(" (nothing but this)"));
        assertEquals("5", Words.range(5, 5));
        assertEquals("5 to 6", Words.range(5, 6));
        assertEquals("59 of 1,061", Words.share(new Decider.Sample(1_061, 59)));
    }

    /** Two digits or so, in the unit in which they are easily read. */
    @Test
    void shouldTellADurationInTheUnitThatSuitsIt() {
        assertEquals("0.28 ms", Words.duration(280_000));
        assertEquals("9.99 ms", Words.duration(9_990_000));
        assertEquals("10 ms", Words.duration(10 * MILLI));
        assertEquals("999 ms", Words.duration(999 * MILLI));
        assertEquals("1.0 s", Words.duration(SECOND));
        assertEquals("9.9 s", Words.duration(9_900 * MILLI));
        assertEquals("10 s", Words.duration(10 * SECOND));
        assertEquals("119 s", Words.duration(119 * SECOND));
        assertEquals("2 min", Words.duration(120 * SECOND));
        assertEquals("119 min", Words.duration(7_140 * SECOND));
        assertEquals("2.0 h", Words.duration(7_200 * SECOND));
        assertEquals("26.5 h", Words.duration(95_400 * SECOND));
    }

    @Test
    void shouldTellAShareByTwoDigitsThatCount() {
        assertEquals("100", Words.percent(1));
        assertEquals("10", Words.percent(0.10));
        assertEquals("9.9", Words.percent(0.099));
        assertEquals("1.0", Words.percent(0.01));
        assertEquals("0.25", Words.percent(0.0025));
        assertEquals("0.10", Words.percent(0.001));
        assertEquals("0.025", Words.percent(0.00025));
        assertEquals("0.0025", Words.percent(0.000025));
    }

    @Test
    void shouldTellTheTimeInUtc() {
        long incident = 1_502_210_465_123_456_789L;
        assertEquals("16:41:05.123", Words.time(incident));
        assertEquals("2017-08-08 16:41:05", Words.dateTime(incident));
        assertEquals("1969-12-31 23:59:59", Words.dateTime(-1), "before the epoch");
        assertEquals("23:59:59.999", Words.time(-1));
    }
}

package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1 us",
        "12345, 12.3 us",
        "280000, 0.28 ms",
        "1500000, 1.5 ms",
        "999600000, '1,000 ms'",
        "3000000000, 3 s",
        "44000000000, 44 s",
        "150000000000, 2.5 min",
        "9000000000000, 2.5 h",
        "604800000000000, 7 d",
        "-2000000, -2 ms",
    })
    void shouldGiveADurationInTheUnitThatSuitsIt(long nanos, String words) {
        assertEquals(words, Words.duration(nanos));
    }

    @ParameterizedTest
    @CsvSource({
        "0, +0.0 us",
        "-42500, -42.5 us",
        "3141593, +3.142 ms",
        "37000123456, +37.000123 s",
        "-7200000000000, '-7,200.000000 s (-2 h)'",
    })
    void shouldGiveAnOffsetWithItsSign(long nanos, String words) {
        assertEquals(words, Words.offset(nanos));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 100", "0.5, 50", "0.00001, <0.01", "0.99999, >99.99", "0.0123, 1.2", "0.00123, 0.12"})
    void shouldNeverRoundAShareToAllOrNothing(double share, String words) {
        assertEquals(words, Words.percent(share));
    }

    @Test
    void shouldGiveTimesInUtcAlsoBeforeTheEpoch() {
        assertEquals("1970-01-01 00:00:00.000001", Words.dateTime(1_999));
        assertEquals("1969-12-31 23:59:59.999999", Words.dateTime(-1));
    }

    @Test
    void shouldRepeatTheDateOnlyWhenItChanges() {
        long day = 86_400_000_000_000L;
        assertEquals("1970-01-01 00:00:00.000000 to 00:00:01.000000", Words.period(0, 1_000_000_000L));
        assertEquals("1970-01-01 00:00:00.000000 to 1970-01-02 00:00:00.000000", Words.period(0, day));
    }

    @Test
    void shouldPutOneInTheSingular() {
        assertEquals("1 packet", Words.count(1, "packet"));
        assertEquals("1,000 echo replies", Words.count(1000, "echo reply"));
        assertEquals("2 SYN-ACKs", Words.count(2, "SYN-ACK"));
    }
}

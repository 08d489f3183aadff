package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfway.AnalysisOptions.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentsTest {
    /** 2017-08-08 16:41:05 UTC. */
    private static final long MOMENT = 1_502_210_465_000_000_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2017-08-08T16:41:05Z",
                "2017-08-08t16:41:05z",
                "2017-08-08 16:41:05Z",
                "2017-08-08T18:41:05+02:00",
                "2017-08-08T16:41:05.000000000Z",
            })
    void shouldReadRfc3339(String text) {
        assertEquals(new Moment(false, MOMENT), new Moments().convert(text));
    }

    /** Reports are in UTC, and what they print can be typed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2017-08-08T16:41:05",
                "2017-08-08 16:41:05.000000",
                "2017-08-08 16:41:05.000000 UTC",
                "2017-08-08T16:41:05UTC",
            })
    void shouldTakeATimeWithoutOffsetForUtc(String text) {
        assertEquals(new Moment(false, MOMENT), new Moments().convert(text));
    }

    @Test
    void shouldKeepNanoseconds() {
        assertEquals(new Moment(false, MOMENT + 123_456_789), new Moments().convert("2017-08-08T16:41:05.123456789Z"));
    }

    @Test
    void shouldReadATimeFromTheStart() {
        assertEquals(new Moment(true, 1_500_000_000L), new Moments().convert("+1.5s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16:41:05", "2017-08-08", "2017-13-08T16:41:05Z", "90s", "+90", "9999-01-01T00:00:00Z"})
    void shouldRefuseAnythingElse(String text) {
        assertThrows(TypeConversionException.class, () -> new Moments().convert(text));
    }
}

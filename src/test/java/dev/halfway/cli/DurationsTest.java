package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "1ns, 1",
        "2us, 2000",
        "150ms, 150000000",
        "3s, 3000000000",
        "1.5s, 1500000000",
        "+90s, 90000000000",
        "2m, 120000000000",
        "1h, 3600000000000",
        "1d, 86400000000000",
        "0s, 0",
        "0.4ns, 0",
        "3 s, 3000000000",
        "106751d, 9223286400000000000",
    })
    void shouldReadAnyUnit(String text, long nanos) {
        assertEquals(nanos, Durations.nanos(text));
    }

    @ParameterizedTest
    @CsvSource({
        "5, has no unit",
        "-5s, is negative",
        "5 sec, is no unit; use one of ns us ms s m h d",
        "1e3s, is not a duration",
        ".5s, is not a duration",
        "1s2, is not a duration",
        "s, is not a duration",
        "'', is not a duration",
        "106752d, is too long",
        "99999999999999999999999s, is too long",
    })
    void shouldSayWhatIsWrong(String text, String message) {
        TypeConversionException e = assertThrows(TypeConversionException.class, () -> Durations.nanos(text));
        assertTrue(e.getMessage().replace(",", "").contains(message), e.getMessage());
    }
}

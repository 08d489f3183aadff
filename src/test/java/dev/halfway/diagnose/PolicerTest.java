package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.TCP_DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.diagnose.Decider.Sample;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicerTest {
    /** Half of the limit, and more than twice the limit until what passes at once is used up. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "97.6   | 29    | false | -c 20 -i 0.2      | -c 400 -i 0.002       |",
                "7.3    | 3     | false | -c 20 -i 0.274    | -c 100 -i 0.034       |",
                "61     | 733   | false | -c 20 -i 0.2      | -c 3000 -i 0.004      |",
                "251    | 17    | false | -c 20 -i 0.2      | -c 1100 -f            | , if it comes to 251 pings/s",
                "35_700 | 9_100 | true  | -c 20 -i 0.2 -s 1400 | -c 100 -i 0.01 -s 1400 |",
                "2_142  | 3_100 | true  | -c 20 -i 1.334 -s 1400 | -c 100 -i 0.166 -s 1400 |",
            })
    void shouldTryMoreThanTheLimit(
            String perSecond, String burst, boolean inBytes, String slow, String fast, String condition) {
        Trouble fasterThanThat = new Trouble()
                .asks(179, 1, 9, 9, 1, 0, 0)
                .row(TCP_DATA, "a", 1_467, 29)
                .decidedBy(Feature.RATE, "over it", "sent beyond it", new Sample(29, 29), new Sample(1_438, 0))
                .over(new Decider.Limit(number(perSecond), number(burst), inBytes, false));
        assertEquals(
                "on a: ping " + slow + " 10.0.0.2, and as root: ping " + fast
                        + " 10.0.0.2 (is the first spared, which keeps to the limit, and the second not"
                        + (condition == null ? "" : condition) + "?)",
                new Policer()
                        .of(fasterThanThat.loss())
                        .orElseThrow()
                        .nextExperiment()
                        .orElseThrow());
    }

    private static double number(String digits) {
        return Double.parseDouble(digits.replace("_", ""));
    }
}

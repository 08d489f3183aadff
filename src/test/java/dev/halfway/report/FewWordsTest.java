package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.LossInterval;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What says nothing is not printed as if it did, and lists end. */
class FewWordsTest {
    @ParameterizedTest
    @CsvSource({
        "3, 3, too few",
        "0, 3, too few",
        "1, 1, too few",
        "4, 4, 25 to 100",
        "0, 4, 0 to 75",
        "1, 2, 9.5 to 90.5"
    })
    void shouldGiveNoRangeThatLeavesEverythingOpen(long lost, long judged, String words) {
        assertEquals(words, LossTable.words(LossInterval.of(lost, judged).orElseThrow()));
    }

    @Test
    void shouldNameThreeRivalsAndCountTheRest() {
        List<Decider.Rival> rivals = Stream.of("10", "20", "30", "40", "50")
                .map(value -> new Decider.Rival(Feature.DSCP, value, "3 packets"))
                .toList();
        Decider.Sample lost = new Decider.Sample(9, 9);
        Decider.Sample others = new Decider.Sample(9, 0);
        assertEquals(
                List.of(
                        "dscp 10: to tell, send 3 packets",
                        "dscp 20: to tell, send 3 packets",
                        "dscp 30: to tell, send 3 packets",
                        "and 2 more, see -o json"),
                FindingSection.rivals(new Decider(Feature.SIZE, "", "", lost, others, 0.001, rivals)));
        assertEquals(
                3,
                FindingSection.rivals(new Decider(Feature.SIZE, "", "", lost, others, 0.001, rivals.subList(0, 3)))
                        .size());
    }
}

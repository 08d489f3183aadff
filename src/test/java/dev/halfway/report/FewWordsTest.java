package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.diagnose.LossPattern;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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

    /** With {@code -v}: who wants to see the flows need not know what else separates the packets. */
    @Test
    void shouldListTheFlowsThatMayDecideAsWell() {
        Decider.Sample lost = new Decider.Sample(9, 9);
        Decider.Sample others = new Decider.Sample(9, 0);
        Decider.Detail flows =
                new Decider.Detail(OptionalLong.empty(), OptionalLong.empty(), List.of("one", "another"), 3, false);
        List<Decider.Rival> rivals = List.of(
                new Decider.Rival(Feature.DSCP, "10", "3 packets"),
                new Decider.Rival(Feature.FIVE_TUPLE, "5 of 9 flows", "", "", lost, others, flows));
        assertEquals(
                "one; another; 3 more",
                FindingSection.members(new Decider(Feature.KIND, "", "", lost, others, 0.001, rivals)));
        assertEquals(
                "",
                FindingSection.members(new Decider(Feature.KIND, "", "", lost, others, 0.001, rivals.subList(0, 1))));
    }

    @ParameterizedTest
    @CsvSource({"19, 19, 1, 19 single losses", "20, 19, 2, 19 runs of up to 2", "5, 1, 5, all in one run"})
    void shouldNotCallSingleLossesRuns(long lost, long periods, long longest, String words) {
        LossPattern pattern = new LossPattern(
                100,
                lost,
                periods,
                longest,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.of(1),
                OptionalLong.of(2),
                OptionalLong.of(3),
                OptionalLong.of(4),
                Optional.empty());
        assertTrue(PatternLines.brief(pattern).startsWith(words + ", "), PatternLines.brief(pattern));
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

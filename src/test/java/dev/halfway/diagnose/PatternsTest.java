package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import dev.halfway.match.Sightings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How losses lie among the packets of a direction, which leave ten seconds apart: by hand from a line of fates. */
class PatternsTest {
    private static final long STEP = 10_000_000_000L;

    private final DirectionLog log = new DirectionLog(new PacketSample.Pool());

    /**
     * {@code x} lost, {@code .} delivered, {@code L} late, {@code m} missed by the far capture, {@code a}
     * the same and answered, {@code o} outside of its time,
     * {@code ?} not to be told though it ran.
     */
    private LossPattern pattern(String fates, IntToLongFunction delays) {
        for (int i = 0; i < fates.length(); i++) {
            Fate fate = switch (fates.charAt(i)) {
                case 'x' -> Fate.LOST;
                case '.' -> Fate.DELIVERED;
                case 'L' -> Fate.LATE;
                case 'm', 'a' -> Fate.MISSED;
                default -> Fate.UNOBSERVABLE;
            };
            Reason reason = switch (fates.charAt(i)) {
                case '?' -> Reason.TOO_MANY_AT_ONCE;
                case 'a' -> Reason.ANSWERED;
                case 'm' -> Reason.CAPTURE_SILENT;
                default -> Reason.OUTSIDE_WINDOW;
            };
            log.add(Sightings.judged(i, fate, reason, i * STEP, delays.applyAsLong(i)));
        }
        return Patterns.of(log, log.trials());
    }

    private LossPattern pattern(String fates) {
        return pattern(fates, i -> 0);
    }

    private static OptionalLong at(int place) {
        return OptionalLong.of(place * STEP);
    }

    /** What was answered arrived, whether or not it was seen; of what only falls into a silence nothing is known. */
    @ParameterizedTest
    @CsvSource({"..aammxxx..am, 3", "aammxxx.., 1", "..mmxxx.., 1", "..xxaxx.., 1"})
    void shouldBeginTheOnsetWithTheLastThatIsKnownToHaveArrived(String fates, int last) {
        assertEquals(at(last), pattern(fates).lastBeforeNanos());
    }

    @Test
    void shouldCountLossesAndTheirRuns() {
        LossPattern pattern = pattern("..x.xxx..x.L");
        assertEquals(12, pattern.judged());
        assertEquals(5, pattern.lost());
        assertEquals(3, pattern.periods());
        assertEquals(3, pattern.longestPeriod());
        assertEquals(OptionalDouble.of(4 / 5.0), pattern.noticeableRate());
    }

    /** What may have become of packets in between is not known: what is known of, both before and after them, is lost. */
    @ParameterizedTest
    @CsvSource({
        "..x??x?xx.., 1, 4",
        "..?x?x?.., 1, 2",
        "..x?.?x.., 2, 1",
        "..x?a?xx.., 2, 2",
        "..x?m?xx.., 2, 2",
        "x?x.x?x?x, 2, 3"
    })
    void shouldTakeNothingOfWhatIsNotKnownForTheEndOfARun(String fates, int periods, int longest) {
        LossPattern pattern = pattern(fates);
        assertEquals(periods, pattern.periods());
        assertEquals(longest, pattern.longestPeriod());
        assertEquals(periods, log.trials().periods());
        assertEquals(longest, log.trials().longestPeriod());
    }

    /** Of so many it is not remembered that nothing is known of any. */
    @ParameterizedTest
    @CsvSource({"65000, 1", "66000, 2"})
    void shouldJoinLossesUpToSomeDistance(int between, int periods) {
        assertEquals(periods, pattern("x" + "?".repeat(between) + "x..").periods());
    }

    @Test
    void shouldTellWhenItBeganAndEnded() {
        LossPattern pattern = pattern("..x.xx..");
        assertEquals(at(1), pattern.lastBeforeNanos());
        assertEquals(at(2), pattern.firstLostNanos());
        assertEquals(at(5), pattern.lastLostNanos());
        assertEquals(at(6), pattern.firstAfterNanos());
    }

    @Test
    void shouldLeaveOpenWhatWasBeforeAndBehind() {
        LossPattern pattern = pattern("xx.x");
        assertEquals(OptionalLong.empty(), pattern.lastBeforeNanos());
        assertEquals(at(0), pattern.firstLostNanos());
        assertEquals(at(3), pattern.lastLostNanos());
        assertEquals(OptionalLong.empty(), pattern.firstAfterNanos());
    }

    @Test
    void shouldTellNothingWhereNothingIsLost() {
        LossPattern pattern = pattern("....");
        assertEquals(4, pattern.judged());
        assertEquals(0, pattern.lost());
        assertEquals(OptionalDouble.empty(), pattern.noticeableRate());
        assertEquals(OptionalDouble.of(0), pattern.gilbertP());
        assertEquals(OptionalDouble.empty(), pattern.gilbertR());
        assertEquals(OptionalLong.empty(), pattern.lastBeforeNanos());
        assertEquals(OptionalLong.empty(), pattern.firstLostNanos());
        assertEquals(OptionalLong.empty(), pattern.lastLostNanos());
        assertEquals(OptionalLong.empty(), pattern.firstAfterNanos());
        assertEquals(Optional.empty(), pattern.delayBefore());
    }

    @Test
    void shouldTellNothingOfNothing() {
        LossPattern pattern = pattern("");
        assertEquals(0, pattern.judged());
        assertEquals(OptionalDouble.empty(), pattern.gilbertP());
    }

    /** From delivered to lost, and from lost to delivered: of those behind which there is another. */
    @ParameterizedTest
    @CsvSource({
        "..x.xx..., 2/5, 2/3", // the last one delivered has none behind it
        "x.x., 1/1, 2/2",
        ".x.x, 2/2, 1/1",
        "xx.., 0/1, 1/2",
        "..xx, 1/2, 0/1",
    })
    void shouldTellTheChancesOfLossAndOfRecovery(String fates, String p, String r) {
        LossPattern pattern = pattern(fates);
        assertEquals(share(p), pattern.gilbertP());
        assertEquals(share(r), pattern.gilbertR());
    }

    private static OptionalDouble share(String words) {
        String[] parts = words.split("/");
        return OptionalDouble.of(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]));
    }

    @Test
    void shouldLeaveTheChancesOpenWhereAllAreLost() {
        LossPattern pattern = pattern("xx");
        assertEquals(OptionalDouble.empty(), pattern.gilbertP());
        assertEquals(OptionalDouble.of(0), pattern.gilbertR());
        assertEquals(OptionalDouble.empty(), new PatternsTest().pattern("x").gilbertR());
    }

    /** RFC 3357: nearer to the loss before than one packet in a hundred. */
    @ParameterizedTest
    @CsvSource({"98, 0.5", "99, 0"})
    void shouldTakeLossesForNoticeableThatAreNearEachOther(int between, double rate) {
        assertEquals(
                OptionalDouble.of(rate),
                pattern("x" + ".".repeat(between) + "x").noticeableRate());
        assertEquals(OptionalDouble.empty(), new PatternsTest().pattern("..x").noticeableRate());
    }

    /** They arrived or are not to be judged: neither lost nor delivered here. */
    @Test
    void shouldLeaveOutWhatIsNotJudged() {
        LossPattern pattern = pattern("m.x?o.");
        assertEquals(3, pattern.judged());
        assertEquals(at(5), pattern.firstAfterNanos());
    }

    @Test
    void shouldRememberWhereItWasNotToBeTold() {
        pattern("oo.?x?.oo");
        assertFalse(log.isOpenBefore(3));
        assertTrue(log.isOpenBefore(4));
        assertTrue(log.isOpenAfter(4));
        assertFalse(log.isOpenAfter(5));
    }

    /** Five packets are delivered just before a loss, each in 9 to 13 ms, and all others in 1 to 5. */
    @Test
    void shouldTellThatPacketsAreSlowerJustBeforeALoss() {
        LossPattern.DelayBefore before = pattern(".x.".repeat(5), i -> (i % 3 == 0 ? 9 : 1) + 2 * (i / 3) % 5)
                .delayBefore()
                .orElseThrow();
        assertEquals(11, before.medianNanos());
        assertEquals(3, before.usualNanos());
        assertEquals(1, before.leastNanos());
        assertEquals(1 / 252.0, before.p(), 1e-9, "one order of five and five in 252");
    }

    /** Four are too few; and so are four others. */
    @ParameterizedTest
    @CsvSource({".x., 5, true", ".x., 4, false", ".x.., 4, false", "..x, 5, true", ".x, 9, false"})
    void shouldNotTellDelaysOfFewerThanFive(String each, int times, boolean told) {
        assertEquals(told, pattern(each.repeat(times)).delayBefore().isPresent());
    }

    /** One of which nothing is known is between the two. */
    @Test
    void shouldNotTakeForTheOneBeforeWhatIsNot() {
        assertEquals(Optional.empty(), pattern(".?x.".repeat(9)).delayBefore());
    }

    /** Of 9,000 delivered before losses every third is heard, and of as many others: those are as slow as each other. */
    @Test
    void shouldHearSomeOfVeryManyDelays() {
        LossPattern.DelayBefore before = pattern(".x.".repeat(9_000), i -> i / 3 % 3 == 0 ? 7 : 1_000 + i)
                .delayBefore()
                .orElseThrow();
        assertEquals(7, before.medianNanos());
        assertEquals(7, before.usualNanos());
    }

    @Test
    void shouldNameTheFlowsThatLose() {
        pattern("x.x");
        assertEquals(
                List.of(Sightings.judged(0, Fate.LOST, Reason.NO_COPY, 0, 0).flowWords()),
                List.copyOf(log.flowNames().values()));
    }
}

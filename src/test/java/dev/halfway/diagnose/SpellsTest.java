package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in which all is lost, with others between in which all passes. Packets leave half a second apart. */
class SpellsTest {
    private static final long HALF_SECOND = 500_000_000L;

    /** {@code x} lost, {@code .} arrived. */
    private static Optional<Spells> spells(String fates, long stepNanos) {
        Judged judged = new Judged();
        for (int i = 0; i < fates.length(); i++) {
            long nanos = i * stepNanos;
            if (fates.charAt(i) == 'x') {
                judged.lost(1, each -> each.timeNanos = nanos);
            } else {
                judged.arrived(1, each -> each.timeNanos = nanos);
            }
        }
        return Spells.of(judged.trials());
    }

    private static Optional<Spells> spells(String fates) {
        return spells(fates, HALF_SECOND);
    }

    /** So many that it cannot be by chance that they pass. */
    private static final String PASSED = ".".repeat(Loss.FEW);

    @Test
    void shouldFindTwoTimesInWhichAllIsLost() {
        Spells found = spells("." + "xxx" + PASSED + "xxxx" + ".").orElseThrow();
        long second = 4 + Loss.FEW;
        assertEquals(
                List.of(
                        new Spells.Spell(HALF_SECOND, 3 * HALF_SECOND),
                        new Spells.Spell(second * HALF_SECOND, (second + 3) * HALF_SECOND)),
                found.times());
        assertEquals(new Decider.Sample(7, 7), found.inside());
        assertEquals(new Decider.Sample(2 + Loss.FEW, 0), found.outside());
        assertEquals(2 * HALF_SECOND, found.times().get(0).nanos());
    }

    @Test
    void shouldNotTakeOneTimeForSeveral() {
        assertEquals(Optional.empty(), spells(PASSED + "xxxxxx" + PASSED));
        assertEquals(Optional.empty(), spells(PASSED));
    }

    @Test
    void shouldNeedPacketsThatPassBetween() {
        assertEquals(Optional.empty(), spells("xxx" + PASSED.substring(1) + "xxx" + PASSED + "xxx"));
    }

    /** Behind the last pings there is little to tell one time from the next. */
    @Test
    void shouldBelieveATimeThatFewPacketsPassBeforeOnlyBehindTwo() {
        String few = ".".repeat(Loss.FEW - 1);
        String spell = "x".repeat(20);
        Spells behind = spells(spell + PASSED + spell + few + "xxx" + PASSED).orElseThrow();
        assertEquals(3, behind.times().size());
        assertEquals(new Decider.Sample(43, 43), behind.inside());
        assertEquals(0, behind.outside().lost());
        Spells between = spells(spell + few + "xxx" + PASSED + spell + PASSED).orElseThrow();
        assertEquals(2, between.times().size());
        assertEquals(3, between.outside().lost());
    }

    /** Fewer than three packets, or less than a second, may be a burst. */
    @ParameterizedTest
    @CsvSource({"xxx, 500000000, true", "xx, 1000000000, false", "xxx, 499999999, false", "xxxx, 333333334, true"})
    void shouldNeedPacketsAndTime(String lost, long stepNanos, boolean found) {
        assertEquals(found, spells(lost + PASSED + lost, stepNanos).isPresent());
    }

    /** One in ten of the lost may lie elsewhere. */
    @ParameterizedTest
    @CsvSource({"9, 1, true", "9, 2, false", "18, 2, true"})
    void shouldNeedNearlyAllOfTheLosses(int inside, int elsewhere, boolean found) {
        String spell = "x".repeat(inside / 3);
        String fates = spell + PASSED + spell + PASSED + spell + PASSED + "x.".repeat(elsewhere);
        assertEquals(found, spells(fates).isPresent());
    }

    @Test
    void shouldSayNothingWhereNotAllPacketsWereKept() {
        Judged judged = new Judged();
        judged.lost(20, each -> {})
                .arrived(100, each -> {})
                .lost(20, each -> {})
                .arrived(100, each -> {});
        assertFalse(Spells.of(judged.trials()).isEmpty());
        judged.arrived(40_000, each -> {});
        assertEquals(Optional.empty(), Spells.of(judged.trials()));
    }

    @Test
    void shouldTellHowLongAndHowOftenWhereThatIsRegular() {
        Spells found =
                spells(("xxx" + ".".repeat(17)).repeat(3) + "xxxx" + PASSED).orElseThrow();
        assertEquals("4 spells of 1.0 s to 1.5 s, one every 10 s", found.cycle());
        assertEquals(
                "in 4 spells of 1.0 s to 1.5 s, one every 10 s, the first at 00:00:00.000, the last at 00:00:30.000,",
                found.words());
        assertEquals(
                "2 spells of 1.0 s, one every 10 s",
                spells(("xxx" + ".".repeat(17)).repeat(2)).orElseThrow().cycle());
    }

    @Test
    void shouldTellTheFirstThree() {
        String spell = "xxx" + ".".repeat(17);
        assertEquals(
                "in 2 spells, from 00:00:00.000 to 00:00:01.000 (1.0 s) and from 00:00:10.000 to 00:00:11.000 (1.0 s),",
                spells(spell.repeat(2)).orElseThrow().words());
        assertEquals(
                "in 5 spells, from 00:00:00.000 to 00:00:01.000 (1.0 s), from 00:00:10.000 to 00:00:11.000 (1.0 s),"
                        + " from 00:00:40.000 to 00:00:41.000 (1.0 s) and 2 more,",
                spells(spell.repeat(2) + ".".repeat(40) + spell.repeat(3))
                        .orElseThrow()
                        .words());
    }

    /** Beside losses of all times, few of what is sent then, three times that are regular are no accident. */
    @ParameterizedTest
    @CsvSource({"17, 17, 17, true", "17, 17, 9, false", "17, 37, 17, false"})
    void shouldFindRegularTimesBesideOtherLosses(int second, int third, int apart, boolean found) {
        String spell = "x".repeat(4);
        String noise = (".".repeat(apart) + "x").repeat(4);
        String fates = spell + ".".repeat(second) + spell + ".".repeat(third) + spell + noise;
        assertEquals(
                found,
                spells(fates)
                        .filter(each ->
                                each.outside().lost() == 4 && each.times().size() == 3)
                        .isPresent());
    }
}

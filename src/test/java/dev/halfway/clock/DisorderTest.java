package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From when to when a capture in disorder is whole. */
class DisorderTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Disorder disorder = new Disorder();

    private void note(long... times) {
        for (long each : times) {
            disorder.note(each);
        }
    }

    private void assertWhole(long from, long to) {
        assertEquals(from, disorder.wholeFromNanos());
        assertEquals(to, disorder.wholeToNanos());
    }

    @Test
    void shouldBeWholeFromTheFirstToTheLastOfThoseInOrder() {
        note(17, 29, 29, 431);
        assertWhole(17, 431);
    }

    /** One that changed places with its neighbour is missing where that was the first or the last. */
    @Test
    void shouldNotBeWholeBesideAnEndWhereNeighboursChangePlaces() {
        note(1_017, 2_029, 3_011, 3_007, 4_057, 5_003);
        assertWhole(2_029, 4_057);
    }

    /** However long it is from one to the next there. */
    @Test
    void shouldGoByPlace() {
        note(1_017, 2_029, 3_011, 1_501, 4_057, 5_003);
        assertWhole(2_029, 3_011);
    }

    /** Records do not change places over more than a second. */
    @Test
    void shouldNotReachFurtherThanDisorderDoes() {
        note(0, 30 * SECOND, 30 * SECOND + 11, 30 * SECOND + 7, 60 * SECOND);
        assertWhole(SECOND, 59 * SECOND);
    }

    /** Times from one on, 10 ms apart. */
    private void noteFrom(long startMillis, int count) {
        for (int i = 0; i < count; i++) {
            note((startMillis + 10 * i) * MILLI);
        }
    }

    /** A clock that was set: no record is out of its place, but what shows to be before the first record is not. */
    @ParameterizedTest
    @CsvSource({"300, 1500", "60, 1500", "-200, 1500"})
    void shouldNotTakeAClockThatWasSetBackForDisorder(long backToMillis, long lastMillis) {
        noteFrom(0, 50); // up to 490 ms
        noteFrom(backToMillis, (int) (lastMillis - backToMillis) / 10 + 1);
        assertWhole(0, lastMillis * MILLI);
    }

    @Test
    void shouldTakeAClockThatWasSetBackTwiceForThat() {
        noteFrom(0, 50);
        noteFrom(300, 50); // up to 790 ms
        noteFrom(600, 50);
        assertWhole(0, 1_090 * MILLI);
    }

    /** Neighbours change places besides. */
    @Test
    void shouldSeeTheDisorderBesideAClockThatWasSetBack() {
        note(0);
        noteFrom(20, 48);
        noteFrom(-200, 50); // up to 290 ms
        note(310 * MILLI, 300 * MILLI);
        noteFrom(320, 50);
        assertWhole(10 * MILLI, 800 * MILLI);
    }

    /** Where few follow, or more than twice, records change places; nor is it told where no time passes that before it. */
    @Test
    void shouldTakeAllElseForDisorder() {
        noteFrom(0, 50);
        noteFrom(420, 50); // the seven up to 480 ms are behind
        assertWhole(70 * MILLI, 840 * MILLI);
    }

    @Test
    void shouldTakeWhatRunsBackOftenForDisorder() {
        noteFrom(0, 50);
        noteFrom(300, 50);
        noteFrom(600, 50);
        noteFrom(900, 50);
        assertWhole(190 * MILLI, 1_200 * MILLI);
    }

    @Test
    void shouldTakeForDisorderWhatEndsBeforeThat() {
        noteFrom(0, 50);
        noteFrom(300, 19); // up to 480 ms
        assertWhole(190 * MILLI, 390 * MILLI);
    }

    @Test
    void shouldBeBounded() {
        for (int i = 0; i < 1_000; i++) {
            disorder.note(i * 1_000L);
        }
        disorder.note(700_001);
        assertWhole(298_999, 700_001);
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** From when to when a capture in disorder is whole. */
class DisorderTest {
    private static final long SECOND = 1_000_000_000;

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

    @Test
    void shouldBeBounded() {
        for (int i = 0; i < 1_000; i++) {
            disorder.note(i * 1_000L);
        }
        disorder.note(700_001);
        assertWhole(298_999, 700_001);
    }
}

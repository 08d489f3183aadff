package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private final Moments moments = new Moments();

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            moments.add(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 127, 128})
    void shouldCountExactlyWhileThereIsRoomForAll(int count) {
        add(count);
        assertEquals(count, moments.count());
        assertEquals(Math.max(0, count - 3), moments.count(at -> at >= 3));
        assertEquals(0, moments.count(at -> at < 0));
    }

    /** By those that are kept, which lie as close at the end as at the beginning. */
    @ParameterizedTest
    @ValueSource(ints = {129, 255, 256, 257, 1000, 100_000})
    void shouldCountNearlyWhereTheyAreMore(int count) {
        add(count);
        assertEquals(count, moments.count());
        assertEquals(count, moments.count(at -> true));
        int off = 2 * count / 64;
        assertEquals(count / 4.0, moments.count(at -> at < count / 4), off);
        assertEquals(count / 4.0, moments.count(at -> at >= count - count / 4), off);
        assertEquals(0, moments.count(at -> at < 0));
    }

    @Test
    void shouldNeverTellMoreThanThereAre() {
        add(130);
        assertEquals(129, moments.count(at -> at != 1), 1);
        assertEquals(130, moments.count(at -> at != 3));
    }
}

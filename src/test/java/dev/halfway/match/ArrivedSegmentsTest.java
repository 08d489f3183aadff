package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivedSegmentsTest {
    private static final long MICRO = 1_000;
    private static final int LENGTH = 100;

    private final ArrivedSegments segments = new ArrivedSegments(new Room(10_000));

    private static Sighting segment(int number, long nanos) {
        Sighting s = new Sighting();
        s.frame = number + 1;
        s.timeNanos = nanos;
        s.sequence = number * LENGTH;
        s.length = LENGTH;
        return s;
    }

    private long frame(Sighting further, int identification) {
        return segments.frame(segments.find(further, identification));
    }

    @Test
    void shouldRememberAllThatCameWithinMoments() {
        for (int i = 0; i < 700; i++) {
            segments.add(segment(i, i * MICRO), 0);
        }
        for (int i = 0; i < 700; i++) {
            assertEquals(i + 1, frame(segment(i, MICRO), 0), "segment " + i);
            assertEquals(i * MICRO, segments.latestNanos(i * LENGTH + LENGTH - 1));
        }
    }

    @Test
    void shouldForgetWhatCameLongAgo() {
        for (int i = 0; i < 100; i++) {
            segments.add(segment(i, i * 1_000_000_000L), 0);
        }
        assertEquals(ArrivedSegments.NONE, segments.find(segment(3, 0), 0));
        assertFalse(segments.holds(3 * LENGTH));
        assertEquals(100, frame(segment(99, 0), 0));
    }

    @Test
    void shouldTellTheSameFromOtherPacketsWithTheseBytes() {
        Sighting first = segment(1, MICRO);
        first.acknowledgment = 5;
        segments.add(first, 20);
        Sighting second = segment(1, 2 * MICRO);
        second.acknowledgment = 6;
        second.frame = 50;
        segments.add(second, 21);

        assertEquals(first.frame, frame(first, 20));
        assertEquals(second.frame, frame(second, 0));
        assertEquals(ArrivedSegments.NONE, segments.find(first, 22));
        first.window = 9;
        assertEquals(ArrivedSegments.NONE, segments.find(first, 20));
        assertTrue(segments.holds(LENGTH), "its bytes came, in other packets");
    }
}

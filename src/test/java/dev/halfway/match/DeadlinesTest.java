package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long WAIT = 100;

    private final Deadlines deadlines = new Deadlines(WAIT);

    @Test
    void shouldGiveWhatHasWaitedLongEnough() {
        Sighting s = Sightings.at(50);
        deadlines.add(s);
        assertNull(deadlines.poll(149));
        assertSame(s, deadlines.poll(150));
        assertNull(deadlines.poll(Long.MAX_VALUE), "once");
    }

    @Test
    void shouldGiveAllAtTheEnd() {
        Sighting s = Sightings.at(Long.MAX_VALUE - 1);
        deadlines.add(s);
        assertNull(deadlines.poll(Long.MAX_VALUE - 1));
        assertSame(s, deadlines.poll(Long.MAX_VALUE));
    }

    /** Whatever stands where in the ring when it grows. */
    @Test
    void shouldGiveAllInTheOrderInWhichTheyCame() {
        for (int before = 0; before < 70; before++) {
            Deadlines ring = new Deadlines(WAIT);
            Deque<Sighting> expected = new ArrayDeque<>();
            for (int i = 0; i < 300; i++) {
                Sighting s = Sightings.at(i);
                ring.add(s);
                expected.add(s);
                if (i < before) {
                    assertSame(expected.remove(), ring.poll(Long.MAX_VALUE));
                }
            }
            while (!expected.isEmpty()) {
                Sighting next = expected.remove();
                assertNull(ring.poll(next.timeNanos + WAIT - 1));
                assertSame(next, ring.poll(next.timeNanos + WAIT));
            }
            assertEquals(null, ring.poll(Long.MAX_VALUE));
        }
    }
}

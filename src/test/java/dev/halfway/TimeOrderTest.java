package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.halfway.match.Sighting;
import dev.halfway.match.Sightings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeOrderTest {
    private static final long MILLIS = 1_000_000;

    /** As a feed uses it: takes out what is ripe, and reads on only when nothing is. */
    private static List<Sighting> ordered(List<Sighting> all, int batch) {
        TimeOrder order = new TimeOrder(TimeOrder.LATEST_NANOS);
        List<Sighting> out = new ArrayList<>();
        int read = 0;
        while (out.size() < all.size()) {
            boolean ended = read == all.size();
            if (order.peek(ended) != null) {
                out.add(order.remove());
            } else {
                for (int i = 0; i < batch && read < all.size(); i++) {
                    order.add(all.get(read++));
                }
            }
        }
        assertNull(order.peek(true));
        return out;
    }

    @Test
    void shouldBeAStableSortOfWhatIsOutOfOrderByLessThanASecond() {
        Random random = new Random(276);
        List<Sighting> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long jitter = random.nextInt(5) * 200 * MILLIS;
            all.add(Sightings.at(i * MILLIS - jitter));
        }
        List<Sighting> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(Sighting::timeNanos));
        List<Sighting> out = ordered(all, 256);
        for (int i = 0; i < all.size(); i++) {
            assertSame(sorted.get(i), out.get(i), "at " + i);
        }
    }

    @Test
    void shouldKeepTheFileOrderOfEqualTimes() {
        List<Sighting> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(Sightings.at(5));
        }
        assertEquals(all, ordered(all, 256));
    }

    @Test
    void shouldLoseNothingHoweverLargeTheDisorder() {
        Random random = new Random(113);
        List<Sighting> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(Sightings.at(random.nextInt(3_000) * MILLIS));
        }
        List<Sighting> out = ordered(all, 256);
        assertEquals(all.size(), out.stream().distinct().count());
    }

    @Test
    void shouldHoldBackWhatMayYetBeOvertaken() {
        TimeOrder order = new TimeOrder(TimeOrder.LATEST_NANOS);
        Sighting second = Sightings.at(20 * MILLIS);
        order.add(second);
        assertNull(order.peek(false));
        Sighting first = Sightings.at(10 * MILLIS);
        order.add(first);
        assertNull(order.peek(false));
        order.add(Sightings.at(1_010 * MILLIS));
        assertSame(first, order.peek(false));
        assertSame(first, order.remove());
        assertNull(order.peek(false));
        assertSame(second, order.peek(true));
    }
}

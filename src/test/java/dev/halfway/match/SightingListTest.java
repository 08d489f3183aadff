package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SightingListTest {
    @Test
    void shouldHoldWhatAnArrayListHolds() {
        long seed = 39;
        Random random = new Random(seed);
        SightingList list = new SightingList();
        List<Sighting> truth = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (truth.isEmpty() || random.nextInt(20) < (i % 1_000 < 500 ? 13 : 7)) {
                Sighting added = Sightings.at(i);
                list.add(added);
                truth.add(added);
            } else {
                Sighting removed = truth.remove(random.nextInt(truth.size()));
                list.remove(removed);
                assertNull(removed.next);
                assertNull(removed.previous);
            }
            assertEquals(truth, forwards(list), "seed " + seed);
            assertEquals(truth.size(), list.size());
            assertEquals(truth.isEmpty(), list.isEmpty());
            assertEquals(truth.isEmpty() ? null : truth.get(truth.size() - 1), list.last);
        }
    }

    private static List<Sighting> forwards(SightingList list) {
        List<Sighting> all = new ArrayList<>();
        Sighting before = null;
        for (Sighting s = list.first; s != null; s = s.next) {
            assertEquals(before, s.previous);
            all.add(s);
            before = s;
        }
        return all;
    }
}

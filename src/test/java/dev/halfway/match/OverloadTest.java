package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What may have been left aside: a packet as far away as the loss threshold, by clocks that may be wrong. */
class OverloadTest {
    private static final long THRESHOLD = 3_000;

    private final Path path = new Path(0, 1);

    @Test
    void shouldHideWhatIsNearAPacketLeftAside() {
        path.reverse = new Path(1, 0);
        path.trustClocksWithin(50, 50, 0);
        long reach = THRESHOLD + path.epsilonNanos();
        Overload overload = new Overload(THRESHOLD);
        assertFalse(overload.mayHide(10_000, path));
        overload.leftAside(10_000);
        assertFalse(overload.mayHide(10_000 - reach - 1, path));
        assertTrue(overload.mayHide(10_000 - reach, path));
        assertTrue(overload.mayHide(10_000 + reach, path));
        assertFalse(overload.mayHide(10_000 + reach + 1, path));
    }

    /** Those within the threshold of each other make one stretch, whatever their order; between stretches nothing is hidden. */
    @Test
    void shouldJoinWhatIsNearEachOther() {
        path.reverse = new Path(1, 0);
        path.trustClocksWithin(0, 0, 0);
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 100; trial++) {
            Overload overload = new Overload(THRESHOLD);
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long nanos = random.nextLong(100_000);
                all.add(nanos);
                overload.leftAside(nanos);
            }
            for (long at = -10_000; at < 110_000; at += 97) {
                long nanos = at;
                if (isWithin(all, nanos, THRESHOLD + path.epsilonNanos())) {
                    assertTrue(overload.mayHide(nanos, path), "trial " + trial + " at " + nanos);
                } else if (!isWithin(all, nanos, 2 * THRESHOLD + path.epsilonNanos())) {
                    // Between two that are so near each other a stretch may reach.
                    assertFalse(overload.mayHide(nanos, path), "trial " + trial + " at " + nanos);
                }
            }
        }
    }

    private static boolean isWithin(List<Long> all, long nanos, long reach) {
        return all.stream().anyMatch(each -> Math.abs(each - nanos) <= reach);
    }
}

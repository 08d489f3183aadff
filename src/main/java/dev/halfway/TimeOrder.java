package dev.halfway;

import dev.halfway.match.Sighting;
import java.util.Arrays;

/**
 * Puts sightings of one host into time order, stably: a capture on several interfaces is not quite in order. Holds back what
 * may yet be overtaken, as the first reading has shown, but never more than {@link #MOST}, nor what is older than {@link
 * #LATEST_NANOS} before the newest.
 */
final class TimeOrder {
    static final long LATEST_NANOS = 1_000_000_000L;
    private static final int MOST = 1 << 12;

    /** In time order from {@link #first} on. */
    private final Sighting[] queue = new Sighting[4 * MOST];

    private final long holdNanos;
    private int first;
    private int end;
    /** Of those in it. */
    private long latestNanos;

    /** @param disorderNanos by so much a time may be before one that came earlier */
    TimeOrder(long disorderNanos) {
        holdNanos = Math.min(disorderNanos, LATEST_NANOS);
    }

    /** Adds the next in file order; there is always room when {@link #peek} has returned null before. */
    void add(Sighting sighting) {
        if (end == queue.length) {
            moveDown();
        }
        int at = end++;
        if (at > first && queue[at - 1].timeNanos() > sighting.timeNanos()) {
            int place = placeOf(sighting.timeNanos());
            System.arraycopy(queue, place, queue, place + 1, at - place);
            at = place;
        }
        queue[at] = sighting;
        latestNanos = end - first == 1 ? sighting.timeNanos() : Math.max(latestNanos, sighting.timeNanos());
    }

    /** Behind all that are not later. */
    private int placeOf(long timeNanos) {
        int low = first;
        int high = end - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (queue[middle].timeNanos() > timeNanos) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void moveDown() {
        int size = end - first;
        System.arraycopy(queue, first, queue, 0, size);
        Arrays.fill(queue, size, end, null);
        first = 0;
        end = size;
    }

    /**
     * The earliest, when nothing earlier is to be expected; else null.
     *
     * @param ended there will be no more
     */
    Sighting peek(boolean ended) {
        if (first == end) {
            return null;
        }
        Sighting earliest = queue[first];
        boolean ripe = ended || end - first >= MOST || latestNanos - earliest.timeNanos() >= holdNanos;
        return ripe ? earliest : null;
    }

    /** Takes away what {@link #peek} returned. */
    Sighting remove() {
        Sighting earliest = queue[first];
        queue[first++] = null;
        if (first == end) {
            first = 0;
            end = 0;
        }
        return earliest;
    }
}

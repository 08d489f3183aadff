package dev.halfway.match;

import java.util.ArrayDeque;

/** Sightings that wait for the same length of time; they come in and go out in time order. */
final class Deadlines {
    private final long waitNanos;
    private final ArrayDeque<Sighting> queue = new ArrayDeque<>();

    Deadlines(long waitNanos) {
        this.waitNanos = waitNanos;
    }

    void add(Sighting sighting) {
        queue.addLast(sighting);
    }

    /** The next sighting whose wait is over at {@code nowNanos}, or null. */
    Sighting poll(long nowNanos) {
        Sighting first = queue.peekFirst();
        return first != null && (nowNanos == Long.MAX_VALUE || nowNanos - first.timeNanos >= waitNanos)
                ? queue.pollFirst()
                : null;
    }
}

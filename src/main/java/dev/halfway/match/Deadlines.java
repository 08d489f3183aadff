package dev.halfway.match;

import java.util.Arrays;

/** Sightings that wait for the same length of time; they come in and go out in time order. */
final class Deadlines {
    private final long waitNanos;
    /** A ring of a power of two, with the time of each: whether the first is due is seen without a look at it. */
    private Sighting[] waiting = new Sighting[64];

    private long[] nanos = new long[64];
    private int first;
    private int size;
    /** Time of the first; {@link Long#MAX_VALUE} when there is none. */
    private long firstNanos = Long.MAX_VALUE;

    Deadlines(long waitNanos) {
        this.waitNanos = waitNanos;
    }

    void add(Sighting sighting) {
        if (size == waiting.length) {
            grow();
        }
        int at = first + size++ & waiting.length - 1;
        waiting[at] = sighting;
        nanos[at] = sighting.timeNanos;
        if (size == 1) {
            firstNanos = sighting.timeNanos;
        }
    }

    /** The next sighting whose wait is over at {@code nowNanos}, or null. */
    Sighting poll(long nowNanos) {
        return nowNanos - firstNanos < waitNanos && nowNanos != Long.MAX_VALUE ? null : remove();
    }

    private Sighting remove() {
        if (size == 0) {
            return null;
        }
        Sighting due = waiting[first];
        waiting[first] = null;
        first = first + 1 & waiting.length - 1;
        size--;
        firstNanos = size == 0 ? Long.MAX_VALUE : nanos[first];
        return due;
    }

    private void grow() {
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, 2 * before);
        nanos = Arrays.copyOf(nanos, 2 * before);
        System.arraycopy(waiting, 0, waiting, before, first);
        System.arraycopy(nanos, 0, nanos, before, first);
        Arrays.fill(waiting, 0, first, null);
    }
}

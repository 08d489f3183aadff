package dev.halfway.clock;

import java.util.Arrays;

/**
 * How far the records of a capture stand from the order of their times: behind how many others they stand that are later, or, of
 * very many, how long. What stood before the first record or behind the last one may, by as much, be later or earlier than these;
 * by no more than what would be a clock that was set.
 * Bounded memory; a record allocates nothing. Not thread-safe.
 */
public final class Disorder {
    /** Records that are further from their place than this are told by time alone. */
    private static final int MOST = 64;

    private final long[] first = new long[2 * MOST];
    private final long[] recent = new long[2 * MOST];
    private long records;
    private long latestNanos = Long.MIN_VALUE;
    private long nanos;
    private int places;

    /** The next record, by its time as unwrapped. */
    public void note(long timeNanos) {
        if (timeNanos < latestNanos) {
            nanos = Math.max(nanos, latestNanos - timeNanos);
            places = Math.max(places, placesBehind(timeNanos));
        }
        latestNanos = Math.max(latestNanos, timeNanos);
        if (records < first.length) {
            first[(int) records] = timeNanos;
        }
        recent[(int) (records++ % recent.length)] = timeNanos;
    }

    private int placesBehind(long timeNanos) {
        int later = 0;
        for (int i = 0; i < kept(); i++) {
            later += recent[i] > timeNanos ? 1 : 0;
        }
        return Math.min(MOST, later);
    }

    private int kept() {
        return (int) Math.min(records, recent.length);
    }

    /** From when on all records are there; meaningless where there is none. */
    public long wholeFromNanos() {
        long[] sorted = Arrays.copyOf(first, kept());
        Arrays.sort(sorted);
        long place = sorted[Math.min(places, sorted.length - 1)];
        return places == MOST ? sorted[0] + nanos : Math.min(place, sorted[0] + TimeUnwrapper.DEFAULT_THRESHOLD_NANOS);
    }

    /** Up to when. */
    public long wholeToNanos() {
        long[] sorted = Arrays.copyOf(recent, kept());
        Arrays.sort(sorted);
        long place = sorted[Math.max(0, sorted.length - 1 - places)];
        return places == MOST
                ? latestNanos - nanos
                : Math.max(place, latestNanos - TimeUnwrapper.DEFAULT_THRESHOLD_NANOS);
    }
}

package dev.halfway.clock;

import java.util.Arrays;

/**
 * How far the records of a capture stand from the order of their times: behind how many others they stand that are later, or, of
 * very many, how long. What stood before the first record or behind the last one may, by as much, be later or earlier than these;
 * by no more than what would be a clock that was set.
 *
 * <p>Where times run back but once or twice, and many records then follow in their order until they are later than all before, a
 * clock was set, or captures were put one behind the other: no record changed its place there, and none is missing at the ends.
 *
 * <p>Bounded memory; a record allocates nothing. Not thread-safe.
 */
public final class Disorder {
    /** Records that are further from their place than this are told by time alone. */
    private static final int MOST = 64;

    /** Whatever changes places does so more often. */
    private static final int MOST_SET_BACK = 2;

    /** Records that follow each other and are all earlier than one before them. */
    private static final int LEAST_BEHIND = 8;

    /** Records by how far they are from their place, all of them or those behind the same record that runs back. */
    private static final class Displaced {
        long latestNanos = Long.MIN_VALUE;
        long nanos;
        int places;
    }

    private final long[] first = new long[2 * MOST];
    private final long[] recent = new long[2 * MOST];
    private final Displaced amongAll = new Displaced();
    private final Displaced amongThoseSince = new Displaced();
    private long records;
    private long previousNanos = Long.MIN_VALUE;
    private int setBacks;
    /** Record behind the latest that ran back far. */
    private long since;

    private int behind;
    private boolean anyFew;

    /** The next record, by its time as unwrapped. */
    public void note(long timeNanos) {
        if (records > 0 && previousNanos - timeNanos > Leaps.SET_BACK_NANOS) {
            anyFew |= setBacks > 0 && behind < LEAST_BEHIND;
            setBacks++;
            behind = 0;
            since = records;
            amongThoseSince.latestNanos = Long.MIN_VALUE;
        }
        behind += timeNanos < amongAll.latestNanos ? 1 : 0;
        note(timeNanos, amongAll, 0);
        note(timeNanos, amongThoseSince, since);
        previousNanos = timeNanos;
        if (records < first.length) {
            first[(int) records] = timeNanos;
        }
        recent[(int) (records++ % recent.length)] = timeNanos;
    }

    private void note(long timeNanos, Displaced displaced, long from) {
        if (timeNanos < displaced.latestNanos) {
            displaced.nanos = Math.max(displaced.nanos, displaced.latestNanos - timeNanos);
            displaced.places = Math.max(displaced.places, placesBehind(timeNanos, from));
        }
        displaced.latestNanos = Math.max(displaced.latestNanos, timeNanos);
    }

    private int placesBehind(long timeNanos, long from) {
        int later = 0;
        for (long i = Math.max(from, records - kept()); i < records; i++) {
            later += recent[(int) (i % recent.length)] > timeNanos ? 1 : 0;
        }
        return Math.min(MOST, later);
    }

    private int kept() {
        return (int) Math.min(records, recent.length);
    }

    private boolean isSetBack() {
        return setBacks > 0
                && setBacks <= MOST_SET_BACK
                && !anyFew
                && behind >= LEAST_BEHIND
                && amongThoseSince.latestNanos == amongAll.latestNanos;
    }

    private Displaced displaced() {
        return isSetBack() ? amongThoseSince : amongAll;
    }

    /** From when on all records are there; meaningless where there is none. */
    public long wholeFromNanos() {
        long start = first[0];
        long[] sorted = Arrays.copyOf(first, kept());
        Arrays.sort(sorted);
        // What a clock that was set back shows to be before the first record is none of the time before it.
        int at = isSetBack() ? Math.max(0, Arrays.binarySearch(sorted, start)) : 0;
        Displaced displaced = displaced();
        long place = sorted[Math.min(at + displaced.places, sorted.length - 1)];
        return displaced.places == MOST
                ? sorted[at] + displaced.nanos
                : Math.min(place, sorted[at] + TimeUnwrapper.DEFAULT_THRESHOLD_NANOS);
    }

    /** Up to when. */
    public long wholeToNanos() {
        long[] sorted = Arrays.copyOf(recent, kept());
        Arrays.sort(sorted);
        Displaced displaced = displaced();
        long latest = amongAll.latestNanos;
        long place = sorted[Math.max(0, sorted.length - 1 - displaced.places)];
        return displaced.places == MOST
                ? latest - displaced.nanos
                : Math.max(place, latest - TimeUnwrapper.DEFAULT_THRESHOLD_NANOS);
    }
}

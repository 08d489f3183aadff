package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Where the times of a capture, record by record, run back or pause: between two such records its clock may have been set. In
 * bounded memory: the first {@link #MOST} times that they run back, and as many of the longest pauses.
 */
public final class Leaps {
    private static final int MOST = 1_024;
    /** Shorter ones are between most packets. */
    private static final long LEAST_PAUSE_NANOS = 20_000_000;

    private static final long LEAST_BACK_NANOS = 1_000_000;

    /**
     * One of them.
     *
     * @param record number of the record behind it, from 0
     * @param beforeNanos the latest time before it
     * @param nanos from there to the record behind; negative where times run back
     */
    public record Leap(long record, long beforeNanos, long nanos) {}

    private final List<Leap> back = new ArrayList<>();
    private final PriorityQueue<Leap> pauses = new PriorityQueue<>(Comparator.comparingLong(Leap::nanos));
    private long leastPauseNanos = LEAST_PAUSE_NANOS;
    private long previousNanos = Long.MIN_VALUE;

    /** A record; after the first. Those behind a clock that was set back are before the latest too, but not before each other. */
    void note(long record, long latestNanos, long nanos) {
        long leap = nanos - latestNanos;
        boolean runsBack = leap <= -LEAST_BACK_NANOS && (previousNanos == Long.MIN_VALUE || nanos < previousNanos);
        previousNanos = nanos;
        if (runsBack && back.size() < MOST) {
            back.add(new Leap(record, latestNanos, leap));
        } else if (leap > leastPauseNanos) {
            pauses.add(new Leap(record, latestNanos, leap));
            if (pauses.size() > MOST) {
                leastPauseNanos = pauses.poll().nanos();
            }
        }
    }

    /** In no order. */
    public List<Leap> all() {
        List<Leap> all = new ArrayList<>(back);
        all.addAll(pauses);
        return all;
    }

    /** Longer pauses are all among these. */
    public long leastPauseNanos() {
        return leastPauseNanos;
    }
}

package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Where the times of a capture, record by record, run back or pause: between two such records its clock may have been set. In
 * bounded memory: the first {@link #MOST} times that they run back, and as many of the longest pauses. Of further times that
 * they run back far it knows how many there are, and from where to where.
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

    /** Times that run back by more are hardly disorder: a clock was set back. */
    public static final long SET_BACK_NANOS = 50_000_000;

    /**
     * Times that run back by more than {@link #SET_BACK_NANOS}, beyond those that are kept.
     *
     * @param count how many
     * @param firstNanos the time of the record behind the first
     * @param lastNanos the latest time before the last
     * @param leastNanos by how much they run back at least
     */
    public record Beyond(long count, long firstNanos, long lastNanos, long leastNanos) {}

    private final List<Leap> back = new ArrayList<>();
    private final PriorityQueue<Leap> pauses = new PriorityQueue<>(Comparator.comparingLong(Leap::nanos));
    private long leastPauseNanos = LEAST_PAUSE_NANOS;
    private long previousNanos = Long.MIN_VALUE;
    /** As of {@link Beyond}. */
    private long beyondCount;

    private long beyondFirstNanos = Long.MAX_VALUE;
    private long beyondLastNanos;
    private long beyondLeastNanos = Long.MAX_VALUE;

    /** A record; after the first. Those behind a clock that was set back are before the latest too, but not before each other. */
    void note(long record, long latestNanos, long nanos) {
        long leap = nanos - latestNanos;
        boolean runsBack = leap <= -LEAST_BACK_NANOS && (previousNanos == Long.MIN_VALUE || nanos < previousNanos);
        previousNanos = nanos;
        if (runsBack && back.size() < MOST) {
            back.add(new Leap(record, latestNanos, leap));
        } else if (runsBack && leap < -SET_BACK_NANOS) {
            beyondCount++;
            beyondFirstNanos = Math.min(beyondFirstNanos, nanos);
            beyondLastNanos = latestNanos;
            beyondLeastNanos = Math.min(beyondLeastNanos, -leap);
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

    /** Those that are not among them. */
    public Optional<Beyond> beyond() {
        return beyondCount == 0
                ? Optional.empty()
                : Optional.of(new Beyond(beyondCount, beyondFirstNanos, beyondLastNanos, beyondLeastNanos));
    }

    /** Longer pauses are all among these. */
    public long leastPauseNanos() {
        return leastPauseNanos;
    }
}

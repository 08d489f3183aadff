package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes the time of one capture go forwards although its clock was set back while it ran.
 *
 * <p>Records come in file order. One that is older than the latest by up to the threshold is taken for disorder and
 * passes unchanged. One that is older by more is taken for a clock set back, at once, since records do not change
 * places over such a time within one file: time then goes on one nanosecond after the latest seen. It errs by the time that really
 * passed between the two records, by which all that follows is early; {@link ClockSamples} sees this as a step.
 * A clock set forwards passes unchanged. Not thread-safe.
 */
public final class TimeUnwrapper {
    /** Older by this much is disorder; by more, a clock set back. */
    public static final long DEFAULT_THRESHOLD_NANOS = 1_000_000_000L;

    /** In the year 2116. */
    private static final long LATEST_NANOS = 1L << 62;

    /** How many steps are kept for the report; more are compensated and counted. */
    private static final int KEPT = 1_000;

    /**
     * A clock is known to have been set between two records.
     *
     * @param record number of the one behind, from 0
     * @param nanos what is added to its time and all later ones; negative where the clock was set forwards
     */
    public record Jump(long record, long nanos) {}

    /**
     * A clock set back.
     *
     * @param timeNanos the latest time before it, unwrapped
     * @param backNanos how far time ran back, positive
     */
    public record StepBack(long timeNanos, long backNanos) {}

    /** Time that goes forwards would go beyond what can be told. */
    public static final class OutOfRange extends ArithmeticException {
        private static final long serialVersionUID = 1;

        private OutOfRange() {
            super("the clock was set back and forth by more than a century in all");
        }
    }

    private final long thresholdNanos;
    private final List<Jump> jumps;
    private final Leaps leaps;
    private final List<StepBack> steps = new ArrayList<>();
    private int jumped;
    private long nextJump;
    private long records;
    private long stepCount;
    private long latestNanos;
    private long addedNanos;
    private long disorderNanos;
    private long setNanos = Long.MIN_VALUE;
    private boolean started;

    public TimeUnwrapper() {
        this(DEFAULT_THRESHOLD_NANOS);
    }

    /** @param thresholdNanos not negative */
    public TimeUnwrapper(long thresholdNanos) {
        this(thresholdNanos, List.of(), null);
    }

    /** @param jumps in the order of records */
    public TimeUnwrapper(List<Jump> jumps) {
        this(DEFAULT_THRESHOLD_NANOS, jumps, null);
    }

    /**
     * @param jumps in the order of records
     * @param leaps where to tell of records that are far in time from those before them
     */
    public TimeUnwrapper(List<Jump> jumps, Leaps leaps) {
        this(DEFAULT_THRESHOLD_NANOS, jumps, leaps);
    }

    private TimeUnwrapper(long thresholdNanos, List<Jump> jumps, Leaps leaps) {
        if (thresholdNanos < 0) {
            throw new IllegalArgumentException("threshold of " + thresholdNanos + " ns is negative");
        }
        this.thresholdNanos = thresholdNanos;
        this.jumps = List.copyOf(jumps);
        this.leaps = leaps;
        nextJump = jumps.isEmpty() ? Long.MAX_VALUE : jumps.get(0).record();
    }

    /**
     * @return the record's time, plus all that was compensated before it
     * @throws OutOfRange when the clock was set back again and again, by more than a century in all
     */
    public long unwrap(long timeNanos) {
        if (records == nextJump) {
            jump();
        }
        records++;
        if (addedNanos > 0 && timeNanos > LATEST_NANOS - addedNanos) {
            throw new OutOfRange();
        }
        long unwrapped = timeNanos + addedNanos;
        if (!started) {
            started = true;
            latestNanos = unwrapped;
            return unwrapped;
        }
        long back = latestNanos - unwrapped;
        if (leaps != null) {
            leaps.note(records - 1, latestNanos, unwrapped);
        }
        if (back > thresholdNanos) {
            addedNanos += back + 1; // no record before the step and none behind it share a moment
            setNanos = latestNanos;
            latestNanos++;
            stepCount++;
            if (steps.size() < KEPT) {
                steps.add(new StepBack(latestNanos - 1, back));
            }
            return latestNanos;
        }
        if (back < 0) {
            latestNanos = unwrapped;
        } else if (back > disorderNanos) {
            disorderNanos = back;
        }
        return unwrapped;
    }

    private void jump() {
        setNanos = latestNanos;
        addedNanos += jumps.get(jumped++).nanos();
        nextJump = jumped < jumps.size() ? jumps.get(jumped).record() : Long.MAX_VALUE;
    }

    /**
     * The latest time returned before the clock was last set, as far as is known; {@link Long#MIN_VALUE} where it never was. How
     * long it is from before to behind the times do not tell.
     */
    public long setNanos() {
        return setNanos;
    }

    /** By how much a time returned was, at most, before one returned earlier. */
    public long disorderNanos() {
        return disorderNanos;
    }

    /** The first 1,000 steps, in file order. */
    public List<StepBack> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** How many steps there were, also those that {@link #steps} no longer holds. */
    public long stepCount() {
        return stepCount;
    }
}

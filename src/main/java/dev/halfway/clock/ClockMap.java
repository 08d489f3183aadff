package dev.halfway.clock;

import java.util.List;

/**
 * Turns times of host B into times of the reference host A. Immutable; a call allocates nothing.
 *
 * <p>B's times are those that the samples had: unwrapped ({@link TimeUnwrapper}). The boundary between two segments lies
 * on B's clock, half way between the end of one and the start of the next. After a small step back of B's clock the same
 * reading occurs twice; which of the two is meant cannot be told, and {@link #errorAt} is larger there.
 *
 * <p>Skew is applied as a 64-bit binary fraction, so that a result is within 2 ns of exact over a century.
 */
public final class ClockMap {
    /** The error where there is no bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    private static final ClockMap IDENTITY = new ClockMap();
    private static final double TWO_TO_64 = 0x1p64;
    /** Samples and the records between them are so near each other in time, whichever clock tells it. */
    private static final long NEAR_NANOS = 1_000_000_000L;

    /** By segment: it holds from this reading of B on; the first is the least long. */
    private final long[] startB;
    /** By segment: B's reading at A's reference instant. */
    private final long[] baseB;
    /** By segment: B's readings at its start and end, as estimated. */
    private final long[] fromB;

    private final long[] toB;
    private final long[] boundNanos;
    /** By segment: growth of the error outside it, times 2^64. */
    private final long[] growth;
    /** By segment: size of the step that starts it; 0 for the first. */
    private final long[] stepNanos;

    /** By segment: B's readings between which it cannot be told whether the step that starts it has been. */
    private final long[] unsureFromB;

    private final long[] unsureToB;

    private final long referenceA;
    /** skew / (1 + skew), times 2^64. */
    private final long slope;
    /** From A's clock onwards; null when A is the reference. */
    private final ClockMap next;

    private ClockMap() {
        startB = new long[] {Long.MIN_VALUE};
        baseB = new long[1];
        fromB = new long[1];
        toB = new long[1];
        boundNanos = new long[1];
        growth = new long[1];
        stepNanos = new long[1];
        unsureFromB = new long[1];
        unsureToB = new long[1];
        referenceA = 0;
        slope = 0;
        next = null;
    }

    private ClockMap(ClockMap first, ClockMap next) {
        startB = first.startB;
        baseB = first.baseB;
        fromB = first.fromB;
        toB = first.toB;
        boundNanos = first.boundNanos;
        growth = first.growth;
        stepNanos = first.stepNanos;
        unsureFromB = first.unsureFromB;
        unsureToB = first.unsureToB;
        referenceA = first.referenceA;
        slope = first.slope;
        this.next = next;
    }

    private ClockMap(ClockEstimate estimate, List<TimeUnwrapper.StepBack> setBackB) {
        List<Segment> segments = estimate.segments();
        int count = segments.size();
        startB = new long[count];
        baseB = new long[count];
        fromB = new long[count];
        toB = new long[count];
        boundNanos = new long[count];
        growth = new long[count];
        stepNanos = new long[count];
        unsureFromB = new long[count];
        unsureToB = new long[count];
        referenceA = estimate.referenceNanos();
        double skew = estimate.skew();
        slope = Math.round(skew / (1 + skew) * TWO_TO_64);
        next = null;
        for (int i = 0; i < count; i++) {
            Segment segment = segments.get(i);
            baseB[i] = referenceA + segment.offsetNanos();
            fromB[i] = estimate.timeAtB(segment, segment.fromNanos());
            toB[i] = estimate.timeAtB(segment, segment.toNanos());
            boundNanos[i] =
                    segment.boundNanos().isPresent() ? onA(segment.boundNanos().getAsLong(), skew) : UNBOUNDED;
            growth[i] = (long) Math.ceil(segment.rateBound() * TWO_TO_64);
            startB[i] = Long.MIN_VALUE;
            if (i > 0) {
                long step = segment.offsetNanos() - segments.get(i - 1).offsetNanos();
                stepNanos[i] = onA(Math.abs(step), skew);
                // A step back of B's own clock, small enough to have passed the unwrapping, made it show these twice.
                long twice = step < 0 && -step <= TimeUnwrapper.DEFAULT_THRESHOLD_NANOS ? -step : 0;
                unsureFromB[i] = Math.min(toB[i - 1] - twice, fromB[i]);
                unsureToB[i] = Math.max(toB[i - 1], fromB[i] + twice);
                startB[i] = Math.max(startB[i - 1], toB[i - 1] + (fromB[i] - toB[i - 1]) / 2);
                if (step < 0) {
                    startBehindSetBack(i, setBackB);
                }
            }
        }
    }

    /** Where B's own clock was set back, the record at which it was tells exactly where the segment starts. */
    private void startBehindSetBack(int segment, List<TimeUnwrapper.StepBack> setBackB) {
        long earliest = Math.min(toB[segment - 1], fromB[segment]) - NEAR_NANOS;
        long latest = Math.max(toB[segment - 1], fromB[segment]) + NEAR_NANOS;
        for (TimeUnwrapper.StepBack each : setBackB) {
            long start = each.timeNanos() + 1;
            if (start >= Math.max(earliest, startB[segment - 1]) && start <= latest) {
                startB[segment] = start;
                unsureFromB[segment] = start;
                unsureToB[segment] = start - 1;
            }
        }
    }

    /** A length of time on B's clock as A's shows it, rounded up. */
    private static long onA(long nanos, double skew) {
        return nanos + (long) Math.ceil(nanos * Math.abs(skew) / (1 - Math.abs(skew)));
    }

    /** The map of the reference host itself: no change, no error. */
    public static ClockMap identity() {
        return IDENTITY;
    }

    public static ClockMap of(ClockEstimate estimate) {
        return of(estimate, List.of());
    }

    /** @param setBackB what was taken away from B's times, in the order of time */
    public static ClockMap of(ClockEstimate estimate, List<TimeUnwrapper.StepBack> setBackB) {
        return new ClockMap(estimate, setBackB);
    }

    /** B's times to A's by this map, then A's times by {@code onwards}; errors add up. */
    ClockMap then(ClockMap onwards) {
        return onwards == IDENTITY ? this : new ClockMap(this, onwards);
    }

    /** @return the reading of the reference host's clock when B's shows {@code timeB} */
    public long toReference(long timeB) {
        long timeA = toA(segmentAt(timeB), timeB);
        return next == null ? timeA : next.toReference(timeA);
    }

    /**
     * How far {@link #toReference} may be off: the bound; more outside the time that the samples cover, by the rate at
     * which the clocks may part; more by a step's size where it is unknown on which side of the step this is.
     *
     * @return nanoseconds, or {@link #UNBOUNDED}
     */
    public long errorAt(long timeB) {
        int at = segmentAt(timeB);
        long error = errorOf(at, timeB);
        if (at > 0 && isBetween(at, timeB)) {
            error = Math.max(error, plus(errorOf(at - 1, timeB), stepNanos[at]));
        }
        if (at + 1 < startB.length && isBetween(at + 1, timeB)) {
            error = Math.max(error, plus(errorOf(at + 1, timeB), stepNanos[at + 1]));
        }
        return next == null ? error : plus(error, next.errorAt(toA(at, timeB)));
    }

    /** Whether {@link #toReference} makes no step: times keep their order. */
    public boolean isContinuous() {
        return startB.length == 1 && (next == null || next.isContinuous());
    }

    private long errorOf(int segment, long timeB) {
        long outside = Math.max(0, Math.max(fromB[segment] - timeB, timeB - toB[segment]));
        return plus(boundNanos[segment], growth[segment] == 0 ? 0 : Math.multiplyHigh(outside, growth[segment]) + 1);
    }

    private static long plus(long error, long more) {
        return error == UNBOUNDED || more == UNBOUNDED ? UNBOUNDED : error + more;
    }

    /** Whether it cannot be told if {@code timeB} is before or after the step that starts segment {@code at}. */
    private boolean isBetween(int at, long timeB) {
        return timeB >= unsureFromB[at] && timeB <= unsureToB[at];
    }

    private long toA(int at, long timeB) {
        long sinceReference = timeB - baseB[at];
        return referenceA + sinceReference - Math.multiplyHigh(sinceReference, slope);
    }

    private int segmentAt(long timeB) {
        int low = 0;
        int high = startB.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (startB[middle] <= timeB) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}

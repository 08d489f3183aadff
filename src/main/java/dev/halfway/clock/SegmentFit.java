package dev.halfway.clock;

import java.util.OptionalLong;

/** The offset between two steps, and its bound, with the skew taken away. Times and offsets are the bins'. */
final class SegmentFit {
    /** Where no segment has packets both ways. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final Timeline timeline;
    private final int start;
    private final int end;
    private final Readings forward;
    private final Readings backward;
    private final double rate;
    private final Resolution resolution;

    /** @param skew taken away with a line through 0 at bin time 0 */
    SegmentFit(Timeline timeline, StepFinder.Range range, double skew, Resolution resolution) {
        this.timeline = timeline;
        start = range.from();
        end = range.to();
        this.resolution = resolution;
        forward = timeline.forward(start, end).minusLine(skew, 0);
        backward = timeline.backward(start, end).minusLine(-skew, 0);
        rate = isBothWays()
                ? RateRange.of(new LowerHull(forward), new LowerHull(backward), resolution.coarseNanos())
                        .largest(skew)
                : Rates.LIMIT;
    }

    boolean isBothWays() {
        return forward.size() > 0 && backward.size() > 0;
    }

    /** Its readings from A to B, with the skew taken away. */
    Readings forward() {
        return forward;
    }

    Readings backward() {
        return backward;
    }

    /** Smallest delay there plus smallest back; below 0 where drift or skew that was refused outweighs it, {@link #UNKNOWN} of one way. */
    long roundTripNanos() {
        return isBothWays() ? forward.lowest() + backward.lowest() : UNKNOWN;
    }

    /**
     * The segment reaches from the first to the last instant that has readings of both directions on either side: a
     * further step within would have shown, one outside need not. Where there is no such instant, there is a bound only
     * if nothing else tells of steps.
     *
     * @param minRoundTrip of all segments, for one that has packets in one direction only and no bound; or {@link #UNKNOWN}
     * @param isOnly whether no step was found
     */
    Segment segment(long minRoundTrip, boolean isOnly) {
        long first = Math.min(surelyFrom(), timeline.time[end - 1]);
        long last = Math.max(surelyTo(), timeline.time[start]);
        long from = first <= last ? first : last + (first - last) / 2;
        long to = Math.max(from, last);
        if (!isBothWays()) {
            long half = minRoundTrip == UNKNOWN ? 0 : Math.max(0, minRoundTrip / 2);
            long offset = forward.size() > 0 ? forward.lowest() - half : half - backward.lowest();
            return new Segment(from, to, offset, OptionalLong.empty(), rate);
        }
        long offset = (forward.lowest() - backward.lowest()) / 2;
        // To the first and last reading, which may be beside these: there the clocks may have drifted further.
        long earliest = Math.min(from, timeline.time[start]);
        long latest = Math.max(to, timeline.time[end - 1]);
        long above = Envelope.highest(forward, rate, earliest, latest) - offset;
        long below = Envelope.highest(backward, rate, earliest, latest) + offset;
        // One nanosecond for each of the roundings: half an odd sum, the skew's line, the caller's map.
        long bound = Math.max(0, Math.max(above, below)) + resolution.errorNanos() + 3;
        boolean isBounded = isOnly || first <= last;
        return new Segment(from, to, offset, isBounded ? OptionalLong.of(bound) : OptionalLong.empty(), rate);
    }

    /** A packet that arrived after the step may have left before it, by at most its delay. */
    private long surelyFrom() {
        if (!isBothWays()) {
            return timeline.time[start];
        }
        long delay = Math.max(0, forward.value()[0] + backward.lowest() + resolution.coarseNanos());
        return Math.max(forward.time()[0] + delay, backward.time()[0]);
    }

    /** A packet that left before the step may have arrived after it. */
    private long surelyTo() {
        if (!isBothWays()) {
            return timeline.time[end - 1];
        }
        int last = backward.size() - 1;
        long delay = Math.max(0, backward.value()[last] + forward.lowest() + resolution.coarseNanos());
        return Math.min(forward.time()[forward.size() - 1], backward.time()[last] - delay);
    }
}

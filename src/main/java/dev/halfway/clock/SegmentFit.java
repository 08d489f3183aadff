package dev.halfway.clock;

import java.util.OptionalLong;

/** The offset between two steps, and its bound, with the skew taken away. Times and offsets are the bins'. */
final class SegmentFit {
    private final Timeline timeline;
    private final int start;
    private final int end;
    private final Readings forward;
    private final Readings backward;
    private final double rate;
    private final long resolutionNanos;

    /**
     * @param start position in the timeline
     * @param end position; after the start
     * @param skew taken away with a line through 0 at bin time 0
     */
    SegmentFit(Timeline timeline, int start, int end, double skew, long resolutionNanos) {
        this.timeline = timeline;
        this.start = start;
        this.end = end;
        this.resolutionNanos = resolutionNanos;
        forward = timeline.forward(start, end).minusLine(skew, 0);
        backward = timeline.backward(start, end).minusLine(-skew, 0);
        rate = isBothWays()
                ? RateRange.of(new LowerHull(forward), new LowerHull(backward)).largest(skew)
                : Rates.LIMIT;
    }

    private boolean isBothWays() {
        return forward.size() > 0 && backward.size() > 0;
    }

    /** Smallest delay there plus smallest back; below 0 where drift or skew that was refused outweighs it. */
    long roundTripNanos() {
        return isBothWays() ? forward.lowest() + backward.lowest() : Long.MAX_VALUE;
    }

    /**
     * @param earliest where the segment starts; if empty, at its first reading
     * @param latest where it ends; if empty, at its last reading
     * @param minRoundTrip of all segments, for one that has packets in one direction only and no bound
     */
    Segment segment(OptionalLong earliest, OptionalLong latest, long minRoundTrip) {
        long from = earliest.orElseGet(this::surelyFrom);
        long to = Math.max(from, latest.orElseGet(this::surelyTo));
        if (!isBothWays()) {
            long half = Math.max(0, minRoundTrip / 2);
            long offset = forward.size() > 0 ? forward.lowest() - half : half - backward.lowest();
            return new Segment(from, to, offset, OptionalLong.empty(), rate);
        }
        long offset = (forward.lowest() - backward.lowest()) / 2;
        long above = Envelope.highest(forward, rate, from, to) - offset;
        long below = Envelope.highest(backward, rate, from, to) + offset;
        // One nanosecond for each of the roundings: half an odd sum, the skew's line, the caller's map.
        long bound = Math.max(0, Math.max(above, below)) + resolutionNanos + 3;
        return new Segment(from, to, offset, OptionalLong.of(bound), rate);
    }

    /** A packet that arrived after the step may have left before it, by at most its delay. */
    private long surelyFrom() {
        long first = timeline.time[start];
        return timeline.isForward(start) && isBothWays()
                ? first + Math.max(0, forward.value()[0] + backward.lowest())
                : first;
    }

    /** A packet that left before the step may have arrived after it. */
    private long surelyTo() {
        long last = timeline.time[end - 1];
        return !timeline.isForward(end - 1) && isBothWays()
                ? last - Math.max(0, backward.value()[backward.size() - 1] + forward.lowest())
                : last;
    }
}

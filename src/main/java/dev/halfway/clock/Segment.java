package dev.halfway.clock;

import java.util.OptionalLong;

/**
 * The offset over one stretch without steps. Between the end of one segment and the start of the next, either may hold.
 *
 * @param fromNanos start, on A's clock
 * @param toNanos end, on A's clock; not before the start
 * @param offsetNanos what B's clock shows more than A's, at the estimate's reference instant if this segment reached
 *     back to it; the skew moves it from there
 * @param boundNanos largest error of the offset at any instant of the segment; empty when there is none
 * @param rateBound how much more the error may grow per nanosecond outside the segment, a ratio
 */
public record Segment(long fromNanos, long toNanos, long offsetNanos, OptionalLong boundNanos, double rateBound) {
    public Segment {
        if (toNanos - fromNanos < 0) {
            throw new IllegalArgumentException("segment ends at " + toNanos + ", before its start at " + fromNanos);
        }
        if (boundNanos.isPresent() && boundNanos.getAsLong() < 0) {
            throw new IllegalArgumentException("negative bound " + boundNanos.getAsLong());
        }
    }

    Segment withoutBound() {
        return withBound(OptionalLong.empty());
    }

    Segment withBound(OptionalLong bound) {
        return new Segment(fromNanos, toNanos, offsetNanos, bound, rateBound);
    }

    Segment shifted(long timeNanos, long offset) {
        return new Segment(fromNanos + timeNanos, toNanos + timeNanos, offsetNanos + offset, boundNanos, rateBound);
    }
}

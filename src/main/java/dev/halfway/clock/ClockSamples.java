package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Times of matched packets between two hosts A and B, and what they say of their clocks.
 *
 * <p>Memory is bounded, at most 330 KB whatever the number of packets: of each direction only the lowest reading of each
 * of up to 4,096 bins of time is kept, which loses nothing that bounds the offset within a bin. Packets may come in any
 * order. The origins of the two clocks may be anything, as long as all times of one clock lie within 146 years. Times
 * are expected to be unwrapped ({@link TimeUnwrapper}). Adding allocates nothing once the bins are there. Not thread-safe.
 */
public final class ClockSamples {
    private final Resolution resolution;
    /** Bin time: since the first sample, on A's clock. Bin value: f or r, less the offset and delay of the first sample. */
    private final MinimumBins forward = new MinimumBins();

    private final MinimumBins backward = new MinimumBins();

    private boolean started;
    private long originA;
    private long originOffset;
    private long earliest;
    private long latest;
    private SetBacks setBacks = SetBacks.none();

    public ClockSamples() {
        this(Resolution.usual());
    }

    /** @param resolution of the two captures' times; widens the bound, and no step is told that it explains */
    public ClockSamples(Resolution resolution) {
        this.resolution = resolution;
    }

    /** A packet that left A at {@code timeA} on A's clock and arrived at B at {@code timeB} on B's. */
    public void addForward(long timeA, long timeB) {
        start(timeA, timeB);
        forward.add(elapsed(timeA), timeB - timeA - originOffset);
    }

    /** A packet that left B at {@code timeB} on B's clock and arrived at A at {@code timeA} on A's. */
    public void addBackward(long timeA, long timeB) {
        start(timeA, timeB);
        backward.add(elapsed(timeA), originOffset - (timeB - timeA));
    }

    /**
     * The clocks were set back while they were captured: by how much, and that much is taken away from the times, the capture
     * tells but for the time that passed meanwhile.
     */
    public void setBacks(List<TimeUnwrapper.StepBack> ofA, List<TimeUnwrapper.StepBack> ofB) {
        setBacks = new SetBacks(ofA, ofB);
    }

    private void start(long timeA, long timeB) {
        if (!started) {
            started = true;
            originA = timeA;
            originOffset = timeB - timeA;
        }
    }

    private long elapsed(long timeA) {
        long elapsed = timeA - originA;
        earliest = Math.min(earliest, elapsed);
        latest = Math.max(latest, elapsed);
        return elapsed;
    }

    /** Packets from A to B added so far. */
    public long forwardCount() {
        return forward.count();
    }

    /** The estimate if every packet was paired rightly; one wrong pair may pass for two steps. */
    public ClockEstimate estimate() {
        return estimate(forward.lowest(), backward.lowest());
    }

    /**
     * The estimate if a few in a hundred packets may be paired wrongly. A wrong pair that makes a delay come out too
     * short by less than the round trip is not found out, and may shift the offset by as much; one that makes it too
     * long does no harm. A step seen in fewer than three bins is taken for wrong pairs, and there is no bound then.
     */
    public ClockEstimate estimateRobustly() {
        Outliers outliers = new Outliers(resolution.toleranceNanos());
        return estimate(outliers.dropFrom(forward, backward), outliers.dropFrom(backward, forward));
    }

    private ClockEstimate estimate(Readings forwardReadings, Readings backwardReadings) {
        Timeline timeline = new Timeline(forwardReadings, backwardReadings);
        if (timeline.size() == 0) {
            return ClockEstimate.none();
        }
        if (forwardReadings.size() == 0 || backwardReadings.size() == 0) {
            return oneWay(forwardReadings, backwardReadings);
        }
        List<StepFinder.Range> ranges = StepFinder.segments(timeline, resolution.toleranceNanos());
        Skew skew = skewOfLongest(timeline, ranges);
        List<SegmentFit> fits = new ArrayList<>();
        long minRoundTrip = Long.MAX_VALUE;
        for (StepFinder.Range range : ranges) {
            SegmentFit fit = new SegmentFit(timeline, range, skew.ratio(), resolution);
            fits.add(fit);
            minRoundTrip = Math.min(minRoundTrip, fit.roundTripNanos());
        }
        List<Segment> segments = new ArrayList<>();
        long moved = Math.round(skew.ratio() * earliest);
        boolean isExplained = isExplained(fits, skew.ratio());
        for (int i = 0; i < fits.size(); i++) {
            Segment fitted = fits.get(i).segment(minRoundTrip, fits.size() == 1);
            Segment segment = SetBacks.bounded(fitted, parts(timeline, ranges.get(i), skew, minRoundTrip))
                    .shifted(originA, originOffset + moved);
            segments.add(isExplained ? segment : segment.withoutBound());
        }
        boolean accepted = skew.refused().isEmpty();
        return new ClockEstimate(
                Basis.BOTH_WAYS,
                originA + earliest,
                segments,
                accepted ? OptionalDouble.of(skew.ratio() * 1e6) : OptionalDouble.empty(),
                accepted ? Optional.empty() : Optional.of(skew.refused()),
                forward.count(),
                backward.count(),
                minRoundTrip == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, minRoundTrip)));
    }

    /** What lies between two clocks set back, or one and a step; empty where none was. */
    private List<Segment> parts(Timeline timeline, StepFinder.Range range, Skew skew, long minRoundTrip) {
        List<StepFinder.Range> parts = setBacks.parts(timeline, range, originA, originOffset);
        return parts.size() == 1
                        && parts.get(0).from() == range.from()
                        && parts.get(0).to() == range.to()
                ? List.of()
                : parts.stream()
                        .map(part ->
                                new SegmentFit(timeline, part, skew.ratio(), resolution).segment(minRoundTrip, false))
                        .toList();
    }

    /** Of all readings, those that were dropped as wrong pairs as well: they may tell of a step. */
    private boolean isExplained(List<SegmentFit> fits, double skew) {
        Unexplained unexplained = new Unexplained(resolution.coarseNanos());
        for (SegmentFit fit : fits) {
            if (!fit.isBothWays()) {
                return true; // there is no bound
            }
            unexplained.add(fit.forward(), fit.backward());
        }
        return !unexplained.isAnyAmong(forward.lowest().minusLine(skew, 0), true)
                && !unexplained.isAnyAmong(backward.lowest().minusLine(-skew, 0), false);
    }

    private Skew skewOfLongest(Timeline timeline, List<StepFinder.Range> ranges) {
        StepFinder.Range longest = Collections.max(
                ranges, Comparator.comparingLong(range -> timeline.time[range.to() - 1] - timeline.time[range.from()]));
        return Skew.of(
                timeline.forward(longest.from(), longest.to()),
                timeline.backward(longest.from(), longest.to()),
                resolution.coarseNanos());
    }

    private ClockEstimate oneWay(Readings forwardReadings, Readings backwardReadings) {
        long offset = forwardReadings.size() > 0 ? forwardReadings.lowest() : -backwardReadings.lowest();
        Segment segment = new Segment(earliest, latest, offset, OptionalLong.empty(), Rates.LIMIT);
        return new ClockEstimate(
                Basis.ONE_WAY,
                originA + earliest,
                List.of(segment.shifted(originA, originOffset)),
                OptionalDouble.empty(),
                Optional.of("packets were matched in one direction only"),
                forward.count(),
                backward.count(),
                OptionalLong.empty());
    }
}

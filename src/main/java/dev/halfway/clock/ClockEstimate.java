package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How B's clock stands to A's. Immutable.
 *
 * @param referenceNanos the instant, on A's clock, at which {@link #offsetNanos} holds: that of the earliest sample
 * @param segments at least one, in order of time
 * @param skewPpm parts per million that B's clock gains on A's, one for all segments; empty when none was established,
 *     and the offset is then taken as constant
 * @param skewRefused why there is no skew, in words; empty when there is one
 * @param forwardSamples packets from A to B that this rests on
 * @param backwardSamples packets from B to A
 * @param minRoundTripNanos the smallest delay there plus the smallest delay back, which is free of the offset; empty
 *     unless the basis is {@link Basis#BOTH_WAYS}
 */
public record ClockEstimate(
        Basis basis,
        long referenceNanos,
        List<Segment> segments,
        OptionalDouble skewPpm,
        Optional<String> skewRefused,
        long forwardSamples,
        long backwardSamples,
        OptionalLong minRoundTripNanos) {

    /** A clock is set back between two records, and a step lies between two samples: this much may be between them. */
    private static final long SLACK_NANOS = 1_000_000;

    public ClockEstimate {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("an estimate needs a segment");
        }
    }

    /** No packet matched and nothing assumed: offset 0 without a bound. */
    public static ClockEstimate none() {
        return unmeasured(Basis.NONE, OptionalLong.empty());
    }

    /** The wall clocks are taken to agree, nobody knows how well: offset 0 without a bound. */
    public static ClockEstimate wallClock() {
        return unmeasured(Basis.WALL_CLOCK, OptionalLong.empty());
    }

    private static ClockEstimate unmeasured(Basis basis, OptionalLong bound) {
        return new ClockEstimate(
                basis,
                0,
                List.of(new Segment(0, 0, 0, bound, 0)),
                OptionalDouble.empty(),
                Optional.of("no packet was matched"),
                0,
                0,
                OptionalLong.empty());
    }

    /** B's clock minus A's at the reference instant. For {@link Basis#ONE_WAY} this is a limit, not a middle. */
    public long offsetNanos() {
        return segments.get(0).offsetNanos();
    }

    /** The largest error of the offset at any instant within a segment; empty when a segment has no bound. */
    public OptionalLong boundNanos() {
        long largest = 0;
        for (Segment segment : segments) {
            if (segment.boundNanos().isEmpty()) {
                return OptionalLong.empty();
            }
            largest = Math.max(largest, segment.boundNanos().getAsLong());
        }
        return OptionalLong.of(largest);
    }

    /**
     * The largest error of the offset between two instants on A's clock, but for those around steps: before the first packets
     * and behind the last ones the clocks may have parted further. Empty when a segment has no bound.
     */
    public OptionalLong boundNanos(long fromNanos, long toNanos) {
        OptionalLong bound = boundNanos();
        if (bound.isEmpty()) {
            return bound;
        }
        Segment first = segments.get(0);
        Segment last = segments.get(segments.size() - 1);
        double before = first.boundNanos().getAsLong() + first.rateBound() * Math.max(0, first.fromNanos() - fromNanos);
        double behind = last.boundNanos().getAsLong() + last.rateBound() * Math.max(0, toNanos - last.toNanos());
        return OptionalLong.of(Math.max(bound.getAsLong(), (long) Math.ceil(Math.max(before, behind))));
    }

    /**
     * A stretch of time around a step in which it is not known whether it has been.
     *
     * @param fromA its start on A's clock, as unwrapped
     * @param fromB its start on B's clock
     * @param stepNanos size of the step, not negative
     */
    public record Unsure(long fromA, long toA, long fromB, long toB, long stepNanos) {}

    /** Of each step the stretch between what is surely before it and what is surely behind. */
    public List<Unsure> unsure() {
        List<Unsure> unsure = new ArrayList<>();
        for (int i = 1; i < segments.size(); i++) {
            Segment before = segments.get(i - 1);
            Segment after = segments.get(i);
            long endB = timeAtB(before, before.toNanos());
            long startB = timeAtB(after, after.fromNanos());
            unsure.add(new Unsure(
                    Math.min(before.toNanos(), after.fromNanos()),
                    Math.max(before.toNanos(), after.fromNanos()),
                    Math.min(endB, startB),
                    Math.max(endB, startB),
                    Math.abs(after.offsetNanos() - before.offsetNanos())));
        }
        return unsure;
    }

    /** The steps of the offset, in order of time; what skew does is not in them. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < segments.size(); i++) {
            Segment before = segments.get(i - 1);
            Segment after = segments.get(i);
            long half = (after.fromNanos() - before.toNanos()) / 2;
            boolean isBounded =
                    before.boundNanos().isPresent() && after.boundNanos().isPresent();
            steps.add(new Step(
                    before.toNanos() + half,
                    Math.abs(half) + 1,
                    after.offsetNanos() - before.offsetNanos(),
                    isBounded
                            ? OptionalLong.of(before.boundNanos().getAsLong()
                                    + after.boundNanos().getAsLong())
                            : OptionalLong.empty()));
        }
        return steps;
    }

    /**
     * The steps that the hosts' own clocks made. Where a clock was set back while its capture ran, {@link TimeUnwrapper} took
     * most of the step away before the samples were made, and only the rest is among {@link #steps()}. What is set and comes to
     * nothing, as where records stand in disorder, is no step.
     *
     * @param setBackA what was taken away from A's times
     * @param setBackB what was taken away from B's times
     */
    public List<Step> steps(List<TimeUnwrapper.StepBack> setBackA, List<TimeUnwrapper.StepBack> setBackB) {
        List<Step> rests = steps();
        List<Step> steps = new ArrayList<>(rests);
        ClockMap toA = ClockMap.of(this);
        setBackA.forEach(each -> setBack(rests, steps, each.timeNanos(), each.backNanos()));
        setBackB.forEach(each -> setBack(rests, steps, toA.toReference(each.timeNanos()), -each.backNanos()));
        steps.removeIf(each -> Math.abs(each.stepNanos()) < Tick.USUAL_NANOS);
        steps.sort(Comparator.comparingLong(Step::timeNanos));
        return steps;
    }

    private void setBack(List<Step> rests, List<Step> steps, long timeNanos, long stepNanos) {
        for (int i = 0; i < rests.size(); i++) {
            Step rest = rests.get(i);
            if (Math.abs(rest.timeNanos() - timeNanos)
                    <= rest.withinNanos() + Math.abs(rest.stepNanos()) + SLACK_NANOS) {
                long sum = steps.get(i).stepNanos() + stepNanos;
                steps.set(i, new Step(rest.timeNanos(), rest.withinNanos(), sum, rest.boundNanos()));
                return;
            }
        }
        OptionalLong bound = boundNanos();
        steps.add(new Step(
                timeNanos,
                SLACK_NANOS,
                stepNanos,
                bound.isPresent() ? OptionalLong.of(2 * bound.getAsLong()) : OptionalLong.empty()));
    }

    /**
     * This estimate with the user's word that the clocks agree within a limit at all times. Where the measurement says
     * otherwise it wins: then {@code |offset| - bound} is more than the limit. With skew or steps, and a bound,
     * the measurement is kept as it is.
     *
     * @param limitNanos not negative
     */
    public ClockEstimate assumingSync(long limitNanos) {
        if (limitNanos < 0) {
            throw new IllegalArgumentException("clocks cannot agree within " + limitNanos + " ns");
        }
        return switch (basis) {
            case NONE, WALL_CLOCK -> unmeasured(Basis.WALL_CLOCK, OptionalLong.of(limitNanos));
            case ONE_WAY -> {
                boolean upper = forwardSamples > 0;
                yield intersected(
                        Math.max(-limitNanos, upper ? -limitNanos : offsetNanos()),
                        Math.min(limitNanos, upper ? offsetNanos() : limitNanos));
            }
            case BOTH_WAYS -> {
                if (segments.size() > 1 || skewPpm.isPresent() || boundNanos().isEmpty()) {
                    yield this;
                }
                long bound = boundNanos().getAsLong();
                yield intersected(
                        Math.max(-limitNanos, offsetNanos() - bound), Math.min(limitNanos, offsetNanos() + bound));
            }
        };
    }

    private ClockEstimate intersected(long low, long high) {
        if (low > high) {
            return this;
        }
        Segment only = segments.get(0);
        OptionalLong bound = OptionalLong.of((high - low + 1) / 2);
        Segment narrowed =
                new Segment(only.fromNanos(), only.toNanos(), low + (high - low) / 2, bound, only.rateBound());
        return new ClockEstimate(
                basis,
                referenceNanos,
                List.of(narrowed),
                skewPpm,
                skewRefused,
                forwardSamples,
                backwardSamples,
                minRoundTripNanos);
    }

    /** The same the other way round: how A's clock stands to B's, with all times on B's clock. */
    public ClockEstimate reversed() {
        double skew = skew();
        long reference = referenceNanos + offsetNanos();
        double reversedSkew = -skew / (1 + skew);
        List<Segment> reversed = new ArrayList<>();
        for (Segment segment : segments) {
            long readAtReference = referenceNanos + segment.offsetNanos();
            long moved = Math.round(reversedSkew * (reference - readAtReference));
            long from = timeAtB(segment, segment.fromNanos());
            long to = timeAtB(segment, segment.toNanos());
            reversed.add(new Segment(
                    from, to, -segment.offsetNanos() + moved, segment.boundNanos(), segment.rateBound() * (1 + 1e-3)));
        }
        return new ClockEstimate(
                basis,
                reference,
                reversed,
                skewPpm.isPresent() ? OptionalDouble.of(reversedSkew * 1e6) : skewPpm,
                skewRefused,
                backwardSamples,
                forwardSamples,
                minRoundTripNanos);
    }

    /** What B's clock shows when A's shows {@code timeA}, if the segment holds then. */
    long timeAtB(Segment segment, long timeA) {
        return timeA + segment.offsetNanos() + Math.round(skew() * (timeA - referenceNanos));
    }

    /** The skew as a ratio; 0 when there is none. */
    double skew() {
        return skewPpm.orElse(0) / 1e6;
    }
}

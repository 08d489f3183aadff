package dev.halfway.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * When the two clocks of an estimate were set back while they were captured. {@link TimeUnwrapper} takes such a step away but for
 * the time that really passed at it, which it does not know: that much the offset steps there, and where it is less than the
 * delays, no step is found. So no reading on one side says how far the clocks were apart on the other.
 */
final class SetBacks {
    private final List<TimeUnwrapper.StepBack> ofA;
    private final List<TimeUnwrapper.StepBack> ofB;

    /** Each with the latest time before it, on its own clock, as unwrapped. */
    SetBacks(List<TimeUnwrapper.StepBack> ofA, List<TimeUnwrapper.StepBack> ofB) {
        this.ofA = ofA;
        this.ofB = ofB;
    }

    static SetBacks none() {
        return new SetBacks(List.of(), List.of());
    }

    /**
     * A stretch between two steps, taken apart at each clock set back in it.
     *
     * @param originA bin time 0, on A's clock
     * @param originOffset the offset that a reading of 0 stands for
     * @return in order of time, only those that have readings; readings under way at such a moment are in none
     */
    List<StepFinder.Range> parts(Timeline timeline, StepFinder.Range range, long originA, long originOffset) {
        List<StepFinder.Range> parts = List.of(range);
        for (TimeUnwrapper.StepBack each : ofA) {
            parts = apart(parts, k -> timeline.time[k] + originA > each.timeNanos());
        }
        for (TimeUnwrapper.StepBack each : ofB) {
            parts = apart(
                    parts, k -> timeline.time[k] + originA + originOffset + offset(timeline, k) > each.timeNanos());
        }
        return parts;
    }

    /** What a reading says of the offset, delay included. */
    private static long offset(Timeline timeline, int reading) {
        return timeline.isForward(reading) ? timeline.value(reading) : -timeline.value(reading);
    }

    @FunctionalInterface
    private interface Behind {
        boolean is(int reading);
    }

    private static List<StepFinder.Range> apart(List<StepFinder.Range> parts, Behind behind) {
        List<StepFinder.Range> apart = new ArrayList<>();
        for (StepFinder.Range part : parts) {
            int firstBehind = part.from();
            while (firstBehind < part.to() && !behind.is(firstBehind)) {
                firstBehind++;
            }
            int allBehind = part.to();
            while (allBehind > part.from() && behind.is(allBehind - 1)) {
                allBehind--;
            }
            if (firstBehind > part.from()) {
                apart.add(new StepFinder.Range(part.from(), firstBehind));
            }
            if (allBehind < part.to()) {
                apart.add(new StepFinder.Range(allBehind, part.to()));
            }
        }
        return apart;
    }

    /** A segment with a bound that holds for each of its parts; without one where a part has none. */
    static Segment bounded(Segment segment, List<Segment> parts) {
        long largest = segment.boundNanos().orElse(0);
        for (Segment part : parts) {
            if (part.boundNanos().isEmpty()) {
                return segment.withoutBound();
            }
            long apart = Math.abs(part.offsetNanos() - segment.offsetNanos());
            largest = Math.max(largest, apart + part.boundNanos().getAsLong());
        }
        return segment.boundNanos().isEmpty() ? segment : segment.withBound(OptionalLong.of(largest));
    }
}

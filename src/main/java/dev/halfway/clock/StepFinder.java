package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds where the offset steps. A step moves f by +s and r by -s at one instant; a path change moves one of them, or both
 * alike, and is none.
 *
 * <p>First the steps that are proved: where no offset that moves within {@link Rates#LIMIT} can lie below all f and above
 * all -r, packets would have arrived before they left. That takes a step larger than the round trip, and no delay, however
 * odd, can feign it. Then, between those, the ones that are only likely: the delay floors around an instant, over windows
 * of a few readings, shift against each other by the same amount, far more than they do elsewhere, and stay so.
 *
 * <p>Where one direction alone is heard, at either end, delays that leap by more than any flight takes, and stay, are taken for a step,
 * unless other packets overtook those.
 *
 * <p>It errs towards none: a step below the round trip needs five readings each way on both sides, and to be a dozen
 * times the usual movement of the floors, and above a millisecond. A clock slewed within seconds may be reported as a step.
 */
final class StepFinder {
    /** Readings of one direction in a window; fewer at an edge. */
    private static final int WINDOW = 8;

    private static final int LEAST = 5;

    /** A likely step must still be there over windows so many times as long. */
    private static final int PERSISTENCE = 4;

    private static final double TO_NOISE = 12;

    private static final long LEAST_LIKELY_NANOS = 1_000_000;

    /** Rates differ from their median by drift, on both sides of an instant. */
    private static final double RATE_SLACK = 5 * Rates.WANDER;

    /** Nor do a path's delays leap by more and stay. */
    private static final long LONGEST_FLIGHT_NANOS = 3_000_000_000L;

    private static final int LEAST_LEAPED = 3;

    /**
     * Likely steps leave out so many readings on each side, since which side a single reading is on shows only when the
     * step is larger than its delay.
     */
    private static final int UNSURE = 4;

    /**
     * Positions {@code from} to {@code to}, the latter excluded: all readings there are on the same side of every step.
     * Between two ranges may lie readings that may be on either side.
     */
    record Range(int from, int to) {}

    private final Timeline timeline;
    private final long toleranceNanos;

    private StepFinder(Timeline timeline, long toleranceNanos) {
        this.timeline = timeline;
        this.toleranceNanos = toleranceNanos;
    }

    /**
     * @param timeline not empty
     * @param toleranceNanos by so much a round trip may come out below 0 for lack of resolution
     * @return the ranges between steps, in order of time; none is empty
     */
    static List<Range> segments(Timeline timeline, long toleranceNanos) {
        StepFinder finder = new StepFinder(timeline, toleranceNanos);
        List<Range> segments = new ArrayList<>();
        List<Range> proved = finder.splitAtProved();
        for (int i = 0; i < proved.size(); i++) {
            boolean isOuter = i == 0 || i == proved.size() - 1;
            if (!isOuter && finder.isInFlight(proved.get(i))) {
                continue;
            }
            Range range = proved.get(i);
            int from = i == 0 ? finder.firstBehindLeap(range) : range.from();
            int to = i == proved.size() - 1 ? finder.endBeforeLeap(new Range(from, range.to())) : range.to();
            if (from > range.from()) {
                segments.add(new Range(range.from(), from));
            }
            segments.addAll(finder.splitAtLikely(new Range(from, to)));
            if (to < range.to()) {
                segments.add(new Range(to, range.to()));
            }
        }
        return segments;
    }

    /**
     * Where one direction alone is heard at the end, a step that makes its delays longer contradicts nothing; but no path's
     * delays leap by so much and stay. The position of the leap; the end where there is none.
     */
    private int endBeforeLeap(Range range) {
        int at = range.to();
        double floor = heardBothWays(range, true);
        while (at > range.from()
                && timeline.isForward(at - 1) == timeline.isForward(range.to() - 1)
                && timeline.value(at - 1) > floor + LONGEST_FLIGHT_NANOS) {
            at--;
        }
        return inOrder(at, range) >= LEAST_LEAPED ? at : range.to();
    }

    /** The same at the start. */
    private int firstBehindLeap(Range range) {
        int at = range.from();
        double floor = heardBothWays(range, false);
        while (at < range.to()
                && timeline.isForward(at) == timeline.isForward(range.from())
                && timeline.value(at) > floor + LONGEST_FLIGHT_NANOS) {
            at++;
        }
        return at - range.from() >= LEAST_LEAPED ? at : range.from();
    }

    /**
     * How many of the readings of one direction from a position on come behind all others of the direction by B's clock as well. A
     * clock that was set leaves packets in their order; one that was held up was overtaken, and where it is the last to arrive
     * it was not the last to leave.
     */
    private int inOrder(int from, Range range) {
        double latest = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int k = range.from(); k < range.to(); k++) {
            if (k < from && timeline.isForward(k) == timeline.isForward(range.to() - 1)) {
                latest = Math.max(latest, timeOfB(k));
            }
            count += k >= from && timeOfB(k) > latest ? 1 : 0;
        }
        return count;
    }

    /** When B saw the packet, but for what is the same for all. */
    private double timeOfB(int reading) {
        long value = timeline.value(reading);
        return (double) timeline.time[reading] + (timeline.isForward(reading) ? value : -value);
    }

    /** The lowest reading of the direction that is heard alone at an end, where the other is heard as well; infinite if none. */
    private double heardBothWays(Range range, boolean atTheEnd) {
        boolean isForward = timeline.isForward(atTheEnd ? range.to() - 1 : range.from());
        int first = range.to();
        int last = -1;
        for (int k = range.from(); k < range.to(); k++) {
            if (timeline.isForward(k) != isForward) {
                first = Math.min(first, k);
                last = k;
            }
        }
        double floor = Double.POSITIVE_INFINITY;
        for (int k = atTheEnd ? range.from() : first; k < (atTheEnd ? last : range.to()); k++) {
            floor = timeline.isForward(k) == isForward ? Math.min(floor, timeline.value(k)) : floor;
        }
        return floor;
    }

    /**
     * Around a step down, packets to B that left before it and arrived after it mingle with packets to A that left
     * before it and are recorded later: each run of one kind contradicts the other.
     */
    private boolean isInFlight(Range range) {
        boolean isOneWay = timeline.forward(range.from(), range.to()).size() == 0
                || timeline.backward(range.from(), range.to()).size() == 0;
        return isOneWay && timeline.time[range.to() - 1] - timeline.time[range.from()] < LONGEST_FLIGHT_NANOS;
    }

    private List<Range> splitAtProved() {
        List<Range> ranges = new ArrayList<>();
        int start = 0;
        double upper = Double.POSITIVE_INFINITY;
        double lower = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < timeline.size(); k++) {
            double moved = k == start ? 0 : Rates.LIMIT * (timeline.time[k] - timeline.time[k - 1]);
            boolean isForward = timeline.isForward(k);
            double limit = isForward ? timeline.value(k) : -timeline.value(k);
            upper = isForward ? Math.min(upper + moved, limit) : upper + moved;
            lower = isForward ? lower - moved : Math.max(lower - moved, limit);
            if (upper - lower < -toleranceNanos) {
                ranges.add(new Range(start, lastContradicted(start, k) + 1));
                start = k;
                upper = isForward ? limit : Double.POSITIVE_INFINITY;
                lower = isForward ? Double.NEGATIVE_INFINITY : limit;
            }
        }
        ranges.add(new Range(start, timeline.size()));
        return ranges;
    }

    /** The last reading from {@code start} on with which reading {@code k} makes a round trip of less than nothing. */
    private int lastContradicted(int start, int k) {
        for (int i = k - 1; i > start; i--) {
            double slack = Rates.LIMIT * (timeline.time[k] - timeline.time[i]) + toleranceNanos;
            if (timeline.isForward(i) != timeline.isForward(k) && timeline.value(i) + timeline.value(k) + slack < 0) {
                return i;
            }
        }
        return start;
    }

    /**
     * The position from {@code low} to {@code high} where a step fits best: where the readings between lie closest to the
     * floor of their own side.
     */
    private int locate(int low, int high, int from, int to, double rate) {
        long origin = timeline.time[low];
        double[] before = floors(low, from, -WINDOW, rate, origin);
        double[] after = floors(high, to, WINDOW, rate, origin);
        complete(before, after);
        complete(after, before);
        double cost = 0;
        double least = 0;
        int best = low;
        for (int i = low; i < high; i++) {
            int direction = timeline.isForward(i) ? 0 : 1;
            double slope = timeline.isForward(i) ? rate : -rate;
            double level = timeline.value(i) - slope * (timeline.time[i] - origin);
            cost += Math.abs(level - before[direction]) - Math.abs(level - after[direction]);
            if (cost < least) {
                least = cost;
                best = i + 1;
            }
        }
        return best;
    }

    /** Where only one direction has a floor, the other's follows from the round trip of the other side; 0 at least. */
    private static void complete(double[] floors, double[] otherSide) {
        double roundTrip = Double.isNaN(otherSide[0] + otherSide[1]) ? 0 : otherSide[0] + otherSide[1];
        if (Double.isNaN(floors[0])) {
            floors[0] = roundTrip - floors[1];
        } else if (Double.isNaN(floors[1])) {
            floors[1] = roundTrip - floors[0];
        }
    }

    /** Of f and of r, at a position. */
    private double[] floors(int position, int limit, int count, double rate, long origin) {
        return new double[] {
            floor(
                    timeline.forward,
                    timeline.forwardBefore(position),
                    count,
                    timeline.forwardBefore(limit),
                    rate,
                    origin),
            floor(
                    timeline.backward,
                    timeline.backwardBefore(position),
                    count,
                    timeline.backwardBefore(limit),
                    -rate,
                    origin)
        };
    }

    /**
     * The lowest of {@code count} readings from {@code at} on, or, if negative, before it; not beyond {@code limit}; a
     * line of the given slope through 0 at {@code origin} is taken away. NaN if there are none.
     */
    private static double floor(Readings readings, int at, int count, int limit, double slope, long origin) {
        int first = count < 0 ? Math.max(limit, at + count) : at;
        int end = count < 0 ? at : Math.min(limit, at + count);
        double lowest = Double.NaN;
        for (int i = first; i < end; i++) {
            double level = readings.value()[i] - slope * (readings.time()[i] - origin);
            lowest = i == first ? level : Math.min(lowest, level);
        }
        return lowest;
    }

    /**
     * How the floors shift at a position.
     *
     * @param position of the instant
     * @param step common to f and, negated, r
     * @param mismatch what is left over: half the difference
     * @param span from the middle of the window before to the middle of the one after, nanoseconds
     */
    private record Shift(int position, double step, double mismatch, double span) {
        double rate() {
            return step / span;
        }

        double noise() {
            return Math.abs(step) + Math.abs(mismatch);
        }
    }

    private List<Range> splitAtLikely(Range range) {
        int from = range.from();
        int to = range.to();
        double rate = median(shifts(from, to, 0).mapToDouble(Shift::rate));
        List<Shift> shifts = shifts(from, to, rate).toList();
        double noise = median(shifts.stream().mapToDouble(Shift::noise));
        Shift best = shifts.stream()
                .filter(shift -> isStep(shift, noise) && persists(from, to, rate, shift))
                .max(Comparator.comparingDouble(shift -> Math.abs(shift.step())))
                .orElse(null);
        if (best == null) {
            return List.of(range);
        }
        int low = Math.max(from + UNSURE + 1, best.position() - WINDOW);
        int high = Math.min(to - UNSURE - 1, best.position() + WINDOW);
        int cut = locate(low, high, from, to, rate);
        List<Range> before = splitAtLikely(new Range(from, cut - UNSURE));
        List<Range> after = splitAtLikely(new Range(cut + UNSURE, to));
        Range last = before.get(before.size() - 1);
        Range first = after.get(0);
        List<Range> all = new ArrayList<>(before);
        if (holdsThroughout(last.from(), first.to(), cut, rate, best)) {
            all.addAll(after);
        } else {
            all.set(before.size() - 1, new Range(last.from(), first.to()));
            all.addAll(after.subList(1, after.size()));
        }
        return all;
    }

    private Stream<Shift> shifts(int from, int to, double rate) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(position -> shift(from, to, position, rate, WINDOW))
                .filter(Objects::nonNull);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** A burst that ends one way as another begins the other way looks like a step, until both are over. */
    private boolean holdsThroughout(int from, int to, int cut, double rate, Shift shift) {
        Shift whole = shift(from, to, cut, rate, timeline.size());
        return whole == null
                || Math.abs(whole.step() - shift.step()) <= Math.abs(shift.step()) / 2
                        && Math.abs(whole.mismatch()) <= Math.abs(shift.step()) / 2;
    }

    /** Null where a window has too few readings. */
    private Shift shift(int from, int to, int position, double rate, int window) {
        int f = timeline.forwardBefore(position);
        int r = timeline.backwardBefore(position);
        int firstF = timeline.forwardBefore(from);
        int firstR = timeline.backwardBefore(from);
        int endF = timeline.forwardBefore(to);
        int endR = timeline.backwardBefore(to);
        if (Math.min(Math.min(f - firstF, endF - f), Math.min(r - firstR, endR - r)) < LEAST) {
            return null;
        }
        Readings forward = timeline.forward;
        Readings backward = timeline.backward;
        long origin = timeline.time[position];
        double[] before = floors(position, from, -window, rate, origin);
        double[] after = floors(position, to, window, rate, origin);
        double up = after[0] - before[0];
        double down = after[1] - before[1];
        double span = (middle(forward, f, Math.min(endF, f + window))
                        - middle(forward, Math.max(firstF, f - window), f)
                        + middle(backward, r, Math.min(endR, r + window))
                        - middle(backward, Math.max(firstR, r - window), r))
                / 2;
        return new Shift(position, (up - down) / 2, (up + down) / 2, span);
    }

    private double middle(Readings readings, int first, int end) {
        long origin = timeline.time[0];
        return ((double) (readings.time()[first] - origin) + (readings.time()[end - 1] - origin)) / 2;
    }

    private boolean isStep(Shift shift, double noise) {
        double size = Math.abs(shift.step());
        return size > TO_NOISE * noise + RATE_SLACK * shift.span() + LEAST_LIKELY_NANOS + toleranceNanos
                && Math.abs(shift.mismatch()) <= size / 4;
    }

    private boolean persists(int from, int to, double rate, Shift shift) {
        Shift longer = shift(from, to, shift.position(), rate, PERSISTENCE * WINDOW);
        return Math.abs(longer.step() - shift.step())
                        <= Math.abs(shift.step()) * 0.3 + RATE_SLACK * (longer.span() - shift.span())
                && Math.abs(longer.mismatch()) <= Math.abs(shift.step()) / 3;
    }
}

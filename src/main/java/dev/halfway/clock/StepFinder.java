package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds where the offset steps. A step moves f by +s and r by -s at one instant; a path change moves one of them, or both
 * alike, and is none.
 *
 * <p>First the steps that are proved: where no offset that moves within {@link Rates#LIMIT} can lie below all f and above
 * all -r, packets would have arrived before they left. That takes a step larger than the round trip, and no delay, however
 * odd, can feign it. Then, between those, the ones that are only likely: the delay floors around an instant, over windows
 * of a few readings, shift against each other by the same amount, far more than they do elsewhere, and stay so.
 *
 * <p>It errs towards none: a step below the round trip needs five readings each way on both sides, and to be a dozen
 * times the usual movement of the floors. A clock slewed within seconds may be reported as a step.
 */
final class StepFinder {
    /** Readings of one direction in a window; fewer at an edge. */
    private static final int WINDOW = 8;

    private static final int LEAST = 5;

    /** A likely step must still be there over windows so many times as long. */
    private static final int PERSISTENCE = 4;

    private static final double TO_NOISE = 12;

    /** Rates differ from their median by drift, on both sides of an instant. */
    private static final double RATE_SLACK = 5 * Rates.WANDER;

    private final Timeline timeline;
    private final long toleranceNanos;
    private final List<Integer> cuts = new ArrayList<>();

    private StepFinder(Timeline timeline, long toleranceNanos) {
        this.timeline = timeline;
        this.toleranceNanos = toleranceNanos;
    }

    /**
     * @param toleranceNanos by so much a round trip may come out below 0 for lack of resolution
     * @return the positions of the steps, ascending, with 0 before and the timeline's size after them
     */
    static int[] segments(Timeline timeline, long toleranceNanos) {
        StepFinder finder = new StepFinder(timeline, toleranceNanos);
        finder.findProved();
        List<Integer> proved = List.copyOf(finder.cuts);
        int from = 0;
        for (int i = 0; i <= proved.size(); i++) {
            int to = i < proved.size() ? proved.get(i) : timeline.size();
            finder.findLikely(from, to);
            from = to;
        }
        finder.cuts.add(0);
        finder.cuts.add(timeline.size());
        return finder.cuts.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private void findProved() {
        int start = 0;
        // The limits that the last binding reading of each direction sets, at the time of the reading before.
        double upper = Double.POSITIVE_INFINITY;
        double lower = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < timeline.size(); k++) {
            double moved = k == start ? 0 : Rates.LIMIT * (timeline.time[k] - timeline.time[k - 1]);
            upper += moved;
            lower -= moved;
            if (timeline.isForward(k)) {
                upper = Math.min(upper, timeline.value(k));
            } else {
                lower = Math.max(lower, -timeline.value(k));
            }
            if (upper - lower < -toleranceNanos) {
                start = locate(lastContradicted(start, k) + 1, k, start, timeline.size(), 0);
                cuts.add(start);
                upper = Double.POSITIVE_INFINITY;
                lower = Double.NEGATIVE_INFINITY;
                k = start - 1;
            }
        }
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
        double cost = 0;
        double least = 0;
        int best = low;
        for (int i = low; i < high; i++) {
            int direction = timeline.isForward(i) ? 0 : 1;
            double slope = timeline.isForward(i) ? rate : -rate;
            double level = timeline.value(i) - slope * (timeline.time[i] - origin);
            double change = Math.abs(level - before[direction]) - Math.abs(level - after[direction]);
            cost += Double.isNaN(change) ? 0 : change;
            if (cost < least) {
                least = cost;
                best = i + 1;
            }
        }
        return best;
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
     * @param step common to f and, negated, r
     * @param mismatch what is left over: half the difference
     * @param span from the middle of the window before to the middle of the one after, nanoseconds
     */
    private record Shift(double step, double mismatch, double span) {
        double noise() {
            return Math.abs(step) + Math.abs(mismatch);
        }
    }

    private void findLikely(int from, int to) {
        Shift[] shifts = shifts(from, to, 0, WINDOW);
        double[] rates = Arrays.stream(shifts)
                .filter(each -> each != null && each.span() > 0)
                .mapToDouble(each -> each.step() / each.span())
                .sorted()
                .toArray();
        if (rates.length == 0) {
            return;
        }
        double rate = rates[rates.length / 2];
        shifts = shifts(from, to, rate, WINDOW);
        double[] noises = Arrays.stream(shifts)
                .filter(each -> each != null)
                .mapToDouble(Shift::noise)
                .sorted()
                .toArray();
        double noise = noises[noises.length / 2];
        int best = -1;
        for (int i = 0; i < shifts.length; i++) {
            if (shifts[i] != null
                    && isStep(shifts[i], noise)
                    && (best < 0 || Math.abs(shifts[i].step()) > Math.abs(shifts[best].step()))
                    && persists(from, to, from + i, rate, shifts[i])) {
                best = i;
            }
        }
        if (best < 0) {
            return;
        }
        int position = from + best;
        int cut = locate(Math.max(from + 1, position - WINDOW), Math.min(to - 1, position + WINDOW), from, to, rate);
        cuts.add(cut);
        findLikely(from, cut);
        findLikely(cut, to);
    }

    /** By position from {@code from} on; null where a window has too few readings. */
    private Shift[] shifts(int from, int to, double rate, int window) {
        Shift[] shifts = new Shift[to - from + 1];
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] = shift(from, to, from + i, rate, window);
        }
        return shifts;
    }

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
        return new Shift((up - down) / 2, (up + down) / 2, span);
    }

    private double middle(Readings readings, int first, int end) {
        long origin = timeline.time[0];
        return ((double) (readings.time()[first] - origin) + (readings.time()[end - 1] - origin)) / 2;
    }

    private boolean isStep(Shift shift, double noise) {
        double size = Math.abs(shift.step());
        return size > TO_NOISE * noise + RATE_SLACK * shift.span() + 4 * toleranceNanos
                && Math.abs(shift.mismatch()) <= size / 4;
    }

    private boolean persists(int from, int to, int position, double rate, Shift shift) {
        Shift longer = shift(from, to, position, rate, PERSISTENCE * WINDOW);
        return Math.abs(longer.step() - shift.step())
                        <= Math.abs(shift.step()) * 0.3 + RATE_SLACK * (longer.span() - shift.span())
                && Math.abs(longer.mismatch()) <= Math.abs(shift.step()) / 3;
    }
}

package dev.halfway.clock;

import java.util.Arrays;

/**
 * Drops readings that come from packets paired wrongly. A wrong pair whose delay comes out too long does no harm, since
 * only the lowest readings count; one that comes out too short would.
 *
 * <p>A reading is dropped when with most of its neighbours in the other direction it would make a round trip of less than
 * nothing: with those before it <em>and</em> those after it, since a step contradicts on one side only. In its place
 * comes the first reading of the bin, if that stands. With no packets in the other direction, a reading is dropped that
 * lies far below the bulk of its own neighbours.
 *
 * <p>Where the other direction falls silent only one side can contradict, as it does behind a step, too: what three readings
 * there agree on stands.
 *
 * <p>It errs towards keeping: a wrong pair that is too short by less than the round trip stays. And it takes what is
 * seen in fewer than three bins at either end of the capture, or in a few bins between two opposite steps, for wrong.
 */
final class Outliers {
    /** Neighbours heard on each side. */
    private static final int NEIGHBOURS = 7;

    private static final int LEAST_NEIGHBOURS = 3;

    /** Below the quartile by so many times its distance to the median. */
    private static final long FAR = 8;

    private static final long FAR_NANOS = 1_000_000;

    private final long toleranceNanos;

    /** @param toleranceNanos by so much a round trip may come out below 0 for lack of resolution */
    Outliers(long toleranceNanos) {
        this.toleranceNanos = toleranceNanos;
    }

    /** @return of each bin the lowest reading that stands, of {@code own}'s two; none where neither does */
    Readings dropFrom(MinimumBins own, MinimumBins other) {
        Readings lowest = own.lowest();
        Readings first = own.first();
        Readings witnesses = other.first();
        long[] time = new long[lowest.size()];
        long[] value = new long[lowest.size()];
        int kept = 0;
        for (int i = 0; i < lowest.size(); i++) {
            Readings from = stands(lowest, i, witnesses, first) ? lowest : first;
            if (from == lowest || stands(first, i, witnesses, first)) {
                time[kept] = from.time()[i];
                value[kept++] = from.value()[i];
            }
        }
        return new Readings(Arrays.copyOf(time, kept), Arrays.copyOf(value, kept));
    }

    private boolean stands(Readings readings, int i, Readings witnesses, Readings own) {
        long time = readings.time()[i];
        long value = readings.value()[i];
        return witnesses.size() == 0
                ? !isFarBelow(value, own, i)
                : !isContradicted(time, value, witnesses) || isBehindAStep(own, i, witnesses);
    }

    private boolean isContradicted(long time, long value, Readings witnesses) {
        int at = witnesses.before(time);
        int start = Math.max(0, at - NEIGHBOURS);
        int end = Math.min(witnesses.size(), at + NEIGHBOURS);
        int before = contradictions(time, value, witnesses, start, at);
        int after = contradictions(time, value, witnesses, at, end);
        boolean enoughBefore = at - start >= LEAST_NEIGHBOURS;
        boolean enoughAfter = end - at >= LEAST_NEIGHBOURS;
        if (!enoughBefore && !enoughAfter) {
            return end - start >= LEAST_NEIGHBOURS && before + after == end - start;
        }
        return (!enoughBefore || isMost(before, at - start)) && (!enoughAfter || isMost(after, end - at));
    }

    /** Whether it is one of several next to each other of which only one side is heard, which contradicts them all. */
    private boolean isBehindAStep(Readings own, int i, Readings witnesses) {
        return isBehindAStep(own, i, witnesses, true) || isBehindAStep(own, i, witnesses, false);
    }

    private boolean isBehindAStep(Readings own, int i, Readings witnesses, boolean atTheEnd) {
        int alike = 0;
        int to = Math.min(own.size(), i + NEIGHBOURS + 1);
        for (int j = Math.max(0, i - NEIGHBOURS); j < to && isHalfHeard(own.time()[i], witnesses, atTheEnd); j++) {
            boolean counts = isHalfHeard(own.time()[j], witnesses, atTheEnd);
            alike += counts && isContradicted(own.time()[j], own.value()[j], witnesses) ? 1 : 0;
        }
        return alike >= LEAST_NEIGHBOURS;
    }

    /** Whether enough of the other direction is heard on one side only: before it, where it is at the end. */
    private static boolean isHalfHeard(long time, Readings witnesses, boolean atTheEnd) {
        int before = witnesses.before(time);
        int after = witnesses.size() - before;
        return atTheEnd
                ? before >= LEAST_NEIGHBOURS && after < LEAST_NEIGHBOURS
                : after >= LEAST_NEIGHBOURS && before < LEAST_NEIGHBOURS;
    }

    private int contradictions(long time, long value, Readings witnesses, int from, int to) {
        int contradictions = 0;
        for (int i = from; i < to; i++) {
            double slack = Rates.LIMIT * Math.abs(time - witnesses.time()[i]) + toleranceNanos;
            if (value + witnesses.value()[i] + slack < 0) {
                contradictions++;
            }
        }
        return contradictions;
    }

    private static boolean isMost(int some, int all) {
        return some * 3 >= all * 2;
    }

    private static boolean isFarBelow(long value, Readings own, int i) {
        int from = Math.max(0, i - NEIGHBOURS);
        int to = Math.min(own.size(), i + NEIGHBOURS + 1);
        if (to - from < LEAST_NEIGHBOURS) {
            return false;
        }
        long[] near = Arrays.copyOfRange(own.value(), from, to);
        Arrays.sort(near);
        long quartile = near[near.length / 4];
        long median = near[near.length / 2];
        return value < quartile - FAR * (median - quartile) - FAR_NANOS;
    }
}

package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Readings that the segments found do not explain. Amid readings of both directions a step shows itself. At the ends of a
 * segment fewer are heard, or one direction alone: a step there moves them away from all that was read before, and may not
 * be found, or taken for wrong pairs. Then nobody knows how far the clocks are apart there.
 *
 * <p>It errs towards doubt: a delay that is far longer at an end than ever amid the others is doubted as well.
 */
final class Unexplained {
    /** Readings of each direction at each end of a segment that are to be explained by those amid; of few, a third. */
    private static final int MOST_AT_AN_END = 4;

    private static final long SLACK_NANOS = 1_000_000;

    /** What is read amid one segment, with the skew taken away. */
    private record Core(long from, long to, Spread forward, Spread backward) {
        static Core of(Readings forward, Readings backward) {
            int atAnEnd = Math.min(MOST_AT_AN_END, Math.min(forward.size(), backward.size()) / 3);
            for (; atAnEnd >= 0; atAnEnd--) {
                long from = Math.max(forward.time()[atAnEnd], backward.time()[atAnEnd]);
                long to = Math.min(
                        forward.time()[forward.size() - 1 - atAnEnd], backward.time()[backward.size() - 1 - atAnEnd]);
                if (forward.before(to + 1) > forward.before(from) && backward.before(to + 1) > backward.before(from)) {
                    return new Core(from, to, Spread.of(forward, from, to), Spread.of(backward, from, to));
                }
            }
            return new Core(Long.MIN_VALUE, Long.MAX_VALUE, Spread.of(forward, 0, 0), Spread.of(backward, 0, 0));
        }

        boolean explains(boolean isForward, long time, long value, long slackNanos) {
            Spread own = isForward ? forward : backward;
            double outside = Rates.LIMIT * Math.max(0, Math.max(from - time, time - to)) + slackNanos;
            double width = Math.max(forward.highest() - forward.lowest(), backward.highest() - backward.lowest());
            return value >= own.lowest() - (own.median() - own.lowest()) - outside
                    && value <= own.lowest() + 2 * width + outside;
        }
    }

    private record Spread(long lowest, long median, long highest) {
        static Spread of(Readings readings, long from, long to) {
            long[] sorted = Arrays.copyOfRange(readings.value(), readings.before(from), readings.before(to + 1));
            Arrays.sort(sorted);
            return sorted.length == 0
                    ? new Spread(0, 0, 0)
                    : new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    private final long slackNanos;
    private final List<Core> cores = new ArrayList<>();

    /** @param coarseNanos how far the clocks' ticks alone may move readings */
    Unexplained(long coarseNanos) {
        slackNanos = SLACK_NANOS + coarseNanos;
    }

    /** A segment with readings of both directions, in the order of time. */
    void add(Readings forward, Readings backward) {
        cores.add(Core.of(forward, backward));
    }

    /** Whether any of these is explained neither by the segment before it nor by the one after. */
    boolean isAnyAmong(Readings readings, boolean isForward) {
        for (int i = 0; i < readings.size(); i++) {
            if (!isExplained(isForward, readings.time()[i], readings.value()[i])) {
                return true;
            }
        }
        return false;
    }

    private boolean isExplained(boolean isForward, long time, long value) {
        Core before = null;
        for (Core core : cores) {
            if (core.from() <= time && time <= core.to()) {
                return true;
            }
            if (core.to() < time) {
                before = core;
            } else {
                return core.explains(isForward, time, value, slackNanos)
                        || before != null && before.explains(isForward, time, value, slackNanos);
            }
        }
        return before == null || before.explains(isForward, time, value, slackNanos);
    }
}

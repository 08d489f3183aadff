package dev.halfway.diagnose;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** From the losses of one direction to their {@link LossPattern}. */
final class Patterns {
    /** Fewer delays say nothing of what is usual. */
    private static final int LEAST_DELAYS = 5;
    /** More are not needed. */
    private static final int MOST_DELAYS = 4096;

    private Patterns() {}

    static LossPattern of(DirectionLog log, Trials trials) {
        long lost = log.lostCount();
        long arrived = log.arrivedCount();
        int n = trials.size();
        boolean any = lost > 0;
        int first = any ? firstLost(trials) : 0;
        int last = any ? lastLost(trials) : 0;
        boolean beginsLost = any && first == 0;
        boolean endsLost = any && last == n - 1;
        return new LossPattern(
                lost + arrived,
                lost,
                log.periods(),
                log.longestPeriod(),
                lost < 2 ? OptionalDouble.empty() : OptionalDouble.of((double) log.noticeable() / lost),
                share(log.periods() - (beginsLost ? 1 : 0), arrived - (endsLost || n == 0 ? 0 : 1)),
                share(log.periods() - (endsLost ? 1 : 0), lost - (endsLost ? 1 : 0)),
                any ? lastBefore(log, trials, first) : OptionalLong.empty(),
                any ? OptionalLong.of(log.firstLostNanos()) : OptionalLong.empty(),
                any ? OptionalLong.of(log.lastLostNanos()) : OptionalLong.empty(),
                any && !endsLost ? OptionalLong.of(trials.packet(last + 1).timeNanos) : OptionalLong.empty(),
                any ? delayBefore(trials) : Optional.empty());
    }

    private static OptionalLong lastBefore(DirectionLog log, Trials trials, int first) {
        long known = log.lastKnownBeforeNanos() < log.firstLostNanos() ? log.lastKnownBeforeNanos() : Long.MIN_VALUE;
        long last = first == 0 ? known : Math.max(known, trials.packet(first - 1).timeNanos);
        return last == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(last);
    }

    private static int firstLost(Trials trials) {
        int i = 0;
        while (!trials.isLost(i)) {
            i++;
        }
        return i;
    }

    private static int lastLost(Trials trials) {
        int i = trials.size() - 1;
        while (!trials.isLost(i)) {
            i--;
        }
        return i;
    }

    private static OptionalDouble share(long part, long whole) {
        return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(1, (double) part / whole));
    }

    private static Optional<LossPattern.DelayBefore> delayBefore(Trials trials) {
        double[] before = new double[trials.size()];
        double[] others = new double[trials.size()];
        int befores = 0;
        int rest = 0;
        for (int i = 0; i < trials.size(); i++) {
            if (trials.isLost(i)) {
                continue;
            }
            boolean next = i + 1 < trials.size()
                    && trials.isLost(i + 1)
                    && trials.packet(i + 1).ordinal == trials.packet(i).ordinal + 1;
            if (next) {
                before[befores++] = trials.packet(i).delayNanos;
            } else {
                others[rest++] = trials.packet(i).delayNanos;
            }
        }
        if (befores < LEAST_DELAYS || rest < LEAST_DELAYS) {
            return Optional.empty();
        }
        double least = Math.min(
                Arrays.stream(before, 0, befores).min().orElseThrow(),
                Arrays.stream(others, 0, rest).min().orElseThrow());
        double[] x = thinned(before, befores);
        double[] y = thinned(others, rest);
        double p = MannWhitneyUTest.withDefaults()
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(x, y)
                .getPValue();
        return Optional.of(new LossPattern.DelayBefore(median(x), median(y), p, (long) least));
    }

    /** Every second, third, ... so that there are not too many. */
    private static double[] thinned(double[] values, int count) {
        int step = (count + MOST_DELAYS - 1) / MOST_DELAYS;
        double[] kept = new double[(count + step - 1) / step];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = values[i * step];
        }
        return kept;
    }

    private static long median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (long) sorted[sorted.length / 2];
    }
}

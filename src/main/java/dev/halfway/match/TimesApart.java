package dev.halfway.match;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What h's clock shows of a packet more than g's, delay included, as packets in common tell it; where there are none the wall
 * clocks are taken to agree. Other packets that are taken to be in both captures are held against that.
 */
final class TimesApart {
    /** Delays of one flow may differ by this much more than those of others. */
    private static final long DELAY_SLACK_NANOS = 500_000_000L;
    /** Wall clocks that nothing ties together and that agree within this are taken to agree. */
    private static final long WALL_CLOCK_NANOS = 1_000_000_000L;
    /** No two clocks part by more, in each nanosecond. */
    private static final double LARGEST_DRIFT = 500e-6;

    private final boolean isKnown;
    private final long usualNanos;
    private final long spreadNanos;

    TimesApart(List<Alignment.Joined> common) {
        isKnown = !common.isEmpty();
        long[] apart = sorted(common);
        usualNanos = isKnown ? apart[apart.length / 2] : 0;
        spreadNanos = isKnown ? apart[apart.length * 99 / 100] - apart[apart.length / 100] : 0;
    }

    /** Whether packets in common tell how the clocks stand. */
    boolean isKnown() {
        return isKnown;
    }

    /** Give or take {@link #slackNanos}; 0 where it is not known. */
    long usualNanos() {
        return usualNanos;
    }

    /** By how much more or less the times of two sightings may be apart and be those of one packet. */
    long slackNanos() {
        return isKnown ? spreadNanos + DELAY_SLACK_NANOS : WALL_CLOCK_NANOS;
    }

    /**
     * Whether what is taken for the delays of a flow, either way, can be delays.
     *
     * @param areTelling they are packets of one flow whatever the wall clocks say, as long as they agree with each other
     */
    boolean agree(List<Alignment.Joined> pairs, boolean areTelling) {
        long[] apart = sorted(pairs);
        long median = apart[apart.length / 2];
        long slack = spreadNanos + DELAY_SLACK_NANOS;
        long within = Arrays.stream(apart)
                .filter(each -> Math.abs(each - median) <= slack)
                .count();
        if (Math.max(within, asTheOneBefore(pairs, slack)) * 10 < apart.length * 9L) {
            return false;
        }
        return isKnown ? Math.abs(median - usualNanos) <= slack : Math.abs(median) <= WALL_CLOCK_NANOS || areTelling;
    }

    private static long[] sorted(List<Alignment.Joined> pairs) {
        return pairs.stream().mapToLong(Alignment.Joined::apartNanos).sorted().toArray();
    }

    /** How many are as far apart as the one before: all but a few, though a clock is set meanwhile; none where they drift. */
    private static long asTheOneBefore(List<Alignment.Joined> pairs, long slackNanos) {
        return Math.max(
                asTheOneBefore(pairs, slackNanos, each -> each.atG().timeNanos),
                asTheOneBefore(pairs, slackNanos, each -> each.atH().timeNanos));
    }

    private static long asTheOneBefore(
            List<Alignment.Joined> pairs, long slackNanos, ToLongFunction<Alignment.Joined> time) {
        List<Alignment.Joined> inOrder =
                pairs.stream().sorted(Comparator.comparingLong(time)).toList();
        Alignment.Joined since = inOrder.get(0);
        long count = 1;
        for (int i = 1; i < inOrder.size(); i++) {
            Alignment.Joined each = inOrder.get(i);
            if (areAsFarApart(each, inOrder.get(i - 1), slackNanos)) {
                long drift = (long) (LARGEST_DRIFT * (time.applyAsLong(each) - time.applyAsLong(since)));
                if (!areAsFarApart(each, since, slackNanos + drift)) {
                    return 0;
                }
                count++;
            } else {
                since = each;
            }
        }
        return count;
    }

    private static boolean areAsFarApart(Alignment.Joined one, Alignment.Joined other, long withinNanos) {
        return Math.abs(one.apartNanos() - other.apartNanos()) <= withinNanos;
    }
}

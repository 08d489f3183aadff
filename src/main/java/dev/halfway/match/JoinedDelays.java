package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import java.util.stream.IntStream;

/**
 * How long the packets took that two captures have in common, on the reference clock, and which of them arrived before they
 * can have left: there a clock was set and the clocks' estimate does not know it, or two packets were taken for one.
 */
final class JoinedDelays {
    private final long[] delayNanos;
    private final boolean[] forward;
    private final boolean[] backward;
    private final long leastNanos;
    private final long usualForwardNanos;
    private final long usualBackwardNanos;
    /** What is longer than usual by more is as far from its time as those are that are impossible: these the other way. */
    private final long mostExcessNanos;

    /**
     * @param clockG from g's own time to the reference clock
     * @param clockH from h's
     * @param errorNanos by so much the two may be off
     */
    JoinedDelays(Alignment alignment, ClockMap clockG, ClockMap clockH, Owners owners, long errorNanos) {
        int count = alignment.joined.size();
        delayNanos = new long[count];
        forward = new boolean[count];
        backward = new boolean[count];
        for (int i = 0; i < count; i++) {
            Alignment.Joined each = alignment.joined.get(i);
            int from = owners.from(each.atG().tuple);
            int to = owners.to(each.atG().tuple);
            forward[i] = from == alignment.g && to == alignment.h;
            backward[i] = from == alignment.h && to == alignment.g;
            long apart = clockH.toReference(each.atH().timeNanos) - clockG.toReference(each.atG().timeNanos);
            delayNanos[i] = forward[i] ? apart : -apart;
        }
        leastNanos = -errorNanos;
        usualForwardNanos = median(forward);
        usualBackwardNanos = median(backward);
        mostExcessNanos = IntStream.range(0, count)
                .filter(this::isImpossible)
                .mapToLong(i -> -excessNanos(i) / 2)
                .filter(each -> each > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private long median(boolean[] way) {
        long[] delays = IntStream.range(0, way.length)
                .filter(i -> way[i])
                .mapToLong(i -> delayNanos[i])
                .sorted()
                .toArray();
        return delays.length == 0 ? 0 : delays[delays.length / 2];
    }

    private long excessNanos(int i) {
        return delayNanos[i] - (forward[i] ? usualForwardNanos : usualBackwardNanos);
    }

    /** Of the packet at this place among those in common: whether it went from g to h. */
    boolean isForward(int i) {
        return forward[i];
    }

    /** Whether it went from h to g. */
    boolean isBackward(int i) {
        return backward[i];
    }

    /** Delay of that packet. */
    long nanos(int i) {
        return delayNanos[i];
    }

    /** Whether it would have arrived before it left. */
    boolean isImpossible(int i) {
        return (forward[i] || backward[i]) && delayNanos[i] < leastNanos;
    }

    /** Whether it took as long as most, give or take so much. */
    boolean isUsual(int i, long withinNanos) {
        return (forward[i] || backward[i]) && Math.abs(excessNanos(i)) <= withinNanos;
    }

    /** Whether its delay says nothing of the way: it is impossible, or longer by what others are impossible by. */
    boolean isStrange(int i) {
        return isImpossible(i) || excessNanos(i) > mostExcessNanos;
    }
}

package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The step in which a capture's clock goes on, found by the times that it shows. What the capture's format could hold says
 * little: a clock that goes on every 10 ms is written down in microseconds all the same.
 */
public final class Tick {
    /** That of most captures: microseconds. */
    public static final long USUAL_NANOS = 1_000;

    /** So many times tell as much as all do. */
    private static final int MOST = 4_097;

    private static final int IN_A_GROUP = 8;

    private static final int LEAST_STEPS = 4;
    /** One in so many may be between two ticks: where a clock was set, it goes on beside its old ticks. */
    private static final int ODD = 10;
    /** That times of a clock that is finer are a common step apart by chance: less than two to the power of minus so many. */
    private static final double SURE_BITS = 40;

    /** Ticks of a clock that is disciplined, or that are no whole microseconds, differ by up to so much. */
    private static final double UNEVEN = 200e-6;

    /** Shorter ones are as good as those of most clocks, and hard to tell from what is between packets sent at once. */
    private static final long LEAST_UNEVEN_NANOS = 100_000;
    /** No clock goes on in longer steps, unless times were cut to seconds; regular traffic does. */
    private static final long LONGEST_NANOS = 60_000_000;
    /** Packets of each moment where times were cut; a ping and its answer are two. */
    private static final int CROWD = 4;
    /** Of coarse clocks, where regular traffic hides what it is: hundreds of ticks a second are common, and whole milliseconds. */
    private static final long USUAL_COARSE_NANOS = 10_000_000;
    /** Over more ticks than this they add up to too much. */
    private static final long MOST_TICKS = 10;
    /** So many moments of several packets: where a packet's own clock makes them regular, they are apart. */
    private static final int LEAST_SHARED = 8;

    private Tick() {}

    /**
     * The step of a clock by times that it showed: the longest of which nearly all that is between them are multiples. Few times may
     * have a long one in common by chance, and then it is not believed: the longer, the fewer it takes.
     *
     * @param times in any order, which is changed; of more than {@value #MOST}, some
     * @return nanoseconds, {@link #USUAL_NANOS} at least
     */
    public static long of(long[] times) {
        long[] some = some(times);
        long[] steps = steps(some);
        List<Long> common = new ArrayList<>();
        for (int i = 0; i < steps.length; i += IN_A_GROUP) {
            common.add(commonStep(steps, i, Math.min(steps.length, i + IN_A_GROUP)));
        }
        common.sort(Collections.reverseOrder());
        for (long candidate : common) {
            if (candidate <= USUAL_NANOS) {
                break;
            }
            if (isProved(candidate, steps.length) && isTick(candidate, steps)) {
                boolean isCrowded = some.length >= CROWD * (steps.length + 1);
                return candidate <= LONGEST_NANOS || isCrowded
                        ? candidate
                        : commonDivisor(candidate, USUAL_COARSE_NANOS);
            }
        }
        return some.length - 1 - steps.length >= LEAST_SHARED ? uneven(steps) : USUAL_NANOS;
    }

    /**
     * The step of a clock that does not go on in whole microseconds, or is sped up and slowed down: between moments that follow each
     * other are about as many times the shortest of what is between any two.
     */
    private static long uneven(long[] steps) {
        long shortest = Arrays.stream(steps).min().orElse(0);
        if (shortest <= LEAST_UNEVEN_NANOS || shortest > LONGEST_NANOS) {
            return USUAL_NANOS;
        }
        int odd = 0;
        int compared = 0;
        double bits = 0;
        for (long each : steps) {
            long ticks = Math.round((double) each / shortest);
            if (ticks <= MOST_TICKS) {
                double slack = USUAL_NANOS * (1 + ticks) + UNEVEN * each; // of this step, and of the shortest
                compared++;
                odd += Math.abs(each - ticks * shortest) > slack ? 1 : 0;
                bits += Math.max(0, Math.log(shortest / (2 * slack)) / Math.log(2));
            }
        }
        boolean proved = compared >= 2 * LEAST_SHARED && bits >= SURE_BITS && odd * ODD <= compared;
        return proved ? shortest + USUAL_NANOS + (long) (UNEVEN * shortest) : USUAL_NANOS;
    }

    private static long[] some(long[] times) {
        long[] some = times;
        if (times.length > MOST) {
            some = new long[MOST];
            for (int i = 0; i < MOST; i++) {
                some[i] = times[(int) ((long) i * times.length / MOST)];
            }
        }
        Arrays.sort(some);
        return some;
    }

    /** From each moment to the next one. */
    private static long[] steps(long[] some) {
        long[] steps = new long[some.length];
        int count = 0;
        for (int i = 1; i < some.length; i++) {
            if (some[i] != some[i - 1]) {
                steps[count++] = some[i] - some[i - 1];
            }
        }
        return Arrays.copyOf(steps, count);
    }

    private static long commonStep(long[] steps, int from, int to) {
        long common = 0;
        for (int i = from; i < to; i++) {
            common = commonDivisor(common, steps[i]);
        }
        return common;
    }

    private static long commonDivisor(long one, long other) {
        return other == 0 ? one : commonDivisor(other, one % other);
    }

    private static boolean isProved(long nanos, int steps) {
        double bitsOfEach = Math.log((double) nanos / USUAL_NANOS) / Math.log(2);
        return steps >= LEAST_STEPS && steps * bitsOfEach >= SURE_BITS;
    }

    private static boolean isTick(long nanos, long[] steps) {
        int odd = 0;
        for (long each : steps) {
            odd += each % nanos == 0 ? 0 : 1;
        }
        return odd * ODD <= steps.length;
    }
}

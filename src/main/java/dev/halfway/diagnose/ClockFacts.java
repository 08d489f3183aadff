package dev.halfway.diagnose;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the clock of {@code to} stands to the clock of {@code from}.
 *
 * @param offsetNanos what {@code to}'s clock shows more than {@code from}'s, at the start
 * @param boundNanos largest error of the offset; empty when there is no bound
 * @param skewPpm parts per million that {@code to}'s clock gains; empty when none was established
 * @param steps sudden changes of the offset
 * @param basis {@code both-ways}, {@code one-way}, {@code wall-clock} or {@code none}
 * @param ticks of those clocks that go on in steps by which more than a microsecond cannot be told
 * @param via hosts between whose clocks and both of these it was measured, in order; empty when between these two
 */
public record ClockFacts(
        String from,
        String to,
        long offsetNanos,
        OptionalLong boundNanos,
        OptionalDouble skewPpm,
        List<Step> steps,
        String basis,
        List<Tick> ticks,
        List<String> via) {
    /** Clocks that are less apart show the same second, about. */
    private static final long APART_NANOS = 1_000_000_000L;

    /** The clock of {@code host} goes on every so many nanoseconds only, by the times that its captures show. */
    public record Tick(String host, long nanos) {}

    /**
     * The offset changed by {@code stepNanos}.
     *
     * @param timeNanos when, nanoseconds since the epoch on {@code from}'s clock
     * @param boundNanos largest error of {@code stepNanos}; empty when it is uncertain
     */
    public record Step(long timeNanos, long stepNanos, OptionalLong boundNanos) {}

    public boolean isMeasured() {
        return basis.equals("both-ways") || basis.equals("one-way");
    }

    /** Whether who reads a time on the one host does not find it in the logs of the other. */
    public boolean isApart() {
        return !isMeasured() || !steps.isEmpty() || Math.abs(offsetNanos) >= APART_NANOS;
    }
}

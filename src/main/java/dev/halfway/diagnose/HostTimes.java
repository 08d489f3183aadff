package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Moments by the clock of the host on which they are to be typed. */
final class HostTimes {
    /** Clocks that are less apart show the same second, about. */
    private static final long APART_NANOS = 1_000_000_000L;

    /** So long before and after something happened its reason is looked for. */
    private static final long AROUND_NANOS = 60_000_000_000L;

    private final String reference;
    private final List<ClockFacts> clocks;
    private final List<InputFacts> inputs;

    /** @param reference the host whose clock the times of BGP go by */
    HostTimes(String reference, List<ClockFacts> clocks, List<InputFacts> inputs) {
        this.reference = reference;
        this.clocks = clocks;
        this.inputs = inputs;
    }

    /**
     * What the clock of {@code host} shows when that of {@code other} shows {@code nanos}, nanoseconds since the epoch; empty
     * where no packet tells how the two stand.
     */
    OptionalLong by(String host, String other, long nanos) {
        if (host.equals(other)) {
            return OptionalLong.of(nanos);
        }
        for (ClockFacts clock : clocks) {
            boolean measured =
                    clock.basis().equals("both-ways") || clock.basis().equals("one-way");
            if (measured && clock.from().equals(other) && clock.to().equals(host)) {
                return OptionalLong.of(nanos + aheadNanos(clock, nanos, false));
            } else if (measured && clock.from().equals(host) && clock.to().equals(other)) {
                return OptionalLong.of(nanos - aheadNanos(clock, nanos, true));
            }
        }
        return OptionalLong.empty();
    }

    /** Whether packets both ways show that neither clock was set while they passed. */
    private boolean areEven(String host, String other) {
        return host.equals(other)
                || clocks.stream()
                        .filter(clock -> List.of(clock.from(), clock.to()).containsAll(List.of(host, other)))
                        .anyMatch(clock -> clock.basis().equals("both-ways")
                                && clock.boundNanos().isPresent()
                                && clock.steps().isEmpty());
    }

    /**
     * By how much {@code to}'s clock is ahead of {@code from}'s just then.
     *
     * @param ofTo whether {@code nanos} is what {@code to}'s clock shows, not {@code from}'s
     */
    private long aheadNanos(ClockFacts clock, long nanos, boolean ofTo) {
        long ahead = clock.offsetNanos();
        List<ClockFacts.Step> steps = new ArrayList<>(clock.steps());
        steps.sort(Comparator.comparingLong(ClockFacts.Step::timeNanos));
        for (ClockFacts.Step step : steps) {
            ahead += step.timeNanos() <= nanos - (ofTo ? ahead : 0) ? step.stepNanos() : 0;
        }
        long start = inputs.stream()
                .filter(input -> input.point().host().equals(clock.from()))
                .flatMapToLong(input -> input.windowStartNanos().stream())
                .min()
                .orElse(nanos);
        return ahead + Math.round(clock.skewPpm().orElse(0) / 1e6 * (nanos - (ofTo ? ahead : 0) - start));
    }

    /** {@code  --since '...' --until '...'} for {@code host}, of a time by the clock of {@code other}; says whose clock it goes by where it matters. */
    String between(String host, String other, long fromNanos, long toNanos) {
        OptionalLong from = by(host, other, fromNanos);
        OptionalLong to = by(host, other, toNanos);
        boolean known = from.isPresent() && to.isPresent();
        return since(known ? from.getAsLong() : fromNanos) + " --until '"
                + Words.dateTime(known ? to.getAsLong() : toNanos) + " UTC'"
                + (known ? note(host, from.getAsLong() - fromNanos) : unknown(host, other));
    }

    /** The same for a BGP speaker, of the time about a moment of BGP. */
    String around(BgpPeering.Speaker speaker, long nanos) {
        return between(speaker.name(), reference, nanos - AROUND_NANOS, nanos + AROUND_NANOS);
    }

    /** Whether the clock of a BGP speaker is known to have gone on as evenly as that of BGP's times. */
    boolean isEven(BgpPeering.Speaker speaker) {
        return speaker.host().filter(host -> areEven(host, reference)).isPresent();
    }

    private static String since(long nanos) {
        return " --since '" + Words.dateTime(nanos) + " UTC'";
    }

    private static String note(String host, long apartNanos) {
        return Math.abs(apartNanos) < APART_NANOS ? "" : " (by " + host + "'s clock)";
    }

    private static String unknown(String host, String other) {
        return " (by " + other + "'s clock; how " + host + "'s stands to it is not known)";
    }

    /** Journals of both hosts from a moment on by the clock of {@code host}, each by its own. */
    String journals(String host, String other, long nanos) {
        String journal = "journalctl --utc";
        OptionalLong there = by(other, host, nanos);
        if (there.isEmpty()) {
            return journal + since(nanos) + " on both hosts" + unknown(other, host);
        } else if (Math.abs(there.getAsLong() - nanos) < APART_NANOS) {
            return journal + since(Math.min(nanos, there.getAsLong())) + " on both hosts";
        }
        return "on " + host + ": " + journal + since(nanos) + "; on " + other + ": " + journal
                + since(there.getAsLong()) + " (each by its own clock)";
    }
}

package dev.halfway.diagnose;

import dev.halfway.match.TimeSpan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A time in which nothing of one direction arrives.
 *
 * @param span from the first packet that is lost to the last, nanoseconds since the epoch on the clock of the first host
 */
record Down(String from, String to, TimeSpan span) {
    /** So much of what is lost must lie in one run. */
    private static final double OF_ALL = 0.9;
    /** Who sees a link go down acts at once, and what it then sends is sent again until it passes. */
    private static final long AFTERWARDS_NANOS = 5_000_000_000L;

    static List<Down> of(Symptoms symptoms) {
        return symptoms.directions().stream()
                .flatMap(each -> spans(each)
                        .map(span -> new Down(each.from(), each.to(), onFirstClock(symptoms, each.from(), span))))
                .toList();
    }

    private static Stream<TimeSpan> spans(DirectionEvidence direction) {
        Optional<Spells> spells = direction.clues().spells();
        if (spells.isPresent()) {
            return spells.get().times().stream().map(each -> new TimeSpan(each.fromNanos(), each.toNanos()));
        }
        LossPattern pattern = direction.pattern();
        boolean oneRun = pattern.longestPeriod() >= Loss.FEW && pattern.longestPeriod() >= OF_ALL * pattern.lost();
        return oneRun
                        && pattern.firstLostNanos().isPresent()
                        && pattern.lastLostNanos().isPresent()
                ? Stream.of(new TimeSpan(
                        pattern.firstLostNanos().getAsLong(),
                        pattern.lastLostNanos().getAsLong()))
                : Stream.empty();
    }

    private static TimeSpan onFirstClock(Symptoms symptoms, String host, TimeSpan span) {
        String first = symptoms.hosts().get(0);
        long offset = symptoms.clocks().stream()
                .filter(each -> each.from().equals(first) && each.to().equals(host))
                .mapToLong(ClockFacts::offsetNanos)
                .findFirst()
                .orElse(0);
        return new TimeSpan(span.firstNanos() - offset, span.lastNanos() - offset);
    }

    /** Whether it is of the way between these two, either way, and a moment lies in it or just behind it. */
    boolean mayLeadTo(Optional<String> one, Optional<String> other, long nanos) {
        boolean between =
                one.filter(from::equals).isPresent() && other.filter(to::equals).isPresent()
                        || one.filter(to::equals).isPresent()
                                && other.filter(from::equals).isPresent();
        return between && nanos >= span.firstNanos() && nanos <= span.lastNanos() + AFTERWARDS_NANOS;
    }

    /** To be said, in a sentence of its own, of something that it may have led to. */
    String behind() {
        return " That is within or just behind the time in which nothing from " + from + " reached " + to + ", "
                + Words.period(span.firstNanos(), span.lastNanos()) + ".";
    }
}

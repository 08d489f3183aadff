package dev.halfway.diagnose;

import dev.halfway.match.ExchangeRow;
import dev.halfway.match.RefusedOnTheWay;
import dev.halfway.match.TimeSpan;
import dev.halfway.match.TraitRow;
import dev.halfway.match.TraitRow.Range;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is refused on the way from one host to another: which ports, since when, and with which TTL. */
final class RefusedService {
    private static final int MOST_PORTS = 4;

    private final Symptoms symptoms;
    private final String from;
    private final String to;
    private final List<ExchangeRow> services;

    RefusedService(Symptoms symptoms, String from, String to) {
        this.symptoms = symptoms;
        this.from = from;
        this.to = to;
        services = symptoms.exchanges(from, to).stream()
                .filter(row -> row.refusedOnTheWay().isPresent())
                .toList();
    }

    private Stream<RefusedOnTheWay> refused() {
        return services.stream().flatMap(row -> row.refusedOnTheWay().stream());
    }

    /** As in {@code " to TCP port 8080 of b"}; empty where it is not known. */
    String ports() {
        List<String> ports = services.stream()
                .map(row -> String.valueOf(row.port()))
                .distinct()
                .toList();
        if (ports.isEmpty()) {
            return "";
        }
        return ports.size() > MOST_PORTS
                ? " to " + ports.size() + " TCP ports of " + to
                : " to TCP port" + (ports.size() == 1 ? " " : "s ") + Words.list(ports) + " of " + to;
    }

    /** From the first of them to the last, on the clock of {@code from}. */
    Optional<TimeSpan> span() {
        return refused()
                .map(RefusedOnTheWay::span)
                .reduce((one, other) -> new TimeSpan(
                        Math.min(one.firstNanos(), other.firstNanos()), Math.max(one.lastNanos(), other.lastNanos())));
    }

    /** As in {@code ", from 16:41:14.000 on"}: no end where nothing is accepted after the first. */
    String since() {
        boolean lasts = refused().allMatch(RefusedOnTheWay::lasts);
        return span().map(span -> ", "
                        + (lasts
                                ? "from " + Words.time(span.firstNanos()) + " on"
                                : Words.period(span.firstNanos(), span.lastNanos())))
                .orElse("");
    }

    /** What was accepted at these ports. */
    List<String> accepted() {
        long accepted = services.stream().mapToLong(ExchangeRow::accepted).sum();
        boolean before = refused().allMatch(RefusedOnTheWay::lasts);
        return accepted == 0
                ? List.of()
                : List.of(Words.count(accepted, "other connection") + ports() + (accepted == 1 ? " is" : " are")
                        + " accepted"
                        + (before ? " before, and none since the first of these" : ", some since the first of these"));
    }

    /** As in {@code " with TTL 60 (segments of b arrive with 64)"}; empty where it tells nothing. */
    String timesToLive() {
        Optional<Range> theirs = refused().map(RefusedOnTheWay::timesToLive).reduce(RefusedService::both);
        Optional<Range> own = symptoms.traits(from, to, from, true).stream()
                .flatMap(RefusedService::ofConnections)
                .reduce(RefusedService::both);
        boolean tell = theirs.isPresent()
                && own.isPresent()
                && (theirs.get().most() < own.get().least()
                        || theirs.get().least() > own.get().most());
        return tell
                ? " with TTL " + words(theirs.get()) + " (segments of " + to + " arrive with " + words(own.get()) + ")"
                : "";
    }

    private static Stream<Range> ofConnections(TraitRow row) {
        return Stream.concat(row.ofSyns().stream(), row.ofData().stream());
    }

    private static Range both(Range one, Range other) {
        return new Range(Math.min(one.least(), other.least()), Math.max(one.most(), other.most()));
    }

    private static String words(Range range) {
        return Words.range(range.least(), range.most());
    }
}

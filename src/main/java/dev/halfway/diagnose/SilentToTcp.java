package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.TimeSpan;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A host that from some time on takes no TCP of another, as a rule on it that drops what comes in: its connections stall, new
 * ones are not answered, and what answers its own it does not take. One event, told once.
 *
 * @param parts what it does not answer, in the order of their times; two or more, all of them TCP, from one host to one other
 */
record SilentToTcp(List<Silence> parts) {
    private static final int MOST_PORTS = 3;
    /** A connection of which the last answer came too late to be seen in vain. */
    private static final long CUT_OFF = 1;

    SilentToTcp {
        parts = parts.stream()
                .sorted(Comparator.comparingLong(SilentToTcp::start))
                .toList();
    }

    /** Whether this may be part of such an event. */
    static boolean isPart(Silence silence) {
        boolean tcpAlone = switch (silence.manner()) {
            case STALL, NO_ACKNOWLEDGMENT -> true;
            case NOTHING, SOME -> silence.services().stream().allMatch(row -> row.request() == TypeP.TCP_SYN);
            case REFUSAL, STANDSTILL -> false;
        };
        return tcpAlone
                && silence.when().isPresent()
                && !silence.isRefusal()
                && !Silence.isPassedOn(silence.services());
    }

    private static long start(Silence silence) {
        return silence.when().orElseThrow().firstNanos();
    }

    /** Whether nothing was answered meanwhile: else these are several events. */
    boolean isOne() {
        long start = start(parts.get(0));
        return parts.size() > 1
                && parts.stream()
                        .allMatch(part -> part.services().stream()
                                .allMatch(row -> row.from().equals(part.from())
                                        ? row.lastAnswered().orElse(Long.MIN_VALUE) < start
                                        : isTakenByNone(row)));
    }

    /** Of a service that the silent host itself asks: what answers it is not taken, but for connections that stall later. */
    private static boolean isTakenByNone(ExchangeRow row) {
        long ignored =
                row.ignoredAnswers().map(answers -> answers.connections()).orElse(0L);
        return row.accepted() - ignored - row.stalledBack() <= CUT_OFF;
    }

    /** The finding for all of them; empty where one is not certain, or known to be something else. */
    Optional<Finding> of(List<Finding> told) {
        Silence first = parts.get(0);
        boolean alike = told.size() == parts.size()
                && told.stream()
                        .allMatch(each -> each.kind().equals("host-silent")
                                && each.grade() == Grade.CERTAIN
                                && each.place().equals("host:" + first.to())
                                && each.cause()
                                        .filter(cause -> cause.name().equals(HostSilent.NAME))
                                        .isPresent());
        if (!alike) {
            return Optional.empty();
        }
        // As it is one event, what the most telling part excludes is excluded for all.
        int telling = parts.indexOf(parts.stream()
                .max(Comparator.comparingInt(
                        part -> part.asksAgain() ? 2 : part.manner() == Silence.Manner.STALL ? 1 : 0))
                .orElseThrow());
        TimeSpan span = new TimeSpan(
                start(first),
                parts.stream()
                        .mapToLong(part -> part.when().orElseThrow().lastNanos())
                        .max()
                        .orElseThrow());
        String ports =
                ports(parts.stream().flatMap(part -> part.services().stream()).toList());
        return Optional.of(told.get(telling)
                .but()
                .saying(Words.sentence("from " + Words.time(span.firstNanos()) + " on " + first.to()
                        + " answers nothing that " + first.from() + " sends on " + ports + ": "
                        + Words.list(parts.stream().map(SilentToTcp::came).toList())
                        + " reach it, and it acknowledges none of them"))
                .of(told.stream()
                        .flatMap(each -> each.typeP().stream())
                        .distinct()
                        .sorted()
                        .toList())
                .during(Optional.of(span))
                .about(Optional.of(ports))
                .lasting(true)
                .by(new Finding.Cause(
                        HostSilent.NAME,
                        Grade.LIKELY,
                        all(told, each -> each.cause().orElseThrow().evidenceFor().stream()),
                        all(told, each -> each.cause().orElseThrow().evidenceAgainst().stream())))
                .rulingOut(rulesOut(told))
                .build());
    }

    /** Without what another says with more to it. */
    private static List<String> rulesOut(List<Finding> told) {
        List<String> all = all(told, each -> each.rulesOut().stream());
        boolean routeToo = all.stream().anyMatch(each -> each.startsWith("rp_filter and "));
        return all.stream()
                .filter(each -> !routeToo || !each.startsWith("rp_filter on "))
                .toList();
    }

    private static List<String> all(List<Finding> told, Function<Finding, Stream<String>> what) {
        return told.stream().flatMap(what).distinct().toList();
    }

    private static String came(Silence part) {
        return switch (part.manner()) {
            case STALL -> "data of " + Words.count(stalled(part), "connection") + " (again and again)";
            case NO_ACKNOWLEDGMENT -> Words.count(part.ignoredAnswers().answers(), TypeP.TCP_SYN_ACK);
            default ->
                Words.count(
                                part.services().stream()
                                        .mapToLong(ExchangeRow::silentRequests)
                                        .sum(),
                                TypeP.TCP_SYN)
                        + " of "
                        + Words.count(
                                part.services().stream()
                                        .mapToLong(ExchangeRow::silent)
                                        .sum(),
                                "connection");
        };
    }

    /** Connections of which data of {@code from} come in vain. */
    static long stalled(Silence silence) {
        return silence.services().stream()
                .mapToLong(row -> row.from().equals(silence.from()) ? row.stalled() : row.stalledBack())
                .sum();
    }

    /** {@code TCP port 179}, {@code TCP ports 179 and 443}, {@code 12 TCP ports}. */
    static String ports(List<ExchangeRow> services) {
        List<String> ports = services.stream()
                .map(ExchangeRow::port)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .toList();
        return ports.size() > MOST_PORTS
                ? Words.count(ports.size()) + " TCP ports"
                : "TCP port" + (ports.size() == 1 ? " " : "s ") + Words.list(ports);
    }
}

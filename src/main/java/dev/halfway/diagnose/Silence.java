package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.IgnoredAnswers;
import dev.halfway.match.LossRow;
import dev.halfway.match.Standstill;
import dev.halfway.match.TimeSpan;
import dev.halfway.match.TraitRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Requests of one host that arrived at another and were not answered as they ask for: not at all, in part, or by a refusal.
 *
 * @param services those that are asked, all silent, all answering in part, or all refusing
 * @param standstill the time in which the host sent nothing to anybody, where that is all there is to it
 */
record Silence(
        Symptoms symptoms,
        String from,
        String to,
        Manner manner,
        List<ExchangeRow> services,
        Optional<Standstill> standstill) {
    private static final int LEAST_RUN = 5;
    /** What stalls is sent three times or more. */
    private static final int RESETS_FOR_EACH = 3;

    private static final double ONE_RUN = 0.9;
    private static final double NEARLY_ALL = 0.9;

    /** What comes instead of answers. */
    enum Manner {
        NOTHING,
        SOME,
        REFUSAL,
        /** Connections open, and then nothing that is sent on them is acknowledged. */
        STALL,
        /** It asks for connections, SYN-ACKs come, and it takes none of them. */
        NO_ACKNOWLEDGMENT,
        /** For a time nothing at all is sent, to nobody; before or after it requests are answered. */
        STANDSTILL
    }

    Silence(Symptoms symptoms, String from, String to, Manner manner, List<ExchangeRow> services) {
        this(symptoms, from, to, manner, services, Optional.empty());
    }

    long arrived(TypeP request) {
        return services.stream()
                .filter(row -> row.request() == request)
                .mapToLong(ExchangeRow::arrived)
                .sum();
    }

    /** Whether a host's capture shows nearly all requests go on from there, as on a router: who asks means somebody behind it. */
    static boolean isPassedOn(List<ExchangeRow> services) {
        long arrived = services.stream().mapToLong(ExchangeRow::arrived).sum();
        long passedOn = services.stream().mapToLong(ExchangeRow::passedOn).sum();
        return arrived > 0 && passedOn >= NEARLY_ALL * arrived;
    }

    /**
     * Whether what leaves the host that is asked comes from behind it: it has passed routers, by its TTL, before it is captured
     * there, as on a router or in front of a container.
     */
    boolean isFromBehind() {
        List<TraitRow.Range> ranges = Stream.of(true, false)
                .flatMap(tcp -> symptoms.traits(to, to, from, tcp).stream())
                .map(TraitRow::timesToLive)
                .toList();
        return !ranges.isEmpty() && ranges.stream().allMatch(TraitRow.Range::isLowered);
    }

    long answers() {
        return services.stream().mapToLong(ExchangeRow::answers).sum();
    }

    /** Of the requests that arrived, or of the connections that were asked for, those of which no answer was seen. */
    Sample unanswered() {
        if (standstill.isPresent()) {
            Standstill still = standstill.get();
            long asked = still.requests() + still.syns() + still.segments();
            return new Sample(asked + pingsAnswered(), asked);
        }
        if (manner == Manner.NO_ACKNOWLEDGMENT) {
            long answers = ignoredAnswers().answers();
            return new Sample(answers, answers);
        }
        return isTcpAsked()
                ? new Sample(
                        flows(),
                        services.stream().mapToLong(ExchangeRow::silent).sum())
                : new Sample(
                        arrived(TypeP.ICMP_ECHO_REQUEST), Math.max(0, arrived(TypeP.ICMP_ECHO_REQUEST) - answers()));
    }

    /** Of all connections for which {@link #to} asks; only where there are any. */
    IgnoredAnswers ignoredAnswers() {
        return services.stream()
                .flatMap(row -> row.ignoredAnswers().stream())
                .reduce(IgnoredAnswers::plus)
                .orElseThrow();
    }

    /** The host sends again what was answered long before: whatever its capture misses, it has not taken the answers. */
    boolean asksAgain() {
        return manner == Manner.NO_ACKNOWLEDGMENT && ignoredAnswers().askedAgain() > 0;
    }

    long refused() {
        return services.stream().mapToLong(ExchangeRow::refused).sum();
    }

    /** Connections that were asked for, or series of pings. */
    long flows() {
        return services.stream().mapToLong(ExchangeRow::flows).sum();
    }

    boolean isTcpAsked() {
        return manner == Manner.STALL || services.stream().anyMatch(row -> row.request() == TypeP.TCP_SYN);
    }

    /**
     * Whether what is not answered came while the host sent nothing at all, to nobody, but for a few. Pings and connections are
     * counted, of stalled connections the time tells.
     */
    boolean isWithin(Standstill still) {
        boolean pings = still.requests() >= ONE_RUN * pingsUnanswered();
        boolean connections = still.syns() >= ONE_RUN * arrived(TypeP.TCP_SYN);
        return switch (manner) {
            case NOTHING -> pings && connections;
            case SOME -> pings && !isTcpAsked();
            case STALL ->
                still.segments() > 0
                        && when().filter(span -> span.firstNanos() >= still.startNanos()
                                        && span.lastNanos() <= still.lastCameNanos())
                                .isPresent();
            case NO_ACKNOWLEDGMENT ->
                when().filter(span ->
                                span.firstNanos() >= still.startNanos() && span.lastNanos() <= still.lastCameNanos())
                        .isPresent();
            case REFUSAL, STANDSTILL -> false;
        };
    }

    /** It answered other requests, or earlier data: that it stands still is then no more than for a time. */
    boolean answersAtOtherTimes() {
        return manner == Manner.SOME || stallsLater();
    }

    private long pingsAnswered() {
        return services.stream()
                .filter(row -> row.request() == TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(ExchangeRow::answers)
                .sum();
    }

    long pingsUnanswered() {
        return services.stream()
                .filter(row -> row.request() == TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(row -> Math.max(0, row.arrived() - row.answers()))
                .sum();
    }

    /** From the first packet without an answer to the last, on the clock of {@code to}; empty where they come one by one. */
    Optional<TimeSpan> when() {
        if (standstill.isPresent()) {
            Standstill still = standstill.get();
            return Optional.of(new TimeSpan(still.startNanos(), still.endNanos().orElse(still.lastCameNanos())));
        }
        return services.stream()
                .flatMap(row -> span(row).stream())
                .reduce((one, other) -> new TimeSpan(
                        Math.min(one.firstNanos(), other.firstNanos()), Math.max(one.lastNanos(), other.lastNanos())));
    }

    /** As {@link #when}; empty where more pings are unanswered than those that came in a row. */
    Optional<TimeSpan> whenAll() {
        boolean apart = manner == Manner.SOME && !isTcpAsked() && !isOneRun();
        return apart ? Optional.empty() : when();
    }

    /** What comes again and again is answered by resets, which are lost: it is known there that the connection is gone. */
    boolean isAnsweredByLostResets() {
        return manner == Manner.STALL
                && symptoms.judged(to, from).stream()
                                .filter(row -> row.typeP() == TypeP.TCP_RST)
                                .mapToLong(LossRow::lost)
                                .sum()
                        >= RESETS_FOR_EACH * SilentToTcp.stalled(this);
    }

    private Optional<TimeSpan> span(ExchangeRow row) {
        if (manner == Manner.NO_ACKNOWLEDGMENT) {
            return row.ignoredAnswers().map(IgnoredAnswers::span);
        }
        if (manner != Manner.STALL) {
            return row.unanswered();
        }
        return row.from().equals(from) ? row.ignored() : row.ignoredBack();
    }

    /** Pings were unanswered one after the other, before and behind which others were answered: no limit does that. */
    boolean isOneRun() {
        long longest =
                services.stream().mapToLong(ExchangeRow::longestSilence).max().orElse(0);
        return longest >= LEAST_RUN && longest > ONE_RUN * unanswered().lost();
    }

    /** Another service of the same host that does answer the same asker, and goes on to. */
    Optional<ExchangeRow> answering() {
        return symptoms.exchanges().stream()
                .filter(row -> row.from().equals(from)
                        && row.to().equals(to)
                        && !services.contains(row)
                        && row.accepted() > 0
                        && row.silent() == 0
                        && row.stalled() + row.stalledBack() == 0)
                .findFirst();
    }

    /** The one that answers does so between the same addresses: what the host does by address is then no reason. */
    boolean answersBetweenTheSame() {
        return answering()
                .filter(other -> services.stream().allMatch(row -> isBetweenTheSame(row, other)))
                .isPresent();
    }

    /**
     * It asks the asker for connections between the same addresses, and goes on with them: so it takes what comes from there, and
     * its way back is known.
     */
    boolean asksBetweenTheSame() {
        return symptoms.exchanges().stream()
                        .filter(row -> row.from().equals(to)
                                && row.to().equals(from)
                                && row.request() == TypeP.TCP_SYN
                                && row.accepted() > 0
                                && row.ignoredAnswers().isEmpty()
                                && row.stalled() + row.stalledBack() == 0)
                        .anyMatch(other -> services.stream().allMatch(row -> isBetweenTheSame(row, other)))
                && symptoms.judged(to, from).stream()
                        .anyMatch(row ->
                                row.typeP() == TypeP.TCP_ACK && row.initiator().equals(to) && row.delivered() > 0);
    }

    private static boolean isBetweenTheSame(ExchangeRow row, ExchangeRow other) {
        boolean sameWay = row.from().equals(other.from());
        return row.fromAddress().equals(sameWay ? other.fromAddress() : other.toAddress())
                && row.toAddress().equals(sameWay ? other.toAddress() : other.fromAddress());
    }

    /**
     * The host itself goes on sending on a BGP session, is acknowledged, and takes no notice: what it sends leaves, and what
     * comes in does not reach it.
     */
    boolean isDeaf() {
        return manner == Manner.STALL
                && symptoms.judged(from, to).stream().allMatch(row -> row.lost() == 0)
                && symptoms.bgp().stream()
                        .anyMatch(peering -> peering.facts(BgpFact.Kind.HOLD_TIMER_BLOCKED).stream()
                                .anyMatch(fact -> isDeafTo(
                                        peering.sessions()
                                                .get(fact.sessions().get(0))
                                                .ends(),
                                        fact.end())));
    }

    private boolean isDeafTo(List<BgpSession.End> ends, int end) {
        return ends.get(end).host().equals(Optional.of(from))
                && ends.get(1 - end).host().equals(Optional.of(to))
                && ends.get(end).holdTimer().filter(HoldTimer::acknowledged).isPresent();
    }

    /** Whether it says that it takes nothing, instead of an answer: by resets, or by ICMP errors. */
    boolean isRefusal() {
        boolean answersNothing = manner == Manner.NOTHING || manner == Manner.NO_ACKNOWLEDGMENT;
        return manner == Manner.REFUSAL || answersNothing && !errors().isEmpty();
    }

    /** ICMP errors with which the host that was asked answers. */
    List<ErrorRow> errors() {
        return symptoms.errors(from, to).stream()
                .filter(row -> row.sourceHost().equals(to))
                .toList();
    }

    /** Segments may be dropped without a word for what they are: not where resets answer, nor where others like them were taken. */
    boolean mayDropSegments() {
        return isTcpAsked() && manner != Manner.REFUSAL && manner != Manner.STANDSTILL && !stallsLater();
    }

    /** On all connections that stall data was acknowledged before: what the hosts ask of each other's segments was met. */
    boolean stallsLater() {
        return manner == Manner.STALL
                && services.stream()
                                .mapToLong(row -> row.stalled() + row.stalledBack() - row.stalledLater())
                                .sum()
                        == 0;
    }

    /** From its time on, to the end, nothing of it is answered any more. */
    boolean lasts() {
        return switch (manner) {
            case NOTHING, STALL, NO_ACKNOWLEDGMENT -> true;
            case REFUSAL, STANDSTILL -> false;
            case SOME ->
                isTcpAsked()
                        ? when().filter(span -> services.stream()
                                        .allMatch(row -> row.lastAnswered().orElse(Long.MIN_VALUE) < span.firstNanos()))
                                .isPresent()
                        : fellSilent();
        };
    }

    /** It answered pings, and does not any more. */
    boolean fellSilent() {
        return manner == Manner.SOME
                && services.stream().anyMatch(row -> row.request() == TypeP.ICMP_ECHO_REQUEST && row.silent() > 0);
    }

    /** The resets that refuse are seen to come back to who asked, all of them. */
    boolean refusalsArrive() {
        List<LossRow> resets = symptoms.judged(to, from).stream()
                .filter(row -> row.typeP() == TypeP.TCP_RST)
                .toList();
        return !resets.isEmpty() && resets.stream().allMatch(row -> row.lost() == 0);
    }

    Commands commands() {
        return new Commands(symptoms, from, to);
    }
}

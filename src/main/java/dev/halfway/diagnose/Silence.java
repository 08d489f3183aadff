package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.ExchangeRow;
import java.util.List;
import java.util.Optional;

/**
 * Requests of one host that arrived at another and were not answered as they ask for: not at all, in part, or by a refusal.
 *
 * @param services those that are asked, all silent, all answering in part, or all refusing
 */
record Silence(Symptoms symptoms, String from, String to, Manner manner, List<ExchangeRow> services) {
    /** What comes instead of answers. */
    enum Manner {
        NOTHING,
        SOME,
        REFUSAL,
        /** Connections open, and then nothing that is sent on them is acknowledged. */
        STALL
    }

    long arrived(TypeP request) {
        return services.stream()
                .filter(row -> row.request() == request)
                .mapToLong(ExchangeRow::arrived)
                .sum();
    }

    long answers() {
        return services.stream().mapToLong(ExchangeRow::answers).sum();
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

    /** Another service of the same host that does answer the same asker. */
    Optional<ExchangeRow> answering() {
        return symptoms.exchanges().stream()
                .filter(row ->
                        row.from().equals(from) && row.to().equals(to) && !services.contains(row) && row.accepted() > 0)
                .findFirst();
    }

    /** ICMP errors with which the host that was asked answers. */
    List<ErrorRow> errors() {
        return symptoms.errors(from, to).stream()
                .filter(row -> row.sourceHost().equals(to))
                .toList();
    }

    /** Segments may be dropped without a word for what they are: not where resets answer, nor where others like them were taken. */
    boolean mayDropSegments() {
        return isTcpAsked() && manner != Manner.REFUSAL && !stallsLater();
    }

    /** On all connections that stall data was acknowledged before: what the hosts ask of each other's segments was met. */
    boolean stallsLater() {
        return manner == Manner.STALL
                && services.stream()
                                .mapToLong(row -> row.stalled() + row.stalledBack() - row.stalledLater())
                                .sum()
                        == 0;
    }

    /** It answered pings, and does not any more. */
    boolean fellSilent() {
        return manner == Manner.SOME
                && services.stream().anyMatch(row -> row.request() == TypeP.ICMP_ECHO_REQUEST && row.silent() > 0);
    }

    Commands commands() {
        return new Commands(symptoms, from, to);
    }
}

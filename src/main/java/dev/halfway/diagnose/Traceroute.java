package dev.halfway.diagnose;

import java.util.Optional;

/**
 * Packets of a direction that ran out of TTL underway for being sent so, by a traceroute: flows that count their TTL up, until
 * it suffices, and a router that says of them what it is to say. Nothing else is lost.
 *
 * @param lost how many of them did not come as far as the other host
 * @param value their TTLs
 */
record Traceroute(String from, String to, long lost, String value) {
    static Optional<Traceroute> of(Symptoms symptoms, String from, String to) {
        boolean said = symptoms.errors(from, to).stream()
                .anyMatch(error ->
                        IcmpErrors.isTtlExceeded(error) && error.sourceHost().isEmpty() && error.lost() > 0);
        return symptoms.evidence(from, to)
                .flatMap(DirectionEvidence::decider)
                .filter(each -> said
                        && each.feature() == Feature.TTL
                        && each.detail().passes().isPresent()
                        && Loss.isAll(each.inside())
                        && each.outside().lost() == 0
                        && each.outside().judged() > 0)
                .map(each -> new Traceroute(from, to, each.inside().lost(), each.value()));
    }

    /** {@code 52 packets a -> b left with TTL 1 to 2, as a traceroute sends them, and did not come farther}. */
    String words() {
        return Words.count(lost, "packet") + " " + from + " -> " + to + " left with TTL " + value
                + ", as a traceroute sends them, and came no farther";
    }
}

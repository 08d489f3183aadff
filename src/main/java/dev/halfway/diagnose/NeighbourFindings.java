package dev.halfway.diagnose;

import dev.halfway.match.NeighbourRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hosts that look for each other on the link and do not find each other: then nothing else leaves at all. */
final class NeighbourFindings {
    private static final int LEAST_UNANSWERED = 3;

    private final Symptoms symptoms;

    NeighbourFindings(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** @param others what was found already: what address resolution explains there is not told again */
    List<Finding> all(List<Finding> others) {
        List<Finding> findings = new ArrayList<>();
        for (NeighbourRow row : symptoms.neighbours()) {
            boolean ofItsOwn = row.seenAt().equals(row.askerHost())
                    && !row.targetHost().isEmpty()
                    && !row.targetHost().equals(row.askerHost());
            if (ofItsOwn
                    && row.unanswered() >= LEAST_UNANSWERED
                    && row.unanswered() * 2 > row.requests()
                    && !symptoms.withoutArrivals().contains(row.askerHost())
                    && others.stream().noneMatch(each -> isBetween(each, row))) {
                findings.add(finding(row));
            }
        }
        return findings;
    }

    private static boolean isBetween(Finding finding, NeighbourRow row) {
        List<Optional<String>> ends = List.of(finding.from(), finding.to());
        return ends.contains(Optional.of(row.askerHost())) && ends.contains(Optional.of(row.targetHost()));
    }

    private Finding finding(NeighbourRow row) {
        Optional<NeighbourRow> atTarget = symptoms.neighbours().stream()
                .filter(each -> each.seenAt().equals(row.targetHost())
                        && each.asker().equals(row.asker())
                        && each.target().equals(row.target()))
                .findFirst();
        boolean seesOthers =
                symptoms.neighbours().stream().anyMatch(each -> each.seenAt().equals(row.targetHost()));
        boolean answered = atTarget.isPresent()
                && atTarget.get().unanswered() * 2 <= atTarget.get().requests();
        String place = atTarget.isEmpty()
                ? seesOthers ? "between-taps" : "before-tap:" + row.askerHost()
                : answered ? "between-taps" : "host:" + row.targetHost();
        String there = atTarget.isEmpty()
                ? seesOthers
                        ? "; the requests do not reach " + row.targetHost()
                        : "; the capture at " + row.targetHost() + " shows no such requests"
                : answered
                        ? "; " + row.targetHost() + " answers, and the answers do not come back"
                        : "; the requests reach " + row.targetHost() + ", which does not answer";
        return new Finding(
                "no-neighbour",
                atTarget.isPresent() || seesOthers ? Grade.CERTAIN : Grade.LIKELY,
                Words.sentence(NeighbourFailure.words(row) + there),
                Optional.of(row.askerHost()),
                Optional.of(row.targetHost()),
                List.of(),
                Optional.empty(),
                place,
                Optional.of(new Finding.Cause(
                        "ARP or ND failure",
                        atTarget.isPresent() ? Grade.CERTAIN : Grade.LIKELY,
                        List.of("what " + row.askerHost() + " sends to " + row.targetHost()
                                + " waits for an answer that does not come"),
                        List.of())),
                List.of("netfilter and routing on " + row.askerHost()
                        + ": it has got as far as looking for the neighbour"),
                List.of(
                        "VLANs, port security and ARP inspection of the switches between; proxies and bridges that answer"
                                + " or drop ARP"),
                Optional.of("on " + row.askerHost() + ": ip neigh show " + row.target() + "; on " + row.targetHost()
                        + ": tcpdump -n -e -i eth0 arp or icmp6"));
    }
}

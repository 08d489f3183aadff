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
        Unresolved unresolved = new Unresolved(symptoms, row);
        Grade grade = unresolved.isLocated() ? Grade.CERTAIN : Grade.LIKELY;
        return Finding.of("no-neighbour", grade, Words.sentence(unresolved.words()))
                .between(row.askerHost(), row.targetHost())
                .at(unresolved.place())
                .by(new Finding.Cause(
                        NeighbourFailure.NAME,
                        unresolved.isSeenAtNeighbour() ? Grade.CERTAIN : Grade.LIKELY,
                        List.of("what " + row.askerHost() + " sends to " + row.targetHost()
                                + " waits for an answer that does not come"),
                        List.of()))
                .clearing(unresolved.isOfAsker() ? List.of() : List.of(row.askerHost()))
                .rulingOut(List.of(unresolved.rulesOut("")))
                .leaving(List.of(unresolved.remaining()))
                .next(unresolved.next())
                .build();
    }
}

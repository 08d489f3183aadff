package dev.halfway.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the single packets of one direction show, beyond the counts.
 *
 * @param decider what separates lost from arrived; empty when nothing tested does
 * @param openQuestions sentences: what these packets are too few to tell, and how many more, of what kind, would
 * @param clues what tells causes apart
 * @param losing addresses that lost packets leave from or go to, as far as known
 * @param confirmedRun of the runs of losses the one of which most is confirmed; empty where it is nothing to speak of
 */
public record DirectionEvidence(
        String from,
        String to,
        Optional<Decider> decider,
        LossPattern pattern,
        List<String> openQuestions,
        Clues clues,
        Set<String> losing,
        Optional<ConfirmedRun> confirmedRun) {

    DirectionEvidence with(Clues others) {
        return new DirectionEvidence(from, to, decider, pattern, openQuestions, others, losing, confirmedRun);
    }

    /** Nothing is open of what decides where the cause is certain. */
    DirectionEvidence answeredBy(List<Finding> findings) {
        boolean answered = findings.stream()
                .anyMatch(each -> each.kind().equals("one-way-loss")
                        && each.from().filter(from::equals).isPresent()
                        && each.to().filter(to::equals).isPresent()
                        && each.cause()
                                .filter(cause -> cause.grade() == Grade.CERTAIN)
                                .isPresent());
        return answered
                ? new DirectionEvidence(from, to, decider, pattern, List.of(), clues, losing, confirmedRun)
                : this;
    }

    /** Without clues, and without a run. */
    public DirectionEvidence(
            String from, String to, Optional<Decider> decider, LossPattern pattern, List<String> openQuestions) {
        this(from, to, decider, pattern, openQuestions, Clues.NONE, Set.of(), Optional.empty());
    }
}

package dev.halfway.diagnose;

import java.util.List;
import java.util.Optional;

/**
 * What the single packets of one direction show, beyond the counts.
 *
 * @param decider what separates lost from arrived; empty when nothing tested does
 * @param openQuestions sentences: what these packets are too few to tell, and how many more, of what kind, would
 * @param clues what tells causes apart
 */
public record DirectionEvidence(
        String from,
        String to,
        Optional<Decider> decider,
        LossPattern pattern,
        List<String> openQuestions,
        Clues clues) {

    DirectionEvidence with(Clues others) {
        return new DirectionEvidence(from, to, decider, pattern, openQuestions, others);
    }

    /** Without clues. */
    public DirectionEvidence(
            String from, String to, Optional<Decider> decider, LossPattern pattern, List<String> openQuestions) {
        this(from, to, decider, pattern, openQuestions, Clues.NONE);
    }
}

package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.LossPattern;
import dev.halfway.diagnose.Verdict;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Tells from one diagnosis to the next when the verdict changed: to loss with the first packet that was lost, from loss
 * with the first that passed after the last loss.
 */
final class Verdicts {
    private Optional<Verdict> holding = Optional.empty();
    private OptionalLong passedAgainNanos = OptionalLong.empty();
    private long lastLostNanos = Long.MIN_VALUE;

    /** The change that a diagnosis brings; empty when all is as before. */
    Optional<WatchStatus.Change> note(Diagnosis now) {
        boolean changed = holding.isEmpty() || holding.get() != now.verdict();
        Optional<WatchStatus.Change> change = changed
                ? Optional.of(new WatchStatus.Change(since(now), now.verdict(), now.sentence()))
                : Optional.empty();
        losses(now, LossPattern::lastLostNanos)
                .max()
                .ifPresent(nanos -> lastLostNanos = Math.max(lastLostNanos, nanos));
        passedAgainNanos = max(losses(now, LossPattern::firstAfterNanos));
        holding = Optional.of(now.verdict());
        return change;
    }

    private long since(Diagnosis now) {
        if (isLoss(now.verdict())) {
            // What was lost before the change belongs to what held then.
            OptionalLong first = losses(now, LossPattern::firstLostNanos)
                    .filter(nanos -> nanos > lastLostNanos)
                    .min();
            return first.orElse(end(now));
        }
        boolean after = holding.map(Verdicts::isLoss).orElse(false);
        return after ? passedAgainNanos.orElse(end(now)) : end(now);
    }

    private static boolean isLoss(Verdict verdict) {
        return verdict == Verdict.ONE_WAY_LOSS || verdict == Verdict.LOSS_BOTH_WAYS;
    }

    private static LongStream losses(Diagnosis now, java.util.function.Function<LossPattern, OptionalLong> moment) {
        return now.evidence().stream()
                .map(DirectionEvidence::pattern)
                .filter(pattern -> pattern.lost() > 0)
                .map(moment)
                .flatMapToLong(OptionalLong::stream);
    }

    private static OptionalLong max(LongStream moments) {
        return moments.max();
    }

    /** The last moment that the captures cover. */
    private static long end(Diagnosis now) {
        return now.inputs().stream()
                .flatMapToLong(input -> input.windowEndNanos().stream())
                .max()
                .orElse(0);
    }
}

package dev.halfway.agent;

import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.LossPattern;
import dev.halfway.diagnose.Verdict;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Tells from one diagnosis to the next when the verdict changed: to loss with the first packet that was lost, from loss
 * with the first that passed after the last loss. When more packets have shown another way or another cause of the loss that
 * holds, that is told, too, once it has stood for two diagnoses and while packets are still lost. Times are on the clock of the first host.
 */
final class Verdicts {
    /** What makes one verdict differ from another. */
    private record Story(Verdict verdict, String from, String to, String cause) {
        static Story of(Diagnosis now) {
            Optional<Finding> worst = now.findings().stream().findFirst();
            return new Story(
                    now.verdict(),
                    worst.flatMap(Finding::from).orElse(""),
                    worst.flatMap(Finding::to).orElse(""),
                    worst.flatMap(Finding::cause).map(Finding.Cause::name).orElse(""));
        }
    }

    private Optional<Story> told = Optional.empty();
    private Optional<Story> before = Optional.empty();
    private long sinceNanos;
    private OptionalLong passedAgainNanos = OptionalLong.empty();
    private long lastLostNanos = Long.MIN_VALUE;

    /** The change that a diagnosis brings; empty when all is as before. */
    Optional<WatchStatus.Change> note(Diagnosis now) {
        Story story = Story.of(now);
        boolean isOther = told.isEmpty() || told.get().verdict() != story.verdict();
        OptionalLong lastLost = losses(now, LossPattern::lastLostNanos).max();
        boolean stillLosing = lastLost.isPresent() && lastLost.getAsLong() > lastLostNanos;
        boolean isRefined = !isOther
                && isLoss(story.verdict())
                && stillLosing
                && !told.get().equals(story)
                && before.orElseThrow().equals(story);
        if (isOther) {
            sinceNanos = since(now);
        }
        lastLost.ifPresent(nanos -> lastLostNanos = Math.max(lastLostNanos, nanos));
        passedAgainNanos = losses(now, LossPattern::firstAfterNanos).max();
        before = Optional.of(story);
        if (!isOther && !isRefined) {
            return Optional.empty();
        }
        told = Optional.of(story);
        return Optional.of(new WatchStatus.Change(sinceNanos, now.verdict(), now.sentence()));
    }

    /** A clock was set: later times may be less than those noted. */
    void forgetTimes() {
        lastLostNanos = Long.MIN_VALUE;
    }

    private long since(Diagnosis now) {
        if (isLoss(now.verdict())) {
            // What was lost before the change belongs to what held then.
            OptionalLong first = losses(now, LossPattern::firstLostNanos)
                    .filter(nanos -> nanos > lastLostNanos)
                    .min();
            return first.orElse(end(now));
        }
        boolean after = told.map(Story::verdict).map(Verdicts::isLoss).orElse(false);
        return after ? passedAgainNanos.orElse(end(now)) : end(now);
    }

    static boolean isLoss(Verdict verdict) {
        return verdict == Verdict.ONE_WAY_LOSS || verdict == Verdict.LOSS_BOTH_WAYS;
    }

    private static LongStream losses(Diagnosis now, Function<LossPattern, OptionalLong> moment) {
        return now.evidence().stream()
                .filter(direction -> direction.pattern().lost() > 0)
                .flatMapToLong(direction ->
                        moment.apply(direction.pattern()).stream().map(nanos -> nanos - aheadOfFirst(now, direction)));
    }

    /** How much more the clock of the sending host shows than that of the first. */
    private static long aheadOfFirst(Diagnosis now, DirectionEvidence direction) {
        String first = now.hosts().get(0);
        for (ClockFacts clock : now.clocks()) {
            if (clock.from().equals(first) && clock.to().equals(direction.from())) {
                return clock.offsetNanos();
            } else if (clock.to().equals(first) && clock.from().equals(direction.from())) {
                return -clock.offsetNanos();
            }
        }
        return 0;
    }

    /** The last moment that the captures of the first host cover; of those of any, where nothing came from the first. */
    static long end(Diagnosis now) {
        String first = now.hosts().get(0);
        OptionalLong end = lastOf(now, host -> host.equals(first));
        return (end.isPresent() ? end : lastOf(now, host -> true)).orElse(0);
    }

    private static OptionalLong lastOf(Diagnosis now, Predicate<String> host) {
        return now.inputs().stream()
                .filter(input -> host.test(input.point().host()))
                .flatMapToLong(input -> input.windowEndNanos().stream())
                .max();
    }
}

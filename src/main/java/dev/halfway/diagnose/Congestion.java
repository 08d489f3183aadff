package dev.halfway.diagnose;

import java.util.Optional;

/** A queue on the way runs full: delay rises before packets are dropped, or stays high while they are. */
final class Congestion implements Rule {
    @Override
    public String name() {
        return "congestion";
    }

    private static final double SIGNIFICANT = 0.01;
    /** Less than this is no queue but the scheduling of the hosts. */
    private static final long LEAST_RISE_NANOS = 300_000;
    /** A queue that stands for as long as this is no accident of scheduling. */
    private static final long LEAST_STANDING_NANOS = 5_000_000;

    @Override
    public Optional<Explanation> of(Loss loss) {
        boolean oneFate = loss.isDecidedOtherwise(Feature.RATE, Feature.TIME)
                && Loss.isTotal(loss.decider().orElseThrow().inside());
        if (!delayRises(loss) || oneFate) {
            return Optional.empty();
        }
        LossPattern.DelayBefore delay =
                loss.pattern().flatMap(LossPattern::delayBefore).orElseThrow();
        return Optional.of(supported(Support.STRONG)
                .because("packets just before a loss take " + Words.duration(delay.medianNanos()) + ", others "
                        + Words.duration(delay.usualNanos()) + " (medians)")
                .because(
                        isStanding(delay),
                        "the fastest is faster than half of all by "
                                + Words.duration(delay.usualNanos() - delay.leastNanos())
                                + ": the others wait in a queue")
                .because(loss.decidedBy(Feature.RATE).isPresent(), "losses go with the rate at which packets are sent")
                .leaving("a full queue from " + loss.from() + " to " + loss.to())
                .next(loss.pinging().ping("-c 200 -i 0.2") + " (while idle, and under load: does the delay rise?)"));
    }

    /** Whether packets are slower just before a loss, by so much that it matters. */
    static boolean delayRises(Loss loss) {
        return loss.pattern()
                .flatMap(LossPattern::delayBefore)
                .filter(delay -> isRising(delay) || isStanding(delay))
                .isPresent();
    }

    private static boolean isRising(LossPattern.DelayBefore delay) {
        return delay.p() < SIGNIFICANT
                && delay.medianNanos() - delay.usualNanos() >= LEAST_RISE_NANOS
                && delay.medianNanos() > delay.usualNanos() * 3 / 2;
    }

    /** Most packets wait about as long as those before a loss, which are slower all the same: the queue is full all the time. */
    private static boolean isStanding(LossPattern.DelayBefore delay) {
        long waiting = delay.medianNanos() - delay.leastNanos();
        return delay.p() < SIGNIFICANT
                && delay.medianNanos() > delay.usualNanos()
                && waiting >= LEAST_STANDING_NANOS
                && delay.usualNanos() - delay.leastNanos() >= waiting / 2;
    }
}

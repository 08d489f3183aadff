package dev.halfway.diagnose;

import java.util.Optional;

/** Losses come together, more than chance would have them. */
final class Bursts implements Rule {
    @Override
    public String name() {
        return "bursts of loss";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<LossPattern> bursts = loss.patternMeanwhile().filter(Runs::areBursts);
        if (bursts.isEmpty()
                || loss.isOneRunToTheEnd()
                || loss.spells().isPresent()
                || loss.openings().isPresent()
                || loss.decider().filter(each -> Loss.isTotal(each.inside())).isPresent()) {
            return Optional.empty();
        }
        LossPattern pattern = bursts.get();
        return Optional.of(supported(support(loss, pattern))
                .because(Words.count(pattern.lost()) + " losses in " + Words.count(pattern.periods(), "run")
                        + ", the longest of " + Words.count(pattern.longestPeriod())
                        + ": by chance there would be about "
                        + Words.count(Math.round(Runs.expected(pattern))) + " runs")
                .leaving("a queue that overflows, a link that retrains or a path that flaps from " + loss.from()
                        + " to " + loss.to())
                .next(loss.pinging().ping("-D -c 600 -i 0.1") + " (do the gaps come at regular times?)"));
    }

    /** What is lost for what it is comes in runs as well. */
    private static Support support(Loss loss, LossPattern pattern) {
        if (loss.isDecidedOtherwise(Feature.TIME, Feature.RATE) || IdleTimeout.isSuspected(loss)) {
            return Support.WEAK;
        }
        return pattern.periods() > 1 && loss.decider().isEmpty() ? Support.STRONG : Support.FAIR;
    }
}

package dev.halfway.diagnose;

import java.util.Optional;
import java.util.stream.Collectors;

/** Bits turn over on the way and the frame is dropped: the larger a packet, the likelier. */
final class RandomCorruption implements Rule {
    @Override
    public String name() {
        return "random corruption";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<Decider> bySize = loss.decidedBy(Feature.SIZE)
                .filter(decider -> !Loss.isTotal(decider.inside()))
                .filter(decider -> !decider.detail().isBelow());
        boolean grows = loss.sizeTrend().isPresent() && loss.decider().isEmpty();
        boolean otherwise = Congestion.delayRises(loss)
                || IdleTimeout.isSuspected(loss)
                || loss.patternMeanwhile().filter(Runs::areBursts).isPresent()
                || loss.patternMeanwhile().filter(Runs::areRegular).isPresent()
                || loss.clues().sizeTrend().filter(trend -> !trend.isAsByBits()).isPresent();
        if (bySize.isEmpty() && !grows || otherwise) {
            return Optional.empty();
        }
        Explanation explanation = supported(Support.STRONG);
        bySize.ifPresent(decider -> explanation.because("packets " + Words.brief(decider.words())
                + " are lost more often (" + Words.share(decider.inside()) + ") than others ("
                + Words.share(decider.outside()) + "), and not all of them"));
        loss.sizeTrend()
                .ifPresent(trend -> explanation.because("the longer a packet, the more often it is lost: "
                        + trend.thirds().stream().map(RandomCorruption::words).collect(Collectors.joining(", "))));
        return Optional.of(explanation
                .because(bySize.isEmpty(), "blind to all else that was looked at")
                .leaving("a bad cable, transceiver or memory from " + loss.from() + " to " + loss.to())
                .next("read the error counters of each link on the way: ethtool -S IFACE | grep -iE 'crc|err'"));
    }

    private static String words(SizeTrend.Part part) {
        return Words.share(part.packets()) + " of " + Words.range(part.leastBytes(), part.mostBytes()) + " bytes";
    }

    @Override
    public Optional<Explanation> of(Oddity oddity) {
        return oddity.kind() == Oddity.Kind.CORRUPTION
                ? Optional.of(supported(Support.FAIR)
                        .because("packets arrive with other content than they left with")
                        .rulingOut("loss: each of them arrives")
                        .leaving("memory or links from " + oddity.from() + " to " + oddity.to()
                                + "; a device that rewrites content")
                        .next(oddity.commands().onReceiver("nstat -az TcpInCsumErrors IcmpInCsumErrors")))
                : Optional.empty();
    }
}

package dev.halfway.diagnose;

import java.util.Optional;

/** Bits turn over on the way and the frame is dropped: the larger a packet, the likelier. */
final class RandomCorruption implements Rule {
    @Override
    public String name() {
        return "random corruption";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.SIZE)
                .filter(decider -> !Loss.isTotal(decider.inside()))
                .map(decider -> supported(Support.STRONG)
                        .because("packets " + Words.brief(decider.words()) + " are lost more often ("
                                + Words.share(decider.inside()) + ") than others (" + Words.share(decider.outside())
                                + "), and not all of them")
                        .leaving("a bad cable, transceiver or memory from " + loss.from() + " to " + loss.to())
                        .next("read the error counters of each link on the way: ethtool -S eth0 | grep -iE 'crc|err'"));
    }

    @Override
    public Optional<Explanation> of(Oddity oddity) {
        return oddity.kind() == Oddity.Kind.CORRUPTION
                ? Optional.of(supported(Support.FAIR)
                        .because("packets arrive with other content than they left with")
                        .leaving("memory or links from " + oddity.from() + " to " + oddity.to()
                                + "; a device that rewrites content")
                        .next(oddity.commands().onReceiver("nstat -az TcpInCsumErrors IcmpInCsumErrors")))
                : Optional.empty();
    }
}

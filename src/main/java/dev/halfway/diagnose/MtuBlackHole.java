package dev.halfway.diagnose;

import java.util.Optional;

/** Packets above a size vanish, and no router says so (RFC 2923 section 2.1). */
final class MtuBlackHole implements Rule {
    @Override
    public String name() {
        return "MTU black hole";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.SIZE)
                .filter(decider -> Loss.isTotal(decider.inside()))
                .filter(decider -> loss.errors().stream().noneMatch(IcmpErrors::isTooBig))
                .map(decider -> explain(loss, decider));
    }

    private Explanation explain(Loss loss, Decider decider) {
        boolean decisive = Loss.isCleanCut(decider) && loss.hasNoRivals();
        return supported(decisive ? Support.DECISIVE : Support.STRONG)
                .because("packets " + Words.brief(decider.words()) + " are lost, smaller ones pass")
                .because(
                        decider.detail().passes().isPresent(),
                        "the longest that arrives has "
                                + loss.ofIp(decider.detail().passes().orElse(0)))
                .because("no ICMP error says that they were too big")
                .leaving("an MTU smaller than the hosts' on the way from " + loss.from() + " to " + loss.to()
                        + ": a tunnel, a switch without jumbo frames; and whatever eats the ICMP errors about it")
                .next(loss.commands().ping("-c 20 -M do -s " + loss.commands().mostEchoBytes())
                        + " (then smaller, until it passes)");
    }
}

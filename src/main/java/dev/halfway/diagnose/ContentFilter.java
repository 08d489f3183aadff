package dev.halfway.diagnose;

import java.util.Optional;

/** Something that looks past the ports, at what a segment carries or how long exactly it is. */
final class ContentFilter implements Rule {
    @Override
    public String name() {
        return "filter by content or length";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decider()
                .filter(each -> each.feature() == Feature.MESSAGE || each.feature() == Feature.PAYLOAD)
                .filter(each -> Loss.isTotal(each.inside()) && Loss.passes(each.outside()))
                .map(each -> explained(loss, each));
    }

    private Explanation explained(Loss loss, Decider decider) {
        boolean byBoth = loss.isRival(Feature.PAYLOAD) || decider.feature() == Feature.PAYLOAD;
        long bytes = decider.detail().fails().orElseThrow();
        Commands commands = loss.commands();
        return new Explanation(name(), Support.STRONG)
                .because("segments " + Words.brief(decider.words()) + " are lost (" + Words.share(decider.inside())
                        + "), others pass (" + Words.share(decider.outside()) + " lost)")
                .against(
                        decider.feature() == Feature.MESSAGE && byBoth,
                        "all of these have a payload of " + Words.count(bytes, "byte")
                                + " and nothing else has: by these packets it may as well go by the length")
                .rulingOut("routing, ARP and cabling from " + loss.from() + " to " + loss.to()
                        + ": other packets take the same way")
                .leaving(
                        "devices that look into TCP (IPS, deep packet inspection), rules by the length of a packet or by"
                                + " bytes at a place in it, in the direction to " + loss.to())
                .next(commands.onSender("head -c " + bytes + " /dev/zero | nc -w 2 " + commands.address() + " "
                        + commands.port() + " (" + Words.count(bytes, "byte")
                        + " that are no BGP, captured on both hosts as before: if they do not arrive, it goes by the length; if"
                        + " they do, by what the segments carry)"));
    }
}

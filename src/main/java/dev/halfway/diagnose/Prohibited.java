package dev.halfway.diagnose;

import java.util.Optional;

/** A router or the far host refused the packets by its rules, and said so (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1). */
final class Prohibited implements Rule {
    @Override
    public String name() {
        return "administratively prohibited";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.errors().stream()
                .filter(IcmpErrors::isProhibited)
                .findFirst()
                .map(error -> supported(
                                IcmpErrors.speakFor(loss, IcmpErrors::isProhibited) ? Support.SAID : Support.FAIR)
                        .because(IcmpErrors.words(error))
                        .leaving("the rules of " + IcmpErrors.sender(error))
                        .next("on " + error.source()
                                + ": list its filter rules and their counters (nft list ruleset)"));
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        return silence.errors().stream()
                .filter(IcmpErrors::isProhibited)
                .findFirst()
                .map(
                        error -> supported(Support.SAID)
                                .because(IcmpErrors.words(error))
                                .leaving("the filter rules of " + silence.to())
                                .next(
                                        silence.commands()
                                                .onReceiver(
                                                        silence.errors().stream()
                                                                        .allMatch(IcmpErrors::isProhibited)
                                                                ? "nft list ruleset (which rule rejects with admin-prohibited, and does its"
                                                                        + " counter rise?)"
                                                                : "nft list ruleset (which rules reject, and do their counters rise?)")));
    }
}

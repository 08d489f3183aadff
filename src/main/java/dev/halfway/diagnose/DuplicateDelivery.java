package dev.halfway.diagnose;

import java.util.Optional;

/** The network delivers packets more than once (RFC 5560). */
final class DuplicateDelivery implements Rule {
    @Override
    public String name() {
        return "duplicate delivery";
    }

    @Override
    public Optional<Explanation> of(Oddity oddity) {
        return oddity.kind() == Oddity.Kind.DUPLICATION
                ? Optional.of(supported(Support.STRONG)
                        .because("copies are alike to the last field and left once")
                        .rulingOut("a sender that sends twice: each left " + oddity.from() + " once")
                        .leaving("a loop, a mirror port or a bond on the way from " + oddity.from() + " to "
                                + oddity.to() + "; a mirror that feeds the capture at " + oddity.to())
                        .next(oddity.commands()
                                .onReceiver("tcpdump -n -e -i "
                                        + oddity.commands().receivingInterface() + " "
                                        + (oddity.rows().stream().anyMatch(Loss::isIcmp)
                                                ? oddity.commands().echoFilter()
                                                : "tcp port "
                                                        + oddity.commands().port())
                                        + " (do the copies come from another MAC address?)")))
                : Optional.empty();
    }
}

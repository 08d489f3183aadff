package dev.halfway.diagnose;

import java.util.Optional;

/** A router dropped the packets because their TTL had run out, and said so (RFC 792, RFC 4443 section 3.3). */
final class TtlExceeded implements Rule {
    @Override
    public String name() {
        return "TTL exceeded";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.errors().stream()
                .filter(IcmpErrors::isTtlExceeded)
                .findFirst()
                .map(error -> supported(
                                IcmpErrors.speakFor(loss, IcmpErrors::isTtlExceeded) ? Support.SAID : Support.FAIR)
                        .because(IcmpErrors.words(error))
                        .leaving("a routing loop at " + IcmpErrors.sender(error)
                                + ", or packets sent with too small a TTL" + " (eBGP sends 1 unless told multihop)")
                        .next(loss.commands()
                                .onSender("traceroute -n " + loss.commands().address())));
    }
}

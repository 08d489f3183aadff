package dev.halfway.diagnose;

import java.util.Optional;

/** Requests arrive and the host does nothing: its own firewall, route or service. */
final class HostSilent implements Rule {
    @Override
    public String name() {
        return "host does not answer";
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        if (silence.manner() == Silence.Manner.REFUSAL) {
            return Optional.empty();
        }
        boolean departures = silence.symptoms().showsDepartures(silence.to());
        return Optional.of(supported(Support.FAIR)
                .because(
                        silence.fellSilent(),
                        "it answered pings, and to the last ones that its capture shows arriving it does not")
                .because(
                        silence.manner() != Silence.Manner.STALL && !silence.fellSilent(),
                        "its capture shows the requests arriving, and no answer leaving")
                .because(
                        silence.manner() == Silence.Manner.STALL,
                        "its capture shows the same bytes arriving again and again, and no acknowledgment of them leaving")
                .because(silence.stallsLater(), "earlier data of the same connections it had acknowledged")
                .because(
                        silence.answering().isPresent(),
                        "it does answer "
                                + silence.answering().map(Words::service).orElse(""))
                .against(!departures, "its capture shows nothing at all leaving: it may be of one direction only")
                .leaving(
                        silence.manner() == Silence.Manner.STALL
                                ? "netfilter, also on what leaves, rp_filter, or the route back on " + silence.to()
                                        + "; not the service: to acknowledge is the kernel's part"
                                : "netfilter, rp_filter, the route back, or the service on " + silence.to())
                .next(silence.commands()
                        .onReceiver("nft list ruleset; nstat -az TcpExtListenDrops IpReversePathFilter; ip route get "
                                + silence.commands().addressBack())));
    }
}

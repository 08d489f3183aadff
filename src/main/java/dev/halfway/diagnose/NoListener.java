package dev.halfway.diagnose;

import java.util.Optional;

/** Nobody listens on the port: a reset or a port unreachable answers at once (RFC 9293 section 3.10.7.1). */
final class NoListener implements Rule {
    @Override
    public String name() {
        return "no listener";
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        boolean unreachable = silence.errors().stream().anyMatch(IcmpErrors::isPortUnreachable);
        boolean asked =
                silence.manner() != Silence.Manner.STALL && silence.manner() != Silence.Manner.NO_ACKNOWLEDGMENT;
        if (!asked || silence.manner() != Silence.Manner.REFUSAL && !unreachable) {
            return Optional.empty();
        }
        Commands commands = silence.commands();
        int port = silence.services().get(0).port();
        return Optional.of(supported(Support.STRONG)
                .because(
                        !unreachable && silence.answers() == 0,
                        "every connection is answered by a reset, and no SYN-ACK leaves " + silence.to())
                .because(
                        !unreachable && silence.answers() > 0,
                        Words.count(silence.refused()) + " of " + Words.count(silence.flows(), "connection")
                                + " are answered by a reset, the others open")
                .because(unreachable, "ICMP port unreachable comes back from " + silence.to())
                .rulingOut(
                        !unreachable && silence.refusalsArrive(),
                        "the network from " + silence.to() + " to " + silence.from() + ": the resets arrive")
                .leaving("the service on " + silence.to() + (port > 0 ? " port " + port : "")
                        + ": not running, on another address, or a rule that rejects")
                .next(commands.onReceiver(port > 0 ? "ss -ltnp 'sport = :" + port + "'" : "nft list ruleset")));
    }
}

package dev.halfway.diagnose;

import java.util.Optional;

/** A connection table on the way forgets flows that were silent too long (RFC 5382 section 5, RFC 5508 section 3.2). */
final class IdleTimeout implements Rule {
    @Override
    public String name() {
        return "conntrack or NAT idle timeout";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.IDLE_GAP)
                .map(decider -> supported(Support.STRONG)
                        .because("packets " + Words.brief(decider.words()) + " are lost ("
                                + Words.share(decider.inside()) + "), others pass (" + Words.share(decider.outside())
                                + " lost)")
                        .against(!Loss.isTotal(decider.inside()), "some pass after such a pause as well")
                        .leaving("the timeouts of firewalls, NAT and load balancers between the two")
                        .next(loss.commands()
                                .onSender("sysctl -w net.ipv4.tcp_keepalive_time=30 (keepalives more often than the"
                                        + " pause: does the loss end?)")));
    }
}

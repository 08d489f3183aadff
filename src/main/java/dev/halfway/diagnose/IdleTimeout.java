package dev.halfway.diagnose;

import java.util.Optional;

/** A connection table on the way forgets flows that were silent too long (RFC 5382 section 5, RFC 5508 section 3.2). */
final class IdleTimeout implements Rule {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long USUAL_SECONDS = 30;

    @Override
    public String name() {
        return "conntrack or NAT idle timeout";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.IDLE_GAP).map(decider -> explain(loss, decider));
    }

    private Explanation explain(Loss loss, Decider decider) {
        long passes = decider.detail().passes().orElse(Long.MAX_VALUE);
        long fails = decider.detail().fails().orElse(Long.MIN_VALUE);
        boolean bounded = passes < fails;
        long seconds = bounded ? Math.max(1, passes / NANOS_PER_SECOND) : USUAL_SECONDS;
        return supported(Support.STRONG)
                .because("packets " + Words.brief(decider.words()) + " are lost (" + Words.share(decider.inside())
                        + "), others pass (" + Words.share(decider.outside()) + " lost)")
                .because(
                        bounded,
                        "the timeout lies between " + Words.duration(passes)
                                + ", the longest pause after which packets pass, and " + Words.duration(fails)
                                + ", the shortest after which they are lost")
                .against(!Loss.isTotal(decider.inside()), "some pass after such a pause as well")
                .leaving("the timeouts of firewalls, NAT and load balancers between the two")
                .next(loss.commands()
                        .onSender("sysctl -w net.ipv4.tcp_keepalive_time=" + seconds + " net.ipv4.tcp_keepalive_intvl="
                                + seconds + " (keepalives "
                                + (bounded ? "after no longer a pause than flows survive" : "more often than the pause")
                                + ", for programs that set SO_KEEPALIVE: does the loss end?)"));
    }
}

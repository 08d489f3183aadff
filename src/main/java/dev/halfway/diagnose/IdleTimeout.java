package dev.halfway.diagnose;

import java.util.Optional;

/** A connection table on the way forgets flows that were silent too long (RFC 5382 section 5, RFC 5508 section 3.2). */
final class IdleTimeout implements Rule {
    static final String NAME = "conntrack or NAT idle timeout";

    private static final String FORGOTTEN =
            "no connection that was there before goes on: a device on the way that lost what it"
                    + " kept of all of them (a restart, a failover) would look the same; one that is never idle would tell";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long USUAL_SECONDS = 30;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.IDLE_GAP)
                .map(decider -> explain(loss, decider))
                .or(() -> asWell(loss).map(pause -> explain(loss, pause)))
                .or(() -> loss.suspect(Feature.IDLE_GAP)
                        .filter(suspect -> isSuspected(loss))
                        .map(suspect -> explain(loss, suspect)));
    }

    /**
     * Whether of several flows all is lost from a pause on, and nothing else is, though these are too few to show that the pause
     * decides: chance does not pick them so.
     */
    static boolean isSuspected(Loss loss) {
        return loss.decider().isEmpty()
                && loss.suspect(Feature.IDLE_GAP)
                        .filter(suspect -> Loss.isAll(suspect.inside())
                                && suspect.inside().lost() >= Loss.FEW
                                && suspect.outside().lost() == 0
                                && suspect.outside().judged() >= Loss.ENOUGH
                                && suspect.detail().isBounded())
                        .isPresent();
    }

    /** A pause after which all is lost, while nothing else is, where flows or kinds that lose separate the packets about as well. */
    static Optional<Clues.Suspect> asWell(Loss loss) {
        boolean ofFlows = loss.decidedBy(Feature.FIVE_TUPLE).isPresent()
                || loss.decidedBy(Feature.KIND).isPresent();
        return loss.rival(Feature.IDLE_GAP)
                .filter(each -> ofFlows
                        && Loss.isAll(each.inside())
                        && each.inside().lost() >= Loss.FEW
                        && each.outside().lost() == 0
                        && each.outside().judged() >= Loss.ENOUGH
                        && each.detail().isBounded())
                .map(each -> new Clues.Suspect(
                        each.feature(), each.words(), "", each.inside(), each.outside(), each.detail()));
    }

    private Explanation explain(Loss loss, Clues.Suspect suspect) {
        long passes = suspect.detail().passes().orElseThrow();
        boolean asWell =
                loss.decider().isPresent() || ForgetfulDevice.forgotten(loss).isPresent();
        return supported(asWell ? Support.STRONG : Support.FAIR)
                .because("packets " + Words.brief(suspect.words()) + " are lost (" + Words.share(suspect.inside())
                        + "), after at most " + Words.duration(passes) + " they pass ("
                        + Words.share(suspect.outside()) + " lost)")
                .because("the timeout, if it is one, lies between " + Words.duration(passes) + " and "
                        + Words.duration(suspect.detail().fails().orElseThrow()))
                .against("few flows pause for so long: what else they have in common would look the same")
                .against(loss.clues().oldOnesEnd(), FORGOTTEN)
                .leaving("the timeouts of firewalls, NAT and load balancers between the two")
                .next(keepalives(loss, Math.max(1, passes / NANOS_PER_SECOND), true));
    }

    private Explanation explain(Loss loss, Decider decider) {
        long passes = decider.detail().passes().orElse(0);
        boolean bounded = decider.detail().isBounded();
        long seconds = bounded ? Math.max(1, passes / NANOS_PER_SECOND) : USUAL_SECONDS;
        return supported(Support.STRONG)
                .because("packets " + Words.brief(decider.words()) + " are lost (" + Words.share(decider.inside())
                        + "), " + (bounded ? "after at most " + Words.duration(passes) + " they" : "others") + " pass ("
                        + Words.share(decider.outside()) + " lost)")
                .because(
                        bounded,
                        "the timeout lies between " + Words.duration(passes) + " and "
                                + Words.duration(decider.detail().fails().orElse(0)))
                .against(!Loss.isTotal(decider.inside()), "some pass after such a pause as well")
                .against(loss.clues().oldOnesEnd(), FORGOTTEN)
                .leaving("the timeouts of firewalls, NAT and load balancers between the two")
                .next(keepalives(loss, seconds, bounded));
    }

    private static String keepalives(Loss loss, long seconds, boolean bounded) {
        return loss.commands()
                .onSender(
                        "sysctl -w net.ipv4.tcp_keepalive_time=" + seconds + " net.ipv4.tcp_keepalive_intvl=" + seconds
                                + " (keepalives "
                                + (bounded ? "after no longer a pause than flows survive" : "more often than the pause")
                                + ", for programs that set SO_KEEPALIVE: does the loss end?)");
    }
}

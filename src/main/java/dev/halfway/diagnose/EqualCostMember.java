package dev.halfway.diagnose;

import java.util.Optional;

/** One of several parallel links or paths is bad: what a flow is hashed to decides whether it passes. */
final class EqualCostMember implements Rule {
    @Override
    public String name() {
        return "ECMP or LAG member";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.FIVE_TUPLE).map(decider -> explain(loss, decider));
    }

    private Explanation explain(Loss loss, Decider decider) {
        boolean total = Loss.isTotal(decider.inside());
        boolean decisive = total
                && decider.inside().lost() == decider.inside().judged()
                && decider.inside().lost() >= Loss.ENOUGH
                && decider.outside().lost() == 0
                && decider.outside().judged() >= Loss.ENOUGH;
        Commands commands = loss.commands();
        return supported(decisive ? Support.DECISIVE : Support.STRONG)
                .because(decider.value() + " lose " + (total ? "everything" : "packets") + ", the others "
                        + (decider.outside().lost() == 0 ? "nothing" : "hardly anything"))
                .against(!total, "the bad flows do not lose everything: a member that drops some of its packets")
                .rulingOut("what looks at hosts, protocols or sizes: flows alike in these fare differently")
                .leaving("one member of a bundle, or one of several equal paths, from " + loss.from() + " to "
                        + loss.to())
                .next(commands.onSender("for p in $(seq 40000 40015); do nc -vz -w 2 -p $p " + commands.address() + " "
                        + commands.port() + "; done (which source ports fail?)"));
    }
}

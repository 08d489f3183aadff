package dev.halfway.diagnose;

import java.util.Optional;
import java.util.stream.Stream;

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

    /** Whether of the flows with one service, either way, some come about and some do not. */
    static boolean isOneServiceSplit(Loss loss) {
        return Stream.concat(
                        loss.symptoms().exchanges(loss.from(), loss.to()).stream(),
                        loss.symptoms().exchanges(loss.to(), loss.from()).stream())
                .anyMatch(row -> row.accepted() > 0 && row.accepted() < row.flows());
    }

    private Explanation explain(Loss loss, Decider decider) {
        boolean total = Loss.isTotal(decider.inside());
        boolean split = loss.clues().cutsAcrossServices() || isOneServiceSplit(loss);
        boolean decisive = split && Loss.isCleanCut(decider) && loss.hasNoRivals();
        Commands commands = loss.commands();
        return supported(decisive ? Support.DECISIVE : split ? Support.STRONG : total ? Support.FAIR : Support.WEAK)
                .because(decider.value() + " lose " + (total ? "everything" : "packets") + ", the others "
                        + (decider.outside().lost() == 0 ? "nothing" : "hardly anything"))
                .against(!total, "the bad flows do not lose everything: a member that drops some of its packets")
                .because(split, "flows to one and the same port fare differently")
                .against(
                        !split,
                        "no port is seen of which some flows pass and others do not: a filter would look the same")
                .rulingOut("what looks at hosts, protocols or sizes: flows alike in these fare differently")
                .leaving("one member of a bundle, or one of several equal paths, from " + loss.from() + " to "
                        + loss.to())
                .next(commands.onSender("for p in $(seq 40000 40015); do nc -vz -w 2 -p $p " + commands.address() + " "
                        + commands.port() + "; done (which source ports fail?)"));
    }
}

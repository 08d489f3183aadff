package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.Role;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of several parallel links or paths is bad: what a flow is hashed to decides whether it passes. */
final class EqualCostMember implements Rule {
    /** As {@link Decider#value()} has it. */
    private static final Pattern FLOWS = Pattern.compile("(\\d+) of (\\d+) flows");
    /** One in so many ways to choose these flows among all. */
    private static final double LN_NO_CHANCE = Math.log(100);

    @Override
    public String name() {
        return "ECMP or LAG member";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<Decider> decider = loss.decidedBy(Feature.FIVE_TUPLE);
        if (decider.filter(EqualCostMember::isOfAPartOfServices).isPresent()) {
            return Optional.empty();
        }
        return decider.isPresent()
                ? decider.map(each -> explain(loss, each))
                : asWell(loss).or(() -> ofOneProtocol(loss));
    }

    /** Some of the packets of all flows of a service: a member that is hashed to by flow would take some of the flows. */
    private static boolean isOfAPartOfServices(Decider decider) {
        return ByFiveTuple.isOfServices(decider.value()) && !Loss.isTotal(decider.inside());
    }

    /** Where something else decides, and flows to one service that fare differently explain the losses about as well. */
    private Optional<Explanation> asWell(Loss loss) {
        boolean fits = loss.isRival(Feature.FIVE_TUPLE)
                && loss.clues().cutsAcrossServices()
                && !Loss.isTotal(loss.decider().orElseThrow().inside());
        return !fits
                ? Optional.empty()
                : Optional.of(supported(Support.FAIR)
                        .because("some flows to a port lose packets, others to the same port hardly any")
                        .against("what all of them have in common separates the packets about as well")
                        .leaving("one member of a bundle, or one of several equal paths, from " + loss.from() + " to "
                                + loss.to())
                        .next(vary(loss)));
    }

    /** Where a filter by protocol fits, and so few flows are seen that one member may have all that lose and no other. */
    private Optional<Explanation> ofOneProtocol(Loss loss) {
        return new AccessList()
                .byProtocolOfFewFlows(loss)
                .map(each -> supported(each.support())
                        .because(
                                "all flows of one protocol lose, and so few are seen that one member may have all of these"
                                        + " and no other")
                        .next(vary(loss)));
    }

    /** Where the flows that lose are those that one of the two began, as far as that is known. */
    private static boolean isByRole(Loss loss) {
        Sample requests = loss.of(Role.REQUEST);
        Sample responses = loss.of(Role.RESPONSE);
        return Loss.isAll(requests) && responses.judged() > 0 && responses.lost() == 0
                || Loss.isAll(responses) && requests.judged() > 0 && requests.lost() == 0;
    }

    private Explanation explain(Loss loss, Decider decider) {
        boolean total = Loss.isTotal(decider.inside());
        boolean split = loss.clues().cutsAcrossServices();
        boolean fromBirth =
                loss.lossy().stream().anyMatch(row -> row.typeP() == TypeP.TCP_SYN || row.typeP() == TypeP.TCP_SYN_ACK);
        boolean newOnesPass = loss.clues().begunMeanwhile();
        boolean onlyOldOnes = loss.clues()
                .forgotten()
                .filter(each -> each.isNoAccident() || Loss.isAll(loss.of(Role.RESPONSE)))
                .isPresent();
        boolean ofNearlyAllSyns = loss.kinds().equals(List.of(TypeP.TCP_SYN))
                && Loss.isTotal(loss.of(row -> row.typeP() == TypeP.TCP_SYN));
        boolean decisive = split
                && !onlyOldOnes
                && fromBirth
                && newOnesPass
                && Loss.isCleanCut(decider)
                && loss.hasNoRivals()
                && !isByRole(loss)
                && !ofNearlyAllSyns;
        boolean newOnesFail = newOnesFail(loss, decider);
        boolean paused =
                !Loss.isAll(decider.inside()) && IdleTimeout.asWell(loss).isPresent();
        return supported(
                        decisive
                                ? Support.DECISIVE
                                : split && !onlyOldOnes && !paused && !newOnesFail
                                        ? Support.STRONG
                                        : total || paused || newOnesFail ? Support.FAIR : Support.WEAK)
                .because(decider.value() + " lose " + (total ? "everything" : "packets")
                        + WhileLosing.when(decider.words()) + ", the others "
                        + (decider.outside().lost() == 0 ? "nothing" : "hardly anything"))
                .against(!total, "the bad flows do not lose everything: a member that drops some of its packets")
                .because(
                        split,
                        "flows to one and the same " + (isOfPings(loss) ? "address" : "port") + " fare differently")
                .against(paused, "they pass until they have paused, and lose everything from then on")
                .against(
                        onlyOldOnes,
                        "it is the connections opened before that lose, all of them, and none opened since")
                .against(
                        newOnesFail,
                        "none passes of those that begin while they are lost: chance seldom chooses just these")
                .against(
                        !split,
                        "no port is seen of which some flows pass and others do not: a filter would look the same")
                .against(
                        split && !(fromBirth && newOnesPass),
                        (fromBirth
                                        ? "no new flow is seen to pass while others fail"
                                        : "no connection is seen that failed from its beginning")
                                + ": a device that keeps connections, and has only some of them, would look the same")
                .against(
                        ofNearlyAllSyns,
                        "nearly all SYNs are lost, and nothing else: what lets few connections begin would look much the same")
                .rulingOut(
                        split,
                        "what looks at hosts, protocols or ports asked for: flows alike in these fare differently")
                .leaving("one member of a bundle, or one of several equal paths, from " + loss.from() + " to "
                        + loss.to())
                .next(vary(loss));
    }

    /** Whether just those flows lose, from their beginning, that begin while packets are lost, and they are no few by chance. */
    static boolean newOnesFail(Loss loss, Decider decider) {
        Matcher flows = FLOWS.matcher(decider.value());
        boolean fromBirth =
                loss.lossy().stream().anyMatch(row -> row.typeP() == TypeP.TCP_SYN || row.typeP() == TypeP.TCP_SYN_ACK);
        return decider.feature() == Feature.FIVE_TUPLE
                && Loss.isCleanCut(decider)
                && fromBirth
                && loss.clues().cutsAcrossServices()
                && !loss.clues().begunMeanwhile()
                && flows.matches()
                && LnMath.lnChoose(Integer.parseInt(flows.group(2)), Integer.parseInt(flows.group(1))) >= LN_NO_CHANCE;
    }

    private static boolean isOfPings(Loss loss) {
        return loss.kinds().stream().allMatch(TypeP::isEcho);
    }

    /** Other flows, to see which of them fail. */
    static String vary(Loss loss) {
        Commands commands = loss.commands();
        return commands.onSender(
                commands.isTcpSeen() && !isOfPings(loss)
                        ? "for p in $(seq 40000 40015); do nc -vz -w 2 -p $p " + commands.address() + " "
                                + commands.port() + "; done (which source ports fail?)"
                        : "for n in $(seq 16); do ping -c 3 -W 1 " + commands.address()
                                + "; done (each is a flow of its own: do some fail and others not?)");
    }
}

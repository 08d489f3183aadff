package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.Optional;

/** A device on the way that keeps connections, and has not those that the far host began: responses are lost, initiations pass. */
final class StatefulDevice implements Rule {
    static final String NAME = "stateful device without the state";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return openingsAlonePass(loss) ? Optional.of(ofOpenings(loss)) : ofResponses(loss);
    }

    /**
     * Whether all passes that opens an exchange, and all is lost that follows in one, of connections of either side: what needs
     * a state to pass finds none.
     */
    static boolean openingsAlonePass(Loss loss) {
        Sample openings = loss.of(StatefulDevice::opens);
        Sample responses = loss.of(row -> row.typeP() == TypeP.ICMP_ECHO_REPLY || row.typeP() == TypeP.TCP_SYN_ACK);
        Sample others = loss.of(row -> !opens(row));
        Sample ofOwn = loss.of(row -> !opens(row) && row.role() == Role.REQUEST);
        return openings.judged() >= Loss.FEW
                && openings.lost() == 0
                && others.lost() >= Loss.FEW
                && Loss.isTotal(others)
                && Loss.isTotal(responses)
                && Loss.isTotal(ofOwn);
    }

    private static boolean opens(LossRow row) {
        return row.typeP() == TypeP.ICMP_ECHO_REQUEST || row.typeP() == TypeP.TCP_SYN;
    }

    private Explanation ofOpenings(Loss loss) {
        Sample openings = loss.of(StatefulDevice::opens);
        Sample others = loss.of(row -> !opens(row));
        Commands back = new Commands(loss.symptoms(), loss.to(), loss.from());
        return supported(Support.STRONG)
                .because("what opens an exchange passes (" + Words.count(openings.judged()) + " of "
                        + Words.count(openings.judged()) + " echo requests and SYNs), what follows in one is lost ("
                        + Words.share(others) + "), whoever began")
                .rulingOut(
                        loss.symptoms().isBetweenOnePairOfAddresses(loss.from(), loss.to()),
                        "routing, ARP and cabling from " + loss.from() + " to " + loss.to()
                                + ": other packets take the same way")
                .leaving(
                        "firewalls, security groups and connection tracking between the two that see this direction only:"
                                + " what " + loss.to() + " sends goes another way past them (asymmetric routes)")
                .next(loss.commands()
                                .onSender("traceroute -n " + loss.commands().address()) + "; "
                        + back.onSender("traceroute -n " + back.address())
                        + " (do both ways pass the same routers?)");
    }

    private Optional<Explanation> ofResponses(Loss loss) {
        Sample responses = loss.of(Role.RESPONSE);
        long forgotten = loss.clues()
                .forgotten()
                .map(ForgottenConnections::ofInitiations)
                .orElse(0L);
        Sample all = loss.of(Role.REQUEST);
        long apart = forgotten + inOutage(loss);
        Sample initiations = new Sample(all.judged() - apart, all.lost() - apart);
        Optional<Decider> whileIt = loss.decider()
                .filter(each -> each.feature() == Feature.INITIATOR
                                && each.value().equals(loss.to())
                        || each.feature() == Feature.ROLE && each.value().equals(Roles.RESPONSE))
                .filter(each -> Loss.isTotal(each.inside()));
        if (!Loss.isTotal(responses) && whileIt.isEmpty()
                || initiations.lost() > 0 && !Loss.passes(initiations)
                || loss.isDecidedOtherwise(Feature.INITIATOR, Feature.ROLE, Feature.KIND)
                        && (forgotten == 0 || loss.decidedBy(Feature.FIVE_TUPLE).isEmpty())) {
            return Optional.empty();
        }
        Sample echo = loss.of(row -> row.role() == Role.RESPONSE && Loss.isIcmp(row));
        Sample tcp = loss.of(row -> row.role() == Role.RESPONSE && Loss.isTcp(row));
        Sample dropped =
                Loss.isTotal(responses) ? responses : whileIt.orElseThrow().inside();
        boolean bothProtocols = isDropped(echo, responses) && isDropped(tcp, responses);
        boolean bothPass = Loss.passes(loss.of(row -> row.role() == Role.REQUEST && Loss.isIcmp(row)))
                && Loss.passes(loss.of(row -> row.role() == Role.REQUEST && Loss.isTcp(row)));
        boolean oneAddress = loss.symptoms().isBetweenOnePairOfAddresses(loss.from(), loss.to());
        boolean enough = responses.lost() >= Loss.ENOUGH && initiations.judged() >= Loss.ENOUGH;
        Explanation explanation = supported(
                        support(initiations, bothProtocols && bothPass && enough && oneAddress && loss.hasNoRivals()))
                .because(Words.share(dropped) + " responses of " + loss.from() + " to what " + loss.to()
                        + " began are lost" + (dropped == responses ? "" : ", once it has begun"));
        if (initiations.judged() > 0) {
            explanation
                    .because("of what " + loss.from() + " began, "
                            + Words.count(initiations.judged() - initiations.lost()) + " of "
                            + Words.count(initiations.judged()) + " packets pass the same way")
                    .rulingOut(
                            oneAddress,
                            "routing, ARP and cabling from " + loss.from() + " to " + loss.to()
                                    + ": other packets take the same way");
        } else {
            explanation.against(
                    "nothing that " + loss.from() + " began is in the captures: whether it would pass is not known");
        }
        loss.clues()
                .forgotten()
                .filter(each -> each.ofInitiations() > 0)
                .ifPresent(each -> explanation.because("of what " + loss.from() + " began, " + each.words()));
        explanation.against(
                !bothProtocols,
                "of one protocol only: a filter on these packets alone, without a memory, would look the same");
        explanation.against(
                bothProtocols && AccessList.mayBeOfResponses(loss),
                "of one protocol nothing that " + loss.from()
                        + " began is seen: a filter on these packets alone, without a memory, would look the same");
        explanation.against(
                !oneAddress, "what either began goes between other addresses: a filter by address would look the same");
        explanation.leaving("security groups and connection tracking of the virtual switches, firewalls or load"
                + " balancers between the two");
        return Optional.of(explanation.next(next(loss, echo, tcp, initiations)));
    }

    /** Of what is not of the responses: lost with everything else in a time of its own, which says nothing of a device. */
    private static long inOutage(Loss loss) {
        boolean byRole = loss.decidedBy(Feature.INITIATOR)
                        .filter(each -> each.value().equals(loss.to()))
                        .isPresent()
                || loss.decidedBy(Feature.ROLE)
                        .filter(each -> each.value().equals(Roles.RESPONSE))
                        .isPresent();
        return loss.decider()
                .filter(each -> byRole && each.outside().equals(loss.of(Role.REQUEST)))
                .flatMap(Decider::rest)
                .filter(Decider.Rest::isOutage)
                .flatMap(Decider.Rest::decider)
                .map(each -> each.inside().lost())
                .orElse(0L);
    }

    /** What is begun from the other side; where that is seen to pass, another protocol or another port. */
    private static String next(Loss loss, Sample echo, Sample tcp, Sample initiations) {
        Commands commands = loss.commands();
        Commands back = new Commands(loss.symptoms(), loss.to(), loss.from());
        if (initiations.judged() > 0 && tcp.judged() == 0) {
            return "on " + loss.to() + ": nc -vz -w 5 " + back.address() + " " + back.port()
                    + " (are the answers to TCP lost as well?)";
        } else if (initiations.judged() > 0 && echo.judged() == 0) {
            return back.ping("-c 20") + " (are the answers to pings lost as well?)";
        }
        if (loss.of(row -> row.role() == Role.REQUEST && Loss.isTcp(row)).judged() > 0) {
            return "on " + loss.to() + ": nc -vz -w 5 " + back.address() + " " + AccessList.otherPort(back.port())
                    + " (another port: no answer either, then it goes by who began; opened or refused, then by the port)";
        }
        return commands.isTcpSeen() ? commands.connect() : commands.ping("-c 20");
    }

    /** All of it, or, where the others were not lost from the start either, much. */
    private static boolean isDropped(Sample some, Sample responses) {
        return Loss.isTotal(some) || !Loss.isTotal(responses) && some.lost() >= Loss.FEW;
    }

    private static Support support(Sample initiations, boolean decisive) {
        if (decisive) {
            return Support.DECISIVE;
        }
        return initiations.judged() >= Loss.FEW ? Support.STRONG : Support.FAIR;
    }
}

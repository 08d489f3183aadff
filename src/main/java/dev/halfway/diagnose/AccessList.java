package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A filter without memory, or one that takes packets for spoofed: one direction, whoever began, by what stands in the header. */
final class AccessList implements Rule {
    /** So many connections take all of several equal paths: one of them that is bad does not spare all, nor hit all. */
    private static final int ENOUGH_FLOWS = 7;

    /**
     * ICMP echo has no ports: all of it may be hashed to one path, however many pings there are. So many TCP connections take
     * all of eight such paths, but for one time in a hundred.
     */
    private static final int ENOUGH_BESIDE_ICMP = 35;

    private static final String LATER_ONES_PASS =
            "fragments behind the first pass, which show neither ICMP type nor ports: it goes by that header, not by the size";

    private static final int SSH = 22;
    private static final int HTTP = 80;

    @Override
    public String name() {
        return "ACL or anti-spoofing";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<Explanation> byProtocol = byProtocol(loss);
        if (byProtocol.isPresent()) {
            return byProtocol;
        }
        if (loss.spellsOfKinds().isPresent()) {
            return Optional.of(atTimes(loss, loss.spellsOfKinds().get()));
        }
        Optional<Decider> decider = loss.decider().filter(each -> Loss.isTotal(each.inside()));
        if (decider.isPresent()) {
            return byField(loss, decider.get());
        }
        if (loss.decider().isEmpty() && Loss.isAll(loss.all())) {
            return Optional.of(supported(Support.FAIR)
                    .because("everything from " + loss.from() + " is lost, as where its address is not let through")
                    .next(traceroute(loss, Loss.isTotal(loss.of(Loss::isIcmp)))));
        }
        return Optional.empty();
    }

    /** Where all of one protocol is lost, and of the other nothing; not where that goes by size. */
    private Optional<Explanation> byProtocol(Loss loss) {
        if (loss.decidedBy(Feature.SIZE).isPresent()) {
            return Optional.empty();
        }
        Sample icmp = loss.of(Loss::isIcmp);
        Sample tcp = loss.of(Loss::isTcp);
        if (Loss.isTotal(icmp) && Loss.passes(tcp)) {
            return Optional.of(byProtocol(loss, icmp, tcp, true));
        }
        return Loss.isTotal(tcp) && Loss.passes(icmp)
                ? Optional.of(byProtocol(loss, tcp, icmp, false))
                : Optional.empty();
    }

    /** The same where so few connections are seen that one bad member of several equal paths fits as well. */
    Optional<Explanation> byProtocolOfFewFlows(Loss loss) {
        return byProtocol(loss).filter(each -> !takesAllPaths(loss, Loss.isTotal(loss.of(Loss::isIcmp))));
    }

    /** Fragments behind the first have no more to be hashed by than echo has, and would take its path. */
    private static boolean takesAllPaths(Loss loss, boolean besideIcmp) {
        return besideIcmp && ByKind.isOfShown(loss)
                || loss.symptoms().connections(loss.from(), loss.to())
                        >= (besideIcmp ? ENOUGH_BESIDE_ICMP : ENOUGH_FLOWS);
    }

    private Explanation byProtocol(Loss loss, Sample dropped, Sample passing, boolean isIcmp) {
        Sample initiations = loss.of(row -> row.role() == Role.REQUEST && Loss.isIcmp(row) == isIcmp);
        Sample responses = loss.of(row -> row.role() == Role.RESPONSE && Loss.isIcmp(row) == isIcmp);
        boolean bothRoles = Loss.isTotal(initiations) && Loss.isTotal(responses);
        boolean takesAllPaths = takesAllPaths(loss, isIcmp);
        boolean manyFlows = takesAllPaths || loss.symptoms().connections(loss.from(), loss.to()) >= ENOUGH_FLOWS;
        boolean enough = loss.hasNoRivals()
                && loss.decidedBy(Feature.TTL).isEmpty()
                && takesAllPaths
                && Loss.isAll(dropped)
                && dropped.lost() >= Loss.ENOUGH
                && passing.judged() >= Loss.ENOUGH
                && passing.lost() == 0;
        String protocol = isIcmp ? "ICMP echo" : "TCP";
        return supported(bothRoles && enough ? Support.DECISIVE : bothRoles ? Support.STRONG : Support.FAIR)
                .because(protocol + " is lost (" + Words.share(dropped) + "), " + (isIcmp ? "TCP" : "ICMP echo")
                        + " passes the same way (" + Words.count(passing.judged() - passing.lost()) + " of "
                        + Words.count(passing.judged()) + ")")
                .because(bothRoles, "whoever began: requests and responses alike")
                .because(ByKind.isOfShown(loss), LATER_ONES_PASS)
                .against(!bothRoles, "only " + (initiations.lost() > 0 ? "requests" : "responses") + " of it are seen")
                .against(
                        bothRoles && !manyFlows,
                        "few TCP connections are seen: one bad member of several equal paths would look the same")
                .against(
                        bothRoles && manyFlows && !takesAllPaths,
                        "ICMP echo has no ports: one bad member of many equal paths, to which all of it is hashed, would look"
                                + " the same")
                .rulingOut("routing" + (takesAllPaths ? ", ARP and cabling" : " and ARP") + " from " + loss.from()
                        + " to " + loss.to() + ": other packets take the same way")
                .leaving(
                        "rules of security groups, switches, routers or firewalls between the two, in the direction to "
                                + loss.to())
                .leaving(
                        isIcmp && !takesAllPaths,
                        "one member of a bundle or one of several equal paths (ECMP), where all ICMP echo takes the same one")
                .next(traceroute(loss, isIcmp));
    }

    /** Rules that come and go, or a device whose rules do. */
    private Explanation atTimes(Loss loss, Spells spells) {
        return supported(Support.STRONG)
                .because("in " + Words.count(spells.times().size(), "spell") + " all of that kind is lost ("
                        + Words.share(spells.inside()) + ") while others pass, at other times "
                        + Words.share(spells.outside()))
                .against("rules seldom come and go: what they go by may be something else that changed meanwhile")
                .leaving(
                        "rules of security groups, switches, routers or firewalls between the two, in the direction to "
                                + loss.to() + ", that were there in these times only, or a device that was")
                .next("look for what happened then: journalctl --utc --since '"
                        + Words.dateTime(spells.times().get(0).fromNanos())
                        + " UTC' (" + loss.from() + "'s clock) on the devices between (rules loaded, failover)");
    }

    /** What is known on the way goes on, and nothing new is let through. */
    private Explanation ofNewFlows(Loss loss, Decider decider) {
        return supported(Support.STRONG)
                .because("the " + decider.value() + " that lose begin while packets are lost, and lose everything ("
                        + Words.share(decider.inside())
                        + "); of flows to the same ports none passes that begins then, and"
                        + " those that were there before go on")
                .leaving("firewalls and security groups from " + loss.from() + " to " + loss.to()
                        + " that keep connections: their rules for new ones, or a table of connections that is full"
                        + " (dmesg there: nf_conntrack: table full)")
                .next(loss.commands().connect() + " (does a new connection pass, when the old ones do?)");
    }

    /** By a field that filters look at, and that no other cause of the table goes by. */
    private Optional<Explanation> byField(Loss loss, Decider decider) {
        if (EqualCostMember.newOnesFail(loss, decider)) {
            return Optional.of(ofNewFlows(loss, decider));
        }
        if (decider.feature() == Feature.FIVE_TUPLE) {
            return byService(loss, decider);
        }
        boolean byRole = decider.feature() == Feature.INITIATOR || decider.feature() == Feature.ROLE;
        if (byRole && mayBeOfResponses(loss)) {
            return Optional.of(ofResponses(loss, decider));
        }
        boolean ofState = StatefulDevice.openingsAlonePass(loss) || ForgetfulDevice.endsOldOnes(loss);
        boolean initiations = Loss.isTotal(loss.of(Role.REQUEST)) && Loss.passes(loss.of(Role.RESPONSE));
        boolean byHeader = decider.feature() == Feature.DSCP
                || decider.feature() == Feature.ADDRESS_FAMILY
                || decider.feature() == Feature.ENCAPSULATION
                || decider.feature() == Feature.FRAGMENT
                || decider.feature() == Feature.ADDRESS
                || decider.feature() == Feature.KIND;
        if (!byHeader && !initiations) {
            return Optional.empty();
        }
        return Optional.of(supported(ofState ? Support.FAIR : Support.STRONG)
                .because("packets " + Words.brief(decider.words()) + " are lost (" + Words.share(decider.inside())
                        + "), others pass (" + Words.share(decider.outside()) + " lost)")
                .against(ofState, "what passes is what needs no connection that is known on the way")
                .because(
                        decider.value().equals(ByFragment.LATER),
                        "only the first fragment shows the ports: filters that ask for ports drop the others")
                .because(
                        decider.value().equals(ByFragment.FIRST),
                        "only the first fragment shows the ports or the ICMP type: filters that drop by these let the others"
                                + " through")
                .because(ByKind.isOfShown(loss), LATER_ONES_PASS)
                .because(initiations, "what " + loss.from() + " begins is dropped, what it answers passes")
                .against(
                        mayBeByPort(loss, decider),
                        "a rule about the port asked for, " + loss.commands().port() + ", would look the same")
                .leaving(
                        "rules of security groups, switches, routers or firewalls between the two, in the direction to "
                                + loss.to())
                .against(
                        decider.feature() == Feature.ADDRESS,
                        "one of several equal paths that are chosen by addresses alone would look the same")
                .leaving(
                        decider.feature() == Feature.ADDRESS,
                        "what knows this address on the way: allowed addresses of a port, a route, a neighbour entry")
                .leaving(
                        decider.feature() == Feature.ADDRESS_FAMILY,
                        "the route and the neighbours of that address family, and a tunnel that may carry it")
                .leaving(decider.feature() == Feature.ENCAPSULATION, ByEncapsulation.remaining(decider.value()))
                .next(vary(loss, decider)));
    }

    /**
     * Whether of a protocol only responses are seen that way, and lost: that its initiations would pass is then not known.
     * Where those of both protocols pass, it takes a memory to tell them apart, or two rules that happen to look like one.
     */
    static boolean mayBeOfResponses(Loss loss) {
        return isOfResponsesAlone(loss, Loss::isIcmp) || isOfResponsesAlone(loss, Loss::isTcp);
    }

    private static boolean isOfResponsesAlone(Loss loss, Predicate<LossRow> protocol) {
        return Loss.isTotal(loss.of(row -> row.role() == Role.RESPONSE && protocol.test(row)))
                && loss.of(row -> row.role() == Role.REQUEST && protocol.test(row))
                                .judged()
                        == 0;
    }

    private Explanation ofResponses(Loss loss, Decider decider) {
        boolean icmp = isOfResponsesAlone(loss, Loss::isIcmp);
        return supported(Support.STRONG)
                .because("packets " + Words.brief(decider.words()) + " are lost (" + Words.share(decider.inside())
                        + "), and of " + (icmp ? "ICMP echo" : "TCP") + " no others are seen that way")
                .leaving(
                        "rules of security groups, switches, routers or firewalls between the two, in the direction to "
                                + loss.to())
                .next(icmp ? loss.commands().ping("-c 20") : loss.commands().connect());
    }

    /** The same with and without what is filtered by. */
    private static String vary(Loss loss, Decider decider) {
        Commands commands = loss.commands();
        return switch (decider.feature()) {
            case DSCP ->
                commands.ping("-c 20 -Q " + 4 * Integer.parseInt(decider.value().split(",")[0]))
                        + " (and without -Q: does that pass?)";
            case ADDRESS ->
                decider.detail()
                        .contrast()
                        .map(contrast -> commands.byAddress(loss, contrast))
                        .orElse(commands.onSender("send packets " + Words.brief(WhileLosing.atAnyTime(decider.words()))
                                + ", and others (if it goes by the address, the first are lost and the others pass)"));
            case ADDRESS_FAMILY -> commands.pingByFamily(decider.value().equals(ByAddressFamily.IPV6) ? 6 : 4);
            case ENCAPSULATION ->
                "at each hop from " + loss.from() + " to " + loss.to() + ": tcpdump -n -e -i IFACE '"
                        + ByEncapsulation.filter(decider.value()) + "' (how far do they come?)";
            case FRAGMENT -> commands.ping("-c 20 -s 3000") + " (and -s 1000: does that pass?)";
            default -> varyKind(loss, decider);
        };
    }

    /** The same with packets of another kind, or of another flow. */
    private static String varyKind(Loss loss, Decider decider) {
        Commands commands = loss.commands();
        if (isOfSyns(decider) && loss.isRival(Feature.FIVE_TUPLE)) {
            return EqualCostMember.vary(loss) + "; where all fail it goes by the port, or by what opens a connection";
        }
        if (mayBeByPort(loss, decider)) {
            return commands.onSender("nc -vz -w 3 " + commands.address() + " " + otherPort(commands.port())
                    + " (another port: opened or refused, then the rule goes by the port; no answer either, then"
                    + " by what opens a connection)");
        }
        if (decider.feature() == Feature.KIND && decider.value().equals(TypeP.TCP_SYN_ACK.id())) {
            return loss.again() + "; meanwhile at each hop from " + loss.from() + " to " + loss.to()
                    + ": tcpdump -n -i IFACE '" + commands.synAckFilter() + "' (how far do the SYN-ACKs come?)";
        }
        if (!decider.rivals().isEmpty() && decider.value().equals("tcp")) {
            return commands.connect()
                    + " (TCP of another flow, without a mark: if that passes, it does not go by TCP, but by "
                    + decider.rivals().stream()
                            .map(rival -> rival.feature().id() + " " + rival.value())
                            .collect(Collectors.joining(" or "))
                    + ")";
        }
        return traceroute(loss, Loss.isTotal(loss.of(Loss::isIcmp)));
    }

    /** All that decides opens connections to one port, and none of these connections goes on. */
    private static boolean mayBeByPort(Loss loss, Decider decider) {
        return isOfSyns(decider)
                && Loss.isAll(decider.inside())
                && loss.of(row -> row.typeP().isTcp()
                                        && row.typeP() != TypeP.TCP_SYN
                                        && row.initiator().equals(loss.from()))
                                .judged()
                        == 0
                && onePort(loss);
    }

    private static boolean isOfSyns(Decider decider) {
        return decider.feature() == Feature.KIND && decider.value().equals(TypeP.TCP_SYN.id());
    }

    /** The sender asks for one port only. */
    private static boolean onePort(Loss loss) {
        return loss.symptoms().exchanges(loss.from(), loss.to()).stream()
                        .map(ExchangeRow::port)
                        .filter(port -> port > 0)
                        .distinct()
                        .count()
                == 1;
    }

    static int otherPort(int port) {
        return port == SSH ? HTTP : SSH;
    }

    /** By port or address: each service is dead or alive as a whole. */
    private Optional<Explanation> byService(Loss loss, Decider decider) {
        if (loss.clues().cutsAcrossServices()
                || loss.symptoms().exchanges().size() < 2
                || ForgetfulDevice.ofOne(loss).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(supported(Support.STRONG)
                .because(decider.value() + " lose " + Words.share(decider.inside())
                        + " packets, and while they are lost each service is reached by all that ask for it or by none")
                .leaving("rules about ports or addresses from " + loss.from() + " to " + loss.to())
                .next(traceroute(loss, false)));
    }

    /** By what is lost: where no TCP is, it would show nothing. */
    private static String traceroute(Loss loss, boolean icmp) {
        Commands commands = loss.commands();
        boolean echo = icmp || loss.of(Loss::isTcp).lost() == 0;
        return commands.onSender(
                "traceroute -n " + (echo ? "-I " : "-T -p " + commands.port() + " ") + commands.address());
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/** A device on the way that keeps connections has lost those it kept: a restart, a failover without its table, a table cleared. */
final class ForgetfulDevice implements Rule {
    /** Flows opened since that pass, and with the old ones: fewer tell nothing. */
    private static final int LEAST_OPENED = 2;

    private static final int LEAST_FLOWS = 4;

    @Override
    public String name() {
        return StatefulDevice.NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return forgotten(loss)
                .map(each -> explain(loss, each, Support.STRONG))
                .or(() -> ofFew(loss)
                        .map(each -> explain(loss, each, Support.STRONG)
                                .against("they are so few that it may be chance: one bad member of several equal paths"
                                        + " would look the same")))
                .or(() -> ofOne(loss)
                        .map(each -> explain(loss, each, Support.FAIR)
                                .against(
                                        "it is one connection alone: one bad member of several equal paths would look the"
                                                + " same")))
                .or(() -> endsOldOnes(loss) ? Optional.of(ofOldOnesAlone(loss)) : Optional.empty());
    }

    /**
     * Whether connections that passed before lose all they send from one moment on, and nothing else is lost: no packet that
     * opens one is among what is lost, and pings go on.
     */
    static boolean endsOldOnes(Loss loss) {
        Decider.Sample opening = loss.of(row -> row.typeP() == TypeP.TCP_SYN || row.typeP() == TypeP.TCP_SYN_ACK);
        Decider.Sample pings = loss.of(Loss::isIcmp);
        return loss.decidedBy(Feature.KIND).isPresent()
                && loss.clues().oldOnesEnd()
                && loss.clues().forgotten().isEmpty()
                && loss.all().lost() >= Loss.FEW
                && opening.judged() > 0
                && opening.lost() == 0
                && pings.judged() >= Loss.FEW
                && pings.lost() == 0
                && loss.pattern()
                        .filter(each -> each.firstLostNanos().isPresent()
                                && each.lastBeforeNanos().isPresent())
                        .isPresent();
    }

    private Explanation ofOldOnesAlone(Loss loss) {
        Decider.Sample tcp = loss.of(Loss::isTcp);
        long since = loss.pattern().orElseThrow().firstLostNanos().orElseThrow();
        return supported(Support.STRONG)
                .because("the TCP connections that are there at " + Words.time(since)
                        + " lose all their data from then on, though " + Words.count(tcp.judged() - tcp.lost())
                        + " packets of TCP passed; pings go on")
                .against("no connection opened since is seen: a filter on TCP that came then would look the same")
                .leaving(
                        "firewalls, NAT, load balancers and security groups between the two that keep connections: what"
                                + " happened there at " + Words.time(since) + "?")
                .next(loss.commands().connect() + " (does a new connection pass, when the old ones do not?)");
    }

    /** The same where these may be the old ones by chance: then it fits as well as what strikes some flows and not others. */
    private static Optional<ForgottenConnections> ofFew(Loss loss) {
        return ofOldOnes(loss)
                .filter(each -> each.opened().size() >= LEAST_OPENED
                        && each.old().size() + each.opened().size() >= LEAST_FLOWS);
    }

    /** One connection that breaks in mid-life, where the next one to the same service passes: no rule about ports does that. */
    static Optional<ForgottenConnections> ofOne(Loss loss) {
        return loss.decidedBy(Feature.FIVE_TUPLE)
                .flatMap(decider -> ofOldOnes(loss))
                .filter(each -> each.old().size() == 1);
    }

    /** The old connections, where they lose all that is lost. */
    static Optional<ForgottenConnections> forgotten(Loss loss) {
        return ofOldOnes(loss).filter(ForgottenConnections::isNoAccident);
    }

    private static Optional<ForgottenConnections> ofOldOnes(Loss loss) {
        return loss.isDecidedOtherwise(Feature.FIVE_TUPLE, Feature.IDLE_GAP, Feature.KIND)
                ? Optional.empty()
                : loss.clues()
                        .forgotten()
                        .filter(each -> each.lost().lost() >= Loss.FEW
                                && each.lost().lost() == loss.all().lost());
    }

    private Explanation explain(Loss loss, ForgottenConnections forgotten, Support support) {
        Commands commands = loss.commands();
        Optional<ForgottenConnections> back = loss.symptoms()
                .evidence(loss.to(), loss.from())
                .flatMap(each -> each.clues().forgotten());
        return supported(support)
                .because(forgotten.words())
                .because(
                        back.isPresent(),
                        back.map(each -> "from " + loss.to() + " to " + loss.from() + " alike: " + each.words())
                                .orElse(""))
                .rulingOut(
                        support == Support.STRONG
                                && loss.symptoms().isBetweenOnePairOfAddresses(loss.from(), loss.to()),
                        "routing, ARP and cabling from " + loss.from() + " to " + loss.to()
                                + ": new connections take the same way")
                .leaving(
                        "firewalls, NAT, load balancers and security groups between the two that keep connections: what"
                                + " happened there at " + Words.time(forgotten.sinceNanos()) + "?")
                .next(commands.connect() + "; then open the old connections again (do they pass then?)");
    }
}

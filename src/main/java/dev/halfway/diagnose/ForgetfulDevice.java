package dev.halfway.diagnose;

import java.util.Optional;

/** A device on the way that keeps connections has lost those it kept: a restart, a failover without its table, a table cleared. */
final class ForgetfulDevice implements Rule {
    /** Flows opened since that pass, and with the old ones: fewer tell nothing. */
    private static final int LEAST_OPENED = 2;

    private static final int LEAST_FLOWS = 5;

    @Override
    public String name() {
        return StatefulDevice.NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return forgotten(loss)
                .map(each -> explain(loss, each))
                .or(() -> ofFew(loss)
                        .map(each -> explain(loss, each)
                                .against("they are so few that it may be chance: one bad member of several equal paths"
                                        + " would look the same")));
    }

    /** The same where these may be the old ones by chance: then it fits as well as what strikes some flows and not others. */
    private static Optional<ForgottenConnections> ofFew(Loss loss) {
        return ofOldOnes(loss)
                .filter(each -> each.opened().size() >= LEAST_OPENED
                        && each.old().size() + each.opened().size() >= LEAST_FLOWS);
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

    private Explanation explain(Loss loss, ForgottenConnections forgotten) {
        Commands commands = loss.commands();
        Optional<ForgottenConnections> back = loss.symptoms()
                .evidence(loss.to(), loss.from())
                .flatMap(each -> each.clues().forgotten());
        return supported(Support.STRONG)
                .because(forgotten.words())
                .because(
                        back.isPresent(),
                        back.map(each -> "from " + loss.to() + " to " + loss.from() + " alike: " + each.words())
                                .orElse(""))
                .rulingOut(
                        loss.symptoms().isBetweenOnePairOfAddresses(loss.from(), loss.to()),
                        "routing, ARP and cabling from " + loss.from() + " to " + loss.to()
                                + ": new connections take the same way")
                .leaving(
                        "firewalls, NAT, load balancers and security groups between the two that keep connections: what"
                                + " happened there at " + Words.time(forgotten.sinceNanos()) + "?")
                .next(commands.connect() + "; then open the old connections again (do they pass then?)");
    }
}

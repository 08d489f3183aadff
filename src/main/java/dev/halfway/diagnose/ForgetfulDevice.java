package dev.halfway.diagnose;

import java.util.Optional;

/** A device on the way that keeps connections has lost those it kept: a restart, a failover without its table, a table cleared. */
final class ForgetfulDevice implements Rule {
    @Override
    public String name() {
        return StatefulDevice.NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return forgotten(loss).map(each -> explain(loss, each));
    }

    /** The old connections, where they lose all that is lost. */
    static Optional<ForgottenConnections> forgotten(Loss loss) {
        return loss.isDecidedOtherwise(Feature.FIVE_TUPLE, Feature.IDLE_GAP, Feature.KIND)
                ? Optional.empty()
                : loss.clues()
                        .forgotten()
                        .filter(each -> each.isNoAccident()
                                && each.lost().lost() >= Loss.FEW
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

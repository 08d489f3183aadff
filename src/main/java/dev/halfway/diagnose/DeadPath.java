package dev.halfway.diagnose;

import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.Optional;
import java.util.function.Predicate;

/** Nothing passes any more in one direction, from an instant on. */
final class DeadPath implements Rule {
    @Override
    public String name() {
        return "dead path one way";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Sample all = loss.all();
        Optional<Decider> byTime = loss.decidedBy(Feature.TIME).filter(each -> Loss.isTotal(each.inside()));
        boolean lasts = loss.pattern().isEmpty()
                || loss.pattern().get().firstAfterNanos().isEmpty();
        boolean oneRun = loss.isOneRunToTheEnd() && !loss.isDecidedOtherwise(Feature.TIME);
        boolean fromOneInstant = byTime.isPresent() && lasts || oneRun;
        boolean throughout = Loss.isAll(all) && loss.decider().isEmpty();
        if (!fromOneInstant && !throughout) {
            return Optional.empty();
        }
        Sample dead =
                byTime.isPresent() && lasts ? byTime.get().inside() : oneRun ? new Sample(all.lost(), all.lost()) : all;
        boolean bothRoles =
                hasLost(loss, row -> row.role() == Role.REQUEST) && hasLost(loss, row -> row.role() == Role.RESPONSE);
        boolean bothProtocols = hasLost(loss, Loss::isIcmp) && hasLost(loss, Loss::isTcp);
        boolean severalKinds = bothRoles || bothProtocols;
        boolean decisive = fromOneInstant
                && bothRoles
                && bothProtocols
                && byTime.filter(Loss::isCleanCut).isPresent()
                && loss.hasNoRivals();
        Sample back = loss.back();
        Explanation explanation = supported(
                        decisive ? Support.DECISIVE : fromOneInstant || severalKinds ? Support.STRONG : Support.FAIR)
                .because(Words.share(dead) + " packets are lost" + (fromOneInstant ? " from one instant on" : "")
                        + (bothRoles ? ", whoever began" : severalKinds ? ", whatever their kind" : ""))
                .because(
                        Loss.passes(back),
                        "the way back is sound: " + Words.count(back.judged() - back.lost()) + " of "
                                + Words.count(back.judged()) + " packets pass")
                .against(!severalKinds, "of one kind only: whether others pass is not known")
                .against(
                        severalKinds && !bothProtocols,
                        isOfOneProtocol(loss)
                                ? "of one protocol only: a filter on that protocol would look the same"
                                : "few packets of the other protocol are seen: a filter on one of them would look much the"
                                        + " same");
        for (ErrorRow error : loss.errors()) {
            explanation.because(IcmpErrors.isNoRoute(error), IcmpErrors.words(error));
        }
        return Optional.of(explanation
                .leaving("links, switches and routes from " + loss.from() + " to " + loss.to())
                .next(loss.commands()
                        .onSender("traceroute -n " + loss.commands().address())));
    }

    private static boolean isOfOneProtocol(Loss loss) {
        return loss.of(Loss::isIcmp).lost() == 0 || loss.of(Loss::isTcp).lost() == 0;
    }

    private static boolean hasLost(Loss loss, Predicate<LossRow> which) {
        return loss.of(which).lost() >= Loss.FEW;
    }
}

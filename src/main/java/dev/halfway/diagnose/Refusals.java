package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A device on the way that drops what one host sends and answers it with resets in the name of the other: one thing, though
 * one direction loses packets and in the other some arrive that never left.
 */
final class Refusals {
    private final Symptoms symptoms;

    Refusals(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** The findings with each such pair told as the loss that it is, in the order in which they come. */
    List<Finding> together(List<Finding> findings) {
        List<Finding> told = new ArrayList<>(findings);
        for (Finding injection : findings) {
            Optional<Finding> loss =
                    told.stream().filter(each -> isAnswered(each, injection)).findFirst();
            if (loss.isPresent()) {
                told.set(told.indexOf(loss.get()), together(loss.get(), injection));
                told.remove(injection);
            }
        }
        return told;
    }

    /** TCP alone is lost one way, the way back brings resets that never left, and they answer what nobody else did. */
    private boolean isAnswered(Finding loss, Finding injection) {
        return loss.kind().equals("one-way-loss")
                && injection.kind().equals(Oddity.Kind.INJECTION.id())
                && injection.typeP().equals(List.of(TypeP.TCP_RST))
                && loss.from().equals(injection.to())
                && loss.to().equals(injection.from())
                && loss.typeP().stream().allMatch(TypeP::isTcp)
                && loss.decidedBy()
                        .filter(each -> Loss.isTotal(each.inside()) && Loss.passes(each.outside()))
                        .isPresent()
                && answered(loss) > 0;
    }

    /** Packets of the direction that only such a reset answers. */
    private long answered(Finding loss) {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.REFUSED_UNSEEN
                        && each.from().equals(loss.from().orElseThrow())
                        && each.to().equals(loss.to().orElseThrow()))
                .mapToLong(Unjudged::count)
                .sum();
    }

    private Finding together(Finding loss, Finding injection) {
        String from = loss.from().orElseThrow();
        String to = loss.to().orElseThrow();
        long resets = symptoms.appeared().stream()
                .filter(row -> row.from().equals(to) && row.to().equals(from) && row.typeP() == TypeP.TCP_RST)
                .mapToLong(row -> row.count() - row.explained())
                .sum();
        String answers = Words.count(resets, "RST") + " in the name of " + to + (resets == 1 ? " comes" : " come")
                + " back, not seen leaving there: likely what drops these packets refuses them.";
        List<String> evidence = new ArrayList<>();
        loss.cause().ifPresent(cause -> evidence.addAll(cause.evidenceFor()));
        evidence.add("such resets answer " + Words.count(answered(loss), "packet") + " of " + from
                + " besides those counted as lost");
        injection.cause().ifPresent(cause -> evidence.addAll(cause.evidenceFor()));
        List<String> rulesOut = new ArrayList<>(loss.rulesOut());
        rulesOut.addAll(injection.rulesOut());
        List<String> remaining = new ArrayList<>(injection.remaining());
        remaining.addAll(loss.remaining());
        return new Finding(
                loss.kind(),
                loss.grade(),
                loss.sentence() + " " + answers,
                loss.from(),
                loss.to(),
                loss.typeP(),
                loss.decidedBy(),
                loss.place(),
                loss.cause()
                        .map(cause -> new Finding.Cause(
                                cause.name(), cause.grade(), evidence, cause.evidenceAgainst(), cause.rivals())),
                rulesOut,
                remaining,
                loss.nextExperiment());
    }
}

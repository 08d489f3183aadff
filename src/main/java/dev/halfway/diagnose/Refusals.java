package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
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
    /** Fewer may be some packets that a capture happened to miss with what answered them. */
    private static final int LEAST_REFUSED = 3;

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
            } else if (isRefusing(injection, told)) {
                told.set(told.indexOf(injection), rejected(injection));
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
        return answered(loss.from().orElseThrow(), loss.to().orElseThrow());
    }

    private long answered(String from, String to) {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.REFUSED_UNSEEN
                        && each.from().equals(from)
                        && each.to().equals(to))
                .mapToLong(Unjudged::count)
                .sum();
    }

    /**
     * Whether what such resets answer is nowhere to be seen at the host in whose name they come, whose capture shows all else:
     * it would have missed each of these packets and the reset to each, and nothing besides.
     */
    private boolean isRefusing(Finding injection, List<Finding> told) {
        if (!injection.kind().equals(Oddity.Kind.INJECTION.id())
                || !injection.typeP().equals(List.of(TypeP.TCP_RST))) {
            return false;
        }
        String from = injection.to().orElseThrow();
        String to = injection.from().orElseThrow();
        boolean known = told.stream()
                .anyMatch(each -> each.kind().equals("one-way-loss")
                        && each.from().equals(Optional.of(from))
                        && each.to().equals(Optional.of(to)));
        long answered = answered(from, to);
        return !known
                && answered >= LEAST_REFUSED
                && !Misses.ofRefused(symptoms, from, to, answered).mayBeMissed();
    }

    /** Loss that is known by the resets alone. */
    private Finding rejected(Finding injection) {
        String from = injection.to().orElseThrow();
        String to = injection.from().orElseThrow();
        long answered = answered(from, to);
        List<LossRow> rows = symptoms.losses().stream()
                .filter(row -> row.from().equals(from)
                        && row.to().equals(to)
                        && row.typeP().isTcp()
                        && row.unobservable() > 0)
                .toList();
        List<TypeP> kinds = rows.stream().map(LossRow::typeP).distinct().toList();
        String what = kinds.size() == 1 ? Words.count(answered, kinds.get(0)) : Words.count(answered, "TCP packet");
        RefusedService refused = new RefusedService(symptoms, from, to);
        Explanation cause = new AccessList()
                .supported(Support.STRONG)
                .because("resets in the name of " + to + " answer them, and the capture at " + to
                        + ", which was watching, shows neither them nor any of these resets")
                .leaving(
                        "firewalls, security groups, intrusion prevention and load balancers on the way that refuse in the"
                                + " name of " + to)
                .leaving("the capture at " + to + ", if these packets take another interface than it was taken on");
        List<String> evidence = new ArrayList<>(cause.evidenceFor());
        evidence.addAll(refused.accepted());
        injection.cause().ifPresent(each -> evidence.addAll(each.evidenceFor()));
        return Finding.of(
                        "one-way-loss",
                        Grade.LIKELY,
                        what + " from " + from + refused.ports() + " are refused on the way" + refused.since()
                                + ": they are not seen at " + to
                                + ", whose capture shows all else, and RSTs in the name of " + to
                                + refused.timesToLive()
                                + " answer them and never left it. They count as unobservable, not as lost, since that capture may have missed them.")
                .between(from, to)
                .of(kinds)
                .at("between-taps")
                .by(new Finding.Cause(cause.name(), Grade.LIKELY, evidence, List.of()))
                .rulingOut(List.of("the service on " + to + ": it was not asked"))
                .leaving(cause.remaining())
                .next(injection.nextExperiment())
                .during(refused.span())
                .build();
    }

    private Finding together(Finding loss, Finding injection) {
        String from = loss.from().orElseThrow();
        String to = loss.to().orElseThrow();
        long resets = symptoms.appeared().stream()
                .filter(row -> row.from().equals(to) && row.to().equals(from) && row.typeP() == TypeP.TCP_RST)
                .mapToLong(row -> row.count() - row.explained())
                .sum();
        String answers = Words.count(resets, "RST") + " in the name of " + to + (resets == 1 ? " comes" : " come")
                + " back" + new RefusedService(symptoms, from, to).timesToLive()
                + ", not seen leaving there: likely what drops these packets refuses them.";
        List<String> evidence = new ArrayList<>();
        loss.cause().ifPresent(cause -> evidence.addAll(cause.evidenceFor()));
        evidence.add("such resets answer " + Words.count(answered(loss), "packet") + " of " + from
                + " besides those counted as lost");
        injection.cause().ifPresent(cause -> evidence.addAll(cause.evidenceFor()));
        List<String> rulesOut = new ArrayList<>(loss.rulesOut());
        rulesOut.addAll(injection.rulesOut());
        List<String> remaining = new ArrayList<>(injection.remaining());
        remaining.addAll(loss.remaining());
        return loss.but()
                .saying(loss.sentence() + " " + answers)
                .by(loss.cause()
                        .map(cause -> new Finding.Cause(
                                cause.name(), cause.grade(), evidence, cause.evidenceAgainst(), cause.rivals())))
                .rulingOut(rulesOut)
                .leaving(remaining)
                .build();
    }
}

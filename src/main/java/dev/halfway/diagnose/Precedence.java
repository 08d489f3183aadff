package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is told first: a certain fault that is total and lasts, as a service that answers nothing any more or a session that
 * died, comes before losses of a part of the packets that lie as by chance. What a host does of its own accord, as to end a
 * session, comes behind every loss.
 */
final class Precedence {
    /** Of a direction that loses more, the loss is the greater trouble. */
    private static final double PART = 0.5;

    private static final Set<String> BY_CHANCE =
            Set.of(new RandomLoss().name(), new Bursts().name(), new RandomCorruption().name());

    private static final Set<String> APART = Set.of("one-way-loss", "no-neighbour");

    private final Symptoms symptoms;

    Precedence(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** The findings in the order to tell them, else as they come. */
    List<Finding> order(List<Finding> findings) {
        List<Finding> ordered = totalFirst(findings);
        int behindLosses = ordered.size();
        while (behindLosses > 0 && !APART.contains(ordered.get(behindLosses - 1).kind())) {
            behindLosses--;
        }
        List<Finding> upToLosses = ordered.subList(0, behindLosses);
        return Stream.of(
                        upToLosses.stream().filter(each -> !each.ownAccord()),
                        upToLosses.stream().filter(Finding::ownAccord),
                        ordered.stream().skip(behindLosses))
                .flatMap(part -> part)
                .toList();
    }

    private List<Finding> totalFirst(List<Finding> findings) {
        boolean partial = findings.stream()
                .filter(each -> each.kind().equals("one-way-loss"))
                .allMatch(this::isOfAPart);
        if (!partial) {
            return findings;
        }
        return Stream.concat(
                        findings.stream().filter(Precedence::isTotal),
                        findings.stream().filter(each -> !isTotal(each)))
                .toList();
    }

    private static boolean isTotal(Finding finding) {
        return finding.lasting() && finding.grade() == Grade.CERTAIN;
    }

    private boolean isOfAPart(Finding loss) {
        List<LossRow> rows =
                symptoms.judged(loss.from().orElseThrow(), loss.to().orElseThrow());
        boolean byChance = loss.decidedBy().isEmpty()
                && loss.cause()
                        .map(Finding.Cause::name)
                        .filter(name -> !BY_CHANCE.contains(name))
                        .isEmpty();
        return byChance && rows.stream().map(LossRow::typeP).distinct().allMatch(kind -> share(rows, kind) < PART);
    }

    private static double share(List<LossRow> rows, TypeP kind) {
        long lost = 0;
        long judged = 0;
        for (LossRow row : rows) {
            lost += row.typeP() == kind ? row.lost() : 0;
            judged += row.typeP() == kind ? row.judged() : 0;
        }
        return judged == 0 ? 0 : (double) lost / judged;
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.LossRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What arrives without having left, with other content, once more, or too late. */
final class OddityFindings {
    private final Symptoms symptoms;
    private final double maxLossPercent;

    OddityFindings(Symptoms symptoms, double maxLossPercent) {
        this.symptoms = symptoms;
        this.maxLossPercent = maxLossPercent;
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        Set<List<String>> ways = new LinkedHashSet<>();
        symptoms.losses().forEach(row -> ways.add(List.of(row.from(), row.to())));
        symptoms.appeared().forEach(row -> ways.add(List.of(row.from(), row.to())));
        for (List<String> way : ways) {
            injected(way.get(0), way.get(1)).ifPresent(findings::add);
        }
        for (List<String> way : ways) {
            counted(way, Oddity.Kind.CORRUPTION, Grade.CERTAIN, row -> true, LossRow::corrupted)
                    .ifPresent(findings::add);
            counted(way, Oddity.Kind.DUPLICATION, Grade.CERTAIN, row -> !mayLeaveAlike(row), LossRow::duplicates)
                    .or(() -> counted(
                            way,
                            Oddity.Kind.DUPLICATION,
                            Grade.LIKELY,
                            OddityFindings::mayLeaveAlike,
                            LossRow::duplicates))
                    .ifPresent(findings::add);
            // A clock that was set, where packets go one way only, looks the same.
            counted(way, Oddity.Kind.LATENESS, Grade.LIKELY, row -> true, LossRow::late)
                    .map(finding ->
                            LateArrivals.of(symptoms, way.get(0), way.get(1)).told(finding))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    /** Hosts send acknowledgments and resets that are all alike: one that its capture missed looks like a copy of another. */
    private static boolean mayLeaveAlike(LossRow row) {
        return row.typeP() == TypeP.TCP_ACK || row.typeP() == TypeP.TCP_RST;
    }

    private Optional<Finding> counted(
            List<String> way, Oddity.Kind kind, Grade grade, Predicate<LossRow> which, ToLongFunction<LossRow> count) {
        List<LossRow> rows = symptoms.judged(way.get(0), way.get(1)).stream()
                .filter(which)
                .filter(row -> 100.0 * count.applyAsLong(row) > maxLossPercent * row.judged())
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        boolean one = rows.stream().mapToLong(count).sum() == 1;
        for (TypeP typeP : rows.stream().map(LossRow::typeP).distinct().toList()) {
            long odd = rows.stream()
                    .filter(row -> row.typeP() == typeP)
                    .mapToLong(count)
                    .sum();
            long judged = rows.stream()
                    .filter(row -> row.typeP() == typeP)
                    .mapToLong(LossRow::judged)
                    .sum();
            parts.add(Words.count(odd, typeP) + " (of " + Words.count(judged) + ")");
        }
        Oddity oddity = new Oddity(symptoms, kind, way.get(0), way.get(1), rows, List.of());
        return Optional.of(finding(
                oddity,
                grade,
                (kind == Oddity.Kind.CORRUPTION ? "Damaged on the way, not lost: " : "")
                        + Words.list(parts) + " from " + oddity.from() + (one ? " arrives at " : " arrive at ")
                        + oddity.to()
                        + how(kind, one)
                        + (kind == Oddity.Kind.CORRUPTION && areUnanswered(way.get(0), way.get(1), rows)
                                ? ", and " + oddity.to() + " " + (one ? "does not answer it" : "answers none of them")
                                : ""),
                rows.stream().map(LossRow::typeP).distinct().toList()));
    }

    /** All are pings, and as many pings are answered as arrived unharmed. */
    private boolean areUnanswered(String from, String to, List<LossRow> rows) {
        long sound = symptoms.judged(from, to).stream()
                .filter(row -> row.typeP() == TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(row -> row.delivered() + row.late() + row.missed())
                .sum();
        long answers = symptoms.exchanges(from, to).stream()
                .filter(row -> row.request() == TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(ExchangeRow::answers)
                .sum();
        return sound == answers && rows.stream().allMatch(row -> row.typeP() == TypeP.ICMP_ECHO_REQUEST);
    }

    private String how(Oddity.Kind kind, boolean one) {
        return switch (kind) {
            case CORRUPTION -> " with other content than " + (one ? "it" : "they") + " left with";
            case LATENESS -> " later than the loss threshold (" + Words.duration(symptoms.lossThresholdNanos()) + ")";
            default -> " once more";
        };
    }

    /** Packets with a TTL of their own, or resets, that the watching capture at their sender does not show. */
    private Optional<Finding> injected(String from, String to) {
        List<AppearedRow> rows = symptoms.appeared().stream()
                .filter(row -> row.from().equals(from) && row.to().equals(to))
                .filter(row -> row.strange() > 0 || row.typeP() == TypeP.TCP_RST && row.count() > row.explained())
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        long strange = rows.stream().mapToLong(AppearedRow::strange).sum();
        if (strange == 0 && isMissedAsOften(from, rows)) {
            return Optional.empty();
        }
        String what = Words.list(rows.stream()
                .filter(row -> strange == 0 || row.strange() > 0)
                .map(row -> Words.count(strange > 0 ? row.strange() : row.count() - row.explained(), row.typeP()))
                .toList());
        long told = strange > 0
                ? strange
                : rows.stream().mapToLong(row -> row.count() - row.explained()).sum();
        long more = strange == 0
                ? 0
                : rows.stream()
                        .filter(row -> row.typeP() == TypeP.TCP_RST)
                        .mapToLong(row -> row.count() - row.explained() - row.strange())
                        .sum();
        Oddity oddity = new Oddity(symptoms, Oddity.Kind.INJECTION, from, to, List.of(), rows);
        return Optional.of(finding(
                oddity,
                strange > 0 && !oddity.maySenderHaveMissedThem() ? Grade.CERTAIN : Grade.LIKELY,
                what + " in the name of " + from + (told == 1 ? " arrives at " : " arrive at ") + to
                        + " and never left " + from
                        + (more == 0 ? "" : ", and likely " + Words.count(more, "more RST")),
                rows.stream().map(AppearedRow::typeP).distinct().toList()));
    }

    /** Whether the sender's capture misses other packets as often as these resets: then it may have missed them as well. */
    private boolean isMissedAsOften(String from, List<AppearedRow> rows) {
        long unseen =
                rows.stream().mapToLong(row -> row.count() - row.explained()).sum();
        long resets = symptoms.losses().stream()
                .filter(row -> row.from().equals(from) && row.typeP() == TypeP.TCP_RST)
                .mapToLong(LossRow::sent)
                .sum();
        long others = symptoms.unseen(from) - unseen + symptoms.missed(from);
        long held = symptoms.left(from) + symptoms.arrived(from) - resets;
        return others > 0
                && Exact.losesMore(new Sample(resets + unseen, unseen), new Sample(held + others, others))
                        >= Misses.SIGNIFICANT;
    }

    private static Finding finding(Oddity oddity, Grade grade, String sentence, List<TypeP> kinds) {
        Optional<Causes.Choice> choice = Causes.choose(rule -> rule.of(oddity));
        return Finding.of(oddity.kind().id(), grade, Words.sentence(sentence))
                .between(oddity.from(), oddity.to())
                .of(kinds)
                .at("between-taps")
                .by(choice.flatMap(Causes.Choice::cause))
                .rulingOut(choice.map(each -> each.best().rulesOut()).orElse(List.of()))
                .leaving(choice.map(each -> each.best().remaining()).orElse(List.of()))
                .next(choice.flatMap(each -> each.best().nextExperiment()))
                .build();
    }
}

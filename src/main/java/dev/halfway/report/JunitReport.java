package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.LossRow;
import dev.halfway.report.JunitXml.Case;
import dev.halfway.report.JunitXml.Trouble;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A diagnosis as test results: a test for the verdict, one for each direction and kind of packet, which fails when a
 * finding is about it, and one for each finding that is about none of them. What fails has the finding's kind.
 */
public final class JunitReport {
    private final Diagnosis diagnosis;

    private JunitReport(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** Writes one suite; {@code out} stays open. The time it shows is that of the first capture's start. */
    public static void write(Diagnosis diagnosis, Writer out) throws IOException {
        new JunitReport(diagnosis).write(out);
    }

    private void write(Writer out) throws IOException {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("halfway", "verdict", OptionalLong.empty(), verdict()));
        Map<String, List<LossRow>> lanes = new LinkedHashMap<>();
        for (LossRow row : diagnosis.losses()) {
            lanes.computeIfAbsent(direction(row) + " " + row.typeP().id(), lane -> new ArrayList<>())
                    .add(row);
        }
        List<Finding> elsewhere = new ArrayList<>(diagnosis.findings());
        lanes.forEach((name, rows) -> {
            List<Finding> about = diagnosis.findings().stream()
                    .filter(each -> isAbout(each, rows.get(0)))
                    .toList();
            elsewhere.removeAll(about);
            cases.add(new Case(
                    "halfway." + direction(rows.get(0)),
                    rows.get(0).typeP().id(),
                    OptionalLong.empty(),
                    about.isEmpty() ? unjudged(rows) : Optional.of(failure(about, counts(rows)))));
        });
        for (Finding each : elsewhere) {
            String name =
                    each.kind() + each.cause().map(cause -> ": " + cause.name()).orElse("");
            cases.add(
                    new Case("halfway.findings", name, OptionalLong.empty(), Optional.of(failure(List.of(each), ""))));
        }
        long startNanos = diagnosis.inputs().stream()
                .flatMapToLong(input -> input.windowStartNanos().stream())
                .findFirst()
                .orElse(0);
        String name = "halfway " + String.join(", ", diagnosis.hosts());
        JunitXml.write(new JunitXml.Suite(name, startNanos, cases, String.join("\n", diagnosis.notes())), out);
    }

    private Optional<Trouble> verdict() {
        String id = diagnosis.verdict().id();
        if (diagnosis.exitCode() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                diagnosis.verdict() == Verdict.INCONCLUSIVE
                        ? Trouble.error(id, diagnosis.sentence(), diagnosis.sentence())
                        : Trouble.failure(kind(id), diagnosis.sentence(), diagnosis.sentence()));
    }

    /** Where nothing is lost and something else is found, it is that which fails. */
    private String kind(String id) {
        return diagnosis.verdict() != Verdict.NO_LOSS || diagnosis.findings().isEmpty()
                ? id
                : diagnosis.findings().get(0).kind();
    }

    /** A finding without kinds, such as one about a BGP session, is about no packets: it has a test of its own. */
    private static boolean isAbout(Finding finding, LossRow row) {
        List<TypeP> kinds = finding.typeP();
        return finding.from().filter(row.from()::equals).isPresent()
                && finding.to().filter(row.to()::equals).isPresent()
                && kinds.contains(row.typeP());
    }

    private static Optional<Trouble> unjudged(List<LossRow> rows) {
        boolean judged = rows.stream().anyMatch(row -> row.judged() > 0);
        return judged ? Optional.empty() : Optional.of(Trouble.skipped("nothing could be judged: " + counts(rows)));
    }

    private static Trouble failure(List<Finding> findings, String counts) {
        StringBuilder text = new StringBuilder();
        for (Finding each : findings) {
            text.append(each.grade().id()).append(": ").append(each.sentence()).append('\n');
            each.cause()
                    .ifPresent(
                            cause -> text.append("cause: ").append(cause.name()).append('\n'));
            text.append("place: ").append(each.place()).append('\n');
            each.nextExperiment()
                    .ifPresent(next -> text.append("next: ").append(next).append('\n'));
        }
        text.append(counts);
        return Trouble.failure(findings.get(0).kind(), findings.get(0).sentence(), text.toString());
    }

    private static String counts(List<LossRow> rows) {
        long sent = rows.stream().mapToLong(LossRow::sent).sum();
        long judged = rows.stream().mapToLong(LossRow::judged).sum();
        long lost = rows.stream().mapToLong(LossRow::lost).sum();
        return "sent " + sent + ", judged " + judged + ", lost " + lost;
    }

    private static String direction(LossRow row) {
        return row.from() + " -> " + row.to();
    }
}

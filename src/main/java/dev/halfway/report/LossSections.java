package dev.halfway.report;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The counts of a page, by direction, kind and initiator, every row; then the delays. */
final class LossSections {
    private static final int MOST_ROWS = 400;
    private static final String NONE = "-";

    private final Diagnosis diagnosis;

    LossSections(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void write(Markup page) throws IOException {
        if (diagnosis.losses().isEmpty()) {
            page.element("p", "No packet was seen leaving one of the hosts for another.");
        } else {
            losses(page);
        }
        SplitTable.write(page, diagnosis);
        if (diagnosis.maxLossPercent() > 0) {
            page.element(
                    "p",
                    "One-way loss up to " + Words.percent(diagnosis.maxLossPercent() / 100)
                            + " % counts as none (--max-loss).");
        }
        for (AppearedRow row : diagnosis.appeared()) {
            page.element("p", TextReport.appeared(row) + ".");
        }
        patterns(page);
        if (diagnosis.losses().stream().anyMatch(row -> row.delay().isPresent())) {
            delays(page);
        }
    }

    private void losses(Markup page) throws IOException {
        HtmlTable table = HtmlTable.begin(page, "loss-table", "Packets that left, by direction, kind and initiator");
        table.words("from", "to", "kind", "started by");
        table.numbers("sent", "seen", "lost", "loss %");
        table.words("95 % range", "besides");
        table.head();
        for (LossRow row : diagnosis.losses().subList(0, shown())) {
            Optional<LossInterval> interval = LossInterval.of(row.lost(), row.judged());
            table.row(
                    row.lost() > 0 ? "lossy" : "",
                    List.of(
                            row.from(),
                            row.to(),
                            row.typeP().words(),
                            initiator(row.initiator()),
                            Words.count(row.sent()),
                            Words.count(LossTable.seen(row)),
                            Words.count(row.lost()),
                            row.judged() == 0 ? NONE : Words.percent(row.ratio()),
                            interval.map(LossTable::words).orElse(NONE),
                            LossTable.particulars(row, LossTable.isCertain(diagnosis, row))));
        }
        table.end();
        int more = diagnosis.losses().size() - shown();
        if (more > 0) {
            page.element("p", "And " + Words.count(more, "row") + " more; -o json has them all.");
        }
    }

    private int shown() {
        return Math.min(MOST_ROWS, diagnosis.losses().size());
    }

    static String initiator(String initiator) {
        return initiator.isEmpty() ? "not known" : initiator;
    }

    private void patterns(Markup page) throws IOException {
        List<DirectionEvidence> lossy = diagnosis.evidence().stream()
                .filter(each -> each.pattern().lost() > 0)
                .toList();
        if (lossy.isEmpty()) {
            return;
        }
        page.element("h3", "How the losses lie");
        page.open("dl");
        for (DirectionEvidence each : lossy) {
            page.element("dt", each.from() + " \u2192 " + each.to());
            page.element("dd", PatternLines.whole(each.pattern()));
            for (String question : each.openQuestions()) {
                page.element("dd", question);
            }
        }
        page.close();
    }

    private void delays(Markup page) throws IOException {
        page.element("h3", "One-way delay of what arrived");
        HtmlTable table = HtmlTable.begin(page, "delay-table", "One-way delays by direction, kind and initiator");
        table.words("from", "to", "kind", "started by");
        table.numbers("count", "least", "median", "90 %", "99 %", "most");
        table.words("clocks within");
        table.head();
        for (LossRow row : diagnosis.losses().subList(0, shown())) {
            if (row.delay().isPresent()) {
                DelaySummary delay = row.delay().get();
                table.row(
                        "",
                        List.of(
                                row.from(),
                                row.to(),
                                row.typeP().words(),
                                initiator(row.initiator()),
                                Words.count(delay.count()),
                                Words.duration(delay.minNanos()),
                                Words.duration(delay.medianNanos()),
                                Words.duration(delay.p90Nanos()),
                                Words.duration(delay.p99Nanos()),
                                Words.duration(delay.maxNanos()),
                                DelayTable.bound(row, diagnosis.clocks())));
            }
        }
        table.end();
    }
}

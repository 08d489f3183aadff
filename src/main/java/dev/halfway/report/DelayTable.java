package dev.halfway.report;

import dev.halfway.diagnose.ClockFacts;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.LossRow;
import dev.halfway.report.Table.Column;
import java.util.List;

/** One-way delays by direction and kind, with how far the clocks may put them wrong. */
final class DelayTable {
    private DelayTable() {}

    /** The table's lines, title first. */
    static List<String> lines(List<LossRow> rows, List<ClockFacts> clocks) {
        Table table = new Table(List.of(
                Column.words("from -> to"),
                Column.words("kind"),
                Column.words("started by"),
                Column.number("count"),
                Column.number("least"),
                Column.number("median"),
                Column.number("90 %"),
                Column.number("99 %"),
                Column.number("most"),
                Column.words("clocks within")));
        for (LossRow row : rows) {
            row.delay().ifPresent(delay -> table.add(cells(row, delay, clocks)));
        }
        return table.lines();
    }

    private static List<String> cells(LossRow row, DelaySummary delay, List<ClockFacts> clocks) {
        return List.of(
                Escape.terminal(row.from()) + " -> " + Escape.terminal(row.to()),
                LossTable.kind(row.typeP()),
                row.initiator().isEmpty() ? "not known" : Escape.terminal(row.initiator()),
                Words.count(delay.count()),
                Words.duration(delay.minNanos()),
                Words.duration(delay.medianNanos()),
                Words.duration(delay.p90Nanos()),
                Words.duration(delay.p99Nanos()),
                Words.duration(delay.maxNanos()),
                bound(row, clocks));
    }

    static String bound(LossRow row, List<ClockFacts> clocks) {
        for (ClockFacts clock : clocks) {
            boolean there = clock.from().equals(row.from()) && clock.to().equals(row.to());
            boolean back = clock.from().equals(row.to()) && clock.to().equals(row.from());
            if ((there || back) && clock.boundNanos().isPresent()) {
                return Words.duration(clock.boundNanos().getAsLong());
            }
        }
        return "not known";
    }
}

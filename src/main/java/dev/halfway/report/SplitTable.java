package dev.halfway.report;

import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.report.Table.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The packets of a direction divided by what decides, where the rows of {@link LossTable} do not show that. */
final class SplitTable {
    private static final Set<Feature> IN_ROWS = Set.of(Feature.INITIATOR, Feature.ROLE, Feature.KIND);

    private static final List<Column> COLUMNS = List.of(
            Column.words("by what decides"),
            Column.number("judged"),
            Column.number("lost"),
            Column.number("loss %"),
            Column.words("95 % range"));

    private static final String NONE = "-";

    private SplitTable() {}

    /** One side of a division: ends, what, judged, lost, loss in percent, 95 % range. */
    private record Row(String from, String to, List<String> cells) {
        static Row of(Finding finding, String what, Decider.Sample sample) {
            return new Row(
                    finding.from().orElseThrow(),
                    finding.to().orElseThrow(),
                    List.of(
                            what,
                            Words.count(sample.judged()),
                            Words.count(sample.lost()),
                            sample.judged() == 0 ? NONE : Words.percent((double) sample.lost() / sample.judged()),
                            LossInterval.of(sample.lost(), sample.judged())
                                    .map(LossTable::words)
                                    .orElse(NONE)));
        }
    }

    private static List<Row> rows(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(each -> each.from().isPresent() && each.to().isPresent())
                .flatMap(each -> each.decidedBy().stream()
                        .filter(decider -> !IN_ROWS.contains(decider.feature())
                                || !decider.when().isEmpty())
                        .flatMap(decider -> Stream.of(
                                Row.of(each, FindingSection.value(decider) + decider.when(), decider.inside()),
                                Row.of(each, "all others", decider.outside()))))
                .distinct()
                .toList();
    }

    /** Title first; empty where there is no such division. */
    static List<String> lines(Diagnosis diagnosis) {
        List<Row> rows = rows(diagnosis);
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Column> columns = new ArrayList<>(List.of(Column.words("from -> to")));
        columns.addAll(COLUMNS);
        Table table = new Table(columns);
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(Escape.terminal(row.from() + " -> " + row.to())));
            row.cells().forEach(cell -> cells.add(Escape.terminal(cell)));
            table.add(cells);
        }
        return table.lines();
    }

    static void write(Markup page, Diagnosis diagnosis) throws IOException {
        List<Row> rows = rows(diagnosis);
        if (rows.isEmpty()) {
            return;
        }
        HtmlTable table = HtmlTable.begin(page, "split-table", "The packets divided by what decides");
        table.words("from", "to", COLUMNS.get(0).title());
        table.numbers(COLUMNS.subList(1, 4).stream().map(Column::title).toArray(String[]::new));
        table.words(COLUMNS.get(4).title());
        table.head();
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.from(), row.to()));
            cells.addAll(row.cells());
            table.row("", cells);
        }
        table.end();
    }
}

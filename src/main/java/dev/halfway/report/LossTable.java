package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.match.LossRow;
import dev.halfway.report.Table.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The rows of a diagnosis as a table: what was sent, seen and lost, by direction, kind and initiator. */
final class LossTable {
    /** With more rows than this, those without any incident are put together, so that the whole fits one screen. */
    private static final int MOST_ROWS_UNFOLDED = 12;

    private static final int LONGEST_LIST_OF_KINDS = 24;
    private static final int WIDTH_COLUMNS = Page.WIDTH_COLUMNS - 1;
    private static final String GAP = "  ";
    private static final String BELOW = "    of these ";
    private static final String NONE = "-";

    private LossTable() {}

    /** The table's lines, title first; {@code everyRow} keeps also the rows without any incident apart. */
    static List<String> lines(Diagnosis diagnosis, boolean everyRow) {
        List<LossRow> rows = diagnosis.losses();
        Table table = new Table(List.of(
                Column.words("from -> to"),
                Column.words("kind"),
                Column.words("started by"),
                Column.number("sent"),
                Column.number("seen"),
                Column.number("lost"),
                Column.number("loss %"),
                Column.words("95 % range")));
        List<String> remarks = new ArrayList<>();
        remarks.add("");
        for (List<LossRow> group : groups(rows, everyRow || rows.size() <= MOST_ROWS_UNFOLDED)) {
            table.add(cells(group));
            remarks.add(particulars(group.get(0), !everyRow && isCertain(diagnosis, group.get(0))));
        }
        return withRemarks(table.lines(), remarks);
    }

    /** Each remark behind its line, all from the same column on; below its line where it does not fit. */
    private static List<String> withRemarks(List<String> lines, List<String> remarks) {
        int width = lines.stream().mapToInt(String::length).max().orElse(0);
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String remark = remarks.get(i);
            if (remark.isEmpty()) {
                whole.add(line);
            } else if (width + GAP.length() + remark.length() <= WIDTH_COLUMNS) {
                whole.add(line + " ".repeat(width - line.length()) + GAP + remark);
            } else {
                whole.add(line);
                whole.add(BELOW + remark);
            }
        }
        return whole;
    }

    private static List<List<LossRow>> groups(List<LossRow> rows, boolean apart) {
        Map<Object, List<LossRow>> groups = new LinkedHashMap<>();
        for (LossRow row : rows) {
            Object key = apart || !isQuiet(row) ? new Object() : Quiet.of(row);
            groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
        }
        return List.copyOf(groups.values());
    }

    /** What the rows share that are shown as one. */
    private record Quiet(String from, String to, String initiator, String family) {
        static Quiet of(LossRow row) {
            return new Quiet(row.from(), row.to(), row.initiator(), LossTable.family(row.typeP()));
        }

        @Override
        public boolean equals(Object that) {
            return that instanceof Quiet quiet
                    && from.equals(quiet.from)
                    && to.equals(quiet.to)
                    && initiator.equals(quiet.initiator)
                    && family.equals(quiet.family);
        }

        @Override
        public int hashCode() {
            return Objects.hash(from, to, initiator, family);
        }
    }

    private static boolean isQuiet(LossRow row) {
        return row.delivered() == row.sent() && row.duplicates() == 0 && row.reordered() == 0 && row.ambiguous() == 0;
    }

    private static List<String> cells(List<LossRow> group) {
        LossRow first = group.get(0);
        long sent = group.stream().mapToLong(LossRow::sent).sum();
        long seen = group.stream().mapToLong(LossTable::seen).sum();
        long lost = group.stream().mapToLong(LossRow::lost).sum();
        long judged = group.stream().mapToLong(LossRow::judged).sum();
        Optional<LossInterval> interval = LossInterval.of(lost, judged);
        return List.of(
                Escape.terminal(first.from()) + " -> " + Escape.terminal(first.to()),
                kinds(group),
                first.initiator().isEmpty() ? "not known" : Escape.terminal(first.initiator()),
                Words.count(sent),
                Words.count(seen),
                Words.count(lost),
                judged == 0 ? NONE : Words.percent((double) lost / judged),
                interval.map(LossTable::words).orElse(NONE));
    }

    static long seen(LossRow row) {
        return row.delivered() + row.late() + row.corrupted();
    }

    /** Of three packets or fewer that all fared alike any share may be the true one. */
    static String words(LossInterval interval) {
        return interval.low() == 0 && interval.high() == 1
                ? "too few"
                : Words.percent(interval.low()) + " to " + Words.percent(interval.high());
    }

    private static String kinds(List<LossRow> group) {
        List<String> kinds =
                group.stream().map(row -> row.typeP().words()).distinct().toList();
        String family = family(group.get(0).typeP());
        String list = String.join(", ", kinds);
        if (kinds.size() > 1 && list.length() > LONGEST_LIST_OF_KINDS) {
            list = kinds.size() + " kinds";
        }
        return family.isEmpty() ? list : family + " " + list;
    }

    /** One kind by the name that it has in this table. */
    static String kind(TypeP typeP) {
        String family = family(typeP);
        return family.isEmpty() ? typeP.words() : family + " " + typeP.words();
    }

    private static String family(TypeP typeP) {
        return typeP.isTcp() ? "TCP" : "";
    }

    /** Kinds whose loss shows in what hosts do next: they are sent again, or not answered. */
    static boolean behaviourCanConfirm(TypeP typeP) {
        return switch (typeP) {
            case ICMP_ECHO_REQUEST, TCP_SYN, TCP_SYN_ACK, TCP_DATA, TCP_FIN -> true;
            case ICMP_ECHO_REPLY, TCP_ACK, TCP_RST, ICMP_ERROR, FRAGMENT -> false;
        };
    }

    /** Whether it is certain that this direction loses packets: then it does not matter how many show that by themselves. */
    static boolean isCertain(Diagnosis diagnosis, LossRow row) {
        return diagnosis.findings().stream()
                .anyMatch(each -> each.kind().equals("one-way-loss")
                        && each.grade() == Grade.CERTAIN
                        && each.from().filter(row.from()::equals).isPresent()
                        && each.to().filter(row.to()::equals).isPresent());
    }

    /**
     * What else there is to a row; nothing for several quiet ones put together.
     *
     * @param certain that the direction loses packets
     */
    static String particulars(LossRow row, boolean certain) {
        List<String> words = new ArrayList<>();
        if (!certain && behaviourCanConfirm(row.typeP())) {
            add(words, row.lost() - row.confirmed(), "by the captures alone");
        }
        add(words, row.late(), "late");
        add(words, row.missed(), "missed by the capture");
        add(words, row.unobservable(), "unobservable");
        add(words, row.corrupted(), "corrupted");
        add(words, row.ambiguous(), "ambiguous");
        add(words, row.duplicates(), "duplicated");
        add(words, row.reordered(), "reordered");
        return String.join(", ", words);
    }

    private static void add(List<String> words, long count, String what) {
        if (count > 0) {
            words.add(Words.count(count) + " " + what);
        }
    }
}

package dev.halfway.report;

import dev.halfway.agent.Health;
import dev.halfway.agent.WatchStatus;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.LossRow;
import dev.halfway.report.Table.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A watch on a terminal: the verdict and since when, what became of the packets, how the sources are. */
public final class StatusView {
    private StatusView() {}

    /** The lines of a screen. */
    public static List<String> lines(WatchStatus status) {
        StringWriter page = new StringWriter();
        try {
            write(status, new Page(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter never does
        }
        return page.toString().lines().toList();
    }

    /** A change of the verdict, on one line. */
    public static String line(WatchStatus.Change change) {
        return Words.dateTime(change.timeNanos()) + " UTC  " + change.verdict().id() + ": "
                + Escape.terminal(change.sentence());
    }

    /** What was found, on one line; empty when the sentence of the last change says it. */
    public static Optional<String> line(WatchStatus.Found found, List<WatchStatus.Change> changes) {
        boolean isSaid = !changes.isEmpty()
                && changes.get(changes.size() - 1)
                        .sentence()
                        .contains(found.finding().sentence());
        return isSaid
                ? Optional.empty()
                : Optional.of(Words.dateTime(found.timeNanos()) + " UTC  finding: "
                        + found.finding().grade().id() + ": "
                        + Escape.terminal(found.finding().sentence()));
    }

    /** That a source's state is another, on one line. */
    public static String line(Health source) {
        String name = source.source() + ": ";
        String what = source.detail().startsWith(name) ? source.detail().substring(name.length()) : source.detail();
        String detail = source.state() == Health.State.LIVE || what.isEmpty() ? "" : ": " + what;
        String verb = source.state().isOver() ? "has " : "is ";
        return source.host() + " (" + source.source() + ") " + verb
                + source.state().words() + detail;
    }

    private static void write(WatchStatus status, Page page) throws IOException {
        if (status.current().isEmpty()) {
            page.paragraph("", Escape.terminal(nothingSaid(status)));
        } else {
            page.paragraph("", Escape.terminal(status.current().get().sentence()));
            page.line("since " + Words.dateTime(status.sinceNanos()) + " UTC");
        }
        findings(status, page);
        if (!status.totals().isEmpty()) {
            page.section("Packets since the start; delays of late");
            for (String line : packets(status)) {
                page.line(" " + line);
            }
        }
        page.section("Sources");
        for (String line : sources(status)) {
            page.line(" " + line);
        }
        if (status.changes().size() > 1) {
            page.section("Changes");
            List<WatchStatus.Change> changes = status.changes();
            for (WatchStatus.Change change : changes.subList(Math.max(0, changes.size() - 5), changes.size())) {
                page.paragraph(" ", line(change));
            }
        }
    }

    private static String nothingSaid(WatchStatus status) {
        if (!status.isOver()) {
            return "Waiting for packets from all sources.";
        }
        List<String> without = status.sources().stream()
                .filter(source -> source.packets() == 0)
                .map(Health::host)
                .toList();
        return without.isEmpty()
                ? "Cannot tell: too little came before the sources ended."
                : "Cannot tell: no packet came from " + String.join(" and ", without) + ".";
    }

    /** What was found at any time, each with what would tell more. */
    private static void findings(WatchStatus status, Page page) throws IOException {
        if (status.findings().isEmpty()) {
            return;
        }
        page.section("Findings");
        for (WatchStatus.Found found : status.findings()) {
            Finding finding = found.finding();
            String sentence = status.current()
                    .map(now -> FindingSection.sentence(now, finding))
                    .orElse(finding.sentence());
            page.paragraph(" ", finding.grade().id() + ": " + Escape.terminal(sentence));
            page.line("    first told  at " + Words.dateTime(found.timeNanos()) + " UTC"
                    + (found.isCurrent() ? "" : "; no longer"));
            if (finding.cause().isPresent()) {
                Finding.Cause cause = finding.cause().get();
                page.paragraph("    cause       ", Escape.terminal(cause.grade().id() + ": " + cause.name()));
            }
            if (finding.nextExperiment().isPresent()) {
                page.paragraph(
                        "    next        ",
                        Escape.terminal(finding.nextExperiment().get()));
            }
        }
    }

    private static List<String> packets(WatchStatus status) {
        Table table = new Table(List.of(
                Column.words("from -> to"),
                Column.words("kind"),
                Column.words("started by"),
                Column.number("sent"),
                Column.number("seen"),
                Column.number("lost"),
                Column.number("loss %"),
                Column.number("not judged"),
                Column.number("delay p50"),
                Column.number("p99")));
        for (LossRow row : status.totals()) {
            Optional<DelaySummary> delay = status.current().flatMap(now -> delay(now, row));
            table.add(List.of(
                    Escape.terminal(row.from()) + " -> " + Escape.terminal(row.to()),
                    LossTable.kind(row.typeP()),
                    row.initiator().isEmpty() ? "not known" : Escape.terminal(row.initiator()),
                    Words.count(row.sent()),
                    Words.count(row.delivered() + row.late() + row.corrupted()),
                    Words.count(row.lost()),
                    row.judged() == 0 ? "-" : Words.percent(row.ratio()),
                    Words.count(row.missed() + row.unobservable()),
                    delay.map(each -> Words.duration(each.medianNanos())).orElse("-"),
                    delay.map(each -> Words.duration(each.p99Nanos())).orElse("-")));
        }
        return table.lines();
    }

    private static Optional<DelaySummary> delay(Diagnosis now, LossRow like) {
        return now.losses().stream()
                .filter(row -> row.from().equals(like.from())
                        && row.to().equals(like.to())
                        && row.typeP() == like.typeP()
                        && row.initiator().equals(like.initiator()))
                .findFirst()
                .flatMap(LossRow::delay);
    }

    private static List<String> sources(WatchStatus status) {
        Table table = new Table(List.of(
                Column.words("host"),
                Column.words("state"),
                Column.number("packets"),
                Column.words("last heard of"),
                Column.words("source")));
        List<String> details = new ArrayList<>();
        for (int at = 0; at < status.sources().size(); at++) {
            Health source = status.sources().get(at);
            table.add(List.of(
                    Escape.terminal(source.host()),
                    source.state().words(),
                    Words.count(source.packets()),
                    source.latestNanos().isPresent()
                            ? Words.dateTime(source.latestNanos().getAsLong())
                            : "never",
                    Escape.terminal(source.source())));
            if (status.notCompared().get(at) > 0) {
                details.add(Escape.terminal(source.host()) + ": "
                        + Words.count(status.notCompared().get(at))
                        + " of its packets are in no count: they are not between two of the hosts, or nothing could be"
                        + " compared with them");
            }
            if (source.gaps().count() > 0) {
                details.add(Escape.terminal(source.host() + ": not watched for "
                        + Words.duration(source.gaps().nanos()) + " in all ("
                        + (source.gaps().count() == 1 ? "once" : source.gaps().count() + " times")
                        + "); what it was sent then is not judged"));
            }
            if (!source.detail().isEmpty() && source.state() != Health.State.LIVE) {
                details.add(Escape.terminal(source.host() + ": " + source.detail()));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.addAll(details);
        return lines;
    }
}

package dev.halfway.report;

import dev.halfway.agent.Health;
import dev.halfway.agent.WatchStatus;
import dev.halfway.diagnose.Diagnosis;
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

    /** That a source's state is another, on one line. */
    public static String line(Health source) {
        String detail = source.state() == Health.State.LIVE || source.detail().isEmpty() ? "" : ": " + source.detail();
        return source.host() + " (" + source.source() + ") is " + source.state().words() + detail;
    }

    private static void write(WatchStatus status, Page page) throws IOException {
        if (status.current().isEmpty()) {
            page.line("Waiting for packets from all sources.");
        } else {
            page.paragraph("", Escape.terminal(status.current().get().sentence()));
            page.line("since " + Words.dateTime(status.sinceNanos()) + " UTC");
        }
        if (!status.totals().isEmpty()) {
            page.section("Packets since the start; delays of late");
            for (String line : packets(status)) {
                page.line(" " + line);
            }
        }
        page.section("Sources");
        for (String line : sources(status.sources())) {
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
                    row.typeP().words(),
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

    private static List<String> sources(List<Health> sources) {
        Table table = new Table(List.of(
                Column.words("host"),
                Column.words("state"),
                Column.number("packets"),
                Column.words("last heard of"),
                Column.words("source")));
        List<String> details = new ArrayList<>();
        for (Health source : sources) {
            table.add(List.of(
                    Escape.terminal(source.host()),
                    source.state().words(),
                    Words.count(source.packets()),
                    source.latestNanos().isPresent()
                            ? Words.dateTime(source.latestNanos().getAsLong())
                            : "never",
                    Escape.terminal(source.source())));
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

package dev.halfway.report;

import dev.halfway.capture.SourceSummary;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Unjudged;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A diagnosis for people: the verdict, what it rests on, and what it does not cover; one screen in the usual case. */
public final class TextReport {
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final Diagnosis diagnosis;
    private static final int MOST_ROWS_TO_SAY_NOTHING = 12;

    private final Style style;
    private final Page page;

    private TextReport(Diagnosis diagnosis, Style style, Page page) {
        this.diagnosis = diagnosis;
        this.style = style;
        this.page = page;
    }

    /**
     * How to show it.
     *
     * @param color the verdict stands out by terminal control sequences (ECMA-48); else plain characters only
     * @param everyRow the table keeps rows without any incident apart, however many there are; delays are shown too
     */
    public record Style(boolean color, boolean everyRow) {}

    /** Writes the whole report; {@code out} stays open. */
    public static void write(Diagnosis diagnosis, Style style, Writer out) throws IOException {
        new TextReport(diagnosis, style, new Page(out)).write();
    }

    private void write() throws IOException {
        verdict();
        new FindingSection(diagnosis, style.everyRow(), page).write();
        losses();
        patterns();
        delays();
        new BgpText(page, style.everyRow()).write(diagnosis);
        clocks();
        inputs();
        unjudged();
        sentences("Inferred", diagnosis.inferred());
        sentences("Notes", notes());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(diagnosis.notes());
        if (style.everyRow()) {
            diagnosis.inputs().forEach(input -> input.slightStepBack().ifPresent(notes::add));
        }
        return notes;
    }

    private void verdict() throws IOException {
        String sentence = Escape.terminal(diagnosis.sentence());
        if (style.color()) {
            page.line(BOLD + sentence + PLAIN);
        } else {
            page.paragraph("", sentence);
        }
    }

    private void losses() throws IOException {
        if (!style.everyRow() && isNothingCompared()) {
            page.section("Packets");
            for (String line : uncompared()) {
                page.paragraph(" ", Escape.terminal(line));
            }
            return;
        }
        if (!diagnosis.losses().isEmpty()) {
            page.section("Packets");
            for (String line : LossTable.lines(diagnosis, style.everyRow())) {
                page.line(" " + line);
            }
            for (String line : SplitTable.lines(diagnosis)) {
                page.line(" " + line);
            }
            if (diagnosis.maxLossPercent() > 0) {
                page.paragraph(
                        " ",
                        "One-way loss up to " + Words.percent(diagnosis.maxLossPercent() / 100)
                                + " % counts as none (--max-loss).");
            }
        }
        for (AppearedRow row : diagnosis.appeared()) {
            page.paragraph(" ", Escape.terminal(appeared(row)));
        }
    }

    /** So many rows, and not one of them says more than that it could not be judged. */
    private boolean isNothingCompared() {
        return diagnosis.findings().isEmpty()
                && diagnosis.losses().size() + diagnosis.appeared().size() > MOST_ROWS_TO_SAY_NOTHING
                && diagnosis.losses().stream().allMatch(row -> row.sent() == row.unobservable())
                && diagnosis.appeared().stream().allMatch(row -> row.count() == row.explained());
    }

    /** A sentence for each direction. */
    private List<String> uncompared() {
        Map<String, long[]> directions = new TreeMap<>();
        for (LossRow row : diagnosis.losses()) {
            directions.computeIfAbsent(row.from() + " -> " + row.to(), absent -> new long[2])[0] += row.sent();
        }
        for (AppearedRow row : diagnosis.appeared()) {
            directions.computeIfAbsent(row.from() + " -> " + row.to(), absent -> new long[2])[1] += row.count();
        }
        List<String> lines = new ArrayList<>();
        directions.forEach(
                (direction, counts) -> lines.add(direction + ": " + Words.count(counts[0], "packet") + " seen leaving, "
                        + Words.count(counts[1]) + " seen arriving, none of them in both captures (-v: by kind)"));
        return lines;
    }

    static String appeared(AppearedRow row) {
        String noun =
                row.typeP() == TypeP.TCP_DATA ? "data segment" : row.typeP().words();
        String what = Words.count(row.count(), noun);
        String words = "Seen at " + row.to() + ", not seen leaving " + row.from() + ": " + what;
        if (row.explained() == 0) {
            return words;
        } else if (row.explained() == row.count()) {
            return words + ", which the capture at " + row.from() + " could not have shown";
        }
        return words + ", of which the capture at " + row.from() + " could not have shown "
                + Words.count(row.explained());
    }

    /** How the losses of a finding lie; empty when it is not about losses. */
    private void patterns() throws IOException {
        List<DirectionEvidence> lossy = diagnosis.evidence().stream()
                .filter(each -> each.pattern().lost() > 0
                        && (style.everyRow() || !each.openQuestions().isEmpty()))
                .toList();
        if (!lossy.isEmpty()) {
            page.section("Losses");
        }
        for (DirectionEvidence direction : lossy) {
            String ends = Escape.terminal(" " + direction.from() + " -> " + direction.to() + "  ");
            if (style.everyRow()) {
                page.paragraph(ends, Escape.terminal(PatternLines.whole(direction.pattern())));
            }
            for (String question : direction.openQuestions()) {
                page.paragraph(ends, Escape.terminal(question));
            }
        }
    }

    private void delays() throws IOException {
        if (!style.everyRow()
                || diagnosis.losses().stream().allMatch(row -> row.delay().isEmpty())) {
            return;
        }
        page.section("One-way delay");
        for (String line : DelayTable.lines(diagnosis.losses(), diagnosis.clocks())) {
            page.line(" " + line);
        }
    }

    private void clocks() throws IOException {
        if (diagnosis.clocks().isEmpty()) {
            return;
        }
        page.section("Clocks");
        for (ClockFacts clock : diagnosis.clocks()) {
            page.paragraph(" ", Escape.terminal(clock(clock)));
        }
    }

    static String clock(ClockFacts clock) {
        String ends = clock.to() + " against " + clock.from() + ": ";
        OptionalLong bound = clock.boundNanos();
        List<String> parts = new ArrayList<>();
        switch (clock.basis()) {
            case "both-ways" -> parts.add(Words.offset(clock.offsetNanos()) + ", from packets both ways");
            case "one-way" -> parts.add(Words.offset(clock.offsetNanos()) + ", from packets one way only");
            case "wall-clock" -> parts.add("not measured, each host's own time is taken as it is");
            default -> parts.add("not known");
        }
        if (!clock.via().isEmpty()) {
            parts.add("by way of " + String.join(" and ", clock.via()));
        }
        parts.add(
                bound.isPresent() ? "at most " + Words.duration(bound.getAsLong()) + " off" : "no bound on the error");
        clock.skewPpm().ifPresent(ppm -> parts.add(String.format(Locale.ROOT, "drifts by %+.2f ppm", ppm)));
        for (ClockFacts.Step step : clock.steps()) {
            String size = step.boundNanos().isPresent()
                    ? Words.offset(step.stepNanos())
                    : "about " + Words.offset(step.stepNanos()) + " (uncertain)";
            parts.add("steps by " + size + " at " + Words.dateTime(step.timeNanos()));
        }
        for (ClockFacts.Tick tick : clock.ticks()) {
            parts.add(tick.host() + "'s clock goes on every " + Words.duration(tick.nanos()));
        }
        return ends + String.join(", ", parts);
    }

    private void inputs() throws IOException {
        page.section("Captures");
        int width = diagnosis.inputs().stream()
                .mapToInt(input -> Escape.terminal(input.point().host()).length())
                .max()
                .orElse(0);
        for (InputFacts input : diagnosis.inputs()) {
            String host = Escape.terminal(input.point().host());
            page.paragraph(" " + host + " ".repeat(width - host.length()) + "  ", Escape.terminal(input(input)));
        }
    }

    private static String input(InputFacts input) {
        SourceSummary source = input.point().source();
        List<String> parts = new ArrayList<>();
        parts.add(window(input));
        parts.add(Words.count(source.packets(), "packet") + ", " + Words.count(input.analysed()) + " analysed"
                + (input.leftAside() > 0 ? ", " + Words.count(input.leftAside()) + " more in scope left aside" : "")
                + why(input.leftAsideBy()));
        if (input.undecodedCount() > 0) {
            parts.add(Words.count(input.undecodedCount()) + " not decoded");
        }
        parts.add(
                input.drops().isPresent()
                        ? "capture dropped " + Words.count(input.drops().getAsLong())
                        : "capture drops not recorded");
        input.missRate().ifPresent(share -> parts.add("capture missed about " + Words.percent(share) + " %"));
        source.cutAtByte().ifPresent(at -> parts.add("cut short at byte " + at));
        if (!input.addresses().isEmpty()) {
            String origin = input.addressesGiven() ? " (given)" : " (inferred)";
            parts.add("owns " + String.join(", ", input.addresses()) + origin);
        }
        parts.add(source.name());
        return String.join("; ", parts);
    }

    /** {@code (not between two hosts with captures)}; with the counts where there are several reasons. */
    private static String why(Map<String, Long> reasons) {
        List<String> parts = new ArrayList<>();
        reasons.forEach((reason, count) -> parts.add(reasons.size() == 1 ? reason : Words.count(count) + " " + reason));
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    static String window(InputFacts input) {
        if (input.windowStartNanos().isEmpty() || input.windowEndNanos().isEmpty()) {
            return "covers no time";
        }
        long start = input.windowStartNanos().getAsLong();
        long end = input.windowEndNanos().getAsLong();
        return Words.period(start, end) + " UTC (" + Words.duration(end - start) + ")";
    }

    private void unjudged() throws IOException {
        if (diagnosis.unjudged().isEmpty()) {
            return;
        }
        page.section("Not judged");
        for (Unjudged row : diagnosis.unjudged()) {
            String words = row.from() + " -> " + row.to() + ": " + Words.count(row.count(), "packet") + ", "
                    + row.reason().words(row.to());
            page.paragraph(" ", Escape.terminal(words));
        }
    }

    private void sentences(String title, List<String> sentences) throws IOException {
        if (sentences.isEmpty()) {
            return;
        }
        page.section(title);
        for (String sentence : sentences) {
            page.paragraph(" ", Escape.terminal(sentence));
        }
    }
}

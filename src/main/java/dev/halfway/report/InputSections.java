package dev.halfway.report;

import dev.halfway.capture.SourceSummary;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.Unjudged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a page's figures rest on: the clocks, the captures, and what these could not show. */
final class InputSections {
    private final Diagnosis diagnosis;

    InputSections(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void clocks(Markup page) throws IOException {
        if (diagnosis.clocks().isEmpty()) {
            page.element("p", "Not compared.");
            return;
        }
        page.element("p", "What one host's clock shows more than the other's, and how far that may be wrong.");
        page.open("ul");
        for (ClockFacts clock : diagnosis.clocks()) {
            page.element("li", TextReport.clock(clock));
        }
        page.close();
    }

    void captures(Markup page) throws IOException {
        HtmlTable table = HtmlTable.begin(page, "capture-table", "The captures");
        table.words("host", "file", "covers");
        table.numbers("packets", "analysed");
        table.words("capture drops", "owns", "besides");
        table.head();
        for (InputFacts input : diagnosis.inputs()) {
            SourceSummary source = input.point().source();
            String origin = input.addressesGiven() ? " (given)" : " (inferred)";
            table.row(
                    "",
                    List.of(
                            input.point().host(),
                            source.name(),
                            TextReport.window(input),
                            Words.count(source.packets()),
                            Words.count(input.analysed()),
                            input.drops().isPresent()
                                    ? Words.count(input.drops().getAsLong())
                                    : "not recorded",
                            input.addresses().isEmpty() ? "not known" : String.join(", ", input.addresses()) + origin,
                            besides(input)));
        }
        table.end();
    }

    private static String besides(InputFacts input) {
        List<String> parts = new ArrayList<>();
        SourceSummary source = input.point().source();
        parts.add(source.format());
        input.undecoded().forEach((why, count) -> parts.add("not decoded " + Words.count(count) + ": " + why));
        input.missRate().ifPresent(share -> parts.add("missed about " + Words.percent(share) + " %"));
        source.cutAtByte().ifPresent(at -> parts.add("cut short at byte " + at));
        input.ignored().forEach((why, count) -> parts.add("left aside " + Words.count(count) + ": " + why));
        parts.addAll(source.warnings());
        return String.join("; ", parts);
    }

    void unjudged(Markup page) throws IOException {
        if (diagnosis.unjudged().isEmpty()
                && diagnosis.inferred().isEmpty()
                && diagnosis.notes().isEmpty()) {
            page.element("p", "Nothing: all packets that left one host for another could be judged.");
            return;
        }
        if (!diagnosis.unjudged().isEmpty()) {
            page.open("ul", "id", "unjudged-list");
            for (Unjudged row : diagnosis.unjudged()) {
                page.element(
                        "li",
                        row.from() + " \u2192 " + row.to() + ": " + Words.count(row.count(), "packet") + ", "
                                + row.reason().words(row.to()));
            }
            page.close();
        }
        sentences(page, "Inferred", diagnosis.inferred());
        sentences(page, "Notes", diagnosis.notes());
    }

    private static void sentences(Markup page, String title, List<String> sentences) throws IOException {
        if (sentences.isEmpty()) {
            return;
        }
        page.element("h3", title).open("ul");
        for (String sentence : sentences) {
            page.element("li", sentence);
        }
        page.close();
    }
}

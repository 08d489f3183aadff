package dev.halfway.report;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import java.io.IOException;
import java.util.List;

/** The findings of a page, each with its evidence folded below it. */
final class FindingBlocks {
    private final Diagnosis diagnosis;
    private final Once ruledOut = new Once();

    FindingBlocks(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void write(Markup page) throws IOException {
        if (diagnosis.findings().isEmpty()) {
            page.element("p", "None.");
            return;
        }
        int number = 1;
        for (Finding finding : diagnosis.findings()) {
            write(page, finding, number++);
        }
    }

    private void write(Markup page, Finding finding, int number) throws IOException {
        String id = "finding-" + number;
        if (number == 1) {
            page.open("details", "class", "finding", "id", id, "open", "");
        } else {
            page.open("details", "class", "finding", "id", id);
        }
        page.open("summary");
        page.element(
                "span",
                finding.grade().id(),
                "class",
                "grade " + finding.grade().id());
        page.element("span", " " + number + ". " + finding.sentence());
        page.close();
        page.open("dl");
        detail(page, "where", FindingSection.place(finding));
        detail(page, "when", FindingSection.when(finding));
        detail(
                page,
                "decided by",
                finding.decidedBy().map(FindingSection::decidedBy).orElse(""));
        detail(page, "flows", finding.decidedBy().map(FindingSection::members).orElse(""));
        detail(page, "pattern", FindingSection.pattern(diagnosis, finding));
        details(page, "or by", finding.decidedBy().map(FindingSection::rivals).orElse(List.of()));
        if (finding.cause().isPresent()) {
            Finding.Cause cause = finding.cause().get();
            detail(page, "cause", cause.grade().id() + ": " + cause.name());
            details(page, "for it", cause.evidenceFor());
            details(page, "against it", cause.evidenceAgainst());
        }
        details(page, "rules out", ruledOut.news(finding.rulesOut()));
        details(page, "remaining", finding.remaining());
        if (finding.nextExperiment().isPresent()) {
            page.element("dt", "next");
            page.open("dd")
                    .element("span", finding.nextExperiment().get(), "class", "next")
                    .close();
        }
        page.close().close().line();
    }

    private static void detail(Markup page, String title, String text) throws IOException {
        if (!text.isEmpty()) {
            page.element("dt", title).element("dd", text);
        }
    }

    private static void details(Markup page, String title, List<String> items) throws IOException {
        if (items.isEmpty()) {
            return;
        }
        page.element("dt", title);
        for (String item : items) {
            page.element("dd", item);
        }
    }
}

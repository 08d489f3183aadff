package dev.halfway.report;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** The top of a page and its end: what was found, in a sentence; the same as text; what made it. */
final class HeadSections {
    private final Diagnosis diagnosis;
    private final JsonReport.Origin origin;

    HeadSections(Diagnosis diagnosis, JsonReport.Origin origin) {
        this.diagnosis = diagnosis;
        this.origin = origin;
    }

    void title(Markup page) throws IOException {
        page.text("Halfway: " + words(diagnosis.verdict()) + ", " + String.join(" and ", diagnosis.hosts()));
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case NO_LOSS -> "no loss";
            case ONE_WAY_LOSS -> "one-way loss";
            case LOSS_BOTH_WAYS -> "loss both ways";
            case HOST_SILENT -> "a host is silent";
            case INCONCLUSIVE -> "inconclusive";
        };
    }

    void verdict(Markup page) throws IOException {
        page.open("p", "class", "verdict " + tone());
        page.element("span", mark(), "class", "mark", "aria-hidden", "true").text(" ");
        page.element("strong", words(diagnosis.verdict()), "id", "verdict");
        if (diagnosis.verdict() == Verdict.NO_LOSS && diagnosis.exitCode() != 0) {
            page.text(", but a finding");
        }
        page.close();
        page.element("h1", diagnosis.sentence(), "id", "sentence");
        page.element(
                "p", "Captures of " + String.join(", ", diagnosis.hosts()) + ". All times are UTC.", "class", "quiet");
    }

    private String tone() {
        if (diagnosis.verdict() == Verdict.INCONCLUSIVE) {
            return "open";
        }
        return diagnosis.exitCode() == 0 ? "good" : "bad";
    }

    private String mark() {
        return switch (tone()) {
            case "good" -> "\u2713";
            case "bad" -> "\u2715";
            default -> "?";
        };
    }

    void contents(Markup page, PageData data) throws IOException {
        page.open("ul");
        entry(page, "path", "Path", true);
        entry(page, "findings", "Findings", !diagnosis.findings().isEmpty());
        entry(page, "flows", "Flows", data.flows().flows() > 0);
        entry(page, "time", "Over time", !data.series().isEmpty());
        entry(page, "losses", "Counts", !diagnosis.losses().isEmpty());
        entry(page, "bgp", "BGP", !diagnosis.bgp().isEmpty());
        entry(page, "clocks", "Clocks", !diagnosis.clocks().isEmpty());
        entry(page, "captures", "Captures", true);
        entry(page, "unjudged", "Not judged", true);
        entry(page, "packets", "Packets", !data.lists().all().isEmpty());
        page.close();
    }

    private static void entry(Markup page, String id, String title, boolean there) throws IOException {
        if (there) {
            page.open("li").element("a", title, "href", "#" + id).close();
        }
    }

    /** The report as text, to be put into a ticket. */
    void text(Markup page) throws IOException {
        StringWriter text = new StringWriter();
        TextReport.write(diagnosis, new TextReport.Style(false, false), text);
        page.open("pre", "tabindex", "0");
        // Line by line: the escaping would spell out the line ends. The text is escaped already, once more changes
        // nothing.
        for (String line : text.toString().split("\n")) {
            page.text(line).line();
        }
        page.close();
    }

    void origin(Markup page) throws IOException {
        page.open("dl");
        page.element("dt", "halfway").element("dd", origin.version());
        for (var each : origin.options().entrySet()) {
            if (!(each.getValue() instanceof List<?> list && list.isEmpty())
                    && !each.getValue().toString().equals("{}")) {
                page.element("dt", each.getKey()).element("dd", String.valueOf(each.getValue()));
            }
        }
        page.close();
    }
}

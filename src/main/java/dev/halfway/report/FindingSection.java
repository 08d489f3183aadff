package dev.halfway.report;

import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The findings for people: what, where, decided by what, why, what it is not, what it may be, what to try next. */
final class FindingSection {
    /** Of what may decide as well, the best. */
    private static final int MOST_RIVALS = 3;

    private final Diagnosis diagnosis;
    private final boolean everyMember;
    private final Page page;
    private final Once ruledOut = new Once();

    /** @param everyMember of a class that decides */
    FindingSection(Diagnosis diagnosis, boolean everyMember, Page page) {
        this.diagnosis = diagnosis;
        this.everyMember = everyMember;
        this.page = page;
    }

    void write() throws IOException {
        if (diagnosis.findings().isEmpty()) {
            return;
        }
        page.section("Findings");
        int number = 1;
        for (Finding finding : diagnosis.findings()) {
            String lead = String.format(Locale.ROOT, "%2d. ", number++);
            page.paragraph(lead, Escape.terminal(finding.grade().id() + ": " + sentence(diagnosis, finding)));
            write(finding);
        }
        if (diagnosis.clocks().stream().anyMatch(clock -> clock.isMeasured() && clock.isApart())) {
            page.paragraph(
                    " ", "Times are by the clock of the host that sent what is lost; of a capture, by that capture's.");
        }
    }

    private void write(Finding finding) throws IOException {
        detail("where", place(finding));
        detail("when", when(finding));
        detail("decided by", finding.decidedBy().map(FindingSection::decidedBy).orElse(""));
        if (everyMember) {
            detail("flows", finding.decidedBy().map(FindingSection::members).orElse(""));
        }
        detail("pattern", pattern(diagnosis, finding));
        String title = "or by";
        for (String rival : finding.decidedBy().map(FindingSection::rivals).orElse(List.of())) {
            detail(title, rival);
            title = "";
        }
        if (finding.cause().isPresent()) {
            Finding.Cause cause = finding.cause().get();
            detail("cause", cause.grade().id() + ": " + cause.name());
            detail("  for it", list(cause.evidenceFor()));
            detail("  against", list(cause.evidenceAgainst()));
        }
        detail("rules out", list(ruledOut.news(finding.rulesOut())));
        detail("remaining", list(finding.remaining()));
        detail("next", finding.nextExperiment().orElse(""));
    }

    /** What the verdict has said already is named, not said again. */
    static String sentence(Diagnosis diagnosis, Finding finding) {
        String body = finding.sentence().substring(1); // its first letter may be a small one there
        return diagnosis.sentence().contains(body) ? finding.brief() : finding.sentence();
    }

    private void detail(String title, String text) throws IOException {
        if (!text.isEmpty()) {
            page.paragraph(String.format(Locale.ROOT, "    %-11s ", title), Escape.terminal(text));
        }
    }

    static String place(Finding finding) {
        String place = finding.place();
        int colon = place.indexOf(':');
        String host = place.substring(colon + 1);
        return switch (colon < 0 ? place : place.substring(0, colon)) {
            case "between-taps" -> "between the two capture points";
            case "host" -> host + " itself" + ofHost(finding.kind());
            case "before-tap" -> host + " itself: the packets never came as far as its capture point";
            case "capture" -> "in the capture at " + host + ", not in the network";
            default -> "not known";
        };
    }

    private static String ofHost(String kind) {
        return switch (kind) {
            case "bgp" -> "";
            case "one-way-loss" -> ": the packets are seen inside it, and not leaving it";
            default -> ": the packets came as far as its capture point";
        };
    }

    static String decidedBy(Decider decider) {
        int bracket = decider.words().indexOf(" (");
        return value(decider) + ": lost "
                + Words.count(decider.inside().lost()) + " of "
                + Words.count(decider.inside().judged()) + ", of all others "
                + Words.count(decider.outside().lost()) + " of "
                + Words.count(decider.outside().judged()) + "; " + Words.probability(decider.p())
                + (bracket < 0 ? "" : decider.words().substring(bracket));
    }

    /** {@code size over 1400 bytes}. */
    static String value(Decider decider) {
        return value(decider.feature(), decider.value());
    }

    private static String value(Feature feature, String value) {
        return value.contains(feature.id()) ? value : feature.id() + " " + value;
    }

    /** The flows that lose, where that is what decides or may decide as well. */
    static String members(Decider decider) {
        Decider.Detail detail = Stream.concat(
                        Stream.of(decider.detail()), decider.rivals().stream().map(Decider.Rival::detail))
                .filter(each -> !each.members().isEmpty())
                .findFirst()
                .orElse(Decider.Detail.NONE);
        return String.join("; ", detail.members()) + (detail.others() == 0 ? "" : "; " + detail.others() + " more");
    }

    /** What else it may be, each with what to send to know. */
    static List<String> rivals(Decider decider) {
        List<String> words = new ArrayList<>();
        decider.rivals().stream()
                .limit(MOST_RIVALS)
                .map(rival -> value(rival.feature(), rival.value()) + ": to tell, send " + rival.wouldTell())
                .forEach(words::add);
        int more = decider.rivals().size() - words.size();
        if (more > 0) {
            words.add("and " + more + " more, see -o json");
        }
        return words;
    }

    static String pattern(Diagnosis diagnosis, Finding finding) {
        boolean loss = finding.kind().equals("one-way-loss")
                && finding.from().isPresent()
                && finding.to().isPresent();
        return diagnosis.evidence().stream()
                .filter(each -> loss
                        && each.from().equals(finding.from().get())
                        && each.to().equals(finding.to().get()))
                .map(each -> (isOneClassOfLosses(finding) ? "of all that is lost this way: " : "")
                        + PatternLines.brief(each.pattern())
                        + each.clues()
                                .spells()
                                .map(spells -> "; " + spells.cycle())
                                .orElse(""))
                .findFirst()
                .orElse("");
    }

    /** Whether besides what decides more is lost. */
    private static boolean isOneClassOfLosses(Finding finding) {
        return finding.decidedBy().filter(each -> each.outside().lost() > 0).isPresent();
    }

    /** From the first packet it is about to the last. */
    static String when(Finding finding) {
        return finding.when()
                .map(span -> Words.period(span.firstNanos(), span.lastNanos()) + " ("
                        + Words.duration(span.lastNanos() - span.firstNanos()) + ")")
                .orElse("");
    }

    private static String list(List<String> items) {
        return String.join("; ", items);
    }
}

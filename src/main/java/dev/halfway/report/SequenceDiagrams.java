package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Some flows on a page, each as a sequence diagram across both hosts; which one is shown is chosen there. */
final class SequenceDiagrams {
    private static final int MOST_LOSSY = 16;
    private static final int MOST_CLEAN = 6;
    /** Findings of requests that arrive, and to which nothing comes back. */
    private static final Set<String> SILENT = Set.of("host-silent", "no-neighbour");

    private final Diagnosis diagnosis;
    private final FlowSamples flows;
    private final PageData data;

    SequenceDiagrams(Diagnosis diagnosis, PageData data) {
        this.diagnosis = diagnosis;
        this.data = data;
        this.flows = data.flows();
    }

    void write(Markup page) throws IOException {
        List<FlowSample> drawn = flows.best(MOST_LOSSY, MOST_CLEAN, this::fit);
        if (drawn.isEmpty()) {
            page.element("p", "No packet was seen on its way from one of the hosts to another.");
            return;
        }
        page.open("p", "class", "choice", "hidden", "");
        page.element("label", "Flow ", "for", "flow-choice");
        page.open("select", "id", "flow-choice");
        for (FlowSample flow : drawn) {
            page.element("option", title(flow), "value", "flow-" + flow.number());
        }
        page.close().close();
        boolean first = true;
        for (FlowSample flow : drawn) {
            String id = "flow-" + flow.number();
            if (first) {
                page.open("details", "class", "flow", "id", id, "open", "");
            } else {
                page.open("details", "class", "flow", "id", id);
            }
            first = false;
            page.element("summary", title(flow));
            new SequenceDiagram(flow, diagnosis.hosts(), data).write(page);
            page.close().line();
        }
        rest(page, drawn);
    }

    /** How well a flow fits the first finding, as far as its protocol and its answers tell. */
    private int fit(FlowSample flow) {
        if (diagnosis.findings().isEmpty()) {
            return 0;
        }
        Finding finding = diagnosis.findings().get(0);
        boolean tcp = finding.kind().equals("bgp") || finding.typeP().stream().anyMatch(TypeP::isTcp);
        boolean echo = finding.typeP().stream().anyMatch(TypeP::isEcho);
        boolean ofKind = flow.isTcp() ? tcp || !echo : echo || !tcp;
        if (!ofKind || !SILENT.contains(finding.kind())) {
            return ofKind ? 1 : 0;
        }
        return finding.typeP().equals(List.of(TypeP.TCP_DATA))
                ? 1 + (int) flow.sentAgain() // it is data that is not acknowledged
                : flow.isUnanswered() ? 2 : 1;
    }

    private String title(FlowSample flow) {
        return flow.words() + ": " + Words.count(flows.lost(flow)) + " of " + Words.count(flows.sent(flow), "packet")
                + " lost";
    }

    private void rest(Markup page, List<FlowSample> drawn) throws IOException {
        int more = flows.flows() - drawn.size();
        if (more <= 0) {
            return;
        }
        long lossyDrawn = drawn.stream().filter(each -> flows.lost(each) > 0).count();
        long lossyMore = flows.lossyFlows() - lossyDrawn;
        String losses = flows.flows() > FlowSamples.MOST_COUNTED
                ? ""
                : lossyMore > 0 ? ", " + Words.count(lossyMore) + " of them with losses" : ", none of them with losses";
        page.element(
                "p", "And " + Words.count(more, "flow") + " more" + losses + ".", "class", "rest", "id", "more-flows");
    }
}

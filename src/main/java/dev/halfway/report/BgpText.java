package dev.halfway.report;

import dev.halfway.diagnose.BgpEvent;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The BGP sessions for people: what there is to tell of each two speakers, and on demand the timeline of each session. */
final class BgpText {
    /** So many facts of one pair are shown; more with every detail. */
    private static final int MOST_FACTS = 8;

    /** More pairs of speakers of which there is nothing to tell are told together. */
    private static final int MOST_UNDISTURBED = 3;

    private static final String INDENT = "   ";

    private final Page page;
    private final boolean everyDetail;

    BgpText(Page page, boolean everyDetail) {
        this.page = page;
        this.everyDetail = everyDetail;
    }

    void write(Diagnosis diagnosis) throws IOException {
        List<BgpPeering> peerings = diagnosis.bgp();
        if (peerings.isEmpty()) {
            return;
        }
        page.section("BGP");
        if (diagnosis.clocks().stream().anyMatch(ClockFacts::isApart)) {
            page.line(" Times here are by " + Escape.terminal(diagnosis.hosts().get(0)) + "'s clock.");
        }
        List<BgpPeering> inOrder = disturbedFirst(peerings);
        long undisturbed = inOrder.stream().filter(BgpPeering::isUndisturbed).count();
        boolean together = !everyDetail && undisturbed > MOST_UNDISTURBED;
        for (BgpPeering peering : inOrder) {
            if (together && peering.isUndisturbed()) {
                continue;
            }
            page.paragraph(" ", Escape.terminal(heading(peering)));
            facts(peering.facts());
            if (everyDetail) {
                for (BgpSession session : peering.sessions()) {
                    timeline(session);
                }
            }
        }
        if (together) {
            page.paragraph(
                    " ",
                    Words.count(undisturbed, undisturbed == peerings.size() ? "pair" : "other pair")
                            + " of speakers: Established to the end, never ended, no message lost (-v: each of them)");
        }
    }

    /** Those of which packets are lost, then what else there is to look at, before what is as it should be. */
    static List<BgpPeering> disturbedFirst(List<BgpPeering> peerings) {
        return peerings.stream()
                .sorted(Comparator.comparingInt(BgpPeering::rank))
                .toList();
    }

    static String heading(BgpPeering peering) {
        List<String> states = new ArrayList<>();
        for (BgpPeering.Speaker speaker : peering.speakers()) {
            if (speaker.host().isPresent()) {
                states.add(speaker.name() + " is " + speaker.fsmState().orElse("in a state not known"));
            }
        }
        boolean alike = states.size() == 2
                && peering.speakers().get(0).fsmState().isPresent()
                && peering.speakers()
                        .get(0)
                        .fsmState()
                        .equals(peering.speakers().get(1).fsmState());
        String state =
                alike ? "both are " + peering.speakers().get(0).fsmState().get() : String.join(", ", states);
        long ended = peering.flaps();
        String sessions = Words.count(peering.sessions().size(), "connection")
                + (ended == 0
                        ? ""
                        : ended < peering.sessions().size() ? ", " + Words.count(ended) + " of them ended" : ", ended");
        boolean md5 = peering.sessions().stream().anyMatch(BgpSession::md5);
        boolean ao = peering.sessions().stream().anyMatch(BgpSession::tcpAo);
        return peering.speakers().get(0).name() + " and "
                + peering.speakers().get(1).name() + peering.overWords() + ": "
                + state + " at the end; " + sessions
                + (md5 ? "; with TCP MD5 signatures" : "") + (ao ? "; with TCP-AO" : "");
    }

    private void facts(List<BgpFact> facts) throws IOException {
        int shown = everyDetail || facts.size() <= MOST_FACTS ? facts.size() : MOST_FACTS - 1;
        for (BgpFact fact : facts.subList(0, shown)) {
            page.paragraph(INDENT, Escape.terminal(fact.sentence()));
        }
        if (shown < facts.size()) {
            page.paragraph(INDENT, "And " + (facts.size() - shown) + " more, see -v.");
        }
    }

    private void timeline(BgpSession session) throws IOException {
        page.line("");
        page.paragraph(" ", Escape.terminal(title(session)));
        Table table = new Table(List.of(
                Table.Column.words("UTC"),
                Table.Column.words("from"),
                Table.Column.words("what"),
                Table.Column.number("count"),
                Table.Column.words("until"),
                Table.Column.words("became"),
                Table.Column.words("says")));
        for (BgpEvent event : session.events()) {
            table.add(List.of(
                    Words.time(event.nanos()),
                    Escape.terminal(session.ends().get(event.end()).name()),
                    event.what(),
                    event.fate().isEmpty() ? "" : Words.count(event.count()),
                    event.count() > 1 ? Words.time(event.lastNanos()) : "",
                    became(event),
                    Escape.terminal(event.detail())));
        }
        for (String line : table.lines()) {
            page.line(INDENT + line);
        }
        if (session.eventsLeftOut() > 0) {
            page.line(INDENT + "and " + Words.count(session.eventsLeftOut()) + " more");
        }
    }

    static String title(BgpSession session) {
        List<String> states = new ArrayList<>();
        for (BgpSession.End end : session.ends()) {
            String waiting = end.unacknowledgedBytes() == 0
                    ? ""
                    : " with " + Words.count(end.unacknowledgedBytes()) + " bytes not acknowledged";
            end.tcpState().ifPresent(state -> states.add(state + waiting + " at " + end.name()));
            if (end.unreadBytes() > 0) {
                states.add(Words.count(end.unreadBytes()) + " bytes of " + end.name()
                        + " not read, cut off or missing in the capture");
            }
        }
        return session.name() + ", " + Words.period(session.firstNanos(), session.lastNanos()) + " UTC"
                + (states.isEmpty() ? "" : "; " + String.join(", ", states));
    }

    static String became(BgpEvent event) {
        if (event.lostTransmissions() > 0) {
            return "lost " + event.lostTransmissions() + " of " + event.transmissions()
                    + " times, else cannot be judged";
        }
        String fate = switch (event.fate()) {
            case "" -> "";
            case "delivered" -> "arrives";
            case "lost" -> "lost";
            case "missed" -> "arrives unseen";
            case "appeared" -> "arrives, not seen leaving";
            default -> "cannot be judged";
        };
        return event.transmissions() > 1 ? fate + ", sent " + event.transmissions() + " times" : fate;
    }
}

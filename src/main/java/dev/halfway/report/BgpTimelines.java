package dev.halfway.report;

import dev.halfway.diagnose.BgpEvent;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import java.io.IOException;
import java.util.List;

/** BGP on a page: between each two speakers what there is to tell, the sessions over time, and the events of each. */
final class BgpTimelines {
    private static final int MOST_PEERINGS = 12;
    private static final int MOST_FACTS = 40;
    private static final int MOST_SESSIONS = 24;
    private static final int MOST_EVENTS = 60;
    private static final int LABELS = 270;
    private static final int WIDTH = 900;
    private static final int ROW = 26;
    private static final int LONGEST_NAME = 40;

    private final List<BgpPeering> peerings;

    BgpTimelines(List<BgpPeering> peerings) {
        this.peerings = BgpText.disturbedFirst(peerings);
    }

    void write(Markup page) throws IOException {
        if (peerings.isEmpty()) {
            page.element("p", "No BGP session is in the captures.");
            return;
        }
        for (BgpPeering peering : peerings.subList(0, Math.min(MOST_PEERINGS, peerings.size()))) {
            write(page, peering);
        }
        rest(page, peerings.size() - MOST_PEERINGS, "pair");
    }

    private void write(Markup page, BgpPeering peering) throws IOException {
        page.element("h3", BgpText.heading(peering));
        List<BgpFact> facts = peering.facts();
        page.open("ul");
        for (BgpFact fact : facts.subList(0, Math.min(MOST_FACTS, facts.size()))) {
            page.element("li", fact.sentence());
        }
        page.close();
        rest(page, facts.size() - MOST_FACTS, "fact");
        List<BgpSession> sessions = peering.sessions();
        List<BgpSession> shown = sessions.subList(0, Math.min(MOST_SESSIONS, sessions.size()));
        if (shown.isEmpty()) {
            return;
        }
        timeline(page, shown);
        page.element(
                "p",
                "A line is a connection, thick where it was seen Established. \u2715 lost, \u25c6 NOTIFICATION or reset, \u25cb hold timer"
                        + " due, \u2502 any other message.",
                "class",
                "quiet");
        for (BgpSession session : shown) {
            events(page, session);
        }
        rest(page, sessions.size() - MOST_SESSIONS, "connection");
    }

    private static void rest(Markup page, int more, String what) throws IOException {
        if (more > 0) {
            page.element("p", "And " + Words.count(more, what) + " more.", "class", "rest");
        }
    }

    private static void timeline(Markup page, List<BgpSession> sessions) throws IOException {
        long first = sessions.stream().mapToLong(BgpSession::firstNanos).min().orElse(0);
        long last = sessions.stream().mapToLong(BgpSession::lastNanos).max().orElse(0);
        for (BgpSession session : sessions) {
            for (BgpEvent event : session.events()) {
                last = Math.max(last, event.lastNanos());
            }
        }
        Axis axis = new Axis(first, Math.max(last, first + 1));
        int height = ROW * sessions.size() + 30;
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "BGP sessions over time");
        page.open(
                "svg",
                "class",
                "bgp",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-label",
                "BGP sessions over time");
        int y = ROW / 2;
        for (BgpSession session : sessions) {
            session(page, session, axis, y);
            y += ROW;
        }
        for (int i = 0; i <= 4; i++) {
            long nanos = first + (long) ((double) (axis.last - first) * i / 4);
            text(
                    page,
                    axis.x(nanos),
                    height - 8,
                    i == 0 ? "start" : i == 4 ? "end" : "middle",
                    Words.time(nanos).substring(0, 12));
        }
        page.close().close();
    }

    private record Axis(long first, long last) {
        int x(long nanos) {
            double share = (double) (nanos - first) / (last - first);
            return (int) Math.round(LABELS + Math.max(0, Math.min(1, share)) * (WIDTH - LABELS - 12));
        }
    }

    private static void session(Markup page, BgpSession session, Axis axis, int y) throws IOException {
        String name = Escape.terminal(session.name());
        page.open("g", "class", session.establishedNanos().isPresent() ? "session up" : "session");
        page.element("title", BgpText.title(session));
        text(
                page,
                LABELS - 10,
                y + 4,
                "end",
                name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026");
        page.empty(
                "path",
                "d",
                "M" + axis.x(session.firstNanos()) + " " + y + "H" + (axis.x(session.lastNanos()) + 1),
                "class",
                "line");
        if (session.establishedNanos().isPresent()) {
            page.empty(
                    "path",
                    "d",
                    "M" + axis.x(session.establishedNanos().getAsLong()) + " " + y + "H"
                            + (axis.x(session.lastNanos()) + 1),
                    "class",
                    "established");
        }
        StringBuilder ticks = new StringBuilder();
        StringBuilder crosses = new StringBuilder();
        StringBuilder diamonds = new StringBuilder();
        StringBuilder rings = new StringBuilder();
        for (BgpEvent event : session.events()) {
            int x = axis.x(event.nanos());
            if (event.fate().equals("lost")) {
                crosses.append(PathPictures.cross(x, y));
                if (event.count() > 1) {
                    crosses.append(PathPictures.cross(axis.x(event.lastNanos()), y));
                }
            } else if (event.what().equals("NOTIFICATION") || event.what().equals("RST")) {
                diamonds.append("M" + x + " " + (y - 6) + "l5 6l-5 6l-5-6z");
            } else if (event.fate().isEmpty()) {
                rings.append(
                        event.what().startsWith("hold")
                                ? "M" + (x - 5) + " " + y + "a5 5 0 1 0 10 0a5 5 0 1 0-10 0"
                                : "");
            } else {
                ticks.append("M" + x + " " + (y - 4) + "v8");
            }
        }
        path(page, "tick", ticks);
        path(page, "ring", rings);
        path(page, "diamond", diamonds);
        path(page, "cross", crosses);
        page.close();
    }

    private static void path(Markup page, String style, StringBuilder d) throws IOException {
        if (!d.isEmpty()) {
            page.empty("path", "class", style, "d", d.toString());
        }
    }

    private static void text(Markup page, int x, int y, String style, String text) throws IOException {
        page.element("text", text, "x", String.valueOf(x), "y", String.valueOf(y), "class", style);
    }

    private static void events(Markup page, BgpSession session) throws IOException {
        page.open("details", "class", "list");
        page.element("summary", BgpText.title(session));
        HtmlTable table = HtmlTable.begin(page, "", "Events of " + session.name());
        table.words("UTC", "from", "what");
        table.numbers("count");
        table.words("until", "became", "says");
        table.numbers("frame");
        table.head();
        List<BgpEvent> events = session.events();
        for (BgpEvent event : events.subList(0, Math.min(MOST_EVENTS, events.size()))) {
            table.row(
                    event.fate().equals("lost") ? "lossy" : "",
                    List.of(
                            Words.time(event.nanos()),
                            session.ends().get(event.end()).name(),
                            event.what(),
                            event.fate().isEmpty() ? "" : Words.count(event.count()),
                            event.count() > 1 ? Words.time(event.lastNanos()) : "",
                            BgpText.became(event),
                            event.detail(),
                            event.frame() == 0 ? "" : String.valueOf(event.frame())));
        }
        table.end();
        long more = session.eventsLeftOut() + Math.max(0, events.size() - MOST_EVENTS);
        if (more > 0) {
            page.element("p", "And " + Words.count(more) + " more.", "class", "rest");
        }
        page.close().line();
    }
}

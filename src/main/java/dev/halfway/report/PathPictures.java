package dev.halfway.report;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The way between two hosts as a drawing: host, capture point, network, capture point, host. Where the packets end is marked,
 * what the findings rule out is greyed. One for each two hosts that a finding is about; where nothing is found, for each two
 * that exchanged packets.
 */
final class PathPictures {
    private static final int MOST_PICTURES = 6;
    private static final int LONGEST_NAME = 17;
    private static final int MIDDLE = 450;

    private final Diagnosis diagnosis;

    PathPictures(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** A stretch of the way. */
    private enum Part {
        HOST_A(10, 140),
        TAP_A(164, 52),
        NETWORK(230, 440),
        TAP_B(684, 52),
        HOST_B(750, 140);

        private final int x;
        private final int width;

        Part(int x, int width) {
            this.x = x;
            this.width = width;
        }

        int centre() {
            return x + width / 2;
        }
    }

    /** What the findings say of a part. */
    private enum Mark {
        NOTHING("part"),
        RULED_OUT("part ruled-out"),
        LIKELY("part at-fault likely"),
        CERTAIN("part at-fault");

        private final String styles;

        Mark(String styles) {
            this.styles = styles;
        }
    }

    private record Pair(String a, String b) {
        boolean isOf(String from, String to) {
            return a.equals(from) && b.equals(to) || a.equals(to) && b.equals(from);
        }

        /** A finding without a direction is about the host that it is placed at, and with it about all its ways. */
        boolean isOf(Finding finding) {
            if (finding.from().isPresent() && finding.to().isPresent()) {
                return isOf(finding.from().get(), finding.to().get());
            }
            return Arrays.stream(Part.values()).anyMatch(part -> isAt(part, this, finding.place()));
        }
    }

    void write(Markup page) throws IOException {
        List<Pair> pairs = pairs();
        if (pairs.isEmpty()) {
            page.element("p", "No packet was seen on its way from one of the hosts to another.");
            return;
        }
        for (Pair pair : pairs.subList(0, Math.min(MOST_PICTURES, pairs.size()))) {
            write(page, pair);
        }
        if (pairs.size() > MOST_PICTURES) {
            page.element("p", "And " + Words.count(pairs.size() - MOST_PICTURES, "pair") + " of hosts more.");
        }
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Finding finding : diagnosis.findings()) {
            if (finding.from().isPresent() && finding.to().isPresent()) {
                add(pairs, finding.from().get(), finding.to().get());
            }
        }
        for (LossRow row : diagnosis.losses()) {
            Pair pair = new Pair(row.from(), row.to());
            if (diagnosis.findings().stream().anyMatch(pair::isOf)) {
                add(pairs, row.from(), row.to());
            }
        }
        if (pairs.isEmpty()) {
            diagnosis.losses().forEach(row -> add(pairs, row.from(), row.to()));
        }
        return pairs;
    }

    /** Named in the order of the hosts. */
    private void add(List<Pair> pairs, String from, String to) {
        boolean inOrder = diagnosis.hosts().indexOf(from) <= diagnosis.hosts().indexOf(to);
        Pair pair = inOrder ? new Pair(from, to) : new Pair(to, from);
        if (!from.equals(to) && !pairs.contains(pair)) {
            pairs.add(pair);
        }
    }

    private void write(Markup page, Pair pair) throws IOException {
        List<Finding> about = diagnosis.findings().stream().filter(pair::isOf).toList();
        Map<Part, Mark> marks = marks(pair, about);
        page.open("figure", "class", "path");
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Path picture");
        page.open(
                "svg",
                "viewBox",
                "0 0 900 200",
                "role",
                "img",
                "aria-label",
                "The way between " + pair.a() + " and " + pair.b() + ". " + spoken(pair, marks));
        host(page, Part.HOST_A, pair.a(), marks);
        host(page, Part.HOST_B, pair.b(), marks);
        network(page, marks.get(Part.NETWORK));
        tap(page, Part.TAP_A, marks);
        tap(page, Part.TAP_B, marks);
        direction(page, pair.a(), pair.b(), 98, Part.TAP_A.centre(), Part.TAP_B.centre(), marks);
        direction(page, pair.b(), pair.a(), 146, Part.TAP_B.centre(), Part.TAP_A.centre(), marks);
        page.close().close();
        caption(page, about);
        page.close().line();
    }

    private static Map<Part, Mark> marks(Pair pair, List<Finding> about) {
        Map<Part, Mark> marks = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            boolean ruledOut = !about.isEmpty();
            Mark mark = Mark.NOTHING;
            for (Finding finding : about) {
                if (isAt(part, pair, finding.place())) {
                    boolean certain = finding.grade() == Grade.CERTAIN || mark == Mark.CERTAIN;
                    mark = certain ? Mark.CERTAIN : Mark.LIKELY;
                }
                ruledOut &= rulesOut(part, pair, finding);
            }
            marks.put(part, mark == Mark.NOTHING && ruledOut ? Mark.RULED_OUT : mark);
        }
        return marks;
    }

    private static boolean isAt(Part part, Pair pair, String place) {
        return switch (part) {
            case HOST_A -> place.equals("host:" + pair.a()) || place.equals("before-tap:" + pair.a());
            case HOST_B -> place.equals("host:" + pair.b()) || place.equals("before-tap:" + pair.b());
            case TAP_A -> place.equals("capture:" + pair.a());
            case TAP_B -> place.equals("capture:" + pair.b());
            case NETWORK -> place.equals("between-taps");
        };
    }

    /**
     * What lies at one host does not lie elsewhere; what lies between the taps may, as far as is said. What a capture misses
     * rules nothing out.
     */
    private static boolean rulesOut(Part part, Pair pair, Finding finding) {
        boolean isVague = finding.place().equals("unknown") || finding.place().startsWith("capture:");
        if (isVague || isAt(part, pair, finding.place())) {
            return false;
        } else if (!finding.place().equals("between-taps")) {
            return true;
        }
        return switch (part) {
            case HOST_A -> finding.clearedHosts().contains(pair.a());
            case HOST_B -> finding.clearedHosts().contains(pair.b());
            default -> false;
        };
    }

    private static String spoken(Pair pair, Map<Part, Mark> marks) {
        List<String> parts = new ArrayList<>();
        marks.forEach((part, mark) -> {
            String name = switch (part) {
                case HOST_A -> pair.a();
                case HOST_B -> pair.b();
                case TAP_A -> "the capture at " + pair.a();
                case TAP_B -> "the capture at " + pair.b();
                case NETWORK -> "between the capture points";
            };
            switch (mark) {
                case CERTAIN -> parts.add("At fault: " + name + ".");
                case LIKELY -> parts.add("Likely at fault: " + name + ".");
                case RULED_OUT -> parts.add("Ruled out: " + name + ".");
                default -> {
                    // nothing to say
                }
            }
        });
        return String.join(" ", parts);
    }

    private static void host(Markup page, Part part, String name, Map<Part, Mark> marks) throws IOException {
        Mark mark = marks.get(part);
        page.open("g", "class", mark.styles);
        rectangle(page, part);
        int x = part.centre();
        text(page, x, 58, "name", shortened(name));
        page.element("title", name);
        text(page, x, 84, "small", "firewall, routing,");
        text(page, x, 100, "small", "sockets, daemons");
        text(page, x, 170, "mark", word(mark));
        page.close();
    }

    private static void network(Markup page, Mark mark) throws IOException {
        page.open("g", "class", mark.styles);
        rectangle(page, Part.NETWORK);
        text(page, MIDDLE, 50, "name", "between the capture points");
        text(page, MIDDLE, 66, "small", "network cards, virtual switches, security groups, fabric");
        text(page, MIDDLE, 174, "mark", word(mark));
        page.close();
    }

    private static void tap(Markup page, Part part, Map<Part, Mark> marks) throws IOException {
        Mark mark = marks.get(part);
        String x = String.valueOf(part.centre());
        page.open("g", "class", mark == Mark.RULED_OUT ? "tap" : mark.styles + " tap");
        page.empty("line", "x1", x, "x2", x, "y1", "34", "y2", "160");
        text(page, part.centre(), 14, "small", "capture");
        text(page, part.centre(), 28, "small", "point");
        if (mark == Mark.CERTAIN || mark == Mark.LIKELY) {
            text(page, part.centre(), 176, "mark", word(mark));
        }
        page.close();
    }

    private static String word(Mark mark) {
        return switch (mark) {
            case NOTHING -> "";
            case RULED_OUT -> "\u2713 ruled out";
            case LIKELY -> "\u2715 likely here";
            case CERTAIN -> "\u2715 here";
        };
    }

    private static void rectangle(Markup page, Part part) throws IOException {
        page.empty(
                "rect",
                "x",
                String.valueOf(part.x),
                "y",
                "30",
                "width",
                String.valueOf(part.width),
                "height",
                "154",
                "rx",
                "6");
    }

    private static void text(Markup page, int x, int y, String style, String text) throws IOException {
        if (!text.isEmpty()) {
            page.element("text", text, "x", String.valueOf(x), "y", String.valueOf(y), "class", style);
        }
    }

    private static String shortened(String name) {
        String shown = Escape.terminal(name);
        return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME - 1) + "\u2026";
    }

    /** An arrow from tap to tap with the counts above; it is cut where packets end on the way. */
    private void direction(Markup page, String from, String to, int y, int x1, int x2, Map<Part, Mark> marks)
            throws IOException {
        long sent = 0;
        long seen = 0;
        long lost = 0;
        for (LossRow row : diagnosis.losses()) {
            if (row.from().equals(from) && row.to().equals(to)) {
                sent += row.sent();
                seen += LossTable.seen(row);
                lost += row.lost();
            }
        }
        if (sent == 0) {
            text(page, MIDDLE, y, "small", "nothing seen leaving " + shortened(from) + " for " + shortened(to));
            return;
        }
        boolean cut = lost > 0 && marks.get(Part.NETWORK) != Mark.RULED_OUT;
        int ahead = x2 > x1 ? 1 : -1;
        page.open("g", "class", cut ? "way cut" : "way");
        String label = Words.count(sent) + " left, " + Words.count(seen) + " seen, " + Words.count(lost) + " lost";
        if (sent - seen - lost > 0) {
            label += ", " + Words.count(sent - seen - lost) + " not judged";
        }
        text(page, MIDDLE, y - 10, "label", ahead > 0 ? label + " \u2192" : "\u2190 " + label);
        boolean unclear = seen == 0 && !cut;
        line(page, x1, cut ? MIDDLE - 10 * ahead : x2 - 10 * ahead, y, unclear ? "nothing" : "before");
        if (cut) {
            page.empty("path", "d", cross(MIDDLE, y), "class", "cross");
            line(page, MIDDLE + 10 * ahead, x2 - 10 * ahead, y, seen == 0 ? "nothing" : "after");
        }
        if (seen > 0) {
            int tip = x2 - 2 * ahead;
            int back = x2 - 12 * ahead;
            page.empty(
                    "path",
                    "d",
                    "M" + tip + " " + y + "L" + back + " " + (y - 5) + "V" + (y + 5) + "Z",
                    "class",
                    cut ? "tip after" : "tip");
        }
        page.close();
    }

    private static void line(Markup page, int x1, int x2, int y, String style) throws IOException {
        page.empty("path", "d", "M" + x1 + " " + y + "H" + x2, "class", style);
    }

    /** Two strokes about a point. */
    static String cross(int x, int y) {
        return "M" + (x - 5) + " " + (y - 5) + "l10 10m0-10l-10 10";
    }

    private static void caption(Markup page, List<Finding> about) throws IOException {
        Set<String> ruledOut = new LinkedHashSet<>();
        Set<String> remaining = new LinkedHashSet<>();
        for (Finding finding : about) {
            ruledOut.addAll(finding.rulesOut());
            remaining.addAll(finding.remaining());
        }
        page.open("figcaption");
        if (about.isEmpty()) {
            page.text("Nothing was found on this way.");
        }
        list(page, "Ruled out", ruledOut);
        list(page, "What remains", remaining);
        page.close();
    }

    private static void list(Markup page, String title, Set<String> items) throws IOException {
        if (items.isEmpty()) {
            return;
        }
        page.element("h3", title).open("ul");
        for (String item : items) {
            page.element("li", item);
        }
        page.close();
    }
}

package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One flow as two lines of time, one for each host, and an arrow for each packet. Time runs down, not to scale: each sighting
 * has a row, in the order of the first host's clock.
 */
final class SequenceDiagram {
    private static final int WIDTH = 780;
    private static final int LEFT = 196;
    private static final int RIGHT = WIDTH - LEFT;
    private static final int MIDDLE = WIDTH / 2;
    private static final int TOP = 44;
    private static final long LONG_PAUSE_NANOS = 2_000_000_000L;
    private static final int LONGEST_NAME = 24;

    private final FlowSample flow;
    private final PageData data;
    private final String leftHost;
    private final String rightHost;
    private final FlowSample.Stretch stretch;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private boolean notAllAlone;

    /** One sighting. */
    private static final class Row {
        private final boolean onTheLeft;
        private final String frame;
        private final long nanos;
        private final boolean departure;
        private int y;

        Row(boolean onTheLeft, String frame, long nanos, boolean departure) {
            this.onTheLeft = onTheLeft;
            this.frame = frame;
            this.nanos = nanos;
            this.departure = departure;
        }
    }

    /**
     * One packet on its way; empty where an end was not seen.
     *
     * @param number of those of the same packet, which may arrive in several pieces, from 0
     */
    private record Arrow(
            PacketFate packet, boolean fromTheLeft, Optional<Row> left, Optional<Row> arrived, int number) {}

    /** @param hosts in the order of the captures */
    SequenceDiagram(FlowSample flow, List<String> hosts, PageData data) {
        this.flow = flow;
        this.data = data;
        String viewpoint = flow.viewpoint();
        stretch = flow.stretches().get(viewpoint);
        PacketFate any = stretch.packets().get(0);
        String other = any.from().equals(viewpoint) ? any.to() : any.from();
        boolean inOrder = hosts.indexOf(viewpoint) < hosts.indexOf(other);
        leftHost = inOrder ? viewpoint : other;
        rightHost = inOrder ? other : viewpoint;
        stretch.packets().stream().filter(each -> each.fate() != Fate.COPY).forEach(this::add);
        addAlone(flow.stretches().get(other));
    }

    private void addAlone(FlowSample.Stretch other) {
        if (other == null) {
            return;
        }
        List<PacketFate> shown = stretch.packets();
        boolean whole = shown.size() < FlowSample.MOST_AT_THE_BEGINNING;
        long from = stretch.fromTheBeginning() ? Long.MIN_VALUE : shown.get(0).referenceNanos();
        long to = whole ? Long.MAX_VALUE : shown.get(shown.size() - 1).referenceNanos();
        for (PacketFate packet : other.alone()) {
            if (packet.referenceNanos() >= from && packet.referenceNanos() <= to) {
                add(packet);
            }
        }
        List<PacketFate> kept = other.alone();
        notAllAlone = !other.hasAllAlone() && kept.get(kept.size() - 1).referenceNanos() < to;
    }

    private void add(PacketFate packet) {
        boolean departs = packet.host().equals(packet.from());
        boolean fromTheLeft = packet.from().equals(leftHost);
        String far = departs ? packet.to() : packet.from();
        Row here = row(packet.host(), packet.file(), packet.frame(), packet.referenceNanos(), departs);
        if (packet.matches().isEmpty()) {
            arrows.add(new Arrow(
                    packet,
                    fromTheLeft,
                    departs ? Optional.of(here) : Optional.empty(),
                    departs ? Optional.empty() : Optional.of(here),
                    0));
            return;
        }
        int number = 0;
        for (PacketFate.Match match : packet.matches()) {
            long delay = Math.max(0, match.delayNanos());
            long nanos = departs ? packet.referenceNanos() + delay : packet.referenceNanos() - delay;
            Row there = row(far, match.file(), match.frame(), nanos, !departs);
            arrows.add(new Arrow(
                    packet,
                    fromTheLeft,
                    Optional.of(departs ? here : there),
                    Optional.of(departs ? there : here),
                    number++));
        }
    }

    private Row row(String host, int file, long frame, long nanos, boolean departure) {
        String number = "#" + frame + (data.hasSeveralFiles(host) ? " of file " + (file + 1) : "");
        return rows.computeIfAbsent(
                host + "/" + file + "/" + frame, key -> new Row(host.equals(leftHost), number, nanos, departure));
    }

    void write(Markup page) throws IOException {
        List<Row> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.<Row>comparingLong(row -> row.nanos).thenComparing(row -> !row.departure));
        int height = place(sorted);
        page.element("p", caption(), "class", "quiet");
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Sequence diagram");
        page.open(
                "svg",
                "class",
                "sequence",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-label",
                "Sequence diagram of " + flow.words());
        lifeline(page, LEFT, leftHost, height);
        lifeline(page, RIGHT, rightHost, height);
        pauses(page, sorted);
        for (Row row : sorted) {
            String label = Words.time(row.nanos) + "  " + row.frame;
            String swapped = row.frame + "  " + Words.time(row.nanos);
            text(
                    page,
                    row.onTheLeft ? LEFT - 8 : RIGHT + 8,
                    row.y + 4,
                    row.onTheLeft ? "end time" : "time",
                    row.onTheLeft ? label : swapped);
        }
        for (Arrow arrow : arrows) {
            draw(page, arrow);
        }
        page.close().close();
    }

    private String caption() {
        int shown = (int) arrows.stream().filter(each -> each.number() == 0).count();
        boolean all = stretch.fromTheBeginning() && shown >= data.flows().sent(flow);
        String which = all
                ? "All packets of this flow"
                : stretch.fromTheBeginning()
                        ? "The first " + Words.count(shown) + " packets of this flow"
                        : Words.count(shown) + " packets of this flow, from a little before its first loss on";
        String rest = all ? "" : "; it has " + Words.count(data.flows().sent(flow));
        return which + rest + (notAllAlone ? "; not all that only one of the hosts saw meanwhile is drawn" : "")
                + ". Time runs down, not to scale; on the clock of the first host, as far as that is known.";
    }

    /** Gives each row its place and returns the height of all. */
    private static int place(List<Row> sorted) {
        int y = TOP;
        Row before = null;
        for (Row row : sorted) {
            boolean pause = before != null && row.nanos - before.nanos >= LONG_PAUSE_NANOS;
            boolean arrivalNext =
                    before != null && !row.departure && before.departure && row.onTheLeft != before.onTheLeft;
            y += (pause ? 26 : 0) + (arrivalNext ? 9 : 19);
            row.y = y;
            before = row;
        }
        return y + 20;
    }

    private static void lifeline(Markup page, int x, String host, int height) throws IOException {
        String name = Escape.terminal(host);
        text(
                page,
                x,
                18,
                "middle name",
                name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026");
        text(page, x, 32, "middle small", "capture point");
        page.empty("path", "d", "M" + x + " 38V" + (height - 4), "class", "life");
    }

    private static void pauses(Markup page, List<Row> sorted) throws IOException {
        for (int i = 1; i < sorted.size(); i++) {
            long pause = sorted.get(i).nanos - sorted.get(i - 1).nanos;
            if (pause >= LONG_PAUSE_NANOS) {
                int y = (sorted.get(i - 1).y + sorted.get(i).y) / 2;
                text(page, MIDDLE, y + 6, "middle pause", Words.duration(pause) + " later");
            }
        }
    }

    private void draw(Markup page, Arrow arrow) throws IOException {
        PacketFate packet = arrow.packet();
        int start = arrow.fromTheLeft() ? LEFT : RIGHT;
        int end = arrow.fromTheLeft() ? RIGHT : LEFT;
        int ahead = arrow.fromTheLeft() ? 1 : -1;
        int quarter = MIDDLE - ahead * (RIGHT - LEFT) / 4;
        page.open("g", "class", style(packet));
        if (arrow.left().isPresent() && arrow.arrived().isPresent()) {
            int y1 = arrow.left().get().y;
            int y2 = Math.max(y1, arrow.arrived().get().y);
            line(page, start, y1, end, y2);
            tip(page, end, y2, ahead);
            if (arrow.number() == 0) {
                String label = PacketLabel.brief(packet);
                text(page, MIDDLE, (y1 + y2) / 2 - 3, "middle", label + besidesArrived(packet));
            }
        } else if (arrow.left().isPresent()) {
            int y = arrow.left().get().y;
            boolean lost = packet.fate() == Fate.LOST;
            line(page, start, y, lost ? MIDDLE : end - 10 * ahead, y + (lost ? 3 : 6));
            text(page, quarter, y - 3, "middle", PacketLabel.brief(packet));
            if (lost) {
                page.empty("path", "d", PathPictures.cross(MIDDLE, y + 3), "class", "cross");
                text(page, MIDDLE + 12 * ahead, y + 7, arrow.fromTheLeft() ? "start" : "end", besides(packet));
            } else {
                text(page, MIDDLE + (RIGHT - LEFT) / 4 * ahead, y, "middle", besides(packet));
            }
        } else {
            int y = arrow.arrived().orElseThrow().y;
            line(page, MIDDLE, y - 3, end, y);
            tip(page, end, y, ahead);
            text(page, MIDDLE + (RIGHT - LEFT) / 4 * ahead, y - 5, "middle", PacketLabel.brief(packet));
            text(page, MIDDLE - 8 * ahead, y + 1, arrow.fromTheLeft() ? "end" : "start", "not seen leaving");
        }
        page.close();
    }

    private static String style(PacketFate packet) {
        return switch (packet.fate()) {
            case LOST -> "arrow lost";
            case MISSED, UNOBSERVABLE, APPEARED -> "arrow open";
            case LATE, CORRUPTED -> "arrow bad";
            default -> "arrow";
        };
    }

    private static String besides(PacketFate packet) {
        return switch (packet.fate()) {
            case LOST ->
                packet.confirmed() || !LossTable.behaviourCanConfirm(packet.typeP())
                        ? "lost"
                        : "lost, by the captures alone";
            case MISSED -> "arrived, not captured";
            case UNOBSERVABLE -> "cannot be judged";
            default -> "";
        };
    }

    private static String besidesArrived(PacketFate packet) {
        return switch (packet.fate()) {
            case LATE -> ", late";
            case CORRUPTED -> ", corrupted";
            case LOST -> ", " + Words.count(packet.bytesLost().orElse(0)) + " of them lost";
            default -> "";
        };
    }

    private static void line(Markup page, int x1, int y1, int x2, int y2) throws IOException {
        page.empty("path", "d", "M" + x1 + " " + y1 + "L" + x2 + " " + y2);
    }

    private static void tip(Markup page, int x, int y, int ahead) throws IOException {
        int back = x - 9 * ahead;
        page.empty("path", "d", "M" + x + " " + y + "L" + back + " " + (y - 4) + "V" + (y + 4) + "Z", "class", "tip");
    }

    private static void text(Markup page, int x, int y, String style, String text) throws IOException {
        if (!text.isEmpty()) {
            page.element("text", text, "x", String.valueOf(x), "y", String.valueOf(y), "class", style);
        }
    }
}

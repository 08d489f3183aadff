package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of single packets on a page, to be found again in Wireshark by file and frame number. */
final class PacketTables {
    private final PageData data;

    PacketTables(PageData data) {
        this.data = data;
    }

    void write(Markup page) throws IOException {
        List<PacketLists.Listed> lists = data.lists().all();
        if (lists.isEmpty()) {
            page.element("p", "No packet to tell of: each one arrived where it went.");
            return;
        }
        page.element(
                "p",
                "Frame numbers are those that Wireshark shows for the capture of the host. All packets, with the fate of"
                        + " each: -o packets, or -o pcapng=FILE for Wireshark.");
        boolean first = true;
        int number = 1;
        for (PacketLists.Listed list : lists) {
            if (first) {
                page.open("details", "class", "list", "open", "");
            } else {
                page.open("details", "class", "list");
            }
            first = false;
            page.element("summary", title(list));
            table(page, list, "packets-" + number++);
            long more = list.count() - list.packets().size();
            if (more > 0) {
                page.element("p", "And " + Words.count(more, "packet") + " more.", "class", "rest");
            }
            page.close().line();
        }
    }

    private static String title(PacketLists.Listed list) {
        return fate(list.fate()) + " " + list.from() + " \u2192 " + list.to() + ": "
                + Words.count(list.count(), "packet");
    }

    private static String fate(Fate fate) {
        return switch (fate) {
            case LOST -> "Lost";
            case LATE -> "Late";
            case CORRUPTED -> "Corrupted";
            case MISSED -> "Arrived, but missed by the capture,";
            case UNOBSERVABLE -> "Not to be judged";
            case APPEARED -> "Arrived without being seen to leave";
            default -> fate.id();
        };
    }

    private void table(Markup page, PacketLists.Listed list, String id) throws IOException {
        HtmlTable table = HtmlTable.begin(page, id, title(list));
        table.words("host");
        table.numbers("frame");
        table.words("time there", "kind", "what", "flow", "started by", "why");
        table.head();
        for (PacketFate packet : list.packets()) {
            table.row(
                    "",
                    List.of(
                            packet.host(),
                            frame(packet.host(), packet.file(), packet.frame()),
                            Words.time(packet.timeNanos()),
                            packet.typeP().words(),
                            PacketLabel.numbers(packet),
                            packet.flow().words(),
                            LossSections.initiator(packet.initiator()),
                            why(packet)));
        }
        table.end();
    }

    private String frame(String host, int file, long frame) {
        return Words.count(frame).replace(",", "") + (data.hasSeveralFiles(host) ? " of file " + (file + 1) : "");
    }

    private String why(PacketFate packet) {
        String far = packet.host().equals(packet.from()) ? packet.to() : packet.from();
        List<String> parts = new ArrayList<>();
        if (packet.fate() == Fate.LOST) {
            parts.add(packet.confirmed() ? "confirmed" : "uncorroborated");
        }
        parts.add(packet.reason().words(far));
        if (!packet.matches().isEmpty()) {
            parts.add(packet.matches().stream()
                    .limit(3)
                    .map(match -> "frame " + frame(match.host(), match.file(), match.frame()) + " at " + match.host()
                            + ", delay " + Words.duration(match.delayNanos()))
                    .collect(Collectors.joining("; ")));
        }
        packet.bytesLost().ifPresent(bytes -> parts.add(Words.count(bytes, "byte") + " lost"));
        if (packet.ambiguous()) {
            parts.add("which of several alike is not known");
        }
        return String.join("; ", parts);
    }
}

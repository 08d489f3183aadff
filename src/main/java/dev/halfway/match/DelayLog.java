package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One-way delays as an interval log of HdrHistogram, which its own tools read: a histogram for each direction, kind and
 * initiator of the packets that arrived, over the whole time analysed. Lost packets have no delay and are not in it.
 */
public final class DelayLog implements PacketFates {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<Row, Delays> rows = new TreeMap<>();

    /** What the packets of one histogram have in common. */
    private record Row(String from, String to, TypeP typeP, String initiator) implements Comparable<Row> {
        private static final Comparator<Row> ORDER = Comparator.comparing(Row::from)
                .thenComparing(Row::to)
                .thenComparing(Row::typeP)
                .thenComparing(Row::initiator);

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }

        /** As in {@code 219->231/icmp-echo-reply/by-231}, with what a tag cannot hold replaced. */
        String tag() {
            String by = initiator.isEmpty() ? "" : "/by-" + initiator;
            return (from + "->" + to + "/" + typeP.id() + by).replaceAll("[,\\s\\p{C}\\p{Z}]", "_");
        }
    }

    private static final class Delays {
        private final DelayHistogram histogram = new DelayHistogram();
        private long firstNanos = Long.MAX_VALUE;
        private long lastNanos = Long.MIN_VALUE;
    }

    @Override
    public void onPacket(PacketFate packet) {
        boolean arrived = packet.fate() == Fate.DELIVERED || packet.fate() == Fate.LATE;
        if (!arrived || packet.matches().isEmpty()) {
            return;
        }
        Row row = new Row(packet.from(), packet.to(), packet.typeP(), packet.initiator());
        Delays delays = rows.computeIfAbsent(row, absent -> new Delays());
        delays.histogram.record(packet.matches().get(0).delayNanos());
        delays.firstNanos = Math.min(delays.firstNanos, packet.timeNanos());
        delays.lastNanos = Math.max(delays.lastNanos, packet.timeNanos());
    }

    /** The log, line by line; times are those of the sending hosts' clocks. */
    public List<String> lines() {
        long startNanos =
                rows.values().stream().mapToLong(each -> each.firstNanos).min().orElse(0);
        List<String> lines = new ArrayList<>(DelayHistogram.logHead(startNanos));
        rows.forEach((row, delays) -> lines.add(delays.histogram.logLine(
                row.tag(),
                (delays.firstNanos - startNanos) / NANOS_PER_SECOND,
                (delays.lastNanos - startNanos) / NANOS_PER_SECOND)));
        return lines;
    }
}

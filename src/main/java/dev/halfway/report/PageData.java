package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.PacketFates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page shows of single packets, gathered while the analysis runs: a fixed amount, however long the captures are.
 */
public final class PageData implements PacketFates {
    /** About 20 KB each. */
    private static final int MOST_SERIES = 96;

    private final TimeGrid grid = new TimeGrid();
    private final Map<TimeSeries.Key, TimeSeries> series = new LinkedHashMap<>();
    private final FlowSamples flows = new FlowSamples();
    private final PacketLists lists = new PacketLists();
    private final Map<String, Integer> files = new LinkedHashMap<>();

    @Override
    public void onPacket(PacketFate packet) {
        if (packet.fate() == Fate.ASIDE) {
            return;
        }
        boolean left = packet.host().equals(packet.from()) && packet.fate() != Fate.COPY;
        if (left) {
            addToSeries(packet);
        }
        files.merge(packet.host(), packet.file() + 1, Math::max);
        if (packet.flow().number() != PacketFate.FlowName.NONE) {
            flows.add(packet);
        }
        lists.add(packet);
    }

    private void addToSeries(PacketFate packet) {
        TimeSeries.Key key = new TimeSeries.Key(packet.from(), packet.to(), packet.typeP(), packet.initiator());
        TimeSeries its = series.get(key);
        if (its == null) {
            if (series.size() >= MOST_SERIES) {
                return;
            }
            its = new TimeSeries(key);
            series.put(key, its);
        }
        int bin = grid.binOf(
                packet.referenceNanos(), (shift, folds) -> series.values().forEach(each -> each.rebin(shift, folds)));
        its.add(bin, packet);
    }

    TimeGrid grid() {
        return grid;
    }

    /** Most lost first, then the most packets. */
    List<TimeSeries> series() {
        List<TimeSeries> sorted = new ArrayList<>(series.values());
        sorted.sort(Comparator.comparingLong(TimeSeries::totalLost)
                .thenComparingLong(TimeSeries::totalSent)
                .reversed());
        return sorted;
    }

    FlowSamples flows() {
        return flows;
    }

    PacketLists lists() {
        return lists;
    }

    /** Whether a frame number at this host needs its file. */
    boolean hasSeveralFiles(String host) {
        return files.getOrDefault(host, 1) > 1;
    }
}

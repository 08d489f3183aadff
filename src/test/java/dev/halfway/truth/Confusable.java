package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which packets of one direction nobody can tell apart who has the two captures and knows what delays the path may have: an
 * oracle that goes by what the records show, never by what became of a packet. Two packets are confusable when an arrival of
 * the one could be the other by content and time.
 */
final class Confusable {
    /** Clocks are known to so much, and so a packet may seem to arrive before it left. */
    private static final long CLOCK_NANOS = 1_000_000;

    private final Map<WirePacket, List<WirePacket>> clusters = new IdentityHashMap<>();
    private final LinkSetup link;
    private final boolean merged;
    private final boolean nearMisses;
    private final long slowestNanos;

    private record Arrival(WirePacket packet, Sighting sighting) {}

    /**
     * @param merged one of the captures shows TCP data before segmentation or after merging, and so only the first
     *     piece's IP identification
     * @param nearMisses the capture at the sender is seen to miss packets that arrived
     */
    Confusable(Collection<WirePacket> packets, LinkSetup link, boolean merged, boolean nearMisses) {
        this.link = link;
        this.merged = merged;
        this.nearMisses = nearMisses;
        long usual = 2 * link.usuallySlowestNanos() + link.duplicateLagNanos + CLOCK_NANOS;
        slowestNanos = link.lateRate > 0 ? link.slowestDelayNanos() + link.duplicateLagNanos : usual;
        Map<Object, List<WirePacket>> byContent = new HashMap<>();
        for (WirePacket packet : packets) {
            boolean data = packet.typeP == TypeP.TCP_DATA;
            long shown = data ? packet.headerDigest : packet.keyDigest;
            Object content =
                    List.of(data ? System.identityHashCode(packet.range.log()) : 0, shown, identification(packet));
            byContent.computeIfAbsent(content, unseen -> new ArrayList<>(1)).add(packet);
        }
        byContent.values().forEach(this::cluster);
    }

    private void cluster(List<WirePacket> same) {
        same.sort(Comparator.comparingLong(packet -> packet.sentNanos));
        for (int i = 0; i < same.size(); i++) {
            for (int j = i + 1; j < same.size(); j++) {
                WirePacket one = same.get(i);
                WirePacket other = same.get(j);
                if (other.sentNanos - one.sentNanos > 2 * slowestNanos) {
                    break;
                }
                boolean neverLeft = !one.sent.recorded() && !other.sent.recorded();
                if (sharesBytes(one, other) && (neverLeft || couldBe(one, other) || couldBe(other, one))) {
                    join(one, other);
                }
            }
        }
    }

    private static boolean sharesBytes(WirePacket one, WirePacket other) {
        return one.typeP != TypeP.TCP_DATA
                || one.range.start() < other.range.end() && other.range.start() < one.range.end();
    }

    /** Whether {@code packet}, which was seen leaving, might be what arrived as {@code other}. */
    private boolean couldBe(WirePacket packet, WirePacket other) {
        for (Sighting arrival : other.arrivals) {
            long delay = arrival.atNanos - packet.sentNanos;
            if (packet.sent.recorded() && arrival.recorded() && delay >= -CLOCK_NANOS && delay <= slowestNanos) {
                return true;
            }
        }
        return false;
    }

    private void join(WirePacket one, WirePacket other) {
        List<WirePacket> into = clusters.computeIfAbsent(one, unseen -> new ArrayList<>(List.of(one)));
        List<WirePacket> from = clusters.getOrDefault(other, List.of(other));
        if (into != from) {
            into.addAll(from);
            from.forEach(packet -> clusters.put(packet, into));
        }
    }

    /** The IP identification that both captures show of it; 0 for none. */
    int identification(WirePacket packet) {
        return merged && packet.typeP == TypeP.TCP_DATA ? 0 : packet.identification;
    }

    /** The packets confusable with this one, itself among them; it alone when there is none. */
    List<WirePacket> of(WirePacket packet) {
        return clusters.getOrDefault(packet, List.of(packet));
    }

    /**
     * Whether the captures allow another fate for it or for an arrival of it: as many arrived as left, in order and in the
     * usual time, is the one thing that leaves nothing open.
     */
    boolean isOpen(WirePacket packet) {
        List<WirePacket> cluster = of(packet);
        List<WirePacket> sent = sent(cluster);
        List<Arrival> arrivals = arrivals(cluster);
        if (arrivals.isEmpty() || cluster.size() == 1 && !mayHaveStandIn(packet)) {
            return false;
        }
        if (sent.size() != arrivals.size()) {
            return true;
        }
        for (int i = 0; i < sent.size(); i++) {
            long delay = arrivals.get(i).sighting().atNanos - sent.get(i).sentNanos;
            if (delay < link.baseDelayNanos || delay > link.ordinaryNanos()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the captures show as many of these as left arrive, in order and in the ordinary time: the method (section 4)
     * pairs them, whatever really became of them, and nothing speaks against it.
     */
    boolean looksWhole(WirePacket packet) {
        List<WirePacket> cluster = of(packet);
        return cluster.size() > 1 && sent(cluster).size() == arrivals(cluster).size() && !isOpen(packet);
    }

    /** The sender's capture misses packets and no IP identification tells: one alike may have left unseen. */
    private boolean mayHaveStandIn(WirePacket packet) {
        return nearMisses && identification(packet) == 0;
    }

    /**
     * How many more of these were gone than the captures show: duplicates, or packets that the sender's capture has no record
     * of, stand in for them.
     */
    long hiddenLosses(List<WirePacket> cluster) {
        List<WirePacket> sent = sent(cluster);
        long gone = sent.stream()
                .filter(packet -> packet.arrivals.stream().noneMatch(Sighting::recorded))
                .count();
        return gone - Math.min(gone, Math.max(0, sent.size() - arrivals(cluster).size()));
    }

    private static List<WirePacket> sent(List<WirePacket> cluster) {
        return cluster.stream()
                .filter(packet -> packet.sent.recorded())
                .sorted(Comparator.comparingLong(packet -> packet.sentNanos))
                .toList();
    }

    private static List<Arrival> arrivals(List<WirePacket> cluster) {
        List<Arrival> arrivals = new ArrayList<>();
        for (WirePacket packet : cluster) {
            for (Sighting arrival : packet.arrivals) {
                if (arrival.recorded()) {
                    arrivals.add(new Arrival(packet, arrival));
                }
            }
        }
        arrivals.sort(Comparator.comparingLong(arrival -> arrival.sighting().atNanos));
        return arrivals;
    }
}

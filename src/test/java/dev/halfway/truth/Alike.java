package dev.halfway.truth;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Finds the packets of one direction that have the same content and travelled within the spread of the delays. */
final class Alike {
    private final Map<WirePacket, List<WirePacket>> clusters = new IdentityHashMap<>();
    private final Map<Long, List<WirePacket>> byKey = new HashMap<>();

    /**
     * @param merged one of the captures shows TCP data before segmentation or after merging, and so only the first
     *     piece's IP identification
     * @param spreadNanos packets sent further apart can be told by the time of their arrival
     */
    Alike(Collection<WirePacket> packets, boolean merged, long spreadNanos) {
        Map<Long, List<WirePacket>> byContent = new HashMap<>();
        for (WirePacket packet : packets) {
            boolean hidden = merged && packet.typeP == TypeP.TCP_DATA;
            long content = hidden ? packet.keyDigest : packet.contentDigest;
            byContent.computeIfAbsent(content, unseen -> new ArrayList<>(1)).add(packet);
            byKey.computeIfAbsent(packet.keyDigest, unseen -> new ArrayList<>(1))
                    .add(packet);
        }
        for (List<WirePacket> same : byContent.values()) {
            same.sort(Comparator.comparingLong(packet -> packet.sentNanos));
            int from = 0;
            for (int i = 1; i <= same.size(); i++) {
                if (i == same.size() || same.get(i).sentNanos - same.get(i - 1).sentNanos > spreadNanos) {
                    addCluster(same.subList(from, i));
                    from = i;
                }
            }
        }
    }

    private void addCluster(List<WirePacket> cluster) {
        if (cluster.size() > 1) {
            cluster.forEach(packet -> clusters.put(packet, cluster));
        }
    }

    /** The packets that nobody can tell from this one, itself among them; it alone when all can. */
    List<WirePacket> of(WirePacket packet) {
        return clusters.getOrDefault(packet, List.of(packet));
    }

    /** The packets with the same content but for the IP identification, at any time, itself among them. */
    List<WirePacket> sameKey(WirePacket packet) {
        return byKey.get(packet.keyDigest);
    }
}

package dev.halfway.diagnose;

import dev.halfway.match.Sighting;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The addresses of packets in words; bounded. A packet of a flow that is known costs no look-up. */
final class AddressNames {
    private static final int MOST = 2048;
    /** Flows, by their numbers, that are remembered as known: 8 KiB. */
    private static final int MOST_FLOWS = 1 << 16;

    private final BitSet flows = new BitSet();
    private final Map<Long, String> words = new HashMap<>();

    void note(Sighting packet) {
        int flow = packet.flow();
        if (words.size() >= MOST || flow < MOST_FLOWS && flows.get(flow)) {
            return;
        }
        words.computeIfAbsent(packet.source(), address -> packet.sourceWords());
        words.computeIfAbsent(packet.destination(), address -> packet.destinationWords());
        if (flow < MOST_FLOWS) {
            flows.set(flow);
        }
    }

    /** By what stands for them in {@link Sighting#source()}. */
    Map<Long, String> words() {
        return words;
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What tells causes apart that lose the same class of packets.
 *
 * @param cutsAcrossServices of the flows to one and the same port or address, some are among those that lose most and others
 *     pass meanwhile
 * @param sizeTrend empty where nothing can be said of it
 * @param rhythm empty where the losses do not lie at one distance
 * @param wentOn of the TCP flows that lost data: in how many shorter data arrived later
 */
public record Clues(boolean cutsAcrossServices, Optional<SizeTrend> sizeTrend, Optional<Rhythm> rhythm, Shrunk wentOn) {
    static final Clues NONE = new Clues(false, Optional.empty(), Optional.empty());

    /**
     * What became of TCP flows that lost data.
     *
     * @param lost how many there are
     * @param wentOn in how many of them shorter data arrived later
     */
    public record Shrunk(int lost, int wentOn) {
        static final Shrunk NONE = new Shrunk(0, 0);

        static Shrunk of(Trials trials) {
            Map<Integer, Observed> latestLost = new HashMap<>();
            Set<Integer> shrunk = new HashSet<>();
            for (int i = 0; i < trials.size(); i++) { // in sending order
                Observed packet = trials.packet(i);
                if (packet.typeP != TypeP.TCP_DATA) {
                    continue;
                }
                if (trials.isLost(i)) {
                    latestLost.put(packet.flow, packet);
                    shrunk.remove(packet.flow);
                } else if (latestLost.containsKey(packet.flow) && packet.bytes < latestLost.get(packet.flow).bytes) {
                    shrunk.add(packet.flow);
                }
            }
            return new Shrunk(latestLost.size(), shrunk.size());
        }
    }

    Clues(boolean cutsAcrossServices, Optional<SizeTrend> sizeTrend, Optional<Rhythm> rhythm) {
        this(cutsAcrossServices, sizeTrend, rhythm, Shrunk.NONE);
    }

    /** @param inside the class that decides; empty when none does */
    static Clues of(Trials trials, Optional<BitSet> inside) {
        return new Clues(
                inside.filter(each -> cutsAcrossServices(trials, each)).isPresent(),
                SizeTrend.of(trials),
                Rhythm.of(trials),
                Shrunk.of(trials));
    }

    /** At the same time, so that it is not the beginning or the end of a loss that divides them. */
    private static boolean cutsAcrossServices(Trials trials, BitSet losing) {
        Map<Long, long[]> spans = new HashMap<>();
        for (int i = losing.nextSetBit(0); i >= 0; i = losing.nextSetBit(i + 1)) {
            Observed packet = trials.packet(i);
            if (trials.isLost(i)) {
                long[] span =
                        spans.computeIfAbsent(packet.service, key -> new long[] {packet.timeNanos, packet.timeNanos});
                span[1] = Math.max(span[1], packet.timeNanos);
            }
        }
        for (int i = losing.nextClearBit(0); i < trials.size(); i = losing.nextClearBit(i + 1)) {
            Observed packet = trials.packet(i);
            long[] span = spans.get(packet.service);
            if (span != null && packet.timeNanos > span[0] && packet.timeNanos < span[1]) {
                return true;
            }
        }
        return false;
    }
}

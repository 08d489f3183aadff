package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What tells causes apart that lose the same class of packets.
 *
 * @param cutsAcrossServices of the flows to one and the same port or address, some are in the class that is lost and some are
 *     not
 * @param sizeTrend empty where nothing can be said of it
 */
public record Clues(boolean cutsAcrossServices, Optional<SizeTrend> sizeTrend) {
    static final Clues NONE = new Clues(false, Optional.empty());

    /** @param inside the class that decides; empty when none does */
    static Clues of(Trials trials, Optional<BitSet> inside) {
        return new Clues(inside.filter(each -> cutsAcrossServices(trials, each)).isPresent(), SizeTrend.of(trials));
    }

    private static boolean cutsAcrossServices(Trials trials, BitSet inside) {
        Set<Long> within = new HashSet<>();
        for (int i = inside.nextSetBit(0); i >= 0; i = inside.nextSetBit(i + 1)) {
            within.add(trials.packet(i).service);
        }
        for (int i = inside.nextClearBit(0); i < trials.size(); i = inside.nextClearBit(i + 1)) {
            if (within.contains(trials.packet(i).service)) {
                return true;
            }
        }
        return false;
    }
}

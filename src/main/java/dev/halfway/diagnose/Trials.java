package dev.halfway.diagnose;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;

/**
 * The judged packets of one direction in sending order, and which of them were lost: what every decider is tried on. Where
 * there were too many to keep, {@link #sample} counts each kept one as often as it stands for.
 */
final class Trials {
    private final Observed[] packets;
    private final BitSet lost = new BitSet();
    private final BitSet afterLoss = new BitSet();
    private final BitSet tested = new BitSet();
    private final long lostWeight;
    private final long arrivedWeight;
    private final int lostCount;
    private final int periods;
    private final int longestPeriod;

    Trials(PacketSample lostOnes, PacketSample arrivedOnes) {
        lostWeight = lostOnes.weight();
        arrivedWeight = arrivedOnes.weight();
        lostCount = lostOnes.size();
        packets = new Observed[lostOnes.size() + arrivedOnes.size()];
        boolean[] isLost = new boolean[packets.length];
        Integer[] order = new Integer[packets.length];
        Arrays.setAll(order, Integer::valueOf);
        Arrays.sort(order, Comparator.comparingLong(i -> at(i, lostOnes, arrivedOnes).ordinal));
        for (int i = 0; i < order.length; i++) {
            packets[i] = at(order[i], lostOnes, arrivedOnes);
            isLost[i] = order[i] < lostCount;
        }
        int runs = 0;
        int run = 0;
        int longest = 0;
        long lastLost = -2;
        for (int i = 0; i < packets.length; i++) {
            long ordinal = packets[i].ordinal;
            boolean follows = lastLost == ordinal - 1;
            afterLoss.set(i, follows);
            tested.set(i, ordinal == 0 || lostOnes.keeps(ordinal - 1));
            if (isLost[i]) {
                lost.set(i);
                runs += follows ? 0 : 1;
                run = follows ? run + 1 : 1;
                longest = Math.max(longest, run);
                lastLost = ordinal;
            }
        }
        periods = runs;
        longestPeriod = longest;
    }

    private static Observed at(int index, PacketSample lostOnes, PacketSample arrivedOnes) {
        return index < lostOnes.size() ? lostOnes.get(index) : arrivedOnes.get(index - lostOnes.size());
    }

    int size() {
        return packets.length;
    }

    Observed packet(int index) {
        return packets[index];
    }

    boolean isLost(int index) {
        return lost.get(index);
    }

    /** The packet sent just before it was lost. */
    boolean isAfterLoss(int index) {
        return afterLoss.get(index);
    }

    /** It is known of the packet sent just before it whether it was lost. */
    boolean knowsBefore(int index) {
        return tested.get(index);
    }

    int lostCount() {
        return lostCount;
    }

    /** Runs of consecutive losses. */
    int periods() {
        return periods;
    }

    int longestPeriod() {
        return longestPeriod;
    }

    /** How many of the kept packets in a class were lost. */
    int lostIn(BitSet inside) {
        BitSet both = (BitSet) inside.clone();
        both.and(lost);
        return both.cardinality();
    }

    /** The packets of a class, or of all others; an estimate where not all were kept. */
    Decider.Sample sample(BitSet inside, boolean within) {
        int lostInside = lostIn(inside);
        int arrivedInside = inside.cardinality() - lostInside;
        long lostOnes = lostWeight * (within ? lostInside : lostCount - lostInside);
        long arrived = arrivedWeight * (within ? arrivedInside : packets.length - lostCount - arrivedInside);
        return new Decider.Sample(lostOnes + arrived, lostOnes);
    }
}

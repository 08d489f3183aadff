package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * The judged packets of one direction in sending order, and which of them were lost: what every decider is tried on. Where
 * there were too many to keep, {@link #sample} counts each kept one as often as it stands for.
 */
final class Trials {
    /** Losses nearer to each other in time than this are taken for one, where timing is what is asked about. */
    private static final long SPACING_NANOS = 50_000_000L;
    /** Enough for all that two samples keep. */
    private static final int INDEX_BITS = 17;

    private final Observed[] packets;
    private final BitSet lost = new BitSet();
    private final BitSet afterLoss = new BitSet();
    private final BitSet tested = new BitSet();
    private final long lostWeight;
    private final long arrivedWeight;
    private final int lostCount;
    private final LongPredicate keepsLost;
    private int periods;
    private int longestPeriod;

    Trials(PacketSample lostOnes, PacketSample arrivedOnes) {
        lostWeight = lostOnes.weight();
        arrivedWeight = arrivedOnes.weight();
        lostCount = lostOnes.size();
        keepsLost = lostOnes::keeps;
        packets = new Observed[lostOnes.size() + arrivedOnes.size()];
        long[] order = new long[packets.length]; // by the number in sending order, and which of the kept ones
        Arrays.setAll(order, i -> at(i, lostOnes, arrivedOnes).ordinal << INDEX_BITS | i);
        Arrays.sort(order);
        long lastLost = -2;
        for (int i = 0; i < order.length; i++) {
            int index = (int) order[i] & (1 << INDEX_BITS) - 1;
            packets[i] = at(index, lostOnes, arrivedOnes);
            long ordinal = packets[i].ordinal;
            lost.set(i, index < lostCount);
            boolean sameRun = lost.get(i) && packets[i].afterLoss && lastLost >= 0;
            afterLoss.set(i, lastLost == ordinal - 1 || sameRun && keepsLossesBetween(lastLost, ordinal));
            tested.set(i, ordinal == 0 || lostOnes.keeps(ordinal - 1));
            lastLost = lost.get(i) ? ordinal : lastLost;
        }
        countPeriods();
    }

    private Trials(Trials all, BitSet kept) {
        lostWeight = all.lostWeight;
        arrivedWeight = all.arrivedWeight;
        keepsLost = all.keepsLost;
        packets = new Observed[kept.cardinality()];
        int to = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            packets[to] = all.packets[i];
            lost.set(to, all.isLost(i));
            afterLoss.set(to, to > 0 && lost.get(to - 1));
            to++;
        }
        lostCount = lost.cardinality();
        tested.set(0, to);
        countPeriods();
    }

    private void countPeriods() {
        int run = 0;
        for (int i = lost.nextSetBit(0); i >= 0; i = lost.nextSetBit(i + 1)) {
            periods += afterLoss.get(i) ? 0 : 1;
            run = afterLoss.get(i) ? run + 1 : 1;
            longestPeriod = Math.max(longestPeriod, run);
        }
    }

    /**
     * A part of the packets in which none leaves within 50 ms of another: what happens to packets that close is one event,
     * and packets sent close together are what rates and pauses are about.
     *
     * @param early of packets close together the first is kept; else the last
     */
    BitSet spaced(boolean early) {
        BitSet kept = new BitSet(packets.length);
        long last = 0;
        for (int i = 0; i < packets.length; i++) {
            int at = early ? i : packets.length - 1 - i;
            if (kept.isEmpty() || Math.abs(packets[at].timeNanos - last) >= SPACING_NANOS) {
                kept.set(at);
                last = packets[at].timeNanos;
            }
        }
        return kept;
    }

    /** The packets from the first loss to the last. */
    BitSet whileLosing() {
        BitSet between = new BitSet(packets.length);
        if (lostCount > 0) {
            between.set(lost.nextSetBit(0), lost.length());
        }
        return between;
    }

    /**
     * Whether these, packets of one flow, are all that it sends from some moment on, while it passed before; and each kind of
     * them, marked alike, passes later in another flow of the same service.
     */
    boolean breaksAlone(BitSet ofFlow) {
        int begin = ofFlow.nextSetBit(0);
        boolean passed = false;
        Set<TypeP> kinds = EnumSet.noneOf(TypeP.class);
        for (int i = 0; i < packets.length; i++) {
            Observed packet = packets[i];
            if (packet.flow == packets[begin].flow) {
                if (isLost(i) != ofFlow.get(i) || !isLost(i) && i > begin) {
                    return false;
                }
                passed |= i < begin;
                if (i >= begin) {
                    kinds.add(packet.typeP);
                }
            } else if (i > begin && !isLost(i) && isAlike(packet, packets[begin])) {
                kinds.remove(packet.typeP);
            }
        }
        return passed && kinds.isEmpty();
    }

    private static boolean isAlike(Observed one, Observed other) {
        return one.service == other.service && one.dscp == other.dscp;
    }

    /** The packets of these kinds. */
    BitSet ofKinds(Set<TypeP> kinds) {
        BitSet ofKinds = new BitSet(packets.length);
        for (int i = 0; i < packets.length; i++) {
            ofKinds.set(i, kinds.contains(packets[i].typeP));
        }
        return ofKinds;
    }

    /** Those of them that arrived. */
    BitSet arrived(BitSet some) {
        BitSet arrived = (BitSet) some.clone();
        arrived.andNot(lost);
        return arrived;
    }

    /** These packets alone, each following the one before. */
    Trials only(BitSet kept) {
        return new Trials(this, kept);
    }

    /** Places among {@code kept} of those that are {@code inside} too: a class as {@link #only} sees it. */
    static BitSet among(BitSet kept, BitSet inside) {
        BitSet places = new BitSet();
        int to = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            places.set(to++, inside.get(i));
        }
        return places;
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

    /** The packet sent just before it was lost, or of lost ones the last before of which anything is known. */
    boolean isAfterLoss(int index) {
        return afterLoss.get(index);
    }

    /** Whether no packet was left out for want of room. */
    boolean isWhole() {
        return lostWeight == 1 && arrivedWeight == 1;
    }

    /** It is known of the packet sent just before it whether it was lost. */
    boolean knowsBefore(int index) {
        return tested.get(index);
    }

    int lostCount() {
        return lostCount;
    }

    /** Whether every lost packet was kept. */
    boolean keepsLosses() {
        return lostWeight == 1;
    }

    boolean keepsAll() {
        return lostWeight == 1 && arrivedWeight == 1;
    }

    /** Whether all packets lost from one place in the direction to another were kept; places are numbers in sending order. */
    boolean keepsLossesBetween(long from, long to) {
        if (keepsLosses()) {
            return true;
        }
        for (long place = from; place < to; place += PacketSample.BLOCK) {
            if (!keepsLost.test(place)) {
                return false;
            }
        }
        return keepsLost.test(to);
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
        int count = 0;
        for (int i = lost.nextSetBit(0); i >= 0; i = lost.nextSetBit(i + 1)) {
            count += inside.get(i) ? 1 : 0;
        }
        return count;
    }

    /** The lost packets of a class, kind by kind; estimates where not all were kept. */
    Map<TypeP, Long> lostKinds(BitSet inside) {
        Map<TypeP, Long> kinds = new EnumMap<>(TypeP.class);
        for (int i = lost.nextSetBit(0); i >= 0; i = lost.nextSetBit(i + 1)) {
            if (inside.get(i)) {
                kinds.merge(packets[i].typeP, lostWeight, Long::sum);
            }
        }
        return kinds;
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

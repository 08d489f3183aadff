package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether longer packets are lost more often, as where each bit has the same small chance to turn over: among packets of
 * the same kind only, so that a kind which is lost more often for what it is does not pass for a long one. Segments
 * that the network card cuts are left out: each of their packets may be lost.
 *
 * @param p one-sided, that lost packets are no longer than others of their kind; 0 to 1
 * @param thirds the packets in order of length, in up to three parts about as large, shortest first
 * @param fit that losses depart so far from what one chance for each bit makes of their lengths, were it that; 0 to 1
 */
public record SizeTrend(double p, List<Part> thirds, double fit) {
    private static final int LEAST_LOST = 8;
    private static final int PARTS = 3;
    /** Parts to hold against the law of equal chances for each bit. */
    private static final int FINE_PARTS = 8;
    /** What is sent around a packet on Ethernet, and lost with it: header and checksum. */
    private static final int FRAME_BYTES = 18;

    private static final double MISFIT = 1e-4;
    private static final int HALVINGS = 60;

    /** Packets of about one length. */
    public record Part(int leastBytes, int mostBytes, Decider.Sample packets) {}

    /** Empty where too few were lost, or where the packets of each kind are all of one length. */
    static Optional<SizeTrend> of(Trials trials) {
        List<Integer> known = new ArrayList<>();
        int lost = 0;
        for (int i = 0; i < trials.size(); i++) {
            if (trials.packet(i).bytes != Observed.UNKNOWN && trials.packet(i).wirePackets == 1) {
                known.add(i);
                lost += trials.isLost(i) ? 1 : 0;
            }
        }
        if (lost < LEAST_LOST) {
            return Optional.empty();
        }
        known.sort(Comparator.comparingInt(i -> trials.packet(i).bytes));
        double z = score(trials, known);
        return Double.isNaN(z)
                ? Optional.empty()
                : Optional.of(new SizeTrend(
                        NormalDistribution.of(0, 1).survivalProbability(z), thirds(trials, known), fit(trials, known)));
    }

    /** Whether the losses may be those of bits that turn over, each with the same chance: 1 - exp(-rate * bytes) of packets. */
    boolean isAsByBits() {
        return fit >= MISFIT;
    }

    /** By the likelihood ratio against a share of its own for each part; the rate is the likeliest. */
    private static double fit(Trials trials, List<Integer> bySize) {
        int n = bySize.size();
        if (!trials.keepsAll()) {
            return 1; // lost and arrived ones stand for different numbers
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double rate = (low + high) / 2;
            boolean tooLow = slope(trials, bySize, rate) > 0;
            low = tooLow ? rate : low;
            high = tooLow ? high : rate;
        }
        double rate = high;
        double deviance = 0;
        int parts = 0;
        for (int first = 0; first < n; parts++) {
            int end = Math.min(n, Math.max(first + 1, (int) ((long) n * (parts + 1) / FINE_PARTS)));
            while (end < n && bytes(trials, bySize.get(end)) == bytes(trials, bySize.get(end - 1))) {
                end++;
            }
            double expected = 0;
            int lost = 0;
            for (int i : bySize.subList(first, end)) {
                expected -= Math.expm1(-rate * bytes(trials, i));
                lost += trials.isLost(i) ? 1 : 0;
            }
            int all = end - first;
            deviance += 2 * (term(lost, expected) + term(all - lost, all - expected));
            first = end;
        }
        return parts < 2 ? 1 : ChiSquaredDistribution.of(parts - 1.0).survivalProbability(Math.max(0, deviance));
    }

    private static double term(double seen, double expected) {
        return seen == 0 ? 0 : seen * Math.log(seen / expected);
    }

    /** Of the logarithm of the likelihood; falls as the rate grows. */
    private static double slope(Trials trials, List<Integer> packets, double rate) {
        double slope = 0;
        for (int i : packets) {
            double bytes = bytes(trials, i);
            slope += trials.isLost(i) ? bytes / Math.expm1(rate * bytes) : -bytes;
        }
        return slope;
    }

    private static int bytes(Trials trials, int place) {
        return trials.packet(place).bytes + FRAME_BYTES;
    }

    /**
     * The rank test for a trend, kind by kind (Mantel's extension): how far the ranks of the lost lie above what any choice of
     * as many of the kind would give on average, in standard deviations. Ranks, so that no one length weighs too much.
     */
    private static double score(Trials trials, List<Integer> bySize) {
        Map<TypeP, List<Integer>> kinds = new EnumMap<>(TypeP.class);
        for (int i : bySize) {
            kinds.computeIfAbsent(trials.packet(i).typeP, kind -> new ArrayList<>())
                    .add(i);
        }
        double above = 0;
        double variance = 0;
        for (List<Integer> kind : kinds.values()) {
            int n = kind.size();
            int lost = 0;
            double lostRanks = 0;
            double squares = 0;
            for (int first = 0; first < n; ) {
                int end = first + 1;
                int bytes = trials.packet(kind.get(first)).bytes;
                while (end < n && trials.packet(kind.get(end)).bytes == bytes) {
                    end++;
                }
                double rank = (first + end - 1) / 2.0 - (n - 1) / 2.0;
                for (int i = first; i < end; i++) {
                    squares += rank * rank;
                    lost += trials.isLost(kind.get(i)) ? 1 : 0;
                    lostRanks += trials.isLost(kind.get(i)) ? rank : 0;
                }
                first = end;
            }
            if (n > 1) {
                above += lostRanks;
                variance += squares * lost * (n - lost) / ((double) n * (n - 1));
            }
        }
        return variance > 0 ? above / Math.sqrt(variance) : Double.NaN;
    }

    /** Packets of one length stay together. */
    private static List<Part> thirds(Trials trials, List<Integer> bySize) {
        List<Part> parts = new ArrayList<>();
        int first = 0;
        for (int part = 1; part <= PARTS; part++) {
            int end = Math.max(first, bySize.size() * part / PARTS);
            while (end > first
                    && end < bySize.size()
                    && trials.packet(bySize.get(end)).bytes == trials.packet(bySize.get(end - 1)).bytes) {
                end++;
            }
            if (end > first) {
                parts.add(part(trials, bySize.subList(first, end)));
            }
            first = end;
        }
        return List.copyOf(parts);
    }

    private static Part part(Trials trials, List<Integer> packets) {
        BitSet inside = new BitSet();
        packets.forEach(inside::set);
        return new Part(
                trials.packet(packets.get(0)).bytes,
                trials.packet(packets.get(packets.size() - 1)).bytes,
                trials.sample(inside, true));
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of the packet that leaves next behind a ping that is lost: whatever drops the ping was at work a moment before.
 * Where that drops all alike, as a limit on all traffic or a burst does, another packet is lost there as often as a ping.
 *
 * @param pings echo packets, of one kind if the other is spared, behind one that is lost
 * @param others TCP packets, and pings of the kind that is spared, as soon behind one
 * @param deviations by how many standard deviations fewer of the others are lost than would be if both were lost alike; 0
 *     where none of one follows as soon as of the other, or all share one fate
 */
public record BehindPings(Sample pings, Sample others, double deviations) {
    /** One-sided, one in a hundred. */
    private static final double SURE_DEVIATIONS = 2.33;

    private static final long MILLI_NANOS = 1_000_000;

    /** Of counts, which are whole. */
    private static final double HALF = 0.5;

    /** By how soon: of each stratum up to twice as long, in milliseconds. */
    private static final int STRATA = Long.SIZE;

    /** Empty where not all packets were kept. */
    static Optional<BehindPings> of(Trials trials) {
        if (!trials.keepsAll()) {
            return Optional.empty();
        }
        Set<TypeP> losing = losing(trials);
        int[][] pings = new int[STRATA][2];
        int[][] others = new int[STRATA][2];
        for (int i = 1; i < trials.size(); i++) {
            Observed packet = trials.packet(i);
            Observed before = trials.packet(i - 1);
            if (trials.isLost(i - 1)
                    && losing.contains(before.typeP)
                    && packet.typeP != TypeP.FRAGMENT) { // of a ping, or not
                long behind = Math.max(0, packet.timeNanos - before.timeNanos) / MILLI_NANOS;
                int[] counts =
                        (losing.contains(packet.typeP) ? pings : others)[Long.SIZE - Long.numberOfLeadingZeros(behind)];
                counts[trials.isLost(i) ? 1 : 0]++;
            }
        }
        return Optional.of(new BehindPings(sum(pings), sum(others), deviations(pings, others)));
    }

    /** The kinds of echo packets of which a share is lost, and not much less than of the other. */
    private static Set<TypeP> losing(Trials trials) {
        double requests = ratio(trials, TypeP.ICMP_ECHO_REQUEST);
        double replies = ratio(trials, TypeP.ICMP_ECHO_REPLY);
        return requests < replies / 2
                ? EnumSet.of(TypeP.ICMP_ECHO_REPLY)
                : replies < requests / 2
                        ? EnumSet.of(TypeP.ICMP_ECHO_REQUEST)
                        : EnumSet.of(TypeP.ICMP_ECHO_REQUEST, TypeP.ICMP_ECHO_REPLY);
    }

    private static double ratio(Trials trials, TypeP kind) {
        BitSet ofKind = new BitSet();
        for (int i = 0; i < trials.size(); i++) {
            ofKind.set(i, trials.packet(i).typeP == kind);
        }
        return trials.sample(ofKind, true).ratio();
    }

    /** The test of Mantel and Haenszel: of each stratum by itself, whether fewer of the others are lost. */
    private static double deviations(int[][] pings, int[][] others) {
        double fewer = 0;
        double variance = 0;
        for (int i = 0; i < STRATA; i++) {
            double ofPings = pings[i][0] + pings[i][1];
            double ofOthers = others[i][0] + others[i][1];
            double all = ofPings + ofOthers;
            double lost = pings[i][1] + others[i][1];
            if (ofPings > 0 && ofOthers > 0) {
                fewer += lost * ofOthers / all - others[i][1];
                variance += ofPings * ofOthers * lost * (all - lost) / (all * all * (all - 1));
            }
        }
        return variance == 0 ? 0 : (fewer - HALF) / Math.sqrt(variance);
    }

    private static Sample sum(int[][] strata) {
        int lost = Arrays.stream(strata).mapToInt(each -> each[1]).sum();
        return new Sample(lost + Arrays.stream(strata).mapToInt(each -> each[0]).sum(), lost);
    }

    /** Whether others pass where pings are lost. */
    boolean sparesOthers() {
        return deviations > SURE_DEVIATIONS;
    }
}

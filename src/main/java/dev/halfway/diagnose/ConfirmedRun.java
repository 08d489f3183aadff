package dev.halfway.diagnose;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Packets lost in a row, of many of which the hosts' behaviour shows it: what a capture alone misses is answered all the same.
 *
 * @param confirmed of how many behaviour shows it
 * @param decider the time of the run, as what separates lost from arrived
 */
public record ConfirmedRun(long confirmed, Decider decider) {
    /** Of the packets of the other way next before the run and next behind it, so many times as many as are confirmed. */
    private static final int NEAR = 4;
    /** A packet of which nothing is known is as likely lost as not. */
    private static final double NOT_KNOWN = 0.5;

    /**
     * The time of that run of losses of which most is confirmed; empty where that is little, or not all losses were kept, or
     * where their answers may have been lost as well: these then show nothing.
     *
     * @param back of the other way; empty where nothing is known of it
     */
    static Optional<Split> split(Trials trials, Optional<Trials> back) {
        int best = 0;
        int bestStart = 0;
        int bestEnd = 0;
        int confirmed = 0;
        int start = 0;
        for (int i = 0; i < trials.size(); i++) {
            if (!trials.isLost(i) || !trials.isAfterLoss(i)) {
                start = i;
                confirmed = 0;
            }
            confirmed += trials.isLost(i) && trials.packet(i).confirmed ? 1 : 0;
            if (trials.isLost(i) && confirmed >= best) {
                best = confirmed;
                bestStart = start;
                bestEnd = i + 1;
            }
        }
        if (best < Loss.FEW || !trials.keepsLosses()) {
            return Optional.empty();
        }
        BitSet run = new BitSet(trials.size());
        run.set(bestStart, bestEnd);
        double lnChance = Math.log(trials.size())
                + best
                        * Math.log(
                                back.map(each -> answersLost(trials, run, each)).orElse(NOT_KNOWN));
        if (lnChance > Math.log(Choice.ALPHA)) {
            return Optional.empty();
        }
        double lnP = Math.log(trials.size()) + best * Math.log((double) trials.lostCount() / trials.size());
        return Optional.of(ByTime.split(trials, run, Math.min(0, lnP)));
    }

    /** Which part of their answers may be lost, by what is sent back about then, in the same flows or such exchanges. */
    private static double answersLost(Trials trials, BitSet run, Trials back) {
        Set<Integer> flows = new HashSet<>();
        Set<String> exchanges = new HashSet<>();
        int confirmed = 0;
        for (int i = run.nextSetBit(0); i >= 0; i = run.nextSetBit(i + 1)) {
            Observed packet = trials.packet(i);
            if (packet.confirmed) {
                confirmed++;
                flows.add(packet.flow);
                exchanges.add(exchange(packet));
            }
        }
        long nanos = trials.packet(run.nextSetBit(0)).referenceNanos;
        int most = NEAR * confirmed;
        OptionalDouble ofFlows = lost(back, nanos, most, packet -> flows.contains(packet.flow));
        OptionalDouble ofExchanges = lost(back, nanos, most, packet -> exchanges.contains(exchange(packet)));
        return ofFlows.isPresent() || ofExchanges.isPresent()
                ? Math.max(ofFlows.orElse(0), ofExchanges.orElse(0))
                : lost(back, nanos, most, packet -> true).orElse(NOT_KNOWN);
    }

    private static String exchange(Observed packet) {
        return packet.typeP.isTcp() + " " + packet.initiator;
    }

    /** Before that moment or from it on, where it is more; empty where there are none. */
    private static OptionalDouble lost(Trials back, long nanos, int most, Predicate<Observed> which) {
        int[] places = IntStream.range(0, back.size())
                .filter(i -> which.test(back.packet(i)))
                .toArray();
        int behind = (int) Arrays.stream(places)
                .filter(i -> back.packet(i).referenceNanos < nanos)
                .count();
        double before = lost(back, Arrays.copyOfRange(places, Math.max(0, behind - most), behind));
        double since = lost(back, Arrays.copyOfRange(places, behind, Math.min(behind + most, places.length)));
        return places.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.max(before, since));
    }

    /** By the rule of succession; 0 of none. */
    private static double lost(Trials back, int[] places) {
        double lost = Arrays.stream(places).filter(back::isLost).count();
        return places.length == 0 ? 0 : (lost + 1) / (places.length + 2);
    }

    /** @param inside the places of its packets */
    static ConfirmedRun of(Trials trials, BitSet inside, Decider decider) {
        return new ConfirmedRun(
                inside.stream().filter(i -> trials.packet(i).confirmed).count(), decider);
    }
}

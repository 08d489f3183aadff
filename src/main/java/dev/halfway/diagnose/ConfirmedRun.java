package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Optional;

/**
 * Packets lost in a row, of many of which the hosts' behaviour shows it: what a capture alone misses is answered all the same.
 *
 * @param confirmed of how many behaviour shows it
 * @param decider the time of the run, as what separates lost from arrived
 */
public record ConfirmedRun(long confirmed, Decider decider) {

    /** The time of that run of losses of which most is confirmed; empty where that is little, or not all losses were kept. */
    static Optional<Split> split(Trials trials) {
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
        double lnP = Math.log(trials.size()) + best * Math.log((double) trials.lostCount() / trials.size());
        return Optional.of(ByTime.split(trials, run, Math.min(0, lnP)));
    }

    /** @param inside the places of its packets */
    static ConfirmedRun of(Trials trials, BitSet inside, Decider decider) {
        return new ConfirmedRun(
                inside.stream().filter(i -> trials.packet(i).confirmed).count(), decider);
    }
}

package dev.halfway.diagnose;

import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;

/**
 * One stretch of time in which packets are lost: an outage, or the end of what worked. Of all stretches from a loss to a
 * loss, the one that explains most.
 *
 * <p>Any burst is such a stretch. So it takes more of them close to each other than chance brings, or a run that is too
 * long for a burst; and it takes some time.
 */
final class ByTime implements Splitter {
    /** Queues overflow and links flap for less than this at a time. */
    static final long LEAST_NANOS = 1_000_000_000L;

    private static final String FROM = "from ";
    private static final String TO = " to ";

    private static final int LEAST_PACKETS = 10;
    /** What one arrived packet takes from a stretch, where a lost one adds 1. */
    private static final double[] PENALTIES = {0.25, 1, 4};

    @Override
    public Optional<Split> best(Trials trials) {
        BitSet best = null;
        double bestFit = Double.NEGATIVE_INFINITY;
        for (double penalty : PENALTIES) {
            BitSet stretch = densest(trials, penalty);
            int lost = trials.lostIn(stretch);
            int outside = trials.size() - stretch.cardinality();
            double fit = LnMath.lnFit(lost, stretch.cardinality() - lost)
                    + LnMath.lnFit(trials.lostCount() - lost, outside - (trials.lostCount() - lost));
            if (outside > 0 && fit > bestFit) {
                best = stretch;
                bestFit = fit;
            }
        }
        if (best == null || best.cardinality() < LEAST_PACKETS || durationNanos(trials, best) < LEAST_NANOS) {
            return Optional.empty();
        }
        return Optional.of(split(trials, best, lnPSpaced(trials, best)));
    }

    /**
     * Where all losses are one run that lasts too long for a burst: tested against every order in which as many losses and
     * arrivals may come (Wald and Wolfowitz). Meant for what is left of a direction when another class of it is set apart.
     */
    static Optional<Split> oneRun(Trials trials) {
        int lost = trials.lostCount();
        int arrived = trials.size() - lost;
        BitSet run = trials.whileLosing();
        boolean one = trials.keepsAll() && lost >= Loss.FEW && run.cardinality() == lost && arrived >= LEAST_PACKETS;
        if (!one || durationNanos(trials, run) < LEAST_NANOS) {
            return Optional.empty();
        }
        double lnP = Math.log(arrived + 1.0) - LnMath.lnChoose(trials.size(), lost);
        return lnP > Math.log(Choice.ALPHA) ? Optional.empty() : Optional.of(split(trials, run, lnP));
    }

    static Split split(Trials trials, BitSet best, double lnP) {
        boolean lasts = best.length() == trials.size();
        String from = moment(trials.packet(best.nextSetBit(0)).timeNanos);
        String to = moment(trials.packet(best.length() - 1).timeNanos);
        int ends = lasts || best.get(0) ? 1 : 2;
        return new Split(
                Feature.TIME,
                lasts ? FROM + from : from + TO + to,
                lasts ? "sent from " + from + " on" : "sent from " + from + " to " + to,
                "sent at another time",
                best,
                lnP,
                ends * Math.log(trials.size()));
    }

    /**
     * The stretch from loss to loss with the most losses against arrivals (the maximum subarray, by Kadane's way).
     *
     * @param penalty what one arrived packet takes from a stretch, where a lost one adds 1
     */
    static BitSet densest(Trials trials, double penalty) {
        double sum = 0;
        double best = 0;
        int start = 0;
        int bestStart = 0;
        int bestEnd = 0;
        for (int i = 0; i < trials.size(); i++) {
            if (sum <= 0) {
                sum = 0;
                start = i;
            }
            sum += trials.isLost(i) ? 1 : -penalty;
            if (sum > best) {
                best = sum;
                bestStart = start;
                bestEnd = i + 1;
            }
        }
        BitSet stretch = new BitSet(trials.size());
        stretch.set(bestStart, bestEnd);
        return stretch;
    }

    private static long durationNanos(Trials trials, BitSet stretch) {
        return trials.packet(stretch.length() - 1).timeNanos - trials.packet(stretch.nextSetBit(0)).timeNanos;
    }

    private static double lnPSpaced(Trials trials, BitSet inside) {
        BitSet kept = trials.spaced(true);
        return lnP(trials.only(kept), Trials.among(kept, inside));
    }

    private static double lnP(Trials trials, BitSet inside) {
        double lnStretches = 2 * Math.log(Math.max(1, trials.periods()));
        double plain = Math.min(0, BurstTest.lnPlain(trials, inside) + lnStretches);
        double run = BurstTest.lnRun(trials);
        return Math.min(0, Math.log(2) + Math.min(lnClustered(trials, inside) + lnStretches, Math.max(plain, run)));
    }

    /**
     * Whether loss periods begin closer to each other than chance brings: given the first of the stretch, the others, among
     * the packets that could begin one, which are those after a delivered packet.
     */
    private static double lnClustered(Trials trials, BitSet inside) {
        int all = 0;
        int within = 0;
        int begun = 0;
        int begunWithin = 0;
        for (int i = 0; i < trials.size(); i++) {
            if (trials.knowsBefore(i) && !trials.isAfterLoss(i)) {
                all++;
                within += inside.get(i) ? 1 : 0;
                begun += trials.isLost(i) ? 1 : 0;
                begunWithin += inside.get(i) && trials.isLost(i) ? 1 : 0;
            }
        }
        return begunWithin < 2 ? 0 : LnMath.lnFisher(begunWithin - 1, within - 1, begun - 1, all - 1);
    }

    /** Of the value of a class by time, as the verdict has it: {@code from 16:41:05.123 to 16:41:08.456}. */
    static String brief(String value) {
        String[] ends = value.replace(FROM, "").split(TO);
        return FROM + time(ends[0]) + (ends.length == 1 ? " on" : TO + time(ends[1]));
    }

    private static String time(String moment) {
        Instant instant = Instant.parse(moment);
        return Words.time(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
    }

    private static String moment(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }
}

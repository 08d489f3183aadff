package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A pause of the flow before the packet: state on the way that times out. Tried both ways: only the packet after the pause
 * is lost, or all that follow it in the flow.
 */
final class ByIdleGap implements Splitter {
    private static final double NANOS = 1e9;
    /** State on the way is kept for longer, and a ping once a second is not idle. */
    private static final double LEAST_SECONDS = 1.5;

    @Override
    public Optional<Split> best(Trials trials) {
        Optional<Split> once = after(
                trials, each -> each.idleNanos, "right after their flow was idle for ", "that follow sooner", false);
        Optional<Split> since = after(
                trials,
                each -> each.longestIdleNanos,
                "after their flow was idle for ",
                "of flows without such a pause before",
                true);
        if (once.isPresent() && since.isPresent()) {
            boolean again = once.get().inside().equals(since.get().inside())
                    && once.get().inside().stream().anyMatch(i -> trials.packet(i).sentAgain);
            return once.get().score(trials) >= since.get().score(trials) && !again ? once : since;
        }
        return once.isPresent() ? once : since;
    }

    private static Optional<Split> after(
            Trials trials, ToDoubleFunction<Observed> gapNanos, String words, String otherwise, boolean lasting) {
        ToDoubleFunction<Observed> gap = each -> seconds(gapNanos.applyAsDouble(each));
        Thresholds.Found found = Thresholds.best(trials, gap);
        if (found == null) {
            return Optional.empty();
        }
        Decider.Detail detail = detail(trials, gapNanos, found.inside());
        String seconds = detail.isBounded()
                ? Words.duration(detail.fails().getAsLong()) + " or more"
                : "more than " + Thresholds.words(found) + " s";
        double lnSearched = Math.log(2.0 * found.tried());
        double lnP = BurstTest.lnPSpaced(trials, found.inside(), lnSearched, true);
        BitSet telling = lasting ? pauses(trials, gap) : sentOnce(trials);
        BitSet longOnes = Trials.among(telling, found.inside());
        lnP = Math.max(lnP, Math.min(0, BurstTest.lnPlain(trials.only(telling), longOnes) + lnSearched));
        return Optional.of(new Split(
                Feature.IDLE_GAP,
                seconds,
                "sent " + words + seconds + bounds(detail),
                otherwise,
                found.inside(),
                lnP,
                lnSearched,
                detail));
    }

    /** What passes and what fails. */
    private static Decider.Detail detail(Trials trials, ToDoubleFunction<Observed> gapNanos, BitSet inside) {
        long survived = Long.MIN_VALUE;
        long failed = Long.MAX_VALUE;
        for (int i = 0; i < trials.size(); i++) {
            long gap = (long) gapNanos.applyAsDouble(trials.packet(i));
            if (gap >= 0 && !trials.isLost(i)) {
                survived = Math.max(survived, gap);
            } else if (gap >= 0 && inside.get(i)) {
                failed = Math.min(failed, gap);
            }
        }
        return Decider.Detail.above(survived, failed);
    }

    private static String bounds(Decider.Detail detail) {
        if (detail.passes().isEmpty() || detail.fails().isEmpty()) {
            return "";
        }
        String passes = Words.duration(detail.passes().getAsLong());
        return detail.isBounded()
                ? " (after at most " + passes + " packets pass)"
                : " (the longest pause after which packets pass is " + passes
                        + ", the shortest after which they are lost "
                        + Words.duration(detail.fails().getAsLong()) + ")";
    }

    /** A flow that is dead stays so, whatever killed it: only the first packet after each of its pauses tells of the pause. */
    private static BitSet pauses(Trials trials, ToDoubleFunction<Observed> gap) {
        BitSet first = new BitSet();
        Map<Integer, Double> longest = new HashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            double seconds = gap.applyAsDouble(trials.packet(i));
            Double before = longest.get(trials.packet(i).flow);
            if (!Double.isNaN(seconds) && (before == null || seconds > before)) {
                longest.put(trials.packet(i).flow, seconds);
                first.set(i);
            }
        }
        return first;
    }

    /** What is sent again is lost as it was at first, whatever that was for. */
    private static BitSet sentOnce(Trials trials) {
        BitSet once = new BitSet();
        for (int i = 0; i < trials.size(); i++) {
            once.set(i, !trials.packet(i).sentAgain);
        }
        return once;
    }

    private static double seconds(double nanos) {
        return nanos < 0 ? Double.NaN : Math.max(LEAST_SECONDS, nanos / NANOS);
    }
}

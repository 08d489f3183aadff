package dev.halfway.diagnose;

import java.util.BitSet;
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
                trials, each -> each.idleNanos, "right after their flow was idle for more than ", "that follow sooner");
        Optional<Split> since = after(
                trials,
                each -> each.longestIdleNanos,
                "after their flow was idle for more than ",
                "of flows without such a pause before");
        if (once.isPresent() && since.isPresent()) {
            return once.get().score(trials) >= since.get().score(trials) ? once : since;
        }
        return once.isPresent() ? once : since;
    }

    private static Optional<Split> after(
            Trials trials, ToDoubleFunction<Observed> gapNanos, String words, String otherwise) {
        Thresholds.Found found = Thresholds.best(trials, each -> {
            double gap = gapNanos.applyAsDouble(each);
            return gap < 0 ? Double.NaN : Math.max(LEAST_SECONDS, gap / NANOS);
        });
        if (found == null) {
            return Optional.empty();
        }
        String seconds = Thresholds.words(found) + " s";
        Decider.Detail detail = detail(trials, gapNanos, found.inside());
        double lnSearched = Math.log(2.0 * found.tried());
        return Optional.of(new Split(
                Feature.IDLE_GAP,
                "over " + seconds,
                "sent " + words + seconds + bounds(detail),
                otherwise,
                found.inside(),
                BurstTest.lnPSpaced(trials, found.inside(), lnSearched, true),
                lnSearched,
                detail));
    }

    /** How well the timeout is known. */
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
        return detail.passes().isEmpty() || detail.fails().isEmpty()
                ? ""
                : " (the longest pause after which packets pass is "
                        + Words.duration(detail.passes().getAsLong()) + ", the shortest after which they are lost "
                        + Words.duration(detail.fails().getAsLong()) + ")";
    }
}

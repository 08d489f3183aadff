package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which of two clocks made the steps that an estimate found, and between which two records of its capture. A clock that was
 * set forwards makes a pause in the times there, one that was set back lets them run back, or, where nothing came for
 * so long, does not. Of all places where that may be, one must leave no packet that both hold with a delay that cannot be;
 * where several do, or none, it is not told. Nor is it where packets in the stretch that the estimate leaves open, one after the
 * other, then took longer than any beside it: the step may be the sum of two.
 */
public final class JumpFinder {
    /** Beside the stretch that the estimate leaves open. */
    private static final long BESIDE_NANOS = 1_000_000_000;

    private static final long SLACK_NANOS = 1_000_000;

    private static final int LEAST_IN_A_ROW = 3;

    /**
     * Where a clock was set.
     *
     * @param atB whether it was B's
     */
    public record Found(boolean atB, TimeUnwrapper.Jump jump) {}

    private record Candidate(boolean atB, Leaps.Leap leap, double cost) {}

    private final ClockEstimate estimate;
    private final Leaps leapsA;
    private final Leaps leapsB;
    private final List<Long> timesA = new ArrayList<>();
    private final List<Long> timesB = new ArrayList<>();

    /** @param estimate of B against A, by the packets that are then given to {@link #add} */
    public JumpFinder(ClockEstimate estimate, Leaps leapsA, Leaps leapsB) {
        this.estimate = estimate;
        this.leapsA = leapsA;
        this.leapsB = leapsB;
    }

    /** A packet in both captures. */
    public void add(long timeA, long timeB) {
        timesA.add(timeA);
        timesB.add(timeB);
    }

    /** Of each step of the estimate, where it can be told. */
    public List<Found> find() {
        List<Found> found = new ArrayList<>();
        for (int i = 1; i < estimate.segments().size(); i++) {
            find(estimate.segments().get(i - 1), estimate.segments().get(i), found);
        }
        return found;
    }

    private void find(Segment before, Segment after, List<Found> found) {
        long step = after.offsetNanos() - before.offsetNanos();
        List<Candidate> candidates = new ArrayList<>();
        collect(candidates, before, after, step, false);
        collect(candidates, before, after, step, true);
        double clear = Math.abs(step) / 2.0;
        List<Candidate> possible =
                candidates.stream().filter(each -> each.cost() < clear).toList();
        if (possible.size() > 1) { // a pause may be one
            possible = possible.stream().filter(each -> each.leap().nanos() < 0).toList();
        }
        if (possible.size() == 1
                && isOnly(possible.get(0), before, after)
                && explainsDelays(possible.get(0), before, after)) {
            found.add(found(possible.get(0), step));
        }
    }

    /**
     * Whether no clock was set back besides, in the stretch that is open: then the step is the sum of two, and between them the
     * times are none of those before it nor behind.
     */
    private boolean isOnly(Candidate chosen, Segment before, Segment after) {
        return isOnly(chosen, before, after, false) && isOnly(chosen, before, after, true);
    }

    private boolean isOnly(Candidate chosen, Segment before, Segment after, boolean atB) {
        long end = atB ? estimate.timeAtB(before, before.toNanos()) : before.toNanos();
        long start = atB ? estimate.timeAtB(after, after.fromNanos()) : after.fromNanos();
        Leaps leaps = atB ? leapsB : leapsA;
        return leaps.beyond()
                        .filter(each ->
                                each.lastNanos() > Math.min(end, start) && each.firstNanos() < Math.max(end, start))
                        .isEmpty()
                && leaps.all().stream()
                        .filter(each -> atB != chosen.atB()
                                || each.record() != chosen.leap().record())
                        .noneMatch(each -> each.nanos() < -Leaps.SET_BACK_NANOS
                                && each.beforeNanos() > Math.min(end, start)
                                && each.beforeNanos() < Math.max(end, start));
    }

    private boolean explainsDelays(Candidate chosen, Segment before, Segment after) {
        long from = Math.min(before.toNanos(), after.fromNanos());
        long to = Math.max(before.toNanos(), after.fromNanos());
        double longest = 0;
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < timesA.size(); i++) {
            long time = timesA.get(i);
            if (time > from && time < to) {
                open.add(i);
            } else if (time >= before.fromNanos() && time <= after.toNanos()) {
                longest = Math.max(longest, delay(chosen, before, after, i));
            }
        }
        open.sort(Comparator.comparingLong(timesA::get));
        int inARow = 0;
        for (int i : open) {
            inARow = delay(chosen, before, after, i) > longest + SLACK_NANOS ? inARow + 1 : 0;
            if (inARow == LEAST_IN_A_ROW) {
                return false;
            }
        }
        return true;
    }

    private static Found found(Candidate candidate, long step) {
        long ownStep = candidate.atB() ? step : -step;
        long back = -candidate.leap().nanos();
        long unwrapped = back > TimeUnwrapper.DEFAULT_THRESHOLD_NANOS ? back + 1 : 0;
        return new Found(
                candidate.atB(), new TimeUnwrapper.Jump(candidate.leap().record(), unwrapped - ownStep));
    }

    private void collect(List<Candidate> candidates, Segment before, Segment after, long step, boolean atB) {
        long end = atB ? estimate.timeAtB(before, before.toNanos()) : before.toNanos();
        long start = atB ? estimate.timeAtB(after, after.fromNanos()) : after.fromNanos();
        long ownStep = atB ? step : -step;
        Leaps leaps = atB ? leapsB : leapsA;
        if (ownStep > 0 && leaps.leastPauseNanos() > ownStep - SLACK_NANOS) {
            return; // there may be others
        }
        for (Leaps.Leap leap : leaps.all()) {
            boolean isNear = leap.beforeNanos() >= Math.min(end, start) - BESIDE_NANOS
                    && leap.beforeNanos() <= Math.max(end, start) + BESIDE_NANOS;
            boolean fits = ownStep > 0
                    ? leap.nanos() >= ownStep - SLACK_NANOS
                    : leap.nanos() < -TimeUnwrapper.DEFAULT_THRESHOLD_NANOS
                            || leap.nanos() < 0 && -leap.nanos() <= -ownStep + SLACK_NANOS;
            if (isNear && fits) {
                candidates.add(new Candidate(atB, leap, cost(before, after, atB, leap)));
            }
        }
    }

    /** How much worse the delays come out than if each packet might choose its side of the step. */
    private double cost(Segment before, Segment after, boolean atB, Leaps.Leap leap) {
        double cost = 0;
        long shownTwiceFrom = shownTwiceFrom(leap);
        for (int i = 0; i < timesA.size(); i++) {
            if (timesA.get(i) < before.fromNanos() || timesA.get(i) > after.toNanos()) {
                continue; // beside other steps
            }
            long own = atB ? timesB.get(i) : timesA.get(i);
            if (own < shownTwiceFrom || own > leap.beforeNanos()) {
                double delayBefore = delay(before, i);
                double delayAfter = delay(after, i);
                double taken = own > leap.beforeNanos() ? delayAfter : delayBefore;
                cost += taken - Math.min(delayBefore, delayAfter);
            }
        }
        return cost;
    }

    private static long shownTwiceFrom(Leaps.Leap leap) {
        boolean isUnwrapped = leap.nanos() < -TimeUnwrapper.DEFAULT_THRESHOLD_NANOS;
        return leap.beforeNanos() + (isUnwrapped ? 1 : Math.min(1, leap.nanos()));
    }

    /** The same where the clock was set at that leap. */
    private double delay(Candidate chosen, Segment before, Segment after, int i) {
        long own = chosen.atB() ? timesB.get(i) : timesA.get(i);
        Leaps.Leap leap = chosen.leap();
        boolean isShownTwice = leap.nanos() < 0 && own >= shownTwiceFrom(leap) && own <= leap.beforeNanos();
        double delayBefore = delay(before, i);
        double delayAfter = delay(after, i);
        return isShownTwice ? Math.min(delayBefore, delayAfter) : own > leap.beforeNanos() ? delayAfter : delayBefore;
    }

    /** How far from nothing the delay is, either way; no step is told from delays as long. */
    private double delay(Segment segment, int i) {
        return Math.abs(timesB.get(i) - estimate.timeAtB(segment, timesA.get(i)));
    }
}

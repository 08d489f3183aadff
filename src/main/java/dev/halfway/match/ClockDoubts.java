package dev.halfway.match;

import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.ClockMap;
import dev.halfway.clock.Leaps;
import dev.halfway.clock.TimeUnwrapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Where the times of packets are not to be believed since a clock was set: what is there, and is not found at the other end,
 * may be there at another time.
 *
 * <ul>
 *   <li>Around a step of which it is not known where in the captures it was.
 *   <li>Behind a clock set back, up to where packets both ways tell how long the pause before it was, or one way where the other
 *       is dead: all that the capture itself tells is that some time passed.
 *   <li>Behind records that run back, and before them, where no packet in common is on that side of them: records that change
 *       places do so, and so do those of a clock set back a little.
 *   <li>Around packets that two captures have in common and that arrived before they can have left: up to the next ones on
 *       either side that are at their time. What is there besides, and looks like others or is known by its bytes only, may
 *       be as far from its time as these are.
 *   <li>Around packets in common at times at which nothing else is, as far from each other as no other packets are: a clock was
 *       set, or packets that look alike have one IP ID.
 * </ul>
 *
 * <p>Packets in common that are not found by their times are remembered one by one, besides. Those that are found are
 * matched whatever is remembered.
 */
final class ClockDoubts {
    /** A packet that took longer than this and the clocks' error is late or displaced. */
    private static final long DISPLACED_NANOS = 1_000_000_000L;

    private static final int LEAST_TOGETHER = 3;

    private final List<HostSurvey> surveys;
    private final ClockPlan clocks;
    private final HostView[] views;

    ClockDoubts(List<HostSurvey> surveys, ClockPlan clocks, HostView[] views) {
        this.surveys = surveys;
        this.clocks = clocks;
        this.views = views;
    }

    /** Tells the hosts' views. */
    void note(List<Alignment> alignments) {
        for (Plan.ClockPair pair : clocks.pairs()) {
            for (ClockEstimate.Unsure each : clocks.unsure(pair)) {
                noteStep(pair.from(), each.fromA(), each.toA());
                noteStep(pair.to(), each.fromB(), each.toB());
            }
        }
        for (int host = 0; host < views.length; host++) {
            noteSetBacks(host, alignments);
            noteRunningBack(host, alignments);
        }
        for (Alignment alignment : alignments) {
            noteDisplaced(alignment, alignment.delays);
            noteDisplaced(alignment, true);
            noteDisplaced(alignment, false);
        }
        for (HostView view : views) {
            view.joinUnsure();
        }
    }

    /**
     * Of packets alike it takes the clocks to say which is which. Nothing tells how these stand; unless those that look alike
     * were seen at both hosts for the first time at the same moment, as by clocks that agree.
     */
    void noteTimeless(List<Alignment> alignments) {
        for (Alignment alignment : alignments) {
            long together = alignment.alike.stream()
                    .filter(each -> Math.abs(each.apartNanos()) <= ClockPlan.WALL_CLOCK_NANOS)
                    .count();
            if (together >= LEAST_TOGETHER && together * 2 >= alignment.alike.size()) {
                continue;
            }
            for (Alignment.Joined each : alignment.alike) {
                views[alignment.g].addTimeless(each.atG().tuple, each.atG().sequence);
                views[alignment.h].addTimeless(each.atH().tuple, each.atH().sequence);
            }
        }
    }

    private void noteStep(int host, long fromNanos, long toNanos) {
        ClockMap map = clocks.map(host);
        long from = map.toReference(fromNanos);
        long to = map.toReference(toNanos);
        // Half way the map steps: what is just before or behind may lie outside of what the ends come to.
        long half = fromNanos + (toNanos - fromNanos) / 2;
        long before = map.toReference(half - 1);
        long behind = map.toReference(half + 1);
        views[host].addUnsure(
                Math.min(Math.min(from, to), Math.min(before, behind)),
                Math.max(Math.max(from, to), Math.max(before, behind)));
    }

    private void noteSetBacks(int host, List<Alignment> alignments) {
        for (TimeUnwrapper.StepBack each : surveys.get(host).setBacks()) {
            long known = alignments.stream()
                    .filter(alignment -> alignment.g == host || alignment.h == host)
                    .mapToLong(alignment -> firstHeard(alignment, alignment.delays, host, each.timeNanos()))
                    .min()
                    .orElse(Long.MAX_VALUE);
            ClockMap clock = clocks.map(host);
            views[host].addUnsure(
                    clock.toReference(each.timeNanos()),
                    known == Long.MAX_VALUE ? Long.MAX_VALUE : clock.toReference(known));
        }
    }

    /**
     * From when on, on the host's own clock, packets in common are behind a moment both ways, or, where one way is dead from
     * there on, the other way; the greatest long if never.
     */
    private long firstHeard(Alignment alignment, JoinedDelays delays, int host, long nanos) {
        long there = Long.MAX_VALUE;
        long back = Long.MAX_VALUE;
        for (int i = 0; i < alignment.joined.size(); i++) {
            long at = ownTime(alignment.joined.get(i), host == alignment.g);
            if (at > nanos) {
                there = delays.isForward(i) ? Math.min(there, at) : there;
                back = delays.isBackward(i) ? Math.min(back, at) : back;
            }
        }
        boolean bothHeard = there != Long.MAX_VALUE && back != Long.MAX_VALUE;
        return bothHeard ? Math.max(there, back) : Math.min(there, back);
    }

    /** However often they run back it is one stretch at the end at most that is not to be believed, and one at the start. */
    private void noteRunningBack(int host, List<Alignment> alignments) {
        Leaps leaps = surveys.get(host).leaps();
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (Leaps.Leap each : leaps.all()) {
            long beforeNanos = each.beforeNanos();
            long behindNanos = beforeNanos + each.nanos();
            if (each.nanos() >= -Leaps.SET_BACK_NANOS || -each.nanos() > TimeUnwrapper.DEFAULT_THRESHOLD_NANOS) {
                continue;
            }
            long within = -each.nanos() / 2;
            if (behindNanos < from && !isHeard(host, alignments, within, nanos -> nanos > beforeNanos)) {
                from = behindNanos;
            }
            if (beforeNanos > to && !isHeard(host, alignments, within, nanos -> nanos < behindNanos)) {
                to = beforeNanos;
            }
        }
        if (leaps.beyond().isPresent()) {
            Leaps.Beyond beyond = leaps.beyond().get();
            long within = beyond.leastNanos() / 2;
            if (!isHeard(host, alignments, within, nanos -> nanos > beyond.lastNanos())) {
                from = Math.min(from, beyond.firstNanos());
            }
            if (!isHeard(host, alignments, within, nanos -> nanos < beyond.firstNanos())) {
                to = Math.max(to, beyond.lastNanos());
            }
        }
        ClockMap clock = clocks.map(host);
        if (from != Long.MAX_VALUE) {
            views[host].addUnsure(clock.toReference(from) - 1, Long.MAX_VALUE);
        }
        if (to != Long.MIN_VALUE) {
            views[host].addUnsure(Long.MIN_VALUE, clock.toReference(to) + 1);
        }
    }

    /** Whether packets in common, at such times on the host's own clock, took as long as usual, give or take so much. */
    private static boolean isHeard(int host, List<Alignment> alignments, long withinNanos, LongPredicate then) {
        return alignments.stream()
                .filter(each -> each.g == host || each.h == host)
                .anyMatch(each -> IntStream.range(0, each.joined.size())
                        .filter(i -> each.delays.isUsual(i, withinNanos))
                        .anyMatch(i -> then.test(ownTime(each.joined.get(i), each.g == host))));
    }

    private static long ownTime(Alignment.Joined each, boolean atG) {
        return atG ? each.atG().timeNanos : each.atH().timeNanos;
    }

    private void noteDisplaced(Alignment alignment, JoinedDelays delays) {
        boolean anyImpossible = false;
        for (int i = 0; i < alignment.joined.size(); i++) {
            Alignment.Joined each = alignment.joined.get(i);
            if (!each.atG().twinned && !each.atH().twinned && isDisplaced(alignment, delays, i)) {
                noteDisplaced(alignment.g, each.atG());
                noteDisplaced(alignment.h, each.atH());
            }
            anyImpossible |= delays.isImpossible(i);
        }
        if (anyImpossible) {
            noteAround(alignment, delays, true);
            noteAround(alignment, delays, false);
        }
    }

    private void noteDisplaced(Alignment alignment, boolean atG) {
        HostView view = views[atG ? alignment.g : alignment.h];
        ClockMap clock = clocks.map(atG ? alignment.g : alignment.h);
        for (Alignment.Joined each : alignment.displaced) {
            long nanos = clock.toReference(ownTime(each, atG));
            view.addUnsure(nanos - Alignment.NEAR_NANOS, nanos + Alignment.NEAR_NANOS);
        }
    }

    private boolean isDisplaced(Alignment alignment, JoinedDelays delays, int i) {
        Path path = delays.isForward(i)
                ? clocks.paths()[alignment.g][alignment.h]
                : clocks.paths()[alignment.h][alignment.g];
        return delays.nanos(i) < -path.epsilonNanos() || delays.nanos(i) > path.epsilonNanos() + DISPLACED_NANOS;
    }

    private void noteDisplaced(int host, Anchor anchor) {
        views[host].addDisplaced(anchor.tuple, clocks.map(host).toReference(anchor.timeNanos));
    }

    /** Around those that are impossible, at one of the two hosts. */
    private void noteAround(Alignment alignment, JoinedDelays delays, boolean atG) {
        int host = atG ? alignment.g : alignment.h;
        ClockMap clock = clocks.map(host);
        ToLongFunction<Integer> ownTime = i -> ownTime(alignment.joined.get(i), atG);
        List<Integer> inOrder = new ArrayList<>();
        for (int i = 0; i < alignment.joined.size(); i++) {
            if (delays.isForward(i) || delays.isBackward(i)) {
                inOrder.add(i);
            }
        }
        inOrder.sort(Comparator.comparingLong(ownTime));
        long from = Long.MIN_VALUE;
        boolean anyImpossible = false;
        for (int i : inOrder) {
            if (delays.isStrange(i) || isDisplaced(alignment, delays, i)) {
                anyImpossible |= delays.isImpossible(i);
                continue;
            }
            long to = clock.toReference(ownTime.applyAsLong(i));
            if (anyImpossible) {
                views[host].addUnsure(Math.min(from, to), Math.max(from, to));
            }
            from = to;
            anyImpossible = false;
        }
        if (anyImpossible) {
            views[host].addUnsure(from, Long.MAX_VALUE);
        }
    }
}

package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the captures of one host could have shown, on the reference clock. Filled by the survey, read by {@link Judge}. */
final class HostView {
    final String name;
    /** What its captures can show at all. */
    final Scope scope;
    /** Records of theirs that are too short to be told. */
    final CutRecords cut;
    /** The time they cover; start above end when they hold nothing. */
    long windowStartNanos = Long.MAX_VALUE;

    long windowEndNanos = Long.MIN_VALUE;
    /** Packets arrived elsewhere that should be in its captures and are not. */
    boolean missesDepartures;
    /** Some of what seems dropped may be in its captures, without a time. */
    boolean holdsUntimed;

    /** Taken for the host's by what others send there; nothing shows that its captures take it. */
    final AddressSet guessed = new AddressSet();

    final Silences silences = new Silences();
    final Pauses pauses = new Pauses();

    private final Set<Long> displaced = new HashSet<>();
    private final Set<Long> timeless = new HashSet<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<HostSurvey.BlindSpot> blindSpots = new ArrayList<>();
    /** When its clock or the other was set, not known to the packet. */
    private final List<HostSurvey.BlindSpot> unsure = new ArrayList<>();

    /** A stretch of time in which the capture itself dropped packets. */
    private static final class Gap {
        /** Over a longer stretch it is open which of the unmatched packets were dropped. */
        static final long COARSE_NANOS = 2_000_000_000L;

        final long startNanos;
        final long endNanos;
        /** Drops that explain no packet yet: each explains one, whether it was to arrive or left. */
        long left;
        /** Packets laid to it that may be others of those not seen. */
        boolean anyOpen;

        Gap(long startNanos, long endNanos, long dropped) {
            this.startNanos = startNanos;
            this.endNanos = endNanos;
            left = dropped;
        }

        boolean isCoarse() {
            return endNanos - startNanos > COARSE_NANOS;
        }

        /** Of a moment outside it. */
        long distance(long nanos) {
            return Math.max(startNanos - nanos, nanos - endNanos);
        }

        boolean isWithin(long earliestNanos, long latestNanos) {
            return startNanos <= latestNanos && endNanos >= earliestNanos;
        }
    }

    HostView(String name, Scope scope, CutRecords cut) {
        this.cut = cut;
        this.name = name;
        this.scope = scope;
    }

    /** What a survey says of a host, with its times on the reference clock. */
    static HostView of(HostSurvey survey, int index, ClockMap clock, FlowNames names) {
        HostView view = new HostView(survey.host(), survey.scope, survey.cut);
        view.holdsUntimed = survey.holdsUntimed();
        survey.cut.rename(kind -> names.canonicalAddresses(index, kind));
        survey.cut.putInOrder(clock);
        if (!survey.isEmpty()) {
            view.windowStartNanos = clock.toReference(survey.windowStartNanos);
            view.windowEndNanos = clock.toReference(survey.windowEndNanos);
        }
        for (HostSurvey.BlindSpot blind : survey.blindSpots()) {
            view.addBlindSpot(clock.toReference(blind.startNanos()), clock.toReference(blind.endNanos()));
        }
        for (DropReports.Report drop : survey.drops()) {
            view.addGap(clock.toReference(drop.startNanos()), clock.toReference(drop.endNanos()), drop.count());
        }
        return view;
    }

    /** Nothing was recorded between the two moments. */
    void addBlindSpot(long startNanos, long endNanos) {
        blindSpots.add(new HostSurvey.BlindSpot(startNanos, endNanos));
    }

    /** Whether what happened between the two moments may have fallen where nothing was recorded. */
    boolean isBlind(long earliestNanos, long latestNanos) {
        return isAnyWithin(blindSpots, earliestNanos, latestNanos);
    }

    /** Whether it was watching from one moment to the other. */
    boolean covers(long earliestNanos, long latestNanos) {
        return earliestNanos >= windowStartNanos
                && latestNanos <= windowEndNanos
                && !isBlind(earliestNanos, latestNanos);
    }

    private static boolean isAnyWithin(List<HostSurvey.BlindSpot> stretches, long earliestNanos, long latestNanos) {
        for (int i = 0; i < stretches.size(); i++) { // no iterator for each packet
            if (stretches.get(i).startNanos() < latestNanos && stretches.get(i).endNanos() > earliestNanos) {
                return true;
            }
        }
        return false;
    }

    /** Between the two moments a clock was set, and it is not known when: times there may be others. */
    void addUnsure(long startNanos, long endNanos) {
        unsure.add(new HostSurvey.BlindSpot(startNanos, endNanos));
    }

    /** All are noted: puts them in order, and makes one of those that touch. */
    void joinUnsure() {
        List<HostSurvey.BlindSpot> all = new ArrayList<>(unsure);
        all.sort(Comparator.comparingLong(HostSurvey.BlindSpot::startNanos));
        unsure.clear();
        for (HostSurvey.BlindSpot each : all) {
            HostSurvey.BlindSpot before = unsure.isEmpty() ? null : unsure.get(unsure.size() - 1);
            if (before != null && each.startNanos() <= before.endNanos()) {
                long end = Math.max(before.endNanos(), each.endNanos());
                unsure.set(unsure.size() - 1, new HostSurvey.BlindSpot(before.startNanos(), end));
            } else {
                unsure.add(each);
            }
        }
    }

    /** Whether the time of what happened between the two moments may be another. */
    boolean isUnsure(long earliestNanos, long latestNanos) {
        int last = -1; // of those that begin before the latest moment; they follow each other
        int above = unsure.size();
        while (above - last > 1) {
            int middle = (last + above) >>> 1;
            if (unsure.get(middle).startNanos() < latestNanos) {
                last = middle;
            } else {
                above = middle;
            }
        }
        return last >= 0 && unsure.get(last).endNanos() > earliestNanos;
    }

    /** A packet with this tuple that left at this time is in another capture, at a time that the clocks do not explain. */
    void addDisplaced(Tuple tuple, long timeNanos) {
        displaced.add(Mix.add(tuple.hash(), timeNanos));
    }

    boolean isDisplaced(Tuple tuple, long timeNanos) {
        return !displaced.isEmpty() && displaced.contains(Mix.add(tuple.hash(), timeNanos));
    }

    /** Packets like this one are in another capture, and only their times tell which is which: the clocks are not known. */
    void addTimeless(Tuple tuple, int sequence) {
        timeless.add(Mix.add(tuple.hash(), sequence));
    }

    boolean isTimeless(Tuple tuple, int sequence) {
        return !timeless.isEmpty() && timeless.contains(Mix.add(tuple.hash(), sequence));
    }

    /** The capture says that it dropped {@code count} packets between the two moments. */
    void addGap(long startNanos, long endNanos, long count) {
        gaps.add(new Gap(startNanos, endNanos, count));
    }

    /**
     * Lays one unmatched packet that was due between the two moments to the capture's account, if that has drops left there:
     * first to the stretch in which it was due most likely.
     */
    DropClaim claimDrop(long earliestNanos, long likelyNanos, long latestNanos) {
        Gap gap = gapWithDropsLeft(earliestNanos, likelyNanos, latestNanos);
        if (gap != null) {
            gap.left--;
            gap.anyOpen = true;
            return gap.isCoarse() ? DropClaim.ONE_OF_SEVERAL : DropClaim.DROPPED;
        }
        for (Gap other : gaps) {
            // Of short ones next to each other it is open, too, which of them a packet fell into.
            if ((other.anyOpen || !other.isCoarse()) && other.isWithin(earliestNanos, latestNanos)) {
                return DropClaim.USED_UP;
            }
        }
        return DropClaim.NONE;
    }

    /** Lays a packet that passed between the two moments, as is known, to the capture's account; false when that is used up. */
    boolean noteDropped(long earliestNanos, long likelyNanos, long latestNanos) {
        Gap gap = gapWithDropsLeft(earliestNanos, likelyNanos, latestNanos);
        if (gap != null) {
            gap.left--;
        }
        return gap != null;
    }

    /** Whether the capture has drops left that may explain a packet due between the two moments. */
    boolean mayHaveDropped(long earliestNanos, long latestNanos) {
        return gapWithDropsLeft(earliestNanos, earliestNanos, latestNanos) != null;
    }

    /** Whether the capture reports drops, explained or not, for packets due between the two moments. */
    boolean reportsDrops(long earliestNanos, long latestNanos) {
        for (int i = 0; i < gaps.size(); i++) {
            if (gaps.get(i).isWithin(earliestNanos, latestNanos)) {
                return true;
            }
        }
        return false;
    }

    /** Whether packets of which more is to be heard yet may be what the capture dropped between the two moments. */
    boolean dropsMayChange(long earliestNanos, long latestNanos, long nowNanos, long waitNanos) {
        for (Gap gap : gaps) {
            if (gap.left > 0 && gap.isWithin(earliestNanos, latestNanos) && nowNanos - gap.endNanos < waitNanos) {
                return true;
            }
        }
        return false;
    }

    private Gap gapWithDropsLeft(long earliestNanos, long likelyNanos, long latestNanos) {
        Gap nearest = null;
        for (int i = 0; i < gaps.size(); i++) {
            Gap gap = gaps.get(i);
            if (gap.left > 0 && gap.isWithin(earliestNanos, latestNanos)) {
                if (gap.isWithin(likelyNanos, likelyNanos)) {
                    return gap;
                }
                nearest = nearest == null || gap.distance(likelyNanos) < nearest.distance(likelyNanos) ? gap : nearest;
            }
        }
        return nearest;
    }

    /** What a claim came to. */
    enum DropClaim {
        /** No drops were reported there. */
        NONE,
        /** Dropped by the capture. */
        DROPPED,
        /** As many as were dropped are laid to it; which ones these were is open. */
        ONE_OF_SEVERAL,
        /** All its drops are laid to others already, and which ones these were is open. */
        USED_UP
    }
}

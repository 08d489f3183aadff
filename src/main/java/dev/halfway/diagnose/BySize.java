package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Length of the IP packet on the wire: lost above a size, or below one, whichever explains more. A segment whose packets on the
 * wire are not known, since the network card cuts it, is as long as any.
 */
final class BySize implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        return Stream.of(above(trials), below(trials))
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(each -> each.score(trials)));
    }

    private static double bytes(Observed packet) {
        return packet.bytes == Observed.UNKNOWN ? Double.POSITIVE_INFINITY : packet.bytes;
    }

    private static Optional<Split> above(Trials trials) {
        Thresholds.Found found = Thresholds.best(trials, BySize::bytes);
        if (found == null) {
            return Optional.empty();
        }
        long most = (long) found.largestOutside();
        String bytes = Words.count(most);
        Decider.Detail detail = detail(trials, found.inside());
        return Optional.of(split(
                trials,
                found,
                "over " + most + " bytes",
                "longer than " + bytes + " bytes" + bounds(detail),
                "of " + bytes + " bytes or less",
                detail));
    }

    private static Optional<Split> below(Trials trials) {
        Thresholds.Found found = Thresholds.best(trials, each -> -bytes(each));
        if (found == null) {
            return Optional.empty();
        }
        long most = (long) -found.smallestInside();
        String bytes = Words.count(most);
        Decider.Detail detail = detailBelow(trials, found.inside());
        return Optional.of(split(
                trials,
                found,
                "up to " + most + " bytes",
                "of " + bytes + " bytes or less" + boundsBelow(detail),
                "longer than " + bytes + " bytes",
                detail));
    }

    private static Split split(
            Trials trials,
            Thresholds.Found found,
            String value,
            String words,
            String otherwise,
            Decider.Detail detail) {
        double lnSearched = Math.log(found.tried());
        double lnP = BurstTest.lnP(trials, found.inside(), lnSearched);
        return new Split(Feature.SIZE, value, words, otherwise, found.inside(), lnP, lnSearched, detail);
    }

    /** How well the limit is known above which packets are lost. */
    private static Decider.Detail detail(Trials trials, BitSet inside) {
        long smallestLost = Long.MAX_VALUE;
        long largestArrived = 0;
        for (int i = 0; i < trials.size(); i++) {
            int bytes = trials.packet(i).bytes;
            if (bytes == Observed.UNKNOWN) {
                continue;
            }
            if (!trials.isLost(i)) {
                largestArrived = Math.max(largestArrived, bytes);
            } else if (inside.get(i)) {
                smallestLost = Math.min(smallestLost, bytes);
            }
        }
        return Decider.Detail.above(largestArrived, smallestLost);
    }

    private static Decider.Detail detailBelow(Trials trials, BitSet inside) {
        long largestLost = 0;
        long smallestArrived = Long.MAX_VALUE;
        for (int i = 0; i < trials.size(); i++) {
            int bytes = trials.packet(i).bytes;
            if (bytes == Observed.UNKNOWN) {
                continue;
            }
            if (!trials.isLost(i)) {
                smallestArrived = Math.min(smallestArrived, bytes);
            } else if (inside.get(i)) {
                largestLost = Math.max(largestLost, bytes);
            }
        }
        return Decider.Detail.below(smallestArrived, largestLost);
    }

    private static String bounds(Decider.Detail detail) {
        String lost = detail.fails().isEmpty()
                ? ""
                : ", the shortest of them that is lost "
                        + Words.count(detail.fails().getAsLong());
        return " (the longest that arrives has " + Words.count(detail.passes().getAsLong()) + lost + ")";
    }

    private static String boundsBelow(Decider.Detail detail) {
        String arrives = detail.passes().isEmpty()
                ? ""
                : "the shortest that arrives has " + Words.count(detail.passes().getAsLong()) + ", ";
        return " (" + arrives + "the longest of them that is lost "
                + Words.count(detail.fails().orElseThrow()) + ")";
    }
}

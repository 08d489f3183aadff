package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Length of the IP packet on the wire: lost above a size, or below one, whichever explains more. A segment whose packets on the
 * wire are not known, since the network card cuts it, is as long as any. What is several packets on the wire is lost, whole or in
 * part, more often than one packet: longer ones are not told apart for that alone.
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

    /** Why no size is told though longer packets seem to be lost more often, as a sentence: they are several on the wire. */
    static Optional<String> whyNoSize(Trials trials) {
        Thresholds.Found found = trials.lostCount() == 0 ? null : Thresholds.best(trials, BySize::bytes);
        if (found == null) {
            return Optional.empty();
        }
        double lnSearched = Math.log(found.tried());
        OnTheWire wire = OnTheWire.of(trials, found.inside());
        boolean seems = BurstTest.lnP(trials, found.inside(), lnSearched) <= Math.log(Choice.ALPHA);
        return seems && wire.mayBeCount(lnSearched) ? Optional.of(wire.words()) : Optional.empty();
    }

    /** Lost packets and all, counted as on the wire: of a class that {@code cut} segments belong to, and of all others. */
    private record OnTheWire(int cut, int lost, int packets, int lostOthers, int others) {
        static OnTheWire of(Trials trials, BitSet inside) {
            int[] counts = new int[4];
            int cut = 0;
            for (int i = 0; i < trials.size(); i++) {
                Observed packet = trials.packet(i);
                int at = inside.get(i) ? 0 : 2;
                counts[at] += trials.isLost(i) ? packet.wirePacketsLost : 0;
                counts[at + 1] += packet.wirePackets;
                cut += inside.get(i) && packet.wirePackets > 1 ? 1 : 0;
            }
            return new OnTheWire(cut, counts[0], counts[1], counts[2], counts[3]);
        }

        /** Whether it may be lost more often only for being several packets on the wire. */
        boolean mayBeCount(double lnSearched) {
            return cut > 0
                    && LnMath.lnFisher(lost, packets, lost + lostOthers, packets + others) + lnSearched
                            > Math.log(Choice.ALPHA);
        }

        String words() {
            return "Segments that the network card cuts after the capture saw them (" + Words.count(cut)
                    + ") do not tell whether longer packets are lost more often: counted as on the wire, about "
                    + Words.of(lost, packets) + " of the longer ones are lost and " + Words.of(lostOthers, others)
                    + " of all others.";
        }
    }

    private static double bytes(Observed packet) {
        return packet.bytes == Observed.UNKNOWN ? Double.POSITIVE_INFINITY : packet.bytes;
    }

    private static Optional<Split> above(Trials trials) {
        Thresholds.Found found = Thresholds.best(trials, BySize::bytes);
        if (found == null || OnTheWire.of(trials, found.inside()).mayBeCount(Math.log(found.tried()))) {
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

package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/**
 * Length of the IP packet on the wire: lost above a size. A segment whose packets on the wire are not known, since the
 * network card cuts it, is as long as any.
 */
final class BySize implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Thresholds.Found found =
                Thresholds.best(trials, each -> each.bytes == Observed.UNKNOWN ? Double.POSITIVE_INFINITY : each.bytes);
        if (found == null) {
            return Optional.empty();
        }
        long most = (long) found.largestOutside();
        String bytes = String.format(Locale.ROOT, "%,d", most);
        double lnSearched = Math.log(found.tried());
        Decider.Detail detail = detail(trials, found.inside());
        return Optional.of(new Split(
                Feature.SIZE,
                "over " + most + " bytes",
                "longer than " + bytes + " bytes" + bounds(detail),
                "of " + bytes + " bytes or less",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), lnSearched),
                lnSearched,
                detail));
    }

    /** How well the limit is known. */
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

    private static String bounds(Decider.Detail detail) {
        String lost = detail.fails().isEmpty()
                ? ""
                : ", the shortest of them that is lost "
                        + Words.count(detail.fails().getAsLong());
        return " (the longest that arrives has " + Words.count(detail.passes().getAsLong()) + lost + ")";
    }
}

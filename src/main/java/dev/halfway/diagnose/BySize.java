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
        return Optional.of(new Split(
                Feature.SIZE,
                "over " + most + " bytes",
                "longer than " + bytes + " bytes" + bounds(trials, found.inside()),
                "of " + bytes + " bytes or less",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), lnSearched),
                lnSearched));
    }

    /** How well the limit is known. */
    private static String bounds(Trials trials, BitSet inside) {
        int smallestLost = Integer.MAX_VALUE;
        int largestArrived = 0;
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
        return String.format(
                Locale.ROOT,
                smallestLost == Integer.MAX_VALUE
                        ? " (the longest that arrives has %,d)"
                        : " (the longest that arrives has %,d, the shortest of them that is lost %,d)",
                largestArrived,
                smallestLost);
    }
}

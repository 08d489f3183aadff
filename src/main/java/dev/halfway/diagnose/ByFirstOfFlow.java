package dev.halfway.diagnose;

import java.util.Optional;

/** The first packets of a flow or connection: something on the way has to be learned first, such as an address. */
final class ByFirstOfFlow implements Splitter {
    /** Beyond so many they are no beginning. */
    private static final int MOST = 5;
    /** One flow has a beginning, and only one time at which it could have gone wrong. */
    private static final int LEAST_FLOWS = 3;

    @Override
    public Optional<Split> best(Trials trials) {
        Thresholds.Found found =
                Thresholds.best(trials, each -> each.flowOrdinal < MOST ? -each.flowOrdinal : Double.NaN);
        if (found == null || flows(trials, found) < LEAST_FLOWS) {
            return Optional.empty();
        }
        long count = 1 - (long) found.smallestInside();
        String which = count == 1 ? "first" : "first " + count;
        double lnSearched = Math.log(found.tried());
        return Optional.of(new Split(
                Feature.FIRST_OF_FLOW,
                which,
                "that are the " + which + " of their flow",
                "later in their flow",
                found.inside(),
                BurstTest.lnPSpaced(trials, found.inside(), lnSearched, true),
                lnSearched));
    }

    private static long flows(Trials trials, Thresholds.Found found) {
        return found.inside().stream()
                .filter(trials::isLost)
                .map(i -> trials.packet(i).flow)
                .distinct()
                .count();
    }
}

package dev.halfway.match;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * How many routers lie between each two hosts, one way: each takes one from the TTL or hop limit, so the same packet arrives
 * with so much less than it left with. Of ways of several lengths the shortest: what leaves with no more than that arrives on
 * none of them.
 */
public final class RoutersBetween {
    /** More than there are on any way, less than between the values that systems begin with. */
    private static final int MOST = 32;

    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final int[][] least;

    /** None is known yet. */
    public RoutersBetween(int hosts) {
        least = new int[hosts][hosts];
        for (int[] row : least) {
            Arrays.fill(row, UNKNOWN);
        }
    }

    /** By the packets that are in the captures of both. */
    RoutersBetween(List<HostSurvey> surveys, List<Alignment> alignments, FlowNames names, Owners owners) {
        this(surveys.size());
        for (Alignment alignment : alignments) {
            for (Alignment.Joined each : alignment.inBoth()) {
                Tuple name = names.canonical(alignment.g, each.atG().tuple);
                int from = owners.from(name);
                int to = owners.to(name);
                int fewerAtH = each.atG().timeToLive - each.atH().timeToLive;
                if (from == alignment.g && to == alignment.h) {
                    note(from, to, fewerAtH);
                } else if (from == alignment.h && to == alignment.g) {
                    note(from, to, -fewerAtH);
                }
            }
        }
    }

    /** A packet that arrived with so much less than it left with; what no routers make of it is not heard. */
    public void note(int from, int to, int fewer) {
        if (fewer >= 0 && fewer <= MOST) {
            least[from][to] = Math.min(least[from][to], fewer);
        }
    }

    /** Empty where no packet tells. */
    public OptionalInt on(int from, int to) {
        int routers = least[from][to];
        return routers == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(routers);
    }
}

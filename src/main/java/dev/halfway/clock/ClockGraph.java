package dev.halfway.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One time for many hosts. From estimates between pairs it chooses the reference host, the one from which the least
 * certain of the others is known best, and gives each host a map to its clock along the path of smallest bounds.
 *
 * <p>Hosts are numbered from 0. Not thread-safe.
 */
public final class ClockGraph {
    /** Weight of an estimate without a bound: more than any bound, small enough to add up. */
    private static final long UNBOUNDED_WEIGHT = 1L << 55;

    private static final long UNREACHED = Long.MAX_VALUE;

    private record Edge(int from, int to, long weight, ClockEstimate estimate) {}

    /**
     * A host's clock.
     *
     * @param map from the host's times to the reference host's
     * @param isMeasured false where no path of matched packets leads to the reference host: the wall clocks are taken to
     *     agree then
     */
    public record HostClock(ClockMap map, boolean isMeasured) {}

    /**
     * The outcome.
     *
     * @param hosts by number
     */
    public record Reference(int host, List<HostClock> hosts) {
        public Reference {
            hosts = List.copyOf(hosts);
        }
    }

    /** From each host: the way on to the reference host, and the sum of the weights along it. */
    private record Tree(int root, Edge[] onwards, long[] distance) {
        int reached() {
            return (int)
                    Arrays.stream(distance).filter(each -> each != UNREACHED).count();
        }

        long farthest() {
            return Arrays.stream(distance)
                    .filter(each -> each != UNREACHED)
                    .max()
                    .orElse(0);
        }
    }

    private final int hostCount;
    private final List<Edge> edges = new ArrayList<>();
    private final List<List<TimeUnwrapper.StepBack>> setBacks = new ArrayList<>();

    /** @param hostCount at least 1 */
    public ClockGraph(int hostCount) {
        if (hostCount < 1) {
            throw new IllegalArgumentException("a graph of " + hostCount + " hosts");
        }
        this.hostCount = hostCount;
        for (int host = 0; host < hostCount; host++) {
            setBacks.add(List.of());
        }
    }

    /** A host's clock was set back while it was captured, and this was taken away from its times. */
    public void setBack(int host, List<TimeUnwrapper.StepBack> steps) {
        setBacks.set(host, steps);
    }

    /**
     * @param hostA the estimate's A
     * @param hostB the estimate's B; another host
     * @param estimate those that measured nothing are ignored, unless they have a bound by assumption
     */
    public void add(int hostA, int hostB, ClockEstimate estimate) {
        if (hostA == hostB || Math.min(hostA, hostB) < 0 || Math.max(hostA, hostB) >= hostCount) {
            throw new IllegalArgumentException("hosts " + hostA + " and " + hostB + " of " + hostCount);
        }
        boolean isMeasured = estimate.basis() == Basis.BOTH_WAYS || estimate.basis() == Basis.ONE_WAY;
        if (isMeasured || estimate.boundNanos().isPresent()) {
            long weight = Math.min(UNBOUNDED_WEIGHT, estimate.boundNanos().orElse(UNBOUNDED_WEIGHT));
            edges.add(new Edge(hostB, hostA, weight, estimate));
            edges.add(new Edge(hostA, hostB, weight, estimate.reversed()));
        }
    }

    /** The reference host reaches as many hosts as any does; of equals, the one with the smallest number. */
    public Reference resolve() {
        Tree best = tree(0);
        for (int root = 1; root < hostCount; root++) {
            Tree tree = tree(root);
            if (tree.reached() > best.reached()
                    || tree.reached() == best.reached() && tree.farthest() < best.farthest()) {
                best = tree;
            }
        }
        List<HostClock> clocks = new ArrayList<>();
        for (int host = 0; host < hostCount; host++) {
            clocks.add(clock(best, host));
        }
        return new Reference(best.root(), clocks);
    }

    private Tree tree(int root) {
        Tree tree = new Tree(root, new Edge[hostCount], new long[hostCount]);
        Arrays.fill(tree.distance(), UNREACHED);
        tree.distance()[root] = 0;
        for (int round = 1; round < hostCount; round++) {
            for (Edge edge : edges) {
                long onwards = tree.distance()[edge.to()];
                if (onwards != UNREACHED && onwards + edge.weight() < tree.distance()[edge.from()]) {
                    tree.distance()[edge.from()] = onwards + edge.weight();
                    tree.onwards()[edge.from()] = edge;
                }
            }
        }
        return tree;
    }

    private HostClock clock(Tree tree, int host) {
        if (tree.distance()[host] == UNREACHED) {
            return new HostClock(ClockMap.of(ClockEstimate.wallClock()), false);
        }
        boolean isMeasured = true;
        ClockMap map = ClockMap.identity();
        List<Edge> path = new ArrayList<>();
        for (int at = host; at != tree.root(); at = path.get(path.size() - 1).to()) {
            path.add(tree.onwards()[at]);
        }
        for (int i = path.size() - 1; i >= 0; i--) {
            Edge edge = path.get(i);
            map = ClockMap.of(edge.estimate(), setBacks.get(edge.from())).then(map);
            isMeasured &= edge.estimate().basis() != Basis.WALL_CLOCK;
        }
        return new HostClock(map, isMeasured);
    }
}

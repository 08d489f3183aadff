package dev.halfway.match;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The flows between hosts, by the name that all hosts agree on. When there are many, some are forgotten, of those in which
 * nothing is open: first what was idle for as long as anything is waited for, but for connections in use; then these
 * too; where there is no room at all, whatever was idle for a second. Number and initiator of a connection that comes back
 * are kept as long as there is room.
 */
final class Lanes {
    /** About a kilobyte each. */
    static final int MOST = 1 << 13;

    private static final long SHORT_IDLE_NANOS = 1_000_000_000L;

    private final Map<Tuple, Lane> lanes = new LinkedHashMap<>();
    private final ForgottenFlows forgotten = new ForgottenFlows();
    private final Exchanges exchanges = new Exchanges();
    private final long longIdleNanos;
    private final int mostAtOnce;
    private int limit = MOST;
    /** When to look for room again, once there was none: a look goes through all flows. */
    private long nextRoomNanos = Long.MIN_VALUE;

    private int numbers;
    private boolean summedUp;

    /**
     * @param longestWaitNanos after so long without a packet nothing of a flow is waited for
     * @param mostAtOnce so many flows are kept, and no more
     */
    Lanes(long longestWaitNanos, int mostAtOnce) {
        this.mostAtOnce = mostAtOnce;
        longIdleNanos = Math.max(longestWaitNanos, SHORT_IDLE_NANOS);
    }

    /** Null where the flow is not known, or no longer. */
    Lane find(Tuple tuple) {
        return lanes.get(tuple);
    }

    /** Whether there is, or can be made, room for one more flow. */
    boolean hasRoom(long nowNanos) {
        if (size() >= limit && size() < mostAtOnce || size() >= mostAtOnce && nowNanos >= nextRoomNanos) {
            makeRoom(nowNanos);
            nextRoomNanos = nowNanos + SHORT_IDLE_NANOS / 10;
        }
        return size() < mostAtOnce;
    }

    /**
     * Makes a flow that is not known, or no longer; after {@link #hasRoom}.
     *
     * @param tuple of its forward lane
     * @param nowNanos latest time so far, on the reference clock
     */
    Flow make(Tuple tuple, Path path, Path reverse) {
        int before = tuple.kind() == Tuple.TCP ? forgotten.find(undirected(tuple)) : -1;
        Flow flow = new Flow(tuple.kind(), path, reverse, before < 0 ? numbers++ : forgotten.number(before));
        if (before >= 0) {
            flow.initiator = forgotten.initiator(before);
            flow.resumed = true;
        }
        lanes.put(tuple, flow.forward);
        lanes.put(tuple.reversed(), flow.backward);
        return flow;
    }

    /** How many flows are known. */
    int size() {
        return lanes.size() / 2;
    }

    /** What came of all flows, the forgotten ones too; no more may be made after it. */
    Exchanges exchanges() {
        if (!summedUp) {
            lanes.forEach(exchanges::add);
            summedUp = true;
        }
        return exchanges;
    }

    private void makeRoom(long nowNanos) {
        forget(nowNanos - longIdleNanos, flow -> !flow.isInUse());
        if (size() > MOST / 2) {
            forget(nowNanos - longIdleNanos, flow -> true);
        }
        if (size() >= mostAtOnce) {
            forget(nowNanos - SHORT_IDLE_NANOS, flow -> true);
        }
        limit = Math.max(MOST, 2 * size());
    }

    private void forget(long untilNanos, Predicate<Flow> which) {
        for (Iterator<Map.Entry<Tuple, Lane>> all = lanes.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Tuple, Lane> each = all.next();
            Flow flow = each.getValue().flow;
            if (flow.live == 0 && flow.latestNanos < untilNanos && which.test(flow)) {
                exchanges.add(each.getKey(), each.getValue());
                if (flow.kind == Tuple.TCP) {
                    forgotten.add(undirected(each.getKey()), flow.forward.number / 2, flow.initiator);
                }
                flow.forgotten = true;
                each.getValue().forgetArrivals();
                all.remove();
            }
        }
    }

    /** The same for both directions. */
    private static long undirected(Tuple tuple) {
        return tuple.hash() ^ tuple.reversed().hash();
    }
}

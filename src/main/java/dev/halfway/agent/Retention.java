package dev.halfway.agent;

import dev.halfway.agent.Segments.Segment;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.LossRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * What of each source is read again at each step, though it is settled: the clocks, the owners of addresses and what a
 * capture can show are known by it. That is the last stretch of time; and while nothing at all arrives on some way, also a
 * stretch from before that began. Without it a path that stays dead would in time look like a capture that shows nothing.
 */
final class Retention {
    private static final long KEPT_NANOS = 120_000_000_000L;
    /** Of these packets at most, where there are many in a second. */
    private static final long MOST_PACKETS = 300_000;
    /** Settled segments before the first unsettled one, so that no packet stands at the edge. */
    private static final int LEAST_SEGMENTS = 5;
    /** From before a way was dead. */
    private static final long HELD_NANOS = 90_000_000_000L;
    /** For no longer, since clocks wander apart. */
    private static final long LONGEST_HELD_NANOS = 3_600_000_000_000L;

    private record Way(String from, String to) {}

    // By host: segments from this on and before that are held.
    private final long[] heldFrom;
    private final long[] heldBefore;
    private final long[] heldSinceNanos;
    private boolean isAnyWayDead;

    Retention(int hosts) {
        heldFrom = new long[hosts];
        heldBefore = new long[hosts];
        heldSinceNanos = new long[hosts];
    }

    /** Looks at what arrives of late. */
    void note(Diagnosis current) {
        Map<Way, Boolean> isDead = new HashMap<>();
        for (LossRow row : current.losses()) {
            boolean arrives = row.delivered() + row.late() + row.corrupted() > 0;
            if (row.sent() > 0) {
                isDead.merge(new Way(row.from(), row.to()), !arrives, Boolean::logicalAnd);
            }
        }
        isAnyWayDead = isDead.containsValue(true);
        if (!isAnyWayDead) {
            Arrays.fill(heldSinceNanos, 0);
            Arrays.fill(heldFrom, 0);
            Arrays.fill(heldBefore, 0);
        }
    }

    /**
     * Which segments of a host go.
     *
     * @param read those that the last step read, oldest first
     * @param settledBefore the first that is not settled
     */
    LongPredicate releasable(int host, List<Segment> read, long settledBefore) {
        if (read.isEmpty()) {
            return index -> false;
        }
        long latestNanos = read.get(read.size() - 1).endNanos();
        if (isAnyWayDead) {
            hold(host, read, latestNanos);
        }
        long keptFrom = keptFrom(host, read, settledBefore, latestNanos);
        return index -> index < keptFrom && !isHeld(host, index);
    }

    private boolean isHeld(int host, long index) {
        return index >= heldFrom[host] && index < heldBefore[host];
    }

    private void hold(int host, List<Segment> read, long latestNanos) {
        if (heldSinceNanos[host] == 0) {
            heldSinceNanos[host] = latestNanos;
            heldFrom[host] = read.stream()
                    .filter(segment -> segment.endNanos() >= latestNanos - HELD_NANOS)
                    .findFirst()
                    .orElseThrow()
                    .index();
            heldBefore[host] = read.get(read.size() - 1).index();
        } else if (latestNanos - heldSinceNanos[host] > LONGEST_HELD_NANOS) {
            heldBefore[host] = heldFrom[host];
        }
    }

    private long keptFrom(int host, List<Segment> read, long settledBefore, long latestNanos) {
        long spare = -MOST_PACKETS;
        for (Segment segment : read) {
            spare += isHeld(host, segment.index()) ? 0 : segment.packets();
        }
        long first = read.get(0).index();
        for (Segment segment : read) {
            boolean isOld = segment.endNanos() < latestNanos - KEPT_NANOS || spare > 0;
            if (!isOld || segment.index() >= settledBefore - LEAST_SEGMENTS) {
                break;
            }
            spare -= isHeld(host, segment.index()) ? 0 : segment.packets();
            first = segment.index() + 1;
        }
        return first;
    }
}

package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets that arrived near the end of a capture, of which it could not have been told had they not. One alike that left before
 * and has no copy may be what arrived, and the later one still on its way when the capture ended: then nothing is lost.
 */
final class EdgeCopies {
    private final long thresholdNanos;
    private final Map<Key, Arrived> arrived = new HashMap<>();

    private record Key(Lane lane, long content) {}

    /** The last of packets alike that arrived, and how many of those missing may be one of them. */
    private static final class Arrived {
        private long sentNanos;
        private long arrivedNanos;
        private long longestNanos;
        private int spare;
    }

    EdgeCopies(long thresholdNanos) {
        this.thresholdNanos = thresholdNanos;
    }

    /**
     * Takes note of a packet that arrived, where it left so late that its like could be in its place.
     *
     * @param endNanos the end of the far capture
     */
    void note(Sighting sender, Sighting receiver, long endNanos) {
        Lane lane = sender.leg.lane;
        boolean sentAgain = sender.typeP == TypeP.TCP_DATA && !sender.fresh;
        long reach = sentAgain ? thresholdNanos : lane.path.latestArrivalNanos(0, thresholdNanos);
        int identification = lane.tellingBetweenEnds(sender);
        boolean told = identification != 0 && identification == lane.tellingBetweenEnds(receiver);
        if (sender.timeNanos + reach > endNanos && !told) {
            Arrived copy = arrived.computeIfAbsent(new Key(lane, sender.key), key -> new Arrived());
            copy.sentNanos = sender.timeNanos;
            copy.arrivedNanos = receiver.timeNanos;
            copy.spare++;
        }
    }

    /**
     * Whether a packet without a copy may be what arrived. As many may be as arrived; and if one of them took so long, those
     * that left later than that before the end may all be on their way.
     */
    boolean mayHold(Sighting s, long endNanos) {
        Arrived copy = arrived.isEmpty() ? null : arrived.get(new Key(s.leg.lane, s.key));
        if (copy == null || copy.sentNanos <= s.timeNanos) {
            return false;
        }
        if (s.timeNanos + copy.longestNanos > endNanos) {
            return true;
        }
        long delay = copy.arrivedNanos - s.timeNanos;
        long usual = s.leg.lane.path.latestArrivalNanos(0, thresholdNanos);
        if (copy.spare == 0 || delay > thresholdNanos || copy.sentNanos + Math.max(delay, usual) <= endNanos) {
            return false;
        }
        copy.spare--;
        copy.longestNanos = Math.max(copy.longestNanos, delay);
        return true;
    }
}

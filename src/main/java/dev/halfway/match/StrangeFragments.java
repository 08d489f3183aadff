package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * One direction's fragments that arrived and are of nothing that is known to have left. Where a device renews the IP IDs of what
 * a router cuts, nothing else is left to tell what they are of: each may be of any packet that it fits.
 */
final class StrangeFragments {
    /** Of TCP, and of all else. */
    private static final int MOST = 1 << 10;

    /** So much older than what is looked for, nothing later looks for them. */
    private static final long KEPT_NANOS = 60_000_000_000L;

    private static final int SHORTEST_HEADER_BYTES = 20;
    private static final int LONGEST_HEADER_BYTES = 60;

    private record Piece(Tuple name, long nanos, int end, boolean more) {
        boolean mayBeOf(Sighting whole) {
            return end <= whole.packetLength - SHORTEST_HEADER_BYTES
                    && (more || end >= whole.packetLength - LONGEST_HEADER_BYTES);
        }
    }

    private static final class Held {
        private final ArrayDeque<Piece> pieces = new ArrayDeque<>(0);
        /** When the latest came that are no longer held. */
        private long forgottenNanos = Long.MIN_VALUE;

        private void forgetFirst() {
            forgottenNanos = Math.max(forgottenNanos, pieces.removeFirst().nanos);
        }
    }

    private final Held ofTcp = new Held();
    private final Held ofOthers = new Held();

    /** It arrived, and nothing that left explains it. */
    void add(Sighting s) {
        if (s.ipVersion != 4) {
            return;
        }
        Held held = heldLike(s);
        if (held.pieces.size() == MOST) {
            held.forgetFirst();
        }
        held.pieces.addLast(new Piece(s.leg.name, s.timeNanos, s.sequence + s.length, s.moreFragments));
    }

    /** Whether any may be of a packet that left whole and arrives between the two moments. */
    boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
        Held held = heldLike(s);
        if (held.pieces.isEmpty() || s.ipVersion != 4 || s.isFragment() || s.packetLength <= LONGEST_HEADER_BYTES) {
            return false;
        }
        while (!held.pieces.isEmpty() && held.pieces.getFirst().nanos < earliestNanos - KEPT_NANOS) {
            held.forgetFirst();
        }
        boolean anyAddresses = s.leg.lane.path.translates;
        return held.forgottenNanos >= earliestNanos
                || held.pieces.stream()
                        .anyMatch(each -> each.nanos >= earliestNanos
                                && each.nanos <= latestNanos
                                && (anyAddresses || each.name.isBetweenAddressesOf(s.leg.name))
                                && each.mayBeOf(s));
    }

    private Held heldLike(Sighting s) {
        return RouterFragments.Datagram.isTcp(s) ? ofTcp : ofOthers;
    }
}

package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * One direction's fragments that arrived and are of nothing that is known to have left. Where a device renews the IP IDs of what
 * a router cuts, nothing else is left to tell what they are of: each may be of any packet that it fits.
 */
final class StrangeFragments {
    private static final int MOST = 1 << 10;
    private static final int SHORTEST_HEADER_BYTES = 20;
    private static final int LONGEST_HEADER_BYTES = 60;

    private record Piece(long nanos, boolean tcp, int end, boolean more) {
        boolean mayBeOf(Sighting whole, boolean wholeIsTcp, long earliestNanos, long latestNanos) {
            return tcp == wholeIsTcp
                    && nanos >= earliestNanos
                    && nanos <= latestNanos
                    && end <= whole.packetLength - SHORTEST_HEADER_BYTES
                    && (more || end >= whole.packetLength - LONGEST_HEADER_BYTES);
        }
    }

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>(0);
    /** When the latest came that are no longer held. */
    private long forgottenNanos = Long.MIN_VALUE;

    /** It arrived, and nothing that left explains it. */
    void add(Sighting s) {
        if (s.ipVersion != 4) {
            return;
        }
        if (pieces.size() == MOST) {
            forgottenNanos = Math.max(forgottenNanos, pieces.removeFirst().nanos);
        }
        pieces.addLast(new Piece(s.timeNanos, isTcp(s), s.sequence + s.length, s.moreFragments));
    }

    /** Whether any may be of a packet that left whole and arrives between the two moments. */
    boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
        if (pieces.isEmpty() || s.ipVersion != 4 || s.isFragment() || s.packetLength <= LONGEST_HEADER_BYTES) {
            return false;
        }
        boolean tcp = isTcp(s);
        return forgottenNanos >= earliestNanos
                || pieces.stream().anyMatch(each -> each.mayBeOf(s, tcp, earliestNanos, latestNanos));
    }

    private static boolean isTcp(Sighting s) {
        return RouterFragments.Datagram.isTcp(s);
    }
}

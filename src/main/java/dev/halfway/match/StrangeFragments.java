package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * One direction's fragments that arrived and are of nothing that is known to have left, and packets likewise. Where a device
 * renews the IP IDs of what a router cuts, or of fragments that it puts together, nothing else is left to tell what they are of:
 * each may be of any packet that it fits, and a whole packet of any fragment that it may hold. So it is in IPv6, where a whole
 * packet has no ID, and of segments that the network card merges (GRO): they have the ID of the first.
 */
final class StrangeFragments {
    /** Of each sort. */
    private static final int MOST = 1 << 10;

    /** So much older than what is looked for, nothing later looks for them. */
    private static final long KEPT_NANOS = 60_000_000_000L;

    private record Piece(Tuple name, long nanos, int start, int end, boolean more, boolean whole) {
        static Piece of(Sighting s) {
            boolean whole = !s.isFragment();
            return new Piece(
                    s.leg.name,
                    s.timeNanos,
                    whole ? 0 : s.sequence,
                    whole ? s.transportLength : endOf(s),
                    !whole && s.moreFragments,
                    whole);
        }

        boolean mayBeOf(Sighting s) {
            if (!s.isFragment()) {
                return mayBeOfWhole(s);
            }
            return whole ? mayHoldAll(s) : start < endOf(s) && s.sequence < end;
        }

        private boolean mayHoldAll(Sighting fragment) {
            int least = endOf(fragment);
            return end == least
                    ? !fragment.moreFragments
                    : end > least && (fragment.moreFragments || fragment.isOfTcp());
        }

        private boolean mayBeOfWhole(Sighting whole) {
            return more ? end < whole.transportLength : end == whole.transportLength;
        }
    }

    private static final class Held {
        private final ArrayDeque<Piece> pieces = new ArrayDeque<>(0);
        /** When the latest came that are no longer held. */
        private long forgottenNanos = Long.MIN_VALUE;

        private void forgetFirst() {
            forgottenNanos = Math.max(forgottenNanos, pieces.removeFirst().nanos);
        }

        private boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
            while (!pieces.isEmpty() && pieces.getFirst().nanos < earliestNanos - KEPT_NANOS) {
                forgetFirst();
            }
            if (pieces.isEmpty()) {
                return false;
            }
            boolean anyAddresses = s.leg.lane.path.translates;
            return forgottenNanos >= earliestNanos
                    || pieces.stream()
                            .anyMatch(each -> each.nanos >= earliestNanos
                                    && each.nanos <= latestNanos
                                    && (anyAddresses || each.name.isBetweenAddressesOf(s.leg.name))
                                    && each.mayBeOf(s));
        }
    }

    /** Of TCP at 1, of all else at 0. */
    private final Held[] fragments = {new Held(), new Held()};

    private final Held[] wholes = {new Held(), new Held()};

    /** It arrived, and nothing that left explains it. */
    void add(Sighting s) {
        if (s.isFragment() && s.ipVersion != 4) {
            return;
        }
        Held held = (s.isFragment() ? fragments : wholes)[s.isOfTcp() ? 1 : 0];
        if (held.pieces.size() == MOST) {
            held.forgetFirst();
        }
        held.pieces.addLast(Piece.of(s));
    }

    /** Whether any may be of a packet, or of a fragment, that left and arrives between the two moments. */
    boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
        int kind = s.isOfTcp() ? 1 : 0;
        boolean isKnown = s.isFragment()
                ? s.leg.lane.keepsFragmentIdentificationsAfter(s.timeNanos) // as this one would have
                : s.packetLength <= RouterFragments.NEVER_CUT_BYTES || s.ipVersion != 4;
        boolean mayBeMerged = s.isFragment() && (s.isOfTcp() || !isKnown);
        return !isKnown && fragments[kind].mayHold(s, earliestNanos, latestNanos)
                || mayBeMerged && wholes[kind].mayHold(s, earliestNanos, latestNanos);
    }

    /** Of its bytes of the datagram. */
    private static int endOf(Sighting fragment) {
        return fragment.sequence + fragment.transportLength;
    }
}

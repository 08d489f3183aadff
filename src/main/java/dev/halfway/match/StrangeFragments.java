package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * One direction's fragments that arrived and are of nothing that is known to have left. Where a device renews the IP IDs of what
 * a router cuts, or of fragments that it puts together and divides anew, nothing else is left to tell what they are of: each may
 * be of any packet that it fits.
 */
final class StrangeFragments {
    /** Of TCP, and of all else. */
    private static final int MOST = 1 << 10;

    /** So much older than what is looked for, nothing later looks for them. */
    private static final long KEPT_NANOS = 60_000_000_000L;

    private record Piece(Tuple name, long nanos, int start, int end, boolean more) {
        boolean mayBeOf(Sighting s) {
            return s.isFragment() ? start < endOf(s) && s.sequence < end : mayBeOfWhole(s);
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
        held.pieces.addLast(new Piece(s.leg.name, s.timeNanos, s.sequence, endOf(s), s.moreFragments));
    }

    /** Whether any may be of a packet, or of a fragment, that left and arrives between the two moments. */
    boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
        Held held = heldLike(s);
        boolean isKnown = s.isFragment()
                ? s.leg.lane.keepsFragmentIdentificationsAfter(s.timeNanos) // as this one would have
                : s.packetLength <= RouterFragments.NEVER_CUT_BYTES;
        if (held.pieces.isEmpty() || s.ipVersion != 4 || isKnown) {
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

    /** Of its bytes of the datagram. */
    private static int endOf(Sighting fragment) {
        return fragment.sequence + fragment.transportLength;
    }

    private Held heldLike(Sighting s) {
        return s.isOfTcp() ? ofTcp : ofOthers;
    }
}

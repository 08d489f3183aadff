package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction's fragments that a router divides anew, where the next link is too narrow for them, or that a device puts
 * together and divides otherwise (RFC 791 section 3.2; IPv6 has no such routers). A piece that left has arrived where pieces of
 * its IP ID cover its bytes of the datagram. Held are those of late, up to {@link #MOST} of each of so many sorts
 * of IDs; of what is given up then it is open what it was.
 */
final class FragmentsCutAgain {
    private static final int SORTS = 1 << 11;
    /** Of each sort: a datagram of 64 KiB leaves in 45 pieces, and arrives in twice as many. */
    private static final int MOST = 1 << 8;

    private static final int HEADER_BYTES = 20;

    /** A fragment that left, or one that arrived. */
    static final class Piece {
        private final Lane lane;
        private final int identification;
        private final boolean left;
        private final long nanos;
        private final int file;
        private final long frame;
        /** Its bytes of the datagram. */
        private final int start;

        private final int end;
        /** The one before it of the same sort of IDs. */
        private Piece older;
        /** Of one that left: what arrived of it, and maybe of others; of one that arrived: what it was cut from. */
        private List<Piece> others = List.of();

        private boolean contested;

        private Piece(Sighting s, boolean left) {
            this.left = left;
            lane = s.leg.lane;
            identification = s.identification;
            nanos = s.timeNanos;
            file = s.file;
            frame = s.frame;
            start = s.sequence;
            // The payload of the first begins behind the header of ICMP or TCP, which counts here.
            end = start + (start == 0 ? s.packetLength - HEADER_BYTES : s.length);
        }

        private boolean overlaps(Piece other) {
            return start < other.end && other.start < end;
        }

        /** Whether one may be cut from the other; where they are the same piece, they are told by their keys. */
        private boolean mayJoin(Piece other, long mostNanos) {
            return left != other.left
                    && identification == other.identification
                    && lane == other.lane
                    && overlaps(other)
                    && (start != other.start || end != other.end)
                    && Math.abs(nanos - other.nanos) <= mostNanos;
        }

        /** What arrived may be of either of two that left with one ID and overlap: those are of two datagrams. */
        private void join(Piece arrived) {
            for (Piece each : arrived.others) {
                if (each.overlaps(this)) {
                    each.contested = true;
                    contested = true;
                }
            }
            arrived.add(this);
            add(arrived);
        }

        private void add(Piece other) {
            others = others.isEmpty() ? new ArrayList<>(2) : others;
            others.add(other);
        }
    }

    /** The latest of each sort; made when first needed: most paths have none. */
    private Piece[] latest;

    /** A fragment left or arrived; no further sighting of one that did. */
    void note(Sighting s, boolean leaving, long mostNanos) {
        if (s.ipVersion != 4) {
            return;
        }
        latest = latest == null ? new Piece[SORTS] : latest;
        int at = s.identification & (SORTS - 1);
        Piece piece = new Piece(s, leaving);
        piece.older = latest[at];
        latest[at] = piece;
        s.piece = piece;
        int held = 1;
        for (Piece last = piece; last.older != null; ) {
            Piece each = last.older;
            boolean old = s.timeNanos - each.nanos > mostNanos;
            if (old || held == MOST) {
                each.contested |= !old;
                last.older = null;
                return;
            }
            if (each.mayJoin(piece, mostNanos)) {
                (leaving ? piece : each).join(leaving ? each : piece);
            }
            held++;
            last = each;
        }
    }

    /**
     * Finds what arrived of a fragment that left, and notes the first as its match.
     *
     * @param fragments takes all of them
     * @return bytes that arrived; negative for all of them, 0 when nothing did
     */
    static int arrivedOf(Sighting s, RouterFragments.Fragments fragments) {
        Piece left = s.piece;
        if (left == null || left.others.isEmpty()) {
            return 0;
        }
        ByteRanges covered = new ByteRanges();
        for (Piece each : left.others) {
            covered.add(Math.max(each.start, left.start), Math.min(each.end, left.end));
            fragments.fragment(each.file, each.frame, each.nanos - left.nanos);
        }
        Piece first = left.others.get(0);
        s.matchFile = first.file;
        s.matchFrame = first.frame;
        s.delayNanos = first.nanos - left.nanos;
        return covered.total() == left.end - left.start ? -1 : covered.total();
    }

    /** Whether what arrived of it may be of another of its ID. */
    static boolean isContested(Sighting s) {
        return s.piece != null && s.piece.contested;
    }

    /** Whether this one was cut from one that left; notes that as the match. */
    static boolean leftOtherwise(Sighting s) {
        Piece arrived = s.piece;
        if (arrived == null || arrived.others.isEmpty()) {
            return false;
        }
        Piece from = arrived.others.get(0);
        s.matchFile = from.file;
        s.matchFrame = from.frame;
        s.delayNanos = arrived.nanos - from.nanos;
        return true;
    }
}

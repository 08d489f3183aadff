package dev.halfway.match;

import java.util.Arrays;

/**
 * One direction's fragments that a router divides anew, where the next link is too narrow for them, or that a device puts
 * together and divides otherwise, or not at all (RFC 791 section 3.2; IPv6 has no such routers). A piece that left has arrived
 * where pieces of its IP ID cover its bytes of the datagram; a packet that arrives whole is the piece that covers all of them.
 * Pieces are held for a while, in lists by their IP IDs. Where a list grows too long, its oldest piece is given up: what became
 * of that one is open then.
 */
final class FragmentsCutAgain {
    private static final int LISTS = 1 << 11;
    /** In each list. A datagram of 64 KiB leaves in 45 pieces, and arrives in twice as many. */
    static final int MOST = 1 << 7;
    /** So many pieces are kept of what one that left was cut into. */
    static final int MOST_ARRIVED = 1 << 5;

    private static final Piece[] NONE = {};

    /** A fragment that left, or a fragment or a whole packet that arrived. */
    static final class Piece {
        private final Lane lane;
        private final Tuple name;
        private final boolean tcp;
        private final int identification;
        private final long key;
        private final boolean left;
        private final long nanos;
        private final int file;
        private final long frame;
        /** Its bytes of the datagram. */
        private final int start;

        private final int end;
        /** Others of its datagram come behind it. */
        private final boolean more;

        private final boolean whole;
        /** Of an echo and its first fragment: what tells it from others. */
        private final int echo;
        /** The one before it in its list. */
        private Piece older;

        /** Of one that left: what arrived of it. These do not know it in turn, or each would keep all that ever came. */
        private Piece[] arrived = NONE;

        private int arrivedCount;
        /** Of one that arrived: those of its bytes that are known to have left; null while none are. */
        private ByteRanges claimed;
        /** Of one that arrived: the first that it may be cut from, where {@link #claimed} is not null. */
        private int fromFile;

        private long fromFrame;
        private long fromNanos;
        private Lane fromLane;

        /** Of one that left: what arrived may be of another. Of one that arrived: it may be of either of two. */
        private boolean contested;
        /** Of one that arrived: one with its key left, which it is. */
        private boolean uncut;
        /** More may have arrived of it than is kept. */
        private boolean forgotten;

        private Piece(Sighting s, boolean left) {
            this.left = left;
            lane = s.leg.lane;
            name = s.leg.name;
            tcp = s.isOfTcp();
            identification = s.identification;
            key = s.key;
            nanos = s.timeNanos;
            file = s.file;
            frame = s.frame;
            whole = !s.isFragment();
            start = whole ? 0 : s.sequence;
            end = start + s.transportLength;
            more = !whole && s.moreFragments;
            echo = s.echo;
        }

        /** Whether one of them left and the other arrived, of one IP ID, when it may. */
        private boolean mayBeOf(Piece other, long leastNanos, long mostNanos) {
            long delayNanos = left ? other.nanos - nanos : nanos - other.nanos;
            return left != other.left
                    && identification == other.identification
                    && tcp == other.tcp
                    && name.isBetweenAddressesOf(other.name)
                    && delayNanos >= leastNanos
                    && delayNanos <= mostNanos;
        }

        /** Of those of which {@link #mayBeOf} is true: whether one may be cut from the other. */
        private boolean overlaps(Piece other) {
            if (whole || other.whole) {
                return whole ? other.isPartOf(this) : isPartOf(other);
            }
            return start < other.end && other.start < end && (start != other.start || end != other.end);
        }

        private boolean isPartOf(Piece packet) {
            boolean isOther = start == 0 && !tcp && echo != packet.echo;
            return !isOther && (more ? end < packet.end : end == packet.end);
        }

        private boolean isClaimedAtStart() {
            return claimed.totalWithin(0, 1) > 0;
        }

        /** Whether bytes that this one and one that left have in common are known to have left in another. */
        private boolean isClaimed(Piece from) {
            return claimed != null && claimed.totalWithin(from.start, from.end) > 0;
        }

        private void cutFrom(Piece from) {
            if (claimed == null) {
                claimed = new ByteRanges();
                fromFile = from.file;
                fromFrame = from.frame;
                fromNanos = from.nanos;
                fromLane = from.lane;
            }
            claimed.add(Math.max(start, from.start), Math.min(end, from.end));
        }

        private void add(Piece piece) {
            if (arrivedCount == MOST_ARRIVED) {
                forgotten = true;
                return;
            }
            if (arrivedCount == arrived.length) {
                arrived = Arrays.copyOf(arrived, Math.max(2, 2 * arrivedCount));
            }
            arrived[arrivedCount++] = piece;
        }

        private int arrivedBytes() {
            ByteRanges covered = new ByteRanges();
            for (int i = 0; i < arrivedCount; i++) {
                covered.add(Math.max(arrived[i].start, start), Math.min(arrived[i].end, end));
            }
            return covered.total();
        }

        /** Those that have turned out to be others that left. */
        private void dropUncut() {
            int kept = 0;
            for (int i = 0; i < arrivedCount; i++) {
                if (!arrived[i].uncut) {
                    arrived[kept++] = arrived[i];
                }
            }
            arrivedCount = kept;
        }
    }

    /** The latest of each list; made when first needed: most paths have none. */
    private Piece[] latest;
    /** When the latest arrived, of each list, of those that were given up. */
    private long[] givenUpNanos;

    /**
     * A fragment left or arrived, or a packet arrived whole that did not leave so; no further sighting of one that did.
     *
     * @param leastNanos after it left a piece of it may arrive at the earliest
     * @param mostNanos and at the latest
     */
    void note(Sighting s, boolean leaving, long leastNanos, long mostNanos) {
        if (s.ipVersion != 4) {
            return;
        }
        if (latest == null) {
            latest = new Piece[LISTS];
            givenUpNanos = new long[LISTS];
            Arrays.fill(givenUpNanos, Long.MIN_VALUE);
        }
        int at = s.identification & (LISTS - 1);
        Piece piece = new Piece(s, leaving);
        s.piece = piece;
        for (Piece each = latest[at]; each != null; each = each.older) {
            if (each.key == piece.key && each.mayBeOf(piece, leastNanos, mostNanos)) {
                (leaving ? each : piece).uncut = true;
            }
        }
        for (Piece each = latest[at]; each != null; each = each.older) {
            Piece arrived = leaving ? each : piece;
            if (!arrived.uncut && each.mayBeOf(piece, leastNanos, mostNanos) && each.overlaps(piece)) {
                join(leaving ? piece : each, arrived, leastNanos, mostNanos);
            }
        }
        piece.forgotten |=
                leaving && givenUpNanos[at] != Long.MIN_VALUE && givenUpNanos[at] - s.timeNanos >= leastNanos;
        if (piece.uncut) {
            return; // it is nobody else's
        }
        makeRoom(at, s.timeNanos - 2 * mostNanos); // that one did not leave whole is known somewhat later
        piece.older = latest[at];
        latest[at] = piece;
    }

    private void makeRoom(int at, long sinceNanos) {
        Piece last = null;
        int held = 0;
        for (Piece each = latest[at]; each != null; ) {
            Piece older = each.older;
            boolean old = each.nanos < sinceNanos;
            if (!old && held < MOST - 1) {
                held++;
                last = each;
            } else {
                if (last == null) {
                    latest[at] = older;
                } else {
                    last.older = older;
                }
                each.older = null;
                each.forgotten |= !old;
                givenUpNanos[at] = old || each.left ? givenUpNanos[at] : Math.max(givenUpNanos[at], each.nanos);
            }
            each = older;
        }
    }

    /** What arrived may be of either of two that left with one ID and overlap: those are of two datagrams. */
    private void join(Piece left, Piece arrived, long leastNanos, long mostNanos) {
        if (!arrived.contested && arrived.isClaimed(left)) {
            arrived.contested = true;
            for (Piece each = latest[arrived.identification & (LISTS - 1)]; each != null; each = each.older) {
                each.contested |= each.mayBeOf(arrived, leastNanos, mostNanos) && each.overlaps(arrived);
            }
        }
        if (arrived.contested) {
            left.contested = true;
        } else {
            arrived.cutFrom(left);
            left.add(arrived);
        }
    }

    /**
     * Finds what arrived of a fragment that left, and notes the first as its match.
     *
     * @param fragments takes all of them
     * @return bytes that arrived; negative for all of them, 0 when nothing did or it cannot be told
     */
    static int arrivedOf(Sighting s, RouterFragments.Fragments fragments) {
        Piece left = s.piece;
        if (left == null || left.contested) {
            return 0;
        }
        left.dropUncut();
        if (left.arrivedCount == 0) {
            return 0;
        }
        Piece first = left.arrived[0];
        if (first.whole && !first.isClaimedAtStart()) { // its ID alone says so, which it may have by chance
            left.contested = true;
            return 0;
        }
        for (int i = 0; i < left.arrivedCount; i++) {
            Piece each = left.arrived[i];
            fragments.fragment(each.file, each.frame, each.nanos - left.nanos);
        }
        s.matchFile = first.file;
        s.matchFrame = first.frame;
        s.delayNanos = first.nanos - left.nanos;
        int bytes = left.arrivedBytes();
        return bytes == left.end - left.start ? -1 : bytes;
    }

    /** It left as it arrived: it is no piece of anything else. */
    static void leftAlike(Sighting arrival) {
        if (arrival.piece != null) {
            arrival.piece.uncut = true;
        }
    }

    /** Whether what arrived of it, as {@link #arrivedOf} has found, arrived in a whole packet. */
    static boolean isPutTogether(Sighting s) {
        return s.piece != null && s.piece.arrivedCount > 0 && s.piece.arrived[0].whole;
    }

    /** Whether what arrived of it may be of another of its ID. */
    static boolean isContested(Sighting s) {
        return s.piece != null && s.piece.contested;
    }

    /** Whether more may have arrived of it than is known, there being too many. */
    static boolean isForgotten(Sighting s) {
        return s.piece != null && s.piece.forgotten;
    }

    /** Whether this one was cut from one that left, or put together with it; notes that as the match. */
    static boolean leftOtherwise(Sighting s) {
        Piece arrived = s.piece;
        if (arrived == null || arrived.claimed == null || arrived.whole && !arrived.isClaimedAtStart()) {
            return false;
        }
        s.matchFile = arrived.fromFile;
        s.matchFrame = arrived.fromFrame;
        s.delayNanos = arrived.nanos - arrived.fromNanos;
        if (arrived.whole) {
            arrived.fromLane.noteIdentificationKept(arrived.fromNanos);
        }
        return true;
    }

    /** Whether all of what arrived is known to have left, where {@link #leftOtherwise} is true. */
    static boolean leftAll(Sighting s) {
        return s.piece.claimed.total() == s.piece.end - s.piece.start;
    }
}

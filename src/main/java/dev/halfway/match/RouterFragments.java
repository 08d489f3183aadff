package dev.halfway.match;

import java.util.Arrays;

/**
 * One direction's packets that leave whole and arrive in fragments, as a router makes them where the next link is too
 * narrow (RFC 791 section 3.2; IPv6 has no such routers). Both are told by the IP ID, which is a datagram's own while its
 * fragments live (RFC 6864), whatever the clocks say of when they came: a clock may have been set while nothing else went that
 * way. Of several packets of one ID and protocol it goes by when they left. They are joined as they come: until then all are
 * held that may be, of each of so many sorts of IDs up to {@link #MOST}.
 */
final class RouterFragments {
    private static final int SORTS = 1 << 12;
    /** Of each sort. */
    static final int MOST = 1 << 6;

    /** So short a packet, with its header, passes every link in one piece. */
    static final int NEVER_CUT_BYTES = 68;

    private static final long[] NONE = {};

    /** A packet that left whole, what arrived in fragments, or both. */
    static final class Datagram {
        private final int identification;
        private final boolean tcp;
        /** The one before it of the same sort of IDs. */
        private Datagram older;
        /** Of what left, without the IP header; 0 while nothing is known to have. */
        private int leftBytes;

        private long leftNanos;
        private int leftFile;
        private long leftFrame;

        private boolean anyArrived;
        /** When the last fragment came that may be of it. */
        private long latestNanos = Long.MIN_VALUE;
        /** When the first came. */
        private long nanos;

        private int file;
        private long frame;
        /** Further fragments: frame and time, in turn. */
        private long[] further = NONE;

        private int furtherCount;
        /** Of the IP payload, without the header. */
        private int bytes;
        /** Of the whole; 0 before its last fragment. */
        private int totalBytes;
        /** Too many others came for what may still come of it to be known. */
        private boolean forgotten;
        /** Fragments that may be of it were laid to another packet of its ID. */
        private boolean contested;

        private Datagram(Sighting s) {
            identification = s.identification;
            tcp = s.isOfTcp();
        }

        private boolean isOf(Sighting s) {
            return identification == s.identification && tcp == s.isOfTcp();
        }

        /** Whether these fragments, of which no packet is known, may be of this one. */
        private boolean isIn(Sighting packet, long mostNanos) {
            boolean fits = totalBytes == 0 || packet.transportLength == totalBytes;
            return leftBytes == 0 && fits && packet.timeNanos - nanos <= mostNanos;
        }

        /** Whether the fragment may be of the packet that left. */
        private boolean holds(Sighting fragment, long mostNanos) {
            int end = fragment.sequence + fragment.transportLength;
            return fragment.timeNanos - leftNanos <= mostNanos
                    && (fragment.moreFragments ? end < leftBytes : end == leftBytes);
        }

        /** How far from its usual time the fragment is. */
        private long nanosApart(Sighting fragment, long usualNanos) {
            return Math.abs(fragment.timeNanos - leftNanos - usualNanos);
        }

        /** Whether the fragment may be one more of these, of which no packet is known. */
        private boolean isArriving(Sighting fragment, long mostNanos) {
            return leftBytes == 0 && fragment.timeNanos - nanos <= mostNanos;
        }

        private boolean isComplete() {
            return totalBytes > 0 && bytes >= totalBytes;
        }

        private void leaves(Sighting s) {
            leftBytes = s.transportLength;
            leftNanos = s.timeNanos;
            leftFile = s.file;
            leftFrame = s.frame;
        }

        private void arrives(Sighting s) {
            if (isComplete() && nanos < leftNanos) { // these came before it left: they were another's
                anyArrived = false;
                furtherCount = 0;
                bytes = 0;
                totalBytes = 0;
            }
            latestNanos = Math.max(latestNanos, s.timeNanos);
            if (!anyArrived) {
                anyArrived = true;
                nanos = s.timeNanos;
                file = s.file;
                frame = s.frame;
            } else {
                if (2 * furtherCount == further.length) {
                    further = Arrays.copyOf(further, 2 * further.length + 4);
                }
                further[2 * furtherCount] = s.frame;
                further[2 * furtherCount++ + 1] = s.timeNanos;
            }
            bytes += s.transportLength;
            totalBytes = s.moreFragments ? totalBytes : s.sequence + s.transportLength;
        }
    }

    /** The latest of each sort; made when first needed: most paths have none. */
    private Datagram[] latest;

    /**
     * A packet left in one piece.
     *
     * @param earliestNanos when its fragments come at the earliest: those of another one of its ID that came later may be its
     * @param mostNanos by so much the clocks may be wrong at most
     */
    void left(Sighting s, long earliestNanos, long mostNanos) {
        if (s.ipVersion != 4 || s.identification == 0 || s.packetLength <= NEVER_CUT_BYTES) {
            return;
        }
        Datagram d = latest(s);
        while (d != null && !(d.isOf(s) && d.isIn(s, mostNanos))) {
            d = d.older;
        }
        d = d == null ? added(s, mostNanos) : d;
        for (Datagram each = latest(s); each != null; each = each.older) {
            if (each != d && each.isOf(s) && each.anyArrived && each.latestNanos >= earliestNanos) {
                each.contested = true;
                d.contested = true;
            }
        }
        d.leaves(s);
        s.datagram = d;
    }

    /**
     * A fragment arrived; no further sighting of one that did.
     *
     * @param usualNanos packets usually take; of several that left with its ID it is of that which it fits best by this
     * @param spreadNanos from its usual time at most, as far as is known
     * @param mostNanos so long after the packet left at most
     */
    void arrived(Sighting s, long usualNanos, long spreadNanos, long mostNanos) {
        if (s.ipVersion != 4 || s.identification == 0) {
            return;
        }
        Datagram whole = null;
        Datagram others = null;
        for (Datagram each = latest(s); each != null; each = each.older) {
            if (each.isOf(s) && each.holds(s, mostNanos)) {
                boolean isBetter = whole == null || each.nanosApart(s, usualNanos) < whole.nanosApart(s, usualNanos);
                whole = isBetter ? each : whole;
            } else if (each.isOf(s) && each.isArriving(s, mostNanos) && others == null) {
                others = each;
            }
        }
        if (whole != null) {
            contest(whole, s, usualNanos, Math.max(spreadNanos, whole.nanosApart(s, usualNanos)), mostNanos);
        }
        Datagram d = whole != null ? whole : others != null ? others : added(s, mostNanos);
        d.arrives(s);
        s.datagram = d;
    }

    /** It may be of others than that which it fits best. */
    private void contest(Datagram best, Sighting fragment, long usualNanos, long spreadNanos, long mostNanos) {
        for (Datagram each = latest(fragment); each != null; each = each.older) {
            each.contested |= each != best
                    && each.isOf(fragment)
                    && each.holds(fragment, mostNanos)
                    && each.nanosApart(fragment, usualNanos) <= spreadNanos;
        }
    }

    /** A fragment came again; where several packets of its ID left, it may be another one's, alike. */
    void arrivedAgain(Sighting s, long mostNanos) {
        Datagram before = null;
        for (Datagram each = latest(s); each != null; each = each.older) {
            if (each.isOf(s) && each.holds(s, mostNanos)) {
                if (before != null) {
                    before.contested = true;
                    each.contested = true;
                }
                before = each;
                each.latestNanos = Math.max(each.latestNanos, s.timeNanos);
            }
        }
    }

    private Datagram latest(Sighting s) {
        return latest == null ? null : latest[s.identification & (SORTS - 1)];
    }

    private Datagram added(Sighting s, long mostNanos) {
        latest = latest == null ? new Datagram[SORTS] : latest;
        int at = s.identification & (SORTS - 1);
        Datagram added = new Datagram(s);
        added.older = latest[at];
        latest[at] = added;
        int held = 1;
        Datagram last = added;
        while (last.older != null) {
            if (s.timeNanos - Math.max(last.older.leftNanos, last.older.nanos) > mostNanos) {
                last.older = last.older.older; // nothing comes of it any more
            } else if (held == MOST) {
                last.older.forgotten = true;
                last.older = last.older.older;
            } else {
                held++;
                last = last.older;
            }
        }
        return added;
    }

    /** Takes the fragments of a packet, one by one. */
    @FunctionalInterface
    interface Fragments {
        void fragment(int file, long frame, long delayNanos);
    }

    /**
     * Finds the fragments of a packet that left whole, and notes the first as its match.
     *
     * @param fragments takes all of them
     * @return bytes of its IP payload that arrived; negative for all of them, 0 when nothing did
     */
    static int arrivedOf(Sighting whole, Fragments fragments) {
        Datagram d = whole.datagram;
        if (d == null || !d.anyArrived) {
            return 0;
        }
        whole.matchFrame = d.frame;
        whole.matchFile = d.file;
        whole.delayNanos = d.nanos - whole.timeNanos;
        fragments.fragment(d.file, d.frame, whole.delayNanos);
        for (int i = 0; i < d.furtherCount; i++) {
            fragments.fragment(d.file, d.further[2 * i], d.further[2 * i + 1] - whole.timeNanos);
        }
        return d.isComplete() ? -1 : d.bytes;
    }

    /** Whether fragments of a packet that left whole may have arrived that are not known for its, there being too many. */
    static boolean isForgotten(Sighting whole) {
        return whole.datagram != null && whole.datagram.forgotten;
    }

    /** Whether fragments that may be of a packet that left whole were laid to another of its ID. */
    static boolean isContested(Sighting whole) {
        return whole.datagram != null && whole.datagram.contested;
    }

    /** Whether the packet of which this is a fragment left whole; notes it as the match. */
    static boolean leftWhole(Sighting fragment) {
        Datagram d = fragment.datagram;
        if (d == null || d.leftBytes == 0) {
            return false;
        }
        fragment.matchFrame = d.leftFrame;
        fragment.matchFile = d.leftFile;
        fragment.delayNanos = fragment.timeNanos - d.leftNanos;
        return true;
    }
}

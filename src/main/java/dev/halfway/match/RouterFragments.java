package dev.halfway.match;

import java.util.Arrays;

/**
 * One direction's packets that leave whole and arrive in fragments, as a router makes them where the next link is too
 * narrow (RFC 791 section 3.2; IPv6 has no such routers). Both are told by the IP ID, which is a datagram's own while its
 * fragments live (RFC 6864), whatever the clocks say of when they came: a clock may have been set while nothing else went that
 * way. They are joined as they come: until then the latest is held for each of so many IDs, and a newer one takes an older one's
 * place.
 */
final class RouterFragments {
    private static final int SLOTS = 1 << 12;
    private static final int SHORTEST_HEADER_BYTES = 20;
    private static final int LONGEST_HEADER_BYTES = 60;

    private static final long[] NONE = {};

    /** A packet that left whole, what arrived in fragments, or both. */
    static final class Datagram {
        private final int identification;
        /** Length of what left, with the header; 0 while nothing is known to have. */
        private int leftBytes;

        private long leftNanos;
        private int leftFile;
        private long leftFrame;

        private boolean anyArrived;
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

        private Datagram(int identification) {
            this.identification = identification;
        }

        private boolean isIn(int packetBytes) {
            return totalBytes == 0
                    || packetBytes - totalBytes >= SHORTEST_HEADER_BYTES
                            && packetBytes - totalBytes <= LONGEST_HEADER_BYTES;
        }

        private boolean isComplete() {
            return totalBytes > 0 && bytes >= totalBytes;
        }

        private void leaves(Sighting s) {
            leftBytes = s.packetLength;
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
            // The payload of the first begins behind the header of ICMP or TCP, which counts here.
            bytes += s.sequence == 0 ? s.packetLength - SHORTEST_HEADER_BYTES : s.length;
            totalBytes = s.moreFragments ? totalBytes : s.sequence + s.length;
        }
    }

    /** Made when first needed: most paths have none. */
    private Datagram[] arrived;

    private Datagram[] left;

    /**
     * A packet left in one piece.
     *
     * @param mostNanos by so much the clocks may be wrong at most
     */
    void left(Sighting s, long mostNanos) {
        if (s.ipVersion != 4 || s.identification == 0 || s.packetLength <= LONGEST_HEADER_BYTES) {
            return;
        }
        Datagram d = find(arrived, s.identification);
        boolean isThere = d != null
                && d.leftBytes == 0 // else of another, whose ID comes back
                && s.timeNanos - d.nanos <= mostNanos
                && d.isIn(s.packetLength);
        left = left == null ? new Datagram[SLOTS] : left;
        d = put(left, isThere ? d : new Datagram(s.identification));
        d.leaves(s);
        s.datagram = d;
    }

    /**
     * A fragment arrived; no further sighting of one that did.
     *
     * @param mostNanos so long after the packet left at most
     */
    void arrived(Sighting s, long mostNanos) {
        if (s.ipVersion != 4 || s.identification == 0) {
            return;
        }
        Datagram d = find(left, s.identification);
        if (d == null || s.timeNanos - d.leftNanos > mostNanos || !isOf(s, d)) {
            arrived = arrived == null ? new Datagram[SLOTS] : arrived;
            d = find(arrived, s.identification);
            boolean isFurther = d != null && d.leftBytes == 0 && s.timeNanos - d.nanos <= mostNanos;
            d = isFurther ? d : put(arrived, new Datagram(s.identification));
        }
        d.arrives(s);
        s.datagram = d;
    }

    private static boolean isOf(Sighting fragment, Datagram left) {
        int end = fragment.sequence + fragment.length;
        return end <= left.leftBytes - SHORTEST_HEADER_BYTES
                && (fragment.moreFragments || end >= left.leftBytes - LONGEST_HEADER_BYTES);
    }

    private static Datagram find(Datagram[] slots, int identification) {
        Datagram d = slots == null ? null : slots[identification & (SLOTS - 1)];
        return d != null && d.identification == identification ? d : null;
    }

    private static Datagram put(Datagram[] slots, Datagram d) {
        slots[d.identification & (SLOTS - 1)] = d;
        return d;
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

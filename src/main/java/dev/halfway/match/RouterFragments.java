package dev.halfway.match;

import java.util.Arrays;

/**
 * One direction's packets that leave whole and arrive in fragments, as a router makes them where the next link is too
 * narrow (RFC 791 section 3.2; IPv6 has no such routers). Both are told by the IP ID, which is a datagram's own while its
 * fragments live (RFC 6864), whatever the clocks say of when they came: a clock may have been set while nothing else went that
 * way. Holds the latest packet for each of so many IDs; a newer one takes an older one's place.
 */
final class RouterFragments {
    private static final int SLOTS = 1 << 12;
    private static final int SHORTEST_HEADER_BYTES = 20;
    private static final int LONGEST_HEADER_BYTES = 60;

    private static final long[] NONE = {};

    private static final class Datagram {
        int identification;
        long nanos;
        int file;
        long frame;
        /** Further fragments: frame and time, in turn. */
        long[] further = NONE;

        int furtherCount;
        /** Of the IP payload, without the header. */
        int bytes;
        /** Of the whole; 0 before its last fragment. */
        int totalBytes;
        /** A packet was found to have arrived so. */
        boolean claimed;
    }

    /** Made when first needed: most paths have none. */
    private Datagram[] arrived;

    private Datagram[] left;

    /** A packet left in one piece. */
    void left(Sighting s) {
        if (s.ipVersion != 4 || s.identification == 0 || s.packetLength <= LONGEST_HEADER_BYTES) {
            return;
        }
        left = left == null ? new Datagram[SLOTS] : left;
        Datagram d = slot(left, s.identification);
        d.identification = s.identification;
        d.nanos = s.timeNanos;
        d.file = s.file;
        d.frame = s.frame;
        d.totalBytes = s.packetLength;
    }

    /** A fragment arrived; no further sighting of one that did. */
    void arrived(Sighting s, long mostNanos) {
        if (s.ipVersion != 4 || s.identification == 0) {
            return;
        }
        arrived = arrived == null ? new Datagram[SLOTS] : arrived;
        Datagram d = slot(arrived, s.identification);
        if (d.identification != s.identification || s.timeNanos - d.nanos > mostNanos) {
            d.identification = s.identification;
            d.nanos = s.timeNanos;
            d.file = s.file;
            d.frame = s.frame;
            d.bytes = 0;
            d.totalBytes = 0;
            d.furtherCount = 0;
            d.claimed = false;
        } else {
            if (2 * d.furtherCount == d.further.length) {
                d.further = Arrays.copyOf(d.further, 2 * d.further.length + 4);
            }
            d.further[2 * d.furtherCount] = s.frame;
            d.further[2 * d.furtherCount++ + 1] = s.timeNanos;
        }
        // The payload of the first begins behind the header of ICMP or TCP, which counts here.
        d.bytes += s.sequence == 0 ? s.packetLength - SHORTEST_HEADER_BYTES : s.length;
        d.totalBytes = s.moreFragments ? d.totalBytes : s.sequence + s.length;
    }

    private static Datagram slot(Datagram[] slots, int identification) {
        int at = identification & (SLOTS - 1);
        if (slots[at] == null) {
            slots[at] = new Datagram();
        }
        return slots[at];
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
    int arrivedOf(Sighting whole, long leastNanos, long mostNanos, Fragments fragments) {
        if (arrived == null || whole.ipVersion != 4 || whole.identification == 0) {
            return 0;
        }
        Datagram d = slot(arrived, whole.identification);
        long delay = d.nanos - whole.timeNanos;
        boolean fits = d.totalBytes == 0
                || whole.packetLength - d.totalBytes >= SHORTEST_HEADER_BYTES
                        && whole.packetLength - d.totalBytes <= LONGEST_HEADER_BYTES;
        boolean isOfAnother = d.claimed && delay < 0; // an ID that comes back
        if (d.identification != whole.identification
                || delay < leastNanos
                || delay > mostNanos
                || !fits
                || isOfAnother) {
            return 0;
        }
        d.claimed = true;
        whole.matchFrame = d.frame;
        whole.matchFile = d.file;
        whole.delayNanos = delay;
        fragments.fragment(d.file, d.frame, delay);
        for (int i = 0; i < d.furtherCount; i++) {
            fragments.fragment(d.file, d.further[2 * i], d.further[2 * i + 1] - whole.timeNanos);
        }
        return d.totalBytes > 0 && d.bytes >= d.totalBytes ? -1 : d.bytes;
    }

    /** Whether the packet of which this is a fragment left whole; notes it as the match. */
    boolean leftWhole(Sighting fragment, long leastNanos, long mostNanos) {
        if (left == null || fragment.ipVersion != 4 || fragment.identification == 0) {
            return false;
        }
        Datagram d = slot(left, fragment.identification);
        long delay = fragment.timeNanos - d.nanos;
        boolean fits = fragment.sequence + fragment.length <= d.totalBytes - SHORTEST_HEADER_BYTES;
        if (d.identification != fragment.identification || delay < leastNanos || delay > mostNanos || !fits) {
            return false;
        }
        fragment.matchFrame = d.frame;
        fragment.matchFile = d.file;
        fragment.delayNanos = delay;
        return true;
    }
}

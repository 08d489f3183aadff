package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Records of which a capture holds too little to tell what packets they are: when, and what is known of them. Each may be one
 * packet that is at the other end and seems not to be here. Bounded in memory: of what there is no room for, all may be.
 */
final class CutRecords {
    private static final int MOST_RECORDS = 1 << 16;
    private static final int MOST_KINDS = 1 << 10;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    /** What is in a tunnel, or in what is cut before its addresses, may be anything. */
    private static final long ANYTHING = 0;

    /** When records of one kind were made. */
    private static final class Times {
        long[] nanos = new long[4];
        int size;
        boolean full;
        /** By place in {@link #nanos}: the first from there on that explains no packet yet, or a place nearer to it. */
        int[] free = new int[0];

        void add(long timeNanos) {
            nanos = size == nanos.length ? Arrays.copyOf(nanos, 2 * size) : nanos;
            nanos[size++] = timeNanos;
        }

        void putInOrder(ClockMap clock) {
            for (int i = 0; i < size; i++) {
                nanos[i] = clock.toReference(nanos[i]);
            }
            Arrays.sort(nanos, 0, size);
            free = new int[size + 1];
            Arrays.setAll(free, i -> i);
        }

        private int firstSince(long timeNanos) {
            int at = Arrays.binarySearch(nanos, 0, size, timeNanos);
            at = at < 0 ? ~at : at;
            while (at > 0 && nanos[at - 1] == timeNanos) {
                at--;
            }
            return at;
        }

        boolean anyWithin(long earliestNanos, long latestNanos) {
            int at = firstSince(earliestNanos);
            return full || at < size && nanos[at] <= latestNanos;
        }

        boolean claim(long earliestNanos, long latestNanos) {
            int at = freeFrom(firstSince(earliestNanos));
            if (at < size && nanos[at] <= latestNanos) {
                free[at] = at + 1;
                return true;
            }
            return full;
        }

        private int freeFrom(int start) {
            int at = start;
            while (free[at] != at) {
                free[at] = free[free[at]];
                at = free[at];
            }
            return at;
        }
    }

    private final Map<Long, Times> kinds = new HashMap<>();
    private int records;
    private long unexplained;

    /** Takes in a record that was cut, with the time on the host's own clock. */
    void note(DecodedPacket packet, long timeNanos) {
        if (packet.isArp()) {
            return;
        }
        unexplained++;
        long kind = kindOf(packet);
        Times times = kinds.get(kind);
        if (times == null) {
            times = kinds.computeIfAbsent(kinds.size() < MOST_KINDS ? kind : ANYTHING, k -> new Times());
        }
        if (records < MOST_RECORDS) {
            times.add(timeNanos);
            records++;
        } else {
            times.full = true;
        }
    }

    /** All records are there: from here on their times are those of the reference clock. */
    void putInOrder(ClockMap clock) {
        kinds.values().forEach(times -> times.putInOrder(clock));
    }

    private static long kindOf(DecodedPacket packet) {
        int protocol = packet.protocol();
        boolean known = packet.hasAddresses() && (protocol == ICMP || protocol == TCP || protocol == ICMPV6);
        int kind = packet.isFragment() ? Tuple.FRAGMENTS : protocol == TCP ? Tuple.TCP : Tuple.ECHO;
        return known
                ? Tuple.hash(
                        kind,
                        packet.sourceHigh(),
                        packet.sourceLow(),
                        packet.destinationHigh(),
                        packet.destinationLow(),
                        0,
                        0)
                : ANYTHING;
    }

    private static long kindOf(Tuple tuple, TypeP typeP) {
        int kind = typeP == TypeP.FRAGMENT ? Tuple.FRAGMENTS : typeP.isTcp() ? Tuple.TCP : Tuple.ECHO;
        return Tuple.hash(
                kind, tuple.sourceHigh(), tuple.sourceLow(), tuple.destinationHigh(), tuple.destinationLow(), 0, 0);
    }

    /** How many records are that no packet was laid to. */
    long unexplained() {
        return unexplained;
    }

    /** Lays a packet to the account of a record between the two moments that may be it; false when there is none left. */
    boolean claim(Sighting s, long earliestNanos, long latestNanos) {
        if (kinds.isEmpty()) {
            return false;
        }
        Times known = kinds.get(kindOf(s.leg.tuple, s.typeP));
        Times anything = kinds.get(ANYTHING);
        if (s.isLaterFragment()) { // its first fragment, which says whether it is analysed, may be cut
            return known != null && known.anyWithin(earliestNanos, latestNanos);
        }
        boolean claimed = known != null && known.claim(earliestNanos, latestNanos)
                || anything != null && anything.claim(earliestNanos, latestNanos);
        unexplained -= claimed && unexplained > 0 ? 1 : 0;
        return claimed;
    }
}

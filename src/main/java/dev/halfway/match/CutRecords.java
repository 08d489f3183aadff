package dev.halfway.match;

import dev.halfway.clock.ClockMap;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Records that do not tell what packets they are, since they are cut short or damaged: when, and what is known of them. Each may
 * be one packet that is at the other end and seems not to be here. Bounded in memory: of what there is no room for, all may be.
 */
final class CutRecords {
    private static final int MOST_RECORDS = 1 << 16;
    private static final int MOST_KINDS = 1 << 10;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    /** What is in a tunnel, or in what is cut before its addresses, may be anything. */
    private static final Tuple ANYTHING = new Tuple(Tuple.ERRORS, 0, 0, 0, 0, 0, 0);

    /** When records of one kind were made. */
    private static final class Times {
        long[] nanos = new long[4];
        int size;
        boolean full;
        /** By place in {@link #nanos}: the first from there on that explains no packet yet, or a place nearer to it. */
        int[] freeFrom = new int[0];
        /** By place in {@link #nanos}, counted from 1: the last up to there that explains none, likewise; 0 for none. */
        int[] freeUpTo = new int[0];

        void add(long timeNanos) {
            nanos = size == nanos.length ? Arrays.copyOf(nanos, 2 * size) : nanos;
            nanos[size++] = timeNanos;
        }

        void addAll(Times others) {
            for (int i = 0; i < others.size; i++) {
                add(others.nanos[i]);
            }
            full |= others.full;
        }

        void putInOrder(ClockMap clock) {
            for (int i = 0; i < size; i++) {
                nanos[i] = clock.toReference(nanos[i]);
            }
            Arrays.sort(nanos, 0, size);
            freeFrom = new int[size + 1];
            freeUpTo = new int[size + 1];
            Arrays.setAll(freeFrom, i -> i);
            Arrays.setAll(freeUpTo, i -> i);
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

        /** The free one nearest to the likely moment: so each gets its own, whichever of them comes first to claim. */
        boolean claim(long earliestNanos, long likelyNanos, long latestNanos) {
            int start = firstSince(Math.max(likelyNanos, earliestNanos));
            int behind = nearer(freeFrom, start);
            int before = nearer(freeUpTo, start) - 1;
            boolean isBehind = behind < size && nanos[behind] <= latestNanos;
            boolean isBefore = before >= 0 && nanos[before] >= earliestNanos && nanos[before] <= latestNanos;
            if (!isBehind && !isBefore) {
                return full;
            }
            boolean later = isBehind && (!isBefore || nanos[behind] - likelyNanos < likelyNanos - nanos[before]);
            int at = later ? behind : before;
            freeFrom[at] = at + 1;
            freeUpTo[at + 1] = at;
            return true;
        }

        private static int nearer(int[] free, int start) {
            int at = start;
            while (free[at] != at) {
                free[at] = free[free[at]];
                at = free[at];
            }
            return at;
        }
    }

    private Map<Tuple, Times> kinds = new HashMap<>();
    private int records;
    private long unexplained;

    /** Takes in such a record, with the time on the host's own clock. */
    void note(DecodedPacket packet, long timeNanos) {
        if (packet.isArp()) {
            return;
        }
        unexplained++;
        Tuple kind = kindOf(packet);
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

    /**
     * From here on the addresses are those that all hosts agree on.
     *
     * @param agreed from a kind and addresses as the host sees them; null where they may be several
     */
    void rename(UnaryOperator<Tuple> agreed) {
        Map<Tuple, Times> renamed = new HashMap<>();
        kinds.forEach((kind, times) -> {
            Tuple name = kind.equals(ANYTHING) ? kind : agreed.apply(kind);
            renamed.computeIfAbsent(name == null ? ANYTHING : name, k -> new Times())
                    .addAll(times);
        });
        kinds = renamed;
    }

    /** All records are there: from here on their times are those of the reference clock. */
    void putInOrder(ClockMap clock) {
        kinds.values().forEach(times -> times.putInOrder(clock));
    }

    /** Whether a damaged packet may be of a kind that is analysed, as far as it tells. */
    static boolean mayBeAnalysed(DecodedPacket packet) {
        return !packet.hasAddresses() || isAnalysed(packet.protocol());
    }

    private static boolean isAnalysed(int protocol) {
        return protocol == ICMP || protocol == TCP || protocol == ICMPV6;
    }

    private static Tuple kindOf(DecodedPacket packet) {
        int protocol = packet.protocol();
        boolean known = packet.hasAddresses() && isAnalysed(protocol);
        int kind = packet.isFragment() ? Tuple.FRAGMENTS : protocol == TCP ? Tuple.TCP : Tuple.ECHO;
        return known
                ? new Tuple(
                        kind,
                        packet.sourceHigh(),
                        packet.sourceLow(),
                        packet.destinationHigh(),
                        packet.destinationLow(),
                        0,
                        0)
                : ANYTHING;
    }

    private static Tuple kindOf(Tuple tuple, TypeP typeP) {
        int kind = typeP == TypeP.FRAGMENT ? Tuple.FRAGMENTS : typeP.isTcp() ? Tuple.TCP : Tuple.ECHO;
        return new Tuple(
                kind, tuple.sourceHigh(), tuple.sourceLow(), tuple.destinationHigh(), tuple.destinationLow(), 0, 0);
    }

    /** How many records are that no packet was laid to. */
    long unexplained() {
        return unexplained;
    }

    /** Whether a record between the two moments may be a packet, whatever other packet it is laid to. */
    boolean mayHold(Sighting s, long earliestNanos, long latestNanos) {
        return !kinds.isEmpty()
                && (anyWithin(kindOf(s.leg.name, s.typeP), earliestNanos, latestNanos)
                        || anyWithin(ANYTHING, earliestNanos, latestNanos));
    }

    private boolean anyWithin(Tuple kind, long earliestNanos, long latestNanos) {
        Times times = kinds.get(kind);
        return times != null && times.anyWithin(earliestNanos, latestNanos);
    }

    /**
     * Lays a packet to the account of a record between the two moments that may be it; false when there is none left. Of
     * several it is the one nearest to the likely moment.
     */
    boolean claim(Sighting s, long earliestNanos, long likelyNanos, long latestNanos) {
        return claimOfKind(s, earliestNanos, likelyNanos, latestNanos)
                || !s.isLaterFragment() && claim(ANYTHING, earliestNanos, likelyNanos, latestNanos);
    }

    /** The same, but for records of which it is not known whose packets they are. */
    boolean claimOfKind(Sighting s, long earliestNanos, long likelyNanos, long latestNanos) {
        if (kinds.isEmpty()) {
            return false;
        }
        Tuple kind = kindOf(s.leg.name, s.typeP);
        return s.isLaterFragment() // its first fragment, which says whether it is analysed, may be cut
                ? anyWithin(kind, earliestNanos, latestNanos)
                : claim(kind, earliestNanos, likelyNanos, latestNanos);
    }

    private boolean claim(Tuple kind, long earliestNanos, long likelyNanos, long latestNanos) {
        Times times = kinds.get(kind);
        boolean claimed = times != null && times.claim(earliestNanos, likelyNanos, latestNanos);
        unexplained -= claimed && unexplained > 0 ? 1 : 0;
        return claimed;
    }
}

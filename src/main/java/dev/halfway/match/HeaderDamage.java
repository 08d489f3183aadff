package dev.halfway.match;

/**
 * Whether what arrived is what left but for a damaged header: one field differs, all else agrees. That is no other packet where the
 * IP ID says so and no more than {@link #MOST_BITS} bits are turned, or where the checksum is still the one that fits what left:
 * over one field that differs it is wrong then. Neither needs the bytes, which are gone by the time at which this is asked.
 */
final class HeaderDamage {
    /** In one field, by one event; a device that rewrites a field turns about half of its bits. */
    private static final int MOST_BITS = 2;
    /** Of the difference of fields that cannot be compared bit by bit. */
    private static final int MANY_BITS = 99;

    private HeaderDamage() {}

    static boolean mayHit(Sighting s) {
        return s.typeP.isTcp() || s.typeP.isEcho();
    }

    /** Whether {@code r}, of the same way as {@code s}, is {@code s} with a damaged header. */
    static boolean isDamaged(Sighting s, Sighting r) {
        if (s.ipVersion != r.ipVersion || s.length != r.length || s.typeP.isTcp() != r.typeP.isTcp()) {
            return false;
        }
        int identification = s.leg.lane.tellingBetweenEnds(s);
        boolean identified = identification != 0 && identification == r.identification;
        boolean another = identification != 0 && !identified && s.leg.lane.keepsIdentification();
        boolean unsummed = s.checksum != 0 && s.checksum == r.checksum;
        boolean mayBeSummedLater = s.typeP.isTcp(); // by the network card; nobody leaves that of an echo to it
        if (another || !unsummed && !(identified && mayBeSummedLater)) {
            return false;
        }
        Differences differences = new Differences();
        compareNames(s.leg.name, r.leg.name, differences);
        differences.note(s.sequence, r.sequence);
        if (s.typeP.isTcp()) {
            compareSegments(s, r, differences);
        } else {
            differences.note(s.typeP.ordinal(), r.typeP.ordinal(), 1);
            differences.note(s.digest, r.digest, MANY_BITS);
        }
        return differences.fields == 1 && (unsummed || differences.bits <= MOST_BITS);
    }

    /** The identifier of an echo stands in both ports. */
    private static void compareNames(Tuple s, Tuple r, Differences differences) {
        if (!s.isBetweenAddressesOf(r)) {
            differences.fields = MANY_BITS;
            return;
        }
        differences.note(s.sourcePort(), r.sourcePort());
        if (s.kind() == Tuple.TCP) {
            differences.note(s.destinationPort(), r.destinationPort());
        }
    }

    private static void compareSegments(Sighting s, Sighting r, Differences differences) {
        int flags = (s.flags ^ r.flags) & TcpFlags.IN_KEY;
        differences.note(flags, 0);
        if ((flags & TcpFlags.ACK) == 0) {
            differences.note(s.acknowledgment, r.acknowledgment);
        }
        differences.note(s.window, r.window);
        differences.note(s.digest, r.digest, MANY_BITS);
        if (s.hasTimestamps && r.hasTimestamps) {
            differences.note(s.timestampValue, r.timestampValue);
            differences.note(s.timestampEcho, r.timestampEcho);
        }
        boolean sameOptions = s.hasTimestamps == r.hasTimestamps && s.sackBlocks == r.sackBlocks;
        differences.note(sameOptions ? 0 : 1, 0, 1);
        if (s.sackBlocks == r.sackBlocks) {
            for (int i = 0; i < 2 * s.sackBlocks; i++) {
                differences.note(s.sackEdges[i], r.sackEdges[i]);
            }
        }
    }

    private static final class Differences {
        int fields;
        int bits;

        void note(int one, int other) {
            note(one, other, Integer.bitCount(one ^ other));
        }

        void note(long one, long other, int turned) {
            if (one != other) {
                fields++;
                bits += turned;
            }
        }
    }
}

package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Spread;

/**
 * The legs of one host, by the directed tuple of a packet; open addressing, looked up without allocating. Bounded: when it is
 * full, those go that were not looked up since it was full before, or, when that is not enough, all. A leg that went is
 * made anew at its next packet.
 */
final class LegTable {
    static final int MOST = 1 << 16;

    private final int most;
    private Leg[] legs = new Leg[1024];
    private int size;

    /** @param hosts how many there are: of more than two each holds less */
    LegTable(int hosts) {
        most = Bounds.ofEach(MOST, 2, hosts);
    }

    /** The packet's leg, made at its first sight; {@link Leg#position} is then still null. */
    Leg of(DecodedPacket packet) {
        int kind = Tuple.kindOf(packet);
        int sourcePort = kind <= Tuple.ECHO ? packet.sourcePort() : packet.protocol();
        int destinationPort = kind <= Tuple.ECHO ? packet.destinationPort() : packet.protocol();
        long spread = Spread.of(
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.destinationHigh(),
                packet.destinationLow(),
                Tuple.places(kind, sourcePort, destinationPort));
        int mask = legs.length - 1;
        int slot = (int) spread & mask;
        while (legs[slot] != null) {
            Leg leg = legs[slot];
            if (leg.spread == spread && leg.isOf(packet, kind, sourcePort, destinationPort)) {
                if (!leg.used) { // written only then: who matches reads what stands beside it
                    leg.used = true;
                }
                return leg;
            }
            slot = (slot + 1) & mask;
        }
        Tuple tuple = new Tuple(
                kind,
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.destinationHigh(),
                packet.destinationLow(),
                sourcePort,
                destinationPort);
        Leg made = new Leg(tuple, spread);
        if (2 * (size + 1) > legs.length) {
            makeRoom();
        }
        put(made);
        return made;
    }

    /** The leg of this tuple, or null. */
    Leg find(Tuple tuple) {
        int mask = legs.length - 1;
        int slot = (int) tuple.spread() & mask;
        while (legs[slot] != null && !legs[slot].tuple.equals(tuple)) {
            slot = (slot + 1) & mask;
        }
        return legs[slot];
    }

    /** How many legs it holds. */
    int size() {
        return size;
    }

    private void put(Leg leg) {
        int mask = legs.length - 1;
        int slot = (int) leg.spread & mask;
        while (legs[slot] != null) {
            slot = (slot + 1) & mask;
        }
        legs[slot] = leg;
        size++;
    }

    private void makeRoom() {
        Leg[] old = legs;
        boolean full = size >= most;
        boolean all = full && 2 * used(old) > most;
        legs = new Leg[full ? old.length : old.length * 2];
        size = 0;
        for (Leg leg : old) {
            if (leg != null && !all && (!full || leg.used)) {
                leg.used &= !full;
                put(leg);
            }
        }
    }

    private static int used(Leg[] legs) {
        int used = 0;
        for (Leg leg : legs) {
            used += leg != null && leg.used ? 1 : 0;
        }
        return used;
    }
}

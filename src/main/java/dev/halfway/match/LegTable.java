package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;

/** The legs of one host, by the directed tuple of a packet; open addressing, looked up without allocating. */
final class LegTable {
    private Leg[] legs = new Leg[1024];
    private int size;

    /** The packet's leg, made at its first sight; {@link Leg#position} is then still null. */
    Leg of(DecodedPacket packet) {
        int kind = Tuple.kindOf(packet);
        int sourcePort = kind <= Tuple.ECHO ? packet.sourcePort() : packet.protocol();
        int destinationPort = kind <= Tuple.ECHO ? packet.destinationPort() : packet.protocol();
        long hash = Tuple.hash(
                kind,
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.destinationHigh(),
                packet.destinationLow(),
                sourcePort,
                destinationPort);
        int mask = legs.length - 1;
        int slot = (int) hash & mask;
        while (legs[slot] != null) {
            Leg leg = legs[slot];
            Tuple t = leg.tuple;
            if (leg.hash == hash
                    && t.kind() == kind
                    && t.sourceLow() == packet.sourceLow()
                    && t.destinationLow() == packet.destinationLow()
                    && t.sourcePort() == sourcePort
                    && t.destinationPort() == destinationPort
                    && t.sourceHigh() == packet.sourceHigh()
                    && t.destinationHigh() == packet.destinationHigh()) {
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
        Leg made = new Leg(tuple, hash, size);
        legs[slot] = made;
        if (++size * 2 > legs.length) {
            grow();
        }
        return made;
    }

    /** The leg of this tuple, or null. */
    Leg find(Tuple tuple) {
        long hash = tuple.hash();
        int mask = legs.length - 1;
        int slot = (int) hash & mask;
        while (legs[slot] != null && !legs[slot].tuple.equals(tuple)) {
            slot = (slot + 1) & mask;
        }
        return legs[slot];
    }

    private void grow() {
        Leg[] old = legs;
        legs = new Leg[old.length * 2];
        int mask = legs.length - 1;
        for (Leg leg : old) {
            if (leg != null) {
                int slot = (int) leg.hash & mask;
                while (legs[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                legs[slot] = leg;
            }
        }
    }
}

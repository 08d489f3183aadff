package dev.halfway.match;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Spread;

/**
 * A directed flow as one host sees it: addresses as two longs each, ports, and what the flow is of. An echo identifier
 * stands in both ports. Who began is not encoded here: {@code source} is always the packet's own source.
 *
 * @param kind one of the constants of {@link Tuple}
 */
record Tuple(
        int kind,
        long sourceHigh,
        long sourceLow,
        long destinationHigh,
        long destinationLow,
        int sourcePort,
        int destinationPort) {
    static final int TCP = 0;
    static final int ECHO = 1;
    static final int FRAGMENTS = 2;
    static final int ERRORS = 3;

    /** Which kind of flow a packet in scope belongs to. */
    static int kindOf(DecodedPacket packet) {
        return switch (packet.typeP()) {
            case ICMP_ECHO_REQUEST, ICMP_ECHO_REPLY -> ECHO;
            case ICMP_ERROR -> ERRORS;
            case FRAGMENT -> FRAGMENTS;
            default -> TCP;
        };
    }

    /** The same for both directions. */
    Tuple undirected() {
        int order = Long.compare(sourceHigh, destinationHigh);
        order = order != 0 ? order : Long.compare(sourceLow, destinationLow);
        order = order != 0 ? order : Integer.compare(sourcePort, destinationPort);
        return order <= 0 ? this : reversed();
    }

    boolean isIpv4() {
        return Addresses.isIpv4(sourceHigh, sourceLow);
    }

    /** Whether anything but its addresses tells it from others: fragments and errors have no ports. */
    boolean hasPorts() {
        return kind == TCP || kind == ECHO;
    }

    /** Only from where to where. */
    Tuple addresses() {
        return new Tuple(TCP, sourceHigh, sourceLow, destinationHigh, destinationLow, 0, 0);
    }

    boolean isBetweenAddressesOf(Tuple other) {
        return sourceLow == other.sourceLow
                && destinationLow == other.destinationLow
                && sourceHigh == other.sourceHigh
                && destinationHigh == other.destinationHigh;
    }

    /** The same flow between the addresses of another. */
    Tuple between(Tuple other) {
        return new Tuple(
                kind,
                other.sourceHigh,
                other.sourceLow,
                other.destinationHigh,
                other.destinationLow,
                sourcePort,
                destinationPort);
    }

    Tuple reversed() {
        return new Tuple(kind, destinationHigh, destinationLow, sourceHigh, sourceLow, destinationPort, sourcePort);
    }

    /** For the user: source to destination, with ports or the echo identifier. */
    String words() {
        String source = Addresses.format(sourceHigh, sourceLow);
        String destination = Addresses.format(destinationHigh, destinationLow);
        return switch (kind) {
            case TCP -> source + " port " + sourcePort + " to " + destination + " port " + destinationPort;
            case ECHO -> source + " to " + destination + " echo identifier " + sourcePort;
            default -> source + " to " + destination;
        };
    }

    /** Spelled out, since it is asked for at every packet of a flow that is looked up. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tuple tuple
                && kind == tuple.kind
                && sourceLow == tuple.sourceLow
                && destinationLow == tuple.destinationLow
                && sourcePort == tuple.sourcePort
                && destinationPort == tuple.destinationPort
                && sourceHigh == tuple.sourceHigh
                && destinationHigh == tuple.destinationHigh;
    }

    @Override
    public int hashCode() {
        return (int) spread();
    }

    /** Where it stands in tables: another one in each run. */
    long spread() {
        return Spread.of(
                sourceHigh, sourceLow, destinationHigh, destinationLow, places(kind, sourcePort, destinationPort));
    }

    /** The smaller fields as one. */
    static long places(int kind, int sourcePort, int destinationPort) {
        return (long) kind << 32 | (long) sourcePort << 16 | destinationPort;
    }

    /** The same in every run. */
    long hash() {
        return hash(kind, sourceHigh, sourceLow, destinationHigh, destinationLow, sourcePort, destinationPort);
    }

    static long hash(
            int kind,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int sourcePort,
            int destinationPort) {
        long h = Mix.add(kind, sourceHigh);
        h = Mix.add(h, sourceLow);
        h = Mix.add(h, destinationHigh);
        h = Mix.add(h, destinationLow);
        return Mix.add(h, (long) sourcePort << 16 | destinationPort);
    }
}

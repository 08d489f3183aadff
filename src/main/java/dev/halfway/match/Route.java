package dev.halfway.match;

/** What one capture shows of the packets from one address to another. */
final class Route {
    final long sourceHigh;
    final long sourceLow;
    final long destinationHigh;
    final long destinationLow;
    Route reverse;
    long packets;
    long outbound;
    long inbound;
    /** Shortest time from a packet of the other direction to the answer; {@link Long#MAX_VALUE} when none is known. */
    long leastGapNanos = Long.MAX_VALUE;
    /** TCP segments whose checksum is left to the network card: they are seen so where they are sent. */
    long checksumsPartial;

    long checksumsValid;

    Route(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
    }
}

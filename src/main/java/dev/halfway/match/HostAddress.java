package dev.halfway.match;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.Spread;

/** An address as two longs, ordered as unsigned numbers. */
record HostAddress(long high, long low) implements Comparable<HostAddress> {
    /** Of a subnet of 256 addresses; in smaller ones too many addresses of hosts look like one. */
    private static final int LEAST_BROADCAST_BITS = 8;

    static HostAddress sourceOf(Route route) {
        return new HostAddress(route.sourceHigh, route.sourceLow);
    }

    static HostAddress destinationOf(Route route) {
        return new HostAddress(route.destinationHigh, route.destinationLow);
    }

    static HostAddress sourceOf(Tuple tuple) {
        return new HostAddress(tuple.sourceHigh(), tuple.sourceLow());
    }

    static HostAddress destinationOf(Tuple tuple) {
        return new HostAddress(tuple.destinationHigh(), tuple.destinationLow());
    }

    boolean isMulticast() {
        return Addresses.isIpv4(high, low) ? (low >>> 28 & 0xf) == 0xe : high >>> 56 == 0xff;
    }

    /**
     * Whether, in a subnet that this address is in, the other one may be the broadcast address: all that differs is ones there, as are
     * at least {@link #LEAST_BROADCAST_BITS} bits. IPv4 only.
     */
    boolean mayBroadcastTo(HostAddress other) {
        if (!Addresses.isIpv4(high, low) || !Addresses.isIpv4(other.high, other.low)) {
            return false;
        }
        int ones = Integer.numberOfTrailingZeros(~(int) other.low);
        int differing = Integer.SIZE - Integer.numberOfLeadingZeros((int) (low ^ other.low));
        return ones >= Math.max(LEAST_BROADCAST_BITS, differing);
    }

    /** Spelled out, since it is asked for at every packet of the samples. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HostAddress address && high == address.high && low == address.low;
    }

    @Override
    public int hashCode() {
        return (int) Spread.of(high, low);
    }

    @Override
    public int compareTo(HostAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return Addresses.format(high, low);
    }
}

package dev.halfway.match;

/** Two addresses that talk to each other; X is the smaller one. */
record AddressPair(HostAddress x, HostAddress y) implements Comparable<AddressPair> {
    static AddressPair of(HostAddress one, HostAddress other) {
        return one.compareTo(other) <= 0 ? new AddressPair(one, other) : new AddressPair(other, one);
    }

    /** Of a flow, whichever way the tuple goes. */
    static AddressPair of(Tuple tuple) {
        return of(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
    }

    /** Whether it is the pair of a flow, whichever way the tuple goes. */
    boolean isOf(Tuple tuple) {
        return isFromX(tuple)
                ? x.high() == tuple.sourceHigh()
                        && x.low() == tuple.sourceLow()
                        && y.high() == tuple.destinationHigh()
                        && y.low() == tuple.destinationLow()
                : y.high() == tuple.sourceHigh()
                        && y.low() == tuple.sourceLow()
                        && x.high() == tuple.destinationHigh()
                        && x.low() == tuple.destinationLow();
    }

    /** Whether the tuple goes from X to Y. */
    static boolean isFromX(Tuple tuple) {
        int byHigh = Long.compareUnsigned(tuple.sourceHigh(), tuple.destinationHigh());
        return byHigh < 0 || byHigh == 0 && Long.compareUnsigned(tuple.sourceLow(), tuple.destinationLow()) < 0;
    }

    @Override
    public int compareTo(AddressPair other) {
        int byX = x.compareTo(other.x);
        return byX != 0 ? byX : y.compareTo(other.y);
    }

    /** Spelled out, as {@link HostAddress#equals}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AddressPair pair && x.equals(pair.x) && y.equals(pair.y);
    }

    @Override
    public int hashCode() {
        return 31 * x.hashCode() + y.hashCode();
    }
}

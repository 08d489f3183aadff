package dev.halfway.decode;

import java.util.BitSet;

/** The TCP ports that are analysed: some, or all. Immutable. */
public final class PortSet {
    private final BitSet ports;

    private PortSet(BitSet ports) {
        this.ports = ports;
    }

    /** Every port. */
    public static PortSet all() {
        BitSet all = new BitSet(65_536);
        all.set(0, 65_536);
        return new PortSet(all);
    }

    /** @throws IllegalArgumentException for a port outside 0 to 65535 */
    public static PortSet of(int... ports) {
        BitSet set = new BitSet(65_536);
        for (int port : ports) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
            }
            set.set(port);
        }
        return new PortSet(set);
    }

    public boolean contains(int port) {
        return ports.get(port);
    }
}

package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;

/**
 * Remembers what the first fragments of recent datagrams are, so that the others, which carry no ports and no type, can be
 * told (RFC 6864: an identification is unique for as long as fragments live). A newer datagram takes an older one's place.
 */
final class FragmentHeads {
    private static final int SLOTS = 1 << 12;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST_V6 = 128;
    private static final int ECHO_REQUEST = 8;

    private final long[] datagrams = new long[SLOTS];
    private final Role[] roles = new Role[SLOTS];

    /** The role of the datagram's sender; null when it is TCP whose first fragment was not seen in scope before. */
    Role roleOf(DecodedPacket packet) {
        long datagram = Tuple.hash(
                packet.protocol(),
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.destinationHigh(),
                packet.destinationLow(),
                packet.identification() >>> 16,
                packet.identification() & 0xffff);
        int slot = (int) datagram & (SLOTS - 1);
        boolean icmp = packet.protocol() == ICMP || packet.protocol() == ICMPV6;
        if (packet.fragmentOffset() == 0) {
            datagrams[slot] = datagram;
            roles[slot] = roleOfFirst(packet);
            return roles[slot];
        }
        if (datagrams[slot] == datagram && roles[slot] != null) {
            return roles[slot];
        }
        return icmp ? Role.UNKNOWN : null;
    }

    /** The role that the first fragment of a datagram tells. */
    static Role roleOfFirst(DecodedPacket packet) {
        boolean icmp = packet.protocol() == ICMP || packet.protocol() == ICMPV6;
        return icmp ? roleByType(packet.icmpType()) : Role.UNKNOWN;
    }

    private static Role roleByType(int icmpType) {
        return icmpType == ECHO_REQUEST || icmpType == ECHO_REQUEST_V6
                ? Role.REQUEST
                : icmpType == ECHO_REPLY || icmpType == ECHO_REQUEST_V6 + 1 ? Role.RESPONSE : Role.UNKNOWN;
    }
}

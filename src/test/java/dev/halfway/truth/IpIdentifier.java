package dev.halfway.truth;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** How a host's stack numbers its IPv4 packets. */
final class IpIdentifier {
    private final HostSetup.IpId mode;
    private final SplittableRandom random;
    private final Map<Object, Integer> flows = new HashMap<>();
    private int global;

    IpIdentifier(HostSetup.IpId mode, SplittableRandom random) {
        this.mode = mode;
        this.random = random;
        this.global = random.nextInt(1 << 16);
    }

    /**
     * The packet with an identification.
     *
     * @param packets how many on the wire, which take that many numbers where the mode counts
     */
    Ip identify(Ip packet, Object flow, int packets) {
        if (packet.isVersion6()) {
            return packet;
        }
        boolean synAck = packet.body() instanceof Tcp tcp && tcp.has(Tcp.SYN) && tcp.has(Tcp.ACK);
        int identification = switch (mode) {
            case ZERO -> 0;
            case RANDOM -> random.nextInt(1 << 16);
            case GLOBAL -> synAck ? 0 : next(packets);
            case PER_FLOW -> synAck ? 0 : nextOf(flow, packets);
        };
        return packet.withIdentification(identification & 0xFFFF);
    }

    /** For a datagram that must be fragmented, which needs a number in every mode (RFC 6864 section 4.3). */
    int forFragments() {
        return next(1) & 0xFFFF;
    }

    /** The number of piece {@code index} of an offloaded segment with number {@code first}. */
    int ofPiece(int first, int index) {
        return mode == HostSetup.IpId.ZERO ? 0 : first + index & 0xFFFF;
    }

    private int next(int count) {
        int first = global;
        global += count;
        return first;
    }

    private int nextOf(Object flow, int count) {
        int first = flows.computeIfAbsent(flow, unseen -> random.nextInt(1 << 16));
        flows.put(flow, first + count);
        return first;
    }
}

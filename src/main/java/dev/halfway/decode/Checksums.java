package dev.halfway.decode;

/** Verifies the Internet checksums (RFC 1071) of a decoded packet. Allocates nothing. */
public final class Checksums {
    private static final int NO_CHECKSUM = -1;

    /** IPv4 options of a source route: behind them the destination is not the final one (RFC 791 section 3.1). */
    private static final int LOOSE_SOURCE_ROUTE = 131;

    private static final int STRICT_SOURCE_ROUTE = 137;

    private Checksums() {}

    /**
     * The checksum of the ICMP, ICMPv6 or TCP packet, over its payload too.
     *
     * @param buffer what {@code packet} was decoded from, unchanged
     * @return {@link ChecksumResult#PARTIAL} for a TCP or ICMPv6 field that holds the sum of the pseudo-header alone, as
     *     a sender leaves it whose hardware adds the rest; 1 in 65,536 damaged packets looks so too
     */
    public static ChecksumResult transport(byte[] buffer, DecodedPacket packet) {
        int field = field(packet);
        int start = packet.transportOffset;
        int end = packet.networkOffset + packet.networkLength;
        if (field == NO_CHECKSUM
                || packet.fragment
                || packet.networkCaptured < packet.networkLength
                || end - start < field + 2) {
            return ChecksumResult.UNKNOWN;
        }
        long data = sum(buffer, start, end);
        if (packet.protocol == Transport.ICMP) {
            return fold(data) == 0xffff ? ChecksumResult.VALID : ChecksumResult.INVALID;
        }
        if (packet.sourceRouted || hasSourceRoute(buffer, packet)) {
            return ChecksumResult.UNKNOWN;
        }
        long pseudoHeader = pseudoHeader(packet, end - start);
        if (fold(pseudoHeader + data) == 0xffff) {
            return ChecksumResult.VALID;
        }
        return Bytes.u16(buffer, start + field) == fold(pseudoHeader) ? ChecksumResult.PARTIAL : ChecksumResult.INVALID;
    }

    /**
     * The checksum that the ICMP, ICMPv6 or TCP packet says it has; 0 where that is none, where the capture does not hold it, and
     * where it is left to the sender's hardware, see {@link ChecksumResult#PARTIAL}.
     *
     * @param buffer what {@code packet} was decoded from, unchanged
     */
    public static int said(byte[] buffer, DecodedPacket packet) {
        int field = field(packet);
        int start = packet.transportOffset;
        int length = packet.networkOffset + packet.networkLength - start;
        boolean held = start + field + 2 <= packet.networkOffset + packet.networkCaptured;
        if (field == NO_CHECKSUM || packet.fragment || !held || length < field + 2) {
            return 0;
        }
        int said = Bytes.u16(buffer, start + field);
        return packet.protocol != Transport.ICMP && said == fold(pseudoHeader(packet, length)) ? 0 : said;
    }

    private static int field(DecodedPacket packet) {
        return switch (packet.protocol) {
            case Transport.TCP -> Tcp.CHECKSUM;
            case Transport.ICMP -> packet.ipVersion == 4 ? Icmp.CHECKSUM : NO_CHECKSUM;
            case Transport.ICMPV6 -> packet.ipVersion == 6 ? Icmp.CHECKSUM : NO_CHECKSUM;
            default -> NO_CHECKSUM;
        };
    }

    /** Addresses, length and protocol (RFC 9293 section 3.1, RFC 8200 section 8.1); equal sums for both families. */
    private static long pseudoHeader(DecodedPacket packet, int length) {
        long addresses = packet.ipVersion == 4
                ? (packet.sourceLow & 0xffff_ffffL) + (packet.destinationLow & 0xffff_ffffL)
                : halves(packet.sourceHigh)
                        + halves(packet.sourceLow)
                        + halves(packet.destinationHigh)
                        + halves(packet.destinationLow);
        return addresses + length + packet.protocol;
    }

    private static boolean hasSourceRoute(byte[] buffer, DecodedPacket packet) {
        if (packet.ipVersion != 4) {
            return false;
        }
        int at = packet.networkOffset + Ipv4.MIN_HEADER_LENGTH;
        while (at + 1 < packet.transportOffset) {
            int option = Bytes.u8(buffer, at);
            if (option == LOOSE_SOURCE_ROUTE || option == STRICT_SOURCE_ROUTE) {
                return true;
            }
            if (option == 0) {
                return false;
            }
            at += option == 1 ? 1 : Math.max(2, Bytes.u8(buffer, at + 1));
        }
        return false;
    }

    /** Sum of 32-bit big-endian words, the last filled up with zeros: folds to the same 16 bits as RFC 1071's sum. */
    private static long sum(byte[] buffer, int start, int end) {
        long sum = 0;
        int at = start;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            sum += halves(Bytes.i64(buffer, at));
        }
        if (end - at >= Integer.BYTES) {
            sum += Bytes.u32(buffer, at);
            at += Integer.BYTES;
        }
        if (end - at >= Short.BYTES) {
            sum += Bytes.u16(buffer, at);
            at += Short.BYTES;
        }
        return at < end ? sum + (Bytes.u8(buffer, at) << 8) : sum;
    }

    private static long halves(long value) {
        return (value >>> 32) + (value & 0xffff_ffffL);
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}

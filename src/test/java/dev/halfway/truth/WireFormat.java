package dev.halfway.truth;

import java.nio.ByteBuffer;

/** Packets to bytes: IPv4 (RFC 791), IPv6 (RFC 8200) with fragment header, TCP (RFC 9293), echo (RFC 792, RFC 4443). */
final class WireFormat {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int ICMP6 = 58;

    private static final int FRAGMENT_HEADER = 44;

    private WireFormat() {}

    static int protocol(Ip packet) {
        Body body = packet.body();
        if (body instanceof Tcp) {
            return TCP;
        }
        if (body instanceof Echo) {
            return packet.isVersion6() ? ICMP6 : ICMP;
        }
        return ((Opaque) body).protocol();
    }

    /**
     * The whole IP packet.
     *
     * @param offloaded the TCP checksum covers the pseudo-header only, as a tap above a checksum offload shows it
     */
    static byte[] encode(Ip packet, boolean offloaded) {
        byte[] transport = encodeTransport(packet, offloaded);
        return packet.isVersion6() ? encode6(packet, transport) : encode4(packet, transport);
    }

    /** Bytes before the payload, from the IP header on. */
    static int headerLength(Ip packet) {
        int length = (packet.isVersion6() ? 40 : 20) + (packet.isVersion6() && packet.isFragment() ? 8 : 0);
        if (packet.body() instanceof Tcp tcp) {
            return length + 20 + options(tcp).length;
        }
        return packet.body() instanceof Echo ? length + 8 : length;
    }

    /** What stands behind the IP header. */
    static byte[] encodeTransport(Ip packet, boolean offloaded) {
        Body body = packet.body();
        if (body instanceof Tcp tcp) {
            return encodeTcp(packet, tcp, offloaded);
        }
        if (body instanceof Echo echo) {
            return encodeEcho(packet, echo);
        }
        byte[] bytes = new byte[body.payload().length()];
        body.payload().copyTo(bytes, 0);
        return bytes;
    }

    private static byte[] encode4(Ip packet, byte[] transport) {
        ByteBuffer out = ByteBuffer.allocate(20 + transport.length);
        int flags = (packet.dontFragment() ? 0x4000 : 0) | (packet.moreFragments() ? 0x2000 : 0);
        out.put((byte) 0x45).put((byte) packet.trafficClass()).putShort((short) out.capacity());
        out.putShort((short) packet.identification()).putShort((short) (flags | packet.fragmentOffset() / 8));
        out.put((byte) packet.timeToLive()).put((byte) protocol(packet)).putShort((short) 0);
        out.put(packet.source().getAddress()).put(packet.destination().getAddress());
        out.putShort(10, (short) ~fold(sum(out.array(), 0, 20)));
        return out.put(transport).array();
    }

    private static byte[] encode6(Ip packet, byte[] transport) {
        boolean fragment = packet.isFragment();
        int length = transport.length + (fragment ? 8 : 0);
        ByteBuffer out = ByteBuffer.allocate(40 + length);
        out.putInt(6 << 28 | packet.trafficClass() << 20).putShort((short) length);
        out.put((byte) (fragment ? FRAGMENT_HEADER : protocol(packet))).put((byte) packet.timeToLive());
        out.put(packet.source().getAddress()).put(packet.destination().getAddress());
        if (fragment) {
            out.put((byte) protocol(packet)).put((byte) 0);
            out.putShort((short) (packet.fragmentOffset() | (packet.moreFragments() ? 1 : 0)));
            out.putInt(packet.identification());
        }
        return out.put(transport).array();
    }

    private static byte[] encodeTcp(Ip packet, Tcp tcp, boolean offloaded) {
        byte[] options = options(tcp);
        int headerLength = 20 + options.length;
        ByteBuffer out = ByteBuffer.allocate(headerLength + tcp.payload().length());
        out.putShort((short) tcp.sourcePort()).putShort((short) tcp.destinationPort());
        out.putInt(tcp.sequence()).putInt(tcp.acknowledgment());
        out.put((byte) (headerLength / 4 << 4)).put((byte) tcp.flags()).putShort((short) tcp.window());
        out.putInt(0).put(options);
        tcp.payload().copyTo(out.array(), headerLength);
        long pseudo = pseudoHeader(packet, out.capacity());
        int checksum = offloaded ? fold(pseudo) : ~fold(pseudo + sum(out.array(), 0, out.capacity()));
        out.putShort(16, (short) checksum);
        return out.array();
    }

    private static byte[] options(Tcp tcp) {
        ByteBuffer out = ByteBuffer.allocate(40);
        if (tcp.maximumSegmentSize() > 0) {
            out.put((byte) 2).put((byte) 4).putShort((short) tcp.maximumSegmentSize());
        }
        if (tcp.sackPermitted()) {
            out.put((byte) 1).put((byte) 1).put((byte) 4).put((byte) 2);
        }
        if (tcp.timestamps()) {
            out.put((byte) 1).put((byte) 1).put((byte) 8).put((byte) 10);
            out.putInt(tcp.timestampValue()).putInt(tcp.timestampEcho());
        }
        if (tcp.windowScale() >= 0) {
            out.put((byte) 1).put((byte) 3).put((byte) 3).put((byte) tcp.windowScale());
        }
        if (tcp.sack().length > 0) {
            out.put((byte) 1).put((byte) 1).put((byte) 5).put((byte) (2 + 4 * tcp.sack().length));
            for (int edge : tcp.sack()) {
                out.putInt(edge);
            }
        }
        byte[] options = new byte[out.position()];
        out.flip().get(options);
        return options;
    }

    private static byte[] encodeEcho(Ip packet, Echo echo) {
        ByteBuffer out = ByteBuffer.allocate(8 + echo.payload().length());
        boolean six = packet.isVersion6();
        int type = echo.request() ? (six ? 128 : 8) : (six ? 129 : 0);
        out.put((byte) type).put((byte) 0).putShort((short) 0);
        out.putShort((short) echo.identifier()).putShort((short) echo.sequence());
        echo.payload().copyTo(out.array(), 8);
        long sum = sum(out.array(), 0, out.capacity()) + (six ? pseudoHeader(packet, out.capacity()) : 0);
        out.putShort(2, (short) ~fold(sum));
        return out.array();
    }

    private static long pseudoHeader(Ip packet, int length) {
        byte[] source = packet.source().getAddress();
        byte[] destination = packet.destination().getAddress();
        return sum(source, 0, source.length)
                + sum(destination, 0, destination.length)
                + protocol(packet)
                + (length >>> 16)
                + (length & 0xFFFF);
    }

    private static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        int end = from + length;
        for (int i = from; i + 1 < end; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
        }
        return length % 2 == 0 ? sum : sum + ((bytes[end - 1] & 0xFF) << 8);
    }

    /** RFC 1071. */
    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) folded;
    }
}

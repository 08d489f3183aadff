package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import java.nio.ByteBuffer;

/** TCP segments of one connection as a tap at one of its ends sees them: end 0 opens to port 179 of end 1. */
final class Segments {
    static final int FIN = Packets.FIN;
    static final int SYN = Packets.SYN;
    static final int RST = Packets.RST;
    static final int ACK = Packets.ACK;

    private static final int RAW_IP = 101;

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private int snapLength = Integer.MAX_VALUE;
    private long frame;
    TapConnection tap;
    TapConnection.Heard heard;

    Segments(int own) {
        tap = new TapConnection(own, new Budget(1 << 15));
    }

    Segments snapLength(int bytes) {
        snapLength = bytes;
        return this;
    }

    Segments segment(int from, long nanos, int flags, int sequence, int acknowledgment, byte... payload) {
        return segment(from, nanos, flags, sequence, acknowledgment, new byte[0], payload);
    }

    Segments segment(
            int from, long nanos, int flags, int sequence, int acknowledgment, byte[] options, byte[] payload) {
        byte[] tcp = Packets.tcp(from == 0 ? 40_000 : 179, from == 0 ? 179 : 40_000, flags, options, payload);
        ByteBuffer.wrap(tcp).putInt(4, sequence).putInt(8, acknowledgment);
        byte[] ip = Packets.ipv4(from == 0 ? Packets.A4 : Packets.B4, from == 0 ? Packets.B4 : Packets.A4, 6, tcp);
        int captured = Math.min(snapLength, ip.length);
        assertEquals(
                DecodedPacket.IN_SCOPE,
                decoder.decode(Packets.cut(ip, captured), 0, captured, ip.length, RAW_IP, packet));
        heard = tap.accept(from, packet, ip, new Stamp(nanos, 0, ++frame));
        return this;
    }

    TapConnection.Heard glance(int from, int flags, byte... payload) {
        byte[] ip = Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(40_000, 179, flags, new byte[0], payload));
        decoder.decode(ip, 0, ip.length, ip.length, RAW_IP, packet);
        return tap.glance(from, packet, ip);
    }

    /** SYN, SYN-ACK, ACK; what end 0 sends starts behind {@code isn0}, what end 1 sends behind {@code isn1}. */
    Segments opened(int isn0, int isn1) {
        return segment(0, 0, SYN, isn0, 0)
                .segment(1, 1, SYN | ACK, isn1, isn0 + 1)
                .segment(0, 2, ACK, isn0 + 1, isn1 + 1);
    }
}

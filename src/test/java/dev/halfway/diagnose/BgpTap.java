package dev.halfway.diagnose;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.bgp.Budget;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.diagnose.Transmission.Kind;
import dev.halfway.match.Fate;
import dev.halfway.match.FateWatcher;
import dev.halfway.match.Reason;
import dev.halfway.match.Sightings;
import java.nio.ByteBuffer;

/**
 * What one tap sees of a BGP connection, and what becomes of it: end 0 opens it to port 179 of end 1. What end 0 sends begins at
 * sequence number 101, what end 1 sends at 501.
 */
final class BgpTap {
    static final long SECOND = 1_000_000_000L;
    static final int SYN = Packets.SYN;
    static final int ACK = Packets.ACK;
    static final int FIN = Packets.FIN;
    static final byte[] KEEPALIVE = BgpBytes.keepalive();

    /** Of the bytes that an end sends. */
    static final int[] FIRST = {101, 501};

    private static final int RAW = 101;

    final TapFlow flow;
    final TapFlow.Tapped tapped;
    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private long frame;

    BgpTap(int own, int peerHost) {
        Budget budget = new Budget(1 << 15);
        TapFlow.Endpoint[] ends = {new TapFlow.Endpoint(0, own, 40_000), new TapFlow.Endpoint(0, 9, 179)};
        flow = new TapFlow(own, "key", own, peerHost, ends, budget, budget);
        tapped = new TapFlow.Tapped(new TapConnection(own, budget), new Transmissions(own, budget, budget));
    }

    /**
     * Whether a segment is kept besides is as {@link TapFlow} has it.
     *
     * @param fate null where nobody tells, there being no capture at the other end
     */
    BgpTap sees(int from, double second, int flags, int sequence, int acknowledgment, Fate fate, byte... payload) {
        byte[] tcp = Packets.tcp(from == 0 ? 40_000 : 179, from == 0 ? 179 : 40_000, flags, new byte[0], payload);
        ByteBuffer.wrap(tcp).putInt(4, sequence).putInt(8, acknowledgment);
        byte[] ip = Packets.ipv4(from == 0 ? Packets.A4 : Packets.B4, from == 0 ? Packets.B4 : Packets.A4, 6, tcp);
        decoder.decode(ip, 0, ip.length, ip.length, RAW, packet);
        Stamp stamp = new Stamp((long) (second * SECOND), 0, ++frame);
        boolean again = tapped.connection().isAgain(from, packet);
        tapped.connection().accept(from, packet, ip, stamp);
        Kind kind = Kind.of(flags, payload.length);
        long start = tapped.connection().offsetOf(from, packet);
        FateWatcher asking = tapped.transmissions();
        if (kind.isControl() || again) {
            Transmission one =
                    new Transmission(tapped.transmissions(), kind, from, start, payload.length, stamp, again);
            tapped.transmissions().add(one);
            asking = one;
        }
        if (fate != null && (kind.isControl() || from == flow.own && payload.length > 0)) {
            Reason why = fate == Fate.APPEARED ? Reason.NEVER_LEFT : Reason.MATCHED;
            asking.onFate(Sightings.segment(stamp.nanos(), stamp.frame(), payload.length), start, fate, why);
        }
        return this;
    }

    /** What an end says, so many bytes behind its first one. */
    BgpTap says(int from, double second, int offset, Fate fate, byte[] payload) {
        return sees(from, second, ACK, FIRST[from] + offset, FIRST[1 - from], fate, payload);
    }

    BgpTap opened() {
        return sees(0, 0, SYN, 100, 0, Fate.DELIVERED)
                .sees(1, 0, SYN | ACK, 500, 101, Fate.DELIVERED)
                .sees(0, 0, ACK, 101, 501, Fate.DELIVERED);
    }
}

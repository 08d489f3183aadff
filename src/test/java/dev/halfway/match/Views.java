package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;

/** Views of hosts by hand, for tests. */
final class Views {
    private static final int RAW = 101;

    private Views() {}

    /** Of captures that take everything, from one moment to the other. */
    static HostView ofEverything(String name, long startNanos, long endNanos) {
        HostView view = new HostView(name, new Scope(), new CutRecords());
        for (int protocol : new int[] {17, 89}) {
            note(view, Packets.ipv4(Packets.A4, Packets.B4, protocol, Packets.udp(53, new byte[8])));
        }
        note(view, Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(22, 33_333, Packets.ACK)));
        view.windowStartNanos = startNanos;
        view.windowEndNanos = endNanos;
        return view;
    }

    /** Its captures show this packet. */
    static void note(HostView view, byte[] bytes) {
        DecodedPacket packet = new DecodedPacket();
        int outcome = new Decoder(PortSet.of(179)).decode(bytes, 0, bytes.length, bytes.length, RAW, packet);
        view.scope.note(packet, outcome, DecodedPacket.MARK_NONE);
    }
}

package dev.halfway.truth;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Merges adjoining TCP segments of one flow that arrive back to back, as Linux's GRO does before the tap sees them. */
final class ReceiveOffload {
    private static final long HOLD_NANOS = 20_000;
    private static final int LARGEST = 65_000;

    private record Flow(InetAddress source, InetAddress destination, int sourcePort, int destinationPort) {}

    private static final class Held {
        private Ip packet;
        private final List<WirePacket> pieces = new ArrayList<>();
        private final int pieceLength;

        private Held(Ip packet, WirePacket piece) {
            this.packet = packet;
            this.pieces.add(piece);
            this.pieceLength = packet.body().payload().length();
        }
    }

    private final Simulator simulator;
    private final BiConsumer<Ip, List<WirePacket>> next;
    private final Map<Flow, Held> held = new HashMap<>();

    ReceiveOffload(Simulator simulator, BiConsumer<Ip, List<WirePacket>> next) {
        this.simulator = simulator;
        this.next = next;
    }

    void accept(Ip packet, WirePacket piece) {
        if (!(packet.body() instanceof Tcp tcp)) {
            next.accept(packet, List.of(piece));
            return;
        }
        Flow flow = new Flow(packet.source(), packet.destination(), tcp.sourcePort(), tcp.destinationPort());
        Held holding = held.get(flow);
        if (holding != null && adjoins(holding, packet, tcp, piece)) {
            holding.packet = holding.packet.withBody(((Tcp) holding.packet.body()).mergedWith(tcp));
            holding.pieces.add(piece);
        } else {
            flush(flow);
            if (!mergeable(tcp, piece)) {
                next.accept(packet, List.of(piece));
                return;
            }
            holding = new Held(packet, piece);
            held.put(flow, holding);
            Held started = holding;
            simulator.after(HOLD_NANOS, () -> {
                if (held.get(flow) == started) {
                    flush(flow);
                }
            });
        }
        if (tcp.has(Tcp.PSH) || tcp.payload().length() < holding.pieceLength) {
            flush(flow);
        }
    }

    private void flush(Flow flow) {
        Held holding = held.remove(flow);
        if (holding != null) {
            next.accept(holding.packet, List.copyOf(holding.pieces));
        }
    }

    private static boolean mergeable(Tcp tcp, WirePacket piece) {
        return tcp.payload().length() > 0 && (tcp.flags() & ~Tcp.PSH) == Tcp.ACK && !piece.corrupted;
    }

    private static boolean adjoins(Held holding, Ip packet, Tcp tcp, WirePacket piece) {
        Tcp before = (Tcp) holding.packet.body();
        int length = before.payload().length();
        return mergeable(tcp, piece)
                && tcp.payload().length() <= holding.pieceLength
                && length + tcp.payload().length() <= LARGEST
                && tcp.sequence() == before.sequence() + length
                && tcp.acknowledgment() == before.acknowledgment()
                && tcp.window() == before.window()
                && tcp.timestampValue() == before.timestampValue()
                && tcp.timestampEcho() == before.timestampEcho()
                && packet.timeToLive() == holding.packet.timeToLive();
    }
}

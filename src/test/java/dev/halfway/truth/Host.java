package dev.halfway.truth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** One host's stack below the applications: sends through offload and tap onto the path, receives the other way. */
final class Host {
    /** Payload of the largest IP packet the link takes. */
    private static final int LINK_MTU = 1500;

    private static final long LEAST_PROCESSING_NANOS = 3_000;
    private static final long PROCESSING_SPREAD_NANOS = 12_000;
    private static final long LEAST_TRANSMIT_GAP_NANOS = 300;
    /** Between pieces of an offloaded segment on the wire: 1,500 bytes at 10 Gbit/s. */
    private static final long PIECE_GAP_NANOS = 1_200;

    /** Both ends of a connection as this host knows it. */
    record Ends(InetAddress own, int ownPort, InetAddress other, int otherPort) {}

    private record DatagramKey(InetAddress source, int identification) {}

    private final Simulator simulator;
    private final HostSetup setup;
    private final HostClock clock;
    private final Tap tap;
    private final IpIdentifier identifier;
    private final SplittableRandom random;
    private final int timestampBase;
    private final ReceiveOffload receiveOffload;
    private final Map<Ends, TcpEndpoint> endpoints = new HashMap<>();
    private final Map<Integer, Function<Ends, TcpEndpoint>> listeners = new HashMap<>();
    private final Map<DatagramKey, TreeMap<Integer, Ip>> reassembly = new HashMap<>();
    private Link link;
    private int visibleBytes;
    private long lastTransmitNanos;

    Host(Simulator simulator, HostSetup setup, HostClock clock, Tap tap, SplittableRandom random) {
        this.simulator = simulator;
        this.setup = setup;
        this.clock = clock;
        this.tap = tap;
        this.random = random;
        this.identifier = new IpIdentifier(setup.ipId, random.split());
        this.timestampBase = random.nextInt();
        this.receiveOffload = new ReceiveOffload(simulator, this::arrived);
    }

    /** @param bothVisible bytes of an IP packet that both hosts' captures hold at most */
    void connect(Link toOther, int bothVisible) {
        link = toOther;
        visibleBytes = bothVisible;
    }

    HostSetup setup() {
        return setup;
    }

    Tap tap() {
        return tap;
    }

    HostClock clock() {
        return clock;
    }

    InetAddress address(boolean version6) {
        return version6 ? address6(setup.number) : address4(1, setup.number);
    }

    static InetAddress address4(int network, int number) {
        return address(new byte[] {10, 39, (byte) network, (byte) number});
    }

    private static InetAddress address6(int number) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) 0xFD;
        bytes[1] = 0x39;
        bytes[15] = (byte) number;
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    /** TSval: milliseconds since some moment of this host's own (RFC 7323 section 5.4). */
    int timestampValue() {
        return timestampBase + (int) (simulator.nowNanos() / 1_000_000);
    }

    void listen(int port, Function<Ends, TcpEndpoint> onConnection) {
        listeners.put(port, onConnection);
    }

    /** From now on segments between these ends are this endpoint's. */
    void attach(Ends ends, TcpEndpoint endpoint) {
        TcpEndpoint before = endpoints.put(ends, endpoint);
        if (before != null) {
            before.forget();
        }
    }

    /**
     * Sends a packet after a little processing, in the order of the calls.
     *
     * @param range its place in a TCP stream, null for all else
     * @param seen told when the packet passes this host's tap
     */
    void transmit(Ip packet, Exchange exchange, StreamRange range, Consumer<Sighting> seen) {
        long processing = LEAST_PROCESSING_NANOS + random.nextLong(PROCESSING_SPREAD_NANOS);
        lastTransmitNanos = Math.max(simulator.nowNanos() + processing, lastTransmitNanos + LEAST_TRANSMIT_GAP_NANOS);
        simulator.at(lastTransmitNanos, () -> putOnWire(packet, exchange, range, seen));
    }

    private void putOnWire(Ip packet, Exchange exchange, StreamRange range, Consumer<Sighting> seen) {
        if (packet.body() instanceof Tcp tcp) {
            int mss = maximumPayload(packet, tcp);
            int count = Math.max(1, (tcp.payload().length() + mss - 1) / mss);
            Object flow = List.of(packet.source(), packet.destination(), tcp.sourcePort(), tcp.destinationPort());
            Ip identified = identifier.identify(packet, flow, count);
            seen.accept(putSegment(identified, exchange, range, mss));
        } else if (ipLength(packet) > LINK_MTU) {
            putFragments(packet, exchange, seen);
        } else {
            Ip identified = identifier.identify(packet, packet.source(), 1);
            seen.accept(put(identified, List.of(identified), exchange, null));
        }
    }

    private Sighting putSegment(Ip packet, Exchange exchange, StreamRange range, int mss) {
        Tcp tcp = (Tcp) packet.body();
        int length = tcp.payload().length();
        if (length <= mss) {
            return put(packet, List.of(packet), exchange, range);
        }
        List<Ip> pieces = new ArrayList<>();
        for (int from = 0; from < length; from += mss) {
            Ip piece = packet.withBody(tcp.piece(from, Math.min(mss, length - from)));
            int number = identifier.ofPiece(packet.identification(), pieces.size());
            pieces.add(packet.isVersion6() ? piece : piece.withIdentification(number));
        }
        return put(packet, pieces, exchange, range);
    }

    private void putFragments(Ip packet, Exchange exchange, Consumer<Sighting> seen) {
        byte[] datagram = WireFormat.encodeTransport(packet, false);
        Ip identified = packet.withIdentification(identifier.forFragments());
        int room = (LINK_MTU - (packet.isVersion6() ? 48 : 20)) / 8 * 8;
        for (int offset = 0; offset < datagram.length; offset += room) {
            int length = Math.min(room, datagram.length - offset);
            boolean more = offset + length < datagram.length;
            Ip fragment = identified.fragment(offset, more, new Bytes(datagram, offset, length));
            seen.accept(put(fragment, List.of(fragment), exchange, null));
        }
    }

    /** Shows the tap {@code whole} and gives the path its pieces. */
    private Sighting put(Ip whole, List<Ip> pieces, Exchange exchange, StreamRange range) {
        long now = simulator.nowNanos();
        List<WirePacket> truths = new ArrayList<>(pieces.size());
        Sighting sighting = tap.see(whole, true, setup.sendOffload, truths, now);
        long from = 0;
        for (Ip piece : pieces) {
            int length = piece.body().payload().length();
            StreamRange pieceRange = range == null || pieces.size() == 1 ? range : range.piece(from, length);
            WirePacket truth = new WirePacket(
                    piece, visibleBytes, exchange, pieceRange, sighting, now + truths.size() * PIECE_GAP_NANOS);
            from += length;
            truths.add(truth);
            if (pieceRange != null) {
                pieceRange.log().sent(truth);
            }
            link.carry(piece, truth);
        }
        return sighting;
    }

    /** A packet comes off the wire. */
    void receive(Ip packet, WirePacket truth) {
        if (setup.receiveOffload) {
            receiveOffload.accept(packet, truth);
        } else {
            arrived(packet, List.of(truth));
        }
    }

    /** A packet of no interest comes off the wire from somewhere else. */
    void receiveForeign(Ip packet) {
        tap.see(packet, false, false, List.of(), simulator.nowNanos());
    }

    /** A packet of no interest leaves for somewhere else. */
    void transmitForeign(Ip packet) {
        tap.see(packet, true, false, List.of(), simulator.nowNanos());
    }

    private void arrived(Ip packet, List<WirePacket> pieces) {
        Sighting sighting = tap.see(packet, false, false, pieces, simulator.nowNanos());
        boolean sound = true;
        for (WirePacket piece : pieces) {
            piece.arrivals.add(sighting);
            sound &= !piece.corrupted;
        }
        if (!sound) {
            // The checksum tells, and the packet goes no further.
            return;
        }
        if (packet.isFragment()) {
            reassemble(packet, pieces);
        } else if (packet.body() instanceof Tcp tcp) {
            deliver(packet, tcp, pieces);
        } else if (packet.body() instanceof Echo echo) {
            deliver(packet, echo, pieces);
        }
    }

    private void deliver(Ip packet, Echo echo, List<WirePacket> pieces) {
        if (!echo.request()) {
            return;
        }
        Echo reply = new Echo(false, echo.identifier(), echo.sequence(), echo.payload());
        transmit(Ip.of(packet.destination(), packet.source(), reply), pieces.get(0).exchange, null, seen -> {
            for (WirePacket piece : pieces) {
                piece.seenAnswered |= seen.recorded();
            }
        });
    }

    private void deliver(Ip packet, Tcp tcp, List<WirePacket> pieces) {
        Ends ends = new Ends(packet.destination(), tcp.destinationPort(), packet.source(), tcp.sourcePort());
        TcpEndpoint endpoint = endpoints.get(ends);
        boolean opens = tcp.has(Tcp.SYN) && !tcp.has(Tcp.ACK);
        if (opens && (endpoint == null || endpoint.isOver())) {
            Function<Ends, TcpEndpoint> listener = listeners.get(tcp.destinationPort());
            if (listener != null) {
                endpoint = listener.apply(ends);
                attach(ends, endpoint);
            }
        }
        if (endpoint != null) {
            endpoint.receive(tcp, pieces);
        }
    }

    private void reassemble(Ip fragment, List<WirePacket> pieces) {
        DatagramKey key = new DatagramKey(fragment.source(), fragment.identification());
        TreeMap<Integer, Ip> parts = reassembly.computeIfAbsent(key, unseen -> new TreeMap<>());
        parts.put(fragment.fragmentOffset(), fragment);
        Bytes datagram = Bytes.EMPTY;
        boolean more = true;
        for (Ip part : parts.values()) {
            if (part.fragmentOffset() != datagram.length()) {
                return;
            }
            datagram = datagram.followedBy(part.body().payload());
            more = part.moreFragments();
        }
        if (more) {
            return;
        }
        reassembly.remove(key);
        ByteBuffer header = ByteBuffer.wrap(datagram.array());
        boolean request = header.get(0) == 8 || header.get(0) == (byte) 128;
        int id = header.getShort(4) & 0xFFFF;
        int sequence = header.getShort(6) & 0xFFFF;
        deliver(fragment, new Echo(request, id, sequence, datagram.slice(8, datagram.length() - 8)), pieces);
    }

    private int maximumPayload(Ip packet, Tcp tcp) {
        return LINK_MTU - (packet.isVersion6() ? 40 : 20) - 20 - (tcp.timestamps() ? 12 : 0);
    }

    private static int ipLength(Ip packet) {
        return (packet.isVersion6() ? 48 : 28) + packet.body().payload().length();
    }
}

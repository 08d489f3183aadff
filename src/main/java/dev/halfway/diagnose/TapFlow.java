package dev.halfway.diagnose;

import dev.halfway.bgp.Budget;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.match.Sighting;
import java.util.ArrayList;
import java.util.List;

/** All connections between the same two addresses and ports, one after the other, as one tap sees them. */
final class TapFlow {
    private static final int MOST_CONNECTIONS = 256;

    /** An address and a port, as this tap has them. */
    record Endpoint(long high, long low, int port) {}

    /** One of the connections, with what became of its segments. */
    record Tapped(TapConnection connection, Transmissions transmissions) {}

    final int host;
    /** As {@link Sighting#flowKey}. */
    final Object key;
    /** The end that is at this tap. */
    final int own;
    /** Index of the host at the other end, negative when that has no capture. */
    final int peerHost;

    final Endpoint[] ends;
    /** By sending end: what turns this tap's sequence numbers into those that both taps agree on. */
    final int[] shifts = new int[2];

    private final Budget budget;
    private final List<Tapped> connections = new ArrayList<>(1);
    private boolean foreign;
    /** What comes before the next SYN belongs to nothing that is followed. */
    private boolean lapsed;

    private long leftOut;

    TapFlow(int host, Object key, int own, int peerHost, Endpoint[] ends, Budget budget) {
        this.host = host;
        this.key = key;
        this.own = own;
        this.peerHost = peerHost;
        this.ends = ends;
        this.budget = budget;
    }

    /** Whether a segment is to be given to {@link #accept}; NOTHING and FOREIGN as there. */
    TapConnection.Heard glance(int from, DecodedPacket packet, byte[] buffer) {
        if (lapsed) {
            boolean opens = Transmission.Kind.of(packet.tcpFlags(), 0) == Transmission.Kind.SYN;
            boolean room = connections.size() < MOST_CONNECTIONS;
            leftOut += opens && room ? 0 : 1;
            return opens && room ? TapConnection.Heard.TAKEN : TapConnection.Heard.NOTHING;
        }
        if (connections.isEmpty()) {
            open();
        }
        TapConnection.Heard heard =
                connections.get(connections.size() - 1).connection.glance(from, packet, buffer);
        foreign |= heard == TapConnection.Heard.FOREIGN;
        return heard;
    }

    /** Takes in a segment that was glanced at; false when this is not BGP after all. */
    boolean accept(int from, Sighting s, DecodedPacket packet, byte[] buffer, Stamp stamp) {
        if (lapsed) {
            lapsed = false;
            open();
        }
        Tapped current = connections.get(connections.size() - 1);
        boolean again = current.connection.isAgain(from, packet);
        TapConnection.Heard heard = current.connection.accept(from, packet, buffer, stamp);
        if (heard == TapConnection.Heard.ANOTHER) {
            if (connections.size() == MOST_CONNECTIONS) {
                leftOut++;
                lapsed = true;
                return true;
            }
            current.connection.close();
            open();
            return accept(from, s, packet, buffer, stamp);
        }
        if (heard == TapConnection.Heard.FOREIGN) {
            connections.remove(connections.size() - 1);
            foreign = connections.isEmpty();
            lapsed = !foreign;
            return !foreign;
        }
        watch(current, from, s, packet, stamp, again);
        return true;
    }

    private void open() {
        connections.add(new Tapped(new TapConnection(own, budget), new Transmissions()));
    }

    private void watch(Tapped current, int from, Sighting s, DecodedPacket packet, Stamp stamp, boolean again) {
        int length = packet.payloadLength();
        Transmission.Kind kind = Transmission.Kind.of(packet.tcpFlags(), length);
        boolean leaving = from == own;
        if (!kind.isControl() && (!leaving || length == 0)) {
            return;
        }
        long start = current.connection.offsetOf(from, packet);
        Transmission one = new Transmission(current.transmissions, kind, from, start, length, stamp, again);
        if (kind.isControl() || again) {
            current.transmissions.add(one);
        }
        s.watch(one);
    }

    boolean isForeign() {
        return foreign;
    }

    boolean speaksBgp() {
        return connections.stream().anyMatch(each -> each.connection.speaksBgp());
    }

    List<Tapped> connections() {
        return connections;
    }

    /** Segments of connections that are too many to be followed. */
    long leftOut() {
        return leftOut;
    }
}

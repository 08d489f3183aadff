package dev.halfway.diagnose;

import dev.halfway.bgp.Budget;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Spread;
import dev.halfway.match.Sighting;
import java.util.ArrayList;
import java.util.List;

/** All connections between the same two addresses and ports, one after the other, as one tap sees them. */
final class TapFlow {
    private static final int MOST_CONNECTIONS = 256;

    /** An address and a port, as this tap has them. */
    record Endpoint(long high, long low, int port) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Endpoint end && high == end.high && low == end.low && port == end.port;
        }

        @Override
        public int hashCode() {
            return (int) Spread.of(high, low) * 31 + port;
        }
    }

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
    private final Budget missingBudget;
    private final ArrayList<Tapped> connections = new ArrayList<>(1);
    /** The last of them; null where there is none. */
    private Tapped current;

    private boolean foreign;
    /** What comes before the next SYN belongs to nothing that is followed. */
    private boolean lapsed;

    private long leftOut;

    /**
     * @param budget of the tap
     * @param missingBudget for who matches, of all taps
     */
    TapFlow(int host, Object key, int own, int peerHost, Endpoint[] ends, Budget budget, Budget missingBudget) {
        this.host = host;
        this.key = key;
        this.own = own;
        this.peerHost = peerHost;
        this.ends = ends;
        this.budget = budget;
        this.missingBudget = missingBudget;
    }

    /** Whether a segment is to be given to {@link #accept}; NOTHING and FOREIGN as there. */
    TapConnection.Heard glance(int from, DecodedPacket packet, byte[] buffer) {
        if (lapsed) {
            boolean opens = Transmission.Kind.of(packet.tcpFlags(), 0) == Transmission.Kind.SYN;
            if (opens && open()) {
                lapsed = false;
                return TapConnection.Heard.TAKEN;
            }
            leftOut++;
            return TapConnection.Heard.NOTHING;
        }
        if (current == null && !open()) {
            lapsed = true;
            leftOut++;
            return TapConnection.Heard.NOTHING;
        }
        TapConnection.Heard heard = current.connection.glance(from, packet, buffer);
        foreign |= heard == TapConnection.Heard.FOREIGN;
        return heard;
    }

    /** Takes in a segment that was glanced at; false when this is not BGP after all. */
    boolean accept(int from, Sighting s, DecodedPacket packet, byte[] buffer, Stamp stamp) {
        boolean again = current.connection.isAgain(from, packet);
        TapConnection.Heard heard = current.connection.accept(from, packet, buffer, stamp);
        if (heard == TapConnection.Heard.ANOTHER) {
            current.connection.close();
            if (!open()) {
                leftOut++;
                lapsed = true;
                return true;
            }
            return accept(from, s, packet, buffer, stamp);
        }
        if (heard == TapConnection.Heard.FOREIGN) {
            connections.remove(connections.size() - 1);
            current = connections.isEmpty() ? null : connections.get(connections.size() - 1);
            budget.giveConnection();
            foreign = current == null;
            lapsed = !foreign;
            return !foreign;
        }
        watch(from, s, packet, stamp, again);
        return true;
    }

    /** False when there is no room for one more connection. */
    private boolean open() {
        if (connections.size() == MOST_CONNECTIONS || !budget.takeConnection()) {
            return false;
        }
        current = new Tapped(new TapConnection(own, budget), new Transmissions(own, budget, missingBudget));
        connections.add(current);
        return true;
    }

    /** Gives back what is held of connections, once nobody asks for them any more. */
    void close() {
        connections.forEach(each -> budget.giveConnection());
        connections.clear();
        current = null;
    }

    private void watch(int from, Sighting s, DecodedPacket packet, Stamp stamp, boolean again) {
        int length = packet.payloadLength();
        Transmission.Kind kind = Transmission.Kind.of(packet.tcpFlags(), length);
        boolean leaving = from == own;
        if (!kind.isControl() && (!leaving || length == 0)) {
            return;
        }
        long start = current.connection.offsetOf(from, packet);
        if (kind.isControl() || again) {
            Transmission one = new Transmission(current.transmissions, kind, from, start, length, stamp, again);
            current.transmissions.add(one);
            s.watch(one, start);
        } else {
            s.watch(current.transmissions, start);
        }
    }

    boolean isOnBgpPort() {
        return ends[0].port() == BgpCollector.BGP_PORT || ends[1].port() == BgpCollector.BGP_PORT;
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

package dev.halfway;

import dev.halfway.bgp.BgpBytes;
import java.util.function.BiFunction;

/**
 * A TCP connection between the two hosts of a scenario that speaks BGP: keeps the sequence numbers, so that a test says only
 * who sends what when, and what becomes of it.
 */
final class BgpSpeaker {
    /** What becomes of a segment; {@link Scenario} has the usual ones as methods. */
    @FunctionalInterface
    interface Path {
        Object send(long nanos, Packet packet);
    }

    static final byte[] OPEN_A = BgpBytes.open(64512, 9, Scenario.A);
    static final byte[] OPEN_B = BgpBytes.open(64513, 30, Scenario.B);

    private final Scenario scenario;
    private final boolean openedByA;
    private final int port;
    private final int service;
    /** Next sequence number of who opened, and of who was connected to. */
    private final int[] next = {1_000, 2_000};

    private BiFunction<Boolean, Packet, Packet> change = (fromA, packet) -> packet;

    BgpSpeaker(Scenario scenario, boolean openedByA, int port) {
        this(scenario, openedByA, port, 179);
    }

    BgpSpeaker(Scenario scenario, boolean openedByA, int port, int service) {
        this.scenario = scenario;
        this.openedByA = openedByA;
        this.port = port;
        this.service = service;
    }

    /** Starts so many bytes later in both streams: met in mid-session, or another connection. */
    BgpSpeaker from(int opener, int responder) {
        next[0] = opener;
        next[1] = responder;
        return this;
    }

    /** Lets every packet be changed before it is sent. */
    BgpSpeaker changing(BiFunction<Boolean, Packet, Packet> how) {
        change = how;
        return this;
    }

    private int side(boolean byA) {
        return byA == openedByA ? 0 : 1;
    }

    /** The next sequence number of an end. */
    int position(boolean ofA) {
        return next[side(ofA)];
    }

    /** A segment with the next sequence number; what it carries is counted. */
    Packet segment(boolean byA, int flags, byte... payload) {
        int side = side(byA);
        Packet packet = Packet.tcp(
                        byA ? Scenario.A : Scenario.B,
                        side == 0 ? port : service,
                        byA ? Scenario.B : Scenario.A,
                        side == 0 ? service : port,
                        flags)
                .sequence(next[side])
                .payload(payload);
        if ((flags & Packet.ACK) != 0) {
            packet = packet.acknowledging(next[1 - side]);
        }
        next[side] = packet.sequenceEnd();
        return change.apply(byA, packet);
    }

    Packet message(boolean byA, byte... payload) {
        return segment(byA, Packet.PSH | Packet.ACK, payload);
    }

    /** SYN, SYN-ACK, ACK, all delivered. */
    BgpSpeaker connects(long nanos) {
        scenario.delivered(nanos, segment(openedByA, Packet.SYN));
        scenario.delivered(nanos + Scenario.MILLIS, segment(!openedByA, Packet.SYN | Packet.ACK));
        scenario.delivered(nanos + 2 * Scenario.MILLIS, segment(openedByA, Packet.ACK));
        return this;
    }

    /** Connects, and exchanges OPEN and KEEPALIVE both ways; hold time 9 s. */
    BgpSpeaker establishes(long nanos) {
        connects(nanos);
        scenario.delivered(nanos + 3 * Scenario.MILLIS, message(true, OPEN_A));
        scenario.delivered(nanos + 4 * Scenario.MILLIS, message(false, OPEN_B));
        keepalive(true, nanos + 5 * Scenario.MILLIS);
        keepalive(false, nanos + 6 * Scenario.MILLIS);
        return this;
    }

    /** A KEEPALIVE, delivered and acknowledged. */
    void keepalive(boolean byA, long nanos) {
        scenario.delivered(nanos, message(byA, BgpBytes.keepalive()));
        scenario.delivered(nanos + Scenario.MILLIS, segment(!byA, Packet.ACK));
    }
}

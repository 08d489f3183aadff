package dev.halfway;

import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Pings and connections between the two hosts of a {@link Scenario}, some of whose packets are lost as somebody decides. A
 * request that is lost is not answered, a SYN that is not answered is sent again: no packet is there that could not be.
 */
final class LossyTraffic {
    static final int PING_BYTES = 84;
    private static final int HEADERS = 28;
    private static final int MOST_SYNS = 3;

    /**
     * A packet about to cross the network.
     *
     * @param flow number of its flow
     * @param flowOrdinal of its direction, from 0
     * @param idleNanos since any packet of its flow, -1 for the first
     */
    record Crossing(
            long nanos,
            boolean fromA,
            boolean begunByA,
            TypeP kind,
            int bytes,
            int dscp,
            int flow,
            int flowOrdinal,
            long idleNanos) {}

    /** Decides what is lost; asked once for each packet, in time order. */
    @FunctionalInterface
    interface Loss {
        boolean loses(Crossing packet);
    }

    private record Event(long nanos, int order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Integer.compare(order, other.order);
        }
    }

    private static final class Flow {
        final int number;
        final boolean begunByA;
        int sentByA;
        int sentByB;
        long lastNanos = -1;

        Flow(int number, boolean begunByA) {
            this.number = number;
            this.begunByA = begunByA;
        }
    }

    final Scenario scenario;
    private final SplittableRandom random;
    private final Loss path;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Integer, Flow> flows = new HashMap<>();
    private int order;
    private int identification;
    private int port = 30_000;
    double lateRate;
    int sentByA;
    int lostOfA;

    LossyTraffic(Path directory, SplittableRandom random, Loss path) {
        scenario = new Scenario(directory);
        this.random = random;
        this.path = path;
    }

    private void at(long nanos, Runnable action) {
        events.add(new Event(nanos, order++, action));
    }

    /** A ping of so many bytes of IP; fragments when it is longer than 1,500. */
    void ping(long nanos, boolean byA, int identifier, int sequence, int bytes, int dscp) {
        at(nanos, () -> {
            String from = byA ? Scenario.A : Scenario.B;
            String to = byA ? Scenario.B : Scenario.A;
            Packet request = Packet.request(from, to, identifier, sequence)
                    .payload(Packets.payload(bytes - HEADERS))
                    .dscp(dscp);
            Flow flow = flows.computeIfAbsent(identifier, number -> new Flow(number, byA));

            cross(request, byA, flow, TypeP.ICMP_ECHO_REQUEST, bytes, dscp, () -> {
                Packet reply = request.answer().dscp(dscp);
                at(now + 50_000, () -> cross(reply, !byA, flow, TypeP.ICMP_ECHO_REPLY, bytes, dscp, () -> {}));
            });
        });
    }

    /** A connection that is reset as soon as it stands: SYN, SYN-ACK, RST. */
    void connect(long nanos, boolean byA) {
        int own = port++;
        Flow flow = new Flow(own, byA);
        int sequence = random.nextInt();
        boolean[] answered = new boolean[1];
        for (int i = 0; i < MOST_SYNS; i++) {
            at(nanos + ((1L << i) - 1) * Scenario.SECOND, () -> {
                if (!answered[0]) {
                    syn(own, byA, flow, sequence, answered);
                }
            });
        }
    }

    private void syn(int own, boolean byA, Flow flow, int sequence, boolean[] answered) {
        String from = byA ? Scenario.A : Scenario.B;
        String to = byA ? Scenario.B : Scenario.A;
        Packet syn =
                Packet.tcp(from, own, to, 179, Packet.SYN).sequence(sequence).ipId(next());
        cross(
                syn,
                byA,
                flow,
                TypeP.TCP_SYN,
                40,
                0,
                () -> at(now + 60_000, () -> {
                    Packet answer = Packet.tcp(to, 179, from, own, Packet.SYN)
                            .sequence(sequence + 7)
                            .acknowledging(sequence + 1);
                    cross(
                            answer,
                            !byA,
                            flow,
                            TypeP.TCP_SYN_ACK,
                            40,
                            0,
                            () -> at(now + 40_000, () -> {
                                answered[0] = true;
                                Packet reset = Packet.tcp(from, own, to, 179, Packet.RST)
                                        .sequence(sequence + 1)
                                        .ipId(next());
                                cross(reset, byA, flow, TypeP.TCP_RST, 40, 0, () -> {});
                            }));
                }));
    }

    private int next() {
        identification = 1 + identification % 65_000;
        return identification;
    }

    private long now;

    private void cross(Packet packet, boolean fromA, Flow flow, TypeP kind, int bytes, int dscp, Runnable arrived) {
        int fragments = (bytes - 20 + 1479) / 1480;
        Packet whole = packet.ipId(next());
        boolean all = true;
        for (int i = 0; i < fragments; i++) {
            int length = Math.min(1480, bytes - 20 - i * 1480);
            Packet part = fragments == 1 ? whole : whole.fragment(i * 1480, length);
            TypeP seen = fragments == 1 ? kind : TypeP.FRAGMENT;
            long nanos = now + i * 2_000L;
            all &= crosses(part, nanos, fromA, flow, seen, fragments == 1 ? bytes : length + 20, dscp);
        }
        if (all) {
            at(now + Scenario.DELAY + 1_000_000, arrived);
        }
    }

    private boolean crosses(Packet packet, long nanos, boolean fromA, Flow flow, TypeP kind, int bytes, int dscp) {
        int ordinal = fromA ? flow.sentByA++ : flow.sentByB++;
        long idle = flow.lastNanos < 0 ? -1 : nanos - flow.lastNanos;
        flow.lastNanos = nanos;
        sentByA += fromA ? 1 : 0;
        if (path.loses(new Crossing(nanos, fromA, flow.begunByA, kind, bytes, dscp, flow.number, ordinal, idle))) {
            scenario.lost(nanos, packet);
            lostOfA += fromA ? 1 : 0;
            return false;
        }
        boolean late = random.nextDouble() < lateRate;
        long delay = Scenario.DELAY + random.nextLong(300_000) + (late ? Scenario.THRESHOLD + Scenario.SECOND : 0);
        scenario.delivered(nanos, packet, delay);
        return !late;
    }

    /** Lets it all happen and analyses the captures. */
    Scenario.Result run() throws IOException {
        while (!events.isEmpty()) {
            Event event = events.poll();
            now = event.nanos;
            event.action.run();
        }
        return scenario.run();
    }
}

package dev.halfway;

import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private static final int USUAL_TIME_TO_LIVE = 64;
    private static final int MOST_SYNS = 3;
    private static final int MOST_MESSAGES = 6;
    private static final int MESSAGE_BYTES = 19;
    private static final int FIRST_SEQUENCE = 1_000;
    private static final long RETRANSMISSION_NANOS = 400_000_000;

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
            int timeToLive,
            int flow,
            int flowOrdinal,
            long idleNanos) {}

    /** What became of one packet; where the captures hold it, if they do, is in {@code sent}. */
    record Fared(long nanos, long arrivalNanos, boolean fromA, boolean lost, boolean twice, Scenario.Sent sent) {}

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
    /** Chance that the path delivers a packet twice. */
    double duplicateRate;
    /** Chance that a packet is held back by up to 5 ms. */
    double reorderRate;
    /** By direction, that of A's packets first: added to the delay, and the width of what varies in it. */
    final long[] extraNanos = new long[2];

    final long[] jitterNanos = {300_000, 300_000};
    /** By host, A first: from when on it answers nothing that arrives; and whether it resets instead of accepting. */
    final long[] silentFrom = {Long.MAX_VALUE, Long.MAX_VALUE};

    final boolean[] refuses = new boolean[2];
    /** By flow: with what A's packets leave, where it is not what is usual. */
    final Map<Integer, Integer> timesToLive = new HashMap<>();
    /** Whether there are routers on the way, each of which takes one. */
    boolean routed;
    /** A router that tells the sender of each lost packet that it may not pass; empty for none. */
    String prohibitedBy = "";
    /** What happened to each packet, in time order. */
    final List<Fared> fared = new ArrayList<>();

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
                if (answers(!byA)) {
                    at(now + 50_000, () -> cross(reply, !byA, flow, TypeP.ICMP_ECHO_REPLY, bytes, dscp, () -> {}));
                }
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
                    if (!answers(!byA)) {
                        return;
                    }
                    if (refuses[byA ? 1 : 0]) {
                        answered[0] = true;
                        Packet refusal =
                                Packet.tcp(to, 179, from, own, Packet.RST).acknowledging(sequence + 1);
                        cross(refusal, !byA, flow, TypeP.TCP_RST, 40, 0, () -> {});
                        return;
                    }
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

    /** Small messages on a connection that stands already, each sent once the one before is acknowledged; gives its port. */
    int talk(long nanos, boolean byA, int messages, long pauseNanos) {
        int own = port++;
        at(nanos, () -> message(new Flow(own, byA), FIRST_SEQUENCE, messages, pauseNanos));
        return own;
    }

    private void message(Flow flow, int sequence, int left, long pauseNanos) {
        boolean[] acknowledged = new boolean[1];
        for (int i = 0; i < MOST_MESSAGES; i++) {
            at(now + ((1L << i) - 1) * RETRANSMISSION_NANOS, () -> {
                if (!acknowledged[0]) {
                    say(flow, sequence, () -> {
                        if (!acknowledged[0] && left > 1) {
                            at(now + pauseNanos, () -> message(flow, sequence + MESSAGE_BYTES, left - 1, pauseNanos));
                        }
                        acknowledged[0] = true;
                    });
                }
            });
        }
    }

    private void say(Flow flow, int sequence, Runnable acknowledged) {
        boolean byA = flow.begunByA;
        String from = byA ? Scenario.A : Scenario.B;
        String to = byA ? Scenario.B : Scenario.A;
        Packet message = Packet.tcp(from, flow.number, to, 179, Packet.PSH)
                .sequence(sequence)
                .acknowledging(5000)
                .data(MESSAGE_BYTES)
                .ipId(next());
        cross(message, byA, flow, TypeP.TCP_DATA, 40 + MESSAGE_BYTES, 0, () -> {
            if (answers(!byA)) {
                Packet answer = Packet.tcp(to, 179, from, flow.number, Packet.ACK)
                        .sequence(5000)
                        .acknowledging(message.sequenceEnd());
                at(now + 30_000, () -> cross(answer, !byA, flow, TypeP.TCP_ACK, 40, 0, acknowledged));
            }
        });
    }

    private boolean answers(boolean hostIsA) {
        return now < silentFrom[hostIsA ? 0 : 1];
    }

    private int next() {
        identification = 1 + identification % 65_000;
        return identification;
    }

    private long now;

    private void cross(Packet packet, boolean fromA, Flow flow, TypeP kind, int bytes, int dscp, Runnable arrived) {
        int fragments = (bytes - 20 + 1479) / 1480;
        int timeToLive = timeToLive(fromA, flow);
        Packet whole = packet.ipId(next()).dscp(dscp).timeToLive(timeToLive);
        boolean all = true;
        long held = 0;
        for (int i = 0; i < fragments; i++) {
            int length = Math.min(1480, bytes - 20 - i * 1480);
            Packet part = fragments == 1 ? whole : whole.fragment(i * 1480, length);
            TypeP seen = fragments == 1 ? kind : TypeP.FRAGMENT;
            long nanos = now + i * 2_000L;
            long heldBack = crosses(part, nanos, fromA, flow, seen, fragments == 1 ? bytes : length + 20, dscp);
            all &= heldBack >= 0;
            held = Math.max(held, heldBack);
        }
        if (all) {
            int way = fromA ? 0 : 1;
            at(now + Scenario.DELAY + extraNanos[way] + jitterNanos[way] + 700_000 + held, arrived);
        }
    }

    private int timeToLive(boolean fromA, Flow flow) {
        return fromA ? timesToLive.getOrDefault(flow.number, USUAL_TIME_TO_LIVE) : USUAL_TIME_TO_LIVE;
    }

    /** How long it was held back; -1 when it does not arrive in time. */
    private long crosses(Packet packet, long nanos, boolean fromA, Flow flow, TypeP kind, int bytes, int dscp) {
        int ordinal = fromA ? flow.sentByA++ : flow.sentByB++;
        long idle = flow.lastNanos < 0 ? -1 : nanos - flow.lastNanos;
        flow.lastNanos = nanos;
        sentByA += fromA ? 1 : 0;
        int way = fromA ? 0 : 1;
        int timeToLive = timeToLive(fromA, flow);
        if (path.loses(
                new Crossing(nanos, fromA, flow.begunByA, kind, bytes, dscp, timeToLive, flow.number, ordinal, idle))) {
            fared.add(new Fared(nanos, -1, fromA, true, false, scenario.lost(nanos, packet)));
            lostOfA += fromA ? 1 : 0;
            if (!prohibitedBy.isEmpty()) {
                Packet error = Packet.error(prohibitedBy, 3, 13, 0, packet);
                scenario.seenAt(fromA ? scenario.a : scenario.b, nanos + 1_000_000, error, false, 1);
            }
            return -1;
        }
        boolean late = random.nextDouble() < lateRate;
        long delay = Scenario.DELAY
                + extraNanos[way]
                + random.nextLong(jitterNanos[way])
                + (late ? Scenario.THRESHOLD + Scenario.SECOND : 0);
        boolean overtaken = reorderRate > 0 && random.nextDouble() < reorderRate;
        long held = overtaken ? random.nextLong(5_000_000) : 0;
        long arrival = nanos + delay + held;
        Packet arriving = routed ? packet.forwarded() : packet;
        Scenario.Sent sent = new Scenario.Sent(scenario.leaves(nanos, packet), scenario.arrives(arrival, arriving));
        boolean twice = duplicateRate > 0 && random.nextDouble() < duplicateRate;
        if (twice) {
            scenario.arrives(arrival + 20_000 + random.nextLong(1_000_000), arriving);
        }
        fared.add(new Fared(nanos, arrival, fromA, false, twice, sent));
        return late ? -1 : held;
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

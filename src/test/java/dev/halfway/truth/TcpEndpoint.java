package dev.halfway.truth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One end of a TCP connection (RFC 9293), simplified: NewReno (RFC 6582) with SACK when both ends have it (RFC 2018),
 * retransmission timer with backoff (RFC 6298), delayed acknowledgments, persist and keepalive probes. What it
 * acknowledges is what it got.
 *
 * <p>Positions count from the SYN at 0 and never wrap; only what goes onto the wire does.
 */
final class TcpEndpoint {
    /** Payload of the longest segment on the wire. */
    static final int MAXIMUM_SEGMENT_SIZE = 1460;

    private static final int WINDOW_SCALE = 7;
    private static final int LARGEST_OFFLOADED_SEGMENTS = 44;
    private static final long FIRST_TIMEOUT_NANOS = 1_000_000_000;
    private static final long LEAST_TIMEOUT_NANOS = 200_000_000;
    private static final long MOST_TIMEOUT_NANOS = 16_000_000_000L;
    private static final long DELAYED_ACK_NANOS = 40_000_000;
    private static final int MOST_RETRIES = 7;
    private static final int MOST_STUTTERS = 4;

    private enum State {
        CLOSED,
        SYN_SENT,
        SYN_RECEIVED,
        ESTABLISHED
    }

    /** Sent and not yet acknowledged: at most one wire segment, or the FIN. */
    private static final class Outstanding {
        private final long start;
        private final long end;
        private final boolean fin;
        private boolean sacked;
        private boolean lost;
        private boolean retransmitted;
        private long sentNanos;

        private Outstanding(long start, long end, boolean fin, long sentNanos) {
            this.start = start;
            this.end = end;
            this.fin = fin;
            this.sentNanos = sentNanos;
        }
    }

    private final Simulator simulator;
    private final Host host;
    private final Host.Ends ends;
    private final Exchange exchange;
    private final ByteStream stream;
    private final SplittableRandom random;
    private final int initialSequence;
    private final boolean timestamps;
    private final boolean sack;
    private final int segmentSize;
    private final int receiveBuffer;
    private final double stutterRate;
    private final StreamLog log = new StreamLog();
    private StreamLog peerLog;

    private State state = State.CLOSED;
    private Runnable onEstablished = () -> {};
    private final Deque<Outstanding> outstanding = new ArrayDeque<>();
    private long unacknowledged;
    private long next;
    private long available = 1;
    private boolean closing;
    private boolean finSent;
    private boolean finAcknowledged;
    private double congestionWindow;
    private double slowStartThreshold = 1 << 20;
    private int duplicateAcks;
    private boolean recovering;
    private long recoveredAt;
    private long peerWindow;
    private long timeoutNanos = FIRST_TIMEOUT_NANOS;
    private double smoothedRoundTrip;
    private int retries;
    private long timer;
    private long persistTimer;

    private int peerInitialSequence;
    private long expected;
    private boolean finReceived;
    /** End of the peer's FIN, in order or not; 0 while there was none. */
    private long finEnd;

    private final TreeMap<Long, Long> outOfOrder = new TreeMap<>();
    private long newestOutOfOrder;
    private int unacknowledgedSegments;
    private long delayedAck;
    private int timestampRecent;
    private boolean reading = true;
    private long unread;
    private long keepaliveNanos;
    private long lastActivityNanos;

    TcpEndpoint(
            Simulator simulator,
            Host host,
            Host.Ends ends,
            Exchange exchange,
            ByteStream stream,
            TcpTraits traits,
            SplittableRandom random) {
        this.simulator = simulator;
        this.host = host;
        this.ends = ends;
        this.exchange = exchange;
        this.stream = stream;
        this.random = random;
        this.timestamps = traits.timestamps();
        this.sack = traits.sack();
        this.receiveBuffer = traits.receiveBuffer();
        this.stutterRate = traits.stutterRate();
        // Some connections start close to the wrap.
        this.initialSequence = random.nextInt(4) == 0 ? -1 - random.nextInt(100_000) : random.nextInt();
        boolean version6 = ends.own().getAddress().length == 16;
        this.segmentSize = MAXIMUM_SEGMENT_SIZE - (version6 ? 20 : 0) - (timestamps ? 12 : 0);
        this.congestionWindow = 10.0 * segmentSize;
        this.peerWindow = segmentSize;
    }

    /** Sends the SYN, again after 1, 2, 4 s and so on. */
    void open() {
        state = State.SYN_SENT;
        sendSyn();
        armHandshakeTimer(FIRST_TIMEOUT_NANOS, State.SYN_SENT);
    }

    void onEstablished(Runnable action) {
        onEstablished = action;
    }

    boolean isEstablished() {
        return state == State.ESTABLISHED && !closing && !finReceived;
    }

    /** Nothing more will come of it, so that its ports may be used again. */
    boolean isOver() {
        return state == State.CLOSED || finAcknowledged && finReceived;
    }

    /** The application has written this many more bytes of its stream. */
    void write(int bytes) {
        if (state == State.CLOSED || closing) {
            return;
        }
        available += bytes;
        pump();
    }

    /** Written and not yet acknowledged. */
    long backlog() {
        return available - Math.max(1, unacknowledged);
    }

    /** Sends a FIN behind all that was written. */
    void close() {
        if (state == State.ESTABLISHED && !closing) {
            closing = true;
            pump();
        }
    }

    /** Sends a reset and forgets the connection. */
    void abort() {
        if (state == State.ESTABLISHED) {
            send(Tcp.RST | Tcp.ACK, next, next, Bytes.EMPTY);
        }
        state = State.CLOSED;
    }

    /** Its ports belong to another connection now: it says no more. */
    void forget() {
        state = State.CLOSED;
    }

    /** The application reads nothing for a while, and the window closes as the buffer fills. */
    void stopReading(long forNanos) {
        reading = false;
        simulator.after(forNanos, () -> {
            reading = true;
            if (unread > 0 && state == State.ESTABLISHED) {
                unread = 0;
                sendAck();
            }
        });
    }

    /** Probes after this much silence, again and again (RFC 9293 section 3.8.4). */
    void keepAlive(long everyNanos) {
        keepaliveNanos = everyNanos;
        simulator.after(everyNanos, this::probeWhenIdle);
    }

    private void probeWhenIdle() {
        if (!isEstablished()) {
            return;
        }
        long idle = simulator.nowNanos() - lastActivityNanos;
        if (idle >= keepaliveNanos && outstanding.isEmpty()) {
            send(Tcp.ACK, next - 1, next - 1, Bytes.EMPTY);
            lastActivityNanos = simulator.nowNanos();
        }
        simulator.after(Math.max(1, keepaliveNanos - Math.min(idle, keepaliveNanos - 1)), this::probeWhenIdle);
    }

    // ---- receiving

    void receive(Tcp segment, List<WirePacket> pieces) {
        lastActivityNanos = simulator.nowNanos();
        if (pieces.get(0).range != null && !segment.has(Tcp.RST)) {
            peerLog = pieces.get(0).range.log();
        }
        if (segment.has(Tcp.RST)) {
            state = State.CLOSED;
            return;
        }
        switch (state) {
            case CLOSED -> {
                if (segment.has(Tcp.SYN) && !segment.has(Tcp.ACK)) {
                    accept(segment);
                } else {
                    sendReset(segment);
                }
            }
            case SYN_SENT -> receiveInSynSent(segment);
            case SYN_RECEIVED -> receiveInSynReceived(segment);
            case ESTABLISHED -> receiveEstablished(segment);
        }
    }

    private void accept(Tcp syn) {
        state = State.SYN_RECEIVED;
        takePeerStart(syn);
        sendSynAck();
        armHandshakeTimer(FIRST_TIMEOUT_NANOS, State.SYN_RECEIVED);
    }

    private void receiveInSynSent(Tcp segment) {
        if (!segment.has(Tcp.ACK)) {
            return;
        }
        if (segment.acknowledgment() != wire(1)) {
            sendReset(segment);
            return;
        }
        if (segment.has(Tcp.SYN)) {
            takePeerStart(segment);
            establish();
            peerWindow = segment.window();
            sendAck();
            onEstablished.run();
            pump();
        }
    }

    private void receiveInSynReceived(Tcp segment) {
        if (segment.has(Tcp.SYN)) {
            sendSynAck();
        } else if (segment.has(Tcp.ACK) && segment.acknowledgment() == wire(1)) {
            establish();
            onEstablished.run();
            receiveEstablished(segment);
        }
    }

    private void takePeerStart(Tcp syn) {
        peerInitialSequence = syn.sequence();
        expected = 1;
        timestampRecent = syn.timestampValue();
        peerWindow = syn.window();
    }

    private void establish() {
        state = State.ESTABLISHED;
        unacknowledged = 1;
        next = 1;
        timeoutNanos = LEAST_TIMEOUT_NANOS;
        retries = 0;
        timer++;
    }

    private void receiveEstablished(Tcp segment) {
        if (segment.has(Tcp.SYN)) {
            // A SYN-ACK once more, or a stranger's SYN: both get the challenge ACK of RFC 5961 section 4.
            sendAck();
            return;
        }
        long start = expected + (segment.sequence() - (peerInitialSequence + (int) expected));
        if (timestamps && start <= expected) {
            timestampRecent = segment.timestampValue();
        }
        if (segment.has(Tcp.ACK)) {
            receiveAck(segment);
        }
        receiveData(segment, start);
        if (state == State.ESTABLISHED) {
            pump();
        }
    }

    private void receiveData(Tcp segment, long start) {
        int length = segment.payload().length();
        boolean fin = segment.has(Tcp.FIN);
        long end = start + length + (fin ? 1 : 0);
        if (end == start) {
            if (start < expected) {
                sendAck();
            }
            return;
        }
        if (end <= expected) {
            sendAck();
            return;
        }
        if (!reading && unread + (end - expected) > receiveBuffer) {
            sendAck();
            return;
        }
        if (start > expected) {
            newestOutOfOrder = start;
            insertOutOfOrder(start, end);
            finEnd = fin ? end : finEnd;
            sendAck();
            return;
        }
        boolean hole = !outOfOrder.isEmpty();
        long before = expected;
        expected = end;
        finEnd = fin ? end : finEnd;
        takeOutOfOrder();
        if (!reading) {
            unread += expected - before;
        }
        if (finEnd == expected && finEnd > 0) {
            finReceived = true;
            sendAck();
            simulator.after(1_000_000, this::close);
            return;
        }
        unacknowledgedSegments += (length + segmentSize - 1) / segmentSize;
        if (hole || unacknowledgedSegments >= 2 || !reading) {
            sendAck();
        } else {
            armDelayedAck();
        }
    }

    private void insertOutOfOrder(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> floor = outOfOrder.floorEntry(from);
        if (floor != null && floor.getValue() >= from) {
            from = floor.getKey();
            to = Math.max(to, floor.getValue());
        }
        Iterator<Map.Entry<Long, Long>> covered =
                outOfOrder.subMap(from, true, to, true).entrySet().iterator();
        while (covered.hasNext()) {
            to = Math.max(to, covered.next().getValue());
            covered.remove();
        }
        outOfOrder.put(from, to);
    }

    private void takeOutOfOrder() {
        while (!outOfOrder.isEmpty() && outOfOrder.firstKey() <= expected) {
            expected = Math.max(expected, outOfOrder.pollFirstEntry().getValue());
        }
    }

    private void armDelayedAck() {
        long armed = ++delayedAck;
        simulator.after(DELAYED_ACK_NANOS, () -> {
            if (delayedAck == armed && unacknowledgedSegments > 0 && state == State.ESTABLISHED) {
                sendAck();
            }
        });
    }

    // ---- acknowledged

    private void receiveAck(Tcp segment) {
        long acknowledged = unacknowledged + (segment.acknowledgment() - wire(unacknowledged));
        if (acknowledged > next || acknowledged < unacknowledged) {
            return;
        }
        long window = (long) segment.window() << WINDOW_SCALE;
        boolean sameWindow = window == peerWindow;
        peerWindow = window;
        markSacked(segment);
        if (acknowledged > unacknowledged) {
            advance(acknowledged);
        } else if (!outstanding.isEmpty() && sameWindow && segment.payload().length() == 0 && !segment.has(Tcp.FIN)) {
            countDuplicate();
        }
    }

    private void advance(long acknowledged) {
        unacknowledged = acknowledged;
        retries = 0;
        duplicateAcks = 0;
        long gained = 0;
        while (!outstanding.isEmpty() && outstanding.peekFirst().end <= acknowledged) {
            Outstanding done = outstanding.pollFirst();
            gained += done.end - done.start;
            finAcknowledged |= done.fin;
            if (!done.retransmitted) {
                measure(simulator.nowNanos() - done.sentNanos);
            }
        }
        if (recovering && acknowledged >= recoveredAt) {
            recovering = false;
            congestionWindow = Math.max(slowStartThreshold, 2.0 * segmentSize);
        } else if (recovering) {
            if (!outstanding.isEmpty() && !outstanding.peekFirst().sacked) {
                retransmitIfStale(outstanding.peekFirst());
            }
            retransmitLost(2);
        } else if (congestionWindow < slowStartThreshold) {
            congestionWindow += gained;
        } else {
            congestionWindow += (double) segmentSize * gained / congestionWindow;
        }
        timer++;
        if (!outstanding.isEmpty()) {
            armTimer();
        }
    }

    private void measure(long roundTripNanos) {
        smoothedRoundTrip =
                smoothedRoundTrip == 0 ? roundTripNanos : 0.875 * smoothedRoundTrip + 0.125 * roundTripNanos;
        timeoutNanos = LEAST_TIMEOUT_NANOS + (long) smoothedRoundTrip;
    }

    private void markSacked(Tcp segment) {
        int[] edges = segment.sack();
        for (int i = 0; i < edges.length; i += 2) {
            long left = unacknowledged + (edges[i] - wire(unacknowledged));
            long right = unacknowledged + (edges[i + 1] - wire(unacknowledged));
            for (Outstanding sent : outstanding) {
                sent.sacked |= sent.start >= left && sent.end <= right;
            }
        }
    }

    private void countDuplicate() {
        duplicateAcks++;
        if (recovering) {
            if (!sack) {
                congestionWindow += segmentSize;
            }
            markHoles();
            retransmitLost(1);
        } else if (duplicateAcks == 3) {
            recovering = true;
            recoveredAt = next;
            slowStartThreshold = Math.max(inFlight() / 2.0, 2.0 * segmentSize);
            congestionWindow = slowStartThreshold + 3.0 * segmentSize;
            outstanding.peekFirst().lost = true;
            markHoles();
            retransmitLost(1);
        }
    }

    /** What has SACKed data behind it and was never retransmitted is lost. */
    private void markHoles() {
        long highest = 0;
        for (Outstanding sent : outstanding) {
            highest = sent.sacked ? Math.max(highest, sent.start) : highest;
        }
        for (Outstanding sent : outstanding) {
            sent.lost |= !sent.sacked && !sent.retransmitted && sent.end + 2L * segmentSize < highest;
        }
    }

    private void retransmitIfStale(Outstanding sent) {
        if (simulator.nowNanos() - sent.sentNanos > 1.5 * smoothedRoundTrip) {
            sent.lost = true;
        }
    }

    private void retransmitLost(int most) {
        int left = most;
        for (Outstanding sent : outstanding) {
            if (left == 0) {
                break;
            }
            if (sent.lost && !sent.sacked) {
                left--;
                sent.lost = false;
                sent.retransmitted = true;
                sent.sentNanos = simulator.nowNanos();
                sendRange(sent.start, sent.end, sent.fin);
            }
        }
    }

    private long inFlight() {
        long bytes = 0;
        for (Outstanding sent : outstanding) {
            bytes += sent.sacked || sent.lost ? 0 : sent.end - sent.start;
        }
        return bytes;
    }

    // ---- timers

    private void armTimer() {
        long armed = ++timer;
        simulator.after(timeoutNanos, () -> {
            if (timer == armed && state == State.ESTABLISHED && !outstanding.isEmpty()) {
                timeOut();
            }
        });
    }

    private void timeOut() {
        if (++retries > MOST_RETRIES) {
            state = State.CLOSED;
            return;
        }
        timeoutNanos = Math.min(2 * timeoutNanos, MOST_TIMEOUT_NANOS);
        slowStartThreshold = Math.max(inFlight() / 2.0, 2.0 * segmentSize);
        congestionWindow = segmentSize;
        recovering = true;
        recoveredAt = next;
        duplicateAcks = 0;
        for (Outstanding sent : outstanding) {
            sent.lost = !sent.sacked;
        }
        retransmitLost(1);
        armTimer();
    }

    private void armHandshakeTimer(long delayNanos, State during) {
        long armed = ++timer;
        simulator.after(delayNanos, () -> {
            if (timer != armed || state != during) {
                return;
            }
            if (++retries > MOST_RETRIES - 1) {
                state = State.CLOSED;
                return;
            }
            if (during == State.SYN_SENT) {
                sendSyn();
            } else {
                sendSynAck();
            }
            armHandshakeTimer(2 * delayNanos, during);
        });
    }

    private void armPersist(long delayNanos) {
        long armed = ++persistTimer;
        simulator.after(delayNanos, () -> {
            if (persistTimer != armed || state != State.ESTABLISHED) {
                return;
            }
            if (room() <= 0 && outstanding.isEmpty() && next < available) {
                send(Tcp.ACK, unacknowledged - 1, unacknowledged - 1, Bytes.EMPTY);
                armPersist(Math.min(2 * delayNanos, MOST_TIMEOUT_NANOS));
            } else {
                persistTimer = 0;
                pump();
            }
        });
    }

    // ---- sending

    private long room() {
        return unacknowledged + peerWindow - next;
    }

    private void pump() {
        if (state != State.ESTABLISHED) {
            return;
        }
        while (next < available) {
            long length = Math.min(available - next, Math.min(room(), (long) congestionWindow - inFlight()));
            boolean tail = length == available - next;
            if (length <= 0 || !tail && length < segmentSize && !outstanding.isEmpty()) {
                break;
            }
            int most = host.setup().sendOffload ? LARGEST_OFFLOADED_SEGMENTS * segmentSize : segmentSize;
            length = Math.min(length, most);
            if (length > segmentSize && next + length < available) {
                length -= length % segmentSize;
            }
            sendNew((int) length);
        }
        if (closing && !finSent && next == available) {
            finSent = true;
            outstanding.add(new Outstanding(next, next + 1, true, simulator.nowNanos()));
            sendRange(next, next + 1, true);
            next++;
            armTimer();
        }
        if (next < available && outstanding.isEmpty() && persistTimer == 0) {
            armPersist(LEAST_TIMEOUT_NANOS);
        }
    }

    private void sendNew(int length) {
        boolean idle = outstanding.isEmpty();
        for (long from = next; from < next + length; from += segmentSize) {
            long end = Math.min(from + segmentSize, next + length);
            outstanding.add(new Outstanding(from, end, false, simulator.nowNanos()));
        }
        long start = next;
        next += length;
        sendRange(start, next, false);
        if (idle) {
            armTimer();
        }
    }

    private void sendRange(long start, long end, boolean fin) {
        if (fin) {
            send(Tcp.FIN | Tcp.ACK, start, end, Bytes.EMPTY);
            return;
        }
        int push = end == available ? Tcp.PSH : 0;
        send(Tcp.ACK | push, start, end, stream.read(start - 1, (int) (end - start)));
    }

    private void sendSyn() {
        next = 1;
        transmit(handshake(Tcp.SYN, 0), 0, 1);
    }

    private void sendSynAck() {
        next = 1;
        transmit(handshake(Tcp.SYN | Tcp.ACK, peerInitialSequence + 1), 0, 1);
    }

    private Tcp handshake(int flags, int acknowledgment) {
        boolean version6 = ends.own().getAddress().length == 16;
        return new Tcp(
                ends.ownPort(),
                ends.otherPort(),
                wire(0),
                acknowledgment,
                flags,
                Math.min(receiveBuffer, 65_535),
                timestamps,
                timestamps ? host.timestampValue() : 0,
                timestamps ? timestampRecent : 0,
                Tcp.NO_SACK,
                MAXIMUM_SEGMENT_SIZE - (version6 ? 20 : 0),
                WINDOW_SCALE,
                sack,
                Bytes.EMPTY);
    }

    /** A pure acknowledgment, once in a while several alike. */
    private void sendAck() {
        int times = random.nextDouble() < stutterRate ? 2 + random.nextInt(MOST_STUTTERS - 1) : 1;
        for (int i = 0; i < times; i++) {
            send(Tcp.ACK, next, next, Bytes.EMPTY);
        }
    }

    private void send(int flags, long start, long end, Bytes payload) {
        unacknowledgedSegments = 0;
        delayedAck++;
        Tcp segment = new Tcp(
                ends.ownPort(),
                ends.otherPort(),
                wire(start),
                peerInitialSequence + (int) expected,
                flags,
                (int) (advertised() >> WINDOW_SCALE),
                timestamps,
                timestamps ? host.timestampValue() : 0,
                timestamps ? timestampRecent : 0,
                sackBlocks(),
                0,
                -1,
                false,
                payload);
        transmit(segment, start, end);
    }

    private long advertised() {
        long free = receiveBuffer - unread;
        return free < segmentSize ? 0 : free;
    }

    private int[] sackBlocks() {
        if (!sack || outOfOrder.isEmpty()) {
            return Tcp.NO_SACK;
        }
        List<Map.Entry<Long, Long>> blocks = new ArrayList<>();
        Map.Entry<Long, Long> newest = outOfOrder.floorEntry(newestOutOfOrder);
        if (newest != null) {
            blocks.add(newest);
        }
        for (Map.Entry<Long, Long> block : outOfOrder.entrySet()) {
            if (blocks.size() < 3 && !block.equals(newest)) {
                blocks.add(block);
            }
        }
        int[] edges = new int[2 * blocks.size()];
        for (int i = 0; i < blocks.size(); i++) {
            edges[2 * i] = peerInitialSequence + (int) (long) blocks.get(i).getKey();
            edges[2 * i + 1] = peerInitialSequence + (int) (long) blocks.get(i).getValue();
        }
        return edges;
    }

    /** Answers a segment that no connection here knows (RFC 9293 section 3.10.7.1). */
    private void sendReset(Tcp answered) {
        int sequence = answered.has(Tcp.ACK) ? answered.acknowledgment() : 0;
        Tcp reset = new Tcp(
                ends.ownPort(),
                ends.otherPort(),
                sequence,
                0,
                Tcp.RST,
                0,
                false,
                0,
                0,
                Tcp.NO_SACK,
                0,
                -1,
                false,
                Bytes.EMPTY);
        host.transmit(Ip.of(ends.own(), ends.other(), reset), exchange, null, seen -> {});
    }

    private void transmit(Tcp segment, long start, long end) {
        lastActivityNanos = simulator.nowNanos();
        long acknowledged = expected;
        StreamLog acknowledges = segment.has(Tcp.ACK) ? peerLog : null;
        host.transmit(Ip.of(ends.own(), ends.other(), segment), exchange, new StreamRange(log, start, end), seen -> {
            if (acknowledges != null && seen.recorded()) {
                acknowledges.seenAcknowledged(acknowledged, seen.atNanos);
            }
        });
    }

    /** The sequence number at a position. */
    private int wire(long position) {
        return initialSequence + (int) position;
    }
}

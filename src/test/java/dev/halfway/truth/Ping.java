package dev.halfway.truth;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/** Sends echo requests at an interval, numbered from 1. */
final class Ping {
    /** What a request carries behind the ICMP header. */
    enum Payload {
        /** As ping has it: 16 bytes of struct timeval by the host's clock, then 0x10, 0x11 and so on. */
        TIME_AND_PATTERN,
        /** The same in every request. */
        CONSTANT
    }

    private final Simulator simulator;
    private final Host host;
    private final InetAddress target;
    private final int identifier;
    private final long intervalNanos;
    private final Payload payload;
    private final int payloadLength;
    private final int restartAfter;
    private final BooleanSupplier mayRun;
    private final BooleanSupplier maySend;
    private int sequence;

    /**
     * @param restartAfter starts again from sequence number 1 with the same identifier after so many; 0 for never
     * @param mayRun false ends it
     * @param maySend false skips a beat
     */
    Ping(
            Simulator simulator,
            Host host,
            InetAddress target,
            int identifier,
            long intervalNanos,
            Payload payload,
            int payloadLength,
            int restartAfter,
            BooleanSupplier mayRun,
            BooleanSupplier maySend) {
        this.simulator = simulator;
        this.host = host;
        this.target = target;
        this.identifier = identifier;
        this.intervalNanos = intervalNanos;
        this.payload = payload;
        this.payloadLength = payloadLength;
        this.restartAfter = restartAfter;
        this.mayRun = mayRun;
        this.maySend = maySend;
    }

    void beat() {
        if (!mayRun.getAsBoolean()) {
            return;
        }
        if (maySend.getAsBoolean()) {
            send();
        }
        simulator.after(intervalNanos, this::beat);
    }

    private void send() {
        sequence = restartAfter > 0 && sequence == restartAfter ? 1 : sequence + 1;
        Echo request = new Echo(true, identifier, sequence & 0xFFFF, content());
        Exchange exchange = new Exchange(host.setup().name, true);
        boolean version6 = target.getAddress().length == 16;
        host.transmit(Ip.of(host.address(version6), target, request), exchange, null, seen -> {});
    }

    private Bytes content() {
        ByteBuffer content = ByteBuffer.allocate(payloadLength).order(ByteOrder.LITTLE_ENDIAN);
        if (payload == Payload.TIME_AND_PATTERN) {
            long now = host.clock().at(simulator.nowNanos());
            content.putLong(now / 1_000_000_000L).putLong(now % 1_000_000_000L / 1000);
        }
        while (content.hasRemaining()) {
            content.put((byte) content.position());
        }
        return Bytes.of(content.array());
    }
}

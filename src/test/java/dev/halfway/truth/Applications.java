package dev.halfway.truth;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Starts what a {@link TrafficSetup} asks for and keeps it going until the captures are full. */
final class Applications {
    static final int WATCHED_PORT = 179;

    private static final int OTHER_PORT = 443;
    private static final int LARGE_BUFFER = 1 << 18;
    private static final int SMALL_BUFFER = 1 << 15;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    /** A sender that far behind gets no more to send. */
    private static final int MOST_BACKLOG = 400_000;

    private final Simulator simulator;
    private final TruthScenario scenario;
    private final Host a;
    private final Host b;
    private final Connections connections;
    private final SplittableRandom random;
    private int started;

    Applications(Simulator simulator, TruthScenario scenario, Host a, Host b, SplittableRandom random) {
        this.simulator = simulator;
        this.scenario = scenario;
        this.a = a;
        this.b = b;
        this.random = random;
        this.connections = new Connections(simulator, scenario, random.split());
    }

    void start() {
        TrafficSetup traffic = scenario.traffic;
        for (int i = 0; i < traffic.pings; i++) {
            boolean six = alternate();
            // The constant ones repeat themselves within the loss threshold.
            int restartAfter = i % 3 == 0 ? 0 : i % 3 == 1 ? 20 : 5;
            Ping.Payload payload = i % 3 == 2 ? Ping.Payload.CONSTANT : Ping.Payload.TIME_AND_PATTERN;
            long interval = traffic.pingIntervalNanos * (i + 1);
            startPing(a, b, six, interval, payload, 56, restartAfter, this::running);
            startPing(b, a, six, interval, payload, 56, restartAfter, this::running);
        }
        for (int i = 0; i < traffic.floods; i++) {
            long interval = Math.max(20_000, scenario.durationNanos / scenario.packets * traffic.floods);
            startPing(a, b, false, interval, Ping.Payload.CONSTANT, 56, 0, this::behindPace);
            startPing(b, a, false, 10 * interval, Ping.Payload.CONSTANT, 56, 0, this::behindPace);
        }
        for (int i = 0; i < traffic.largePings; i++) {
            long interval = 30 * MILLISECOND * (i + 1);
            boolean six = alternate();
            startPing(a, b, six, interval, Ping.Payload.TIME_AND_PATTERN, 4000, 0, this::running);
            startPing(b, a, six, interval, Ping.Payload.TIME_AND_PATTERN, 4000, 0, this::running);
        }
        for (int i = 0; i < traffic.sessions; i++) {
            after(i * 37 * MILLISECOND, session(a, b, 34_000 + i));
            after(i * 41 * MILLISECOND, session(b, a, 34_500 + i));
        }
        for (int i = 0; i < traffic.bulks; i++) {
            after(i * 13 * MILLISECOND, bulk(a, b, 35_000 + i, i % 2 == 0));
            after(i * 17 * MILLISECOND, bulk(b, a, 35_500 + i, i % 2 == 0));
        }
        for (int i = 0; i < traffic.churns; i++) {
            after(i * 29 * MILLISECOND, churn(a, b, 36_000 + 3 * i, 0));
            after(i * 31 * MILLISECOND, churn(b, a, 36_500 + 3 * i, 0));
        }
        if (traffic.noise) {
            noise();
        }
    }

    /** The time is not up and the captures are not full. */
    private boolean running() {
        return simulator.nowNanos() < scenario.durationNanos && recorded() < scenario.packets;
    }

    /** The captures hold less than they should by now. */
    private boolean behindPace() {
        double share = (double) simulator.nowNanos() / scenario.durationNanos;
        return running() && recorded() <= scenario.packets * share;
    }

    private int recorded() {
        return Math.max(a.tap().records().size(), b.tap().records().size());
    }

    private void after(long delayNanos, Runnable action) {
        simulator.after(delayNanos, () -> {
            if (running()) {
                action.run();
            }
        });
    }

    private boolean alternate() {
        return scenario.traffic.ipv6 && started++ % 2 == 1;
    }

    private void startPing(
            Host from,
            Host to,
            boolean version6,
            long intervalNanos,
            Ping.Payload payload,
            int length,
            int restartAfter,
            BooleanSupplier maySend) {
        int identifier = 1 + random.nextInt(65_535);
        Ping ping = new Ping(
                simulator,
                from,
                to.address(version6),
                identifier,
                intervalNanos,
                payload,
                length,
                restartAfter,
                this::running,
                maySend);
        simulator.after(random.nextLong(intervalNanos), ping::beat);
    }

    // ---- sessions: small messages, now and then many; opened again after they end

    private Runnable session(Host client, Host server, int port) {
        boolean six = alternate();
        return () -> openSession(client, server, port, six);
    }

    private void openSession(Host client, Host server, int port, boolean six) {
        BgpStream fromClient = new BgpStream();
        BgpStream fromServer = new BgpStream();
        TcpEndpoint end = connections.open(new Connections.Plan(
                client,
                port,
                server,
                WATCHED_PORT,
                six,
                SMALL_BUFFER,
                fromClient.stream(),
                fromServer.stream(),
                accepted -> accepted.onEstablished(() -> talk(accepted, fromServer, server, false))));
        end.onEstablished(() -> {
            end.keepAlive(700 * MILLISECOND);
            talk(end, fromClient, client, true);
        });
        reopenWhenOver(end, () -> openSession(client, server, port, six));
    }

    private void talk(TcpEndpoint end, BgpStream messages, Host host, boolean mayCease) {
        end.write(messages.open(host.setup().number));
        end.write(messages.keepalive());
        int life = 5 + random.nextInt(30);
        after(500 * MILLISECOND, () -> nextMessage(end, messages, mayCease ? life : Integer.MAX_VALUE));
    }

    private void nextMessage(TcpEndpoint end, BgpStream messages, int left) {
        if (!end.isEstablished()) {
            return;
        }
        if (left == 0) {
            end.write(messages.ceaseByAdministrator());
            end.close();
            return;
        }
        int kind = random.nextInt(10);
        int updates = kind == 0 ? 20 : kind < 4 ? 1 : 0;
        end.write(messages.keepalive());
        for (int i = 0; i < updates; i++) {
            end.write(messages.withdraw(1 + random.nextInt(kind == 0 ? 1000 : 20), random.nextInt(1 << 16)));
        }
        if (kind == 9) {
            end.stopReading(2 * SECOND);
        }
        long pause = (200 + random.nextInt(2000)) * MILLISECOND;
        after(pause, () -> nextMessage(end, messages, left - 1));
    }

    private void reopenWhenOver(TcpEndpoint end, Runnable reopen) {
        after(500 * MILLISECOND, () -> {
            if (end.isOver()) {
                after(random.nextLong(2 * SECOND), reopen);
            } else {
                reopenWhenOver(end, reopen);
            }
        });
    }

    // ---- bulk: as much as the pace asks for

    private Runnable bulk(Host client, Host server, int port, boolean clientSends) {
        boolean six = alternate();
        return () -> openBulk(client, server, port, six, clientSends);
    }

    private void openBulk(Host client, Host server, int port, boolean six, boolean clientSends) {
        TcpEndpoint end = connections.open(new Connections.Plan(
                client,
                port,
                server,
                WATCHED_PORT,
                six,
                LARGE_BUFFER,
                ByteStream.random(random.nextLong()),
                ByteStream.random(random.nextLong()),
                accepted -> {
                    if (!clientSends) {
                        accepted.onEstablished(() -> feed(accepted));
                    } else if (port % 4 == 0) {
                        accepted.onEstablished(() -> after(3 * SECOND, () -> accepted.stopReading(2 * SECOND)));
                    }
                }));
        if (clientSends) {
            end.onEstablished(() -> feed(end));
        }
        reopenWhenOver(end, () -> openBulk(client, server, port, six, clientSends));
    }

    private void feed(TcpEndpoint end) {
        if (!end.isEstablished()) {
            return;
        }
        if (behindPace() && end.backlog() < MOST_BACKLOG) {
            end.write(1 + random.nextInt(2 * scenario.traffic.bulkWriteBytes));
        }
        after((5 + random.nextInt(30)) * MILLISECOND, () -> feed(end));
    }

    // ---- churn: open, ask, answer, close or reset, again on one of three ports

    private Runnable churn(Host client, Host server, int firstPort, int round) {
        boolean six = alternate();
        return () -> openChurn(client, server, firstPort, round, six);
    }

    private void openChurn(Host client, Host server, int firstPort, int round, boolean six) {
        int answer = 100 + random.nextInt(8000);
        TcpEndpoint end = connections.open(new Connections.Plan(
                client,
                firstPort + round % 3,
                server,
                WATCHED_PORT,
                six,
                LARGE_BUFFER,
                ByteStream.random(random.nextLong()),
                ByteStream.random(random.nextLong()),
                accepted -> accepted.onEstablished(() -> after(MILLISECOND, () -> accepted.write(answer)))));
        end.onEstablished(() -> end.write(20 + random.nextInt(3000)));
        boolean reset = random.nextInt(3) == 0;
        after((50 + random.nextInt(400)) * MILLISECOND, () -> {
            if (reset) {
                end.abort();
            } else {
                end.close();
            }
        });
        long pause = (500 + random.nextInt(1000)) * MILLISECOND;
        after(pause, () -> openChurn(client, server, firstPort, round + 1, six));
    }

    // ---- noise: nothing that anybody asked about

    private void noise() {
        TcpEndpoint other = connections.open(new Connections.Plan(
                a,
                37_000,
                b,
                OTHER_PORT,
                false,
                LARGE_BUFFER,
                ByteStream.random(random.nextLong()),
                ByteStream.random(random.nextLong()),
                accepted -> {}));
        every(100 * MILLISECOND, () -> other.write(1 + random.nextInt(5000)));
        every(50 * MILLISECOND, () -> {
            Host from = random.nextBoolean() ? a : b;
            Host to = from == a ? b : a;
            from.transmit(datagram(from, to), new Exchange(from.setup().name, false), null, seen -> {});
        });
        every(SECOND, () -> {
            a.tap().seeArp(new byte[] {10, 39, 1, 2}, true, simulator.nowNanos());
            b.tap().seeArp(new byte[] {10, 39, 1, 2}, false, simulator.nowNanos());
        });
        every(300 * MILLISECOND, () -> {
            Host host = random.nextBoolean() ? a : b;
            Echo request = new Echo(true, 77, random.nextInt(1 << 16), Bytes.of(new byte[56]));
            Ip out = Ip.of(host.address(false), Host.address4(3, 3), request);
            host.transmitForeign(out);
            Echo reply = new Echo(false, 77, request.sequence(), request.payload());
            Ip back = Ip.of(Host.address4(3, 3), host.address(false), reply);
            simulator.after(MILLISECOND, () -> host.receiveForeign(back));
        });
    }

    private void every(long intervalNanos, Runnable action) {
        after(intervalNanos, () -> {
            action.run();
            every(intervalNanos, action);
        });
    }

    private Ip datagram(Host from, Host to) {
        int length = 8 + random.nextInt(200);
        ByteBuffer udp = ByteBuffer.allocate(length);
        udp.putShort((short) 40_000)
                .putShort((short) 40_000)
                .putShort((short) length)
                .putShort((short) 0);
        return Ip.of(from.address(false), to.address(false), new Opaque(Opaque.UDP, Bytes.of(udp.array())));
    }
}

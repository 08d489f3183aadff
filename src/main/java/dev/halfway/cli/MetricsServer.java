package dev.halfway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halfway.agent.WatchStatus;
import dev.halfway.report.Metrics;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves how a watch stands to Prometheus, at {@code /metrics}. */
final class MetricsServer implements Closeable {
    private static final int OK = 200;
    private static final int NOT_ALLOWED = 405;
    private static final int NO_BODY = -1;

    private final Optional<HttpServer> server;

    private MetricsServer(Optional<HttpServer> server) {
        this.server = server;
    }

    /**
     * @param at {@code ADDR:PORT}, or a port on loopback; empty: no server
     * @throws UsageException when it is neither
     */
    static MetricsServer start(Optional<String> at, Supplier<WatchStatus> status) throws IOException {
        if (at.isEmpty()) {
            return new MetricsServer(Optional.empty());
        }
        HttpServer server = HttpServer.create(address(at.get()), 0);
        server.createContext("/metrics", exchange -> answer(exchange, status.get()));
        server.start();
        return new MetricsServer(Optional.of(server));
    }

    private static InetSocketAddress address(String at) throws IOException {
        int colon = at.lastIndexOf(':');
        try {
            int port = Integer.parseInt(at.substring(colon + 1));
            InetAddress address = colon < 0
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.getByName(at.substring(0, colon).replaceAll("^\\[|]$", ""));
            return new InetSocketAddress(address, port);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--metrics " + at + ": expected PORT or ADDRESS:PORT, as in 127.0.0.1:9179");
        }
    }

    private static void answer(HttpExchange exchange, WatchStatus status) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(NOT_ALLOWED, NO_BODY);
                return;
            }
            byte[] body = Metrics.of(status).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", Metrics.CONTENT_TYPE);
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it listens. */
    Optional<String> address() {
        return server.map(each -> "http:/" + each.getAddress() + "/metrics");
    }

    @Override
    public void close() {
        server.ifPresent(each -> each.stop(0));
    }
}

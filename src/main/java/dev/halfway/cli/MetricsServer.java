package dev.halfway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halfway.agent.WatchStatus;
import dev.halfway.report.Metrics;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves how a watch stands to Prometheus, at {@code /metrics}. */
final class MetricsServer implements Closeable {
    private static final int OK = 200;
    private static final int NOT_ALLOWED = 405;
    private static final int NO_BODY = -1;
    private static final int THREADS = 4;
    /** A client that has not sent its request by then is cut off. */
    private static final String LONGEST_REQUEST_SECONDS = "10";

    static {
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST_SECONDS);
    }

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
        HttpServer server = listening(at.get());
        // Of the server's own it has one thread, which a client keeps that sends half a request.
        server.setExecutor(Executors.newFixedThreadPool(THREADS, MetricsServer::thread));
        server.createContext("/metrics", exchange -> answer(exchange, status.get()));
        server.start();
        return new MetricsServer(Optional.of(server));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "metrics");
        thread.setDaemon(true);
        return thread;
    }

    private static HttpServer listening(String at) throws IOException {
        InetSocketAddress address = address(at);
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("--metrics " + at + ": cannot listen there (" + e.getMessage() + ")", e);
        }
    }

    private static InetSocketAddress address(String at) {
        int colon = at.lastIndexOf(':');
        try {
            int port = Integer.parseInt(at.substring(colon + 1));
            InetAddress address = colon < 0
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.getByName(at.substring(0, colon).replaceAll("^\\[|]$", ""));
            return new InetSocketAddress(address, port);
        } catch (IllegalArgumentException | UnknownHostException e) {
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
        return server.map(each -> "http://" + Endpoints.words(each.getAddress()) + "/metrics");
    }

    @Override
    public void close() {
        server.ifPresent(each -> each.stop(0));
    }
}

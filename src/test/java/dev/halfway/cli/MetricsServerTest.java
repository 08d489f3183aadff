package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.agent.WatchStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {
    private static final WatchStatus NOTHING_YET =
            new WatchStatus(Optional.empty(), 0, List.of(), List.of(), List.of(), List.of(), 0, List.of());

    @Test
    void shouldAnswerWhileAnotherClientSendsHalfARequest() throws IOException {
        try (MetricsServer server = MetricsServer.start(Optional.of("0"), () -> NOTHING_YET)) {
            URI uri = URI.create(server.address().orElseThrow());
            try (Socket other = new Socket(uri.getHost(), uri.getPort())) {
                other.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
                other.getOutputStream().flush();
                for (int i = 0; i < 3; i++) {
                    try (InputStream answer = uri.toURL().openStream()) {
                        String metrics = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
                        assertTrue(metrics.contains("halfway_verdict{verdict=\"inconclusive\"} 1"), metrics);
                    }
                }
            }
        }
    }

    @Test
    void shouldSayWhichAddressIsTaken() throws IOException {
        try (MetricsServer server = MetricsServer.start(Optional.of("0"), () -> NOTHING_YET)) {
            String port =
                    Integer.toString(URI.create(server.address().orElseThrow()).getPort());
            IOException taken =
                    assertThrows(IOException.class, () -> MetricsServer.start(Optional.of(port), () -> NOTHING_YET));
            assertTrue(taken.getMessage().startsWith("--metrics " + port + ": cannot listen there"), taken::toString);
        }
        assertEquals(
                "--metrics no.such.host.invalid:1: expected PORT or ADDRESS:PORT, as in 127.0.0.1:9179",
                assertThrows(
                                UsageException.class,
                                () -> MetricsServer.start(Optional.of("no.such.host.invalid:1"), () -> NOTHING_YET))
                        .getMessage());
    }
}

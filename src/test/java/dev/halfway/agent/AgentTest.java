package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfway.agent.Origin.Reopening;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.decode.ContentKey;
import dev.halfway.decode.Packets;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AgentTest {
    private static final long MILLIS = 1_000_000;
    private static final long MOST_BYTES = 1 << 20;
    private static final int PATIENCE_MILLIS = 10_000;

    @TempDir
    Path directory;

    private final FakeCapture capture = new FakeCapture();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Agent agent;
    private int port;
    private int started;

    private void serve(ServerSocket server, Set<String> welcome, long mostBytes) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = server.getLocalPort();
        Path kept = Files.createDirectory(directory.resolve("kept" + started++));
        agent = new Agent(
                capture, FakeCapture.ETH0, "node", server, welcome, kept, mostBytes, FakeCapture.EPOCH, events::add);
        Thread thread = new Thread(() -> {
            try {
                agent.run();
            } catch (IOException e) {
                events.add(e.toString());
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() throws IOException {
        serve(new ServerSocket(), Set.of(), MOST_BYTES);
    }

    @AfterEach
    void close() throws IOException {
        if (agent != null) {
            agent.close();
        }
    }

    private InputStream connect() throws IOException {
        return new SocketOrigin("localhost", port, Optional.empty()).open();
    }

    /** The numbers in the next packets. */
    private static List<Integer> numbers(CaptureFile from, int count) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < count
                && from.poll(frame -> numbers.add(numberOf(frame)), count - numbers.size()) != PacketSource.END) {
            // the handler does the work
        }
        return numbers;
    }

    private static int numberOf(Frame frame) {
        return ByteBuffer.wrap(frame.buffer()).getInt(frame.offset() + 56);
    }

    @Test
    void shouldServeEachClientWhatIsKeptAndWhatComes() throws Exception {
        serve();
        capture.packet(0, 1);
        capture.packet(MILLIS, 2);
        try (CaptureFile first = CaptureFile.open("first", connect());
                CaptureFile second = CaptureFile.open("second", connect())) {
            assertEquals(List.of(1, 2), numbers(first, 2));
            capture.packet(2 * MILLIS, 3);
            assertEquals(List.of(3), numbers(first, 1));
            assertEquals(List.of(1, 2, 3), numbers(second, 3));
            assertEquals("eth0", first.summary().interfaces().get(0).name());
            assertEquals("node", first.summary().interfaces().get(0).host());
        }
    }

    @Test
    void shouldCutOffAClientThatIsBehindWhatIsKept() throws Exception {
        serve(new ServerSocket(), Set.of(), 64 << 10);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4 << 10);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            for (int i = 0; i < 600; i++) { // more than the sockets hold
                capture.packet(i * MILLIS, i, 50_000);
            }
            assertTrue(slow.getInputStream().transferTo(OutputStream.nullOutputStream()) < 600 * 50_000);
            await(() -> events.stream().anyMatch(event -> event.contains("too slow")));
        }
    }

    /** They hold their places, and another watcher waits for one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveThePlaceOfAClientThatTakesNothingToAnother(boolean secure) throws Exception {
        Optional<TlsContext> tls = Optional.empty();
        if (secure) {
            Path mine = certificates("mine", "90", "node,localhost", "watcher");
            tls = Optional.of(tls(mine, "watcher"));
            serve(tls(mine, "node").serverSocket(), Set.of(), 64 << 20);
        } else {
            serve(new ServerSocket(), Set.of(), 64 << 20);
        }
        SocketOrigin origin = new SocketOrigin("localhost", port, tls);
        agent.stalledAfter(MILLIS);
        List<Socket> asleep = new ArrayList<>();
        try {
            for (int i = 0; i < Agent.MOST_CLIENTS; i++) {
                Socket client = new Socket();
                client.setReceiveBufferSize(4 << 10);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                asleep.add(secure ? tls.get().wrap(client, "localhost", port) : client);
            }
            for (int i = 0; i < 300; i++) { // more than the sockets hold
                capture.packet(i * MILLIS, i, 50_000);
            }
            await(() -> {
                try (CaptureFile another = CaptureFile.open("another", origin.open())) {
                    return numbers(another, 3).equals(List.of(0, 1, 2));
                } catch (IOException e) {
                    return false; // they are not asleep long enough
                }
            });
            assertTrue(events.stream().anyMatch(event -> event.contains("another wants its place")), events::toString);
        } finally {
            for (Socket client : asleep) {
                client.setSoLinger(true, 0);
                client.close();
            }
        }
    }

    /** They begin to shake hands, and go on for as long as they like. */
    @Test
    void shouldLetAWatcherInBesideManyWithoutACertificate() throws Exception {
        Path mine = certificates("mine", "90", "node,localhost", "watcher");
        serve(tls(mine, "node").serverSocket(), Set.of(), MOST_BYTES);
        capture.packet(0, 1);
        byte[] begunHello = {0x16, 3, 1, 0x40, 0, 1, 0, 0x3f, (byte) 0xfc};
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Agent.MOST_ARRIVING; i++) {
                Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port);
                strangers.add(stranger);
                stranger.getOutputStream().write(begunHello);
            }
            SocketOrigin origin = new SocketOrigin("localhost", port, Optional.of(tls(mine, "watcher")));
            try (CaptureFile watcher = CaptureFile.open("watcher", origin.open())) {
                assertEquals(List.of(1), numbers(watcher, 1));
            }
            await(() -> agent.arriving() <= Agent.MOST_ARRIVING);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        await(() -> agent.arriving() == 0);
    }

    @Test
    void shouldGoOnServingWhereAConnectionCouldNotBeAccepted() throws Exception {
        serve(
                new ServerSocket() {
                    private boolean failedBefore;

                    @Override
                    public Socket accept() throws IOException {
                        if (!failedBefore) {
                            failedBefore = true;
                            throw new SocketException("Too many open files");
                        }
                        return super.accept();
                    }
                },
                Set.of(),
                MOST_BYTES);
        capture.packet(0, 1);
        try (Socket watcher = new Socket(InetAddress.getLoopbackAddress(), port)) {
            watcher.setSoTimeout(PATIENCE_MILLIS);
            assertEquals(List.of(1), numbers(CaptureFile.open("watcher", watcher.getInputStream()), 1));
        }
    }

    @Test
    void shouldGoOnWithoutAGapWhereAWatcherComesBack() throws Exception {
        serve();
        Path segments = Files.createDirectory(directory.resolve("segments"));
        List<InputStream> opened = new CopyOnWriteArrayList<>();
        Collector.Opener opener = () -> {
            InputStream in = connect();
            opened.add(in);
            return CaptureFile.open("agent", in);
        };
        try (Collector collector =
                new Collector("node", "tcp://", opener, Reopening.ALWAYS, segments, Long.MAX_VALUE, Optional.empty())) {
            collector.start();
            capture.packet(0, 1);
            capture.packet(100 * MILLIS, 2);
            await(() -> collector.health().packets() == 2);
            opened.get(0).close();
            await(() -> collector.health().state() != Health.State.LIVE);
            capture.packet(200 * MILLIS, 3);
            await(() -> collector.health().packets() == 3);
            List<Segments.Segment> all = collector.segments().cut();
            assertEquals(2, all.size());
            assertEquals(all.get(0).endNanos(), all.get(1).startNanos(), "watched throughout");
            assertEquals(2, all.get(0).packets());
            assertEquals(1, all.get(1).packets());
        }
    }

    @Test
    void shouldTellAGapWhereTheAgentItselfWasGone() throws Exception {
        List<Segments.Segment> all = afterABeginningAnew(5_000 * MILLIS);

        assertEquals(FakeCapture.EPOCH, all.get(0).endNanos());
        assertEquals(FakeCapture.EPOCH + 5_000 * MILLIS, all.get(1).startNanos());
        assertEquals(all.get(0).clockRun(), all.get(1).clockRun());
    }

    /** Its numbers are less than those of before. */
    @Test
    void shouldTakePacketsOfAnAgentThatBeganAnewByAClockSetBack() throws Exception {
        List<Segments.Segment> all = afterABeginningAnew(-5_000 * MILLIS);

        assertEquals(FakeCapture.EPOCH - 5_000 * MILLIS, all.get(1).startNanos());
        assertEquals(FakeCapture.EPOCH - 5_000 * MILLIS, all.get(1).endNanos());
        assertEquals(all.get(0).clockRun() + 1, all.get(1).clockRun());
    }

    /** One packet, and another by an agent that begins at that time. */
    private List<Segments.Segment> afterABeginningAnew(long nanos) throws Exception {
        serve();
        Path segments = Files.createDirectory(directory.resolve("segments"));
        Collector.Opener opener = () -> CaptureFile.open("agent", connect());
        try (Collector collector =
                new Collector("node", "tcp://", opener, Reopening.ALWAYS, segments, Long.MAX_VALUE, Optional.empty())) {
            collector.start();
            capture.packet(0, 1);
            await(() -> collector.health().packets() == 1);
            agent.close();
            await(() -> collector.health().state() == Health.State.BROKEN);
            FakeCapture anew = new FakeCapture();
            agent = new Agent(
                    anew,
                    FakeCapture.ETH0,
                    "node",
                    bound(),
                    Set.of(),
                    Files.createDirectory(directory.resolve("again")),
                    MOST_BYTES,
                    FakeCapture.EPOCH + nanos,
                    events::add);
            anew.packet(nanos, 2);
            Thread again = new Thread(() -> {
                try {
                    agent.run();
                } catch (IOException e) {
                    events.add(e.toString());
                }
            });
            again.setDaemon(true);
            again.start();
            await(() -> collector.health().packets() == 2);
            List<Segments.Segment> all = collector.segments().cut();
            assertEquals(2, all.size());
            return all;
        }
    }

    /** Kept of each frame, and what stands in it. */
    @Test
    void shouldServeNothingThatPacketsCarry() throws Exception {
        byte[] secret = "0123456789 this is nobody's business".getBytes(StandardCharsets.US_ASCII);
        byte[] echo = Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(8, 7, secret));
        byte[] options = Packets.hex("0101080a0000000100000002");
        List<byte[]> frames = List.of(
                Packets.ethernet(0x0800, echo),
                Packets.ethernet(
                        0x0800,
                        Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(40000, 443, Packets.ACK, options, secret))),
                Packets.ethernet(
                        0x86dd,
                        Packets.ipv6(Packets.A6, Packets.B6, 6, Packets.tcp(40000, 179, Packets.ACK, options, secret))),
                Packets.ethernet(0x0800, Packets.ipv4("192.0.2.1", Packets.A4, 1, Packets.icmp(3, 1, 0, echo))),
                Packets.ethernet(0x0800, Packets.ipv4(Packets.A4, Packets.B4, 17, Packets.udp(53, secret))),
                Packets.ethernet(0x88cc, secret));
        serve();
        agent.keepDigestsOnly(ContentKey.PUBLIC);
        for (byte[] frame : frames) {
            capture.frame(0, frame);
        }
        List<Integer> kept = new ArrayList<>();
        List<Integer> original = new ArrayList<>();
        List<Boolean> digested = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (CaptureFile file = CaptureFile.open("agent", recorded(connect(), stream))) {
            while (kept.size() < frames.size()
                    && file.poll(
                                    frame -> {
                                        kept.add(frame.capturedLength());
                                        original.add(frame.originalLength());
                                        digested.add(frame.digestKey() == ContentKey.PUBLIC.id());
                                    },
                                    1)
                            != PacketSource.END) {
                // the handler does the work
            }
        }
        assertEquals(List.of(14 + 20 + 8, 14 + 20 + 32, 14 + 40 + 32, 14 + 20 + 8 + 20 + 8, 14 + 20, 0), kept);
        assertEquals(frames.stream().map(frame -> frame.length).toList(), original);
        assertEquals(List.of(true, true, true, false, false, false), digested);
        String all = stream.toString(StandardCharsets.ISO_8859_1);
        assertTrue(all.contains("halfway-digest "), all);
        assertTrue(!all.contains("nobody") && !all.contains("0123456789"), all);
    }

    /** What goes through, as it is: every byte, not only what is read of it. */
    private static InputStream recorded(InputStream in, ByteArrayOutputStream copy) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                copy.write(bytes, offset, Math.max(0, count));
                return count;
            }
        };
    }

    private ServerSocket bound() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = server.getLocalPort();
        return server;
    }

    @Test
    void shouldServeOnlyWhoShowsACertificateOfTheAuthority() throws Exception {
        Path mine = certificates("mine", "90", "node,localhost", "other.example", "watcher", "stranger");
        Path expired = directory.resolve("expired");
        Files.createDirectory(expired);
        Files.copy(mine.resolve("ca.pem"), expired.resolve("ca.pem"));
        Files.copy(mine.resolve("ca.key"), expired.resolve("ca.key"));
        certificates("expired", "-1", "watcher");
        Path theirs = certificates("theirs", "90", "watcher");
        serve(tls(mine, "node").serverSocket(), Set.of("watcher"), MOST_BYTES);
        capture.packet(0, 1);

        try (CaptureFile file = CaptureFile.open("tls", connect(tls(mine, "watcher")))) {
            assertEquals(List.of(1), numbers(file, 1));
        }
        assertRefused(tls(expired, "watcher"));
        assertRefused(tls(theirs, "watcher"));
        assertRefused(
                TlsContext.of(mine.resolve("ca.pem"), theirs.resolve("watcher.pem"), theirs.resolve("watcher.key")));
        assertNothingServedInPlainText();
        try (InputStream in = connect(tls(mine, "stranger"))) {
            assertEquals(0, in.readAllBytes().length, "not welcome");
        }
        await(() -> events.stream().anyMatch(event -> event.contains("names stranger")));
        await(() -> events.stream().anyMatch(event -> event.contains("is not valid now (NotAfter: ")));
        await(() -> events.stream().anyMatch(event -> event.contains("is not signed by the authority in --tls-ca (")));
        assertTrue(events.stream().noneMatch(event -> event.contains("java.")), events::toString);
    }

    /** By an agent that would refuse everybody, and where a certificate is renewed and its key is not there yet. */
    @Test
    void shouldNotTakeTheKeyOfAnotherCertificate() throws Exception {
        Path mine = certificates("mine", "90", "node,localhost", "stranger", "watcher");
        Path used = Files.createDirectory(directory.resolve("used"));
        copy(mine, "ca", used, "ca");
        copy(mine, "node", used, "node");
        serve(tls(used, "node").serverSocket(), Set.of(), MOST_BYTES);
        capture.packet(0, 1);
        Files.copy(mine.resolve("stranger.pem"), used.resolve("node.pem"), StandardCopyOption.REPLACE_EXISTING);
        try (CaptureFile file = CaptureFile.open("tls", connect(tls(mine, "watcher")))) {
            assertEquals(List.of(1), numbers(file, 1), "what was read before holds");
        }
        IOException refusal = assertThrows(IOException.class, () -> tls(used, "node"));
        assertTrue(refusal.getMessage().contains("node.key: is not the key of the certificate in "), refusal::toString);
    }

    @Test
    void shouldSayWhatIsNoNameForACertificate() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Process certs = new ProcessBuilder(
                        "scripts/certs", directory.resolve("odd").toString(), "node,host:57013")
                .redirectErrorStream(true)
                .start();
        String said = new String(certs.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(1, certs.waitFor());
        assertTrue(said.contains("no certificate for DNS:node,IP:host:57013; "), said);
        assertTrue(Files.notExists(directory.resolve("odd/node.key")), "nothing is left of it");
    }

    /** Of both ends, while they run. */
    @Test
    void shouldUseACertificateThatWasRenewed() throws Exception {
        Path mine = certificates("mine", "90", "node,localhost", "other.example", "watcher", "stranger");
        Path used = Files.createDirectory(directory.resolve("used"));
        copy(mine, "ca", used, "ca");
        copy(mine, "other.example", used, "node");
        copy(mine, "stranger", used, "watcher");
        serve(tls(used, "node").serverSocket(), Set.of("watcher"), MOST_BYTES);
        capture.packet(0, 1);
        TlsContext watcher = tls(used, "watcher");
        assertThrows(IOException.class, () -> connect(watcher), "the server's certificate is for another name");

        copy(mine, "node", used, "node");
        try (InputStream in = connect(watcher)) {
            assertEquals(0, in.readAllBytes().length, "the client's is another's still");
        }
        Files.writeString(used.resolve("watcher.pem"), "half written");
        try (InputStream in = connect(watcher)) {
            assertEquals(0, in.readAllBytes().length, "what was read before holds");
        }
        copy(mine, "watcher", used, "watcher");
        try (CaptureFile file = CaptureFile.open("tls", connect(watcher))) {
            assertEquals(List.of(1), numbers(file, 1));
        }
    }

    private static void copy(Path from, String name, Path to, String newName) throws IOException {
        for (String kind : List.of(".key", ".pem")) {
            Files.copy(from.resolve(name + kind), to.resolve(newName + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void shouldNotTalkToAServerOfAnotherName() throws Exception {
        Path mine = certificates("mine", "90", "other.example", "watcher");
        serve(tls(mine, "other.example").serverSocket(), Set.of(), MOST_BYTES);
        assertThrows(IOException.class, () -> connect(tls(mine, "watcher")));
    }

    private void assertNothingServedInPlainText() throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertTrue(answer.length < 16, "at most a TLS alert");
        }
    }

    private void assertRefused(TlsContext client) {
        IOException refusal =
                assertThrows(IOException.class, () -> connect(client).readNBytes(1000)[0]++);
        assertTrue(refusal.getMessage().startsWith("localhost port " + port + ": "), refusal::toString);
        assertTrue(!refusal.getMessage().contains("java."), refusal::toString);
    }

    private InputStream connect(TlsContext tls) throws IOException {
        return new SocketOrigin("localhost", port, Optional.of(tls)).open();
    }

    private static TlsContext tls(Path certificates, String node) throws IOException {
        return TlsContext.of(
                certificates.resolve("ca.pem"),
                certificates.resolve(node + ".pem"),
                certificates.resolve(node + ".key"));
    }

    private Path certificates(String name, String days, String... nodes) throws Exception {
        Path openssl = Path.of("/usr/bin/openssl");
        assumeTrue(Files.isExecutable(openssl), "openssl is not installed");
        Path made = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("scripts/certs", made.toString()));
        command.addAll(List.of(nodes));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("certs.log").toFile());
        builder.environment().put("DAYS", days);
        assertEquals(0, builder.start().waitFor());
        return made;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    /** The test's time limit ends what never comes. */
    private static void await(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(5);
        }
    }
}

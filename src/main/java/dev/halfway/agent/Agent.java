package dev.halfway.agent;

import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngWriter;
import dev.halfway.capture.SourceSummary;
import dev.halfway.decode.ContentKey;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/**
 * Serves a capture to whoever connects, as PCAP-over-IP: pcapng from the moment of connection, and before that what is kept
 * of the time before it. Nothing is read from a client.
 *
 * <p>Every packet carries a number that grows by one ({@code epb_packetid}), beginning with the time at which the agent
 * started: so a watcher that comes back knows what it has already, and whether something is missing. A client that is
 * slower than what is kept is cut off, and sees by these numbers what it missed.
 */
public final class Agent implements FrameHandler, Closeable {
    private static final int BATCH = 64;
    static final int MOST_CLIENTS = 16;
    /** So many may be shaking hands; of more, the one that has been at it for longest gives way. */
    static final int MOST_ARRIVING = 64;
    /** A client that takes nothing for so long gives its place to another. */
    private static final long STALLED_NANOS = 60_000_000_000L;
    /** Nothing is being written. */
    private static final long IDLE = Long.MIN_VALUE;

    private static final long PAUSE_MILLIS = 1_000;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final PacketSource capture;
    private final ServerSocket server;
    private final BlockLog log;
    private final PcapngWriter writer;
    private final byte[] header;
    private final Set<String> welcome;
    private final Consumer<String> events;
    /** Each with the moment since which a write waits for it, by {@link System#nanoTime()}; {@link #IDLE} while none does. */
    private final Map<Socket, Long> clients = new ConcurrentHashMap<>();
    /** Not known yet to be allowed in, in the order in which they came: whoever has no certificate takes nobody's place. */
    private final Queue<Socket> arriving = new ConcurrentLinkedQueue<>();

    private volatile long stalledNanos = STALLED_NANOS;
    /** Null where packets are kept as they are captured. */
    private Headers headers;

    private long packetId;
    private volatile boolean closed;

    /**
     * @param described the one interface that is captured
     * @param host the name of this machine
     * @param server bound; gives SSL sockets where TLS is configured
     * @param welcome names of clients' certificates that are served; empty for all that the authority signed
     * @param directory for what is kept
     * @param mostBytes kept
     * @param firstPacketId nanoseconds since the epoch at the start: greater than any number of a run before
     * @param events what happens, in words, already free of control characters
     */
    public Agent(
            PacketSource capture,
            SourceSummary.Interface described,
            String host,
            ServerSocket server,
            Set<String> welcome,
            Path directory,
            long mostBytes,
            long firstPacketId,
            Consumer<String> events)
            throws IOException {
        this.capture = capture;
        this.server = server;
        this.welcome = Set.copyOf(welcome);
        this.events = events;
        packetId = firstPacketId;
        log = new BlockLog(directory, mostBytes);
        HeaderFirst out = new HeaderFirst(log);
        writer = new PcapngWriter(out);
        writer.section(host, System.getProperty("os.name") + " " + System.getProperty("os.version"), "halfway agent");
        writer.addInterface(described);
        writer.flush();
        header = out.takeHeader();
    }

    /** Has only the headers of packets be kept and served, with a digest of their content, which does not leave this machine. */
    public void keepDigestsOnly(ContentKey key) {
        headers = new Headers(key);
    }

    /** Keeps what is written up to {@link #takeHeader} apart from what follows. */
    private static final class HeaderFirst extends OutputStream {
        private final OutputStream then;
        private ByteArrayOutputStream header = new ByteArrayOutputStream();

        HeaderFirst(OutputStream then) {
            this.then = then;
        }

        byte[] takeHeader() {
            byte[] taken = header.toByteArray();
            header = null;
            return taken;
        }

        @Override
        public void write(int value) throws IOException {
            (header == null ? then : header).write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            (header == null ? then : header).write(bytes, offset, length);
        }
    }

    /** Records and serves until the capture ends or {@link #close}. */
    public void run() throws IOException {
        Thread door = new Thread(this::admit, "clients");
        door.setDaemon(true);
        door.start();
        while (!closed && capture.poll(this, BATCH) != PacketSource.END) {
            writer.flush();
        }
        writer.flush();
    }

    @Override
    public void onFrame(Frame frame) {
        try {
            if (headers == null) {
                writer.packet(0, frame, packetId++, "");
            } else {
                headers.read(frame);
                writer.beginningOf(0, frame, headers.length(), packetId++, headers.digestKey(), headers.digest());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onStatistics(InterfaceStatistics statistics) {
        try {
            writer.statistics(0, statistics);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void admit() {
        while (!closed) {
            try {
                arrive(server.accept());
            } catch (IOException e) {
                if (!closed) {
                    events.accept("a client could not connect: " + e.getMessage());
                    pause();
                }
            }
        }
    }

    /** What keeps one from connecting, such as too many open files, may pass. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void arrive(Socket client) {
        arriving.add(client);
        if (arriving.size() > MOST_ARRIVING) {
            Socket longest = arriving.poll();
            if (longest != null) {
                sendAway(longest, 0);
            }
        }
        Thread thread = new Thread(() -> serve(client), "client " + name(client));
        thread.setDaemon(true);
        thread.start();
    }

    /** False when there is no place, and none that can be made. */
    private synchronized boolean takePlace(Socket client) {
        if (clients.size() >= MOST_CLIENTS && !makeRoom()) {
            return false;
        }
        clients.put(client, IDLE);
        return true;
    }

    /** How many are not known yet to be allowed in. */
    int arriving() {
        return arriving.size();
    }

    /** How long a client may take nothing, where another wants its place. */
    void stalledAfter(long nanos) {
        stalledNanos = nanos;
    }

    /** Sends a client away that is there no more, or does not read; false when there is none. */
    private boolean makeRoom() {
        long now = System.nanoTime();
        for (Map.Entry<Socket, Long> each : clients.entrySet()) {
            if (each.getValue() != IDLE && now - each.getValue() > stalledNanos) {
                events.accept(name(each.getKey()) + " sent away: it takes nothing, and another wants its place");
                clients.remove(each.getKey());
                sendAway(each.getKey(), 0);
                return true;
            }
        }
        return false;
    }

    /** Waits no longer than that for what is on its way to the client: TLS would wait for the last write without end. */
    private static void sendAway(Socket client, int seconds) {
        try {
            client.setSoLinger(true, seconds);
            client.close();
        } catch (IOException e) {
            return; // it is closed already, or broken: it is gone
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setKeepAlive(true);
            String who = name(client);
            if (client instanceof SSLSocket tls) {
                String named = TlsContext.admit(tls);
                if (!welcome.isEmpty() && !welcome.contains(named)) {
                    events.accept(who + " refused: its certificate names " + named);
                    return;
                }
                who += " (" + named + ")";
            }
            if (!takePlace(client)) {
                events.accept(who + " refused: " + MOST_CLIENTS + " are served already");
                return;
            }
            arriving.remove(client);
            events.accept(who + " connected");
            long served = send(client);
            events.accept(
                    closed ? who + " served to the end" : who + " cut off after " + served + " bytes: it is too slow");
        } catch (IOException e) {
            events.accept(name(client) + " gone: " + TlsContext.words(e));
        } finally {
            arriving.remove(client);
            clients.remove(client);
        }
    }

    /** Returns when the client is behind what is kept, or the agent is closed. */
    private long send(Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        write(client, out, header, header.length);
        byte[] buffer = new byte[CHUNK_BYTES];
        long start = log.oldest();
        long position = start;
        for (int count = log.read(position, buffer); count > 0; count = log.read(position, buffer)) {
            write(client, out, buffer, count);
            position += count;
        }
        return position - start;
    }

    private void write(Socket client, OutputStream out, byte[] bytes, int count) throws IOException {
        clients.replace(client, System.nanoTime());
        out.write(bytes, 0, count);
        clients.replace(client, IDLE);
    }

    private static String name(Socket client) {
        return client.getInetAddress().getHostAddress() + " port " + client.getPort();
    }

    /** Ends recording and serving. */
    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket client : arriving) {
            sendAway(client, 0);
        }
        for (Socket client : clients.keySet()) {
            sendAway(client, 1);
        }
        capture.close();
        log.close();
    }
}

package dev.halfway.agent;

import dev.halfway.agent.Origin.Reopening;
import dev.halfway.capture.CaptureException;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one source on a thread of its own into {@link Segments}, and begins again when it breaks: after a second, then
 * after twice as long each time. A stream that is no capture ends its source for good.
 *
 * <p>An {@link Agent} numbers its packets and sends again what it keeps: what is known is passed over, and where nothing is
 * missing the break was none. Numbers that others give mean nothing within a connection.
 */
final class Collector implements FrameHandler, Closeable {
    /** How the detail of a source begins that no bad input, but this program itself, has ended. */
    static final String OUR_FAULT = "a fault of Halfway: ";

    private static final int BATCH = 64;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    /** Some sources, such as standard input, cannot be kept from waiting. */
    private static final long LONGEST_END_MILLIS = 1_000;
    /** A source that gives a sign of life every second is silent after this. */
    private static final long SILENCE_NANOS = 5_000_000_000L;
    /** One that gives none, such as a tcpdump, is taken for silent only after this. */
    private static final long QUIET_NANOS = 30_000_000_000L;
    /** A connection that is silent for this long is given up and made anew. */
    private static final long GIVEN_UP_NANOS = 30_000_000_000L;

    /** Opens the source; what it gives is closed when it ends, breaks, or is silent for too long. */
    @FunctionalInterface
    interface Opener {
        PacketSource open() throws IOException;
    }

    private final String host;
    private final String source;
    private final Opener opener;
    private final Reopening reopening;
    private final Segments segments;
    private final Thread thread;
    private volatile PacketSource open;
    private volatile boolean stopped;
    private volatile Health.State state = Health.State.CONNECTING;
    private volatile String detail = "";
    private volatile long packets;
    private volatile long latestNanos = Long.MIN_VALUE;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean givesSignsOfLife;
    // Of the reading thread only.
    /** Of the run of an agent that lastPacketId is of, the first that came. */
    private long firstPacketId = Frame.PACKET_ID_UNKNOWN;

    private long lastPacketId = Frame.PACKET_ID_UNKNOWN;
    /** When the capture began that the statistics were last about. */
    private OptionalLong begunNanos = OptionalLong.empty();
    /** The connection is new, and it is not known yet whether it goes on where the one before it broke. */
    private boolean resuming;
    /** What came by the new connection was known: what is new will follow from it. */
    private boolean sentAgain;

    /** @param directory for its segments, removed with them in the end */
    Collector(
            String host,
            String source,
            Opener opener,
            Reopening reopening,
            Path directory,
            long mostBytes,
            Optional<Keeper> keeper) {
        this.host = host;
        this.source = source;
        this.opener = opener;
        this.reopening = reopening;
        segments = new Segments(directory, host, mostBytes, this::describe, keeper);
        thread = new Thread(this::run, "source " + host);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Segments segments() {
        return segments;
    }

    private SourceSummary.Interface describe(int index) {
        return open.interfaceAt(index);
    }

    private void run() {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (!stopped) {
            long before = packets;
            try {
                state = Health.State.CONNECTING;
                readToEnd();
                if (reopening != Reopening.ALWAYS) {
                    state = Health.State.ENDED;
                    return;
                }
                detail = "ended";
            } catch (IOException | UncheckedIOException e) {
                if (stopped) {
                    break; // closed while it was read
                }
                detail = e.getMessage();
                if (reopening == Reopening.NEVER || isMalformed(e) || segments.failed()) {
                    state = Health.State.FAILED;
                    return;
                }
            } catch (RuntimeException | Error e) {
                detail = OUR_FAULT + e;
                state = Health.State.FAILED;
                return;
            }
            pauseMillis = packets > before ? FIRST_PAUSE_MILLIS : pauseMillis;
            resuming = true;
            sentAgain = false;
            segments.end();
            state = stopped ? Health.State.ENDED : Health.State.BROKEN;
            pause(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
        state = Health.State.ENDED;
    }

    /** What was read is no capture; else reading itself failed, as when a connection breaks. */
    private static boolean isMalformed(Exception e) {
        return e instanceof CaptureException && !(e.getCause() instanceof IOException);
    }

    private void readToEnd() throws IOException {
        try (PacketSource opened = opener.open()) {
            open = opened;
            heardAt = System.nanoTime();
            state = Health.State.LIVE;
            while (!stopped && opened.poll(this, BATCH) != PacketSource.END) {
                // the handler does the work
            }
        }
    }

    private synchronized void pause(long millis) {
        try {
            if (!stopped) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    @Override
    public void onFrame(Frame frame) {
        long id = frame.packetId();
        if (resuming) {
            if (isKnown(id)) {
                sentAgain = true;
                heardAt = System.nanoTime();
                return;
            }
            resume(sentAgain || lastPacketId != Frame.PACKET_ID_UNKNOWN && id == lastPacketId + 1);
        }
        firstPacketId = firstPacketId == Frame.PACKET_ID_UNKNOWN ? id : firstPacketId;
        lastPacketId = id;
        if (frame.timeNanos() > 0) {
            hear(frame.timeNanos());
        }
        packets++;
        segments.onFrame(frame);
    }

    /** Of another run of the agent the number is not, even where the clock was set back between the two. */
    private boolean isKnown(long id) {
        return id != Frame.PACKET_ID_UNKNOWN && id >= firstPacketId && id <= lastPacketId;
    }

    private void resume(boolean nothingMissing) {
        resuming = false;
        if (!nothingMissing) {
            firstPacketId = Frame.PACKET_ID_UNKNOWN;
            segments.breakOff();
        }
    }

    @Override
    public void onStatistics(InterfaceStatistics statistics) {
        givesSignsOfLife = true;
        long completeNanos = Segments.completeNanos(statistics);
        if (resuming) {
            boolean isSameCapture = statistics.startNanos().isPresent()
                    && statistics.startNanos().equals(begunNanos);
            if (isSameCapture && completeNanos <= latestNanos) {
                sentAgain = lastPacketId != Frame.PACKET_ID_UNKNOWN;
                heardAt = System.nanoTime();
                return;
            }
            resume(isSameCapture && sentAgain);
        }
        begunNanos = statistics.startNanos();
        hear(completeNanos);
        segments.onStatistics(statistics);
    }

    private void hear(long timeNanos) {
        heardAt = System.nanoTime();
        boolean clockSetBack = latestNanos - timeNanos > Segments.SET_BACK_NANOS && latestNanos != Long.MIN_VALUE;
        latestNanos = clockSetBack ? timeNanos : Math.max(latestNanos, timeNanos);
    }

    /** How it is doing; gives up a connection that has been silent for too long. */
    Health health() {
        long silentNanos = System.nanoTime() - heardAt;
        boolean silent = state == Health.State.LIVE && silentNanos > (givesSignsOfLife ? SILENCE_NANOS : QUIET_NANOS);
        if (silent && givesSignsOfLife && reopening != Reopening.NEVER && silentNanos > GIVEN_UP_NANOS) {
            closeQuietly();
        }
        return new Health(
                host,
                source,
                silent ? Health.State.SILENT : state,
                detail,
                packets,
                latestNanos == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latestNanos),
                silentNanos,
                segments.gaps());
    }

    private void closeQuietly() {
        PacketSource opened = open;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            detail = e.getMessage();
        }
    }

    /**
     * Ends reading; what was read until now is all there is. The thread is not interrupted: that would close the files that it
     * writes.
     */
    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        segments.finish();
        closeQuietly();
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        segments.close();
    }
}

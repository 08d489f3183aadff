package dev.halfway.agent;

import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PcapngWriter;
import dev.halfway.capture.SourceSummary;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * What came from one source of late, on disk: capture files of a second or so each, whole once they are ended. Each says
 * which time it covers: segments that follow each other without a gap meet, so that a pause between others is known not to
 * have been watched.
 *
 * <p>Written by the thread that reads the source, read and released by the one that analyses: every method is safe from
 * both.
 */
final class Segments implements FrameHandler, Closeable {
    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final long LARGEST_BYTES = 16L << 20;

    /**
     * A file that is ended.
     *
     * @param index from 0, without a gap
     * @param endNanos the last time it covers, on its source's clock
     */
    record Segment(long index, Path path, long startNanos, long endNanos, long packets, long bytes) {}

    private final Path directory;
    private final String host;
    private final long mostBytes;
    private final IntFunction<SourceSummary.Interface> interfaces;
    private final Optional<Keeper> keeper;
    private final Deque<Segment> ended = new ArrayDeque<>();
    private long endedBytes;
    private long nextIndex;
    private boolean closed;

    // The segment being written; writer is null when there is none.
    private PcapngWriter writer;
    private OutputStream out;
    private Path path;
    private long startNanos;
    private long latestNanos;
    private long packets;
    private int[] numbers = new int[0];

    /** How far the source was watched without a break; empty after one. */
    private OptionalLong watchedUntil = OptionalLong.empty();

    // By interface of the source: drops since it began, as it last said, and as the last ended segment ended; -1
    // unknown.
    private long[] dropped = new long[0];
    private long[] droppedBefore = new long[0];

    /**
     * @param directory is there; files are made in it and removed from it
     * @param mostBytes on disk, beyond which the source is kept waiting
     * @param interfaces describes an interface of the source by {@link Frame#interfaceIndex()}
     * @param keeper takes what is released
     */
    Segments(
            Path directory,
            String host,
            long mostBytes,
            IntFunction<SourceSummary.Interface> interfaces,
            Optional<Keeper> keeper) {
        this.directory = directory;
        this.host = host;
        this.mostBytes = mostBytes;
        this.interfaces = interfaces;
        this.keeper = keeper;
    }

    @Override
    public synchronized void onFrame(Frame frame) {
        try {
            advance(frame.timeNanos());
            writer.packet(numberOf(frame.interfaceIndex()), frame);
            packets++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sign of life, with what the source's capture has dropped so far. */
    @Override
    public synchronized void onStatistics(InterfaceStatistics statistics) {
        try {
            long completeNanos = completeNanos(statistics);
            advance(Math.max(completeNanos, watchedUntil.orElse(completeNanos)));
            int at = statistics.interfaceIndex();
            numberOf(at);
            statistics.dropped().ifPresent(count -> {
                boolean ranBefore = statistics.startNanos().orElse(Long.MIN_VALUE) < startNanos;
                if (dropped[at] < 0 && ranBefore) {
                    droppedBefore[at] = count; // these were dropped before it was watched
                }
                dropped[at] = Math.max(dropped[at], count);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to when a capture says that it is complete. */
    static long completeNanos(InterfaceStatistics statistics) {
        return statistics.endNanos().orElse(statistics.timeNanos());
    }

    /** The connection broke: what comes next does not follow from what came last. */
    synchronized void breakOff() {
        end();
        watchedUntil = OptionalLong.empty();
        Arrays.fill(dropped, -1);
        Arrays.fill(droppedBefore, -1);
    }

    /** Ends the segment being written; returns all that are ended and not released, oldest first. */
    synchronized List<Segment> cut() {
        end();
        return List.copyOf(ended);
    }

    /** Packets in all ended segments. */
    synchronized long packets() {
        return ended.stream().mapToLong(Segment::packets).sum();
    }

    /** Packets in one of them. */
    synchronized long packetsOf(long index) {
        return ended.stream()
                .filter(segment -> segment.index() == index)
                .mapToLong(Segment::packets)
                .sum();
    }

    /** Removes the ended segments before an index. */
    synchronized void releaseBefore(long index) throws IOException {
        while (!ended.isEmpty() && ended.peekFirst().index() < index) {
            Segment oldest = ended.removeFirst();
            endedBytes -= oldest.bytes();
            if (keeper.isPresent()) {
                keeper.get().keep(oldest);
            }
            Files.deleteIfExists(oldest.path());
        }
        notifyAll();
    }

    private void advance(long timeNanos) throws IOException {
        if (writer != null && (timeNanos - startNanos >= LONGEST_NANOS || writer.bytes() >= LARGEST_BYTES)) {
            end();
        }
        if (writer == null) {
            waitForRoom();
            begin(timeNanos);
        }
        latestNanos = Math.max(latestNanos, timeNanos);
    }

    private void waitForRoom() {
        while (endedBytes >= mostBytes && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void begin(long timeNanos) throws IOException {
        path = directory.resolve(String.format("%012d.pcapng", nextIndex));
        out = Files.newOutputStream(path);
        writer = new PcapngWriter(out);
        writer.section(host, "", "halfway");
        startNanos = timeNanos;
        latestNanos = timeNanos;
        packets = 0;
        Arrays.fill(numbers, -1);
    }

    /** The number in the segment of an interface of the source, which is described there at its first packet. */
    private int numberOf(int index) throws IOException {
        if (index >= numbers.length) {
            int before = numbers.length;
            numbers = Arrays.copyOf(numbers, index + 1);
            dropped = Arrays.copyOf(dropped, index + 1);
            droppedBefore = Arrays.copyOf(droppedBefore, index + 1);
            Arrays.fill(numbers, before, numbers.length, -1);
            Arrays.fill(dropped, before, numbers.length, -1);
            Arrays.fill(droppedBefore, before, numbers.length, -1);
        }
        if (numbers[index] < 0) {
            numbers[index] = writer.addInterface(interfaces.apply(index));
        }
        return numbers[index];
    }

    private void end() {
        if (writer == null) {
            return;
        }
        try (OutputStream closing = out) {
            long coversFrom = Math.min(watchedUntil.orElse(startNanos), startNanos);
            for (int index = 0; index < numbers.length; index++) {
                if (numbers[index] >= 0) {
                    writer.statistics(numbers[index], closing(index, coversFrom));
                    droppedBefore[index] = dropped[index];
                }
            }
            writer.flush();
            closing.flush();
            ended.addLast(new Segment(nextIndex++, path, coversFrom, latestNanos, packets, writer.bytes()));
            endedBytes += writer.bytes();
            watchedUntil = OptionalLong.of(latestNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer = null;
        }
    }

    private InterfaceStatistics closing(int index, long coversFrom) {
        return new InterfaceStatistics(
                numbers[index],
                latestNanos,
                OptionalLong.of(coversFrom),
                OptionalLong.of(latestNanos),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                droppedMeanwhile(index));
    }

    private OptionalLong droppedMeanwhile(int index) {
        return dropped[index] < 0
                ? OptionalLong.empty()
                : OptionalLong.of(dropped[index] - Math.max(0, droppedBefore[index]));
    }

    /** Removes everything, and keeps nobody waiting any more. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        end();
        releaseBefore(Long.MAX_VALUE);
        if (keeper.isPresent()) {
            keeper.get().close();
        }
    }
}

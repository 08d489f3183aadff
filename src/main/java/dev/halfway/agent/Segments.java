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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;

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
    /** However small: a second of each of them is far more than anything is waited for. */
    static final int MOST_FILES = 4_096;

    /** Times run back by less without the clock having been set. */
    static final long SET_BACK_NANOS = 1_000_000_000L;
    /** Of a source that gives a sign of life each second, times run on by less without the clock having been set. */
    private static final long SET_ON_NANOS = 5_000_000_000L;

    private static final long BETWEEN_SIGNS_NANOS = 2_000_000_000L;
    private static final int REGULAR_SIGNS = 3;
    /** A record whose writer had no time. */
    private static final long NO_TIME = 0;

    /**
     * A file that is ended.
     *
     * @param index from 0, without a gap
     * @param endNanos the last time it covers, on its source's clock
     * @param clockRun how often that clock was set before: times of one run alone can be compared
     */
    record Segment(long index, Path path, long startNanos, long endNanos, long packets, long bytes, long clockRun) {}

    private final Path directory;
    private final String host;
    private final long mostBytes;
    private final IntFunction<SourceSummary.Interface> interfaces;
    private final Optional<Keeper> keeper;
    private final Deque<Segment> ended = new ArrayDeque<>();
    private long endedBytes;
    private long nextIndex;
    /** Nothing more is taken in. */
    private boolean finished;
    /** What could not be written down; null while all could. */
    private IOException failure;

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
    /** How far it was watched before the break; empty before the first. */
    private OptionalLong watchedBefore = OptionalLong.empty();

    private Health.Gaps gaps = Health.Gaps.NONE;

    private long clockRun;
    /** Of this run of the clock. */
    private long newestNanos = Long.MIN_VALUE;

    private long newestSignNanos = Long.MIN_VALUE;
    private int signs;

    // By interface of the source: drops since it began, as it last said, and as the last ended segment ended; -1
    // unknown.
    private long[] dropped = new long[0];
    private long[] droppedBefore = new long[0];

    /**
     * @param directory is there; files are made in it and removed from it
     * @param mostBytes on disk, beyond which the source is kept waiting, as it is beyond {@link #MOST_FILES}
     * @param interfaces describes an interface of the source by {@link Frame#interfaceIndex()}
     * @param keeper gets a copy of each segment as it ends
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
        if (finished) {
            return;
        }
        try {
            if (frame.timeNanos() != NO_TIME) {
                watchClock(frame.timeNanos());
            }
            if (!advance(frame.timeNanos())) {
                return;
            }
            writer.packet(numberOf(frame.interfaceIndex()), frame);
            packets++;
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /** A sign of life, with what the source's capture has dropped so far. */
    @Override
    public synchronized void onStatistics(InterfaceStatistics statistics) {
        if (finished) {
            return;
        }
        try {
            long completeNanos = completeNanos(statistics);
            watchClock(Math.max(completeNanos, statistics.timeNanos()));
            newestSignNanos = newestNanos;
            signs++;
            if (!advance(Math.max(completeNanos, watchedUntil.orElse(completeNanos)))) {
                return;
            }
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
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a segment where the clock was set. */
    private void watchClock(long timeNanos) {
        boolean isKnown = newestNanos != Long.MIN_VALUE;
        boolean isRegular = signs >= REGULAR_SIGNS
                && newestNanos - newestSignNanos <= BETWEEN_SIGNS_NANOS
                && watchedUntil.isPresent();
        boolean setBack = isKnown && newestNanos - timeNanos > SET_BACK_NANOS;
        boolean setOn = isKnown && isRegular && timeNanos - newestNanos > SET_ON_NANOS;
        if (setBack || setOn) {
            end();
            watchedUntil = OptionalLong.empty();
            clockRun++;
            signs = 0;
            newestNanos = timeNanos;
        }
        newestNanos = Math.max(newestNanos, timeNanos);
    }

    /** Up to when a capture says that it is complete. */
    static long completeNanos(InterfaceStatistics statistics) {
        return statistics.endNanos().orElse(statistics.timeNanos());
    }

    /** The connection broke: what comes next does not follow from what came last. */
    synchronized void breakOff() {
        end();
        watchedBefore = watchedUntil.isPresent() ? watchedUntil : watchedBefore;
        watchedUntil = OptionalLong.empty();
        Arrays.fill(dropped, -1);
        Arrays.fill(droppedBefore, -1);
    }

    /**
     * Ends the segment being written; returns all that are ended and not released, oldest first.
     *
     * @throws IOException when what came could not be written down
     */
    synchronized List<Segment> cut() throws IOException {
        if (failure == null) {
            end();
        }
        return whole();
    }

    /**
     * The same without what is being written: where the files are cut does then not depend on when this is asked for.
     *
     * @throws IOException as {@link #cut}
     */
    synchronized List<Segment> whole() throws IOException {
        if (failure != null) {
            throw new IOException("what comes from " + host + " cannot be kept: " + words(failure), failure);
        }
        return List.copyOf(ended);
    }

    private static String words(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Whether what came could not be written down, as when a disk is full. */
    synchronized boolean failed() {
        return failure != null;
    }

    /** Takes in nothing more; {@link #cut} then returns the last of it. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** What was not watched until now. */
    synchronized Health.Gaps gaps() {
        return gaps;
    }

    /** Removes the ended segments that are needed no more. */
    synchronized void release(LongPredicate indexes) throws IOException {
        for (Iterator<Segment> each = ended.iterator(); each.hasNext(); ) {
            Segment segment = each.next();
            if (indexes.test(segment.index())) {
                each.remove();
                endedBytes -= segment.bytes();
                Files.deleteIfExists(segment.path());
            }
        }
        notifyAll();
    }

    /** Whether there is a segment to write to; false when nothing more is taken in. */
    private boolean advance(long timeNanos) throws IOException {
        if (writer != null && (timeNanos - startNanos >= LONGEST_NANOS || writer.bytes() >= LARGEST_BYTES)) {
            end();
        }
        if (writer == null) {
            waitForRoom();
            if (finished) {
                return false;
            }
            begin(timeNanos);
            noteGap(timeNanos);
        }
        latestNanos = Math.max(latestNanos, timeNanos);
        return true;
    }

    private void noteGap(long timeNanos) {
        if (watchedUntil.isEmpty() && watchedBefore.isPresent()) {
            long nanos = Math.max(0, timeNanos - watchedBefore.getAsLong());
            gaps = new Health.Gaps(gaps.count() + 1, gaps.nanos() + nanos);
            watchedBefore = OptionalLong.empty();
        }
    }

    /** The source is kept waiting, or will be. */
    synchronized boolean isFull() {
        return endedBytes >= mostBytes || ended.size() >= MOST_FILES;
    }

    private void waitForRoom() {
        while (isFull() && !finished) {
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

    /** Ends the segment being written. */
    synchronized void end() {
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
            Segment segment =
                    new Segment(nextIndex++, path, coversFrom, latestNanos, packets, writer.bytes(), clockRun);
            ended.addLast(segment);
            endedBytes += segment.bytes();
            watchedUntil = OptionalLong.of(latestNanos);
            if (keeper.isPresent()) {
                keeper.get().keep(segment);
            }
        } catch (IOException e) {
            failure = e;
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
        finished = true;
        try {
            end();
        } finally {
            release(index -> true);
            if (keeper.isPresent()) {
                keeper.get().close();
            }
        }
    }
}

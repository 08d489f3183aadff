package dev.halfway.report;

import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * One host's captures read once more, each packet that has a fate with it, in the order of the reference clock as far as
 * that can be had within bounds.
 */
final class AnnotatedFrames implements FrameHandler, Closeable {
    /** Held back for the sake of order, as the analysis does: a capture on several interfaces is not quite in order. */
    private static final int MOST_HELD = 1 << 12;

    private static final long LATEST_NANOS = 1_000_000_000L;
    /** For captures with long packets. */
    private static final long MOST_HELD_BYTES = 1 << 21;

    private static final int ONE = 1;

    private final CaptureFiles files;
    private final FateLog.Reader fates;
    private final PriorityQueue<Annotated> held = new PriorityQueue<>(Annotated.ORDER);
    private Optional<FateLog.Entry> next;
    private long heldBytes;
    private long newestNanos = Long.MIN_VALUE;
    private long count;
    private boolean ended;

    /**
     * A packet and what is known of it.
     *
     * @param ordinal position in the captures
     */
    record Annotated(Frame frame, FateLog.Entry fate, long ordinal) {
        static final Comparator<Annotated> ORDER =
                Comparator.comparingLong(Annotated::timeNanos).thenComparingLong(Annotated::ordinal);

        long timeNanos() {
            return fate.referenceNanos();
        }
    }

    /** @param pieces as {@link dev.halfway.diagnose.InputFacts#pieces}; none of several captures */
    AnnotatedFrames(List<Path> captures, List<Long> pieces, FateLog log) throws IOException {
        fates = log.read();
        files = pieces.isEmpty()
                ? CaptureFiles.open(captures)
                : CaptureFiles.openInPieces(captures.get(0).toString(), captures.get(0), pieces);
        next = fates.next();
    }

    /** The earliest packet, left in its place; null after the last. */
    Annotated peek() throws IOException {
        while (!isRipe() && !ended) {
            ended = next.isEmpty() || files.poll(this, ONE) == PacketSource.END;
        }
        return held.peek();
    }

    private boolean isRipe() {
        return !held.isEmpty()
                && (held.size() >= MOST_HELD
                        || heldBytes >= MOST_HELD_BYTES
                        || newestNanos - held.peek().timeNanos() >= LATEST_NANOS);
    }

    Annotated remove() {
        Annotated removed = held.remove();
        heldBytes -= removed.frame().capturedLength();
        return removed;
    }

    /** The interface that {@code frame} was taken on. */
    SourceSummary.Interface interfaceOf(Frame frame) {
        return files.interfaceAt(frame.interfaceIndex());
    }

    /** Nothing is known of it. */
    @Override
    public boolean onUnread(Frame frame) {
        return true;
    }

    @Override
    public void onFrame(Frame frame) {
        if (next.isEmpty() || next.get().frame() != frame.number() || next.get().file() != frame.fileIndex()) {
            return;
        }
        held.add(new Annotated(frame.copy(), next.get(), count++));
        heldBytes += frame.capturedLength();
        newestNanos = Math.max(newestNanos, next.get().referenceNanos());
        try {
            next = fates.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            files.close();
        } finally {
            fates.close();
        }
    }
}

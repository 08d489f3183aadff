package dev.halfway.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes a live capture down as pcapng, with statistics each second and at the end of each file. In each file start, end
 * and counts are those of that file, so that the files of a rotation join without gap and their drops add up.
 */
public final class Recording {
    private static final int BATCH = 1_024;
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;
    /** A packet's block without its bytes, and the last statistics. */
    private static final int RESERVED_BYTES = 48 + 128;

    private static final String READER_GONE = "Broken pipe";

    private final LiveCapture capture;
    private final RecordingTarget target;
    private final Rotation rotation;
    private final String application;
    private final long packetLimit;
    private final FrameHandler toFile = new ToFile();

    private PcapngWriter writer;
    private boolean open;
    private boolean hasStatistics;
    private int files;
    private long fileStartNanos;
    private long headBytes;
    /** Counts at the beginning of the file at hand. */
    private InterfaceStatistics before;

    private InterfaceStatistics latest;
    private long packets;
    private long lastPacketNanos;
    private boolean done;

    /**
     * @param application what goes into the file as its maker
     * @param packetLimit ends after so many packets; 0 for none
     */
    public Recording(LiveCapture capture, RecordingTarget target, String application, long packetLimit) {
        this.capture = capture;
        this.target = target;
        this.rotation = target.rotation();
        this.application = application;
        this.packetLimit = packetLimit;
        OptionalLong none = OptionalLong.of(0);
        before = new InterfaceStatistics(0, 0, none, none, none, none, OptionalLong.empty(), none);
        latest = before;
    }

    /**
     * Records until the capture is stopped, the limit is reached, or nobody reads any more.
     *
     * @throws CaptureException when the capture fails, or the target cannot be written; what was written before is complete
     */
    public void run() throws CaptureException {
        Optional<IOException> failure = attempt(() -> {
            begin(capture.startNanos());
            record();
        });
        boolean canWrite = failure.isEmpty() || failure.get() instanceof CaptureException;
        Optional<IOException> failureToEnd = attempt(() -> end(canWrite));
        failed(failure.or(() -> failureToEnd));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static Optional<IOException> attempt(Step step) {
        try {
            step.run();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(e.getCause());
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private void failed(Optional<IOException> failure) throws CaptureException {
        if (failure.isEmpty() || String.valueOf(failure.get().getMessage()).contains(READER_GONE)) {
            return;
        }
        if (failure.get() instanceof CaptureException alreadySaid) {
            throw alreadySaid;
        }
        throw new CaptureException(
                "cannot write " + target.name() + ": " + failure.get().getMessage()
                        + "; what was recorded before is complete (-C and -W bound what a recording takes)",
                failure.get());
    }

    private void record() throws IOException {
        writer.flush(); // whoever reads the stream sees at once that it runs
        int count = 0;
        while (count != PacketSource.END && !done) {
            count = capture.poll(toFile, BATCH);
            if (count == 0) {
                writer.flush();
                capture.await(LONGEST_WAIT_NANOS);
            }
        }
    }

    private void begin(long startNanos) throws IOException {
        writer = new PcapngWriter(target.begin());
        open = true;
        hasStatistics = false;
        files++;
        fileStartNanos = startNanos;
        writer.section(
                capture.describedAs().host(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                application);
        writer.addInterface(capture.describedAs());
        headBytes = writer.bytes();
    }

    /** All up to that time goes into the file at hand, the rest into the next. It may be less, where the clock was set back. */
    private void rotate(long atNanos) throws IOException {
        latest = capture.statistics();
        write(latest, atNanos < fileStartNanos ? Math.max(fileStartNanos, lastPacketNanos) : atNanos);
        close();
        if (rotation.endsAfter(files)) {
            done = true;
            return;
        }
        before = latest;
        begin(atNanos);
    }

    /** The capture's last statistics came with its end, unless a limit came first or a file was begun just then. */
    private void end(boolean canWrite) throws IOException {
        if (!open) {
            return;
        }
        if (canWrite && (done || !hasStatistics)) {
            latest = capture.statistics();
            write(latest, done ? lastPacketNanos : latest.endNanos().orElse(fileStartNanos));
        }
        if (canWrite) {
            close();
        } else {
            open = false;
            target.end();
        }
    }

    private void close() throws IOException {
        writer.flush();
        open = false;
        target.end();
    }

    private void write(InterfaceStatistics taken, long endNanos) throws IOException {
        hasStatistics = true;
        writer.statistics(
                0,
                new InterfaceStatistics(
                        0,
                        taken.timeNanos(),
                        OptionalLong.of(fileStartNanos),
                        OptionalLong.of(endNanos),
                        since(before.received(), taken.received()),
                        since(before.accepted(), taken.accepted()),
                        since(before.droppedByInterface(), taken.droppedByInterface()),
                        since(before.droppedBySystem(), taken.droppedBySystem())));
    }

    private static OptionalLong since(OptionalLong earlier, OptionalLong now) {
        return now.isPresent() ? OptionalLong.of(now.getAsLong() - earlier.orElse(0)) : now;
    }

    private void write(Frame frame) throws IOException {
        if (rotation.isDue(fileStartNanos, frame.timeNanos())) {
            rotate(rotation.boundary(fileStartNanos, frame.timeNanos()));
        } else if (rotation.bytes() > 0
                && writer.bytes() > headBytes
                && writer.bytes() + frame.capturedLength() + RESERVED_BYTES > rotation.bytes()) {
            rotate(frame.timeNanos());
        }
        if (!done) {
            writer.packet(0, frame);
            lastPacketNanos = frame.timeNanos();
            packets++;
            done = packets == packetLimit;
        }
    }

    private void note(InterfaceStatistics taken) throws IOException {
        long completeNanos = taken.endNanos().orElse(fileStartNanos);
        if (rotation.isDue(fileStartNanos, completeNanos)) {
            rotate(rotation.boundary(fileStartNanos, completeNanos));
        } else {
            latest = taken;
            write(taken, completeNanos);
            writer.flush();
        }
    }

    /** Packets written, in all files. */
    public long packets() {
        return packets;
    }

    /** Counts since the capture began, as they were last read. */
    public InterfaceStatistics statistics() {
        return latest;
    }

    private final class ToFile implements FrameHandler {
        @Override
        public void onFrame(Frame frame) {
            if (!done) {
                unchecked(() -> write(frame));
            }
        }

        @Override
        public void onStatistics(InterfaceStatistics taken) {
            if (!done) {
                unchecked(() -> note(taken));
            }
        }

        private void unchecked(Step step) {
            try {
                step.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

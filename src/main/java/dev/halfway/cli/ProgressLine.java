package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.Progress;
import dev.halfway.report.Words;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line on a terminal that says how far a long run is, in its place; it is gone when the run is over. */
final class ProgressLine implements AutoCloseable {
    private static final long FIRST_MILLIS = 1_000;
    private static final long EVERY_MILLIS = 500;
    /** Of the whole; before that the speed is not known well enough. */
    private static final double LEAST_SHARE = 0.02;

    private static final double BYTES_PER_MEGABYTE = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String CLEAR = "\r\u001b[K";

    private final Progress progress;
    private final OptionalLong bytesInAll;
    private final PrintWriter err;
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private boolean shown;
    private boolean closed;

    private ProgressLine(Progress progress, OptionalLong bytesInAll, PrintWriter err) {
        this.progress = progress;
        this.bytesInAll = bytesInAll;
        this.err = err;
    }

    /** Begins to show how far an analysis is, once it has taken a second. */
    static ProgressLine start(Progress progress, AnalysisOptions options, PrintWriter err) {
        List<Path> captures = options.hosts().stream()
                .flatMap(host -> host.captures().stream())
                .toList();
        ProgressLine line = new ProgressLine(progress, bytesInAll(captures), err);
        line.timer.scheduleWithFixedDelay(line::show, FIRST_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return line;
    }

    /** Where the run counts what it reads. */
    Progress progress() {
        return progress;
    }

    /** Everything is read twice. Empty where the size of what is read is not that of a file. */
    static OptionalLong bytesInAll(List<Path> captures) {
        long sum = 0;
        for (Path capture : captures) {
            String name = String.valueOf(capture.getFileName());
            boolean compressed = name.endsWith(".gz") || name.endsWith(".zst");
            try {
                if (compressed || capture.equals(CaptureArguments.STDIN) || !Files.isRegularFile(capture)) {
                    return OptionalLong.empty();
                }
                sum += Files.size(capture);
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(2 * sum);
    }

    private synchronized void show() {
        if (closed) {
            return;
        }
        err.print(CLEAR + words(progress.bytes(), progress.packets(), bytesInAll, System.nanoTime() - startNanos));
        err.flush();
        shown = true;
    }

    /** {@code 120 of 483 MB read, 1,200,000 packets/s, 8 s left}. */
    static String words(long bytes, long packets, OptionalLong bytesInAll, long tookNanos) {
        boolean known = bytesInAll.isPresent() && bytes <= bytesInAll.getAsLong();
        String read = megabytes(bytes) + (known ? " of " + megabytes(bytesInAll.getAsLong()) : "") + " MB read";
        long perSecond = Math.round(packets * NANOS_PER_SECOND / Math.max(1, tookNanos));
        String words = read + String.format(Locale.ROOT, ", %,d packets/s", perSecond);
        if (!known || bytes < LEAST_SHARE * bytesInAll.getAsLong()) {
            return words;
        }
        double leftNanos = (double) tookNanos * (bytesInAll.getAsLong() - bytes) / bytes;
        return words + ", " + Words.wholeSeconds(Math.round(leftNanos)) + " left";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f", bytes / BYTES_PER_MEGABYTE);
    }

    @Override
    public void close() {
        timer.shutdown();
        synchronized (this) {
            closed = true;
            if (shown) {
                err.print(CLEAR);
                err.flush();
                shown = false;
            }
        }
    }
}

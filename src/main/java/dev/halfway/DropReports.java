package dev.halfway;

import dev.halfway.capture.Frame;
import dev.halfway.capture.InterfaceStatistics;
import java.util.Arrays;

/**
 * Where in time a capture dropped packets: between two records of an interface (pcapng {@code epb_dropcount}), or between
 * two statistics of it (Interface Statistics Block). A file that gives both is believed for its records only.
 */
final class DropReports {
    /** Takes a number of packets dropped between two moments. */
    @FunctionalInterface
    interface Sink {
        void dropped(long startNanos, long endNanos, long count);
    }

    private final Sink sink;
    private long[] lastFrameNanos = new long[0];
    private long[] lastStatisticsNanos = new long[0];
    private long[] lastDropped = new long[0];
    private boolean byRecord;
    private long firstNanos = Long.MAX_VALUE;
    private long latestNanos = Long.MIN_VALUE;

    DropReports(Sink sink) {
        this.sink = sink;
    }

    void onFrame(Frame frame, long timeNanos) {
        firstNanos = Math.min(firstNanos, timeNanos);
        latestNanos = Math.max(latestNanos, timeNanos);
        int at = frame.interfaceIndex();
        makeRoom(at);
        if (frame.dropsBefore() > 0) {
            byRecord = true;
            long since = lastFrameNanos[at] == Long.MIN_VALUE ? firstNanos : lastFrameNanos[at];
            sink.dropped(since, timeNanos, frame.dropsBefore());
        }
        lastFrameNanos[at] = timeNanos;
    }

    void onStatistics(InterfaceStatistics statistics) {
        if (byRecord || statistics.dropped().isEmpty()) {
            return;
        }
        int at = statistics.interfaceIndex();
        makeRoom(at);
        long dropped = statistics.dropped().getAsLong();
        long untilNanos = Math.max(statistics.timeNanos(), latestNanos);
        if (dropped > lastDropped[at]) {
            long since = lastStatisticsNanos[at] != Long.MIN_VALUE
                    ? lastStatisticsNanos[at]
                    : statistics.startNanos().orElse(firstNanos == Long.MAX_VALUE ? Long.MIN_VALUE : firstNanos);
            sink.dropped(since, untilNanos, dropped - lastDropped[at]);
        }
        lastDropped[at] = Math.max(lastDropped[at], dropped);
        lastStatisticsNanos[at] = untilNanos;
    }

    /** Whether the records tell of drops. */
    boolean areByRecord() {
        return byRecord;
    }

    private void makeRoom(int index) {
        int before = lastFrameNanos.length;
        if (index >= before) {
            int length = Math.max(index + 1, 2 * before);
            lastFrameNanos = Arrays.copyOf(lastFrameNanos, length);
            lastStatisticsNanos = Arrays.copyOf(lastStatisticsNanos, length);
            lastDropped = Arrays.copyOf(lastDropped, length);
            Arrays.fill(lastFrameNanos, before, length, Long.MIN_VALUE);
            Arrays.fill(lastStatisticsNanos, before, length, Long.MIN_VALUE);
        }
    }
}

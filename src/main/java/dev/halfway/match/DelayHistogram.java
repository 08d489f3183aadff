package dev.halfway.match;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * One-way delays of one row. HdrHistogram refuses what is below zero or above its range, so both are tested for first and
 * counted: below zero as 0, above the range as its end.
 */
final class DelayHistogram {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 2;
    private static final int NANOS_DIGITS = 9;
    private static final int MILLISECONDS = 3;

    /** Grows with the largest delay: between many hosts there are thousands of rows. */
    private final Histogram histogram = new Histogram(LOWEST_NANOS, 2 * LOWEST_NANOS, DIGITS);

    private long leastNanos = Long.MAX_VALUE;
    private long mostNanos = Long.MIN_VALUE;
    private long negative;

    DelayHistogram() {
        histogram.setAutoResize(true);
    }

    void record(long nanos) {
        leastNanos = Math.min(leastNanos, nanos);
        mostNanos = Math.max(mostNanos, nanos);
        if (nanos < 0) {
            negative++;
        }
        histogram.recordValue(Math.max(0, Math.min(nanos, HIGHEST_NANOS)));
    }

    /** Percentiles to two significant digits; smallest and largest exact. Empty when nothing was recorded. */
    Optional<DelaySummary> summary() {
        long count = histogram.getTotalCount();
        if (count == 0) {
            return Optional.empty();
        }
        return Optional.of(new DelaySummary(
                count, leastNanos, percentile(50), percentile(90), percentile(99), mostNanos, negative));
    }

    /** The lines that an interval log begins with; times in it count from {@code startNanos} since the epoch. */
    static List<String> logHead(long startNanos) {
        String seconds = BigDecimal.valueOf(startNanos, NANOS_DIGITS)
                .setScale(MILLISECONDS, RoundingMode.DOWN)
                .toPlainString();
        return written(log -> {
            log.outputLogFormatVersion();
            log.outputComment("[StartTime: " + seconds + " (seconds since epoch)]");
            log.outputLegend();
        });
    }

    /**
     * What was recorded as a line of an interval log; delays in it are in nanoseconds, the largest in milliseconds.
     *
     * @param tag without commas, spaces and line breaks
     */
    String logLine(String tag, double startSeconds, double endSeconds) {
        Histogram whole = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
        whole.add(histogram);
        whole.setTag(tag);
        return written(log -> log.outputIntervalHistogram(startSeconds, endSeconds, whole))
                .get(0);
    }

    private static List<String> written(Consumer<HistogramLogWriter> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter log = new HistogramLogWriter(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        lines.accept(log);
        log.close();
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private long percentile(double percent) {
        return Math.max(leastNanos, Math.min(mostNanos, histogram.getValueAtPercentile(percent)));
    }
}

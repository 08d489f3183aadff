package dev.halfway;

import dev.halfway.capture.SourceSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where in time none of a host's files was recording, though one was before and one after: a capture that was stopped and
 * begun again. Files that say when they began and ended are believed. Of others only the packets tell: a pause between two
 * files is taken for one in the traffic when such a pause stands within a file as well, else for one in the recording.
 */
final class BlindSpots {
    /** Takes a stretch of time in which nothing was recorded; both ends were. */
    @FunctionalInterface
    interface Sink {
        void blind(long startNanos, long endNanos);
    }

    private record Span(long startNanos, long endNanos, boolean endTold) {}

    private long[] firstNanos = new long[0];
    private long[] lastNanos = new long[0];
    private long longestPauseNanos;

    /** Every record, in the order in which the files are read. */
    void onFrame(int file, long timeNanos) {
        if (file >= lastNanos.length) {
            int before = lastNanos.length;
            lastNanos = Arrays.copyOf(lastNanos, Math.max(file + 1, 2 * before));
            Arrays.fill(lastNanos, before, lastNanos.length, Long.MIN_VALUE);
            firstNanos = Arrays.copyOf(firstNanos, lastNanos.length);
        }
        if (lastNanos[file] != Long.MIN_VALUE) {
            longestPauseNanos = Math.max(longestPauseNanos, timeNanos - lastNanos[file]);
        } else {
            firstNanos[file] = timeNanos;
        }
        lastNanos[file] = timeNanos;
    }

    /** Tells all of them, once everything is read; the clock must not have been set meanwhile. */
    void tell(List<SourceSummary> files, Sink sink) {
        List<Span> spans = new ArrayList<>();
        for (SourceSummary file : files) {
            OptionalLong start = least(file.firstNanos(), file.startNanos());
            OptionalLong end = greatest(file.lastNanos(), file.endNanos());
            if (start.isPresent() && end.isPresent()) {
                spans.add(new Span(
                        start.getAsLong(), end.getAsLong(), file.endNanos().isPresent()));
            }
        }
        tellBetween(spans, sink);
    }

    /**
     * The same of one file that was read in pieces, each of which counts as a file.
     *
     * @param halves behind which pieces stands one that holds the other direction: where one of the two ends the other is blind
     */
    void tellPieces(List<Integer> halves, Sink sink) {
        List<Span> spans = new ArrayList<>();
        for (int piece = 0; piece < lastNanos.length; piece++) {
            if (lastNanos[piece] != Long.MIN_VALUE) {
                spans.add(new Span(firstNanos[piece], lastNanos[piece], false));
            }
        }
        for (int half : halves) {
            if (half + 1 < spans.size()) {
                Span one = spans.get(half);
                Span other = spans.get(half + 1);
                sink.blind(Math.min(one.startNanos, other.startNanos), Math.max(one.startNanos, other.startNanos));
                sink.blind(Math.min(one.endNanos, other.endNanos), Math.max(one.endNanos, other.endNanos));
            }
        }
        tellBetween(spans, sink);
    }

    private void tellBetween(List<Span> spans, Sink sink) {
        spans.sort(Comparator.comparingLong(Span::startNanos));
        Span latest = null;
        for (Span next : spans) {
            if (latest != null && next.startNanos > latest.endNanos) {
                boolean pauseInTraffic = next.startNanos - latest.endNanos <= longestPauseNanos;
                if (latest.endTold || !pauseInTraffic) {
                    sink.blind(latest.endNanos, next.startNanos);
                }
            }
            latest = latest == null || next.endNanos > latest.endNanos ? next : latest;
        }
    }

    private static OptionalLong least(OptionalLong one, OptionalLong other) {
        return one.isPresent() && (other.isEmpty() || one.getAsLong() < other.getAsLong()) ? one : other;
    }

    private static OptionalLong greatest(OptionalLong one, OptionalLong other) {
        return one.isPresent() && (other.isEmpty() || one.getAsLong() > other.getAsLong()) ? one : other;
    }
}

package dev.halfway.agent;

import dev.halfway.AnalysisOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Watches sources to their end, for tests. */
public final class Watching {
    private static final long WINDOW_NANOS = 15_000_000_000L;

    private Watching() {}

    /**
     * @param analysis of the sources' hosts
     * @param kept where captures are kept; empty where none are to be
     * @param work is there
     */
    public static WatchStatus toTheEnd(
            List<WatchOptions.Source> sources, AnalysisOptions analysis, Optional<Path> kept, Path work)
            throws IOException {
        WatchOptions options = options(sources, analysis, kept, work);
        try (Watch watch = new Watch(options, status -> {})) {
            watch.run();
            return watch.latest();
        }
    }

    /** Stopped as soon as something is told of a stretch of time, or all sources are over: how things stood then. */
    static WatchStatus toTheFirstView(List<WatchOptions.Source> sources, AnalysisOptions analysis, Path work)
            throws IOException {
        Watch[] watch = new Watch[1];
        WatchStatus[] first = new WatchStatus[1];
        watch[0] = new Watch(options(sources, analysis, Optional.empty(), work), status -> {
            if (first[0] == null && (status.current().isPresent() || status.isOver())) {
                first[0] = status;
                watch[0].stop();
            }
        });
        try (Watch closing = watch[0]) {
            closing.run();
            return first[0];
        }
    }

    private static WatchOptions options(
            List<WatchOptions.Source> sources, AnalysisOptions analysis, Optional<Path> kept, Path work) {
        return new WatchOptions(
                sources,
                analysis,
                Optional.empty(),
                192,
                false,
                Optional.empty(),
                OptionalLong.empty(),
                false,
                WINDOW_NANOS,
                kept,
                work);
    }
}

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
        WatchOptions options = new WatchOptions(
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
        try (Watch watch = new Watch(options, status -> {})) {
            watch.run();
            return watch.latest();
        }
    }
}

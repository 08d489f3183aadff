package dev.halfway.agent;

import dev.halfway.AnalysisOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to watch, and for how long.
 *
 * @param sources one for each host
 * @param analysis how what comes is analysed; its hosts name those of the sources, without captures
 * @param captureFilter pcap-filter(7) for sources that capture for us (live and ssh); empty for the usual one
 * @param snapLengthBytes likewise
 * @param follow whether files are read on when more is appended to them
 * @param tls for {@code tls://}; empty when no such source is there
 * @param forNanos ends after this long; empty for without end
 * @param untilLoss ends with the first finding of loss
 * @param windowNanos how long a stretch of time the current verdict is about
 * @param keep directory where all that comes is kept as captures; empty for not at all
 * @param work directory for what is kept meanwhile
 */
public record WatchOptions(
        List<Source> sources,
        AnalysisOptions analysis,
        Optional<String> captureFilter,
        int snapLengthBytes,
        boolean follow,
        Optional<TlsContext> tls,
        OptionalLong forNanos,
        boolean untilLoss,
        long windowNanos,
        Optional<Path> keep,
        Path work) {

    /** One host and where its packets come from; {@code text} is what the user wrote. */
    public record Source(String host, String text, SourceSpec spec) {}
}

package dev.halfway;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.PacketFates;
import java.io.IOException;
import java.util.Optional;

/** The front door: captures in, diagnosis out. */
public final class Analysis {
    private Analysis() {}

    /**
     * Runs the whole analysis of saved captures.
     *
     * @param fates receives every packet's fate as it becomes known, in frame order per host; empty when nobody asks
     * @throws dev.halfway.capture.CaptureException when a capture cannot be opened or read
     */
    public static Diagnosis run(AnalysisOptions options, Optional<PacketFates> fates) throws IOException {
        throw new IOException("the matcher is being built");
    }
}

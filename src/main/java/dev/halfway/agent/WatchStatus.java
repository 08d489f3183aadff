package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.LossRow;
import java.util.List;
import java.util.Optional;

/**
 * How things stand in a watch. Times are nanoseconds since the epoch on the clock of the first host.
 *
 * @param current what the last stretch of time shows; empty before the first
 * @param sinceNanos since when the verdict is what it is
 * @param totals what became of the packets since the watch began, but for the last few seconds
 * @param changes of the verdict so far, oldest first; of very many the latest
 */
public record WatchStatus(
        Optional<Diagnosis> current,
        long sinceNanos,
        List<LossRow> totals,
        List<Health> sources,
        List<Change> changes) {

    /** From this moment on the verdict is another. */
    public record Change(long timeNanos, Verdict verdict, String sentence) {}
}

package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
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
 * @param notCompared by source: packets that are in no count, not being between two of the hosts, or with nothing to compare
 * @param changes of the verdict so far, oldest first; of very many the latest
 * @param changeCount how many there were in all
 * @param findings of any time so far, in the order in which they were first seen
 */
public record WatchStatus(
        Optional<Diagnosis> current,
        long sinceNanos,
        List<LossRow> totals,
        List<Long> notCompared,
        List<Health> sources,
        List<Change> changes,
        long changeCount,
        List<Found> findings) {

    /** Those of the changes that came after so many. */
    public List<Change> changesAfter(long told) {
        long fresh = Math.min(changeCount - told, changes.size());
        return changes.subList((int) (changes.size() - fresh), changes.size());
    }

    /** Whether it is over, and no more can come. */
    public boolean isOver() {
        return sources.stream().allMatch(source -> source.state().isOver());
    }

    /**
     * What was found, as it was last seen; of a spell of loss, as it was when most was lost.
     *
     * @param timeNanos up to where the first diagnosis had come that found it
     * @param isCurrent whether the last one still does
     */
    public record Found(long timeNanos, Finding finding, boolean isCurrent) {}

    /** From this moment on the verdict is another. */
    public record Change(long timeNanos, Verdict verdict, String sentence) {}
}

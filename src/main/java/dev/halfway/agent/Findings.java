package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found at any time of a watch. A finding that comes again, with other counts or another cause of the same loss, is
 * the same one, and what was said of it last stands.
 */
final class Findings {
    /** More are not told. */
    private static final int MOST = 100;
    /** As analyze ends when it has found something. */
    private static final int EXIT_FOUND = 1;

    /** What makes one finding differ from another. */
    private record Key(String kind, String from, String to, String place, String cause) {
        static Key of(Finding finding) {
            boolean isLoss = finding.kind().equals("one-way-loss");
            return new Key(
                    finding.kind(),
                    finding.from().orElse(""),
                    finding.to().orElse(""),
                    finding.place(),
                    isLoss ? "" : finding.cause().map(Finding.Cause::name).orElse(""));
        }
    }

    private final Map<Key, WatchStatus.Found> all = new LinkedHashMap<>();

    /** Takes in what a diagnosis found, unless that does not count for its verdict. */
    void note(Diagnosis now) {
        all.replaceAll((key, found) -> new WatchStatus.Found(found.timeNanos(), found.finding(), false));
        if (now.exitCode() != EXIT_FOUND) {
            return;
        }
        for (Finding finding : now.findings()) {
            Key key = Key.of(finding);
            WatchStatus.Found before = all.get(key);
            if (before != null) {
                all.put(key, new WatchStatus.Found(before.timeNanos(), finding, true));
            } else if (all.size() < MOST) {
                all.put(key, new WatchStatus.Found(Verdicts.end(now), finding, true));
            }
        }
    }

    /** In the order in which they were first seen. */
    List<WatchStatus.Found> all() {
        return new ArrayList<>(all.values());
    }
}

package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found at any time of a watch. A finding that comes again, with other counts or another cause of the same loss, is
 * the same one, and what was said of it last stands; of a loss, what was said when most was lost: the last that is seen of a
 * spell is its end.
 */
final class Findings {
    private static final String LOSS = "one-way-loss";

    /** More are not told. */
    private static final int MOST = 100;
    /** As analyze ends when it has found something. */
    private static final int EXIT_FOUND = 1;

    /** What makes one finding differ from another. */
    private record Key(String kind, String from, String to, String place, String cause) {
        static Key of(Finding finding) {
            boolean isLoss = finding.kind().equals(LOSS);
            return new Key(
                    finding.kind(),
                    finding.from().orElse(""),
                    finding.to().orElse(""),
                    finding.place(),
                    isLoss ? "" : finding.cause().map(Finding.Cause::name).orElse(""));
        }
    }

    /** @param lost packets lost of this direction when it was told; 0 where it is no loss */
    private record Told(WatchStatus.Found found, long lost) {
        Told with(boolean isCurrent) {
            return new Told(new WatchStatus.Found(found.timeNanos(), found.finding(), isCurrent), lost);
        }
    }

    private final Map<Key, Told> all = new LinkedHashMap<>();

    /** Takes in what a diagnosis found, unless that does not count for its verdict. */
    void note(Diagnosis now) {
        all.replaceAll((key, told) -> told.with(false));
        if (now.exitCode() != EXIT_FOUND) {
            return;
        }
        for (Finding finding : now.findings()) {
            Key key = Key.of(finding);
            Told before = all.get(key);
            long lost = lost(now, finding);
            if (before != null && lost < before.lost) {
                all.put(key, before.with(true));
            } else if (before != null || all.size() < MOST) {
                long since = before == null ? Verdicts.end(now) : before.found.timeNanos();
                all.put(key, new Told(new WatchStatus.Found(since, finding, true), lost));
            }
        }
    }

    private static long lost(Diagnosis now, Finding finding) {
        return now.evidence().stream()
                .filter(each -> finding.kind().equals(LOSS)
                        && finding.from().equals(Optional.of(each.from()))
                        && finding.to().equals(Optional.of(each.to())))
                .mapToLong(each -> each.pattern().lost())
                .sum();
    }

    /** In the order in which they were first seen. */
    List<WatchStatus.Found> all() {
        return all.values().stream().map(Told::found).toList();
    }
}

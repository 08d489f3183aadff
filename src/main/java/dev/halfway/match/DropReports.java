package dev.halfway.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a capture says of packets that it dropped itself. Bounded: of too many, those that follow each other become one. */
final class DropReports {
    private static final int MOST = 1 << 14;

    /** So many packets were dropped between two moments, in ns of the host's clock. */
    record Report(long startNanos, long endNanos, long count) {
        Report and(Report next) {
            return new Report(
                    Math.min(startNanos, next.startNanos), Math.max(endNanos, next.endNanos), count + next.count);
        }
    }

    private final List<Report> reports = new ArrayList<>();
    /** How many of the capture's each of {@link #reports} takes in. */
    private int inEach = 1;

    private int inLast = 1;

    void add(long startNanos, long endNanos, long count) {
        Report report = new Report(startNanos, endNanos, count);
        if (inLast < inEach) {
            reports.add(reports.remove(reports.size() - 1).and(report));
            inLast++;
            return;
        }
        if (reports.size() == MOST) {
            joinPairs();
        }
        reports.add(report);
        inLast = 1;
    }

    /** Less precise in time, and none is forgotten. */
    private void joinPairs() {
        for (int i = 0; i < MOST / 2; i++) {
            reports.set(i, reports.get(2 * i).and(reports.get(2 * i + 1)));
        }
        reports.subList(MOST / 2, MOST).clear();
        inEach *= 2;
    }

    List<Report> all() {
        return Collections.unmodifiableList(reports);
    }
}

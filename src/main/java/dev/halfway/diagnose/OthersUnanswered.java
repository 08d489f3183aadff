package dev.halfway.diagnose;

import dev.halfway.match.OthersAskedRow;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an address of no host with a capture asks of one through another, as a pod does behind its node, and that was answered
 * and then is not: packets that are in no count, since they leave by another address if they leave at all.
 */
record OthersUnanswered(List<OthersAskedRow> rows) {
    /** Fewer may be what is answered behind the end of the capture. */
    private static final long LEAST = 3;
    /** Where fewer than one of so many are unanswered, some were sent again. */
    private static final long SOME = 10;
    /** A sentence is no list. */
    private static final int MOST_TOLD = 2;

    static OthersUnanswered of(Symptoms symptoms) {
        return new OthersUnanswered(symptoms.othersAsked().stream()
                .filter(row ->
                        row.answers() > 0 && unanswered(row) >= LEAST && unanswered(row) * SOME >= row.requests())
                .toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    private static long unanswered(OthersAskedRow row) {
        return row.requests() - row.answers();
    }

    /** What goes unanswered, what may be behind it, and what would tell. */
    String words() {
        OthersAskedRow first = rows.get(0);
        int more = rows.size() - MOST_TOLD;
        return rows.stream().limit(MOST_TOLD).map(OthersUnanswered::words).collect(Collectors.joining(", "))
                + (more > 0 ? ", and those of " + Words.count(more, "more service") : "")
                + " have no answer in the capture at " + first.seenAt() + ", where " + first.asker()
                + " passes through, and the capture at " + first.askedHost()
                + " shows nothing of that address: translated on the way, they are in no count, and may be lost, on "
                + first.seenAt() + " too. To know, on " + first.seenAt() + ": nft list ruleset; conntrack -L -s "
                + first.asker();
    }

    /** {@code 100 of 175 echo requests from 10.0.5.2 to 10.0.0.2}. */
    private static String words(OthersAskedRow row) {
        return Words.count(unanswered(row)) + " of " + Words.count(row.requests(), row.request()) + " from "
                + row.asker() + " to " + (row.port() > 0 ? "TCP port " + row.port() + " of " : "") + row.asked();
    }
}

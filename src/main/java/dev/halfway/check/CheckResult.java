package dev.halfway.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the check of one case came to.
 *
 * @param differences what is not as expected; after an update what could not be updated
 * @param unreadable why the case could not be checked; empty when it was
 * @param updated its expectation was rewritten
 * @param nanos how long it took
 */
public record CheckResult(
        CheckCase checked, List<Difference> differences, Optional<String> unreadable, boolean updated, long nanos) {

    /** How it ended. */
    public enum Outcome {
        AS_EXPECTED("as expected"),
        UPDATED("updated"),
        NOT_AS_EXPECTED("NOT as expected"),
        UNREADABLE("UNREADABLE");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** The name in JSON, fixed. */
        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Outcome outcome() {
        if (unreadable.isPresent()) {
            return Outcome.UNREADABLE;
        } else if (!differences.isEmpty()) {
            return Outcome.NOT_AS_EXPECTED;
        }
        return updated ? Outcome.UPDATED : Outcome.AS_EXPECTED;
    }
}

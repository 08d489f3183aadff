package dev.halfway.diagnose;

import dev.halfway.match.AppearedRow;
import dev.halfway.match.LossRow;
import java.util.List;

/**
 * Packets of one direction that arrived otherwise than they left.
 *
 * @param rows where packets arrived once more or changed
 * @param appeared where packets arrived that never left
 */
record Oddity(Symptoms symptoms, Kind kind, String from, String to, List<LossRow> rows, List<AppearedRow> appeared) {
    /** How they arrived. */
    enum Kind {
        /** More often than they left. */
        DUPLICATION("duplication"),
        /** After so long that they count as lost (RFC 7680 section 2.4). */
        LATENESS("lateness"),
        /** With other content. */
        CORRUPTION("corruption"),
        /** Without having left. */
        INJECTION("injection");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The finding's kind in JSON, fixed. */
        String id() {
            return id;
        }
    }

    /** The capture at the sender is known to lack other packets than resets: then it may lack these as well. */
    boolean maySenderHaveMissedThem() {
        return symptoms.unseen(from) - symptoms.unseenResets(from) + symptoms.missed(from) > 0;
    }

    Commands commands() {
        return new Commands(symptoms, from, to);
    }
}

package dev.halfway.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What may have been meant by a word that is none of those known. */
final class Misspelling {
    private static final int MOST_EDITS = 3;

    private Misspelling() {}

    /** The known word that the typed one is a few edits away from, at most a third of its length. */
    static Optional<String> meant(String typed, Collection<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(each -> edits(word, each) <= Math.min(MOST_EDITS, Math.max(1, each.length() / 3)))
                .min(Comparator.comparingInt(each -> edits(word, each)));
    }

    /** Letters to put in, take out or change (Levenshtein). */
    private static int edits(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[before.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[other.length()];
    }
}

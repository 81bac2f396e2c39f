package dev.headroom.document;

import java.util.Collection;
import java.util.Optional;

/** Guesses what a user meant by a word that is not known. */
final class Nearest {

    private Nearest() {}

    /**
     * Finds the known word that takes the fewest edits, if that is few enough to be a slip.
     *
     * @param word what the user wrote
     * @param known the words there are; among equally near ones the first wins
     * @return the word probably meant
     */
    static Optional<String> of(final String word, final Collection<String> known) {
        String best = null;
        int bestEdits = Math.max(2, word.length() / 3) + 1;
        for (final String candidate : known) {
            final int edits = edits(word.toLowerCase(java.util.Locale.ROOT).replace('_', '-'), candidate);
            if (edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Letters to replace, insert, remove or exchange with their neighbour (optimal string alignment), row by row. */
    private static int edits(final String from, final String to) {
        int[] before = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            final int[] next = new int[to.length() + 1];
            next[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                final int replaced = row[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, Math.min(row[j], next[j - 1]) + 1);
                final boolean exchanged = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (exchanged) {
                    next[j] = Math.min(next[j], before[j - 2] + 1);
                }
            }
            before = row;
            row = next;
        }
        return row[to.length()];
    }
}

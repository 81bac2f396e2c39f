package dev.headroom.report;

import java.util.ArrayList;
import java.util.List;

/** A table in columns that are as wide as needed; the first one is set left, the others right. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(final String... heads) {
        row(heads);
    }

    /** Adds a row with as many cells as there are heads. */
    void row(final String... cells) {
        rows.add(List.of(cells));
    }

    /** Returns the lines, each after some blanks and ending in a line feed. */
    String text(final int indent) {
        final int[] widths = new int[rows.get(0).size()];
        for (final List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        final StringBuilder out = new StringBuilder();
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder(" ".repeat(indent));
            for (int column = 0; column < widths.length; column++) {
                final String cell = row.get(column);
                final String gap = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? cell + gap : "  " + gap + cell);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}

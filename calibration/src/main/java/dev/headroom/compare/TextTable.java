package dev.headroom.compare;

import java.util.ArrayList;
import java.util.List;

/** A table in columns as wide as their widest cell, two blanks apart. */
final class TextTable {

    private final boolean[] right;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * Creates a table.
     *
     * @param heads heads of the columns, each after {@code <} to align left or {@code >} to align right
     */
    TextTable(final String... heads) {
        right = new boolean[heads.length];
        widths = new int[heads.length];
        final String[] names = new String[heads.length];
        for (int i = 0; i < heads.length; i++) {
            right[i] = heads[i].charAt(0) == '>';
            names[i] = heads[i].substring(1);
        }
        row(names);
    }

    /** Adds a row of as many cells as there are heads. */
    void row(final String... cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
        rows.add(cells);
    }

    /** Returns the lines, each ending with a line feed, without trailing blanks. */
    String text() {
        final StringBuilder text = new StringBuilder();
        for (final String[] cells : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                final String gap = " ".repeat(widths[i] - cells[i].length());
                line.append(right[i] ? gap + cells[i] : cells[i] + gap).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

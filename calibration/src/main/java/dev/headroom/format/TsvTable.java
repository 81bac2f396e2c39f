package dev.headroom.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A table of tab-separated values whose first line names the columns.
 *
 * <p>Names decide, not positions: columns may come in any order and unknown ones are ignored. Only the columns asked
 * for are kept in memory. Every row must have as many fields as the header; empty lines are skipped. {@code NA} and the
 * empty field mean that there is no value. There is no quoting and no escape.
 */
public final class TsvTable {

    /** Most rows of a table. */
    public static final int MAX_ROWS = 1_000_000;

    private TsvTable() {}

    /**
     * Reads a table that must exist.
     *
     * @param file the table
     * @param columns names of the columns that must be present
     * @param reader makes a record of a row
     * @param <T> the kind of record
     * @return one record per row, in the order of the file; unmodifiable
     * @throws FormatException if the file, its header or a field is not as demanded
     */
    public static <T> List<T> read(final Path file, final List<String> columns, final Function<TsvRow, T> reader) {
        try (BoundedLines lines = new BoundedLines(file)) {
            if (!lines.advance() || lines.line().isEmpty()) {
                throw new FormatException(file, 1, "", "no header", "the column names " + String.join(", ", columns));
            }
            final String[] names = lines.line().split("\t", -1);
            final Map<String, Integer> positions = positions(file, names);
            columns.forEach(column -> require(file, positions, column));
            return rows(file, lines, names.length, positions, columns, reader);
        }
    }

    /**
     * Reads a table that may be missing or emptied.
     *
     * @param file the table
     * @param columns names of the columns that must be present if there is a header
     * @param reader makes a record of a row
     * @param <T> the kind of record
     * @return one record per row; none if there is no file or the file has no bytes
     * @throws FormatException if the file exists, has content, and this is not as demanded
     */
    public static <T> List<T> readIfPresent(
            final Path file, final List<String> columns, final Function<TsvRow, T> reader) {
        return isBlank(file) ? List.of() : read(file, columns, reader);
    }

    /**
     * Returns whether there is nothing to read.
     *
     * @param file a path
     * @return true if there is no such regular file or it has no bytes
     */
    public static boolean isBlank(final Path file) {
        return !Files.isRegularFile(file) || file.toFile().length() == 0;
    }

    /**
     * Returns whether a table has certain columns.
     *
     * @param file a regular file
     * @param columns names of columns
     * @return true if the first line is text and names them all
     */
    public static boolean hasColumns(final Path file, final List<String> columns) {
        try (BoundedLines lines = new BoundedLines(file)) {
            return lines.advance() && List.of(lines.line().split("\t", -1)).containsAll(columns);
        } catch (final FormatException e) {
            return false;
        }
    }

    private static Map<String, Integer> positions(final Path file, final String[] names) {
        final Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (positions.put(names[i], i) != null) {
                throw new FormatException(
                        file, 1, FormatException.quoted(names[i]), "the column occurs twice", "each column once");
            }
        }
        return positions;
    }

    private static void require(final Path file, final Map<String, Integer> positions, final String column) {
        if (!positions.containsKey(column)) {
            throw new FormatException(file, 1, column, "the column is missing", "a header that names it");
        }
    }

    private static <T> List<T> rows(
            final Path file,
            final BoundedLines lines,
            final int width,
            final Map<String, Integer> positions,
            final List<String> columns,
            final Function<TsvRow, T> reader) {
        final List<T> rows = new ArrayList<>();
        while (lines.advance()) {
            if (lines.line().isEmpty()) {
                continue;
            }
            if (rows.size() == MAX_ROWS) {
                throw new FormatException(
                        file, lines.lineNumber(), "", "too many rows", "at most " + MAX_ROWS + " rows");
            }
            final String[] fields = lines.line().split("\t", -1);
            if (fields.length != width) {
                final String wrong = fields.length + " fields";
                throw new FormatException(file, lines.lineNumber(), "", wrong, width + " as in the header");
            }
            final Map<String, String> kept = new HashMap<>();
            columns.forEach(column -> kept.put(column, fields[positions.get(column)]));
            rows.add(reader.apply(new TsvRow(file, lines.lineNumber(), kept)));
        }
        return List.copyOf(rows);
    }
}

package dev.headroom.format;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One row of a {@link TsvTable}, read by column name.
 *
 * <p>{@code NA} and the empty field mean that there is no value. Each accessor fails with a {@link FormatException}
 * that names file, line and column.
 */
public final class TsvRow {

    /** Largest absolute value of a number: above every count and time of a measurement, safe to add up. */
    public static final long MAX_VALUE = 1_000_000_000_000_000L;

    private static final int MAX_NUMBER_CHARS = 32;

    private final Path file;
    private final long line;
    private final Map<String, String> fields;

    TsvRow(final Path file, final long line, final Map<String, String> fields) {
        this.file = file;
        this.line = line;
        this.fields = fields;
    }

    /** Returns the line number of the row, from 1. */
    public long line() {
        return line;
    }

    /**
     * Returns a text, if there is one.
     *
     * @param column name of a column asked for
     * @return the field, or nothing for {@code NA} and the empty field
     */
    public Optional<String> optionalText(final String column) {
        final String text = fields.get(column);
        if (text == null) {
            throw new IllegalArgumentException("column " + column + " was not asked for");
        }
        return text.isEmpty() || text.equals("NA") ? Optional.empty() : Optional.of(text);
    }

    /**
     * Returns a text that must be present.
     *
     * @param column name of a column asked for
     * @return the field
     */
    public String text(final String column) {
        return optionalText(column).orElseThrow(() -> wrong(column, "no value", "a value, not NA"));
    }

    /**
     * Returns a whole number, if there is one.
     *
     * @param column name of a column asked for
     * @param min smallest value allowed
     * @param max largest value allowed
     * @return the number, or nothing for {@code NA} and the empty field
     */
    public OptionalLong optionalLong(final String column, final long min, final long max) {
        final Optional<String> text = optionalText(column);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(parseLong(column, text.get(), min, max));
    }

    /**
     * Returns a whole number that must be present.
     *
     * @param column name of a column asked for
     * @param min smallest value allowed
     * @param max largest value allowed
     * @return the number
     */
    public long longValue(final String column, final long min, final long max) {
        return parseLong(column, text(column), min, max);
    }

    /**
     * Returns a whole number that must be present.
     *
     * @param column name of a column asked for
     * @param min smallest value allowed
     * @param max largest value allowed
     * @return the number
     */
    public int intValue(final String column, final int min, final int max) {
        return (int) longValue(column, min, max);
    }

    /**
     * Returns a whole number, if there is one.
     *
     * @param column name of a column asked for
     * @param min smallest value allowed
     * @param max largest value allowed
     * @return the number, or nothing for {@code NA} and the empty field
     */
    public OptionalInt optionalInt(final String column, final int min, final int max) {
        final OptionalLong value = optionalLong(column, min, max);
        return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) value.getAsLong());
    }

    /**
     * Returns a number that must be present.
     *
     * @param column name of a column asked for
     * @return the number, absolute value at most {@link #MAX_VALUE}
     */
    public double doubleValue(final String column) {
        return parseDouble(column, text(column));
    }

    /**
     * Returns a number, if there is one.
     *
     * @param column name of a column asked for
     * @return the number, absolute value at most {@link #MAX_VALUE}; nothing for {@code NA} and the empty field
     */
    public OptionalDouble optionalDouble(final String column) {
        final Optional<String> text = optionalText(column);
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(parseDouble(column, text.get()));
    }

    /**
     * Returns what a name stands for.
     *
     * @param column name of a column asked for
     * @param meaning gives the value of a name, or nothing for an unknown one
     * @param right what would be right, for the message
     * @param <T> the kind of value
     * @return the value
     */
    public <T> T parsed(final String column, final Function<String, Optional<T>> meaning, final String right) {
        final String text = text(column);
        return meaning.apply(text).orElseThrow(() -> wrong(column, FormatException.quoted(text), right));
    }

    /**
     * Makes the exception for a field of this row.
     *
     * @param column name of the column
     * @param wrong what is wrong
     * @param right what would be right
     * @return an exception to throw
     */
    public FormatException wrong(final String column, final String wrong, final String right) {
        return new FormatException(file, line, column, wrong, right);
    }

    private long parseLong(final String column, final String text, final long min, final long max) {
        try {
            final long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // Told below together with a number out of range.
        }
        throw wrong(column, FormatException.quoted(text), "a whole number from " + min + " to " + max);
    }

    private double parseDouble(final String column, final String text) {
        try {
            final double value = text.length() > MAX_NUMBER_CHARS ? Double.NaN : new BigDecimal(text).doubleValue();
            if (Math.abs(value) <= MAX_VALUE) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // Told below together with a number out of range.
        }
        throw wrong(column, FormatException.quoted(text), "a number of at most " + MAX_NUMBER_CHARS + " characters");
    }
}

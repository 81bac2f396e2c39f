package dev.headroom.format;

import java.nio.file.Path;

/**
 * A file does not hold what its format demands.
 *
 * <p>The message is one sentence for the user: file, line (when there is one), field (when there is one), what is
 * wrong, and what would be right.
 */
public final class FormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTED_CHARS = 80;

    private final String file;
    private final long line;
    private final String field;

    /**
     * Creates the exception.
     *
     * @param file the file read
     * @param line line number from 1, or 0 when the whole file is meant
     * @param field name of the column, header or member, or an empty string when none applies
     * @param wrong what is wrong, without a full stop
     * @param right what would be right, without a full stop
     */
    public FormatException(
            final Path file, final long line, final String field, final String wrong, final String right) {
        super(message(file.toString(), line, field, wrong, right));
        this.file = file.toString();
        this.line = line;
        this.field = field;
    }

    /** Returns the file read, as the user named it. */
    public String file() {
        return file;
    }

    /** Returns the line number from 1, or 0 when the whole file is meant. */
    public long line() {
        return line;
    }

    /** Returns the name of the column, header or member, or an empty string. */
    public String field() {
        return field;
    }

    /**
     * Quotes foreign text for a message: control characters become {@code ?} and a long text is cut.
     *
     * @param text any text
     * @return at most about 80 printable characters between quotation marks
     */
    public static String quoted(final String text) {
        final String head = text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "...";
        final StringBuilder printable = new StringBuilder(head.length() + 2).append('"');
        head.chars().forEach(c -> printable.append(Character.isISOControl(c) ? '?' : (char) c));
        return printable.append('"').toString();
    }

    private static String message(
            final String file, final long line, final String field, final String wrong, final String right) {
        final String where = line > 0 ? file + ", line " + line : file;
        final String what = field.isEmpty() ? where : where + ", field " + field;
        return what + ": " + wrong + "; expected " + right;
    }
}

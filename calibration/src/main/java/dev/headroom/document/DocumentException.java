package dev.headroom.document;

/**
 * A document does not say what it should. The message is one sentence for the user: file and line, field, what is
 * wrong, what would be right.
 */
public final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String field;

    /**
     * Describes a mistake.
     *
     * @param file the document as the user named it
     * @param line its line from 1, or 0 when the whole document is meant
     * @param field path of the field such as {@code containers[0].name}, or "" when none applies
     * @param wrong what is wrong
     * @param right what would be right
     */
    public DocumentException(
            final String file, final int line, final String field, final String wrong, final String right) {
        super(file + (line > 0 ? ":" + line : "") + ": " + (field.isEmpty() ? "" : field + ": ") + wrong + "; "
                + right);
        this.file = file;
        this.line = line;
        this.field = field;
    }

    /** Returns the document as the user named it. */
    public String file() {
        return file;
    }

    /** Returns the line from 1, or 0 when the whole document is meant. */
    public int line() {
        return line;
    }

    /** Returns the path of the field, or "". */
    public String field() {
        return field;
    }
}

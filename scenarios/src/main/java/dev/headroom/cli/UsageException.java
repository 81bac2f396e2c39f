package dev.headroom.cli;

/** The command line asks for something that cannot be done; the message says what would be right. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Describes a mistake.
     *
     * @param message one sentence without a full stop: what is wrong; what would be right
     */
    public UsageException(final String message) {
        super(message);
    }
}

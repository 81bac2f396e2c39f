package dev.headroom.cli;

/** What the exit status of the program says. */
public final class ExitStatus {

    /** The objectives are met, or all cases agree. */
    public static final int OK = 0;

    /** An objective is missed, or a case disagrees. */
    public static final int MISSED = 1;

    /** Bad input or usage; one message said what would be right, nothing was written. */
    public static final int BAD_INPUT = 2;

    /** The program failed. */
    public static final int INTERNAL_ERROR = 3;

    private ExitStatus() {}
}

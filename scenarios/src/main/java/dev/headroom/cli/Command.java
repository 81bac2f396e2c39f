package dev.headroom.cli;

/**
 * A command. Its options are fields with the annotations of JCommander; a new object serves one run.
 *
 * <p>To add one, write a class and put it into {@link Commands}.
 */
public interface Command {

    /** Returns the name that users type. */
    String name();

    /** Returns what it does, in a line. */
    String summary();

    /**
     * Does it.
     *
     * @param streams where to write to
     * @return the exit status
     * @throws UsageException if the arguments cannot be served
     * @throws dev.headroom.document.DocumentException if an input is wrong
     * @throws java.io.IOException if an output cannot be written
     */
    int run(Streams streams) throws java.io.IOException;
}

package dev.headroom.cli;

import java.io.PrintStream;

/**
 * Where a command writes to.
 *
 * @param out results
 * @param err messages and progress
 * @param terminal whether a person watches {@code err}
 */
public record Streams(PrintStream out, PrintStream err, boolean terminal) {}

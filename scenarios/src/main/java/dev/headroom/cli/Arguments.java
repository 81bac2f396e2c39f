package dev.headroom.cli;

import java.util.List;

/** What stands on the command line besides options. */
final class Arguments {

    private Arguments() {}

    /**
     * Returns the only argument.
     *
     * @param arguments what JCommander did not take for an option or its value
     * @param command name of the command
     * @param what what is expected, such as "a plan"
     * @param example a correct command line
     * @throws UsageException if there is none, or more than one, or one that looks like an option
     */
    static String only(final List<String> arguments, final String command, final String what, final String example) {
        for (final String argument : arguments) {
            if (argument.startsWith("-")) {
                throw new UsageException(
                        command + " has no option " + argument + "; see headroom " + command + " --help");
            }
        }
        if (arguments.size() != 1) {
            throw new UsageException(command + (arguments.isEmpty() ? " needs " : " takes only ") + what + ", "
                    + (arguments.isEmpty() ? "none was given" : "not " + arguments.size()) + "; write for example: "
                    + example);
        }
        return arguments.get(0);
    }
}

package dev.headroom.format.recorded;

import java.util.List;
import java.util.Map;

/**
 * An option that a program of a scenario knows.
 *
 * @param letter its short form
 * @param name its long form, {@code ""} if it has none
 * @param argument whether it takes an argument
 * @param least least value of an argument that is a whole number
 * @param most largest value of it; below {@code least} for an argument that is none
 */
record ProgramOption(char letter, String name, Argument argument, int least, int most) {

    /** Whether an option takes an argument. */
    enum Argument {
        NONE,
        REQUIRED,
        /** Taken from the next word only if that begins with a digit, as cyclictest does. */
        OPTIONAL
    }

    private static final int MOST_THREADS = 1024;
    private static final int MOST_GROUPS = 100;
    private static final int LONGEST_US = 100_000_000;

    /** Options of the tools that do not change what is modelled are known too; all others are refused. */
    private static final Map<String, List<ProgramOption>> OF_TOOL = Map.of(
            "cyclictest",
            List.of(
                    number('p', "priority", 0, 99),
                    text('y', "policy"),
                    new ProgramOption('t', "threads", Argument.OPTIONAL, 1, MOST_THREADS),
                    new ProgramOption('a', "affinity", Argument.OPTIONAL, 0, -1),
                    flag('S', "smp"),
                    number('i', "interval", 1, LONGEST_US),
                    number('d', "distance", 0, LONGEST_US),
                    text('D', "duration"),
                    text('l', "loops"),
                    text('h', "histogram"),
                    text('j', "json"),
                    flag('q', "quiet"),
                    flag('m', "mlockall"),
                    flag('n', "nanosleep")),
            "stress-ng",
            List.of(
                    number('c', "cpu", 1, MOST_THREADS),
                    text('M', "cpu-method"),
                    text('t', "timeout"),
                    flag('q', "quiet")),
            "hackbench",
            List.of(
                    number('g', "groups", 1, MOST_GROUPS),
                    text('l', "loops"),
                    text('s', "datasize"),
                    flag('P', "process"),
                    flag('T', "threads"),
                    flag('p', "pipe")),
            "perf bench",
            List.of(text('l', "loop"), flag('T', "threaded")));

    private static ProgramOption number(final char letter, final String name, final int least, final int most) {
        return new ProgramOption(letter, name, Argument.REQUIRED, least, most);
    }

    private static ProgramOption text(final char letter, final String name) {
        return new ProgramOption(letter, name, Argument.REQUIRED, 0, -1);
    }

    private static ProgramOption flag(final char letter, final String name) {
        return new ProgramOption(letter, name, Argument.NONE, 0, -1);
    }

    /** Returns the options of a tool that is modelled by its command line, null for any other tool. */
    static List<ProgramOption> of(final String tool) {
        return OF_TOOL.get(tool);
    }

    boolean isNumber() {
        return most >= least;
    }
}

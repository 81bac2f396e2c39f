package dev.headroom.format.recorded;

import dev.headroom.units.CpuSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of a load or a measuring program, with what {@code taskset}, {@code chrt} and {@code timeout} before
 * it say.
 *
 * @param cpus CPUs that {@code taskset -c} pins it to
 * @param policy policy that {@code chrt} gives it, OTHER of nice 0 without
 * @param words the program and its arguments
 */
public record CommandLine(Optional<CpuSet> cpus, TaskPolicy policy, List<String> words) {

    private static final int MOST_THREADS = 1024;
    private static final int MOST_GROUPS = 100;
    private static final int LONGEST_US = 100_000_000;
    /** What a recorder puts in later, such as the length of the run. */
    private static final String PLACEHOLDER = "\\{\\w+}";

    /** The options that are whole numbers, with the least and the largest value. */
    private static final Map<String, Map<String, int[]>> NUMBERS = Map.of(
            "cyclictest",
            Map.of(
                    "-p", new int[] {0, 99},
                    "-t", new int[] {1, MOST_THREADS},
                    "-i", new int[] {1, LONGEST_US},
                    "-d", new int[] {0, LONGEST_US}),
            "stress-ng",
            Map.of("--cpu", new int[] {1, MOST_THREADS}),
            "hackbench",
            Map.of("-g", new int[] {1, MOST_GROUPS}));

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if a word is not what its place asks for; the message says what is right
     */
    public static CommandLine parse(final String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        Optional<CpuSet> cpus = Optional.empty();
        TaskPolicy policy = TaskPolicy.fair(TaskPolicy.Kind.OTHER, 0);
        while (words.size() > 2) {
            switch (words.get(0)) {
                case "taskset" -> {
                    cpus = Optional.of(cpus("taskset " + words.get(1), words.get(2)));
                    words = words.subList(3, words.size());
                }
                case "chrt" -> {
                    policy = policy(words.get(1), words.get(2));
                    words = words.subList(3, words.size());
                }
                case "timeout" -> words = words.subList(2, words.size());
                default -> {
                    return new CommandLine(cpus, policy, words).checked();
                }
            }
        }
        return new CommandLine(cpus, policy, words).checked();
    }

    private static TaskPolicy policy(final String option, final String priority) {
        return switch (option) {
            case "-f" -> TaskPolicy.realTime(TaskPolicy.Kind.FIFO, whole("chrt -f", priority, 1, 99));
            case "-r" -> TaskPolicy.realTime(TaskPolicy.Kind.RR, whole("chrt -r", priority, 1, 99));
            case "-b" -> TaskPolicy.fair(TaskPolicy.Kind.BATCH, 0);
            case "-i" -> TaskPolicy.fair(TaskPolicy.Kind.IDLE, 0);
            case "-o" -> TaskPolicy.fair(TaskPolicy.Kind.OTHER, 0);
            default ->
                throw new IllegalArgumentException(
                        "chrt has no policy '" + option + "' here; known are -f, -r, -b, -i and -o");
        };
    }

    private static CpuSet cpus(final String option, final String text) {
        try {
            final CpuSet cpus = CpuSet.parse(text);
            if (!cpus.isEmpty()) {
                return cpus;
            }
        } catch (final IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
        }
        throw new IllegalArgumentException(option + ": no CPU; give a list such as 0,2-5");
    }

    private static int whole(final String option, final String text, final int least, final int most) {
        final int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    option + " '" + text + "' is not a whole number from " + least + " to " + most);
        }
        return number;
    }

    private CommandLine checked() {
        final String program = program();
        NUMBERS.getOrDefault(program, Map.of())
                .forEach((name, bounds) ->
                        written(name).ifPresent(text -> whole(program + " " + name, text, bounds[0], bounds[1])));
        if (program.equals("cyclictest")) {
            cpus("-a");
            final String own = option("--policy").orElse("");
            if ((own.equals("fifo") || own.equals("rr")) && number("-p", 0) == 0) {
                throw new IllegalArgumentException("cyclictest --policy " + own + " needs -p from 1 to 99");
            }
        }
        return this;
    }

    private String program() {
        return words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
    }

    private Optional<String> written(final String name) {
        return option(name).filter(text -> !text.matches(PLACEHOLDER));
    }

    /** Returns the argument of an option, as the next word or behind {@code =}. */
    public Optional<String> option(final String name) {
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).equals(name) && i + 1 < words.size()) {
                return Optional.of(words.get(i + 1));
            }
            if (words.get(i).startsWith(name + "=")) {
                return Optional.of(words.get(i).substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** Returns a whole number given as an option; a placeholder counts as absent. */
    public int number(final String name, final int otherwise) {
        return written(name).map(Integer::parseInt).orElse(otherwise);
    }

    /** Returns CPUs given as an option; a placeholder counts as absent. */
    public Optional<CpuSet> cpus(final String name) {
        return written(name).map(text -> cpus(program() + " " + name, text));
    }

    /** Returns whether a word is there. */
    public boolean has(final String word) {
        return words.contains(word);
    }
}

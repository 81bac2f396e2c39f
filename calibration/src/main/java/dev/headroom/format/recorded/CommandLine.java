package dev.headroom.format.recorded;

import dev.headroom.format.recorded.ProgramOption.Argument;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of a load or a measuring program, with what {@code taskset}, {@code chrt} and {@code timeout} before
 * it say.
 *
 * @param cpus CPUs that {@code taskset -c} pins it to
 * @param policy policy that {@code chrt} gives it, OTHER of nice 0 without
 * @param options the options of the program by their long names, with their arguments or ""
 */
public record CommandLine(Optional<CpuSet> cpus, TaskPolicy policy, Map<String, String> options) {

    private static final int PREFIX_WORDS = 3;
    private static final List<String> CYCLICTEST_POLICIES = List.of("other", "batch", "idle", "fifo", "rr");

    /**
     * Reads a command line.
     *
     * @param tool the program that it must run, such as {@code cyclictest}
     * @param text the line
     * @throws IllegalArgumentException if a word is not what its place asks for; the message says what is right
     */
    public static CommandLine parse(final String tool, final String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        Optional<CpuSet> cpus = Optional.empty();
        TaskPolicy policy = TaskPolicy.fair(TaskPolicy.Kind.OTHER, 0);
        while (true) {
            switch (words.isEmpty() ? "" : words.get(0)) {
                case "taskset" -> {
                    requirePrefix(words, PREFIX_WORDS);
                    if (!words.get(1).equals("-c")) {
                        throw new IllegalArgumentException("taskset is understood with -c and a list of CPUs only");
                    }
                    cpus = Optional.of(cpus("taskset -c", words.get(2)));
                    words = words.subList(PREFIX_WORDS, words.size());
                }
                case "chrt" -> {
                    requirePrefix(words, PREFIX_WORDS);
                    policy = policy(words.get(1), words.get(2));
                    words = words.subList(PREFIX_WORDS, words.size());
                }
                case "timeout" -> {
                    requirePrefix(words, 2);
                    words = words.subList(2, words.size());
                }
                default -> {
                    return new CommandLine(cpus, policy, options(tool, words)).checked(tool);
                }
            }
        }
    }

    private static void requirePrefix(final List<String> words, final int count) {
        if (words.size() < count) {
            throw new IllegalArgumentException("'" + String.join(" ", words) + "' is cut short");
        }
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

    private static Map<String, String> options(final String tool, final List<String> words) {
        final List<String> program =
                tool.equals("perf bench") ? List.of("perf", "bench", "sched", "pipe") : List.of(tool);
        if (words.size() < program.size() || !words.subList(0, program.size()).equals(program)) {
            throw new IllegalArgumentException(
                    "'" + String.join(" ", words) + "' does not run " + String.join(" ", program));
        }
        final Map<String, String> found = new LinkedHashMap<>();
        final List<String> rest = new ArrayList<>(words.subList(program.size(), words.size()));
        while (!rest.isEmpty()) {
            takeOption(tool, rest, found);
        }
        return found;
    }

    /** Takes the first word, and the next if it is its argument. */
    private static void takeOption(final String tool, final List<String> rest, final Map<String, String> found) {
        final String word = rest.remove(0);
        final boolean isLong = word.startsWith("--");
        final int end = isLong ? (word + "=").indexOf('=') : Math.min(2, word.length());
        final ProgramOption option = ProgramOption.of(tool).stream()
                .filter(known ->
                        isLong ? known.name().equals(word.substring(2, end)) : word.startsWith("-" + known.letter()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        tool + " " + word + " is not understood; leave it out if it does not matter"));
        final String attached = isLong && end < word.length() ? word.substring(end + 1) : word.substring(end);
        if (option.argument() == Argument.NONE) {
            found.put(option.name(), "");
            if (!isLong && !attached.isEmpty()) {
                rest.add(0, "-" + attached);
            }
            return;
        }
        final boolean next = attached.isEmpty()
                && !rest.isEmpty()
                && (option.argument() == Argument.REQUIRED || rest.get(0).matches("[0-9].*"));
        found.put(option.name(), next ? rest.remove(0) : attached);
    }

    private CommandLine checked(final String tool) {
        for (final ProgramOption option : ProgramOption.of(tool)) {
            final String text = options.getOrDefault(option.name(), "0");
            final String written = tool + " -" + option.letter();
            if (option.argument() == Argument.REQUIRED && text.isEmpty()) {
                throw new IllegalArgumentException(written + " lacks its argument");
            }
            if (options.containsKey(option.name()) && option.isNumber() && !text.isEmpty()) {
                whole(written, text, option.least(), option.most());
            }
        }
        if (tool.equals("cyclictest")) {
            cpus("affinity");
            argument("policy").ifPresent(this::requirePolicy);
        }
        return this;
    }

    private void requirePolicy(final String own) {
        if (!CYCLICTEST_POLICIES.contains(own)) {
            throw new IllegalArgumentException(
                    "cyclictest has no --policy '" + own + "'; known are " + String.join(", ", CYCLICTEST_POLICIES));
        }
        final boolean realTime = own.equals("fifo") || own.equals("rr");
        if (realTime != number("priority", 0) > 0) {
            throw new IllegalArgumentException(
                    "cyclictest --policy " + own + (realTime ? " needs -p from 1 to 99" : " goes without -p"));
        }
    }

    /** Returns the argument of an option, if it has one. */
    public Optional<String> argument(final String name) {
        return Optional.ofNullable(options.get(name)).filter(text -> !text.isEmpty());
    }

    /** Returns a whole number given to an option. */
    public int number(final String name, final int otherwise) {
        return argument(name).map(Integer::parseInt).orElse(otherwise);
    }

    /** Returns CPUs given to an option. */
    public Optional<CpuSet> cpus(final String name) {
        return argument(name).map(text -> cpus("--" + name, text));
    }

    /** Returns whether an option is there. */
    public boolean has(final String name) {
        return options.containsKey(name);
    }
}

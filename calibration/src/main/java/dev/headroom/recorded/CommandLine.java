package dev.headroom.recorded;

import dev.headroom.sched.SchedAttributes;
import dev.headroom.units.CpuSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line of a load or a measuring program, with what {@code taskset}, {@code chrt} and {@code timeout} before
 * it say.
 *
 * @param cpus CPUs that {@code taskset -c} pins it to
 * @param attributes policy that {@code chrt} gives it, OTHER of nice 0 without
 * @param words the program and its arguments
 */
record CommandLine(Optional<CpuSet> cpus, SchedAttributes attributes, List<String> words) {

    static CommandLine parse(final String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        Optional<CpuSet> cpus = Optional.empty();
        SchedAttributes attributes = SchedAttributes.other(0);
        while (words.size() > 2) {
            switch (words.get(0)) {
                case "taskset" -> {
                    cpus = Optional.of(CpuSet.parse(words.get(2)));
                    words = words.subList(3, words.size());
                }
                case "chrt" -> {
                    attributes = attributes(words.get(1), Integer.parseInt(words.get(2)));
                    words = words.subList(3, words.size());
                }
                case "timeout" -> words = words.subList(2, words.size());
                default -> {
                    return new CommandLine(cpus, attributes, words);
                }
            }
        }
        return new CommandLine(cpus, attributes, words);
    }

    private static SchedAttributes attributes(final String policy, final int priority) {
        return switch (policy) {
            case "-f" -> SchedAttributes.fifo(priority);
            case "-r" -> SchedAttributes.rr(priority);
            case "-b" -> SchedAttributes.batch(0);
            case "-i" -> SchedAttributes.idle();
            default -> SchedAttributes.other(0);
        };
    }

    /** Returns the argument of an option, as the next word or behind {@code =}. */
    Optional<String> option(final String name) {
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

    /** Returns a whole number given as an option. */
    int number(final String name, final int otherwise) {
        return option(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }

    /** Returns whether a word is there. */
    boolean has(final String word) {
        return words.contains(word);
    }
}

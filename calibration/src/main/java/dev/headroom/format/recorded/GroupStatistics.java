package dev.headroom.format.recorded;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code cpu.stat} of a cgroup v1.
 *
 * @param periods {@code nr_periods}
 * @param throttled {@code nr_throttled}
 * @param throttledNs {@code throttled_time} in ns
 */
public record GroupStatistics(long periods, long throttled, long throttledNs) {

    private static final int MOST_LINES = 1000;

    /**
     * Reads a file.
     *
     * @param file lines of a name and a whole number
     * @return the three counters
     * @throws FormatException if one is absent or not a number
     */
    public static GroupStatistics read(final Path file) {
        final Map<String, Long> counters = new HashMap<>();
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                if (lines.lineNumber() > MOST_LINES) {
                    throw new FormatException(file, lines.lineNumber(), "", "too many lines", "at most " + MOST_LINES);
                }
                final String[] fields = lines.line().strip().split("\\s+");
                if (fields.length != 2 || !fields[1].matches("[0-9]{1,18}")) {
                    throw new FormatException(
                            file, lines.lineNumber(), "", FormatException.quoted(lines.line()), "a name and a number");
                }
                counters.put(fields[0], Long.parseLong(fields[1]));
            }
        }
        return new GroupStatistics(
                counter(file, counters, "nr_periods"),
                counter(file, counters, "nr_throttled"),
                counter(file, counters, "throttled_time"));
    }

    private static long counter(final Path file, final Map<String, Long> counters, final String name) {
        final Long value = counters.get(name);
        if (value == null) {
            throw new FormatException(file, 0, name, "is absent", "the cpu.stat of a group with a quota");
        }
        return value;
    }
}

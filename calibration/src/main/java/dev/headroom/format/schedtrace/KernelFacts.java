package dev.headroom.format.schedtrace;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel said of itself when a trace was taken: lines {@code /path/of/a/file: content}.
 *
 * @param major first number of the release, such as 6
 * @param minor second number of the release, such as 12
 * @param preemptRt whether it is a PREEMPT_RT kernel
 * @param values content by the last part of the path, such as {@code sched_rt_runtime_us}
 */
public record KernelFacts(int major, int minor, boolean preemptRt, Map<String, String> values) {

    private static final Pattern RELEASE = Pattern.compile("Linux version ([0-9]{1,4})\\.([0-9]{1,4})");
    private static final int MOST_LINES = 10_000;

    /** Copies the map. */
    public KernelFacts {
        values = Map.copyOf(values);
    }

    /** Returns a value that is one whole number. */
    public OptionalLong number(final String name) {
        final String text = values.getOrDefault(name, "");
        return text.matches("-?[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /**
     * Reads a file.
     *
     * @param file lines of a path, a colon and the content
     * @return the facts
     * @throws FormatException if it names no Linux release
     */
    public static KernelFacts read(final Path file) {
        final Map<String, String> values = new LinkedHashMap<>();
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                if (lines.lineNumber() > MOST_LINES) {
                    throw new FormatException(file, lines.lineNumber(), "", "too many lines", "at most " + MOST_LINES);
                }
                final int colon = lines.line().indexOf(": ");
                if (colon > 0) {
                    final String path = lines.line().substring(0, colon);
                    values.put(
                            path.substring(path.lastIndexOf('/') + 1),
                            lines.line().substring(colon + 2).strip());
                }
            }
        }
        final String version = values.getOrDefault("version", "");
        final Matcher release = RELEASE.matcher(version);
        if (!release.find()) {
            throw new FormatException(
                    file, 0, "/proc/version", FormatException.quoted(version), "Linux version and a release");
        }
        return new KernelFacts(
                Integer.parseInt(release.group(1)),
                Integer.parseInt(release.group(2)),
                version.contains("PREEMPT_RT"),
                values);
    }
}

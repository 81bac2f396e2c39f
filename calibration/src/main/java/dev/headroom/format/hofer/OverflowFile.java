package dev.headroom.format.hofer;

import dev.headroom.format.BoundedLines;
import dev.headroom.format.FormatException;
import dev.headroom.format.TsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The cycles in which a latency beyond the histogram was seen: one line {@code tN}, tab, cycle numbers, per thread.
 *
 * <p>The instrument lists at most the first 400 cycles of a thread; their number is no count of overflows.
 */
final class OverflowFile {

    private static final int MAX_THREADS = HistogramFile.MAX_THREADS;

    private OverflowFile() {}

    /**
     * Reads a file.
     *
     * @param file the list of cycles
     * @return the cycle numbers of each thread, ascending by thread; empty if the file is missing or empty
     * @throws FormatException if the file has content and is not as demanded
     */
    static List<List<Long>> read(final Path file) {
        if (TsvTable.isBlank(file)) {
            return List.of();
        }
        final List<List<Long>> threads = new ArrayList<>();
        try (BoundedLines lines = new BoundedLines(file)) {
            while (lines.advance()) {
                if (!lines.line().startsWith("#") && !lines.line().isEmpty()) {
                    threads.add(cycles(file, lines, threads.size()));
                }
            }
        }
        return List.copyOf(threads);
    }

    private static List<Long> cycles(final Path file, final BoundedLines lines, final int thread) {
        final String begin = "t" + thread;
        final String[] fields = lines.line().split("\t", -1);
        if (fields.length > 2 || !fields[0].equals(begin) || thread >= MAX_THREADS) {
            final String right = begin + ", a tab, and cycle numbers";
            throw new FormatException(file, lines.lineNumber(), "thread", FormatException.quoted(lines.line()), right);
        }
        final List<Long> cycles = new ArrayList<>();
        for (final String text :
                fields.length < 2 ? new String[0] : fields[1].strip().split(" ")) {
            if (!text.isEmpty()) {
                cycles.add(cycle(file, lines.lineNumber(), text));
            }
        }
        return List.copyOf(cycles);
    }

    private static long cycle(final Path file, final long line, final String text) {
        if (!text.matches("\\d{1,15}")) {
            throw new FormatException(file, line, "cycle", FormatException.quoted(text), "a whole number");
        }
        return Long.parseLong(text);
    }
}
